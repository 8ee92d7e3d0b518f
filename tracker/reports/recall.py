"""Recalls as tables: all of them; or one with its lots, the pull list by room, what was used and in which specimens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tracker.inventory.facts import Holding
from tracker.inventory.held_back import HeldBack
from tracker.inventory.recall_facts import Case, CaseLot, RoomDuty
from tracker.inventory.tracing import TracedStep
from tracker.reports.columns import UNIT, number
from tracker.reports.table import Cell, Column, Table
from tracker.specimens.facts import Specimen

ALL_COLUMNS = (
    Column("number", "recall"),
    Column("state", "state"),
    Column("item_code", "code"),
    Column("item", "item"),
    Column("lot", "lot"),
    Column("reason", "reason"),
    Column("opened_at", "opened"),
    Column("opened_by", "by"),
    Column("closed_at", "closed"),
    number("rooms", "rooms"),
    number("unsigned", "not signed"),
    number("stands", "still there"),
    UNIT,
)
COLUMNS = (
    Column("part", "part"),
    Column("where", "where"),
    Column("lot", "lot"),
    Column("state", "state"),
    number("stood", "stood"),
    number("stands", "still there"),
    number("wasted", "wasted"),
    number("set_aside", "in quarantine"),
    number("pulled", "pulled"),
    number("not_found", "not found"),
    number("used", "used"),
    UNIT,
    Column("at", "time"),
    Column("by", "by"),
    Column("note", "note"),
)
"""``part`` is ``lot`` (held back, or let go), ``pull`` (a room, and whether it has signed), ``shelf`` (where in it each
lot stands), ``came`` (a delivery, with its paper), ``used`` (a posting), ``returned`` (to the supplier) or ``specimen``
(drawn with it; its number in ``where``)."""


@dataclass(frozen=True, slots=True)
class Worked:
    """One recall with all that is known of it. ``steps`` are its lots' movements; ``left`` what stands."""

    case: Case
    lots: Sequence[CaseLot]
    rooms: Sequence[RoomDuty]
    steps: Sequence[tuple[str, TracedStep]]
    left: Sequence[Holding]
    specimens: Sequence[Specimen]
    aside: frozenset[int] = frozenset()
    """The rooms that are quarantine: what stands there has been pulled."""


def cases_table(
    found: Sequence[tuple[Case, Sequence[RoomDuty]]], held: Sequence[HeldBack], today: date, zone: tzinfo | None
) -> Table:
    """Something to do while one is open, where stock of a closed one has turned up, and where some is ``held`` back
    without any: a line for each such lot, with no number."""
    rows = (*(_case(case, rooms, zone) for case, rooms in found), *_without_recall(held))
    is_to_do = bool(held) or any(_is_to_do(*each) for each in found)
    return Table("recall", "Recalls", today, ALL_COLUMNS, rows, tuple(_where(held)), is_to_do)


def _without_recall(held: Sequence[HeldBack]) -> Iterator[tuple[Cell, ...]]:
    lots: dict[int, list[HeldBack]] = {}
    for each in held:
        if not each.recall:
            lots.setdefault(each.holding.lot.id, []).append(each)
    for some in lots.values():
        item, lot = some[0].item, some[0].holding.lot
        rooms = len({each.holding.place.room_id or each.holding.place.id for each in some})
        stands = sum(each.holding.quantity for each in some)
        named = (None, "no recall open", item.code, item.name, lot.number, f"the lot is {lot.state}")
        yield (*named, None, None, None, rooms, None, stands, item.base_unit)


def _where(held: Sequence[HeldBack]) -> Iterator[str]:
    """Where what no open recall asks for stands: it is on no pull list."""
    for each in held:
        lot, item = each.holding.lot, each.item
        why = f"recall {each.recall} is closed" if each.recall else "no recall means it"
        yield (
            f"Pull {each.holding.quantity} {item.base_unit} of {item.name}, lot {lot.number or '–'}, from"
            f" {each.holding.place.path}: it is {lot.state}, and {why}."
        )


def case_table(worked: Worked, today: date, zone: tzinfo | None) -> Table:
    case, unit = worked.case, worked.case.item.base_unit
    used = _of(worked, "use")
    rows = (
        *map(_lot, worked.lots),
        *(_room(room, unit, zone) for room in worked.rooms),
        *(_shelf(held, unit, worked.aside) for held in sorted(worked.left, key=lambda held: held.place.path)),
        *(_came(lot, step, unit, zone) for lot, step in _of(worked, "receive")),
        *(_used(lot, step, unit, zone) for lot, step in used),
        *(_back(lot, step, unit, zone) for lot, step in _of(worked, "transfer") if step.flow == "out"),
        *(_drawn(each, zone) for each in worked.specimens),
    )
    which = f"lot {case.lot}" if case.lot is not None else "all lots"
    title = f"Recall {case.number}, {case.state}: {case.item.name}, {which}"
    notes = (f"Why: {case.reason}", _sentence(worked.rooms, sum(step.quantity for _, step in used), unit))
    return Table("recall", title, today, COLUMNS, rows, notes, _is_to_do(case, worked.rooms))


def _of(worked: Worked, kind: str) -> list[tuple[str, TracedStep]]:
    """Its lots' movements of the kind, without those that were undone."""
    return [each for each in worked.steps if each[1].kind == kind and not each[1].undoes and not each[1].is_undone]


def _is_to_do(case: Case, rooms: Sequence[RoomDuty]) -> bool:
    return case.is_open or any(room.stands for room in rooms)


def _case(case: Case, rooms: Sequence[RoomDuty], zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        case.number,
        case.state.value,
        case.item.code,
        case.item.name,
        case.lot if case.lot is not None else "all",
        case.reason,
        _time(case.opened_at, zone),
        case.opened_by,
        _time(case.closed_at, zone),
        len(rooms),
        sum(room.must_sign for room in rooms),
        sum(room.stands for room in rooms),
        case.item.base_unit,
    )


def _lot(lot: CaseLot) -> tuple[Cell, ...]:
    note = f"let go: {lot.release_reason}" if lot.is_released else None
    return ("lot", None, lot.number, lot.state.value, *[None] * 10, note)


def _room(room: RoomDuty, unit: str, zone: tzinfo | None) -> tuple[Cell, ...]:
    state = "pull" if room.stands else "to sign" if room.must_sign else "signed"
    taken = room.wasted + room.set_aside
    differs = room.pulled is not None and room.pulled != taken
    note = f"{room.pulled} pulled by hand, {taken} by the books" if differs else None
    quantities = (room.stood, room.stands, room.wasted, room.set_aside, room.pulled, room.not_found, None)
    return ("pull", room.path, None, state, *quantities, unit, _time(room.signed_at, zone), room.signed_by, note)


def _shelf(held: Holding, unit: str, aside: frozenset[int]) -> tuple[Cell, ...]:
    state = "pulled" if held.place.room_id in aside else "pull"
    return ("shelf", held.place.path, held.lot.number, state, None, held.quantity, *[None] * 5, unit, *[None] * 3)


def _came(lot: str, step: TracedStep, unit: str, zone: tzinfo | None) -> tuple[Cell, ...]:
    named = (f"order {step.order}" if step.order else "", f"delivery note {step.document}" if step.document else "")
    note = ", ".join((f"{step.quantity} received", *filter(None, named)))
    where = step.supplier or step.source
    return ("came", where, lot, None, *[None] * 7, unit, _time(step.at, zone), step.by, note)


def _back(lot: str, step: TracedStep, unit: str, zone: tzinfo | None) -> tuple[Cell, ...]:
    note = f"{step.quantity} returned" + (f", credit {step.document}" if step.document else ", no credit number")
    return ("returned", step.target, lot, None, *[None] * 7, unit, _time(step.at, zone), step.by, note)


def _used(lot: str, step: TracedStep, unit: str, zone: tzinfo | None) -> tuple[Cell, ...]:
    at = _time(step.at, zone)
    return ("used", step.source, lot, None, *[None] * 6, step.quantity, unit, at, step.by, None)


def _drawn(specimen: Specimen, zone: tzinfo | None) -> tuple[Cell, ...]:
    at = specimen.collected_at.astimezone(zone).isoformat(timespec="minutes") if specimen.collected_at else None
    return ("specimen", specimen.number, None, specimen.state.value, *[None] * 8, at, None, None)


def _sentence(rooms: Sequence[RoomDuty], used: int, unit: str) -> str:
    unsigned = [room.path for room in rooms if room.must_sign]
    stands = sum(room.stands for room in rooms)
    signed = f"{len(unsigned)} of {len(rooms)} rooms have not signed: {', '.join(unsigned)}." if unsigned else ""
    missing = sum(room.not_found for room in rooms)
    lost = f", {missing} not found" if missing else ""
    return f"{stands} {unit} still to be pulled, {used} used{lost}. {signed or 'Every room has signed.'}"


def _time(at: str | None, zone: tzinfo | None) -> str | None:
    return datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="minutes") if at else None
