"""What UNDO cannot take back, and the step that puts it right: it left the room, or was confirmed twice."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.jobs.orders import Order
from tracker.specimens.orders import (
    AddOn,
    Arrive,
    CloseDay,
    Depart,
    Divide,
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
)
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do

_LOST = "It is here after all? Scan it, then YES."
_DIVIDED = "Not fit for use? DISPOSE of it; the tubes that it was filled from stay as they are."
_STEPS: Mapping[Do, str] = {
    Do.LOSE: _LOST,
    Do.FIND: "Not to be found after all? ARRIVE, LOST, then the tube.",
    Do.TAKE_OVER: "Not yours? Hand it back: HAND OFF, the tube, and the other's badge.",
    Do.DISPOSE: "Nothing brings it back. Wrong? Tell the lead.",
}
_ORDERS: Mapping[type[Order], str] = {
    Identify: "The answers are in the record. Another patient? Scan his requisition.",
    Exempt: "It holds for today. Have somebody else collect.",
    Label: "Not drawn after all? Scan a NOT DRAWN reason: the label is void then.",
    Reprint: "It is paper only: tear up the label that is one too many.",
    AddOn: "Not wanted after all? Scan a NOT DRAWN reason.",
    NotDrawn: "To be drawn after all? Scan the requisition, then YES.",
    Reopen: "Not to be drawn? Scan a NOT DRAWN reason.",
    OpenShipment: "An empty bag goes nowhere: pack it, or leave it.",
    Depart: "It is not on its way, or is back? ARRIVE and the bag, at the sender.",
    Arrive: "Account for each tube: accept it, REJECT it, or LOST.",
    LoseShipment: _LOST,
    Divide: _DIVIDED,
    Pool: _DIVIDED,
    PlaceHolder: "Put it back: STORE, the place where it stood, then the rack.",
    CloseDay: "Nothing opens a day again. Tell the lead.",
}


def put_right(orders: tuple[Order, ...]) -> str:
    """The step of its own that puts right what these did; empty where UNDO takes it back."""
    said = (_STEPS.get(each.do) if isinstance(each, CustodyOrder) else _ORDERS.get(type(each)) for each in orders)
    return next((each for each in said if each), "")
