"""A recording that was cut after any scan, and is then played whole, comes to the ledger of the uncut one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.made_once import copied
from tracker.config import Settings
from tracker.demo import SHIFT
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source
from tracker.inventory.auditing import ledger_digest
from tracker.station import open_station

CUTS = range(1, 87, 3)
"""Every third of 86: all of them take half a minute."""


@pytest.fixture(scope="module")
def built(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied(demo_template, tmp_path_factory.mktemp("built") / "clinic")


def moved(settings: Settings, scans: list[Scan]) -> str:
    """The ledger after the scans at a freshly opened station."""
    station = open_station(settings)
    try:
        for scan in scans:
            station.submit(scan)
        assert station.drain(60)
        with station.read() as reader:
            return ledger_digest(reader.connection)
    finally:
        assert station.close() is None


def test_a_cut_recording_played_whole_gives_the_ledger_of_the_uncut_one(built: Settings, tmp_path: Path) -> None:
    scans = list(open_source(f"recording:{SHIFT}", pace="at_once"))
    home = built.database.parent
    whole = tmp_path / "whole"
    shutil.copytree(home, whole)
    expected = moved(built.model_copy(update={"home": whole, "database": whole / built.database.name}), scans)
    differing = []
    for cut in CUTS:
        home_cut = tmp_path / f"cut{cut}"
        shutil.copytree(home, home_cut)
        part = built.model_copy(update={"home": home_cut, "database": home_cut / built.database.name})
        moved(part, scans[:cut])
        if moved(part, scans) != expected:
            differing.append((cut, scans[cut - 1].data))
    assert not differing
