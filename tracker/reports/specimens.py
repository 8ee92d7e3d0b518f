"""Which specimens are missing, which are open and for how long they keep, and one specimen's whole custody.

No patient is named: a report goes into mails and files. Times are ISO 8601 with the clinic's offset, to the minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, tzinfo

from tracker.errors import Refusal
from tracker.reports.badges import printed_names, with_badges
from tracker.reports.custody_pdf import signed_words
from tracker.reports.table import Cell, Column, Table
from tracker.specimens.evidence import signatures
from tracker.specimens.facts import CustodyStep, DrawnLot, Party, Specimen, Spot
from tracker.specimens.family import History, before
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import ENDED, Do, hl7_event

MOST = 100_000
"""Lines of a report. A clinic with more tubes missing than this has another problem."""


def missing(reader: SpecimenReader, zone: tzinfo | None = None) -> Table:
    """Not handed on, accepted, stored or arrived in time, or declared lost; the longest missing first."""
    columns = (
        Column("number", "specimen"),
        Column("container", "container"),
        Column("state", "state"),
        Column("due_at", "keeps until"),
        Column("missing_since", "missing since"),
        Column("last_with", "last with"),
        Column("since", "since"),
        Column("shipment", "manifest"),
        Column("where", "where"),
        Column("rejected", "REJECTED"),
    )
    rows = tuple(_missing_row(each, zone) for each in reader.missing(MOST))
    return Table("missing", "Missing specimens", _day(reader, zone), columns, rows)


def _missing_row(specimen: Specimen, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        specimen.number,
        specimen.container,
        specimen.state.value,
        _time(specimen.due_at, zone),
        _time(specimen.missing_at, zone),
        _name(specimen.custodian),
        _time(specimen.since, zone),
        specimen.spot.shipment_code,
        _where(specimen.spot),
        specimen.rejected_for or None,
    )


def without_place(reader: SpecimenReader, zone: tzinfo | None = None) -> Table:
    """What keeps the day open: no place that anybody has acknowledged. What is missing comes first."""
    columns = (
        Column("number", "specimen"),
        Column("container", "container"),
        Column("state", "state"),
        Column("custodian", "with"),
        Column("since", "since"),
        Column("missing_since", "missing since"),
        Column("where", "where"),
        Column("shipment", "manifest"),
        Column("rejected", "REJECTED"),
    )
    rows = tuple(
        (
            each.number,
            each.container,
            each.state.value,
            _name(each.custodian),
            _time(each.since, zone),
            _time(each.missing_at, zone) if each.is_missing(reader.now) else None,
            _where(each.spot),
            each.spot.shipment_code,
            each.rejected_for or None,
        )
        for each in reader.without_place(MOST).specimens
    )
    return Table("open", "Specimens without an acknowledged place", _day(reader, zone), columns, rows)


def specimens(reader: SpecimenReader, zone: tzinfo | None = None) -> Table:
    """The board: first what is missing, then what has a limit, the shortest first. ``status`` is ``missing``, ``too_old``
    or ``keeps``; ``minutes_left`` is below zero for what is too old."""
    columns = (
        Column("status", "status"),
        Column("number", "specimen"),
        Column("container", "container"),
        Column("state", "state"),
        Column("due_kind", "limit"),
        Column("due_at", "keeps until"),
        Column("minutes_left", "minutes left", "right"),
        Column("custodian", "with"),
        Column("since", "since"),
        Column("where", "where"),
        Column("rejected", "REJECTED"),
        Column("lots", "drawn with"),
    )
    board = reader.board(MOST)
    shown = (*board.missing, *board.keeps_shortest)
    lots = reader.lots_of(shown)
    rows = tuple((*_board_row(each, reader.now, zone), _lots(lots.get(each.id, ()))) for each in shown)
    return Table("specimens", "Specimens with a limit, and missing ones", _day(reader, zone), columns, rows)


def _board_row(specimen: Specimen, now: datetime, zone: tzinfo | None) -> tuple[Cell, ...]:
    seconds = (specimen.due_at - now).total_seconds() if specimen.due_at is not None else None
    is_late = seconds is not None and seconds < 0
    return (
        "missing" if specimen.is_missing(now) else "too_old" if is_late else "keeps",
        specimen.number,
        specimen.container,
        specimen.state.value,
        specimen.due_kind.value if specimen.due_kind is not None else None,
        _time(specimen.due_at, zone),
        int(seconds // 60) if seconds is not None else None,
        _name(specimen.custodian),
        _time(specimen.since, zone),
        _where(specimen.spot),
        specimen.rejected_for or None,
    )


_CUSTODY = (
    Column("specimen", "specimen"),
    Column("relation", "relation"),
    Column("seq", "step", "right"),
    Column("at", "time"),
    Column("do", "what"),
    Column("hl7", "HL7"),
    Column("by", "by"),
    Column("state", "state"),
    Column("custodian", "with"),
    Column("where", "where"),
    Column("shipment", "manifest"),
    Column("reason", "reason"),
    Column("condition", "condition"),
    Column("method", "method"),
    Column("witness", "witness"),
    Column("entered_at", "entered afterwards"),
    Column("entered_by", "entered by"),
    Column("lots", "drawn with"),
    Column("event_id", "event"),
)


def custody(reader: SpecimenReader, number: str, zone: tzinfo | None = None) -> Table:
    """One specimen from its label to now, oldest step first. ``number`` may have a space before its check digits.

    What it was filled from comes before it, each up to the filling (``relation`` ``source``), and its aliquots and pools
    after it with their latest step (``child``); its own steps are ``itself``. The lots that it was drawn with stand in the
    step of its collection, and say if one is recalled.

    Raises :class:`Refusal` (``unknown_specimen``).
    """
    line = reader.lineage(number.replace(" ", ""))
    if not line:
        raise Refusal(
            f"Specimen {number} was never used here.", hint="Give the ten digits on its label.", code="unknown_specimen"
        )
    printed = printed_names(reader.connection)
    rows = tuple(
        (history.specimen.number, relation, *_step_row(with_badges(step, printed), _lots(history.lots), zone))
        for relation, history, steps in _family(reader, line)
        for step in steps
    )
    specimen = line[-1].specimen
    unfit = f", REJECTED ({specimen.rejected_for})" if specimen.is_rejected else ""
    title = f"Custody of {specimen.shown}, {specimen.container}{unfit}"
    return Table("custody", title, _day(reader, zone), _CUSTODY, rows, _signed(reader, line, zone))


def _signed(reader: SpecimenReader, line: tuple[History, ...], zone: tzinfo | None) -> tuple[str, ...]:
    """Each signature beside the step that it stands for."""
    steps = [(history.specimen.shown, step) for history in line for step in history.steps]
    found = signatures(reader.connection, {step.event_id for _, step in steps})
    return tuple(
        f"Step {step.seq} of {shown} ({step.do.value}) is signed: {signed_words(each, zone)}."
        for shown, step in steps
        for each in found.get(step.event_id, ())
    )


def _family(
    reader: SpecimenReader, line: tuple[History, ...]
) -> Iterator[tuple[str, History, tuple[CustodyStep, ...]]]:
    for source, steps in before(line):
        yield "source", source, steps
    yield "itself", line[-1], line[-1].steps
    for child in line[-1].children:
        history = reader.timeline(child.number)
        assert history is not None
        yield "child", history, history.steps[-1:]


def _step_row(step: CustodyStep, lots: str | None, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        step.seq,
        _time(step.at, zone),
        step.do.value,
        hl7_event(step.do),
        step.by,
        step.state.value,
        _name(step.custodian),
        _where(step.spot),
        step.spot.shipment_code,
        step.reason or None,
        step.condition or None,
        step.method or None,
        step.witness or None,
        _time(step.entered_at, zone),
        step.entered_by or None,
        lots if step.do is Do.COLLECT else None,
        step.event_id,
    )


def is_missing(reader: SpecimenReader, number: str) -> bool:
    """Whether this specimen is on the list of the missing now."""
    specimen = reader.find(number.replace(" ", ""))
    return specimen is not None and specimen.is_missing(reader.now)


def _day(reader: SpecimenReader, zone: tzinfo | None) -> date:
    return reader.now.astimezone(zone).date()


def _time(at: datetime | None, zone: tzinfo | None) -> str | None:
    return at.astimezone(zone).isoformat(timespec="minutes") if at is not None else None


def _lots(lots: Iterable[DrawnLot]) -> str | None:
    return ", ".join(lot.shown for lot in lots) or None


def drawn_in(reader: SpecimenReader, item_code: str, lot: str, zone: tzinfo | None = None) -> tuple[Table, bool]:
    """The specimens that were drawn into containers of one lot, e.g. of a recalled one, and whether any is still open.

    Raises :class:`Refusal` (``unknown_lot``): no specimen of a lot that nobody knows would read as good news.
    """
    state = reader.lot_state(item_code, lot)
    if state is None:
        raise Refusal(
            f"Lot {lot} of {item_code} was never entered here.",
            hint="Compare it with the pack: 'tracker report stock' lists items and lots.",
            code="unknown_lot",
        )
    columns = (
        Column("number", "specimen"),
        Column("container", "container"),
        Column("state", "state"),
        Column("is_open", "open"),
        Column("custodian", "with"),
        Column("where", "where"),
        Column("collected_at", "collected"),
        Column("requisition", "requisition"),
    )
    found = reader.by_lot(item_code, lot)
    rows = tuple(_lot_row(each, zone) for each in found)
    title = f"Specimens drawn with {item_code} lot {lot}, which is {state}"
    return Table("lot", title, _day(reader, zone), columns, rows), any(each.state not in ENDED for each in found)


def _lot_row(specimen: Specimen, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        specimen.number,
        specimen.container,
        specimen.state.value,
        "no" if specimen.state in ENDED else "yes",
        _name(specimen.custodian),
        _where(specimen.spot),
        _time(specimen.collected_at, zone),
        specimen.requisition_code,
    )


def _name(party: Party | None) -> str | None:
    return party.name if party is not None else None


def _where(spot: Spot) -> str | None:
    """``Lab · Fridge, Box 1 B3``; None for what is only with its custodian."""
    holder = " ".join(part for part in (spot.holder, spot.slot_name) if part)
    return ", ".join(part for part in (spot.place, holder) if part) or None


REPORTS: dict[str, Callable[[SpecimenReader, tzinfo | None], Table]] = {
    "missing": missing,
    "open": without_place,
    "specimens": specimens,
}
"""By name on the command line; ``custody`` asks for a number beside it."""
