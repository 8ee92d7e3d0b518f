"""Carrying out what a job orders, inside the one transaction of its scan; or refusing, with nothing changed.

The job decided from facts of a moment ago. Everything that could hurt is asked again here: who holds it, what state it is
in, whether the slot is free and the bag open. Each service returns the words for the journal, in codes, never in row ids
and never with patient data, so that custody can be proved without this database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens import (
    closing,
    collecting,
    custody,
    dividing,
    licensed,
    placing,
    requisition_lines,
    retracting,
    shipping,
    tube_labels,
)
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.orders import (
    AddOn,
    Arrive,
    CloseDay,
    Depart,
    Divide,
    Draw,
    Exempt,
    Identify,
    Label,
    LoseShipment,
    NotDrawn,
    OpenShipment,
    PlaceHolder,
    Pool,
    Reopen,
    Reprint,
    Retract,
    SpecimensOrder,
    Step,
)
from tracker.store.connection import Connection


def perform(
    connection: Connection, order: SpecimensOrder, occasion: Occasion, rules: DeadlineRules
) -> Mapping[str, Value]:
    """Carry out one order; returns its words for the journal. Raises :class:`Refusal`."""
    match order:
        case Step():
            return custody.step(connection, order, occasion, rules)
        case Exempt():
            return licensed.exempt(connection, order, occasion)
        case Identify() | Label() | Reprint() | AddOn() | NotDrawn() | Reopen() | Draw():
            return _collect(connection, order, occasion, rules)
        case OpenShipment() | Depart() | Arrive() | LoseShipment():
            return _ship(connection, order, occasion, rules)
        case Divide():
            return dividing.divide(connection, order, occasion, rules)
        case Pool():
            return dividing.pool(connection, order, occasion, rules)
        case PlaceHolder():
            return placing.place_holder(connection, order, occasion, rules)
        case Retract():
            return retracting.retract(connection, order, occasion, rules)
        case CloseDay():
            return closing.close_day(connection, order, occasion)
    assert_never(order)


def _collect(
    connection: Connection,
    order: Identify | Label | Reprint | AddOn | NotDrawn | Reopen | Draw,
    occasion: Occasion,
    rules: DeadlineRules,
) -> Mapping[str, Value]:
    match order:
        case Identify():
            return collecting.identify(connection, order, occasion)
        case Label():
            return tube_labels.label(connection, order, occasion, rules)
        case Reprint():
            return tube_labels.reprint(connection, order)
        case AddOn():
            return requisition_lines.add_on(connection, order)
        case NotDrawn():
            return requisition_lines.not_drawn(connection, order, occasion, rules)
        case Reopen():
            return requisition_lines.reopen(connection, order, occasion)
        case Draw():
            return collecting.draw(connection, order, occasion, rules)
    assert_never(order)


def _ship(
    connection: Connection,
    order: OpenShipment | Depart | Arrive | LoseShipment,
    occasion: Occasion,
    rules: DeadlineRules,
) -> Mapping[str, Value]:
    match order:
        case OpenShipment():
            return shipping.open_shipment(connection, order, occasion)
        case Depart():
            return shipping.depart(connection, order, occasion, rules)
        case Arrive():
            return shipping.arrive(connection, order, occasion, rules)
        case LoseShipment():
            return shipping.lose_shipment(connection, order, occasion, rules)
    assert_never(order)
