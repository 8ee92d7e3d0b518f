"""What may follow what: the life of a specimen as a table, pure.

A specimen is in exactly one state, and from collection on in exactly one custodian's hands. Custody passes by ACCEPT and
REJECT, tube by tube, by DEPART (a sealed bag is taken as one), by STORE and by RETRIEVE, and by nothing else: what has not
been accepted stays in the giver's name (ASTM D4840; two sides to each hand-off). The event codes are HL7 v2 table 0003's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    LABELLED = "labelled"
    """Its label is printed, or a roll's label bound to the patient; nothing is in it yet."""
    COLLECTED = "collected"
    RELEASED = "released"
    """Offered by its custodian, who answers for it until somebody has accepted."""
    DEPARTED = "departed"
    ARRIVED = "arrived"
    """Its bag is here; the courier answers for the tube until it has been accepted."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """In somebody's hands, and not fit for testing: to be disposed of, and collected again. Whatever is done with a rejected
    specimen, this is the state in which it is in hand (:func:`becomes`)."""
    STORED = "stored"
    RETRIEVED = "retrieved"
    LOST = "lost"
    DISPOSED = "disposed"
    NOT_COLLECTED = "not_collected"


ENDED = frozenset({State.DISPOSED, State.NOT_COLLECTED})
HELD = frozenset({State.COLLECTED, State.ACCEPTED, State.REJECTED, State.RETRIEVED})
"""In a person's hands, with nothing under way."""
UNDER_WAY = frozenset({State.DEPARTED, State.ARRIVED})
"""In a bag that has left: the courier answers for it."""
OPEN = frozenset(State) - ENDED


class Do(StrEnum):
    """A step of custody, as the journal and ``custody_step.do`` name it."""

    LABEL = "label"
    BIND = "bind"
    """A label from a roll becomes this patient's, at the patient's side."""
    COLLECT = "collect"
    NOT_COLLECT = "not_collect"
    SPIN = "spin"
    TEST = "test"
    """By whoever holds it: at the point of care, by whoever collected it."""
    PLACE = "place"
    """Into a rack, a box or a bag; custody does not change."""
    RELEASE = "release"
    ACCEPT = "accept"
    REJECT = "reject"
    NOTE = "note"
    """A condition is noted."""
    DEPART = "depart"
    ARRIVE = "arrive"
    LOSE = "lose"
    FIND = "find"
    STORE = "store"
    RETRIEVE = "retrieve"
    DISPOSE = "dispose"
    ALIQUOT = "aliquot"
    POOL = "pool"
    TAKE_OVER = "take_over"
    """The exception: taken out of order, with a reason and a second person."""
    RETRACT = "retract"
    """The step before is taken back by a step of its own; nothing is edited."""


class Whose(StrEnum):
    """Who may do a step."""

    ANYONE = "anyone"
    CUSTODIAN = "custodian"
    """Only whoever holds it."""
    OTHER = "other"
    """Only somebody else than its custodian: nobody hands a tube to himself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``to`` None: the state stays. ``hl7`` is the event code of table 0003, empty where it has none."""

    after: frozenset[State]
    to: State | None
    whose: Whose
    hl7: str = ""


RULES: Mapping[Do, Rule] = {
    Do.LABEL: Rule(frozenset(), State.LABELLED, Whose.ANYONE, "S38"),
    Do.BIND: Rule(frozenset(), State.LABELLED, Whose.ANYONE, "S38"),
    Do.COLLECT: Rule(frozenset({State.LABELLED}), State.COLLECTED, Whose.ANYONE, "S39"),
    Do.NOT_COLLECT: Rule(frozenset({State.LABELLED}), State.NOT_COLLECTED, Whose.ANYONE, "S40"),
    Do.SPIN: Rule(frozenset({State.COLLECTED, State.ACCEPTED, State.RETRIEVED}), None, Whose.CUSTODIAN),
    Do.TEST: Rule(frozenset({State.COLLECTED, State.ACCEPTED, State.RETRIEVED}), None, Whose.CUSTODIAN),
    Do.PLACE: Rule(HELD, None, Whose.CUSTODIAN),
    Do.RELEASE: Rule(HELD, State.RELEASED, Whose.CUSTODIAN),
    Do.ACCEPT: Rule(frozenset({State.RELEASED, State.ARRIVED}), State.ACCEPTED, Whose.OTHER, "S43"),
    Do.REJECT: Rule(frozenset({State.RELEASED, State.ARRIVED}), State.REJECTED, Whose.OTHER, "S44"),
    Do.NOTE: Rule(OPEN - {State.LABELLED}, None, Whose.ANYONE),
    Do.DEPART: Rule(HELD, State.DEPARTED, Whose.CUSTODIAN, "S41"),
    Do.ARRIVE: Rule(frozenset({State.DEPARTED}), State.ARRIVED, Whose.ANYONE, "S42"),
    Do.LOSE: Rule(OPEN - {State.LABELLED, State.LOST}, State.LOST, Whose.ANYONE),
    Do.FIND: Rule(frozenset({State.LOST}), State.ACCEPTED, Whose.ANYONE),
    Do.STORE: Rule(HELD, State.STORED, Whose.CUSTODIAN),
    Do.RETRIEVE: Rule(frozenset({State.STORED}), State.RETRIEVED, Whose.ANYONE),
    Do.DISPOSE: Rule(HELD | {State.STORED}, State.DISPOSED, Whose.CUSTODIAN),
    Do.ALIQUOT: Rule(HELD - {State.REJECTED}, None, Whose.CUSTODIAN),
    Do.POOL: Rule(HELD - {State.REJECTED}, None, Whose.CUSTODIAN),
    Do.TAKE_OVER: Rule(OPEN - {State.LABELLED}, State.ACCEPTED, Whose.OTHER),
}
"""RETRACT has no rule here: what it leads to is what was before (:data:`RETRACTABLE`)."""

FOR_TESTING = frozenset({Do.SPIN, Do.TEST, Do.ALIQUOT, Do.POOL})
"""What is done to a specimen for its test, and to no rejected one, wherever it has been since."""

RETRACTABLE = frozenset(
    {Do.COLLECT, Do.SPIN, Do.TEST, Do.PLACE, Do.RELEASE, Do.ACCEPT, Do.REJECT, Do.NOTE, Do.STORE, Do.RETRIEVE}
)
"""What a mis-scan may do and UNDO takes back, while nothing has followed. A label, a departure, a loss, an exception and a
disposal stand: they left the room, or were confirmed twice."""


def becomes(do: Do, state: State, *, is_rejected: bool) -> State:
    """The state after the step. A rejected specimen stays one in whatever hands it comes: accepted, found, taken over or
    taken out of its place, it is REJECTED again."""
    after = RULES[do].to or state
    return State.REJECTED if is_rejected and after in HELD else after


def hl7_event(do: Do) -> str | None:
    """The event code of HL7 v2 table 0003; None for a step that has none there."""
    return (RULES[do].hl7 or None) if do in RULES else None


def may(do: Do, state: State) -> bool:
    """Whether a specimen in ``state`` can take the step."""
    return state in RULES[do].after


def is_allowed(do: Do, state: State, custodian: str | None, by: str) -> bool:
    """Whether ``by`` (a badge) may take the step with a specimen that ``custodian`` answers for.

    What is stored is in a place's custody, and whoever is signed on may take it out or dispose of it.
    """
    if not may(do, state):
        return False
    whose = RULES[do].whose
    if whose is Whose.CUSTODIAN:
        return custodian == by or state is State.STORED
    return whose is Whose.ANYONE or custodian != by


def is_anothers(do: Do, state: State, custodian: str | None, by: str) -> bool:
    """Whether the step disposes of what another answers for, so that one name alone is not enough for it: LOSE of what is
    in another person's hands, and FIND by anybody but whoever it is in the name of.

    What is under way is declared lost by its sender or its receiver, as neither the bag nor the courier is there to be
    asked; what a place or a laboratory has is in no person's hands.
    """
    if do is Do.FIND:
        return custodian != by
    is_with_person = custodian is not None and custodian.startswith("B") and state not in UNDER_WAY
    return do is Do.LOSE and is_with_person and custodian != by
