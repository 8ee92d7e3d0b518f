"""The answer to one scanned tube, rack, bag or requisition at length: its timeline, or what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.jobs.custody import words
from tracker.specimens.facts import Specimen
from tracker.specimens.family import History, before
from tracker.specimens.holder_facts import Holder, Shipment
from tracker.specimens.requisition_facts import Requisition, WantedTube
from tracker.specimens.storage import slot_name
from tracker.specimens.subjects import (
    FreshSubject,
    HolderSubject,
    RequisitionSubject,
    ShipmentSubject,
    SpecimensSubject,
    SpecimenSubject,
)
from tracker.text import counted
from tracker.tui.panes.tubes import (
    HARM,
    STATES,
    clock,
    day,
    due,
    keeping,
    keeps,
    step_table,
    told_steps,
    tube_columns,
    tube_rows,
)
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.grid import TAKEN


@dataclass(frozen=True, slots=True)
class Traced:
    """What is read for a scan that names something of the specimens; a specimen comes with its history, and with that of
    all it was filled from."""

    subject: SpecimensSubject
    line: tuple[History, ...] = ()
    """The oldest source first, the specimen itself last (:meth:`tracker.specimens.reader.SpecimenReader.lineage`)."""

    @property
    def history(self) -> History | None:
        return self.line[-1] if self.line else None


@dataclass(frozen=True, slots=True)
class Told:
    """How it is shown: a list under a line of its own, a grid beside it for a rack, and the side panel."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    left: str
    side: tuple[Row, ...] = ()
    holder: Holder | None = None
    inside: tuple[Specimen, ...] = ()
    next_slot: int | None = None


def traced(reader: ReaderLike, subject: SpecimensSubject) -> Traced:
    if isinstance(subject, SpecimenSubject):
        return Traced(subject, reader.specimens.lineage(subject.specimen.number))
    return Traced(subject)


def requisition_of(found: Traced | None) -> str:
    """The house code of the requisition that it belongs to; empty for none."""
    if found is None:
        return ""
    if found.history is not None:
        return found.history.specimen.requisition_code or ""
    return found.subject.requisition.code if isinstance(found.subject, RequisitionSubject) else ""


def told(found: Traced, now: datetime, *, is_roomy: bool) -> Told:
    if found.history is not None:
        trip = found.subject.shipment if isinstance(found.subject, SpecimenSubject) else None
        return _specimen(found.line, trip, now)
    match found.subject:
        case HolderSubject() as subject:
            return _holder(subject, now, is_roomy=is_roomy)
        case ShipmentSubject(shipment=shipment, specimens=inside):
            side = tuple(_trip(shipment, now))
            return Told(
                "", tube_columns("In the bag"), tube_rows(inside, now), "Nothing is in it.", _tubes(inside), side
            )
        case RequisitionSubject(requisition=requisition):
            return _requisition(requisition, now)
        case FreshSubject():
            return Told("", (Column("A label of our rolls"),), (), "Nobody has used it yet: scan it in COLLECT.", "")
        case _:
            return Told("", (Column("Found"),), (), "The banner says all that is known of it.", "")


def _tubes(inside: tuple[Specimen, ...]) -> str:
    return counted(len(inside), "tube")


def _specimen(family: tuple[History, ...], trip: Shipment | None, now: datetime) -> Told:
    found = family[-1]
    specimen = found.specimen
    parts = (f"{specimen.shown} {specimen.container}", keeps(specimen, now), found.patient)
    side = (*_about(found, now), *(_trip(trip, now) if trip is not None else ()))
    title = "  ".join(part for part in parts if part)
    columns, rows = step_table(tuple(_way_of(family, now)))
    return Told(title, columns, rows, "No step yet.", counted(len(found.steps), "step"), side)


def _way_of(family: tuple[History, ...], now: datetime) -> Iterator[Row]:
    """What was filled from it, then its own steps, then those of each that it was filled from, under that one's number."""
    found = family[-1]
    for each in found.children:
        yield Row(
            (f"into {each.shown}", "", f"{each.container}, {STATES[each.state]}, {words.holder_of(each)}", ""), "↳"
        )
    yield from told_steps(found.steps, now, _poured(found))
    for source, steps in reversed(before(family)):
        yield Row((f"from {source.specimen.shown}", "", source.specimen.container, ""), "↳")
        yield from told_steps(steps, now, _poured(source))


def _poured(history: History) -> dict[str, str]:
    """By event: from which it was filled, and into which others."""
    poured = {event_id: f"into {_shown(number)}" for event_id, number in history.filled.items()}
    if history.parents:
        poured[history.steps[0].event_id] = f"from {words.numbers(history.parents)}"
    return poured


def _shown(number: str) -> str:
    return f"{number[:8]} {number[8:]}"


def _about(found: History, now: datetime) -> Iterator[Row]:
    """Requisition, tests, limits, tube lots, and what it was filled from or what was filled from it."""
    specimen = found.specimen
    yield Row((f"tests {', '.join(specimen.tests) or '–'}",), "▸")
    yield Row((f"requisition {specimen.requisition_code or 'none: of several patients'}",))
    yield Row((f"travels {specimen.transport.value}",))
    left, sign, style = keeping(specimen, now)
    if specimen.is_rejected:
        yield Row((due(specimen, now),), sign, style)
    elif specimen.due_at is not None:
        yield Row((f"{due(specimen, now)}, {left}",), sign, style)
    if specimen.missing_at is not None:
        is_late = specimen.is_missing(now)
        said = "missing since" if is_late else "missing from"
        yield Row((f"{said} {clock(specimen.missing_at, now)}",), "✖" if is_late else "", HARM if is_late else "$muted")
    if specimen.keep_until is not None and not specimen.is_rejected:
        yield Row((f"keep until {specimen.keep_until.astimezone(now.tzinfo):%-d %b %Y}",))
    for lot in found.lots:
        told = (f"drawn with {lot.shown}",)
        yield Row(told) if lot.state == "usable" else Row(told, "✖", HARM)
    for relation, others in (("from", found.parents), ("into", found.children)):
        for each in others:
            yield Row((f"{relation} {each.shown} {each.container}",), "↳")


def _holder(subject: HolderSubject, now: datetime, *, is_roomy: bool) -> Told:
    holder, inside = subject.holder, subject.specimens
    what = holder.shown
    if not holder.rows:
        side = tuple(_trip(subject.shipment, now)) if subject.shipment is not None else ()
        return Told("", tube_columns(f"In {what}"), tube_rows(inside, now), "It is empty.", _tubes(inside), side)
    columns = slot_columns(f"In {what}", is_roomy=is_roomy)
    rows = tuple(slot_row(each.spot.slot_name, each, now, is_roomy=is_roomy) for each in inside)
    left = f"{len(inside)} of {holder.rows * holder.columns}"
    side = tuple(holder_facts(holder, len(inside), subject.next_slot))
    return Told("", columns, rows, "It is empty.", left, side, holder, inside, subject.next_slot)


def holder_facts(holder: Holder, taken: int, following: int | None) -> Iterator[Row]:
    """Where a rack stands, how much room it has, and where the next tube goes."""
    yield Row((f"{holder.shown}, {holder.rows} × {holder.columns}",), "▸")
    yield Row((f"stands in {holder.place}" if holder.place else "nobody has said where it stands",))
    free = holder.rows * holder.columns - taken
    place = f", next {slot_name(following, holder.columns)}" if following is not None else ""
    yield Row((f"{free} free{place}" if free else "full",))


def slot_columns(title: str, *, is_roomy: bool) -> tuple[Column, ...]:
    """Beside a grid a narrow terminal has no room for the container's name."""
    columns = (Column(title, 15 if is_roomy else 0), Column("keeps", 9, True), Column("container"))
    return columns if is_roomy else columns[:2]


def slot_row(place: str, specimen: Specimen, now: datetime, *, is_roomy: bool) -> Row:
    left, sign, style = keeping(specimen, now)
    cells = (f"{place:<3} {specimen.shown}", left, specimen.container)
    return Row(cells if is_roomy else cells[:2], sign, style)


def slot_signs(taken: Mapping[int, Specimen], now: datetime) -> dict[int, tuple[str, str]]:
    """The sign and style of each taken place of a grid: taken, near its limit, or too old."""
    made = {}
    for slot, specimen in taken.items():
        _, sign, style = keeping(specimen, now)
        made[slot] = (sign or TAKEN, style)
    return made


def by_slot(inside: tuple[Specimen, ...]) -> dict[int, Specimen]:
    return {each.spot.slot: each for each in inside if each.spot.slot is not None}


def _trip(shipment: Shipment, now: datetime) -> Iterator[Row]:
    yield Row((f"{shipment.holder.shown}, {shipment.state.value}",), "▸")
    yield Row((f"manifest {shipment.code}",))
    yield Row((f"from {shipment.sender.name}",))
    yield Row((f"to {words.named(shipment.target)}",))
    if shipment.courier is not None:
        yield Row((f"with {shipment.courier.name}",))
    if shipment.transport is not None:
        yield Row((shipment.transport.value,))
    if shipment.seal:
        yield Row((f"seal {shipment.seal}",))
    for said, at in (("left", shipment.departed_at), ("expected", shipment.expected_at), ("here", shipment.arrived_at)):
        if at is not None:
            is_late = said == "expected" and shipment.arrived_at is None and at < now
            yield Row((f"{said} {clock(at, now)}",), "✖" if is_late else "", HARM if is_late else "")


def _requisition(requisition: Requisition, now: datetime) -> Told:
    stat = "STAT  " if requisition.is_stat else ""
    title = f"{stat}{requisition.patient}  {', '.join(requisition.tests)}  {requisition.provider}"
    columns = (Column("Tubes, in order of draw"), Column("tube", 11), Column("tests", 16), Column("state", 22))
    rows = tuple(wanted_row(each, now) for each in requisition.tubes)
    left = sum(each.is_open for each in requisition.tubes)
    said = f"{counted(left, 'tube')} to draw" if left else "all drawn"
    return Told(title, columns, rows, "Nothing is to be drawn.", said)


def wanted_row(tube: WantedTube, now: datetime) -> Row:
    tests = ", ".join(tube.tests) + (" added" if tube.is_add_on else "")
    specimen = tube.specimen
    if tube.not_drawn:
        return Row((tube.container.name, "–", tests, f"not drawn: {tube.not_drawn}"), "✖", HARM)
    if specimen is None:
        return Row((tube.container.name, "–", tests, "no label yet"), "·")
    if specimen.collected_at is None:
        return Row((tube.container.name, specimen.shown, tests, "labelled, not collected"), "!")
    state = f"collected {day(specimen.collected_at, now)}"
    return Row((tube.container.name, specimen.shown, tests, state), "✔", "$text-success")
