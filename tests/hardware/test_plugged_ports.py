"""Serial ports as pyserial lists them on macOS and Windows."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.hardware.sources.opening import is_live
from tracker.hardware.sources.plugged_ports import Port, listed_ports, ports


@dataclass
class Listed:
    """As ``serial.tools.list_ports_common.ListPortInfo`` fills it."""

    device: str
    description: str = "n/a"
    product: str | None = None
    vid: int | None = None
    pid: int | None = None


def test_a_scanner_on_windows_is_named_by_its_port_and_its_usb_numbers() -> None:
    (found,) = ports([Listed("COM7", "USB Serial Device (COM7)", None, 0x5E0, 0x1701)])
    assert (found.url, found.name) == ("serial:COM7", "USB Serial Device (COM7)")
    assert (found.vendor, found.product) == ("05e0", "1701")
    assert is_live(found.url)
    assert (found.may_open, found.hint) == (True, "")


def test_usb_stands_first_and_a_radio_link_without_numbers_is_there_too() -> None:
    listed = [
        Listed("/dev/cu.CS6080-SPP"),
        Listed("/dev/cu.usbmodem14201", "Symbol Scanner", "Symbol Scanner", 0x5E0, 0x1701),
    ]
    found = ports(listed)
    assert [each.url for each in found] == ["serial:/dev/cu.usbmodem14201", "serial:/dev/cu.CS6080-SPP"]
    assert (found[1].name, found[1].vendor) == ("/dev/cu.CS6080-SPP", "")


def test_the_systems_own_ports_are_no_scanners() -> None:
    assert ports([Listed("/dev/cu.Bluetooth-Incoming-Port"), Listed("/dev/cu.debug-console")]) == []


def test_what_pyserial_lists_here_can_be_told() -> None:
    listed: list[Port] = list(listed_ports())
    assert len(ports(listed)) <= len(listed)
