"""What to order, how much and why; and what each room ought to hold by its own use."""

from __future__ import annotations

from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.par import RESTOCK_DAYS, par_proposals
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.reader import Reader
from tracker.money import amount
from tracker.reports.asked import NOTHING_ASKED, Asked
from tracker.reports.table import Cell, Column, Table, in_lines

_AS_OF = (
    "Stock, use, orders and deliveries as of that day. Par levels, prices, suppliers and lots' states keep no past and are"
    " today's; an order that was cancelled since counts as never made, an amended one as amended."
)


_COLUMNS = (
    Column("site", "site"),
    Column("supplier", "supplier"),
    Column("item_code", "code"),
    Column("item", "item"),
    Column("usable", "usable", "right"),
    Column("on_order", "on order", "right"),
    Column("level", "level", "right"),
    Column("packs", "packs", "right"),
    Column("package", "package"),
    Column("quantity", "order", "right"),
    Column("price", "price", "right"),
    Column("basis", "by"),
    Column("achieved", "achieved fill"),
    Column("will_expire", "will expire", "right"),
    Column("expires_about", "about"),
    Column("price_break", "price break", is_prose=True),
    Column("instead", "instead", is_prose=True),
    Column("why", "why", is_prose=True),
)


def reorder(reader: Reader, asked: Asked = NOTHING_ASKED) -> Table:
    """A line for each item at each site of which something is to be ordered."""
    day = asked.as_of or reader.today
    lines = propose(situations(reader.connection, day, asked.as_of, asked.zone), day)
    lacking = [line for line in lines if line.lacks and _is_asked(line, asked)]
    rows = tuple(map(_cells, lacking))
    told = tuple(one for line in lacking for one in _told(line))
    nothing = () if rows else ("Nothing is to be ordered: every item stands at its level, with what is on order.",)
    notes = (*nothing, *((_AS_OF,) if asked.as_of is not None else ()))
    return Table(
        "reorder",
        f"What to order{asked.scope.words}",
        day,
        _COLUMNS,
        rows,
        notes=notes,
        lines=told,
        has_findings=bool(rows),
    )


def _is_asked(line: Line, asked: Asked) -> bool:
    site, item = asked.scope.site, asked.scope.item
    of = line.situation
    return (site is None or of.site_id == site.id) and (item is None or of.item.id == item.id)


def _told(line: Line) -> list[str]:
    """What to do first, then why, then what speaks against it."""
    of, way, wasted = line.situation, line.packed, line.expiring
    order = f"{way.packs} × {way.offer.package}" if way else f"{line.lacks} {of.item.base_unit}, in no known pack"
    price = f", {amount(way.total_micros)}" if way and way.total_micros is not None else ""
    supplier = of.supplier.name if of.supplier else "no supplier on record"
    said = [f"{of.item.name} ({of.item.code}) for {of.site}: {order}{price}, from {supplier}", line.why]
    said.append(f"Achieved on its own past: {fill_words(line)}.")
    if wasted and wasted.quantity:
        said.append(f"{wasted.quantity} of it will probably expire{f', about {wasted.day}' if wasted.day else ''}.")
    said += [each for each in (way.break_words if way else "", line.instead) if each]
    first, *others = said
    return [*in_lines(first, "order"), *(one for each in others for one in in_lines(each))]


def _cells(line: Line) -> tuple[Cell, ...]:
    of, way, wasted = line.situation, line.packed, line.expiring
    total = way.total_micros if way else None
    return (
        of.site,
        of.supplier.name if of.supplier else None,
        of.item.code,
        of.item.name,
        line.usable,
        of.on_order,
        line.level.quantity,
        way.packs if way else None,
        way.offer.package if way else None,
        way.quantity if way else None,
        amount(total) if total is not None else None,
        line.level.basis.value,
        fill_words(line),
        wasted.quantity if wasted else 0,
        wasted.day.isoformat() if wasted and wasted.day else None,
        way.break_words if way else "",
        line.instead,
        line.why,
    )


def fill_words(line: Line) -> str:
    """``97.1 %``, or why it cannot be told."""
    share = line.level.achieved
    return line.level.unachieved if share is None else f"{share * 100:.1f} %"


_PAR_COLUMNS = (
    Column("room", "room"),
    Column("item_code", "code"),
    Column("item", "item"),
    Column("par", "par", "right"),
    Column("proposed", "proposed", "right"),
    Column("drift", "drift"),
    Column("source", "from"),
    Column("why", "why", is_prose=True),
)


def par(reader: Reader, asked: Asked = NOTHING_ASKED, restock_days: int = RESTOCK_DAYS) -> Table:
    """What each room ought to hold until the next restocking, beside what is set."""
    scope, day = asked.scope, asked.as_of or reader.today
    proposals = [
        each
        for each in par_proposals(reader.connection, day, restock_days)
        if (scope.place_ids is None or each.room.id in scope.place_ids)
        and (scope.item is None or each.item.id == scope.item.id)
    ]
    rows = tuple(
        (
            each.room.name,
            each.item.code,
            each.item.name,
            each.par,
            each.proposed,
            each.drift.value,
            each.source,
            each.why,
        )
        for each in proposals
        if each.proposed is not None
    )
    silent = len(proposals) - len(rows)
    stay = f"{silent} par levels of rooms without use on record stay as they are." if silent else ""
    as_of = "Use as of that day; the par levels keep no past and are today's." if asked.as_of is not None else ""
    return Table(
        "par",
        f"Par levels by each room's own use{scope.words}",
        day,
        _PAR_COLUMNS,
        rows,
        notes=tuple(filter(None, (stay, as_of))),
    )
