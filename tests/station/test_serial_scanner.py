"""A serial scanner at a workstation: its scans are posted, and it hears what became of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hardware.lines import PtyScanner
from tests.waiting import until
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.station import Outcome, Station


def test_the_scanner_beeps_once_for_what_was_noted_and_three_times_for_what_was_refused(
    station: Station, tmp_path: Path
) -> None:
    scanner = PtyScanner(tmp_path / "ttySCAN")
    station.devices.attach(f"serial:{scanner.link}?beep=honeywell")
    until(lambda: station.devices.states()[0].state == "live")
    scanner.send(b"2600447102\r")
    assert scanner.heard(9) == b"\x1b4,\x1b4,\x1b4,"
    scanner.send(b"I00000192\r")
    assert scanner.heard(3) == b"\x1b5,"


@pytest.mark.parametrize("smuggled", [house.command_code(Command.RECEIVE), house.badge_code(1)])
@pytest.mark.parametrize("identifier", ["", "]C0"])
def test_a_command_or_badge_behind_an_encoded_end_is_refused_in_words(
    station: Station, tmp_path: Path, smuggled: str, identifier: str
) -> None:
    heard: list[Outcome] = []
    station.subscribe(heard.append)
    scanner = PtyScanner(tmp_path / "ttySCAN")
    station.devices.attach(f"serial:{scanner.link}")
    until(lambda: station.devices.states()[0].state == "live")
    scanner.send(f"http://x\r{identifier}{smuggled}\r".encode())
    until(lambda: len(heard) == 2)
    assert heard[1].verdict.code == "scan_behind"
    assert "part of the code before it" in heard[1].verdict.headline
