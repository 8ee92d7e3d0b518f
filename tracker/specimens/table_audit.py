"""Holding the laboratory's tables against the journal: who works here as what, what is drawn into what, what was ordered,
and every trip. A deadline that was moved or a witness that is no longer asked for shows in no specimen's steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from tracker.people.hashing import fingerprint
from tracker.specimens.auditing import Difference
from tracker.specimens.recounting import Retold
from tracker.specimens.recounting_people import Key, Values
from tracker.store.connection import Connection

_TABLES = {
    "staff": (1, "badge, name, role, ended_at", "staff"),
    "role_permission": (2, "role, permission, is_allowed", "role_permission"),
    "licence": (2, "badge, kind, number, expires_on", "licence"),
    "licence_exemption": (3, "badge, kind, day, reason, witness", "licence_exemption"),
    "credential": (1, "badge, kind, verifier, must_change, set_at, expires_at, origin, seal", "credential"),
    "container": (
        1,
        "c.code, c.name, c.draw_order, c.volume_ul, i.code AS item",
        "container c LEFT JOIN item i ON i.id = c.item_id",
    ),
    "test_kind": (
        1,
        "t.code, t.name, c.code AS container, t.min_volume_ul, t.transport, t.spin_minutes, t.receive_minutes,"
        " t.test_minutes, t.retention_days, t.needs_witness",
        "test_kind t JOIN container c ON c.id = t.container_id",
    ),
    "partner": (1, "code, name, kind, clia, transit_minutes", "partner"),
    "holder": (
        1,
        "h.code, h.name, h.kind, h.rows, h.columns, p.code AS place",
        "holder h LEFT JOIN location p ON p.id = h.place_id",
    ),
    "tube_roll": (1, "first, last", "tube_roll"),
    "requisition": (1, "code, patient_id, ordered_at, provider, priority", "requisition"),
    "requisition_test": (
        2,
        "r.code, t.code",
        "requisition_test n JOIN requisition r ON r.id = n.requisition_id JOIN test_kind t ON t.id = n.test_id",
    ),
    "requisition_tube": (
        2,
        "r.code, n.line, c.code AS container, n.is_add_on, s.number AS specimen, n.not_drawn",
        "requisition_tube n JOIN requisition r ON r.id = n.requisition_id JOIN container c ON c.id = n.container_id"
        " LEFT JOIN specimen s ON s.id = n.specimen_id",
    ),
    "shipment": (
        1,
        "v.code, h.code AS holder, v.state, v.sender, v.target, v.transport, v.seal, v.courier, v.opened_at,"
        " v.departed_at, v.expected_at, v.arrived_at, v.reason",
        "shipment v JOIN holder h ON h.id = v.holder_id",
    ),
    "closed_day": (1, "day, at, done_by, latest_at, latest_by", "closed_day"),
}
"""How many columns are the key, all columns in codes, and where they stand. A requisition's own number takes
the patients' key: :func:`tracker.specimens.patient_audit.audit_patients`. Of a verifier and its seal the journal has the
fingerprints."""

_PEOPLE = ("staff", "role_permission", "licence", "licence_exemption", "credential")
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


def audit_tables(connection: Connection) -> Iterator[Difference]:
    """Every row that is not what the journal says of it, that it does not know, or that is gone."""
    yield from audit_people(connection)
    yield from audit_laboratory(connection)


def audit_people(connection: Connection) -> Iterator[Difference]:
    """Of who works here and may do what: by some hundred events, which SQLite picks out."""
    return _audited(connection, b'"staff.', {name: each for name, each in _TABLES.items() if name in _PEOPLE})


def audit_laboratory(connection: Connection) -> Iterator[Difference]:
    """Of all else."""
    return _audited(connection, b"", {name: each for name, each in _TABLES.items() if name not in _PEOPLE})


def _audited(connection: Connection, mark: bytes, tables: Mapping[str, tuple[int, str, str]]) -> Iterator[Difference]:
    """By the events that bear ``mark``."""
    told = Retold()
    for event_id, body in connection.exec_driver_sql(
        "SELECT event_id, body FROM journal WHERE instr(body, ?) > 0 ORDER BY rowid", (mark,)
    ):
        try:
            told.tell(json.loads(body))
        except _MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    for table, (key_width, columns, source) in tables.items():
        kept = _kept(connection, columns, source, key_width)
        if table == "credential":
            kept = {key: _hidden(values, told.tables[table].get(key, {})) for key, values in kept.items()}
        yield from _compared(table, told.tables[table], kept)


def _hidden(values: Values, told: Values) -> Values:
    """A proof as the journal tells of it, by fingerprints; without its seal where that was made before seals were told."""
    hidden = {**values, "verifier": fingerprint(str(values["verifier"]))}
    if hidden["seal"] is not None:
        hidden["seal"] = fingerprint(str(hidden["seal"]))
    if told.get("origin") is not None and "seal" not in told:
        del hidden["seal"]
    return hidden


def _kept(connection: Connection, columns: str, source: str, key_width: int) -> dict[Key, Values]:
    names = [column.rpartition(" ")[2].rpartition(".")[2] for column in columns.split(", ")][key_width:]
    rows = connection.exec_driver_sql(f"SELECT {columns} FROM {source}")
    composed = (tuple(normalize("NFC", value) if isinstance(value, str) else value for value in row) for row in rows)
    return {row[:key_width]: dict(zip(names, row[key_width:], strict=True)) for row in composed}


def _compared(table: str, told: dict[Key, Values], kept: dict[Key, Values]) -> Iterator[Difference]:
    for key in {**told, **kept}:
        about = f"{table.replace('_', ' ')} {' '.join(map(str, key))}"
        if key not in kept:
            yield Difference(f"{table}_missing", f"The {about} of the journal is not here.", str(key[0]))
        elif key not in told:
            yield Difference(f"{table}_unknown", f"The journal does not know the {about}.", str(key[0]))
        else:
            for name, value in kept[key].items():
                if value != told[key].get(name):
                    words = f"{name} is {_shown(value)} here, {_shown(told[key].get(name))} in the journal."
                    yield Difference(f"{table}_changed", f"The {about}: {words}", str(key[0]))


def _shown(value: str | int | None) -> str:
    return "nothing" if value is None else str(value)
