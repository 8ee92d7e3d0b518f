"""Which items the stores ran out of, for how long, and whether they are out now."""

from __future__ import annotations

from decimal import Decimal

from tracker.inventory.moving_days import stock_outs
from tracker.inventory.naming import in_order, items_of
from tracker.inventory.reader import Reader
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, item_cells, number
from tracker.reports.table import Column, Table

STOCKOUT_DAYS = 90
COLUMNS = (
    Column("site", "site"),
    *ITEM,
    number("days_out", "days out"),
    number("percent", "% of days"),
    number("spells", "times"),
    Column("first_out", "first day"),
    Column("last_out", "last day"),
    Column("is_out_now", "out now"),
    number("par", "par"),
)


def stockouts(reader: Reader, asked: Asked) -> Table:
    """Days at whose end a site's stores had none that may be used; what is out at the end stands first, and is something
    to do."""
    period = asked.period(reader.today, STOCKOUT_DAYS)
    items = items_of(reader.connection)
    found = sorted(
        stock_outs(reader.connection, period.since, period.until, asked.scope),
        key=lambda each: (not each.is_now, each.site, -each.days, in_order(items[each.item_id])),
    )
    rows = tuple(
        (
            each.site,
            *item_cells(items[each.item_id]),
            each.days,
            round(Decimal(each.days * 100) / period.days, 1),
            each.spells,
            each.first,
            each.last,
            "yes" if each.is_now else "no",
            each.par,
        )
        for each in found
    )
    title = f"Stores that ran out{asked.scope.words}, {period.words}"
    notes = ("Counted for items with a par level at the site today, and for those used there within the year before.",)
    is_any_now = any(each.is_now for each in found)
    return Table("stockouts", title, period.until, COLUMNS, rows, notes, has_findings=is_any_now)
