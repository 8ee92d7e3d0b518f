"""What a line to order says: in the list's few columns, and explained below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from tracker.money import amount
from tracker.tui.showing import counted, line, text, units
from tracker.tui.tables import Column, Row

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line, Packed

_NUMBERS = (Column("usable", 6, True), Column("on order", 8, True), Column("level", 5, True))
COLUMNS = (Column("item"), *_NUMBERS, Column("order", 13), Column("lasts", 9))
ROOMY_COLUMNS = (*COLUMNS[:-1], Column("in all", 9, True), Column("from", 18), COLUMNS[-1])
LEFT_OUT = "left out"


def pack_words(way: Packed) -> str:
    """``2 × box 100``."""
    size = f" {way.offer.factor}" if way.offer.factor > 1 else ""
    return f"{way.packs} × {way.offer.package}{size}"


def why_words(of: Line) -> str:
    """For how long it lasts, where its pace is known; else what is the matter."""
    from tracker.inventory.ordering.urgency import days_left

    days = days_left(of)
    if of.usable == 0:
        return "none left"
    return "below par" if days is None else counted(int(days), "day")


def sign(of: Line) -> tuple[str, str]:
    """✖ nothing usable is left; ! it will not last until a delivery, or part of the order will expire."""
    from tracker.inventory.ordering.urgency import days_left

    days = days_left(of)
    if of.usable == 0:
        return "✖", "$text-error"
    leads = of.situation.leads.days
    if of.expiring or (days is not None and days < sum(leads) / len(leads)):
        return "!", "$text-warning"
    return "", ""


def reorder_row(parts: tuple[Line, ...], *, is_left_out: bool, is_changed: bool, is_roomy: bool) -> Row:
    of, is_split = parts[0], len(parts) > 1
    at, way = of.situation, of.packed
    packs = "split in " + str(len(parts)) if is_split else pack_words(way) if way else "no pack known"
    order = LEFT_OUT if is_left_out else packs
    why = "by hand" if is_changed and not is_left_out else why_words(of)
    numbers = (str(of.usable), str(at.on_order), str(of.level.quantity))
    total = total_words(parts) if any(each.packed and each.packed.price_micros is not None for each in parts) else "–"
    names = list(dict.fromkeys(each.situation.supplier.name for each in parts if each.situation.supplier))
    supplier = names[0] if len(names) == 1 else counted(len(names), "supplier") if names else "nobody"
    mark, style = ("–", "$muted") if is_left_out else sign(of)
    rest = (order, total, supplier, why) if is_roomy else (order, why)
    return Row((at.item.name, *numbers, *rest), mark, style)


def explained(parts: tuple[Line, ...]) -> Iterator[Content]:
    """The chosen line in full sentences; what can hurt or save money before how it was reckoned."""
    of = parts[0]
    for each in parts:
        yield _ordered(each)
    if of.situation.supplier is None:
        yield text("! Nobody supplies it, so no order can be made: tracker import offers FILE", "bold $text-warning")
    for each in parts:
        if each.expiring is not None:
            when = f" about {each.expiring.day.isoformat()}" if each.expiring.day else ""
            wasted = units(each.expiring.quantity, of.situation.item.base_unit)
            yield text(f"! {wasted} will probably expire{when}.", "bold $text-warning")
    if of.instead:
        key = "t takes it" if of.spare is not None else "s takes it"
        yield text(f"Better: {of.instead}. {key}.", "bold")
    for each in parts:
        if each.packed and each.packed.break_words:
            yield text(f"Price: {each.packed.break_words}.", "bold")
    yield text(of.why, limit=600)
    yield text(fill_words(of), "$muted")


def _ordered(of: Line) -> Content:
    """``2 × box 100 · 24.00 · Tarnbeck``, behind the item's name."""
    at, way = of.situation, of.packed
    total = f" · {amount(way.total_micros)}" if way and way.total_micros is not None else ""
    supplier = f" · {at.supplier.name}" if at.supplier else ""
    order = f"{pack_words(way)}{total}{supplier}" if way else "No pack of it is known: tracker import offers FILE"
    return line((at.item.name, "bold"), (f"   {order}", ""))


def fill_words(of: Line) -> str:
    share = of.level.achieved
    if share is None:
        return f"Achieved fill not known: {of.level.unachieved}."
    return f"Achieved fill {share * 100:.1f} %: what this rule would have served of its own past."


def total_words(lines: Iterable[Line]) -> str:
    """``312.40``, and where some prices are not known, that there is more."""
    totals = [of.packed.total_micros if of.packed else None for of in lines]
    known = [each for each in totals if each is not None]
    if not known:
        return "no prices known"
    return f"{amount(sum(known))}{' and more' if len(known) < len(totals) else ''}"
