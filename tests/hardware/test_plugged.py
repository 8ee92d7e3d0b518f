"""What is plugged in, from a sysfs and a /dev that are laid out like the kernel's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.hardware.sources.opening import is_live
from tracker.hardware.sources.plugged import Plugged, plugged

KEYS = "10000 7 ff9f207a c14057ff febeffdf ffefffff fffffffe\n"
HID_POS = bytes.fromhex("058c0902a101")


class Machine:
    """Two folders in place of /sys and /dev."""

    def __init__(self, folder: Path) -> None:
        self.sys, self.dev = folder / "sys", folder / "dev"
        for each in (self.sys, self.dev):
            each.mkdir()

    def put(self, path: str, text: str | bytes = "") -> Path:
        file = self.sys / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def node(self, path: str, by_id: str = "", mode: int = 0o600) -> Path:
        node = self.dev / path
        node.parent.mkdir(parents=True, exist_ok=True)
        node.touch(mode)
        if by_id:
            link = self.dev / by_id
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(node)
        return node

    def usb(self, path: str, klass: str, name: str) -> None:
        """A USB device with an interface, and the class's folder that points into it."""
        self.put(f"devices/usb1/{path}/idVendor", "05e0\n")
        self.put(f"devices/usb1/{path}/idProduct", "1701\n")
        self.put(f"devices/usb1/{path}/product", "Symbol Scanner\n")
        interface = self.sys / "devices/usb1" / path / "1-1:1.0"
        (interface / klass / name).mkdir(parents=True)
        (interface / klass / name / "device").symlink_to(interface)
        (self.sys / "class" / klass).mkdir(parents=True, exist_ok=True)
        (self.sys / "class" / klass / name).symlink_to(interface / klass / name)

    def keyboard(self, number: int, name: str, keys: str = KEYS) -> None:
        at = f"class/input/event{number}/device"
        self.put(f"{at}/name", f"{name}\n")
        self.put(f"{at}/capabilities/key", keys)
        self.put(f"{at}/id/vendor", "05e0\n")
        self.put(f"{at}/id/product", "1200\n")
        self.node(f"input/event{number}", f"input/by-id/usb-kbd{number}-event-kbd")

    def listed(self) -> list[Plugged]:
        return plugged(self.sys, self.dev)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_without_anything_has_nothing(machine: Machine, tmp_path: Path) -> None:
    assert machine.listed() == []
    assert plugged(tmp_path / "none", tmp_path / "none") == []


def test_a_serial_scanner_is_named_by_what_lasts(machine: Machine) -> None:
    machine.usb("1-1", "tty", "ttyACM0")
    machine.node("ttyACM0", "serial/by-id/usb-Symbol-if00")
    (found,) = machine.listed()
    assert found.url == f"serial:{machine.dev}/serial/by-id/usb-Symbol-if00"
    assert (found.name, found.vendor, found.product) == ("Symbol Scanner", "05e0", "1701")
    assert found.may_open
    assert is_live(found.url)


def test_the_machines_own_serial_ports_are_no_scanners(machine: Machine) -> None:
    machine.put("class/tty/ttyS0/uevent")
    machine.put("class/tty/tty1/uevent")
    assert machine.listed() == []


def test_a_device_without_rights_comes_with_the_rule_for_it_alone(machine: Machine) -> None:
    machine.usb("1-1", "tty", "ttyACM0")
    (found,) = machine.listed()
    assert not found.may_open  # its node is not even there
    assert 'ATTRS{idVendor}=="05e0"' in found.hint
    assert "0666" not in found.hint


def test_keyboards_are_named_where_the_name_is_enough(machine: Machine) -> None:
    machine.keyboard(3, "Barcode Reader")
    machine.keyboard(4, "USB Keyboard")
    machine.keyboard(5, "USB Keyboard")
    machine.keyboard(6, "Power Button", "100000 0 0 0\n")
    urls = [each.url for each in machine.listed()]
    assert urls[0] == "evdev:Barcode Reader"
    assert urls[1:] == [f"evdev:{machine.dev}/input/by-id/usb-kbd{number}-event-kbd" for number in (4, 5)]


def test_a_hid_pos_scanner_is_known_by_its_usage_page(machine: Machine) -> None:
    for number, descriptor in ((0, HID_POS), (1, bytes.fromhex("05010906a101"))):
        at = f"class/hidraw/hidraw{number}/device"
        machine.put(f"{at}/report_descriptor", descriptor)
        machine.put(f"{at}/uevent", "HID_ID=0003:000005E0:00001300\nHID_NAME=Symbol HID POS\n")
        machine.node(f"hidraw{number}")
    (found,) = machine.listed()
    assert (found.kind, found.url, found.name) == ("hidpos", "hidpos:05e0:1300", "Symbol HID POS")


def test_of_a_camera_only_the_node_with_pictures_is_listed(machine: Machine) -> None:
    for number in (0, 1):
        machine.usb(f"1-{number + 2}", "video4linux", f"video{number}")
        machine.put(f"devices/usb1/1-{number + 2}/1-1:1.0/video4linux/video{number}/name", "C920\n")
        machine.put(f"devices/usb1/1-{number + 2}/1-1:1.0/video4linux/video{number}/index", f"{number}\n")
    machine.node("video0", "v4l/by-id/usb-C920-video-index0")
    (found,) = machine.listed()
    assert (found.name, found.url) == ("C920", f"camera:{machine.dev}/v4l/by-id/usb-C920-video-index0")


def test_hostile_names_and_loops_do_no_harm(machine: Machine) -> None:
    machine.keyboard(1, "\x1b]52;c;SGFjaw==\x07?layout=de")
    machine.put("class/hidraw/hidraw0/device/report_descriptor", HID_POS)
    machine.put("class/hidraw/hidraw0/device/uevent", b"\xff\xfe=\nHID_ID=::::\n")
    loop = machine.sys / "class/tty/ttyUSB0"
    loop.parent.mkdir(parents=True)
    loop.symlink_to(loop)
    urls = {each.kind: each.url for each in machine.listed()}
    assert urls["evdev"] == f"evdev:{machine.dev}/input/by-id/usb-kbd1-event-kbd"
    assert urls["hidpos"] == "hidpos:"
    assert urls["serial"] == f"serial:{machine.dev}/ttyUSB0"
