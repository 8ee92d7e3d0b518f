"""Checkpoints at a working station: made of themselves, in turn with the scans, and copied while no scan waits."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.station.conftest import NOON
from tests.station.scanning import EXAM_1, alter, command, pack, play
from tests.store.test_faults import UNTIL_LEFT_S, held_elsewhere
from tests.waiting import at_once, until
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import StoreError
from tracker.journal.notes import read_note
from tracker.journal.verifying import verify
from tracker.station import Station, open_station

OPENING = 9


@contextmanager
def opened(settings: Settings, **changes: object) -> Iterator[Station]:
    station = open_station(settings.model_copy(update=changes), clock=lambda: NOON)
    try:
        yield station
    finally:
        station.close()


def asked(station: Station, statement: str) -> list[object]:
    return station.ask(lambda reader: [row[0] for row in reader.connection.exec_driver_sql(statement)])


def sizes(station: Station) -> list[object]:
    return asked(station, "SELECT size FROM checkpoint WHERE why = 'count' ORDER BY id")


def wait_for(path: Path) -> None:
    until(path.exists, f"{path} is there")


def test_one_is_made_each_so_many_events_after_the_outcome_was_told(settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with opened(settings, checkpoint_every=20, checkpoint_to=(outside,)) as station:
        made_when_told: list[object] = []
        station.subscribe(lambda outcome: made_when_told.append(len(sizes(station))))
        for number in range(45):
            play(station, pack(number))
        assert made_when_told == [0] * 11 + [1] * 20 + [2] * 14
        assert sizes(station) == [20, 40]
        wait_for(outside / "checkpoint-front-desk-40.txt")
    assert sorted(os.listdir(outside)) == ["checkpoint-front-desk-20.txt", "checkpoint-front-desk-40.txt"]


def test_what_came_before_the_station_was_opened_is_counted(settings: Settings) -> None:
    with opened(settings, checkpoint_every=0) as station:
        play(station, *[pack(number) for number in range(5)])
    with opened(settings, checkpoint_every=OPENING + 6) as station:
        play(station, pack(100))
        station.checkpoint("shift")
        assert sizes(station) == [OPENING + 6]


def test_never_of_itself_where_the_settings_say_so(settings: Settings) -> None:
    with opened(settings, checkpoint_every=0) as station:
        play(station, *[pack(number) for number in range(60)])
    with opened(settings, checkpoint_every=0) as station:
        assert asked(station, "SELECT count(*) FROM checkpoint") == [0]


def test_a_scan_that_was_stored_before_is_no_new_event(settings: Settings) -> None:
    scans = [pack(number) for number in range(12)]
    with opened(settings, checkpoint_every=OPENING + 13) as station:
        play(station, *scans, *scans)
        station.checkpoint("asked")
        assert sizes(station) == []


def test_one_that_is_asked_for_comes_in_turn_with_the_scans(settings: Settings, tmp_path: Path) -> None:
    with opened(settings, checkpoint_to=(tmp_path,), checkpoint_every=0) as station:
        for number in range(100):
            station.submit(pack(number))
        made = station.checkpoint("shift")
        assert made.checkpoint.size == OPENING + 100
        assert made.copied.files == (tmp_path / f"checkpoint-front-desk-{OPENING + 100}.txt",)
        note = read_note(made.copied.files[0].read_bytes())
        assert (note.why, note.at, note.size) == ("shift", "2026-11-16T18:00:00.000Z", OPENING + 100)
        with station.read() as reader:
            assert verify(reader.connection).findings == ()


def test_many_threads_may_ask(settings: Settings) -> None:
    with opened(settings, checkpoint_every=3) as station:
        threads = [threading.Thread(target=station.checkpoint, args=("asked",)) for _ in range(5)]
        for number, thread in enumerate(threads):
            station.submit(pack(number))
            thread.start()
        for thread in threads:
            thread.join()
        assert asked(station, "SELECT count(*) FROM checkpoint WHERE why = 'asked'") == [5]
        with station.read() as reader:
            assert verify(reader.connection).findings == ()


def test_a_folder_that_is_gone_is_told_and_no_scan_is_disturbed(settings: Settings, tmp_path: Path) -> None:
    with opened(settings, checkpoint_every=5, checkpoint_to=(tmp_path / "gone",)) as station:
        troubles: list[StoreError | None] = []
        station.subscribe_trouble(troubles.append)
        play(station, command(Command.RESTOCK), EXAM_1, *[pack(number) for number in range(20)])
        made = station.checkpoint("asked")
        assert "gone" in made.copied.troubles[0]
        assert station.checkpoint_troubles == made.copied.troubles
        assert station.counts.waiting == 0
        assert troubles == []


def test_a_folder_that_hangs_holds_up_neither_scans_nor_the_closing_for_long(
    settings: Settings, tmp_path: Path
) -> None:
    """A network folder may hang for minutes. A pipe in the copy's place that nobody writes to hangs for good."""
    with opened(settings, checkpoint_every=12, checkpoint_to=(tmp_path,)) as station:
        os.mkfifo(tmp_path / "checkpoint-front-desk-12.txt")
        for number in range(20):
            play(station, pack(number))
        assert station.counts.waiting == 0
        assert sizes(station) == [12, 24]
        at_once(lambda: station.close(timeout=0.5), 3.0)
        assert "still being copied" in station.checkpoint_troubles[0]


def test_one_that_cannot_be_made_is_told_and_work_goes_on(settings: Settings) -> None:
    with opened(settings, checkpoint_every=3) as station:
        alter(settings, "UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq = 3")
        play(station, *[pack(number) for number in range(6)])
        with pytest.raises(StoreError) as refused:
            station.checkpoint("asked")
        assert refused.value.code == "journal_broken"
        assert "tracker verify" in station.checkpoint_troubles[0]
        assert station.counts.waiting == 0


def test_while_another_program_holds_the_store_the_asker_hears_it(settings: Settings, station: Station) -> None:
    with held_elsewhere(settings.database, UNTIL_LEFT_S), pytest.raises(StoreError) as refused:
        station.checkpoint("asked")
    assert refused.value.code == "store_locked"
    assert station.checkpoint("asked").checkpoint.size == OPENING


def test_a_station_that_has_closed_refuses_at_once(station: Station) -> None:
    station.close()
    with pytest.raises(StoreError) as refused:
        station.checkpoint("asked")
    assert refused.value.code == "closing"
