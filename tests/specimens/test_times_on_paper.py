"""The times that stand on paper are taken in their order, each with its day; and refused where they cannot be."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laboratory import ANNE, BEN, CARA, NOW, REQUISITION, ROLL, THIRD_REQUISITION, Laboratory
from tests.specimens.bench import Scanner, records
from tests.specimens.on_paper import TUBE, at, begin, collected, said, time
from tests.specimens.test_played_again import anew, spelt
from tracker.barcodes.commands import Command
from tracker.barcodes.house import specimen_code, spelling_code
from tracker.errors import Refusal
from tracker.hardware.scan import Scan, new_id
from tracker.hardware.sources.opening import open_source
from tracker.jobs.verdict import Tone
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.labelling.queue import QueuePen
from tracker.labelling.rolls import reserve_roll
from tracker.specimens.facts import CustodyStep
from tracker.specimens.order_of_times import in_force
from tracker.specimens.orders import Draw, Label, Retract, SpecimensOrder, Step
from tracker.specimens.services import perform
from tracker.specimens.states import Do, State
from tracker.station import Station
from tracker.station.unsaved import keep_unsaved


@pytest.mark.parametrize(
    ("text", "code"),
    [("15:01", "later_than_now"), ("2026-11-17 09:40", "later_than_now"), ("2026-02-30 09:40", "no_time")],
)
def test_a_time_that_cannot_be_is_refused_with_why_and_nothing_is_entered(
    home: Path, station: Station, text: str, code: str
) -> None:
    scan, laboratory = Scanner(station), records(home)
    begin(scan, laboratory)
    verdict = scan(text).verdict
    assert (verdict.tone, verdict.code) == (Tone.REFUSE, code)
    assert scan(TUBE).verdict.code == "no_time", "the former line's time does not count for this one"
    assert laboratory.value("SELECT count(*) FROM specimen WHERE number = ?", (TUBE,)) == 0


def test_an_evening_before_is_said_with_its_date(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    scan(CARA, said(Command.FROM_PAPER), "2026-11-15 21:30", said(Command.COLLECT), ANNE)
    scan(REQUISITION, *spelt(laboratory), TUBE, TUBE)
    assert laboratory.specimen(TUBE).collected_at == at("21:30") - timedelta(days=1)


def test_nothing_is_put_before_a_step_on_record(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    before = laboratory.everything()
    scan(*time("09:39"), said(Command.HAND_OFF), ANNE)
    refused = scan(TUBE).verdict
    assert (refused.tone, refused.code) == (Tone.REFUSE, "before_last_step")
    assert "09:40" in refused.headline
    now = laboratory.everything()
    assert {name: rows for name, rows in now.items() if name != "journal_head"} == {
        name: rows for name, rows in before.items() if name != "journal_head"
    }


def test_a_label_was_on_no_tube_before_it_was_made(home: Path, station: Station) -> None:
    """A pack printed at noon, and a paper that says eleven, or the wrong day."""
    scan, laboratory = Scanner(station), records(home)
    with laboratory.database.writing() as connection:
        pen = QueuePen(laboratory.journals[0], stamp(at("12:00")))
        (number,) = reserve_roll(connection, pen, NOW.date(), 1)
    begin(scan, laboratory, "11:00")
    verdict = scan(number).verdict
    assert (verdict.code, "12:00" in verdict.headline) == ("before_its_label", True)
    assert scan(*time("12:10"), number, number).verdict.word == "COLLECTED"


def test_no_label_was_bound_before_its_patient_was_identified(home: Path, station: Station) -> None:
    """A sheet whose time is wrong: the records would say that a tube was labelled first and its patient asked after it."""
    scan, laboratory = Scanner(station), records(home)
    begin(scan, laboratory, "09:40")
    scan(*time("09:30"))
    refused = scan(TUBE).verdict
    assert (refused.code, "09:40" in refused.headline) == ("before_identified", True)
    assert laboratory.value("SELECT count(*) FROM specimen WHERE number = ?", (TUBE,)) == 0
    scan(said(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    assert scan(TUBE).verdict.word == "BOUND", "it was so: identified at that time, too"
    assert scan(*time("09:52"), TUBE).verdict.word == "COLLECTED"
    assert [step.at for step in laboratory.timeline(TUBE)] == [at("09:30"), at("09:52")]


def test_another_time_for_the_next_tube_says_what_comes_next_with_this_patient(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    begin(scan, laboratory)
    scan(TUBE)
    said_next = scan(*time("09:52")).verdict.way_out
    assert "the requisition" not in said_next
    assert "Scan its label once it is full" in said_next


def test_a_step_of_the_very_minute_that_is_written_does_not_come_before_it(home: Path, station: Station) -> None:
    """Paper knows minutes: 15:00 was written for what followed a scan of 15:00:03."""
    scan, laboratory = Scanner(station), records(home)
    laboratory.now = NOW - timedelta(minutes=30) + timedelta(seconds=20)
    number = laboratory.drawn(9, requisition=THIRD_REQUISITION)
    scan(CARA, *time("14:30"), said(Command.HAND_OFF), ANNE)
    assert scan(number).verdict.tone is Tone.ACCEPT
    release = laboratory.timeline(number)[-1]
    assert (release.do, release.at) == (Do.RELEASE, laboratory.now)


def test_a_wrong_time_is_taken_back_and_entered_anew(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    begin(scan, laboratory)
    scan(TUBE, "14:40", TUBE)
    assert scan(said(Command.UNDO)).verdict.word == "UNDONE"
    assert scan("09:41", TUBE).verdict.word == "COLLECTED"
    assert laboratory.specimen(TUBE).collected_at == at("09:41")
    assert [step.do for step in laboratory.timeline(TUBE)] == [Do.BIND, Do.COLLECT, Do.RETRACT, Do.COLLECT]


def test_the_day_is_always_said_and_no_means_the_day_before_the_day_then_stays(home: Path, station: Station) -> None:
    """Yesterday's sheet is entered today: four digits alone would put it on the wrong day, and nobody would see it."""
    scan, laboratory = Scanner(station), records(home)
    today, before = NOW.date(), NOW.date() - timedelta(days=1)
    said_today = scan(CARA, *time("09:40"))
    assert said_today.verdict.headline == f"today, {today:%a %Y-%m-%d}, 09:40"
    assert "The day before? NO" in said_today.verdict.way_out
    assert scan(said(Command.NO)).verdict.headline == f"yesterday, {before:%a %Y-%m-%d}, 09:40"
    scan(said(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    scan(TUBE, TUBE)
    assert scan(*time("10:05")).verdict.headline == f"yesterday, {before:%a %Y-%m-%d}, 10:05"
    (drawn,) = [each for each in laboratory.timeline(TUBE) if each.do is Do.COLLECT]
    assert drawn.at.astimezone(NOW.tzinfo).date() == before


def test_no_is_no_day_before_once_something_is_being_entered(home: Path, station: Station) -> None:
    scan = Scanner(station)
    scan(CARA, *time("09:40"), said(Command.COUNT))
    assert scan(said(Command.NO)).verdict.code == "nothing_asked"


def test_the_digits_of_a_time_are_kept_and_the_letters_of_an_answer_are_not(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    begin(scan, laboratory)
    with laboratory.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT data FROM scan WHERE data LIKE 'C20%' ORDER BY at").scalars()
        assert list(kept) == [spelling_code(each) for each in "0940"]


def test_a_recording_that_was_cut_goes_on_at_the_papers_time(home: Path, station: Station) -> None:
    scan = Scanner(station)
    scan(CARA, *time("09:40"), said(Command.HAND_OFF), ANNE)
    again = Scanner(anew(home, station))
    desk = again.play(list(scan.outcomes)).desk
    assert desk.paper is not None
    assert (desk.paper.at, desk.paper.entered_by.badge) == (at("09:40"), CARA)
    again.station.close()


def test_what_could_not_be_stored_is_kept_with_the_papers_time_and_the_digits_of_the_next(
    home: Path, station: Station
) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    desk = scan(said(Command.HAND_OFF), ANNE).desk
    codes = [TUBE, *time("10:05"), BEN, TUBE]
    kept = keep_unsaved(home, desk, [Scan(code, source="usb:1", at=scan.at) for code in codes])
    again = Scanner(anew(home, station))
    for each in open_source(f"recording:{kept}", pace="at_once"):
        again.station.submit(each)
    assert again.station.drain(60)
    steps = [(step.do, step.at, step.by_code, step.entered_by_code) for step in laboratory.timeline(TUBE)[2:]]
    assert steps == [(Do.RELEASE, at("09:40"), ANNE, CARA), (Do.ACCEPT, at("10:05"), BEN, CARA)]
    again.station.close()


def test_no_digit_of_an_answer_is_kept_for_one_of_a_time(home: Path, station: Station) -> None:
    """Behind a requisition whose scan was damaged the letters of an answer may follow, and digits of a birth date."""
    scan, laboratory = Scanner(station), records(home)
    desk = scan(CARA, *time("09:40"), said(Command.COLLECT), ANNE).desk
    answer = [spelling_code(each) for each in "0305"]
    codes = [*time("10:05"), REQUISITION[:-1] + "X", *answer, REQUISITION, *answer, *spelt(laboratory)]
    kept = keep_unsaved(home, desk, [Scan(code, source="usb:1", at=scan.at) for code in codes])
    told = [each.data for each in open_source(f"recording:{kept}", pace="at_once")]
    assert [each for each in told if each in {spelling_code(one) for one in "0123456789"}] == time("10:05")[1:]


# The law


def entered(laboratory: Laboratory, order: SpecimensOrder, when: datetime, by: str = CARA) -> str:
    """Carried out as the station does for a paper; as of now where ``by`` is empty."""
    event_id, now = new_id(), laboratory.now
    occasion = Occasion(event_id, stamp(when if by else now), laboratory.today, entered_by=by)
    with laboratory.database.writing() as connection:
        changes: list[Value] = [perform(connection, order, occasion, laboratory.rules)]
        more: dict[str, Value] = {"entered_by": by, "stored": stamp(now)} if by else {}
        laboratory.journals[0].append(connection, event_id, "scan", occasion.at, {"changes": changes, **more})
    return event_id


MOVES = st.lists(
    st.tuples(st.sampled_from(["release", "accept", "undo", "note"]), st.integers(0, 120), st.booleans()), max_size=14
)
_LINES = iter(range(20, 200))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES, drawn_min=st.integers(0, 120))
def test_times_are_never_out_of_order_and_refused_only_where_they_would_be(
    laboratory: Laboratory, moves: list[tuple[str, int, bool]], drawn_min: int
) -> None:
    """Minutes are counted back from now, which goes on by a minute with each move."""
    line = next(_LINES)
    laboratory.now += timedelta(hours=3)
    number = specimen_code(ROLL[line])
    laboratory.identified(THIRD_REQUISITION)
    first = laboratory.now - timedelta(minutes=drawn_min)
    requisition_id = laboratory.id_of("requisition", THIRD_REQUISITION)
    entered(laboratory, Label(requisition_id, line, number, ANNE, is_roll=True), first)
    events = [entered(laboratory, Draw(number, ANNE), first)]
    for move, ago_min, is_live in moves:
        laboratory.now += timedelta(minutes=1)
        _try(laboratory, number, move, laboratory.now - timedelta(minutes=ago_min), events, is_live=is_live)
        steps = laboratory.timeline(number)
        kept = in_force(steps)
        assert all(one.at <= other.at for one, other in pairwise(kept)), [(each.do, each.at) for each in kept]
        assert all(step.at <= (step.entered_at or laboratory.now) for step in steps)


def _try(laboratory: Laboratory, number: str, move: str, when: datetime, events: list[str], *, is_live: bool) -> None:
    specimen, steps = laboratory.specimen(number), laboratory.timeline(number)
    kept = in_force(steps)
    holder = specimen.custodian.code if specimen.custodian else ANNE
    if move == "undo":
        if steps[-1].do in (Do.RELEASE, Do.ACCEPT, Do.NOTE):
            entered(laboratory, Retract(events.pop(), kept[-1].by_code), laboratory.now, by="")
        return
    order = {
        "release": Step(Do.RELEASE, (number,), holder),
        "accept": Step(Do.ACCEPT, (number,), BEN if holder == ANNE else ANNE),
        "note": Step(Do.NOTE, (number,), holder, condition="leaked"),
    }[move]
    is_next = {"release": specimen.state is not State.RELEASED, "accept": specimen.state is State.RELEASED}
    if not is_next.get(move, True):
        return
    is_early = not is_live and when < _latest(kept)
    if is_early:
        with pytest.raises(Refusal) as refused:
            entered(laboratory, order, when)
        assert refused.value.code == "before_last_step"
    else:
        events.append(entered(laboratory, order, when, by="" if is_live else CARA))


def _latest(kept: list[CustodyStep]) -> datetime:
    return max(step.at for step in kept)
