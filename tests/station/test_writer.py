"""One writer: every scan handed in is answered once, in order, whatever goes wrong beside it."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.station.conftest import NOON
from tests.station.hearing import Heard
from tests.station.scanning import EARLY, EXAM_1, SHELF_A, asked, command, pack, place, play
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import StoreError
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.opening import open_source
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.journal.verifying import verify
from tracker.station import Outcome, Station, open_station


def test_a_pack_is_shelved_and_the_answer_comes_after_it_is_on_disk(station: Station, heard: Heard) -> None:
    on_disk: list[object] = []
    station.subscribe(lambda outcome: on_disk.append(asked(station, "SELECT count(*) FROM scan")))
    play(station, command(Command.RESTOCK), EXAM_1, pack())
    assert heard.codes() == ["job_opened", "room_opened", "accepted"]
    assert on_disk == [1, 2, 3]
    assert (station.counts.scanned, station.counts.noted, station.counts.posted) == (3, 2, 1)
    assert heard.outcomes[-1].is_posted


def test_scans_of_several_scanners_are_all_answered_each_scanners_in_its_order(station: Station, heard: Heard) -> None:
    def scan_on(source: str) -> None:
        for number in range(50):
            station.submit(Scan(house.specimen_code(number + 1), source=source, at=NOON + timedelta(seconds=number)))

    threads = [threading.Thread(target=scan_on, args=(f"serial:{name}",)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert station.drain(60)
    for name in "abcd":
        mine = [outcome.scan.data for outcome in heard.outcomes if outcome.scan.source == f"serial:{name}"]
        assert mine == [house.specimen_code(number + 1) for number in range(50)]
    assert station.counts.scanned == 200
    assert station.counts.waiting == 0
    assert asked(station, "SELECT count(*) FROM scan") == 200


def test_a_thousand_scans_in_one_burst_are_all_posted_in_order(station: Station, heard: Heard) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    burst = [pack(number) for number in range(1000)]
    play(station, *burst)
    assert [outcome.scan.id for outcome in heard.outcomes[2:]] == [scan.id for scan in burst]
    assert station.counts.posted == 1000
    order = "SELECT group_concat(event_id) FROM (SELECT event_id FROM journal WHERE seq > 11 ORDER BY seq)"
    assert asked(station, order) == ",".join(scan.id for scan in burst)
    assert asked(station, "SELECT quantity FROM balance WHERE location_id = 7 AND lot_id = 1") == 1030


def test_a_scan_handed_in_twice_is_posted_once_and_both_are_counted(station: Station, heard: Heard) -> None:
    scan = pack()
    play(station, command(Command.RECEIVE), SHELF_A, scan, scan)
    assert heard.codes()[-2:] == ["accepted", "already_stored"]
    assert (station.counts.scanned, station.counts.posted, station.counts.waiting) == (4, 1, 0)
    assert asked(station, "SELECT count(*) FROM movement WHERE kind = 'receive'") == 1


def test_another_scan_under_a_stored_identity_is_refused_and_recorded(station: Station, heard: Heard) -> None:
    first = pack()
    play(station, command(Command.RECEIVE), SHELF_A, first, replace(first, data=house.item_code(2), aim=""))
    assert heard.codes()[-2:] == ["accepted", "identity_taken"]
    assert asked(station, "SELECT count(*) FROM scan") == 4
    assert (station.counts.posted, station.counts.refused, station.counts.waiting) == (1, 1, 0)
    with station.read() as reader:
        assert verify(reader.connection).findings == ()


def test_a_text_in_decomposed_letters_verifies(station: Station) -> None:
    """The body is kept composed, the row as it came: both are the same text."""
    play(station, replace(pack(), source="serial:e\u0301", aim="e\u0301", symbology="e\u0301"))
    with station.read() as reader:
        assert verify(reader.connection).findings == ()


def test_a_station_whose_signing_key_is_missing_makes_no_other(settings: Settings, station: Station) -> None:
    station.close()
    (settings.home / "keys" / "station.key").unlink()
    with pytest.raises(StoreError) as refused:
        open_station(settings)
    assert "key back" in refused.value.hint
    assert not (settings.home / "keys" / "station.key").exists()


def test_a_recording_played_again_the_next_day_doubles_nothing(settings: Settings, station: Station) -> None:
    scans = [command(Command.RECEIVE), SHELF_A, pack(1), pack(2)]
    play(station, *scans)
    station.close()
    again = open_station(settings, clock=lambda: NOON)
    play(again, *scans)
    assert again.counts.posted == 0
    assert asked(again, "SELECT count(*) FROM movement WHERE kind = 'receive'") == 2
    again.close()


def test_whoever_shows_the_answers_hears_of_what_was_scanned_before_the_screen_stood(station: Station) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    told: list[Outcome] = []
    station.subscribe_from_the_start(told.append)
    play(station, pack())
    assert [outcome.scan.data for outcome in told] == [
        house.command_code(Command.RECEIVE),
        house.location_code(3),
        EARLY,
    ]


def test_the_day_turns_at_the_clinics_midnight_and_not_at_greenwichs(station: Station, heard: Heard) -> None:
    """Saline is good on 16 November until midnight in Chicago, which is six in the morning of the 17th in UTC."""
    before = datetime(2026, 11, 17, 5, 59, 59, tzinfo=UTC)
    saline = Scan(house.item_code(3), source="serial:a", at=before)
    play(station, command(Command.USE, at=before), place(9, before), saline)
    assert heard.codes()[-1] == "accepted"
    late = replace(saline, at=before + timedelta(seconds=5), id="0" * 32)
    play(station, late)
    assert heard.codes()[-1] != "accepted"
    assert not heard.outcomes[-1].is_posted


def test_an_old_recording_shelves_nothing_that_has_expired_since(settings: Settings) -> None:
    """The scans say 16 November, when lot EARLY was good; it is January now."""
    station = open_station(settings, clock=lambda: datetime(2027, 1, 4, 18, 0, tzinfo=UTC))
    heard = Heard()
    station.subscribe(heard.outcomes.append)
    play(station, command(Command.RESTOCK), EXAM_1, pack())
    station.close()
    assert heard.codes()[-1] == "expired"
    assert not heard.outcomes[-1].is_posted


def test_a_clock_that_is_behind_does_not_make_a_scan_younger(settings: Settings) -> None:
    station = open_station(settings, clock=lambda: datetime(2026, 1, 4, tzinfo=UTC))
    heard = Heard()
    station.subscribe(heard.outcomes.append)
    later = datetime(2027, 1, 4, 18, 0, tzinfo=UTC)
    play(station, command(Command.RESTOCK, at=later), place(5, later), replace(pack(), at=later))
    station.close()
    assert heard.codes()[-1] == "expired"


def test_a_job_with_a_source_of_its_own_opens_no_other_scanner(settings: Settings) -> None:
    named = settings.model_copy(update={"sources": ("nonsense:x",)})
    station = open_station(named, sources=())
    assert station.devices.states() == ()
    station.close()
    station = open_station(named)
    assert len(station.devices.states()) == 1
    station.close()


def test_today_is_the_clinics(settings: Settings) -> None:
    moments = iter([datetime(2026, 11, 17, 5, 59, tzinfo=UTC), datetime(2026, 11, 17, 6, 1, tzinfo=UTC)])
    station = open_station(settings, clock=lambda: next(moments))
    assert [station.today().day, station.today().day] == [16, 17]
    station.close()


@pytest.mark.parametrize("quality", [Quality.UNREADABLE, Quality.DOUBTFUL, Quality.GARBLED])
def test_what_could_not_be_read_for_certain_is_recorded_and_moves_nothing(
    station: Station, heard: Heard, quality: Quality
) -> None:
    play(station, command(Command.RESTOCK), EXAM_1, replace(pack(), quality=quality))
    assert heard.codes()[-1] == quality.value
    assert asked(station, "SELECT count(*) FROM scan") == 3
    assert asked(station, "SELECT count(*) FROM movement WHERE kind = 'transfer'") == 0


@pytest.mark.parametrize(
    "data", ["x" * 5000, "[red]boo[/nope]", "\x1b]52;c;AAAA\x07", "'; DROP TABLE scan; --", "\x00\x01"]
)
def test_a_hostile_scan_is_refused_and_kept_as_it_was(station: Station, heard: Heard, data: str) -> None:
    play(station, command(Command.RESTOCK), EXAM_1, Scan(data, source="serial:a", at=NOON))
    assert not heard.outcomes[-1].is_posted
    assert asked(station, "SELECT data FROM scan WHERE verdict NOT IN ('job_opened', 'room_opened')") == data


def test_the_four_records_of_a_shift_agree(station: Station) -> None:
    play(station, command(Command.RECEIVE), SHELF_A, *[pack(n) for n in range(10)])
    play(station, command(Command.RESTOCK), EXAM_1, *[pack(n) for n in range(20, 30)], command(Command.UNDO))
    counts = station.counts
    assert counts.posted + counts.noted + counts.refused == counts.scanned
    with station.read() as reader:
        assert verify(reader.connection).findings == ()
        assert list(audit_balances(reader.connection)) == []
        assert list(audit_movements(reader.connection)) == []


def test_an_unknown_scanner_says_so_and_disturbs_nobody(station: Station, heard: Heard, tmp_path: Path) -> None:
    changed = threading.Event()
    station.devices.subscribe(lambda: changed.set() if _state(station) == "failed" else None)
    station.devices.attach("nonsense:x")
    assert changed.wait(60)
    assert station.devices.states()[0].hint
    play(station, command(Command.RESTOCK))
    assert heard.codes() == ["job_opened"]


def _state(station: Station) -> str:
    return station.devices.states()[0].state


def test_a_recording_without_identities_is_posted_once_however_often_it_is_played(
    station: Station, heard: Heard, tmp_path: Path
) -> None:
    path = tmp_path / "typed.jsonl"
    codes = [(house.command_code(Command.RECEIVE), ""), (SHELF_A.data, ""), (EARLY, "]d2"), (EARLY, "]d2")]
    lines = [
        json.dumps({"t": 3000 * n, "at": (NOON + timedelta(seconds=3 * n)).isoformat(), "data": data, "aim": aim})
        for n, (data, aim) in enumerate(codes)
    ]
    path.write_text("\n".join(['{"recording": 1, "source": "x"}', *lines, ""]))
    for _ in range(2):
        play(station, *open_source(f"recording:{path}", pace="at_once"))
    assert station.counts.posted == 2
    assert heard.codes()[-2:] == ["already_stored", "already_stored"]
    assert asked(station, "SELECT count(*) FROM movement WHERE kind = 'receive'") == 2
