"""Tries at a PIN are counted before they are looked at, at whatever station, and cost waiting."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.clinic import KEY, Clinic
from tests.station.asking_for_pins import WRONG, asking, events, sign_in
from tests.station.conftest import NOON
from tests.station.signing import ADA, CLEO, ask_pins
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.journal.pen import Pen
from tracker.people.credentials import release
from tracker.people.tries import FREE, MOST
from tracker.station import Station, open_station

__all__ = ["asking"]


def wait(clinic: Clinic) -> None:
    """As if the machine had run on for an hour."""
    clinic.execute("UPDATE sign_in_tries SET steady_ms = steady_ms - 3600000")


def test_five_tries_are_free_then_it_takes_waiting_then_a_lead(asking: Station, clinic: Clinic) -> None:
    for number in range(1, FREE + 1):
        with pytest.raises(Refusal, match="not the PIN of CMA 07") as refused:
            asking.signing.sign_in(ADA, WRONG)
        left = FREE - number
        assert (f"{left} more" in refused.value.hint) if left else ("30 s" in refused.value.hint)
    with pytest.raises(Refusal, match="next try is in 30 s") as waits:
        sign_in(asking, ADA)
    assert waits.value.code == "sign_in_wait"
    for _ in range(FREE, MOST):
        wait(clinic)
        with pytest.raises(Refusal):
            asking.signing.sign_in(ADA, WRONG)
    wait(clinic)
    with pytest.raises(Refusal) as shut_out:
        sign_in(asking, ADA)
    assert shut_out.value.code == "sign_in_locked"
    said = shut_out.value.hint
    assert 0 < said.index("F8 'people: let in'") < said.index("tracker staff release"), (
        "what is on the screen comes first"
    )
    assert len(events(clinic, "staff.pin_failed")) == MOST
    assert [each["badge"] for each in events(clinic, "staff.locked")] == [ADA]
    with clinic.database.writing() as connection:
        release(connection, Pen(clinic.journal, "2026-11-16T18:00:00.000Z", CLEO), ADA)
    sign_in(asking, ADA)


def test_a_good_sign_in_forgets_the_failed_ones(asking: Station, clinic: Clinic) -> None:
    for _ in range(FREE - 1):
        with pytest.raises(Refusal):
            asking.signing.sign_in(ADA, WRONG)
    sign_in(asking, ADA)
    assert clinic.value("SELECT count(*) FROM sign_in_tries") == 0


def test_tries_survive_the_station(settings: Settings, clinic: Clinic) -> None:
    ask_pins(clinic, settings)
    for _ in range(FREE):
        opened = open_station(settings, clock=lambda: NOON)
        with pytest.raises(Refusal):
            opened.signing.sign_in(ADA, WRONG)
        opened.close()
    opened = open_station(settings, clock=lambda: NOON + timedelta(days=400))
    with pytest.raises(Refusal, match="next try"):
        sign_in(opened, ADA)
    opened.close()


def test_a_try_is_counted_before_it_is_looked_at_so_that_killing_the_program_gives_none_back(
    settings: Settings, clinic: Clinic
) -> None:
    ask_pins(clinic, settings)
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tracker.people.signing_in import claim\n"
        "from tracker.people.tries import instant\n"
        "from tracker.store.database import open_database\n"
        "store = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))\n"
        "with store.writing() as connection:\n"
        "    claim(connection, sys.argv[3], instant('2026-11-16T18:00:00.000Z'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    for number in range(1, FREE + 1):
        run = subprocess.run([sys.executable, "-c", code, str(clinic.path), KEY.hex(), ADA], check=False)
        assert run.returncode == -signal.SIGKILL
        assert clinic.value("SELECT failed FROM sign_in_tries WHERE badge = ?", (ADA,)) == number
    station = open_station(settings, clock=lambda: NOON)
    with pytest.raises(Refusal, match="next try"):
        sign_in(station, ADA)
    station.close()


def test_many_at_once_get_no_more_tries_than_one_after_the_other(asking: Station, clinic: Clinic) -> None:
    def attempt(_: int) -> str:
        try:
            asking.signing.sign_in(ADA, WRONG)
        except Refusal as refused:
            return refused.code
        return "in"

    with ThreadPoolExecutor(12) as pool:
        codes = Counter(pool.map(attempt, range(12)))
    assert codes == {"proof_wrong": FREE, "sign_in_wait": 12 - FREE}
    assert clinic.value("SELECT failed FROM sign_in_tries WHERE badge = ?", (ADA,)) == FREE
