"""The self-test tries each part, says which does not work, and leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.station.scanning import pack, play
from tracker.config import Settings
from tracker.hardware.scan import utc_now
from tracker.media import PrinterSetting
from tracker.station import open_station
from tracker.station.examined import Examined
from tracker.station.selftesting import selftest


def by_about(settings: Settings) -> dict[str, Examined]:
    return {each.about: each for each in selftest(settings)}


def worked(settings: Settings) -> None:
    """The clinic has a past, of now."""
    station = open_station(settings, sources=())
    play(station, pack())
    station.close()


def test_all_that_works_is_said_and_nothing_is_left_behind(settings: Settings) -> None:
    worked(settings)
    before = sorted(settings.home.rglob("*"))
    answers = by_about(settings)
    assert {about: each.state for about, each in answers.items()} == {
        "Clock": "ok",
        "Disk": "ok",
        "Key: database": "ok",
        "Key: station": "ok",
        "Key: patients": "ok",
        "Key: pepper": "absent",
        "Database": "ok",
        "Label": "ok",
        "Reading": "ok",
        "Printers": "absent",
    }
    assert sorted(settings.home.rglob("*")) == before


def test_before_there_is_a_clinic_it_can_be_run_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database=tmp_path / "tracker.db", key_store="file")
    answers = by_about(settings)
    assert all(each.state != "fault" for each in answers.values())
    assert answers["Key: database"].state == "absent"
    assert list(tmp_path.iterdir()) == []


def test_a_clock_behind_the_journal_is_a_fault(settings: Settings) -> None:
    ahead = utc_now() + timedelta(days=2)
    station = open_station(settings, sources=(), clock=lambda: ahead)
    play(station, replace(pack(), at=ahead))
    station.close()
    assert by_about(settings)["Clock"].state == "fault"


def test_a_key_that_is_gone_is_named(settings: Settings) -> None:
    worked(settings)
    (settings.home / "keys" / "station.key").unlink()
    answers = by_about(settings)
    assert answers["Key: station"].state == "fault"
    assert answers["Database"].state == "ok", "what needs no key of the clinic's is tried all the same"


def test_a_printer_that_does_not_answer_is_named(settings: Settings) -> None:
    # Nothing listens at port 1.
    printer = PrinterSetting(name="bench", url="zpl://127.0.0.1:1")
    answers = by_about(settings.model_copy(update={"printers": (printer,)}))
    assert answers["Printer bench"].state == "fault"


def test_a_home_that_is_no_folder_is_an_answer(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "gone", database=tmp_path / "gone" / "tracker.db", key_store="file")
    assert by_about(settings)["Database"].state == "ok"
