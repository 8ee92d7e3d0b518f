"""ABC, XYZ and VED of every item that was used: where the money goes, what can be foreseen, what must not be lacking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tracker.inventory.classifying import WEEK_DAYS, abc, variation, xyz
from tracker.inventory.flows import first_moved, flows, weekly
from tracker.inventory.naming import items_of
from tracker.inventory.prices import last_prices
from tracker.inventory.reader import Reader
from tracker.inventory.scope import Scope
from tracker.money import money
from tracker.reports.asked import Asked, Period
from tracker.reports.columns import ITEM, UNIT, item_cells, number, unpriced_note
from tracker.reports.table import Cell, Column, Table

COLUMNS = (
    *ITEM,
    Column("classes", "classes"),
    Column("abc", "ABC"),
    Column("xyz", "XYZ"),
    Column("ved", "VED"),
    number("quantity", "used"),
    UNIT,
    number("value", "value"),
    number("share_percent", "% of value"),
    number("cumulative_percent", "% so far"),
    number("weekly_mean", "a week"),
    number("weekly_variation", "variation"),
)
_NOTE = (
    "A: the first 80 % of the value of use, B: up to 95 %. X: weekly use varies by at most half of its mean, Y: by at most"
    " all of it. VED is the catalogue's: vital, essential, desirable."
)


def classes(reader: Reader, asked: Asked) -> Table:
    """The dearest use first; at the end what has no price, which has no ABC class."""
    connection, period = reader.connection, asked.period(reader.today)
    found = flows(connection, "@use", period.since, period.until, asked.scope)
    prices, items = last_prices(connection, period.until), items_of(connection)
    values = {flow.item_id: flow.quantity * prices[flow.item_id].micros for flow in found if flow.item_id in prices}
    known: dict[int, str] = dict(connection.exec_driver_sql("SELECT id, criticality FROM item").all())
    graded, weeks = abc(values), _weekly(reader, period, asked.scope)
    total, so_far, rows = sum(values.values()), 0, list[tuple[Cell, ...]]()
    for flow in sorted(
        found, key=lambda each: (each.item_id not in values, -values.get(each.item_id, 0), each.item_id)
    ):
        item, value, of_weeks = items[flow.item_id], values.get(flow.item_id), weeks.get(flow.item_id, ())
        so_far += value or 0
        grades = (graded.get(item.id), xyz(variation(of_weeks)), known[item.id])
        shares = (_percent(value, total), _percent(so_far if value is not None else None, total))
        said = (*item_cells(item), "".join(grade or "–" for grade in grades), *grades)
        rows.append((*said, flow.quantity, item.base_unit, money(value), *shares, *_evenness(of_weeks)))
    title = f"ABC, XYZ and VED of what was used{asked.scope.words}, {period.words}"
    notes = (_NOTE, *unpriced_note(len(found) - len(values)))
    return Table("abc", title, period.until, COLUMNS, tuple(rows), notes)


def _evenness(weeks: Sequence[int]) -> tuple[Cell, Cell]:
    return _rounded(sum(weeks) / len(weeks)) if weeks else None, _rounded(variation(weeks))


def _weekly(reader: Reader, period: Period, scope: Scope) -> dict[int, tuple[int, ...]]:
    """Use in each whole week up to the period's end; an item that came later has only the weeks since then."""
    first, count = first_moved(reader.connection, scope), period.days // WEEK_DAYS
    used = weekly(reader.connection, period.until, count, scope)
    return {item_id: tuple(weeks[: _weeks(first[item_id], period, count)]) for item_id, weeks in used.items()}


def _weeks(first: date, period: Period, count: int) -> int:
    return min(count, max(1, -(-((period.until - first).days + 1) // WEEK_DAYS)))


def _percent(part: int | None, total: int) -> Decimal | None:
    return round(Decimal(part * 100) / total, 1) if part is not None and total else None


def _rounded(figure: float | None) -> Decimal | None:
    return round(Decimal(figure), 2) if figure is not None else None
