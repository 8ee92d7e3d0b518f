"""What holds at the bench whatever is scanned, in whatever order, and whatever anybody answers."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.custody.shelves import (
    ANNE,
    BEN,
    FREEZER,
    FRIDGE,
    HOMELESS,
    NOON,
    R4,
    SITE,
    Bench,
    badge,
    in_slot,
    label,
    rack,
    say,
    seen,
    tube,
)
from tracker.barcodes.commands import Command
from tracker.inventory.orders import Park
from tracker.inventory.subjects import PlaceSubject, UnknownSubject
from tracker.jobs.desk import JobName, Step
from tracker.jobs.subjects import Subject
from tracker.jobs.verdict import Tone
from tracker.specimens.facts import DueKind, Specimen
from tracker.specimens.orders import Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import RETRACTABLE, Do, State
from tracker.specimens.subjects import HolderSubject

JOBS = (
    JobName.STORE,
    JobName.RETRIEVE,
    JobName.DISPOSE,
    JobName.SPIN,
    JobName.TEST,
    JobName.ALIQUOT,
    JobName.POOL,
    JobName.HAND_OFF,
    JobName.ACCEPT,
    JobName.BOARD,
)
SAID = (
    Command.YES,
    Command.NO,
    Command.UNDO,
    Command.DONE,
    Command.LABEL,
    Command.CLOSE_DAY,
    Command.DISPOSE_TESTED,
    Command.DISPOSE_USED_UP,
    Command.METHOD_SHARPS,
    Command.EXCEPTION_FOUND,
    Command.REJECT_QS,
    Command.MISSING,
)
TIMES = st.sampled_from([None, NOON - timedelta(hours=1), NOON + timedelta(hours=1)])


@st.composite
def tubes(draw: st.DrawFn) -> Specimen:
    due = draw(TIMES)
    specimen = tube(
        draw(st.integers(1, 5)),
        draw(st.sampled_from(State)),
        draw(st.sampled_from([ANNE, BEN])),
        due_at=due,
        due_kind=draw(st.sampled_from(DueKind)) if due else None,
        keep_until=draw(TIMES),
        tested_at=draw(st.sampled_from([None, NOON - timedelta(hours=1)])),
        spun_at=draw(st.sampled_from([None, NOON - timedelta(hours=1)])),
        needs_witness=draw(st.booleans()),
    )
    return in_slot(specimen, draw(st.integers(1, 6))) if draw(st.booleans()) else specimen


def _racked(inside: list[Specimen]) -> Subject:
    """Each tube in a slot of its own."""
    return rack(*(in_slot(each, slot) for slot, each in enumerate(inside, start=1)))


SUBJECTS: st.SearchStrategy[Subject] = st.one_of(
    tubes().map(seen),
    tubes().map(seen),
    st.lists(tubes(), max_size=4, unique_by=lambda each: each.number).map(_racked),
    st.sampled_from([rack(of=HOMELESS), label(901), label(902), UnknownSubject("x", "unknown", None)]),
    st.sampled_from([PlaceSubject(FRIDGE), PlaceSubject(FREEZER), PlaceSubject(SITE)]),
    st.sampled_from([badge(ANNE), badge(BEN)]),
    st.sampled_from(SAID).map(say),
    st.builds(say, st.just(Command.QUANTITY), st.integers(1, 8)),
    st.sampled_from([Command(job.value) for job in JOBS]).map(say),
)
SCANS = st.lists(st.tuples(SUBJECTS, st.sampled_from([300, 5000, 5000])), max_size=25)


def play(job: JobName, scans: list[tuple[Subject, int]]) -> list[tuple[str, Step]]:
    """Each step beside the badge that was signed on when it was done."""
    bench = Bench(job)
    played = []
    for subject, after_ms in scans:
        step = bench.scan(subject, after_ms=after_ms)
        assert step.desk.operator is not None
        played.append((step.desk.operator.badge, step))
    return played


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(JOBS), SCANS)
def test_nobody_acts_in_another_persons_name_and_nothing_is_done_unless_it_is_said(
    job: JobName, scans: list[tuple[Subject, int]]
) -> None:
    for by, step in play(job, scans):
        assert step.verdict.word
        done = [order for order in step.orders if not isinstance(order, Park)]  # it settles the scan before this one
        assert not done or step.verdict.tone is Tone.ACCEPT
        assert {getattr(order, "by", by) for order in step.orders} <= {by}
        is_asking = step.desk.matter is not None or step.desk.question is not None
        assert step.verdict.tone is not Tone.ASK or is_asking


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(JOBS), SCANS)
def test_nothing_is_discarded_by_one_scan_nor_before_its_time_by_one_person(
    job: JobName, scans: list[tuple[Subject, int]]
) -> None:
    asked: frozenset[str] = frozenset()
    for by, step in play(job, scans):
        for order in step.orders:
            if isinstance(order, CustodyOrder) and order.do is Do.DISPOSE:
                assert set(order.numbers) == asked
                assert order.reason
                assert order.method
                assert not order.overrides or order.witness not in (None, by)
        waits = step.desk.matter.agreed.orders if step.desk.matter is not None else ()
        asked = frozenset(number for order in waits if isinstance(order, CustodyOrder) for number in order.numbers)


@settings(max_examples=300, deadline=None)
@given(SCANS)
def test_no_slot_is_given_to_two_tubes_of_one_round(scans: list[tuple[Subject, int]]) -> None:
    """The rack is scanned once: scanned again, it brings the facts as they are by then."""
    bench = Bench(JobName.STORE)
    bench.scan(rack())
    given_to: dict[int, str] = {}
    for subject, after_ms in scans:
        if isinstance(subject, HolderSubject):
            continue
        step = bench.scan(subject, after_ms=after_ms)
        if step.desk.job is not JobName.STORE or getattr(step.desk.work, "holder", None) != R4:
            return
        for order in step.orders:
            if isinstance(order, Retract):
                return
            if isinstance(order, CustodyOrder) and order.slots:
                assert given_to.get(order.slots[0], order.numbers[0]) == order.numbers[0]
                given_to = {slot: number for slot, number in given_to.items() if number != order.numbers[0]}
                given_to[order.slots[0]] = order.numbers[0]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(JOBS), SCANS)
def test_undo_takes_back_only_what_can_be_and_each_scan_once(job: JobName, scans: list[tuple[Subject, int]]) -> None:
    ends: list[tuple[Subject, int]] = [(say(Command.UNDO), 5000)] * 8
    steps = [step for _, step in play(job, [*scans, *ends])]
    done = {
        history.scan_id: step.orders
        for step in steps
        for history in step.desk.history[-1:]
        if step.orders and not any(isinstance(order, Retract) for order in step.orders)
    }
    taken_back = [order.event_id for step in steps for order in step.orders if isinstance(order, Retract)]
    assert len(taken_back) == len(set(taken_back))
    for event_id in taken_back:
        steps_of_it = [order for order in done[event_id] if isinstance(order, CustodyOrder)]
        assert steps_of_it
        assert {order.do for order in steps_of_it} <= RETRACTABLE
