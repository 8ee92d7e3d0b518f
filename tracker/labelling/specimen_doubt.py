"""Specimen labels of which nobody knows whether they came out: kept as numbers alone, in the station and in the journal.

The queue's table would hold a name for as long as the doubt lasts. The journal's record outlives the program, so that the
next start still asks: also of a label that was on its way when the program was killed, since that it goes is written before
its first byte does.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tracker.errors import Refusal
from tracker.hardware.printers.one_printer import may_be_one
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.told import event_told
from tracker.labelling.print_jobs import JobState
from tracker.labelling.queue import QueuePen, before_no
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.specimens.states import State
from tracker.store.connection import Connection
from tracker.store.database import Database
from tracker.store.standing_in import locked

LOOKED_BACK = 20_000
"""Events of each station in which a start looks for a doubt that was left open: some days, and a few milliseconds."""
RENEWED_AFTER = 2_000
"""A doubt of so many events ago is put on record anew, so that none is ever too old to be found."""


@dataclass(frozen=True, slots=True)
class SpecimenDoubt:
    """``numbers`` may have come out, all of them or none; ``rest`` was to follow, and has not. Never a name."""

    numbers: tuple[str, ...]
    rest: tuple[str, ...]
    printer: str
    """Its URL."""
    called: str
    """What the clinic calls it."""
    cause: str = ""
    is_left: bool = False
    """Whether an earlier session left it: nobody stands before that patient any more, so that nothing follows by itself."""
    events_ago: int = field(default=0, compare=False)
    """How many events of its station are younger than the record of it."""
    is_drawn: bool = False
    """Whether these tubes are full already: the patient's side has no part in it."""

    @property
    def about(self) -> str:
        return about(self.numbers)

    @property
    def once_more(self) -> str:
        """How one that did not come out is asked for, in words for a person at a screen."""
        if self.is_drawn:
            return "Once more? Scan the tube; then LABEL."
        return "Open COLLECT, scan the requisition and ask the patient; then LABEL."

    @property
    def before_no(self) -> str:
        """What must be so before NO."""
        return before_no(self.printer)


def about(numbers: tuple[str, ...]) -> str:
    """``label 26000001 88``, ``3 labels``."""
    return f"label {listed(numbers)}" if len(numbers) == 1 else f"{len(numbers)} labels"


def listed(numbers: Sequence[str]) -> str:
    """``26000001 88, 26000002 77``: as they stand on the labels."""
    return ", ".join(f"{number[:8]} {number[8:]}" for number in numbers)


@contextmanager
def specimens_alone(database: Path) -> Iterator[None]:
    """Waits until no other process prints specimens' labels from this database: what the journal has as on its way is then
    in doubt, and nobody's work. The lock ends with the process, however it ends."""
    with locked(database.with_suffix(".specimens")):
        yield


def record_sending(
    connection: Connection, pen: QueuePen, numbers: Sequence[str], rest: Sequence[str], url: str
) -> None:
    """Before the first byte: from now on these may have come out. ``rest`` is to follow."""
    body: dict[str, Value] = {"by": pen.by, "printer": url, "rest": list(rest), "specimens": list(numbers)}
    pen.journal.append(connection, new_id(), "label.sending", pen.at, body)


def record_sent(connection: Connection, pen: QueuePen, numbers: Sequence[str], state: JobState) -> None:
    """It is known what became of them: ``confirmed``, ``sent`` (a print system has them), or ``cancelled`` (nothing of the
    last came out)."""
    body: dict[str, Value] = {"by": pen.by, "specimens": list(numbers), "state": state.value}
    pen.journal.append(connection, new_id(), "label.sent", pen.at, body)


def record_doubt(connection: Connection, pen: QueuePen, doubt: SpecimenDoubt) -> None:
    """``cause`` is the printer's, and names no patient."""
    body: dict[str, Value] = {
        "by": pen.by,
        "cause": doubt.cause,
        "printer": doubt.printer,
        "rest": list(doubt.rest),
        "specimens": list(doubt.numbers),
    }
    pen.journal.append(connection, new_id(), "label.doubted", pen.at, body)


@needs(Permission.SPECIMEN_LABEL)
def record_settled(
    connection: Connection, pen: QueuePen, doubt: SpecimenDoubt, *, has_come_out: bool, is_gone: bool = False
) -> None:
    """A person has looked. ``is_gone``: the printer was not asked, since it is gone for good."""
    body: dict[str, Value] = {"by": pen.by, "has_come_out": has_come_out, "specimens": list(doubt.numbers)}
    if is_gone:
        body["is_gone"] = True
    pen.journal.append(connection, new_id(), "label.settled", pen.at, body)


def require_not_doubted(doubts: Sequence[SpecimenDoubt], printer: str, numbers: Sequence[str] = ()) -> None:
    """Raises Refusal (``label_doubt``) where one of ``numbers`` may have come out, or any label of a specimen of this
    printer, and nobody has looked yet: what it holds still comes out with what is sent next."""
    for doubt in doubts:
        if not set(numbers).isdisjoint(doubt.numbers) or may_be_one(doubt.printer, printer):
            raise Refusal(
                f"It is not known yet whether {doubt.about} came out of {doubt.called}. Nothing was printed.",
                hint=f"Look, then say: tracker queue yes {doubt.numbers[0]}, or: tracker queue no {doubt.numbers[0]}"
                f" (the app asks, too). {doubt.before_no}",
                code="label_doubt",
            )


def open_doubts(database: Database, *, is_alone: bool = False) -> tuple[SpecimenDoubt, ...]:
    """What is in doubt, the oldest first, also where a station was killed while one was sent. Whichever station printed it,
    or what that was called then, any can be asked and answer: the tube is the same.

    ``is_alone`` says that the caller holds :func:`specimens_alone`; else what is on its way just now, by another process,
    is no doubt yet."""
    if is_alone:
        with database.reading() as connection:
            return _left_open(connection, is_interrupted=True)
    with ExitStack() as held:
        is_interrupted = True
        try:
            # Shared: two who only look are no reason for either to take what was cut off for being printed now.
            held.enter_context(locked(database.path.with_suffix(".specimens"), fcntl.LOCK_SH | fcntl.LOCK_NB))
        except BlockingIOError:
            is_interrupted = False
        with database.reading() as connection:
            return _left_open(connection, is_interrupted=is_interrupted)


def is_open(connection: Connection, doubt: SpecimenDoubt) -> bool:
    """Whether nobody has answered it since: asked inside the transaction that puts it on record anew."""
    return doubt.numbers in [each.numbers for each in _left_open(connection, is_interrupted=True)]


def in_doubt_or_sent(connection: Connection) -> frozenset[str]:
    """The numbers of all labels that are in doubt, or on their way just now."""
    return frozenset(number for each in _left_open(connection, is_interrupted=True) for number in each.numbers)


_KINDS = ("doubted", "settled", "sending", "sent")


def _left_open(connection: Connection, *, is_interrupted: bool) -> tuple[SpecimenDoubt, ...]:
    """A doubt ends when a person has looked for that very label; a label on its way, when it is known what became of it, or
    when those that were to follow it go: the next of the same row, and not one of them by another way."""
    # CROSS, and the +: else SQLite reads the journals of all years in the order of their rows.
    names = " OR ".join(["instr(j.body, ?)"] * len(_KINDS))
    found = connection.exec_driver_sql(
        "SELECT h.seq - j.seq, j.body FROM journal_head h CROSS JOIN journal j ON j.station_id = h.station_id"
        f" WHERE j.seq > h.seq - ? AND instr(j.body, ?) AND ({names}) ORDER BY +j.rowid",
        (LOOKED_BACK, b'"kind":"label.', *(f'"kind":"label.{kind}"'.encode() for kind in _KINDS)),
    )
    on_the_way: dict[tuple[str, ...], SpecimenDoubt] = {}
    doubts: dict[tuple[str, ...], SpecimenDoubt] = {}
    for events_ago, text in found.all():
        body = event_told(text)
        if body is None or not _is_whole(body):
            # Put there past the program: of such a one nobody can be asked, and no label waits for it.
            continue
        kind, numbers = body["kind"], tuple(body["specimens"])
        if kind == "label.sending":
            next_up = (body["printer"], (*numbers, *body["rest"]))
            on_the_way = {key: one for key, one in on_the_way.items() if (one.printer, one.rest) != next_up}
            on_the_way[numbers] = _doubt_of(body, "The program stopped while it was sent.", events_ago)
            continue
        on_the_way = {key: one for key, one in on_the_way.items() if not set(key) <= set(numbers)}
        if kind == "label.doubted":
            doubts[numbers] = _doubt_of(body, str(body.get("cause", "")), events_ago)
        elif kind == "label.settled":
            doubts, on_the_way = _without(doubts, numbers), _without(on_the_way, numbers)
    found_open = (*doubts.values(), *(on_the_way.values() if is_interrupted else ()))
    full = drawn(connection, [number for doubt in found_open for number in doubt.numbers])
    return tuple(replace(doubt, is_drawn=full.issuperset(doubt.numbers)) for doubt in found_open)


def _is_whole(body: Mapping[str, Any]) -> bool:
    """Whether an event of a label has what each of its kind has."""
    listed_in = ("specimens", *(("rest",) if body["kind"] in ("label.sending", "label.doubted") else ()))
    are_listed = all(
        isinstance(body.get(name), list) and all(isinstance(each, str) for each in body[name]) for name in listed_in
    )
    return are_listed and bool(body["specimens"]) and (len(listed_in) == 1 or isinstance(body.get("printer"), str))


def _without(
    doubts: Mapping[tuple[str, ...], SpecimenDoubt], numbers: Sequence[str]
) -> dict[tuple[str, ...], SpecimenDoubt]:
    """Of some of a row it may be known while the others are in doubt: one of them was scanned."""
    left = (replace(doubt, numbers=tuple(n for n in doubt.numbers if n not in numbers)) for doubt in doubts.values())
    return {doubt.numbers: doubt for doubt in left if doubt.numbers}


def drawn(connection: Connection, numbers: Sequence[str]) -> frozenset[str]:
    """Those of them that are no empty tubes beside a patient any more."""
    found = connection.exec_driver_sql(
        "SELECT number FROM specimen WHERE state <> ? AND number IN (SELECT value FROM json_each(?))",
        (State.LABELLED.value, json.dumps(list(numbers))),
    )
    return frozenset(found.scalars())


def _doubt_of(body: Mapping[str, Any], cause: str, events_ago: int) -> SpecimenDoubt:
    printer, rest = str(body["printer"]), tuple(body["rest"])
    return SpecimenDoubt(tuple(body["specimens"]), rest, printer, printer, cause, is_left=True, events_ago=events_ago)
