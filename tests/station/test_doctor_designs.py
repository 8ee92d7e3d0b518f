"""The doctor names each of the clinic's own labels and sheets that cannot be used, before anybody wants it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.labels.test_designs import GOOD
from tracker.config import Settings
from tracker.station.examined import Examined
from tracker.station.examining import examine
from tracker.station.examining_designs import examine_designs


def told(settings: Settings) -> dict[str, Examined]:
    return {one.about: one for one in examine_designs(settings)}


def put(folder: Path, name: str, content: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, "utf-8")


def test_a_clinic_without_files_of_its_own_is_asked_nothing(settings: Settings) -> None:
    assert told(settings) == {}


def test_good_files_are_counted(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD)
    put(settings.home / "sheets", "mine.toml", 'name = "5160"\nbased_on = "5160"\noffset_x_mm = 0.8\n')
    found = told(settings)
    assert {one.state for one in found.values()} == {"ok"}
    assert set(found) == {"Label designs", "Label sheets"}


def test_each_faulty_file_is_named_with_what_is_wrong(settings: Settings) -> None:
    put(settings.home / "labels", "mine.toml", GOOD)
    put(settings.home / "labels", "tube.toml", GOOD.replace('"mine"', '"tube"'))
    put(settings.home / "labels", "deep.toml", "x = " + "[" * 40_000)
    put(settings.home / "sheets", "bad.toml", 'name = "bad"\nbased_on = "5161"\n')
    os.mkfifo(settings.home / "sheets" / "pipe.toml")
    found = told(settings)
    assert {about: one.state for about, one in found.items()} == {
        "Label design tube": "fault",
        "Label design deep": "fault",
        "Label sheet bad": "fault",
        "Label sheet pipe": "fault",
    }
    assert "tube.toml" in found["Label design tube"].words
    assert 'kind = "specimen"' in found["Label design tube"].hint
    whole = examine(settings)
    assert [one for one in whole if one in found.values()] == list(found.values())
