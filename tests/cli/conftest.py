"""A founded clinic with nothing in it, made once: to found one takes as long as to copy a hundred."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.made_once import MadeOnce
from tracker.config import Settings, load_settings
from tracker.station.opening import found_clinic

SETTINGS = 'station = "desk-1"\ntime_zone = "UTC"\nkey_store = "file"\n'
Founds = Callable[[Settings], None]


def _found(home: Path) -> None:
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    found_clinic(load_settings(home), "Northgate")


@pytest.fixture
def found(made_once: MadeOnce) -> Founds:
    """Found a clinic named Northgate in a station's home, whose settings stay what they are."""

    def call(settings: Settings) -> None:
        template = made_once("cli-founded", _found)
        left_out = shutil.ignore_patterns("settings.toml")
        shutil.copytree(template, settings.home, ignore=left_out, dirs_exist_ok=True)

    return call
