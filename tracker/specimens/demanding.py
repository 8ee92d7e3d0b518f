"""What a step must bring with it beside who and what: a reason, a witness, a receiver, a laboratory's word."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.journal.occasion import Occasion
from tracker.specimens.deciding import require_fit, require_text
from tracker.specimens.orders import Step
from tracker.specimens.parties import is_partner, require_laboratory, require_witness
from tracker.specimens.retention import no_witness
from tracker.specimens.standing import Standing, in_words
from tracker.specimens.states import Do, State, is_anothers
from tracker.store.connection import Connection

TAKES = frozenset({Do.ACCEPT, Do.REJECT, Do.FIND, Do.RETRIEVE, Do.TAKE_OVER})
"""Whoever does it has the specimen in his hands, and answers for it from now on."""
_NEEDS_REASON = frozenset({Do.REJECT, Do.LOSE, Do.DISPOSE, Do.TAKE_OVER})


def laboratory_of(connection: Connection, order: Step) -> str | None:
    """Whose word it is that it has discarded what it had taken over; None for what one of us does himself."""
    if order.do is not Do.DISPOSE or order.to in (None, order.by):
        return None
    assert order.to is not None
    require_laboratory(connection, order.to)
    return order.to


def require_said(connection: Connection, order: Step, occasion: Occasion) -> None:
    """What the step must say beside who and what: a reason, a condition, a method, a witness."""
    if order.do in _NEEDS_REASON:
        require_text(order.reason, "reason")
    if order.do is Do.NOTE:
        require_text(order.condition, "condition")
    if order.do is Do.DISPOSE:
        require_text(order.method, "method")
    if order.do is Do.TAKE_OVER and order.witness is None:
        raise no_witness("To take a specimen over out of order")
    if order.witness is not None:
        require_witness(connection, order.witness, order.by, occasion.entered_by)


def require_second(order: Step, before: Sequence[Standing]) -> None:
    """Refuse (``witness_required``) that one person alone declares lost what is in another's hands, or finds what is in
    another name: the two together would bring any tube into anybody's hands."""
    if order.witness is not None:
        return
    others = [each.number for each in before if is_anothers(order.do, each.state, each.custodian, order.by)]
    if others and order.do is Do.LOSE:
        raise no_witness(f"To declare {in_words(others)} lost, out of somebody else's hands,")
    if others:
        raise no_witness(f"To find {in_words(others)}, which is in another name,")


def require_packable(order: Step, before: Sequence[Standing], moved: Sequence[Standing]) -> None:
    """What was rejected is packed for a trip only by whoever has said that he knows it."""
    packed = [
        now
        for each, now in zip(before, moved, strict=True)
        if now.shipment_id is not None and now.shipment_id != each.shipment_id
    ]
    if "rejected" not in order.overrides:
        require_fit(packed, "it is not sent on as if it were fit")


def require_taker(connection: Connection, order: Step, before: Sequence[Standing]) -> None:
    """Custody is taken over in person; but a laboratory that does not scan here takes over what has arrived, by its own
    word, for which whoever enters it signs."""
    if order.do not in TAKES or order.to in (None, order.by):
        return
    is_word = order.do in (Do.ACCEPT, Do.REJECT) and is_partner(order.to) and order.reason is not None
    if not is_word or any(each.state is not State.ARRIVED for each in before):
        raise Refusal(
            "Custody is taken over in person.",
            hint="Whoever takes it scans his own badge first.",
            code="not_in_person",
        )
    assert order.to is not None
    require_laboratory(connection, order.to)
