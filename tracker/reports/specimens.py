"""Which specimens are missing, which are open, for how long they keep, and which were drawn with one lot.

No patient is named: a report goes into mails and files. Times are ISO 8601 with the clinic's offset, to the minute.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from tracker.errors import Refusal
from tracker.reports.specimen_cells import day_of, lots_in_words, name_of, time_of, where_of
from tracker.reports.table import Cell, Column, Table
from tracker.specimens.facts import Specimen
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import ENDED

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
    return Table("missing", "Missing specimens", day_of(reader, zone), columns, rows)


def _missing_row(specimen: Specimen, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        specimen.number,
        specimen.container,
        specimen.state.value,
        time_of(specimen.due_at, zone),
        time_of(specimen.missing_at, zone),
        name_of(specimen.custodian),
        time_of(specimen.since, zone),
        specimen.spot.shipment_code,
        where_of(specimen.spot),
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
            name_of(each.custodian),
            time_of(each.since, zone),
            time_of(each.missing_at, zone) if each.is_missing(reader.now) else None,
            where_of(each.spot),
            each.spot.shipment_code,
            each.rejected_for or None,
        )
        for each in reader.without_place(MOST).specimens
    )
    return Table("open", "Specimens without an acknowledged place", day_of(reader, zone), columns, rows)


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
    rows = tuple((*_board_row(each, reader.now, zone), lots_in_words(lots.get(each.id, ()))) for each in shown)
    return Table("specimens", "Specimens with a limit, and missing ones", day_of(reader, zone), columns, rows)


def _board_row(specimen: Specimen, now: datetime, zone: tzinfo | None) -> tuple[Cell, ...]:
    seconds = (specimen.due_at - now).total_seconds() if specimen.due_at is not None else None
    is_late = seconds is not None and seconds < 0
    return (
        "missing" if specimen.is_missing(now) else "too_old" if is_late else "keeps",
        specimen.number,
        specimen.container,
        specimen.state.value,
        specimen.due_kind.value if specimen.due_kind is not None else None,
        time_of(specimen.due_at, zone),
        int(seconds // 60) if seconds is not None else None,
        name_of(specimen.custodian),
        time_of(specimen.since, zone),
        where_of(specimen.spot),
        specimen.rejected_for or None,
    )


def is_missing(reader: SpecimenReader, number: str) -> bool:
    """Whether this specimen is on the list of the missing now."""
    specimen = reader.find(number.replace(" ", ""))
    return specimen is not None and specimen.is_missing(reader.now)


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
    return Table("lot", title, day_of(reader, zone), columns, rows), any(each.state not in ENDED for each in found)


def _lot_row(specimen: Specimen, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        specimen.number,
        specimen.container,
        specimen.state.value,
        "no" if specimen.state in ENDED else "yes",
        name_of(specimen.custodian),
        where_of(specimen.spot),
        time_of(specimen.collected_at, zone),
        specimen.requisition_code,
    )


REPORTS: dict[str, Callable[[SpecimenReader, tzinfo | None], Table]] = {
    "missing": missing,
    "open": without_place,
    "specimens": specimens,
}
"""By name on the command line; ``custody`` asks for a number beside it."""
