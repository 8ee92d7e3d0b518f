"""Which labels of specimens are certainly not printed, by the journal: a program that was closed remembers nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tracker.labelling.print_jobs import JobState
from tracker.labelling.specimen_doubt import LOOKED_BACK
from tracker.specimens.states import Do
from tracker.store.connection import Connection

_ORDERED = (f"specimen.{Do.LABEL}", "specimen.reprint")


def unprinted(connection: Connection, numbers: Collection[str]) -> frozenset[str]:
    """Of these specimens those whose last label has certainly not come out: it was ordered and never sent, its printer did
    not take it, it was behind one that failed, or somebody has looked for it and said NO.

    One that is on its way or in doubt is not among them, nor one of whose order the last :data:`LOOKED_BACK` events do not
    tell.
    """
    if not numbers:
        return frozenset()
    lacks: dict[str, bool] = {}
    for event in _events(connection, numbers):
        for told in (event, *event.get("changes", ())):
            lacks.update(_told(told))
    return frozenset(number for number in numbers if lacks.get(number, False))


def _events(connection: Connection, numbers: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """All that tells of them since the first of them was labelled: of the tubes in hand a few hundred events at most."""
    names = " OR ".join(["instr(body, ?)"] * len(numbers))
    found = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid >= max((SELECT max(rowid) FROM journal) - ?, (SELECT coalesce(min(j.rowid), 0)"
        " FROM specimen s JOIN custody_step k ON k.specimen_id = s.id JOIN journal j ON j.event_id = k.event_id"
        f" WHERE s.number IN (SELECT value FROM json_each(?)))) AND ({names}) ORDER BY rowid",
        (LOOKED_BACK, json.dumps(list(numbers)), *(f'"{number}"'.encode() for number in numbers)),
    )
    yield from map(json.loads, found.scalars())


def _told(told: Mapping[str, Any]) -> dict[str, bool]:
    """What this says of each label: True where it is not printed."""
    here, behind = told.get("specimens", ()), told.get("rest", ())
    match told.get("kind", told.get("do")):
        case "label.sending" | "label.doubted":
            return {**dict.fromkeys(behind, True), **dict.fromkeys(here, False)}
        case "label.sent":
            return dict.fromkeys(here, told["state"] == JobState.CANCELLED)
        case "label.settled":
            return dict.fromkeys(here, not told["has_come_out"])
        case kind if kind in _ORDERED:
            return dict.fromkeys(here, True)
        case _:
            return {}
