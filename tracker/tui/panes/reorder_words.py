"""What a line to order says: in the list's few columns, and explained below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from tracker.jobs.verdict import Tone, Verdict
from tracker.money import amount
from tracker.text import counted
from tracker.tui.showing import line, text, units
from tracker.tui.tables import Column, Row

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line, Packed

_NUMBERS = (Column("usable", 6, True), Column("on order", 8, True), Column("level", 5, True))
COLUMNS = (Column("item"), *_NUMBERS, Column("order", 13), Column("lasts", 9))
SITES_COLUMNS = (Column("item"), Column("for", 10), *_NUMBERS[:2], *COLUMNS[-2:])
"""Where the same item may be wanted at several sites: the level stands in the explanation."""
ROOMY_COLUMNS = (*COLUMNS[:-1], Column("in all", 9, True), Column("from", 18), COLUMNS[-1])
LEFT_OUT = "left out"
EMPTY = "Nothing is to be ordered: all that has a level is filled up to it, or on order. F9 lists the orders."
ABOUT = (
    "Order = level - usable - on order, in whole packs; what threatens most stands first.",
    "usable   what can be used before each lot's date; nothing expired, recalled or held",
    "level    what stock and orders are filled up to until the next delivery but one",
    "✖ nothing usable is left    ! it will not last until a delivery, or some of it will expire",
    "Enter changes how many packs. x leaves a line out, and takes it back. F4 shows the item.",
    "s splits a line among suppliers and packs, with their prices. t drafts a shipment from a site that has too much.",
    "L what if another service level held for all; R another review period. The banner says what it would cost.",
    "C draws what stock each service level would have kept, and what it would have served, of all and of this line.",
    "F6 makes a draft order for each supplier. F9 lists the orders: sent, received, closed.",
    "Drafts count as on order: made twice, nothing is ordered twice. F10 goes back.",
)


def pack_words(way: Packed) -> str:
    """``2 × box 100``."""
    size = f" {way.offer.factor}" if way.offer.factor > 1 else ""
    return f"{way.packs} × {way.offer.package}{size}"


def by_hand_words(parts: tuple[Line, ...]) -> str:
    """``2 × box 100``, ``1 × box 100 and 1 × case 10``."""
    return " and ".join(pack_words(each.packed) for each in parts if each.packed is not None)


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


def reorder_row(
    parts: tuple[Line, ...], *, is_left_out: bool, is_changed: bool, is_roomy: bool, has_sites: bool = False
) -> Row:
    """``has_sites`` where the same item may be wanted at several: :data:`SITES_COLUMNS` name which, a wide screen behind the
    item."""
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
    if has_sites and not is_roomy:
        return Row((at.item.name, at.site, *numbers[:2], *rest), mark, style)
    name = f"{at.item.name} · {at.site}" if has_sites else at.item.name
    return Row((name, *numbers, *rest), mark, style)


def explained(parts: tuple[Line, ...], *, has_sites: bool = False) -> Iterator[Content]:
    """The chosen line in full sentences; what can hurt or save money before how it was reckoned."""
    of = parts[0]
    for each in parts:
        yield _ordered(each, has_sites=has_sites)
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


def _ordered(of: Line, *, has_sites: bool) -> Content:
    """``2 × box 100 · 24.00 · Tarnbeck``, behind the item's name and the site that it is for."""
    at, way = of.situation, of.packed
    total = f" · {amount(way.total_micros)}" if way and way.total_micros is not None else ""
    supplier = f" · {at.supplier.name}" if at.supplier else ""
    order = f"{pack_words(way)}{total}{supplier}" if way else "No pack of it is known: tracker import offers FILE"
    site = f"  for {at.site}" if has_sites else ""
    return line((f"{at.item.name}{site}", "bold"), (f"   {order}", ""))


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


def asked_for(
    idle: Verdict, lines: tuple[Line, ...], wanted: tuple[Line, ...], what_if: str, set_aside: int = 0
) -> Verdict:
    """The banner: what orders would be made, of whom, and for how much; and how many lines that were changed by hand are not
    so in it."""
    if not lines and not what_if:
        way_out = "F9 lists the orders that are open."
        return replace(idle, tone=Tone.ACCEPT, word="NOTHING TO ORDER", way_out=way_out)
    suppliers = len({each.situation.supplier.id for each in wanted if each.situation.supplier})
    listed = len({(each.situation.item.id, each.situation.site_id) for each in wanted})
    parts = f" in {len(wanted)} parts" if len(wanted) > listed else ""
    said = f"{counted(listed, 'line')}{parts} from {counted(suppliers, 'supplier')}   {total_words(wanted)}"
    if what_if:
        without = f", without the {counted(set_aside, 'line')} changed by hand" if set_aside else ""
        tried = f"WHAT IF {what_if}{without}; L and R go on, until all is as it is set again."
        return replace(idle, tone=Tone.ASK, word="WOULD ORDER", headline=said, way_out=tried)
    way_out = "F6 makes the orders. Enter changes, s splits, x leaves out. L R C what if."
    return replace(idle, word="TO ORDER", headline=said, way_out=way_out)


def supplier_rows(wanted: Iterable[Line]) -> tuple[Row, ...]:
    """How many lines and how much of each supplier, by name."""
    found: dict[str, list[Line]] = {}
    for each in wanted:
        if each.situation.supplier is not None:
            found.setdefault(each.situation.supplier.name, []).append(each)
    return tuple(Row((name, str(len(of)), total_words(of))) for name, of in sorted(found.items()))
