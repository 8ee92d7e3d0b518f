"""What of a delivery was not as ordered, in words: over, short, wrong, short-dated, damaged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from tracker.inventory.purchase_order_facts import BesideOrder, OrderedLine, OrderState, PurchaseOrder


def differing(order: PurchaseOrder) -> tuple[OrderedLine | BesideOrder, ...]:
    """The lines that something is to be said of, and what came beside them. What has not come yet is short."""
    return (*(each for each in order.lines if any(_counts(each))), *order.beside)


def in_short(order: PurchaseOrder) -> str:
    """``2 lines short, 1 over, 1 not ordered``; empty where all is as it was ordered."""
    found = differing(order)
    said = (
        (sum(each.lacks > 0 for each in order.lines), "short"),
        (sum(each.over > 0 for each in order.lines), "over"),
        (sum(each.arrived > 0 for each in order.beside), "not ordered"),
        (sum(each.short_dated > 0 for each in found), "short-dated"),
        (sum(each.damaged > 0 for each in found), "damaged"),
    )
    words = [(count, word) for count, word in said if count]
    first = [f"{count} line{'s' if count > 1 else ''} {word}" for count, word in words[:1]]
    return ", ".join((*first, *(f"{count} {word}" for count, word in words[1:])))


def arrived_words(each: OrderedLine | BesideOrder) -> str:
    """``came 200 of 300: 100 short, 100 short-dated``; ``came 20, not ordered``."""
    if isinstance(each, BesideOrder):
        came = f"came {each.arrived}, not ordered" if each.arrived else "not ordered"
        return ", ".join((came, *_found(each)))
    said = ", ".join(_found(each))
    came = f"came {each.arrived} of {each.quantity}"
    return f"{came}: {said}" if said else came


def _found(each: OrderedLine | BesideOrder) -> Iterator[str]:
    words = ("short", "over", "short-dated", "damaged")
    return (f"{count} {word}" for count, word in zip(_counts(each), words, strict=True) if count)


def _counts(each: OrderedLine | BesideOrder) -> tuple[int, int, int, int]:
    if isinstance(each, BesideOrder):
        return 0, 0, each.short_dated, each.damaged
    return each.lacks, each.over, each.short_dated, each.damaged


class OrderWork(StrEnum):
    """What the desk has to do with an order."""

    SEND = "send"
    ASK_AFTER = "ask_after"
    """Some of it is still to come though all of it should be there."""
    SETTLE = "settle"
    """It came in part, and its day is not over."""
    CLOSE = "close"
    """Nothing of it is still to come."""


def work_of(order: PurchaseOrder, today: date) -> OrderWork | None:
    """One thing at most: the lists of what is to be done are made by it, and no order stands in two of them. None for what
    is awaited, and for what is over."""
    if order.state is OrderState.DRAFT:
        return OrderWork.SEND
    if order.state is not OrderState.SENT:
        return None
    if not any(each.lacks for each in order.lines):
        return OrderWork.CLOSE
    if order.expected_on is not None and order.expected_on < today:
        return OrderWork.ASK_AFTER
    return OrderWork.SETTLE if any(each.arrived for each in order.lines) else None


def is_late(order: PurchaseOrder, today: date) -> bool:
    return work_of(order, today) is OrderWork.ASK_AFTER


def is_awaited(order: PurchaseOrder) -> bool:
    """Whether nothing is to be said of what has come: it was never sent, was taken back, or none of it has come yet."""
    return order.state in (OrderState.DRAFT, OrderState.CANCELLED) or (
        order.state is OrderState.SENT and not order.beside and not any(e.arrived or e.damaged for e in order.lines)
    )
