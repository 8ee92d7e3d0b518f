"""Orders to suppliers that the screens ask for: made, sent, exported, closed and cancelled in turn with the scans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import Refusal
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import require
from tracker.station.hands import written
from tracker.station.performing import operator_of

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.ordering.par import ParProposal
    from tracker.inventory.purchase_order_facts import OrderedLine, PurchaseOrder
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")


class Buying:
    """Every call blocks: make it on a worker thread. Each raises :class:`tracker.errors.TrackerError` where nothing was
    done."""

    def __init__(self, handler: Handler, settings: Settings, writer: Writer) -> None:
        self._handler, self._settings, self._writer = handler, settings, writer

    def make_drafts(self, lines: tuple[Line, ...]) -> tuple[PurchaseOrder, ...]:
        """Put ``lines`` into drafts by supplier and site.

        Raises :class:`Refusal` (``proposal_old``) where more or less is on order than when they were proposed: somebody has
        ordered meanwhile, and would have it twice.
        """
        from tracker.inventory.ordering import purchasing

        def make(connection: Connection, pen: Pen) -> tuple[PurchaseOrder, ...]:
            require_new(connection, lines)
            numbers = purchasing.make_drafts(connection, pen, lines)
            return tuple(purchasing.require_order(connection, each) for each in numbers)

        return self._written(make)

    def send(self, number: str, *, may_be_below_minimum: bool = False) -> PurchaseOrder:
        from tracker.inventory.ordering import purchasing

        return self._written(
            lambda connection, pen: purchasing.send(connection, pen, number, may_be_below_minimum=may_be_below_minimum)
        )

    def close(self, number: str) -> tuple[OrderedLine, ...]:
        """The lines that fell short."""
        from tracker.inventory.ordering import purchasing

        return self._written(lambda connection, pen: purchasing.close(connection, pen, number))

    def cancel(self, number: str) -> None:
        from tracker.inventory.ordering import purchasing

        self._written(lambda connection, pen: purchasing.cancel(connection, pen, number))

    def set_pars(self, proposals: tuple[ParProposal, ...]) -> int:
        """Take par levels that were proposed; how many of them changed."""
        from tracker.inventory.ordering import par

        done = self._written(lambda connection, pen: par.accept(connection, pen, proposals))
        return done.added + done.changed

    def export(self, number: str) -> Path:
        """Write the order as PDF and as CSV, over earlier ones of the same number; the PDF's path."""
        from tracker.inventory.ordering.purchasing import require_order
        from tracker.reports.clinic import clinic_name
        from tracker.station.order_files import write_order

        with self._handler.database.reading() as connection:
            require(connection, operator_of(self._writer.desk), Permission.ORDER_MAKE)
            order, clinic = require_order(connection, number), clinic_name(connection)
        return write_order(self._settings, order, clinic)

    def _written(self, work: Callable[[Connection, Pen], T]) -> T:
        return written(self._handler, self._writer, work)


def require_new(connection: Connection, lines: Iterable[Line]) -> None:
    """Raises :class:`Refusal` where somebody has ordered or received meanwhile."""
    from tracker.inventory.ordering.arrivals import on_order

    now = on_order(connection)
    for line in lines:
        of = line.situation
        if now.get((of.item.id, of.site_id), 0) != of.on_order:
            raise Refusal(
                f"{of.item.name} has been ordered or received meanwhile.",
                hint="The list is read anew: look at it again, then make the orders.",
                code="proposal_old",
            )
