"""Signing in at a real station: the badge says who, the PIN proves it, and everything of it is on disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clinic import KEY, Clinic
from tests.station.conftest import NOON
from tests.station.scanning import SHELF_A, command
from tests.station.signing import ADA, BEN, CLEO, PINS, ask_pins, badge_scan, one_time_code
from tests.store.test_faults import UNTIL_LEFT_S, held_elsewhere
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import FORM_OPEN, Quality, Scan, new_id
from tracker.hardware.wedge_rules import UNPROVEN
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.people.credentials import release
from tracker.people.proofs import Proof
from tracker.people.tries import FREE, MOST
from tracker.people.withheld import withheld
from tracker.station import Outcome, Station, open_station

WRONG = Proof("111222333")


@pytest.fixture
def asking(settings: Settings, clinic: Clinic) -> Iterator[Station]:
    ask_pins(clinic, settings)
    opened = open_station(settings, clock=lambda: NOON)
    yield opened
    opened.close()


def events(clinic: Clinic, kind: str) -> list[dict[str, Value]]:
    with clinic.database.reading() as connection:
        bodies = [json.loads(row[0]) for row in connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid")]
    return [body for body in bodies if body["kind"] == kind]


def sign_in(station: Station, badge: str) -> None:
    station.signing.sign_in(badge, Proof(PINS[badge]))


def wait(clinic: Clinic) -> None:
    """As if the machine had run on for an hour."""
    clinic.execute("UPDATE sign_in_tries SET steady_ms = steady_ms - 3600000")


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


def test_a_pin_is_in_no_scan_no_event_and_no_row(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    with pytest.raises(Refusal):
        asking.signing.sign_in(BEN, WRONG)
    with clinic.database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
        everything = repr([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables])
    assert PINS[ADA] not in everything
    assert "111222333" not in everything


def garbled(digits: str, aim: str = "") -> Scan:
    """As the wedge tells of a burst that proves nothing."""
    return Scan(digits, aim, "keyboard:", quality=Quality.GARBLED, evidence=f"keyboard, garbled: {UNPROVEN}")


@pytest.mark.parametrize(("digits", "is_kept"), [("482913", False), ("739158604417", False), ("48291", True)])
def test_a_pin_that_comes_in_a_burst_while_somebody_is_signed_in_is_shown_and_kept_nowhere(
    asking: Station, clinic: Clinic, digits: str, is_kept: bool
) -> None:
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    sign_in(asking, ADA)
    asking.submit(garbled(digits))
    asking.submit(replace(garbled(digits), id=new_id(), quality=Quality.DOUBTFUL, evidence=f"{FORM_OPEN}: an item."))
    assert asking.drain(60)
    told = heard[1]
    assert told.verdict.code == "garbled"
    assert (told.verdict.detail == "digits", digits in repr(heard)) == (not is_kept, is_kept)
    with clinic.database.reading() as connection:
        kept = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal", "parked")]
    assert (digits in repr(kept)) == is_kept


def test_where_badges_are_enough_digits_are_kept_as_ever(station: Station, clinic: Clinic) -> None:
    scan = garbled("482913")
    station.submit(scan)
    assert station.drain(60)
    assert clinic.value("SELECT data FROM scan WHERE id = ?", (scan.id,)) == "482913"


def test_a_number_too_short_to_prove_itself_is_refused_with_the_way_to_type_it(station: Station) -> None:
    heard: list[Outcome] = []
    station.subscribe(heard.append)
    station.submit(garbled("PO-17"))
    assert station.drain(60)
    assert "F8 'scan: type a code'" in heard[0].verdict.way_out


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


def test_no_traceback_shows_what_was_typed(asking: Station) -> None:
    proof = Proof("90" + "7214")
    with pytest.raises(Refusal) as refused:
        asking.signing.sign_in(ADA, proof)
    shown = traceback.TracebackException.from_exception(refused.value, capture_locals=True)
    assert "907214" not in "".join(shown.format())


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


@pytest.mark.parametrize(
    ("data", "is_kept"), [("482913", False), ("739158604417", False), ("48291", True), ("VENDOR 4711", True)]
)
def test_digits_that_any_scanner_reads_while_a_pin_is_asked_for_are_recorded_by_their_length_alone(
    asking: Station, clinic: Clinic, data: str, is_kept: bool
) -> None:
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    asking.submit(badge_scan(ADA))
    asking.submit(Scan(data, "]C0", "serial:a"))
    assert asking.drain(60)
    with clinic.database.reading() as connection:
        kept = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal", "parked")]
    assert (data in repr(kept), data in repr(heard)) == (is_kept, is_kept)
    if not is_kept:
        assert f"It came while a PIN was asked for: {len(data)} digits" in repr(kept)


EAN_8, UPC_A, TUBE = "96385074", "036000291452", "2600447102"


@pytest.mark.parametrize(
    ("data", "aim", "is_kept"),
    [
        ("482913", "]C0", False),
        (TUBE, "]C0", False),
        (TUBE, "]d1", False),
        (EAN_8, "]C0", False),
        (EAN_8, "]E4", True),
        (UPC_A, "]E0", True),
        ("96385075", "]E4", False),
        (SHELF_A.data, "]C0", True),
    ],
)
def test_while_a_dialog_asks_for_a_pin_only_what_cannot_be_one_is_kept_of_any_scanner(
    asking: Station, clinic: Clinic, data: str, aim: str, is_kept: bool
) -> None:
    """The desk waits for nothing then: of a count or a review only the screen knows. A trade item is no PIN; a tube's number
    may be one, and must not be acted on behind the dialog."""
    sign_in(asking, ADA)
    asking.tell_asking("review", True)
    scan = Scan(data, aim, "serial:a")
    asking.submit(scan)
    asking.tell_asking("review", False)
    assert asking.drain(60)
    assert clinic.value("SELECT data FROM scan WHERE id = ?", (scan.id,)) == (data if is_kept else "")
    with clinic.database.reading() as connection:
        kept = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal", "parked")]
    assert (data in repr(kept)) == is_kept


def test_the_same_digits_are_kept_whole_where_no_pin_is_asked_for(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    scan = Scan("482913", "]C0", "serial:a")
    asking.submit(scan)
    assert asking.drain(60)
    assert clinic.value("SELECT data FROM scan WHERE id = ?", (scan.id,)) == "482913"


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


def test_of_what_came_while_a_pin_was_asked_for_the_screen_says_what_to_do(asking: Station) -> None:
    sign_in(asking, ADA)
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    asking.submit(withheld(Scan("482913", "]C0", "keyboard:")))
    assert asking.drain(60)
    verdict = heard[-1].verdict
    assert (verdict.headline, verdict.way_out) == (
        "It came while a PIN was asked for, and was not kept.", "A PIN is typed key by key, by hand.",
    )  # fmt: skip
