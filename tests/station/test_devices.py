"""The supervisor: a scanner that goes comes back by itself, and meanwhile the screen says what to do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hardware.lines import PtyScanner, SocketScanner
from tests.station.conftest import NOON
from tests.waiting import until
from tracker.hardware.scan import Quality, Scan, utc_now
from tracker.hardware.sources.serial_line import open_serial
from tracker.hardware.sources.source import Tearable
from tracker.station.devices import Devices
from tracker.station.outcomes import DeviceState


class Desk:
    """Where scans arrive."""

    def __init__(self, slept_s: Callable[[], float] = lambda: 0.0) -> None:
        self.scans: list[Scan] = []
        self.devices = Devices(self.scans.append, lambda: NOON, slept_s=slept_s)

    @property
    def state(self) -> DeviceState:
        return self.devices.states()[0]

    def wait_for(self, state: str) -> DeviceState:
        """The state as it was told then: a moment later it may be another."""
        seen: list[DeviceState] = []

        def is_so() -> bool:
            seen.append(self.state)
            return seen[-1].state == state

        until(is_so, f"the device is {state}")
        return seen[-1]

    def until_torn(self) -> None:
        """What was sent so far is read: half a scan."""

        def is_torn() -> bool:
            source = self.devices._source(self.state.url)
            return isinstance(source, Tearable) and source.is_torn

        until(is_torn, "half a scan is read")

    def texts(self) -> list[str]:
        return [scan.data for scan in self.scans]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.devices.close()


@pytest.fixture
def scanner(tmp_path: Path) -> PtyScanner:
    return PtyScanner(tmp_path / "ttySCAN")


def test_a_scanner_that_is_unplugged_comes_back_under_its_name(desk: Desk, scanner: PtyScanner) -> None:
    desk.devices.attach(f"serial:{scanner.link}")
    desk.wait_for("live")
    scanner.send(b"2600447102\r")
    until(lambda: len(desk.scans) == 1)
    for number in range(3):
        scanner.unplug()
        gone = desk.wait_for("waiting")
        assert "Plug it in" in gone.hint
        scanner.plug()
        desk.wait_for("live")
        scanner.send(f"I0000{number}\r".encode())
        until(lambda: len(desk.scans) == number + 2)  # noqa: B023 - it is asked within this turn
    assert desk.texts() == ["2600447102", "I00000", "I00001", "I00002"]


def test_a_scanner_plugged_in_later_is_opened_by_itself(desk: Desk, scanner: PtyScanner) -> None:
    scanner.unplug()
    desk.devices.attach(f"serial:{scanner.link}")
    until(lambda: "is not there" in desk.state.words)
    assert desk.state.state == "waiting"
    scanner.plug()
    desk.wait_for("live")


def test_a_scanner_that_dies_in_the_middle_of_a_scan_leaves_no_half_code(desk: Desk, scanner: PtyScanner) -> None:
    desk.devices.attach(f"serial:{scanner.link}")
    desk.wait_for("live")
    scanner.send(b"01095011")
    desk.until_torn()
    scanner.unplug()
    desk.wait_for("waiting")
    scanner.plug()
    desk.wait_for("live")
    scanner.send(b"530003\r2600447102\r")
    until(lambda: len(desk.scans) == 3)
    assert [scan.quality for scan in desk.scans] == [Quality.GARBLED, Quality.GARBLED, Quality.READ]
    assert "rest of the scan that broke off" in desk.scans[1].evidence
    assert desk.scans[2].data == "2600447102"


def test_a_scan_that_the_network_tore_is_not_read_by_its_rest(desk: Desk) -> None:
    server = SocketScanner()
    desk.devices.attach(server.url)
    desk.wait_for("live")
    server.send(b"]Q1https://shop.example/p/")
    desk.until_torn()
    server.unplug()
    server.send(b"C000453\r")
    until(lambda: len(desk.scans) == 2)
    server.send(b"C000453\r")
    until(lambda: len(desk.scans) == 3)
    server.close()
    assert [scan.quality for scan in desk.scans] == [Quality.GARBLED, Quality.GARBLED, Quality.READ]


def test_a_scan_that_a_serial_server_sends_as_soon_as_one_connects_is_not_thrown_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(20):
                line, _ = listening.accept()
                with line:
                    line.sendall(b"C000453\r")
                    line.recv(1)  # until it is hung up

        threading.Thread(target=serve, daemon=True).start()
        for _ in range(20):
            source = open_serial(f"socket://127.0.0.1:{listening.getsockname()[1]}", clock=utc_now)
            scans = iter(source)
            assert next(scans).data == "C000453"
            source.close()
            assert list(scans) == []


def test_a_framed_scan_behind_a_torn_one_is_read_at_once(desk: Desk) -> None:
    server = SocketScanner()
    desk.devices.attach(server.url)
    desk.wait_for("live")
    server.send(b"https://shop.example/p/")
    desk.until_torn()
    server.unplug()
    server.send(b"]C0C000453\r")
    until(lambda: len(desk.scans) == 2)
    server.close()
    assert [scan.quality for scan in desk.scans] == [Quality.GARBLED, Quality.READ]


def test_a_tear_outlasts_an_opening_in_which_nothing_came(desk: Desk, scanner: PtyScanner) -> None:
    desk.devices.attach(f"serial:{scanner.link}")
    desk.wait_for("live")
    scanner.send(b"01095011")
    desk.until_torn()
    for _ in range(2):
        scanner.unplug()
        desk.wait_for("waiting")
        scanner.plug()
        desk.wait_for("live")
    scanner.send(b"2600447102\r")
    until(lambda: len(desk.scans) == 2)
    assert desk.scans[1].quality is Quality.GARBLED


def test_a_scan_that_was_cut_by_the_machine_s_sleep_is_not_read_by_its_rest(scanner: PtyScanner) -> None:
    slept_s, states = [0.0], list[str]()
    desk = Desk(lambda: slept_s[0])
    desk.devices.subscribe(lambda: states.append(desk.state.state))
    desk.devices.attach(f"serial:{scanner.link}")
    desk.wait_for("live")
    scanner.send(b"https://shop.example/p/")
    desk.until_torn()
    slept_s[0] = 60.0
    until(lambda: states.count("live") == 2)
    scanner.send(b"C000453\rC000453\r")
    until(lambda: any(scan.quality is Quality.READ for scan in desk.scans))
    desk.devices.close()
    assert [(scan.data, scan.quality) for scan in desk.scans][-2:] == [
        ("C000453", Quality.GARBLED),
        ("C000453", Quality.READ),
    ]


def test_a_scanner_that_another_program_holds_is_waited_for(desk: Desk, scanner: PtyScanner) -> None:
    other = Desk()
    other.devices.attach(f"serial:{scanner.link}")
    other.wait_for("live")
    desk.devices.attach(f"serial:{scanner.link}")
    until(lambda: "in use" in desk.state.words)
    other.devices.close()
    desk.wait_for("live")


@pytest.mark.parametrize("url", ["serial:/dev/ttyACM0?bauds=9600", "serial:", "teleport:home", "keyboard:"])
def test_what_no_cable_can_mend_fails_with_a_hint_and_is_not_tried_again(desk: Desk, url: str) -> None:
    desk.devices.attach(url)
    assert desk.wait_for("failed").hint
    until(lambda: not any(thread.name == f"source {url}" for thread in threading.enumerate()))


def test_a_scanner_that_fails_and_is_tried_again_is_not_opened_a_second_time_by_its_name(desk: Desk) -> None:
    desk.devices.attach("evdev:")
    assert desk.wait_for("failed").code == "which_device"
    desk.devices.attach("evdev:")
    assert len([thread for thread in threading.enumerate() if thread.name == "source evdev:"]) == 1


def test_a_recording_is_played_once(desk: Desk, tmp_path: Path) -> None:
    from tracker.hardware.sources.recorder import keep

    keep([Scan("2600447102", at=NOON)], tmp_path / "shift.jsonl")
    desk.devices.attach(f"recording:{tmp_path / 'shift.jsonl'}", pace="at_once")
    desk.wait_for("ended")
    assert desk.texts() == ["2600447102"]


def test_one_dead_scanner_disturbs_no_other(desk: Desk, scanner: PtyScanner) -> None:
    desk.devices.attach("serial:/nowhere/ttyACM9")
    desk.devices.attach(f"serial:{scanner.link}")
    until(lambda: desk.devices.states()[1].state == "live")
    scanner.send(b"2600447102\r")
    until(lambda: desk.texts() == ["2600447102"])


def test_closing_lets_go_of_every_device_at_once(desk: Desk, scanner: PtyScanner) -> None:
    desk.devices.attach(f"serial:{scanner.link}")
    desk.devices.attach("serial:/nowhere/ttyACM9")
    until(lambda: desk.state.state == "live")
    desk.devices.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("source ")]
    again = Desk()
    again.devices.attach(f"serial:{scanner.link}")
    again.wait_for("live")
    again.devices.close()


def test_a_change_is_told_once(desk: Desk, scanner: PtyScanner) -> None:
    told: list[str] = []
    desk.devices.subscribe(lambda: told.append(desk.state.state))
    scanner.unplug()
    desk.devices.attach(f"serial:{scanner.link}")
    until(lambda: "is not there" in desk.state.words)
    threading.Event().wait(1.2)  # two more attempts, which say the same
    assert told == ["waiting"]
