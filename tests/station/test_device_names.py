"""A scanner keeps its identity over unplugging, two names and the computer's sleep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.hardware.lines import PtyScanner
from tests.station.conftest import NOON
from tests.waiting import until
from tracker.hardware.learning.learned import GsForm
from tracker.hardware.profile_files import Profiles, save_profile
from tracker.hardware.profiles import ScannerProfile, stable_part
from tracker.hardware.scan import Scan
from tracker.hardware.sources.stable_names import same_device, stable_url
from tracker.station.devices import Devices
from tracker.text import Separators


class Bench:
    """A folder of devices as udev keeps it, and a machine that can be put to sleep."""

    def __init__(self, dev: Path) -> None:
        self.dev, self.by_id, self.slept_s = dev, dev / "serial" / "by-id", 0.0
        self.by_id.mkdir(parents=True)
        self.scans: list[Scan] = []
        self.devices = Devices(self.scans.append, lambda: NOON, slept_s=lambda: self.slept_s, dev=dev)

    def plug(self, node: str, serial_number: str) -> PtyScanner:
        scanner = PtyScanner(self.dev / node)
        (self.by_id / f"usb-Acme_{serial_number}-if00").symlink_to(self.dev / node)
        return scanner

    def unplug(self, scanner: PtyScanner, serial_number: str) -> None:
        scanner.unplug()
        (self.by_id / f"usb-Acme_{serial_number}-if00").unlink()

    def state(self, url: str) -> str:
        return next(each.state for each in self.devices.states() if each.url == url)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "dev")
    yield made
    made.devices.close()


def test_a_scanner_that_comes_back_under_another_number_is_found_and_keeps_its_name(bench: Bench) -> None:
    url = f"serial:{bench.dev / 'ttyACM0'}?baud=9600"
    scanner = bench.plug("ttyACM0", "A1")
    bench.devices.attach(url)
    until(lambda: bench.state(url) == "live")
    bench.unplug(scanner, "A1")
    until(lambda: bench.state(url) == "waiting")
    again = bench.plug("ttyACM1", "A1")
    until(lambda: bench.state(url) == "live")
    again.send(b"2600447102\r")
    until(lambda: len(bench.scans) == 1)
    assert (bench.scans[0].data, bench.scans[0].source) == ("2600447102", url)
    again.unplug()


def test_another_scanner_under_the_old_number_is_not_taken_for_it(bench: Bench) -> None:
    url = f"serial:{bench.dev / 'ttyACM0'}"
    scanner = bench.plug("ttyACM0", "A1")
    bench.devices.attach(url)
    until(lambda: bench.state(url) == "live")
    bench.unplug(scanner, "A1")
    until(lambda: bench.state(url) == "waiting")
    stranger = bench.plug("ttyACM0", "B2")
    until(lambda: "by-id" in bench.devices.states()[0].words)
    assert bench.state(url) == "waiting"
    stranger.unplug()


def test_two_names_of_one_scanner_do_not_read_it_twice(bench: Bench) -> None:
    scanner = bench.plug("ttyACM0", "A1")
    first, second = f"serial:{bench.dev / 'ttyACM0'}", f"serial:{bench.by_id / 'usb-Acme_A1-if00'}?baud=9600"
    bench.devices.attach(first)
    until(lambda: bench.state(first) == "live")
    bench.devices.attach(second)
    until(lambda: f"the same device as {first}" in bench.devices.states()[1].words)
    scanner.send(b"2600447102\r")
    until(lambda: len(bench.scans) == 1)
    assert bench.scans[0].source == first
    scanner.unplug()


def test_after_the_computer_slept_the_scanner_is_opened_anew_and_nothing_is_doubled(bench: Bench) -> None:
    url = f"serial:{bench.dev / 'ttyACM0'}"
    scanner = bench.plug("ttyACM0", "A1")
    told: list[str] = []
    bench.devices.subscribe(lambda: told.extend(each.words for each in bench.devices.states()))
    bench.devices.attach(url)
    until(lambda: bench.state(url) == "live")
    scanner.send(b"2600447102\r")
    until(lambda: len(bench.scans) == 1)
    assert not bench.devices.reopen_after_sleep()
    bench.slept_s = 3600.0
    until(lambda: any("has slept" in words for words in told))  # its own watch looks every second
    until(lambda: bench.state(url) == "live")
    scanner.send(b"I00042379\r")
    until(lambda: len(bench.scans) == 2)
    assert [scan.data for scan in bench.scans] == ["2600447102", "I00042379"]
    scanner.unplug()


def test_a_camera_is_named_by_its_maker_too(tmp_path: Path) -> None:
    (tmp_path / "v4l" / "by-id").mkdir(parents=True)
    (tmp_path / "video0").touch()
    named = tmp_path / "v4l" / "by-id" / "usb-Cam_1-video-index0"
    named.symlink_to(tmp_path / "video0")
    assert stable_url("camera:0", tmp_path) == f"camera:{named}"
    assert stable_url(f"camera:{named}", tmp_path) == f"camera:{named}"
    assert same_device("camera:0", tmp_path) == same_device(f"camera:{named}", tmp_path)


@pytest.mark.parametrize("url", ["hidpos:", "evdev:Acme?layout=de", "socket://h:1", "serial:", "mjpeg:http://h/?a=1"])
def test_what_has_no_node_of_its_own_keeps_the_name_it_was_given(tmp_path: Path, url: str) -> None:
    assert stable_url(url, tmp_path) == url


def test_two_streams_of_one_server_are_two_cameras(tmp_path: Path) -> None:
    assert same_device("mjpeg:http://h/?cam=1", tmp_path) != same_device("mjpeg:http://h/?cam=2", tmp_path)


LOST_FOR_A1 = ScannerProfile("", date(2026, 11, 25), GsForm.LOST)


def test_a_profile_follows_its_scanner_to_another_number_and_not_the_number_to_another_scanner(
    bench: Bench, tmp_path: Path
) -> None:
    """Tested as ttyACM0; tomorrow another scanner has that number, and the tested one is ttyACM1."""
    first, second = f"serial:{bench.dev / 'ttyACM0'}?baud=9600", f"serial:{bench.dev / 'ttyACM1'}"
    scanner = bench.plug("ttyACM0", "A1")
    save_profile(tmp_path / "scanners", replace(LOST_FOR_A1, device=stable_part(stable_url(first, bench.dev))))
    bench.unplug(scanner, "A1")
    plugged = (bench.plug("ttyACM0", "B2"), bench.plug("ttyACM1", "A1"))
    for url in (first, second):
        bench.devices.attach(url)
    until(lambda: {bench.state(first), bench.state(second)} == {"live"})
    profiles = Profiles(tmp_path / "scanners", bench.devices.lasting_name)
    for each in plugged:
        each.send(b"2600447102\r")
    until(lambda: len(bench.scans) == 2)
    judged = {scan.source: profiles.applied(scan).separators for scan in bench.scans}
    assert judged == {first: Separators.UNKNOWN, second: Separators.LOST}
    for each in plugged:
        each.unplug()


def test_a_scanner_that_comes_back_under_another_number_while_the_program_runs_keeps_its_profile(
    bench: Bench, tmp_path: Path
) -> None:
    url = f"serial:{bench.dev / 'ttyACM0'}"
    scanner = bench.plug("ttyACM0", "A1")
    bench.devices.attach(url)
    until(lambda: bench.state(url) == "live")
    save_profile(tmp_path / "scanners", replace(LOST_FOR_A1, device=bench.devices.lasting_name(url)))
    bench.unplug(scanner, "A1")
    until(lambda: bench.state(url) == "waiting")
    stranger, again = bench.plug("ttyACM0", "B2"), bench.plug("ttyACM1", "A1")
    until(lambda: bench.state(url) == "live")
    again.send(b"2600447102\r")
    until(lambda: len(bench.scans) == 1)
    profiles = Profiles(tmp_path / "scanners", bench.devices.lasting_name)
    assert profiles.applied(bench.scans[0]).separators is Separators.LOST
    for each in (stranger, again):
        each.unplug()


def test_a_recording_is_not_judged_by_what_has_that_number_today(bench: Bench, tmp_path: Path) -> None:
    scanner = bench.plug("ttyACM0", "A1")
    url = f"serial:{bench.dev / 'ttyACM0'}"
    save_profile(tmp_path / "scanners", replace(LOST_FOR_A1, device=stable_url(url, bench.dev)))
    replayed = Scan("2600447102", source=url)
    assert Profiles(tmp_path / "scanners", bench.devices.lasting_name).applied(replayed) == replayed
    scanner.unplug()


def test_a_keyboard_that_is_read_by_its_node_is_named_by_its_maker_and_one_by_name_is_left_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "input" / "by-id").mkdir(parents=True)
    (tmp_path / "input" / "event3").touch()
    named = tmp_path / "input" / "by-id" / "usb-Acme-event-kbd"
    named.symlink_to(tmp_path / "input" / "event3")
    node = f"evdev:{tmp_path / 'input' / 'event3'}"
    assert stable_url(f"{node}?layout=de", tmp_path) == f"evdev:{named}?layout=de"
    assert same_device(node, tmp_path) == same_device(f"evdev:{named}", tmp_path)
    assert stable_url("evdev:Acme", tmp_path) == "evdev:Acme"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("mjpeg:http://127.0.0.1:8080/v", "mjpeg:http://LOCALHOST:8080/v", True),
        ("mjpeg:http://cam/v", "mjpeg:http://CAM:80/v/", True),
        ("mjpeg:http://cam/v?q=1", "mjpeg:http://cam/v?q=2", False),
        ("mjpeg:http://cam/v", "mjpeg:http://cam:81/v", False),
        ("mjpeg:http://cam/v", "mjpeg:https://cam/v", False),
        ("socket://localhost:4001", "socket://127.0.0.1:4001", True),
        ("socket://scanner:4001", "socket://scanner:4002", False),
        ("socket://scanner:4001", "serial:socket://Scanner.:4001?beep=bel", True),
        ("socket://127.0.0.1:4001", "serial:socket://[::ffff:127.0.0.1]:4001", True),
        ("socket://[::1]:4001", "socket://[0:0:0:0:0:0:0:1]:4001", True),
        ("socket://127.0.0.1:4001", "socket://127.0.0.2:4001", False),
        ("socket://127.0.0.1:4001", "socket://[::1]:4001", False),
        ("mjpeg:http://127.0.0.1:8080/v", "mjpeg:http://127.0.0.2:8080/v", False),
        ("mjpeg:http://[bad/v", "mjpeg:http://[bad/v", True),
    ],
)
def test_two_spellings_of_one_address_are_one_device(one: str, other: str, is_same: bool) -> None:
    assert (same_device(one) == same_device(other)) is is_same
