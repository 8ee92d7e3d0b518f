"""What holds at the patient's side whatever is scanned, in whatever order, by whomever."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.custody.draw_station import (
    CITRATE,
    CITRATE_ITEM,
    CMA,
    CUP,
    DOE,
    E_FAR,
    E_NEAR,
    EDTA,
    EDTA_ITEM,
    NURSE,
    POE,
    RECALLED,
    ROE,
    SST,
    DrawStation,
    pack,
    second_barcode,
)
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.inventory.orders import Park
from tracker.inventory.subjects import FaultySubject, UnknownSubject
from tracker.jobs.desk import Step
from tracker.jobs.orders import Order
from tracker.jobs.verdict import Tone
from tracker.specimens.orders import AddOn, Draw, Identify, Label, NotDrawn, Retract
from tracker.specimens.orders import Step as CustodyOrder

PEOPLE = (DOE, ROE, POE)
CODES = tuple(house.requisition_code(n) for n in (1, 2, 3))
COMMANDS = (
    *(Command.YES, Command.NO, Command.UNDO, Command.DONE, Command.COLLECT, Command.BOARD, Command.WASTE),
    *(Command.LABEL, Command.ADD_ON, Command.NOT_DRAWN_REFUSED, Command.NOT_DRAWN_DAMAGED, Command.MISSING),
    *(Command.EXCEPTION_FOUND, Command.HAND_OFF),
)
LEAVING = (Command.DONE, Command.COLLECT, Command.BOARD, Command.WASTE, Command.HAND_OFF)
ROLL = (30_000_001, 30_000_002, 30_000_003)


@dataclass(frozen=True)
class Action:
    what: str
    n: int = 0


def _say(command: Command) -> Action:
    return Action("say", COMMANDS.index(command))


def _each(what: str, count: int) -> tuple[Action, ...]:
    return tuple(Action(what, n) for n in range(count))


AT_THE_SIDE = (
    *_each("label", 4) * 3,
    *(_say(command) for command in COMMANDS if command not in LEAVING),
    *(_say(command) for command in (Command.LABEL, *(Command.UNDO,) * 4, Command.YES)),
    *_each("quantity", 5),
    *_each("fresh", 3),
    *_each("pack", 5),
    *_each("rack", 1) * 3,
    *_each("second", 3),
)
BEGINNING = (*_each("identify", 3) * 2, *_each("requisition", 3), *_each("badge", 2), *_each("wrong", 3))
REST = (
    *(_say(command) for command in LEAVING),
    *_each("spell", 3),
    *_each("typed", 3),
    Action("damaged"),
    Action("room"),
)
LABELLED = (Action("identify", 0), _say(Command.LABEL))
STARTS: tuple[tuple[Action, ...], ...] = (
    (),
    LABELLED,
    (*LABELLED, _say(Command.NO), Action("identify", 1)),
    (*LABELLED, Action("badge", 1)),
    (*LABELLED, Action("label", 0), Action("rack")),
    (Action("wrong", 0),),
)
"""Most of what can go wrong goes wrong at the side of a patient whose labels are printed, or of the next one."""
MORNINGS = st.tuples(
    st.sampled_from(STARTS), st.lists(st.sampled_from(AT_THE_SIDE * 3 + BEGINNING * 2 + REST), min_size=3, max_size=30)
).map(lambda parts: [*parts[0], *parts[1]])


def a_morning() -> DrawStation:
    """Three patients, one of them with everything drawn but nothing ordered; a room with good and recalled tubes."""
    station = DrawStation()
    station.order(1, DOE, CITRATE, SST, EDTA)
    station.order(2, ROE, CUP, EDTA)
    station.order(3, POE)
    station.hold(EDTA_ITEM, E_NEAR, 1)
    station.hold(EDTA_ITEM, E_FAR, 2)
    station.hold(EDTA_ITEM, RECALLED, 2)
    station.hold(CITRATE_ITEM, RECALLED, 2)
    return station


def act(station: DrawStation, action: Action) -> None:
    n = action.n
    match action.what:
        case "badge":
            station.badge((CMA, NURSE)[n])
        case "requisition":
            station.requisition(CODES[n])
        case "identify":
            station.identify(CODES[n], PEOPLE[n])
        case "wrong":
            before = len(station.orders)
            station.identify(CODES[n], PEOPLE[n - 1])
            assert not any(isinstance(each, Identify) and each.is_match for each in station.orders[before:])
        case "label":
            labels = [each.specimen for now in station.requisitions.values() for each in now.tubes if each.specimen]
            if labels:
                station.tube_label(labels[n % len(labels)].number)
        case "say":
            station.say(COMMANDS[n])
        case "quantity":
            station.say(Command.QUANTITY, n + 1)
        case "spell":
            station.spell(PEOPLE[n].answers[0][:1])
        case "fresh":
            number, used = house.specimen_code(ROLL[n]), station.numbers()
            station.tube_label(number) if number in used else station.fresh(ROLL[n])
        case "pack":
            lot = (None, E_NEAR, E_FAR, RECALLED, None)[n]
            station.scan(pack(CITRATE_ITEM if n == 4 else EDTA_ITEM, lot), f"pack {n}")
        case "room":
            station.room()
        case "rack":
            station.place()
        case "second":
            station.scan(second_barcode((E_NEAR, E_FAR, RECALLED)[n]), f"second {n}")
        case "typed":
            text = "".join(PEOPLE[n].answers) if _asks(station) else "4711"
            station.scan(UnknownSubject(text, "unknown"), text)
        case "damaged":
            station.scan(FaultySubject("x", "doubtful", "seen, not read"), "x")


def _asks(station: DrawStation) -> bool:
    return bool(getattr(station.desk.work, "is_asking", False))


def played(actions: list[Action], *, tells: bool) -> DrawStation:
    station = a_morning()
    station.tells = tells
    station.badge()
    station.room()
    for action in actions:
        act(station, action)
    return station


@settings(max_examples=400, deadline=None)
@given(MORNINGS, st.booleans())
def test_nothing_is_labelled_or_drawn_before_whoever_acts_has_identified_that_very_patient(
    actions: list[Action], tells: bool
) -> None:
    """A failed challenge, and another person's badge, end what a passed one allowed. The records refuse nothing either,
    with facts beside each scan and without: the station's own book-keeping asserts that."""
    station = played(actions, tells=tells)
    may: tuple[int, str] | None = None
    actor = ""
    for step in station.steps:
        badge = step.desk.operator.badge if step.desk.operator else ""
        if badge != actor:
            may, actor = None, badge
        for order in step.orders:
            match order:
                case Identify():
                    may = (order.requisition_id, order.by) if order.is_match else None
                case Label() | NotDrawn() | AddOn():
                    assert may == (order.requisition_id, actor)
                case Draw():
                    owner = station.requisitions[station.specimen_subject(order.number).specimen.requisition_code or ""]
                    assert may == (owner.id, actor)
                case _:
                    pass


@settings(max_examples=200, deadline=None)
@given(MORNINGS)
def test_orders_are_in_the_name_of_whoever_is_signed_on_and_only_a_failed_challenge_stands_under_a_refusal(
    actions: list[Action],
) -> None:
    for step in played(actions, tells=True).steps:
        badge = step.desk.operator.badge if step.desk.operator else ""
        for order in step.orders:
            if isinstance(order, Identify | Label | NotDrawn | AddOn | Draw | CustodyOrder | Retract):
                assert order.by == badge
        if step.verdict.tone is not Tone.ACCEPT:
            assert [each for each in step.orders if not _may_stand_under_a_refusal(each)] == []


def test_a_failed_challenge_is_recorded_under_its_refusal() -> None:
    """What the law above allows does happen: else it would hold of nothing."""
    station = a_morning()
    station.badge()
    station.identify(CODES[0], PEOPLE[1])
    refused = [step for step in station.steps if step.verdict.tone is Tone.REFUSE and step.orders]
    assert [type(each) for step in refused for each in step.orders] == [Identify]


def _may_stand_under_a_refusal(order: Order) -> bool:
    return isinstance(order, Park) or (isinstance(order, Identify) and not order.is_match)


@settings(max_examples=200, deadline=None)
@given(MORNINGS)
def test_no_verdict_desk_or_history_holds_an_answer_or_a_name(actions: list[Action]) -> None:
    secrets = [each.clear for each in PEOPLE] + [answer for each in PEOPLE for answer in each.answers]
    letters = [house.spelling_code(letter) for each in PEOPLE for letter in "".join(each.answers)]
    for step in played(actions, tells=True).steps:
        said = _told(step)
        assert not [each for each in (*secrets, *letters) if each in said]


def _told(step: Step) -> str:
    done = " ".join(f"{each.item} {each.text}" for each in step.desk.history)
    return f"{astuple(step.verdict)} {done} {step!r}"
