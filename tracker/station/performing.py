"""An order, carried out by the room that keeps what it is about."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.inventory import services as stock
from tracker.inventory.orders import (
    Bind,
    Count,
    CountInCase,
    Damage,
    GiveBack,
    Open,
    Park,
    PutAside,
    Receive,
    Reverse,
    SignPulled,
    Transfer,
    Unbind,
    Uncount,
    Undamage,
    Unopen,
    Unpark,
    UnsignPulled,
    Use,
    Waste,
)
from tracker.jobs.orders import Order
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens import services as specimens
from tracker.specimens.deadlines import DeadlineRules
from tracker.store.connection import Connection


def perform(connection: Connection, order: Order, occasion: Occasion, deadlines: DeadlineRules) -> Mapping[str, Value]:
    """Carry out one order in the transaction of its scan; its words for the journal. Raises :class:`Refusal`."""
    match order:
        case (
            Transfer()
            | Use()
            | Waste()
            | Count()
            | CountInCase()
            | Uncount()
            | Receive()
            | Damage()
            | Open()
            | Unopen()
            | Undamage()
            | PutAside()
            | SignPulled()
            | UnsignPulled()
            | GiveBack()
            | Reverse()
            | Bind()
            | Park()
            | Unbind()
            | Unpark()
        ):
            return stock.perform(connection, order, occasion)
        case _:
            return specimens.perform(connection, order, occasion, deadlines)
