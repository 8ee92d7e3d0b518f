"""How many packs of a draft's line can be meant: the bounds of the workbench, for an order that is amended afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.errors import Refusal
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.bounds import doubt_of, require_meant
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.ordering.purchasing import require_order
from tracker.store.connection import Connection


def require_meant_packs(
    connection: Connection, number: str, line: int, packs: int, today: date, *, is_anyway: bool = False
) -> None:
    """Raises :class:`Refusal` (``order_absurd``) for more than any site that the order is for could mean, and
    (``order_doubtful``) for more than a year's use of each, unless somebody has said that it ``is_anyway`` meant.

    What stands in the line counts as lacking: the draft is on order, and would else hide its own need. A line that the
    order has not, and an item that no site has anything to do with, are left to others to judge.
    """
    order = require_order(connection, number)
    now = next((each for each in order.lines if each.line == line), None)
    if now is None:
        return
    known = [each for each in situations(connection, today) if each.item.id == now.item.id]
    sites = [each for each in propose(known, today) if order.site in ("", each.situation.site)]
    refusals = [_refusal(replace(each, lacks=each.lacks + now.quantity), packs * now.factor) for each in sites]
    refused = [each for each in refusals if each is not None]
    if refused and len(refused) == len(refusals):
        raise refused[0]
    doubts = [doubt_of(each, packs, packs * now.factor) for each in sites]
    if doubts and all(doubts) and packs > now.packs and not is_anyway:
        raise Refusal(doubts[0], hint="Is it so? Add --anyway.", code="order_doubtful")


def _refusal(line: Line, quantity: int) -> Refusal | None:
    try:
        require_meant(line, quantity, 0)
    except Refusal as refusal:
        return refusal
    return None
