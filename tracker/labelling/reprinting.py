"""A specimen's label once more: never without a reason, numbered, and in the journal before a byte goes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.labelling.queue import LONGEST_REASON, QueuePen
from tracker.labelling.specimens import patients_of
from tracker.labelling.wanted import Wanted
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.facts import Specimen
from tracker.specimens.patient_care import reveal
from tracker.specimens.states import ENDED, State
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection


@needs(Permission.SPECIMEN_LABEL)
def record_reprint(
    connection: Connection, pen: QueuePen, numbers: Sequence[str], reason: str, *, is_lacking: bool = False
) -> None:
    """Journal ``label.reprinted`` for each specimen, with which reprint of it this is: 1, 2, 3 … ``is_lacking``: the one
    before has certainly not come out, so that this is none.

    Commit before printing: a second label of a patient's tube that nobody knows of is worse than a record of one that the
    printer failed to give. Raises Refusal without a reason.
    """
    if not reason.strip(" ") or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refusal(
            "A reprint needs its reason.", hint='For example: --reason "smeared".', code="reprint_without_reason"
        )
    for number in numbers:
        body: dict[str, Value] = {
            "by": pen.by,
            "reason": reason,
            "reprint": _reprints(connection, number) + (not is_lacking),
            "specimen": number,
        }
        if is_lacking:
            body["is_lacking"] = True
        pen.journal.append(connection, new_id(), "label.reprinted", pen.at, body)


def marked(connection: Connection, labels: Sequence[Wanted], *, is_recorded: bool) -> tuple[Wanted, ...]:
    """These labels with which reprint they are on them, where their design has room: whoever holds two tubes of one number
    sees which label came second. ``is_recorded``: this reprint is in the journal already."""
    return tuple(
        replace(one, values={**one.values, **reprint_value(_reprints(connection, one.about) + (not is_recorded))})
        for one in labels
    )


def reprint_value(number: int) -> dict[str, str]:
    """In a word, and for labels that have no room for it: ``R2``."""
    return {"reprint": f"REPRINT {number}", "reprint_short": f"R{number}"} if number else {}


@needs(Permission.SPECIMEN_LABEL)
def record_specimen_reprint(
    connection: Connection, vault: Vault, pen: Pen, numbers: Sequence[str], reason: str, *, is_lacking: bool = False
) -> None:
    """The same, and a look at each patient's name for this reason: whoever prints a name has seen it."""
    record_reprint(connection, QueuePen(pen.journal, pen.at, pen.by), numbers, reason, is_lacking=is_lacking)
    for patient_id in patients_of(connection, numbers):
        reveal(connection, vault, pen, patient_id, reason)


def require_reprintable(specimen: Specimen) -> None:
    """Refuse a label that belongs to the patient's side, and one of a tube that is no more.

    Before the draw a label is good in the patient's presence only (NPSG.01.01.01), so it is COLLECT that prints it there.
    """
    if specimen.state is State.LABELLED:
        raise Refusal(
            f"{specimen.shown} is not drawn yet: its label comes out at the patient's side.",
            hint="Open COLLECT, scan the requisition and ask the patient; then LABEL.",
            code="label_at_the_bedside",
        )
    require_not_ended(specimen)


def require_not_ended(specimen: Specimen) -> None:
    """Refuse the label of a tube that is no more: stuck on another, it would be that one's."""
    if specimen.state in ENDED:
        raise Refusal(
            f"{specimen.shown} is {specimen.state.value.replace('_', ' ')}: nothing is to be labelled.",
            hint="If the tube is in your hand, tell the lead: it should not be.",
            code="label_of_ended",
        )


def _reprints(connection: Connection, number: str) -> int:
    """Counted in the journal itself since the tube was labelled, about a second for a million events: reprints are rare, and
    need no table. What was ordered anew since it had certainly not come out is none."""
    found = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid >= (SELECT coalesce(min(j.rowid), 0) FROM specimen s"
        " JOIN custody_step k ON k.specimen_id = s.id JOIN journal j ON j.event_id = k.event_id WHERE s.number = ?)"
        " AND instr(body, ?) AND (instr(body, ?) OR instr(body, ?))",
        (number, f'"{number}"'.encode(), b'"kind":"label.reprinted"', b'"do":"specimen.reprint"'),
    )
    return sum(_is_reprint(told, number) for body in map(json.loads, found.scalars()) for told in _all_told(body))


def _all_told(body: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (body, *body.get("changes", ()))


def _is_reprint(told: Mapping[str, Any], number: str) -> bool:
    """From a full tube, or at the patient's side."""
    if told.get("kind") == "label.reprinted":
        return bool(told["specimen"] == number) and not told.get("is_lacking", False)
    return told.get("do") == "specimen.reprint" and number in told["specimens"] and not told.get("is_lacking", False)
