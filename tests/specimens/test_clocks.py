"""Wrong clocks: a scanner's, a recording's, the station's own. Nothing keeps longer for them, and each is told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, NOW, Laboratory
from tests.specimens.bench import records
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk, Step
from tracker.jobs.verdict import Tone
from tracker.journal.occasion import stamp
from tracker.journal.verifying import verify
from tracker.specimens.facts import Specimen
from tracker.specimens.states import State
from tracker.station.handling import Handler
from tracker.station.opening import open_handler

YEAR = timedelta(days=365)


@dataclass
class Counter:
    """A station whose clock can be set, and a hand that scans at another time, if need be."""

    home: Path
    now: datetime = NOW
    desk: Desk = field(default_factory=Desk)
    handler: Handler | None = None

    def open(self) -> Counter:
        settings = Settings(
            home=self.home, database=self.home / "tracker.db", station="front-desk", time_zone="UTC", key_store="file"
        )
        self.handler = open_handler(settings, clock=lambda: self.now)
        return self

    def scan(self, *texts: str | Command, off: timedelta = timedelta()) -> Step:
        """Each three seconds after the one before; ``off`` is how far the scans' own time is from the station's."""
        assert self.handler is not None
        for text in texts:
            self.now += timedelta(seconds=3)
            code = command_code(text) if isinstance(text, Command) else text
            step = self.handler.handle(self.desk, Scan(code, source="serial:x", at=self.now + off))
            self.desk = step.desk
        return step

    def last_event(self) -> dict[str, object]:
        with records(self.home).database.reading() as connection:
            body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1").scalar_one()
        event = json.loads(body)
        assert isinstance(event, dict)
        return event


@pytest.fixture
def counter(home: Path) -> Counter:
    return Counter(home).open()


def first_of(laboratory: Laboratory) -> Specimen:
    return laboratory.specimen(str(laboratory.value("SELECT min(number) FROM specimen")))


def test_a_scan_from_the_future_moves_nothing_and_says_why(counter: Counter) -> None:
    laboratory = records(counter.home)
    tube = first_of(laboratory)
    step = counter.scan(Command.HAND_OFF, ANNE, tube.number, off=YEAR)
    assert (step.verdict.code, step.verdict.word, step.verdict.tone) == ("clock_wrong", "CLOCK WRONG", Tone.REFUSE)
    assert "365 d" in step.verdict.way_out
    assert laboratory.specimen(tube.number).state is State.COLLECTED
    event = counter.last_event()
    assert (event["verdict"], event["stored"]) == ("clock_wrong", stamp(counter.now))
    assert "changes" not in event
    assert counter.scan(tube.number).verdict.tone is Tone.ACCEPT, "by a scanner whose clock is right"
    assert "clock_back_s" not in counter.last_event(), "what the recording said is not what the clock said"


@pytest.mark.parametrize(("minutes", "tone"), [(5, Tone.ACCEPT), (5.1, Tone.REFUSE), (-600, Tone.ACCEPT)])
def test_clocks_may_differ_by_five_minutes_and_a_scan_may_have_waited(
    counter: Counter, minutes: float, tone: Tone
) -> None:
    number = first_of(records(counter.home)).number
    assert counter.scan(Command.HAND_OFF, ANNE, number, off=timedelta(minutes=minutes)).verdict.tone is tone


def test_what_waited_says_when_it_was_stored_and_what_did_not_says_nothing(counter: Counter) -> None:
    counter.scan(Command.HAND_OFF, off=timedelta(seconds=-60))
    assert "stored" not in counter.last_event()
    counter.scan(ANNE, off=timedelta(minutes=-40))
    assert counter.last_event()["stored"] == stamp(counter.now)
    assert counter.last_event()["at"] == stamp(counter.now - timedelta(minutes=40))


def test_a_clock_that_was_set_back_is_told_once_and_stands_in_every_event_until_it_has_caught_up(
    counter: Counter,
) -> None:
    counter.scan(Command.HAND_OFF)
    latest = counter.now
    counter.now -= timedelta(hours=1)
    assert "set back by 59 m" in counter.scan(ANNE).verdict.detail
    assert counter.last_event()["clock_back_s"] == int((latest - counter.now).total_seconds())
    assert "set back" not in counter.scan(BEN).verdict.detail
    assert "clock_back_s" in counter.last_event()
    again = Counter(counter.home, counter.now).open()
    assert "set back by 59 m" in again.scan(Command.HAND_OFF).verdict.detail, "to whoever starts it anew"
    again.now += timedelta(hours=1)
    again.scan(ANNE)
    assert "clock_back_s" not in again.last_event()
    with records(counter.home).database.reading() as connection:
        checked = verify(connection)
    assert (checked.findings, checked.clock_back) == ((), 3)


@pytest.mark.parametrize("back", [timedelta(hours=1), 5 * YEAR])
def test_nothing_keeps_longer_by_a_clock_that_was_set_back(counter: Counter, back: timedelta) -> None:
    laboratory = records(counter.home)
    tube = first_of(laboratory)
    assert tube.due_at is not None
    counter.now = tube.due_at + timedelta(minutes=10)
    counter.scan(Command.FIND)
    counter.now -= back
    assert "TOO OLD" in counter.scan(tube.number).verdict.detail
    released = counter.scan(Command.HAND_OFF, ANNE, tube.number)
    assert "TOO OLD" in released.verdict.detail
    after = laboratory.specimen(tube.number)
    assert after.due_at == tube.due_at
    assert after.missing_at is not None
    assert after.missing_at < counter.now + timedelta(hours=2), "missed sooner, and no later, than by a right clock"


def test_a_scan_from_before_the_tubes_last_step_is_judged_by_the_clinics_clock_and_says_so(counter: Counter) -> None:
    laboratory = records(counter.home)
    tube = first_of(laboratory)
    assert tube.due_at is not None
    counter.now = tube.due_at + timedelta(minutes=10)
    said = counter.scan(Command.HAND_OFF, ANNE, tube.number, off=-5 * YEAR).verdict
    assert (said.word, "TOO OLD by 10 m" in said.detail) == ("RELEASED", True)
    assert "its last step is later than this scan says" in said.detail
    assert counter.last_event()["stored"] == stamp(counter.now)
    counter.scan(BEN, off=-5 * YEAR)
    accepted = counter.scan(Command.YES, off=-5 * YEAR).verdict
    assert "TOO OLD" in accepted.detail
    assert laboratory.specimen(tube.number).due_at == tube.due_at


def test_what_was_scanned_in_time_and_stored_late_is_not_called_too_old(counter: Counter) -> None:
    tube = first_of(records(counter.home))
    assert tube.due_at is not None
    counter.now = tube.due_at + timedelta(minutes=30)
    said = counter.scan(Command.HAND_OFF, ANNE, tube.number, off=timedelta(minutes=-60)).verdict
    assert (said.word, "TOO OLD" in said.detail) == ("RELEASED", False)
