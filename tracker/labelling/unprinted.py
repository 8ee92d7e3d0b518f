"""How it stands with the labels of specimens, by the journal: a program that was closed remembers nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from tracker.labelling.print_jobs import JobState
from tracker.labelling.specimen_doubt import LOOKED_BACK, SpecimenDoubt
from tracker.specimens.states import Do
from tracker.store.connection import Connection

_ORDERED = (f"specimen.{Do.LABEL}", "specimen.reprint")
_FILLED = (f"specimen.{Do.ALIQUOT}", f"specimen.{Do.POOL}")
"""A tube filled from others has a label of its own."""
FEW = 20
"""So many numbers are looked for one by one in what was written; more are not worth it."""
_OF_LABELS = ('"kind":"label.', *(f'"do":"{do}"' for do in (*_ORDERED, *_FILLED)))


class LabelState(StrEnum):
    """How it stands with a specimen's last label."""

    WAITING = "waiting"
    """It is about to be sent, by this program."""
    HELD = "held"
    """It follows once another one, which is in doubt, is answered for."""
    SENDING = "sending"
    DOUBTED = "doubted"
    """It may have come out, or not: a person has to look."""
    TAKEN = "taken"
    """A print system has it, and does not say whether it came out."""
    OUT = "out"
    NOT_PRINTED = "not_printed"
    """Certainly: it was ordered and never sent, could not be drawn, its printer did not take it, it was behind one that
    failed, or somebody has looked for it and said NO."""


def unprinted(connection: Connection, numbers: Collection[str]) -> frozenset[str]:
    """Of these specimens those whose last label has certainly not come out.

    One that is on its way or in doubt is not among them, nor one of whose order the last :data:`LOOKED_BACK` events do not
    tell.
    """
    found = _last_told(connection, numbers)
    return frozenset(number for number, state in found.items() if state is LabelState.NOT_PRINTED)


def label_states(
    connection: Connection, numbers: Collection[str], doubts: Sequence[SpecimenDoubt], here: Collection[str]
) -> dict[str, LabelState]:
    """How it stands with each of these labels now; none for one of which nothing is told. ``doubts`` is all that is in doubt
    at this moment, ``here`` what this program is about to print."""
    doubtful = {number for doubt in doubts for number in doubt.numbers}
    behind = {number for doubt in doubts for number in doubt.rest}

    def now(number: str, told: LabelState) -> LabelState:
        if number in doubtful:
            return LabelState.DOUBTED
        if told is not LabelState.NOT_PRINTED:
            return told
        if number in here:
            return LabelState.WAITING
        return LabelState.HELD if number in behind else told

    return {number: now(number, told) for number, told in _last_told(connection, numbers).items()}


def _last_told(connection: Connection, numbers: Collection[str]) -> dict[str, LabelState]:
    told: dict[str, LabelState] = {}
    if not numbers:
        return told
    for event in _events(connection, numbers):
        for each in (event, *event.get("changes", ())):
            told.update(_told(each))
    return {number: told[number] for number in numbers if number in told}


def _events(connection: Connection, numbers: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """All that tells of them since the first of them was labelled: of the tubes in hand a few hundred events at most. Of
    many, all that tells of any label."""
    signs = [f'"{number}"' for number in numbers] if len(numbers) <= FEW else _OF_LABELS
    names = " OR ".join(["instr(body, ?)"] * len(signs))
    found = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid >= max((SELECT max(rowid) FROM journal) - ?, (SELECT coalesce(min(j.rowid), 0)"
        " FROM specimen s JOIN custody_step k ON k.specimen_id = s.id JOIN journal j ON j.event_id = k.event_id"
        f" WHERE s.number IN (SELECT value FROM json_each(?)))) AND ({names}) ORDER BY rowid",
        (LOOKED_BACK, json.dumps(list(numbers)), *(sign.encode() for sign in signs)),
    )
    yield from map(json.loads, found.scalars())


def _told(told: Mapping[str, Any]) -> dict[str, LabelState]:
    """What this says of each label."""
    here, behind = told.get("specimens", ()), told.get("rest", ())
    match told.get("kind", told.get("do")):
        case "label.sending":
            return {**dict.fromkeys(behind, LabelState.NOT_PRINTED), **dict.fromkeys(here, LabelState.SENDING)}
        case "label.doubted":
            return {**dict.fromkeys(behind, LabelState.NOT_PRINTED), **dict.fromkeys(here, LabelState.DOUBTED)}
        case "label.sent":
            return dict.fromkeys(here, _AFTER.get(told["state"], LabelState.OUT))
        case "label.settled":
            return dict.fromkeys(here, LabelState.OUT if told["has_come_out"] else LabelState.NOT_PRINTED)
        case kind if kind in _ORDERED:
            return dict.fromkeys(here, LabelState.NOT_PRINTED)
        case kind if kind in _FILLED:
            return {told["child"]: LabelState.NOT_PRINTED}
        case _:
            return {}


_AFTER = {JobState.CANCELLED.value: LabelState.NOT_PRINTED, JobState.SENT.value: LabelState.TAKEN}
