"""Signing in at a real station: the badge says who, the PIN proves it, and everything of it is on disk."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.clinic import Clinic
from tests.station.asking_for_pins import asking, events, sign_in
from tests.station.conftest import NOON
from tests.station.scanning import SHELF_A, command
from tests.station.signing import ADA, BEN, CLEO, PINS, ask_pins, badge_scan, one_time_code
from tests.store.test_faults import UNTIL_LEFT_S, held_elsewhere
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal, StoreError
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code
from tracker.journal.verifying import verify
from tracker.people.proofs import Proof
from tracker.station import Outcome, Station, open_station

__all__ = ["asking"]


def test_a_right_pin_begins_a_session_and_its_scans_bear_it(asking: Station, clinic: Clinic) -> None:
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    sign_in(asking, ADA)
    session = asking.desk.session
    assert session is not None
    assert (session.badge, session.name) == (ADA, "CMA 07")
    asking.submit(command(Command.RESTOCK))
    assert asking.drain(60)
    assert [each.verdict.code for each in heard] == [Code.SIGNED_IN, Code.JOB_OPENED]
    assert events(clinic, "staff.signed_in")[0]["session"] == session.id
    assert events(clinic, "scan")[0]["signed_in"] == ADA


def test_without_a_session_scans_are_refused_and_recorded(asking: Station, clinic: Clinic) -> None:
    asking.submit(SHELF_A)
    assert asking.drain(60)
    assert asking.tally.refused_by_code == {"sign_in_first": 1}
    assert clinic.value("SELECT verdict FROM scan WHERE id = ?", (SHELF_A.id,)) == "sign_in_first"
    assert "by" not in events(clinic, "scan")[0]


def test_another_badge_ends_the_session_before_its_pin_is_known(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    asking.submit(command(Command.RECEIVE))
    asking.submit(badge_scan(BEN))
    assert asking.drain(60)
    assert asking.desk.session is None
    [left] = events(clinic, "staff.signed_out")
    assert (left["badge"], left["why"]) == (ADA, "another badge")
    sign_in(asking, BEN)
    jobs = [asking.desk.job]
    sign_in(asking, ADA)
    assert [*jobs, asking.desk.job] == [JobName.HOME, JobName.RECEIVE]
    assert [each["badge"] for each in events(clinic, "staff.signed_out")] == [ADA, BEN]


def test_the_lock_and_the_way_out_are_told_and_keep_the_work(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    asking.submit(command(Command.RECEIVE))
    asking.signing.lock()
    assert asking.desk.session is None
    sign_in(asking, ADA)
    assert asking.desk.job is JobName.RECEIVE
    asking.submit(command(Command.SIGN_OUT))
    asking.submit(command(Command.SIGN_OUT))
    assert asking.drain(60)
    assert [len(events(clinic, f"staff.{kind}")) for kind in ("locked_screen", "signed_out", "signed_in")] == [1, 1, 2]
    with clinic.database.reading() as connection:
        assert verify(connection).findings == ()


@pytest.mark.parametrize("who", ["B0000000999", "nobody of this name", "482913"])
def test_nobodys_badge_is_refused_like_a_wrong_pin_and_not_quoted(asking: Station, clinic: Clinic, who: str) -> None:
    with pytest.raises(Refusal, match="do not belong together") as refused:
        asking.signing.sign_in(who, Proof("482913"))
    assert refused.value.code == "proof_wrong"
    assert [each["badge"] for each in events(clinic, "staff.pin_failed")] == [""]


def test_a_name_will_do_instead_of_a_badge(asking: Station) -> None:
    asking.signing.sign_in("CMA 08", Proof(PINS[BEN]))
    assert asking.desk.session is not None
    assert asking.desk.session.badge == BEN


def test_who_is_called_by_anothers_badge_comes_to_none_but_his_own(asking: Station, clinic: Clinic) -> None:
    """A name that was still taken before: a badge is looked up as a badge first."""
    clinic.execute("UPDATE staff SET name = ? WHERE badge = ?", (ADA, BEN))
    with pytest.raises(Refusal, match="not the PIN of CMA 07"):
        asking.signing.sign_in(ADA, Proof(PINS[BEN]))
    with pytest.raises(Refusal, match="not the PIN of CMA 07"):
        asking.signing.change(ADA, Proof(PINS[BEN]), Proof("880214"))
    sign_in(asking, ADA)
    with pytest.raises(Refusal, match="not the PIN of CMA 07"):
        asking.signing.prove(ADA, Proof(PINS[BEN]), "adjusted")
    assert asking.signing.prove(ADA, Proof(PINS[ADA]), "adjusted").given.badge == ADA


def test_a_one_time_code_is_good_for_choosing_and_for_nothing_else(
    asking: Station, settings: Settings, clinic: Clinic
) -> None:
    code = one_time_code(clinic, settings, BEN, "2999-01-01T00:00:00.000Z")
    with pytest.raises(Refusal):
        sign_in(asking, BEN)
    assert asking.signing.sign_in(BEN, code).must_change
    assert asking.desk.session is None
    with pytest.raises(Refusal) as weak:
        asking.signing.change(BEN, code, Proof("123456"))
    assert weak.value.code == "proof_weak"
    with pytest.raises(Refusal, match="the old one"):
        asking.signing.change(BEN, code, code)
    asking.signing.change(BEN, code, Proof("880214"))
    assert asking.desk.session is not None
    with pytest.raises(Refusal):
        asking.signing.sign_in(BEN, code)
    assert not asking.signing.sign_in(BEN, Proof("880214")).must_change


def test_a_one_time_code_runs_out_after_a_day(asking: Station, settings: Settings, clinic: Clinic) -> None:
    code = one_time_code(clinic, settings, BEN, "2020-01-01T00:00:00.000Z")
    with pytest.raises(Refusal) as refused:
        asking.signing.sign_in(BEN, code)
    assert refused.value.code == "code_expired"


def test_a_revoked_badge_is_refused_everywhere_and_ends_its_session(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    clinic.execute("UPDATE staff SET ended_at = '2026-11-16T17:00:00.000Z' WHERE badge = ?", (ADA,))
    asking.submit(command(Command.RESTOCK))
    asking.submit(badge_scan(ADA))
    assert asking.drain(60)
    assert asking.desk.session is None
    assert asking.tally.refused_by_code == {"sign_in_first": 1, "badge_revoked": 1}
    with pytest.raises(Refusal) as refused:
        sign_in(asking, ADA)
    assert refused.value.code == "badge_revoked"
    assert events(clinic, "staff.signed_out")[0]["why"] == "badge revoked"


def test_a_clinic_that_begins_to_ask_is_obeyed_by_a_station_that_is_open(
    settings: Settings, clinic: Clinic, station: Station
) -> None:
    station.submit(command(Command.RESTOCK))
    assert station.drain(60)
    ask_pins(clinic, settings)
    station.submit(command(Command.RECEIVE))
    assert station.drain(60)
    assert station.tally.refused_by_code == {"sign_in_first": 1}


def test_scans_go_on_while_somebody_elses_pin_is_looked_at(asking: Station) -> None:
    """The slow part holds up no scan: what is scanned meanwhile is answered before it ends."""
    sign_in(asking, ADA)
    heard: list[str] = []
    asking.subscribe(lambda outcome: heard.append(outcome.verdict.code))
    asking.submit(command(Command.RECEIVE))
    sign_in(asking, CLEO)
    assert heard[0] == Code.JOB_OPENED
    assert heard[-1] == Code.SIGNED_IN


@pytest.mark.parametrize("damage", [None, b"", b"zz" * 32])
def test_without_the_pepper_nobody_signs_in_and_the_words_say_why(
    settings: Settings, clinic: Clinic, damage: bytes | None
) -> None:
    ask_pins(clinic, settings)
    pepper = settings.home / "keys" / "pepper.key"
    pepper.unlink()
    if damage is not None:
        with os.fdopen(os.open(pepper, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(damage)
    station = open_station(settings, clock=lambda: NOON)
    with pytest.raises(StoreError):
        sign_in(station, ADA)
    assert station.desk.session is None
    assert clinic.value("SELECT count(*) FROM sign_in_tries") == 0
    station.submit(command(Command.RESTOCK))
    assert station.drain(60)
    assert station.tally.refused_by_code == {"sign_in_first": 1}
    station.close()


@pytest.mark.parametrize("way", ["sign out", "another badge", "lock"])
@pytest.mark.parametrize("is_busy", [False, True])
def test_where_nothing_can_be_stored_a_session_ends_at_once_and_its_event_is_stored_later(
    asking: Station, clinic: Clinic, settings: Settings, way: str, is_busy: bool
) -> None:
    """A full disk keeps no screen open. ``is_busy``: a scan of hers waits already, and stays hers."""
    sign_in(asking, ADA)
    seen: list[Outcome] = []
    ended = threading.Event()
    asking.subscribe(lambda outcome: ended.set() if outcome.desk.session is None else None)
    asking.subscribe(seen.append)
    stuck = threading.Event()
    asking.subscribe_trouble(lambda fault: stuck.set() if fault is not None else None)
    with ThreadPoolExecutor() as pool, held_elsewhere(settings.database, UNTIL_LEFT_S):
        if is_busy:
            asking.submit(command(Command.RESTOCK))
            assert stuck.wait(60)
        if way == "lock":
            locking = pool.submit(asking.signing.lock)
        else:
            asking.submit(command(Command.SIGN_OUT) if way == "sign out" else badge_scan(BEN))
        assert ended.wait(60)
        assert asking.desk.session is None
        assert asking.fault is not None, "and nothing was stored yet"
        asking.submit(SHELF_A)
        before = len(seen)
    assert asking.drain(60)
    if way == "lock":
        locking.result(60)
    assert all(each.desk.session is None for each in seen[before:]), "never hers again on a screen"
    assert asking.fault is None
    kind = "staff.locked_screen" if way == "lock" else "staff.signed_out"
    assert [each["badge"] for each in events(clinic, kind)] == [ADA]
    scans = events(clinic, "scan")
    if is_busy:
        assert scans[0].get("signed_in") == ADA, "what she did before is hers"
    assert "signed_in" not in scans[-1], "what came behind is nobody's"
    assert seen[-1].verdict.code == Code.SIGN_IN_FIRST
