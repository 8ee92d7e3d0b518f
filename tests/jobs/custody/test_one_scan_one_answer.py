"""One scan, one answer: what a job has no use for still says where it is, and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.jobs.custody.road import departed
from tests.jobs.custody.shelves import FRIDGE, Bench, in_slot, rack, seen, tube
from tracker.barcodes import house
from tracker.inventory.subjects import PlaceSubject, UnknownSubject
from tracker.jobs.desk import JobName
from tracker.jobs.subjects import Subject
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.requisition_facts import Challenge, Requisition
from tracker.specimens.states import State
from tracker.specimens.subjects import RequisitionSubject, ShipmentSubject

ORDER = Requisition(
    1, house.requisition_code(1), "", "D., J. ••/80", 1, datetime(2026, 11, 22, tzinfo=UTC), "Dr. Ito", False,
    ("CBC",), (),
)  # fmt: skip
REQUISITION = RequisitionSubject(ORDER, Challenge(()), 26_500_001)
MANIFEST = ShipmentSubject(departed().trips[0], (tube(1, State.DEPARTED),))
ROOM = PlaceSubject(FRIDGE)


@pytest.mark.parametrize(
    ("job", "subject", "says"),
    [
        *((job, REQUISITION, "all drawn") for job in (
            JobName.HAND_OFF, JobName.ACCEPT, JobName.SPIN, JobName.TEST, JobName.STORE, JobName.RETRIEVE,
            JobName.PACK, JobName.SHIP, JobName.ARRIVE, JobName.DISPOSE, JobName.ALIQUOT, JobName.POOL,
        )),
        *((job, MANIFEST, "Swift Courier") for job in (JobName.HAND_OFF, JobName.SPIN, JobName.STORE)),
        *((job, ROOM, "Fridge 1") for job in (JobName.ACCEPT, JobName.SPIN, JobName.RETRIEVE, JobName.HAND_OFF)),
        (JobName.POOL, rack(in_slot(tube(1), 1)), "Fridge 1"),
        (JobName.SHIP, seen(tube(1)), "Anne A."),
    ],
)  # fmt: skip
def test_what_a_job_has_no_use_for_is_answered(job: JobName, subject: Subject, says: str) -> None:
    bench = Bench(job)
    before = bench.desk.work
    step = bench.scan(subject)
    verdict = step.verdict
    assert (verdict.code, verdict.tone, step.orders) == (Code.FOUND, Tone.NOTE, ())
    assert says in f"{verdict.headline} {verdict.aside} {verdict.detail}"
    assert verdict.way_out, "and the job is taught again"
    assert bench.desk.work == before


@pytest.mark.parametrize(
    ("subject", "says"),
    [(REQUISITION, "all drawn"), (MANIFEST, "Swift Courier"), (ROOM, "Fridge 1"), (rack(in_slot(tube(1), 1)), "1 of")],
)
def test_before_a_badge_it_is_answered_too_and_the_badge_is_asked_for(subject: Subject, says: str) -> None:
    bench = Bench(JobName.HAND_OFF, person=None)
    verdict = bench.scan(subject).verdict
    assert (verdict.code, verdict.tone) == (Code.SIGN_ON_FIRST, Tone.REFUSE)
    assert says in f"{verdict.headline} {verdict.aside} {verdict.detail}"
    assert "badge" in verdict.way_out


def test_a_code_that_nobody_knows_is_refused_as_before() -> None:
    assert Bench(JobName.HAND_OFF).scan(UnknownSubject("xyz", "unknown")).verdict.tone is Tone.REFUSE
