"""What an attacker would write where a name, a reason or a number belongs, planted in every column that can hold it.

An importer refuses much of it; a database that somebody else has written, or one of an older version, may hold all of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from tracker.specimens.patients import Patient, read, sealed_row
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

LONG = "4kB" + "x" * 4093
TEXTS: tuple[str, ...] = (
    # markup and action links
    "[/nope]",
    "[@click=app.quit]go[/]",
    "[red]red",
    "[link=http://example.org]here[/link]",
    "\\[b] $error [",
    "[" * 300,
    # sequences that drive a terminal: clipboard, title, colours, erasing, device control, their C1 forms
    "\x1b]52;c;SEFDSw==\x07",
    "\x1b]2;HACKED\x07",
    "\x1b[31;5;77m",
    "\x1b[77;2J",
    "\x1bP+q544e\x1b\\",
    "\x1b_Ga=T\x1b\\",
    "\x9b31;5;77m",
    "\x9d52;c;SEFDSw==\x9c",
    "over\rOVERWRITTEN",
    "two\nLINES\x0b\x0c\x85\u2028\u2029",
    # characters that hide or turn what is read
    "\u202etxet\u202c\u2066",
    "\u200b\u200d\ufeff\u00ad",
    "\U000e0041\U000e007f\ue000",
    "\x00\x07\x08\x7f",
    # sizes
    LONG,
    # formulas
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    # other languages
    "'; DROP TABLE item; --",
    'x" OR 1=1 --',
    "../../../etc/passwd",
    "a/b\\c:d",
    "^XA^FDhack^FS^XZ",
    "~JR",
    "%s%n{0}{item.__class__}",
    # what scanners are configured by: Honeywell, Zebra, Datalogic
    "\x1d\x1d_MNU_DEFALT",
    "N.0200",
    "$+PB04$-",
)

FREE: Mapping[str, tuple[str, ...]] = {
    "audit_review": ("note",),
    "container": ("name",),
    "count_reason": ("reason",),
    "custody_step": ("reason", "condition", "method", "rejected_for"),
    "holder": ("name",),
    "item": ("name", "base_unit", "category"),
    "licence": ("number",),
    "licence_exemption": ("reason",),
    "location": ("name", "path"),
    "lot": ("number",),
    "movement": ("reason",),
    "offer": ("part_number",),
    "opened": ("serial",),
    "package_level": ("name",),
    "parked": ("text",),
    "partner": ("name", "clia"),
    "print_job": ("printer", "about", "fault", "reason"),
    "purchase_order_line": ("why",),
    "recall_case": ("reason", "lot"),
    "recall_lot": ("release_reason",),
    "receipt": ("document",),
    "requisition": ("number", "provider"),
    "scan": ("source", "aim", "data", "evidence"),
    "setting": ("value",),  # of which only the clinic's name: the others are read as numbers and words of ours
    "shipment": ("seal", "reason"),
    "specimen": ("rejected_for",),
    "staff": ("name",),
    "supplier": ("name", "account"),
    "supplier_return": ("credit",),
    "test_kind": ("name",),
}
"""Columns that hold what somebody has typed, scanned or imported."""
CODED: Mapping[str, tuple[str, ...]] = {
    "audit_review": ("at", "done_by", "event_id"),
    "audit_review_line": ("code", "who", "key"),
    "break_glass": ("at", "badge", "event_id", "until"),
    "checkpoint": ("at", "why", "note"),
    "closed_day": ("day", "at", "done_by", "latest_at", "latest_by"),
    "container": ("code",),
    "count_case": (
        *("number", "classes", "state", "opened_by", "opened_at", "ended_by", "ended_at", "reversed_by", "reversed_at"),
    ),
    "count_entry": ("at", "day", "by", "event_id"),
    "count_grade": ("grade",),
    "count_result": ("grade", "reason", "event_id"),
    "credential": ("badge", "kind", "verifier", "set_at", "expires_at", "origin", "seal"),
    "custody_step": ("event_id", "do", "at", "done_by", "state", "custodian", "witness", "rejected_at"),
    "delivery_damage": ("event_id",),
    "holder": ("code", "kind"),
    "identifier": ("kind", "value"),
    "item": ("code", "criticality"),
    "journal": ("event_id",),
    "keeps_opened": ("unit",),
    "last_count": ("day", "event_id"),
    "licence": ("badge", "kind", "expires_on"),
    "licence_exemption": ("badge", "day", "event_id", "kind", "witness"),
    "location": ("code", "kind"),
    "lot": ("expiry", "state"),
    "month_balance": ("month",),
    "month_end": ("month",),
    "movement": ("event_id", "kind", "at"),
    "opened": ("code", "event_id", "opened_at", "opened_by", "use_by_day", "use_by_at"),
    "parked": ("scan_id", "at", "settled"),
    "partner": ("code", "kind"),
    "patient": ("erased_at",),
    "patient_identified": ("done_by", "day", "event_id"),
    "posting": ("day",),
    "proof_reset_by_keys": ("at", "badge", "event_id"),
    "print_job": ("at", "labels", "setting", "state"),
    "purchase_order": ("number", "state", "made_at", "sent_on", "expected_on", "closed_on"),
    "recall_case": ("number", "state", "opened_by", "opened_at", "closed_by", "closed_at"),
    "recall_lot": ("released_by", "released_at"),
    "recall_room": ("signed_by", "signed_at"),
    "requisition": ("code", "ordered_at", "priority"),
    "requisition_tube": ("not_drawn",),
    "role_permission": ("role", "permission"),
    "scan": ("id", "at", "quality", "verdict", "symbology"),
    "setting": ("name",),
    "sign_in_tries": ("badge", "boot", "last_at"),
    "shipment": (
        *("code", "state", "sender", "target", "transport", "courier"),
        *("opened_at", "departed_at", "expected_at", "arrived_at"),
    ),
    "specimen": (
        *(
            "number",
            "state",
            "custodian",
            "since",
            "labelled_at",
            "collected_at",
            "spun_at",
            "received_at",
            "tested_at",
        ),
        *("spin_by", "receive_by", "test_by", "due_at", "due_kind", "missing_at", "keep_until", "rejected_at"),
    ),
    "staff": ("badge", "role", "ended_at"),
    "station": ("name",),
    "stock_transfer": ("number", "state", "opened_at", "opened_on", "sent_on", "ended_on"),
    "test_kind": ("code", "transport"),
    "use_block": ("used", "moved"),
}
"""Columns of our own codes, dates and closed words: a foreign text in one is a damaged database, not a name."""


def poison(connection: Connection, shift: int = 0) -> int:
    """Plant the texts in all of :data:`FREE`; what a CHECK or a UNIQUE refuses stays. Gives how many rows hold one.

    Each text stands before the name that was there, so that a cut shows it and a search still finds the name. ``shift``
    moves the texts on by so many rows.
    """
    planted = 0
    for place, (table, columns) in enumerate(FREE.items()):
        for number, column in enumerate(columns):
            of_clinic = " AND name = 'clinic'" if table == "setting" else ""
            olds = connection.exec_driver_sql(
                f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL{of_clinic} ORDER BY 1"
            ).all()
            for row, (old,) in enumerate(olds):
                text = TEXTS[(row + place + 3 * number + shift) % len(TEXTS)]
                done = connection.exec_driver_sql(
                    f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?{of_clinic}", (f"{text} {old}", old)
                )
                planted += done.rowcount
    return planted


def poison_patients(connection: Connection, vault: Vault, shift: int = 0) -> None:
    """The same for what is encrypted. The texts stand behind the names, of which the letters are asked."""
    for (row,) in connection.exec_driver_sql("SELECT id FROM patient WHERE name IS NOT NULL").all():
        patient = read(connection, vault, row)
        if patient is None:
            continue
        texts = [TEXTS[(row + shift + place) % len(TEXTS)].replace("\n", " ") for place in (0, 5)]
        changed = Patient(f"{patient.family} {texts[0]}", f"{patient.given} {texts[1]}", patient.born, patient.record)
        connection.exec_driver_sql(
            "UPDATE patient SET salt = ?, name = ?, born = ?, record = ?, name_index = ?, record_index = ? WHERE id = ?",
            (*sealed_row(vault, changed), row),
        )


_STRINGS = re.compile(rb"\x1b(?:\](?!22;default\x07|22;pointer\x07|22;text\x07)|[PX^_]).{0,40}", re.DOTALL)
"""Operating system commands, device control and other strings: Textual writes none but the mouse pointer's shape (22)."""
_MARKED = (b"\x1b[31;5;77m", b"\x1b[77;2J", b"\rOVERWRITTEN", b"\r=1", b"\t=1", b"\x7f")
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\x07\x08\t\n\r\x1b")
"""Of the first 32 those that neither Textual nor a command ever writes; a bell and the rest are its own."""
_HIDING = frozenset({"Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def driving(seen: bytes) -> list[str]:
    """What in a terminal's bytes came out of a text and drives, hides or turns what the terminal shows."""
    found = [repr(each) for each in _STRINGS.findall(seen)]
    found += [repr(each) for each in _MARKED if each in seen]
    found += [f"byte {each:#04x}" for each in sorted(_CONTROLS & set(seen))]
    text = seen.decode("utf-8", "replace")
    for character in sorted(set(text)):
        is_c1 = "\x80" <= character <= "\x9f"
        if is_c1 or unicodedata.category(character) in _HIDING:
            at = text.index(character)
            found.append(f"U+{ord(character):04X} in {text[max(0, at - 30) : at + 10]!r}")
    return found
