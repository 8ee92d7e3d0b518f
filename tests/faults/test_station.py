"""The real station, with its writer, on a database that fails at random: each scan is answered once and stored once."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from tests.faults.checking import losses
from tests.faults.faulty import WHEN, Kind, Plan, failing
from tests.faults.work import scans, settings_of, tubes_of
from tracker.station import Outcome, Station
from tracker.station.opening import open_handler
from tracker.station.workstation import Clinic

SCANS = 150
WRITER = "writer"
"""The thread on which scans are handled."""
PASSING: tuple[Kind, ...] = ("disk", "lock")
"""What the station waits for to pass, 0.2 s at a time."""
FOR_GOOD: tuple[Kind, ...] = ("bug", "memory")
"""What it records with the scan, and goes on."""


def play_failing(home: Path, kinds: tuple[Kind, ...], chance: float, seed: int) -> tuple[list[Outcome], int]:
    """What was answered, and how often something failed of what the writer did: labels are looked for beside it."""
    plan, pick, failures = Plan(thread=WRITER), random.Random(seed), 0
    handler, settings = open_handler(settings_of(home)), settings_of(home)
    failed = replace(handler, database=failing(handler.database, plan))
    station = Station(failed, Clinic("Northgate", settings.database), settings, handler.clock)
    outcomes: list[Outcome] = []
    station.subscribe(outcomes.append)
    try:
        for scan in scans(tubes_of(home), SCANS, seed):
            if pick.random() < chance:
                plan.arm(pick.randrange(16), pick.choice(WHEN), pick.choice(kinds), is_at_latest=True)
            station.submit(scan)
            assert station.drain(60)
            failures += plan.has_failed
            plan.arm(None)
    finally:
        assert station.close() is None
    return outcomes, failures


def test_what_passes_is_waited_for_and_each_scan_is_answered_once(home: Path) -> None:
    outcomes, failures = play_failing(home, PASSING, 0.12, seed=1)
    assert failures > 8
    assert [each.scan.id for each in outcomes] == [scan.id for scan in scans((), SCANS, 1)]
    assert "program_fault" not in {each.verdict.code for each in outcomes}
    assert losses(home, {each.scan.id: each.verdict.code for each in outcomes}) == []


def test_a_fault_of_the_program_is_recorded_with_its_scan_and_the_next_has_its_turn(home: Path) -> None:
    outcomes, failures = play_failing(home, FOR_GOOD, 0.5, seed=2)
    assert failures > 30
    assert len(outcomes) == SCANS
    assert [each.verdict.code for each in outcomes].count("program_fault") == failures
    assert losses(home, {each.scan.id: each.verdict.code for each in outcomes}) == []
