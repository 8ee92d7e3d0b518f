"""At which time a scan's orders are carried out: its own, or the one that stands on the paper that is being entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.errors import Refusal
from tracker.jobs.desk import Desk
from tracker.jobs.orders import Order
from tracker.jobs.paper import happened_at
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.order_of_times import not_before
from tracker.specimens.orders import Draw, Label
from tracker.specimens.orders import Step as CustodyStep
from tracker.station.timing import Times
from tracker.store.connection import Connection


def occasion_of(
    connection: Connection, desk: Desk, orders: Sequence[Order], scanned: Occasion, times: Times
) -> Occasion:
    """``scanned``, or when the paper says that it happened, with who enters it.

    Raises :class:`Refusal` (``later_than_now``) for a time that the clinic's own clock has not reached: the scanner's may
    be ahead.
    """
    at = happened_at(desk, tuple(orders))
    if at is None or desk.paper is None:
        return scanned
    written = not_before(connection, tuple(_numbers(orders)), stamp(at))
    if written > stamp(times.now):
        raise Refusal(
            f"The paper's time is still to come: by the clinic's clock it is {scanned.shown(stamp(times.now))}.",
            hint="Scan FROM PAPER and the time anew.",
            code="later_than_now",
        )
    return replace(
        scanned,
        at=written,
        entered_by=desk.paper.entered_by.badge,
        is_now=False,
    )


def _numbers(orders: Sequence[Order]) -> Iterator[str]:
    for order in orders:
        if isinstance(order, Draw | Label):
            yield order.number
        elif isinstance(order, CustodyStep):
            yield from order.numbers
