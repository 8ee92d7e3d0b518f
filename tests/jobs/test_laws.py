"""What holds whatever is scanned, in whatever order, and whatever anybody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.clinic import (
    A_3,
    B_1,
    CABINET,
    CUP,
    EXAM_1,
    EXAM_2,
    EXPIRED,
    GOOD,
    HELD,
    LATER,
    NOON,
    PLAIN,
    RECALLED,
    RULES,
    SITE,
    SOON,
    STORE,
    SUPPLIER,
    SWAB,
    SYRINGE,
    TODAY,
    code,
    movements,
    resolved,
)
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import ItemCode
from tracker.hardware.scan import Scan
from tracker.inventory.facts import Holding, Lot, Place
from tracker.inventory.orders import Portion, Receive, Reverse, Transfer, Unbind, Unpark, Use, Waste
from tracker.inventory.subjects import (
    CommandSubject,
    FaultySubject,
    ItemSubject,
    PersonSubject,
    PlaceSubject,
    ProductionSubject,
    Subject,
    UnknownSubject,
)
from tracker.jobs.advancing import advance, where
from tracker.jobs.desk import HISTORY, Desk, JobName, Step
from tracker.jobs.orders import Order
from tracker.jobs.verdict import Tone

LOTS = (GOOD, LATER, SOON, EXPIRED, RECALLED, HELD)
DANGEROUS = {lot.id for lot in (EXPIRED, RECALLED, HELD)}
DANGEROUS_NUMBERS = {EXPIRED.number, RECALLED.number, HELD.number}
PLACES = (EXAM_1, EXAM_2, CABINET, STORE, A_3, B_1, SITE, SUPPLIER)
DATES = st.sampled_from([None, GOOD.expiry, EXPIRED.expiry, SOON.expiry, date(2029, 1, 31)])


@cache
def holdings(places: tuple[Place, ...], lots: tuple[Lot, ...]) -> st.SearchStrategy[tuple[Holding, ...]]:
    """Each made once: to make them anew for every scan took a quarter of these laws' time."""
    held = st.builds(Holding, st.sampled_from(places), st.sampled_from(lots), st.integers(1, 30))
    return st.lists(held, max_size=5, unique_by=lambda h: (h.place.id, h.lot.id)).map(tuple)


@st.composite
def packs(draw: st.DrawFn) -> ItemSubject:
    """A scan of an item as a resolver gives it: a lot that the code names is the catalogue's, or new.

    A dangerous lot may have no stock at all: the catalogue knows it all the same.
    """
    item = draw(st.sampled_from([SYRINGE, SWAB, CUP]))
    lots = LOTS if item.tracks_lot else (PLAIN,)
    named = draw(st.sampled_from([*(None,) * 6, "NEW1", *(lot.number for lot in lots if lot.number)]))
    lot = next((lot for lot in lots if lot.number and lot.number == named), None)
    says = draw(st.sampled_from([None, code(named, draw(DATES))])) if named is None else code(named, draw(DATES))
    around = draw(st.lists(st.sampled_from(lots), min_size=1, max_size=3, unique=True).map(tuple))
    return ItemSubject(
        item,
        draw(st.sampled_from([1, 10])),
        "each",
        says,
        lot,
        here=draw(holdings((EXAM_2, CABINET), around)),
        stock=draw(holdings((A_3, B_1), around)),
        elsewhere=draw(holdings((EXAM_1,), around)),
        par=draw(st.sampled_from([None, 5, 100])),
        shelf=draw(st.sampled_from([None, CABINET])),
        use_per_day=draw(st.sampled_from([None, 0.0, 0.5, 20.0])),
    )


def seconds() -> st.SearchStrategy[ProductionSubject]:
    numbers = st.sampled_from([None, "NEW1", *(lot.number for lot in LOTS)])
    codes: st.SearchStrategy[ItemCode] = st.builds(code, numbers, DATES, st.none())
    return st.builds(ProductionSubject, codes)


SUBJECTS: st.SearchStrategy[Subject] = st.one_of(
    packs(),
    packs(),
    seconds(),
    st.builds(PlaceSubject, st.sampled_from(PLACES)),
    st.builds(CommandSubject, st.sampled_from(Command), st.integers(1, 999)),
    st.builds(CommandSubject, st.sampled_from([Command.YES, Command.UNDO, Command.WASTE])),
    st.builds(UnknownSubject, st.sampled_from(["4711", "x\x1dy"]), st.sampled_from(["unknown", "item", "badge"])),
    st.builds(FaultySubject, st.text(max_size=5), st.sampled_from(["doubtful", "gs1_check"]), st.just("no")),
    st.builds(PersonSubject, st.just("B1"), st.just("CMA 07")),
)
DESKS = st.builds(
    Desk,
    job=st.sampled_from([JobName.HOME, JobName.RESTOCK, JobName.RECEIVE, JobName.USE, JobName.TRANSFER]),
    room=st.sampled_from([None, EXAM_2, CABINET]),
    target=st.sampled_from([None, A_3]),
)
SCANS = st.lists(st.tuples(SUBJECTS, st.sampled_from([50, 3000]), st.sampled_from("ab")), max_size=25)


def play(desk: Desk, scans: list[tuple[Subject, int, str]], today: date = TODAY) -> list[Step]:
    steps: list[Step] = []
    at = NOON
    for index, (subject, gap_ms, data) in enumerate(scans):
        at += timedelta(milliseconds=gap_ms)
        scan = Scan(data, source="usb:1", at=at, id=f"{index:032x}")
        steps.append(advance(desk, resolved(subject, where(desk)), scan, today=today, rules=RULES))
        desk = steps[-1].desk
    return steps


def lots_and_quantities(order: Order) -> list[tuple[int | str, int]]:
    match order:
        case Transfer(portions=portions):
            return [(portion.lot_id, portion.quantity) for portion in portions]
        case Use() | Waste():
            return [(order.lot_id, order.quantity)]
        case Receive():
            return [(order.lot_number, order.quantity)]
        case _:
            return []


@settings(max_examples=300, deadline=None)
@given(DESKS, SCANS)
def test_a_dangerous_lot_is_never_shelved_used_or_received_whatever_is_answered(
    desk: Desk, scans: list[tuple[Subject, int, str]]
) -> None:
    for step in play(desk, scans):
        for order in step.orders:
            if isinstance(order, Transfer | Use | Receive):
                assert not {lot for lot, _ in lots_and_quantities(order)} & (DANGEROUS | DANGEROUS_NUMBERS)
            if isinstance(order, Receive):
                assert order.expiry is None or order.expiry >= TODAY


@settings(max_examples=200, deadline=None)
@given(DESKS, SCANS)
def test_every_step_keeps_the_desks_books(desk: Desk, scans: list[tuple[Subject, int, str]]) -> None:
    before = desk
    for step in play(desk, scans):
        moved = movements(step.orders)
        posted = {"one" for order in step.orders if not isinstance(order, Reverse | Unbind | Unpark)}
        assert all(quantity > 0 for order in step.orders for _, quantity in lots_and_quantities(order))
        assert len(moved) <= 1
        assert not moved or step.verdict.tone is Tone.ACCEPT
        assert len(step.desk.history) == min(HISTORY, len(before.history) + len(posted))
        assert step.verdict.word
        assert step.verdict.tone is not Tone.ASK or step.desk.question is not None
        assert step.verdict.tone is not Tone.REFUSE or step.desk.latched is not None
        before = step.desk


@settings(max_examples=200, deadline=None)
@given(DESKS, SCANS)
def test_no_scan_is_undone_twice_and_none_that_was_not_posted(
    desk: Desk, scans: list[tuple[Subject, int, str]]
) -> None:
    steps = play(desk, [*scans, *((CommandSubject(Command.UNDO), 3000, "a"),) * 8])
    reversed_ids = [order.scan_id for step in steps for order in step.orders if isinstance(order, Reverse)]
    posted = {f"{index:032x}" for index, step in enumerate(steps) if movements(step.orders)}
    assert len(reversed_ids) == len(set(reversed_ids))
    assert set(reversed_ids) <= posted


@settings(max_examples=100, deadline=None)
@given(DESKS, SCANS)
def test_the_same_shift_gives_the_same_steps(desk: Desk, scans: list[tuple[Subject, int, str]]) -> None:
    assert play(desk, scans) == play(desk, scans)


@settings(max_examples=200, deadline=None)
@given(DESKS, packs())
def test_the_last_yes_posts_what_the_last_question_named(desk: Desk, pack: ItemSubject) -> None:
    """The orders a question shows are those that YES carries out, but for the overrides that it adds."""
    (step,) = play(desk, [(pack, 3000, "a")])
    for number in range(6):
        question = step.desk.question
        if question is None:
            break
        frozen = [lots_and_quantities(order) for order in question.orders]
        yes = Scan(f"yes {number}", at=NOON + timedelta(minutes=number + 1))
        step = advance(step.desk, CommandSubject(Command.YES), yes, today=TODAY, rules=RULES)
        if movements(step.orders):
            assert [lots_and_quantities(order) for order in step.orders] == frozen


@settings(max_examples=200, deadline=None)
@given(packs())
def test_a_question_asked_before_midnight_is_not_answered_with_an_expired_pack(pack: ItemSubject) -> None:
    (step,) = play(Desk(job=JobName.RESTOCK, room=EXAM_2), [(pack, 3000, "a")])
    if step.desk.question is None:
        return
    much_later = date(2040, 1, 1)
    after = play(step.desk, [(CommandSubject(Command.YES), 3000, "b")], much_later)[0]
    dated = pack.item.tracks_expiry
    assert not (dated and movements(after.orders))


@settings(max_examples=100, deadline=None)
@given(packs(), st.integers(1, 999))
def test_a_transfer_adds_up_to_what_was_scanned_and_no_place_gives_more_than_it_holds(
    pack: ItemSubject, quantity: int
) -> None:
    held = tuple(replace(holding, quantity=holding.quantity * 50) for holding in pack.stock)
    subject = replace(pack, stock=held, par=1_000_000, use_per_day=1e9, factor=1)
    desk = Desk(job=JobName.RESTOCK, room=EXAM_2, quantity=quantity)
    for step in play(desk, [(subject, 3000, "a")]):
        for order in movements(step.orders):
            assert isinstance(order, Transfer)
            assert sum(portion.quantity for portion in order.portions) == quantity
            assert all(is_covered(portion, held) for portion in order.portions)


def is_covered(portion: Portion, held: tuple[Holding, ...]) -> bool:
    return any(
        h.place.id == portion.from_id and h.lot.id == portion.lot_id and h.quantity >= portion.quantity for h in held
    )
