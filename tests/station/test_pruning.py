"""What is old enough goes, and the chain verifies as before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.station.conftest import NOON
from tests.station.scanning import SHELF_A, command, pack, play
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.station import open_station
from tracker.station.examining_papers import examine_papers
from tracker.station.opening import open_pen
from tracker.station.pruning import (
    LABELS,
    LEAST_DAYS,
    PAPERS,
    PRINTS,
    SCANS,
    Cutoffs,
    Found,
    cutoffs,
    find,
    old_papers,
    prune,
)
from tracker.store.database import Database

YEAR = 365.25
ALL = frozenset({SCANS, PRINTS, LABELS})
OLD = [command(Command.RECEIVE), SHELF_A, pack(1), Scan("VENDOR 4711", "]C0", "serial:a", NOON + timedelta(seconds=30))]
"""Four scans, of which one brought stock in."""


@pytest.fixture
def store(settings: Settings) -> Iterator[Database]:
    """The small clinic with OLD in it, and three scans of seven years later."""
    first = open_station(settings, clock=lambda: NOON + timedelta(minutes=5))
    play(first, *OLD)
    first.close()
    later = NOON + timedelta(days=7 * YEAR)
    second = open_station(settings, clock=lambda: later)
    play(second, *(Scan(house.specimen_code(number), "]C0", "serial:a", later) for number in (1, 2, 3)))
    second.close()
    database, _ = open_pen(settings)
    yield database
    database.close()


def pruned(store: Database, settings: Settings, days: int, now: datetime, kinds: frozenset[str] = ALL) -> Found:
    _, journal = open_pen(settings)
    pen = Pen(journal, stamp(now), house.badge_code(7))
    with store.reading() as connection:
        cut = cutoffs(connection, kinds, days, now)
    return prune(store, pen, kinds, cut, settings.home / "specimen-labels")


def texts(store: Database) -> list[tuple[str | None, bytes | None]]:
    with store.reading() as connection:
        return connection.exec_driver_sql("SELECT data, salt FROM scan ORDER BY at, id").all()


def after(years: float) -> datetime:
    return NOON + timedelta(days=years * YEAR + 1)


def test_old_scans_lose_their_text_and_everything_verifies_as_before(settings: Settings, store: Database) -> None:
    with store.reading() as connection:
        before = connection.exec_driver_sql("SELECT seq, hash, body FROM journal ORDER BY rowid").all()
    assert pruned(store, settings, 731, after(7)) == Found(scans=4, of_scans=7)
    assert texts(store)[:4] == [(None, None)] * 4
    assert all(data and salt for data, salt in texts(store)[4:])
    with store.reading() as connection:
        checked = verify(connection)
        assert checked.findings == ()
        assert checked.events == len(before) + 1
        now = connection.exec_driver_sql("SELECT seq, hash, body FROM journal ORDER BY rowid").all()
        assert now[: len(before)] == before
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []


def test_the_journal_tells_who_pruned_what_and_how_much(settings: Settings, store: Database) -> None:
    pruned(store, settings, 731, after(7))
    with store.reading() as connection:
        told = connection.exec_driver_sql(
            "SELECT CAST(body AS TEXT) ->> 'kind', CAST(body AS TEXT) ->> 'what', CAST(body AS TEXT) ->> 'count',"
            " CAST(body AS TEXT) ->> 'by' FROM journal ORDER BY rowid DESC LIMIT 1"
        ).one()
    assert told == ("pruned", "scans", 4, house.badge_code(7))


def test_a_scan_that_brought_stock_in_keeps_its_text_for_six_years(settings: Settings, store: Database) -> None:
    assert pruned(store, settings, 731, after(3)) == Found(scans=3, of_scans=7, kept=1)
    kept = [data for data, _ in texts(store)[:4] if data is not None]
    assert kept == [OLD[2].data]


def test_after_six_years_it_goes_too(settings: Settings, store: Database) -> None:
    assert pruned(store, settings, 731, after(6.1)) == Found(scans=4, of_scans=7)


def test_what_is_pruned_once_is_not_pruned_again_and_no_event_says_so(settings: Settings, store: Database) -> None:
    pruned(store, settings, 731, after(7))
    with store.reading() as connection:
        events = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar()
    assert pruned(store, settings, 731, after(7)) == Found(of_scans=3)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == events


def test_a_recording_of_pruned_scans_played_again_doubles_nothing(settings: Settings, store: Database) -> None:
    pruned(store, settings, 731, after(7))
    station = open_station(settings, clock=lambda: NOON + timedelta(days=7 * YEAR, minutes=5))
    try:
        play(station, *OLD)
        assert station.counts.posted == 0
    finally:
        station.close()


@pytest.mark.parametrize("kind", LEAST_DAYS)
def test_less_than_what_must_be_kept_is_refused(store: Database, kind: str) -> None:
    with store.reading() as connection:
        cutoffs(connection, frozenset({kind}), LEAST_DAYS[kind], NOON)
        with pytest.raises(Refusal) as refused:
            cutoffs(connection, frozenset({kind}), LEAST_DAYS[kind] - 1, NOON)
    assert refused.value.code == "retention"


def test_a_clock_that_runs_years_ahead_makes_nothing_older(settings: Settings, store: Database) -> None:
    """The last event is of seven years after the first ones: by it they are old, the newest are not."""
    assert pruned(store, settings, 731, after(700)) == Found(scans=4, of_scans=7)


def print_jobs(store: Database, *jobs: tuple[int, str, float, int | None]) -> None:
    with store.writing() as connection:
        for number, state, years, of in jobs:
            connection.exec_driver_sql(
                "INSERT INTO print_job VALUES (?, ?, 'zpl://p:9100', 'Exam 2', '[]', '{}', ?, '', ?, ?, ?)",
                (
                    number,
                    stamp(NOON + timedelta(days=years * YEAR)),
                    state,
                    of,
                    int(bool(of)),
                    "damaged" if of else None,
                ),
            )


def test_finished_print_jobs_go_with_their_reprints_and_what_is_open_stays(settings: Settings, store: Database) -> None:
    print_jobs(
        store,
        (1, "sent", 0, None),
        (2, "confirmed", 0, 1),
        (3, "unknown", 0, None),
        (4, "sent", 0, None),
        (5, "queued", 0, 4),
        (6, "cancelled", 0, None),
        (7, "sent", 6.9, None),
        (8, "sent", 0, None),
    )
    assert pruned(store, settings, 90, after(7), frozenset({PRINTS})) == Found(prints=3)
    with store.reading() as connection:
        left = [*connection.exec_driver_sql("SELECT id FROM print_job ORDER BY id").scalars()]
    assert left == [3, 4, 5, 7, 8], "the newest stays, since its number would be given again"


def test_label_files_go_by_their_age_and_nothing_else_in_the_folder(settings: Settings, store: Database) -> None:
    folder = settings.home / "specimen-labels"
    folder.mkdir()
    for name, years in (("specimen-2600000100.pdf", 0.0), ("specimen-2600000208.pdf", 6.999), ("notes.pdf", 0.0)):
        (folder / name).write_bytes(b"%PDF")
        os.utime(folder / name, times=(0, (NOON + timedelta(days=years * YEAR)).timestamp()))
    assert pruned(store, settings, 7, after(7), frozenset({LABELS})) == Found(labels=1)
    assert sorted(path.name for path in folder.iterdir()) == ["notes.pdf", "specimen-2600000208.pdf"]


def test_counting_changes_nothing(settings: Settings, store: Database, tmp_path: Path) -> None:
    cut = Cutoffs(stamp(after(7)), stamp(after(1)))
    with store.reading() as connection:
        found = find(connection, ALL, cut, tmp_path / "none")
        assert found == replace(found, scans=4 + 3, of_scans=7)
    assert all(data for data, _ in texts(store))


def test_papers_go_after_their_own_time_and_scans_that_were_never_stored_stay(
    settings: Settings, store: Database
) -> None:
    home = settings.home
    written = {
        home / "manifests" / "T0000124.pdf": 0.0,
        home / "manifests" / "T0000221.pdf": 6.0,
        home / "orders" / "PO-1.pdf": 0.0,
        home / "orders" / "PO-2.pdf": 3.0,
        home / "keyboard-20261116T070000.jsonl": 0.0,
        home / "unsaved-20261116T070000-abc123.jsonl": 0.0,
    }
    for path, years in written.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%PDF")
        os.utime(path, times=(0, (NOON + timedelta(days=years * YEAR)).timestamp()))
    with store.reading() as connection:
        cut = cutoffs(connection, frozenset({PAPERS}), 731, after(7))
    old = old_papers(home, home, cut)
    store_pen = Pen(open_pen(settings)[1], stamp(after(7)), "B1")
    prune(store, store_pen, frozenset({PAPERS}), cut, home / "none", papers=old)
    assert sorted(path.name for path in written if path.exists()) == [
        "PO-2.pdf", "T0000221.pdf", "unsaved-20261116T070000-abc123.jsonl",
    ]  # fmt: skip
    with store.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1").scalar_one()
        assert b'"what":"papers"' in body
        assert b'"count":3' in body
        assert verify(connection).findings == ()


def test_papers_are_kept_for_two_years_at_least(store: Database) -> None:
    with store.reading() as connection, pytest.raises(Refusal, match="Papers are kept for at least 2 years"):
        cutoffs(connection, frozenset({PAPERS}), 700, after(7))


def test_a_clinic_that_must_keep_papers_for_longer_says_so_in_its_settings(store: Database) -> None:
    with store.reading() as connection:
        with pytest.raises(Refusal, match="Papers are kept for at least 10 years") as refused:
            cutoffs(connection, frozenset({PAPERS}), 3649, after(12), papers_days=3650)
        assert "--older-than 3650d" in refused.value.hint
        cutoffs(connection, frozenset({PAPERS}), 3650, after(12), papers_days=3650)
        cutoffs(connection, frozenset({SCANS}), 731, after(12), papers_days=3650)


def test_the_doctor_tells_of_papers_that_are_old_enough_to_go(settings: Settings, store: Database) -> None:
    (settings.home / "manifests").mkdir()
    path = settings.home / "manifests" / "T0000124.pdf"
    path.write_bytes(b"%PDF")

    newest = NOON + timedelta(days=7 * YEAR)

    def told(old: datetime, of: Settings = settings) -> list[tuple[str, str]]:
        os.utime(path, times=(0, old.timestamp()))
        with store.reading() as connection:
            return [(each.state, each.words) for each in examine_papers(of, connection, after(7))]

    assert told(newest - timedelta(days=730)) == []
    assert told(newest - timedelta(days=732)) == [("warning", "1 file is older than 2 years")]
    assert told(newest - timedelta(days=732), settings.model_copy(update={"papers_days": 1000})) == []
