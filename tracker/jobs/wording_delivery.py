"""What receiving says of an order and its delivery."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.inventory.facts import Place
from tracker.inventory.ordering.delivered import arrived_words, differing, in_short
from tracker.inventory.purchase_order_facts import OrderedLine, OrderState, PurchaseOrder
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import pack_lot, shortened
from tracker.jobs.wording_questions import VERBS, YES_OR_NO

_SHOWN = 3


def opened(order: PurchaseOrder, *, has_target: bool) -> Verdict:
    lacking = [each for each in order.lines if each.lacks]
    words = f"{len(lacking)} of {len(order.lines)} lines to come"
    shelf = "Scan the packs." if has_target else "Scan the store shelf that it goes to, then the packs."
    way_out = f"{shelf} The delivery note has a number? Scan it, too."
    return Verdict(
        Code.ORDER_OPENED, Tone.NOTE, "DELIVERY", f"{order.supplier}   {order.number}", words, _lines(lacking), way_out
    )


def document(job: JobName, number: str) -> Verdict:
    word = "CREDIT NUMBER" if job is JobName.RETURN else "DELIVERY NOTE"
    way_out = "Scan the packs. The wrong one? Scan the right number, then YES."
    return Verdict(Code.DOCUMENT_SET, Tone.NOTE, word, shortened(number), "", "kept for every pack until DONE", way_out)


def not_now(order: PurchaseOrder) -> Verdict:
    return Verdict(
        Code.WRONG_KIND,
        Tone.REFUSE,
        "NOT NOW",
        f"This is the order {order.number}.",
        "",
        "its delivery is received in RECEIVE",
        "Finish what is open, scan RECEIVE, then the order.",
    )


def not_expected(order: PurchaseOrder) -> Verdict:
    if order.state is OrderState.DRAFT:
        why, way_out = "it was never sent", "Ask the inventory lead: it must be marked as sent first."
    else:
        day = f" {order.closed_on}" if order.closed_on else ""
        why = f"it was {order.state.value}{day}"
        way_out = "Put its packs aside and ask the inventory lead: it may have been delivered twice."
    return Verdict(
        Code.NOT_EXPECTED, Tone.REFUSE, "NOT EXPECTED", f"{order.supplier}   {order.number}", "", why, way_out
    )


def came_already(order: PurchaseOrder) -> Verdict:
    return Verdict(
        Code.CAME_ALREADY,
        Tone.REFUSE,
        "CAME ALREADY",
        f"{order.supplier}   {order.number}",
        "all of it is on record as received",
        "a second delivery of it was not ordered",
        "Put it aside and ask the inventory lead.",
    )


def turned_away(subject: ItemSubject, refused: str, against: str) -> Verdict:
    """``against`` is the order or shipment that is still in hand, empty for none."""
    verb = f"Receive it against {against}" if against else "Receive it without an order"
    return Verdict(
        Code.TURNED_AWAY,
        Tone.ASK,
        "OF WHICH ORDER?",
        subject.item.name,
        f"{refused} was refused just now",
        pack_lot(subject),
        f"Of {refused}? Put it aside: NO. {verb}: YES.",
    )


def awaited(subject: ItemSubject, orders: tuple[str, ...]) -> Verdict:
    shown = " and ".join(orders[:2]) if len(orders) <= 2 else f"{orders[0]} and {len(orders) - 1} others"
    waits = "waits for it" if len(orders) == 1 else "wait for it"
    return Verdict(
        Code.AWAITED,
        Tone.ASK,
        "OF WHICH ORDER?",
        subject.item.name,
        f"{shown} {waits}",
        pack_lot(subject),
        "Scan its number, or F8 'scan: type a code'. This item is of no order: YES, until DONE. Leave it out: NO.",
    )


def other_site(subject: ItemSubject, order: PurchaseOrder, site: Place) -> Verdict:
    return Verdict(
        Code.OTHER_SITE,
        Tone.ASK,
        "FOR ANOTHER SITE",
        subject.item.name,
        f"order {order.number} is for {order.site}",
        f"the shelf in hand is in {site.name}",
        f"It stays in {site.name}, at its cost: YES, until DONE. Else NO, and a shelf of {order.site}.",
    )


def not_ordered(subject: ItemSubject, order: PurchaseOrder, *, is_damaged: bool = False) -> Verdict:
    return Verdict(
        Code.NOT_ORDERED,
        Tone.ASK,
        "NOT ON THE ORDER",
        subject.item.name,
        f"order {order.number} has no line of it",
        pack_lot(subject),
        YES_OR_NO.format(verb=_verb(is_damaged=is_damaged)),
    )


def _verb(*, is_damaged: bool) -> str:
    return "It came with this order, damaged" if is_damaged else VERBS[JobName.RECEIVE]


def too_many(subject: ItemSubject, lines: Sequence[OrderedLine], quantity: int, *, is_damaged: bool = False) -> Verdict:
    """``lines`` are all of the item."""
    ordered, came = sum(each.quantity for each in lines), sum(each.arrived for each in lines)
    damaged = sum(each.damaged for each in lines)
    went_back = f", damaged {damaged}" if is_damaged and damaged else ""
    return Verdict(
        Code.TOO_MANY,
        Tone.ASK,
        "MORE THAN ORDERED",
        subject.item.name,
        f"ordered {ordered}, came {came}{went_back}, this is {quantity}",
        pack_lot(subject),
        YES_OR_NO.format(verb=_verb(is_damaged=is_damaged)),
    )


def short_dated(subject: ItemSubject, days_left: int, least_days: int) -> Verdict:
    return Verdict(
        Code.SHORT_DATED,
        Tone.ASK,
        "SHORT-DATED",
        subject.item.name,
        f"{days_left} days left, {least_days} wanted",
        pack_lot(subject),
        YES_OR_NO.format(verb=VERBS[JobName.RECEIVE]),
    )


def done(order: PurchaseOrder) -> Verdict:
    """What is not as it was ordered, worst first told in short, then line by line."""
    is_short = any(each.lacks for each in order.lines)
    said = [f"{each.item.name} {arrived_words(each)}" for each in differing(order)]
    detail = "; ".join((*said[:_SHOWN], *((f"{len(said) - _SHOWN} more",) if len(said) > _SHOWN else ())))
    way_out = "Close the order when no more will come: F4, then F9 lists it." if is_short else ""
    word = in_short(order) or "all of it has come, as ordered"
    return Verdict(Code.ROUND_DONE, Tone.NOTE, "DONE", f"{order.supplier}   {order.number}", word, detail, way_out)


def _lines(lines: list[OrderedLine]) -> str:
    shown = [f"{each.item.name} {each.arrived} of {each.quantity}" for each in lines[:_SHOWN]]
    return ", ".join((*shown, *((f"{len(lines) - _SHOWN} more",) if len(lines) > _SHOWN else ())))
