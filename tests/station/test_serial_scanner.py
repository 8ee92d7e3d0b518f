"""A serial scanner at a workstation: its scans are posted, and it hears what became of them."""

from __future__ import annotations

from pathlib import Path

from tests.hardware.lines import PtyScanner, until
from tracker.station import Station


def test_the_scanner_beeps_once_for_what_was_noted_and_three_times_for_what_was_refused(
    station: Station, tmp_path: Path
) -> None:
    scanner = PtyScanner(tmp_path / "ttySCAN")
    station.devices.attach(f"serial:{scanner.link}?beep=honeywell")
    until(lambda: station.device_states()[0].state == "live")
    scanner.send(b"2600447102\r")
    assert scanner.heard(9) == b"\x1b4,\x1b4,\x1b4,"
    scanner.send(b"I00000192\r")
    assert scanner.heard(3) == b"\x1b5,"
