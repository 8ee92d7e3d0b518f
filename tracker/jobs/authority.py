"""Which permission each order asks for, and of whom. Whoever carries one out asks within the scan's transaction."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.inventory import orders as stock
from tracker.jobs.orders import Order
from tracker.people.permissions import Permission
from tracker.specimens import orders as specimens
from tracker.specimens.states import Do

P = Permission
ORDERS: Mapping[type, Permission] = {
    stock.Transfer: P.STOCK_MOVE,
    stock.Use: P.STOCK_USE,
    stock.Waste: P.STOCK_WASTE,
    stock.Count: P.STOCK_COUNT,
    stock.CountInCase: P.STOCK_COUNT,
    stock.Uncount: P.STOCK_COUNT,
    stock.Receive: P.STOCK_RECEIVE,
    stock.Damage: P.STOCK_RECEIVE,
    stock.Undamage: P.STOCK_RECEIVE,
    stock.Open: P.STOCK_USE,
    stock.Unopen: P.STOCK_USE,
    stock.PutAside: P.STOCK_PULL,
    stock.SignPulled: P.STOCK_PULL,
    stock.UnsignPulled: P.STOCK_PULL,
    stock.GiveBack: P.STOCK_PULL,
    stock.Reverse: P.STOCK_UNDO,
    stock.Bind: P.CATALOGUE_BIND,
    stock.Unbind: P.CATALOGUE_BIND,
    stock.Park: P.CATALOGUE_PARK,
    stock.Unpark: P.CATALOGUE_PARK,
    specimens.Identify: P.SPECIMEN_COLLECT,
    specimens.Exempt: P.SPECIMEN_COLLECT,
    specimens.Label: P.SPECIMEN_LABEL,
    specimens.Reprint: P.SPECIMEN_LABEL,
    specimens.AddOn: P.SPECIMEN_COLLECT,
    specimens.NotDrawn: P.SPECIMEN_COLLECT,
    specimens.Reopen: P.SPECIMEN_COLLECT,
    specimens.Draw: P.SPECIMEN_COLLECT,
    specimens.Divide: P.SPECIMEN_PROCESS,
    specimens.Pool: P.SPECIMEN_PROCESS,
    specimens.Retract: P.SPECIMEN_UNDO,
    specimens.PlaceHolder: P.SPECIMEN_STORE,
    specimens.OpenShipment: P.SPECIMEN_SHIP,
    specimens.Depart: P.SPECIMEN_SHIP,
    specimens.Arrive: P.SPECIMEN_ARRIVE,
    specimens.LoseShipment: P.SPECIMEN_SETTLE,
    specimens.CloseDay: P.SPECIMEN_SETTLE,
}
"""All but :class:`tracker.specimens.orders.Step`, which is many things: :data:`STEPS`."""
STEPS: Mapping[Do, Permission] = {
    Do.SPIN: P.SPECIMEN_PROCESS,
    Do.TEST: P.SPECIMEN_PROCESS,
    Do.PLACE: P.SPECIMEN_HAND_OFF,
    Do.RELEASE: P.SPECIMEN_HAND_OFF,
    Do.ACCEPT: P.SPECIMEN_ACCEPT,
    Do.REJECT: P.SPECIMEN_REJECT,
    Do.NOTE: P.SPECIMEN_ACCEPT,
    Do.LOSE: P.SPECIMEN_SETTLE,
    Do.FIND: P.SPECIMEN_SETTLE,
    Do.STORE: P.SPECIMEN_STORE,
    Do.RETRIEVE: P.SPECIMEN_STORE,
    Do.DISPOSE: P.SPECIMEN_DISPOSE,
    Do.TAKE_OVER: P.SPECIMEN_SETTLE,
}


def needed_for(order: Order) -> Permission:
    """An order that nobody has written down here is a fault of the program, and is not carried out."""
    return STEPS[order.do] if isinstance(order, specimens.Step) else ORDERS[type(order)]


def hand_of(order: Order, operator: str) -> str:
    """The badge in whose name it is done: the one that the order itself bears, as a receiver's; else the operator's."""
    named = getattr(order, "by", "")
    return named if isinstance(named, str) and named else operator
