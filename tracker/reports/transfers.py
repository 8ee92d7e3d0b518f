"""Stock on its way from one site to another, the longest on the way first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.inventory.reader import Reader
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot, TransferState
from tracker.inventory.stock_transfers import LATE_DAYS, stock_transfers
from tracker.reports.asked import NOTHING_ASKED, Asked
from tracker.reports.columns import said_state
from tracker.reports.table import Cell, Column, Table, in_lines

COLUMNS = (
    Column("transfer", "shipment"),
    Column("origin", "from"),
    Column("target", "to"),
    Column("left_on", "left"),
    Column("days", "days", "right"),
    Column("state", "state"),
    Column("is_late", "late"),
    Column("item_code", "code"),
    Column("item", "item"),
    Column("lot", "lot"),
    Column("expiry", "expires"),
    Column("lot_state", "lot is"),
    Column("sent", "sent", "right"),
    Column("arrived", "came", "right"),
    Column("on_the_way", "on the way", "right"),
    Column("base_unit", "unit"),
)


def transfers(reader: Reader, asked: Asked = NOTHING_ASKED) -> Table:
    """Every lot of every open shipment; ``left_on`` is empty while one is still being packed, and its ``days`` are since it
    was opened. ``has_findings`` where one has been on the way for more than ``days`` days, or holds what
    must not be used."""
    most = LATE_DAYS if asked.days is None else asked.days
    site = asked.scope.site
    found = [
        each
        for each in stock_transfers(reader.connection, (TransferState.OPEN,))
        if each.on_the_way and (site is None or site.id in (each.origin_id, each.target_id))
    ]
    found.sort(key=lambda each: (each.left_on, each.id))
    rows: list[tuple[Cell, ...]] = []
    late, unusable = set(), 0
    for shipment in found:
        for line in shipment.lots:
            if asked.scope.item is not None and line.item.id != asked.scope.item.id:
                continue
            row = _row(reader, shipment, line, most)
            rows.append(row)
            if row[6]:
                late.add(shipment.number)
            unusable += bool(line.on_the_way and row[11] != "usable")
    notes = _notes(late, unusable, most, total=len({row[0] for row in rows}))
    title = f"On the way between sites{asked.scope.words}"
    lines = tuple(_lines(rows))
    is_found = bool(late or unusable)
    return Table("transfers", title, reader.today, COLUMNS, tuple(rows), notes, has_findings=is_found, lines=lines)


def _lines(rows: Sequence[tuple[Cell, ...]]) -> Iterator[str]:
    """For a terminal: every shipment once, and under it what of it is where."""
    for (number, origin, target, left, days, state, late), of_one in groupby(rows, key=lambda row: row[:7]):
        ago = f"{days} day{'' if days == 1 else 's'}"
        when = f"{state} for {ago}" if left is None else f"left {left}, {ago} ago, {state}"
        yield from in_lines(f"{number}: {origin} → {target}, {when}", str(late))
        for *_, item, lot, _, lot_state, sent, arrived, on_the_way, unit in of_one:
            is_held = f", {lot_state}" if lot_state != "usable" else ""
            words = f"{on_the_way} of {sent} {unit} on the way, {arrived} came: {item}, lot {lot or '–'}{is_held}"
            yield from in_lines(words, "       -")


def _row(reader: Reader, shipment: StockTransfer, line: TransferredLot, most: int) -> tuple[Cell, ...]:
    days = (reader.today - shipment.left_on).days
    return (
        shipment.number,
        shipment.origin,
        shipment.target,
        shipment.sent_on,
        days,
        shipment.state_words,
        "late" if days > most else "",
        line.item.code,
        line.item.name,
        line.lot.number,
        line.lot.expiry,
        said_state(line.lot.state.value, line.lot.expiry, reader.today),
        line.sent,
        line.arrived,
        line.on_the_way,
        line.item.base_unit,
    )


def _notes(late: set[str], unusable: int, most: int, *, total: int) -> tuple[str, ...]:
    if not total:
        return ("Nothing is on the way between sites.",)
    notes = []
    if late:
        numbers = ", ".join(sorted(late))
        notes.append(
            f"More than {most} days on the way: {numbers}. Ask both sites; what is lost: tracker transfer close N --lost."
        )
    if unusable:
        notes.append(f"{unusable} lots on the way must not be used: they are held where they arrive.")
    return tuple(notes)
