"""Whether a step may be taken: asked again in the transaction that takes it, of what is true there.

Nothing here compares the times of two steps: a clock may go backwards, and order is by sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.errors import Refusal
from tracker.specimens.parties import is_partner, party
from tracker.specimens.standing import Standing, in_words
from tracker.specimens.states import FOR_TESTING, RULES, Do, State, Whose, may
from tracker.store.connection import Connection

REJECTED_WAY_OUT = "Dispose of it, and ask for another specimen."

_IS: Mapping[State, str] = {
    State.LABELLED: "has a label and was not collected yet",
    State.COLLECTED: "was collected, and is in its custodian's hands",
    State.RELEASED: "is offered by its custodian, and nobody has accepted it yet",
    State.DEPARTED: "is on the way in its bag",
    State.ARRIVED: "has arrived in its bag, and nobody has accepted it yet",
    State.ACCEPTED: "was accepted, and is in its custodian's hands",
    State.REJECTED: "was rejected, and is in its custodian's hands",
    State.STORED: "is stored",
    State.RETRIEVED: "was taken out, and is in its custodian's hands",
    State.LOST: "was declared lost",
    State.DISPOSED: "was disposed of",
    State.NOT_COLLECTED: "was never collected: its label is void",
}
_WAY_OUT: Mapping[State, str] = {
    State.LABELLED: "Collect it first, at the patient's side.",
    State.COLLECTED: "Its custodian hands it off first: HAND OFF, his badge, the tube.",
    State.RELEASED: "Accept it first; or whoever offers it scans UNDO.",
    State.DEPARTED: "Scan ARRIVE and its bag first.",
    State.ARRIVED: "Scan ACCEPT and the tube first.",
    State.ACCEPTED: "Its custodian hands it off first: HAND OFF, his badge, the tube.",
    State.REJECTED: REJECTED_WAY_OUT,
    State.STORED: "Scan RETRIEVE and the tube first.",
    State.RETRIEVED: "Its custodian hands it off first: HAND OFF, his badge, the tube.",
    State.LOST: "If you have it in your hand, scan FIND: it was found.",
    State.DISPOSED: "If you have it in your hand, put it aside and tell the lead: the record says that it is gone.",
    State.NOT_COLLECTED: "Put the label in the bin; scan the requisition for a new one.",
}


_BY_ITS_WORD = (
    "What a laboratory has discarded is entered by its word: DISPOSE, then the manifest or the tube's number."
)


def require_legal(connection: Connection, do: Do, before: Sequence[Standing], by: str) -> None:
    """Refuse what a rejection (``rejected``), the order of steps (``out_of_order``) or the custodian's rights
    (``not_custodian``, ``own_custody``) forbid."""
    if do in FOR_TESTING:
        require_fit(before, f"{do.value.replace('_', ' ')} does not follow")
    for state in State:
        if not may(do, state):
            _refuse_out_of_order(do, state, [each.number for each in before if each.state is state])
    whose = RULES[do].whose
    if whose is Whose.CUSTODIAN:
        others = [each for each in before if each.custodian != by and each.state is not State.STORED]
        _refuse_others(connection, others)
    elif whose is Whose.OTHER:
        _refuse_own([each.number for each in before if each.custodian == by])


def require_fit(before: Sequence[Standing], so: str) -> None:
    """Refuse (``rejected``) what was rejected, whatever has happened to it since."""
    unfit = [each for each in before if each.rejected_at is not None]
    if unfit:
        raise Refusal(
            f"{in_words([each.number for each in unfit])} was rejected ({unfit[0].rejected_for}), and is not to be tested:"
            f" {so}.",
            hint=REJECTED_WAY_OUT,
            code="rejected",
        )


def _refuse_out_of_order(do: Do, state: State, numbers: Sequence[str]) -> None:
    if numbers:
        raise Refusal(
            f"{in_words(numbers)} {_IS[state]}: {do.value.replace('_', ' ')} does not follow.",
            hint=_WAY_OUT[state],
            code="out_of_order",
        )


def _refuse_others(connection: Connection, others: Sequence[Standing]) -> None:
    if others:
        is_theirs = is_partner(others[0].custodian)
        raise Refusal(
            f"{in_words([each.number for each in others])} is in the custody of {_name(connection, others[0].custodian)}.",
            hint=_BY_ITS_WORD
            if is_theirs
            else "He hands it off first; if he cannot be reached, take it over with a reason and a second person.",
            code="not_custodian",
        )


def _refuse_own(numbers: Sequence[str]) -> None:
    if numbers:
        raise Refusal(
            f"{in_words(numbers)} is in your own custody: nobody takes over from himself.",
            hint="The receiver scans his own badge first, then the tube.",
            code="own_custody",
        )


def _name(connection: Connection, code: str | None) -> str:
    known = party(connection, code) if code is not None else None
    return known.name if known else "nobody"


def require_text(text: str | None, what: str) -> None:
    """Refuse (``reason_required``, ``method_required``, ``condition_required``) a step that does not say why or how."""
    if not text:
        raise Refusal(f"This needs a {what}.", hint=f"Scan the {what} on the command card.", code=f"{what}_required")
