"""One scanner, one reader: whoever comes second is told who reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.hardware.hid_api import Hid
from tests.hardware.test_hid_pos import reports
from tests.hardware.test_serial import Reading
from tracker.errors import DeviceError
from tracker.hardware.scan import utc_now
from tracker.hardware.sources.evdev_keyboard import open_evdev
from tracker.hardware.sources.hid_pos import over_hidapi
from tracker.hardware.sources.holding import Hold

BY_IDS = "hidpos:0c2e:0b81"


@pytest.fixture
def node(tmp_path: Path) -> Path:
    made = tmp_path / "hidraw0"
    made.touch()
    return made


def test_two_names_of_one_hid_scanner_do_not_read_it_twice(node: Path) -> None:
    hid = Hid(node=node)
    reading = Reading(over_hidapi("hidpos:", hid, clock=utc_now))
    with pytest.raises(DeviceError) as refused:
        over_hidapi(BY_IDS, Hid(node=node), clock=utc_now)
    assert (refused.value.code, "hidpos:" in refused.value.message) == ("same_device", True)
    hid.send(reports(b"2600447102"))
    assert [scan.data for scan in reading.wait(1)] == ["2600447102"]
    hid.unplug()
    assert reading.ended()
    over_hidapi(BY_IDS, Hid(node=node), clock=utc_now).close()


def test_a_device_that_is_no_file_is_read_once_too() -> None:
    first = over_hidapi("hidpos:", Hid(), clock=utc_now)
    with pytest.raises(DeviceError) as refused:
        over_hidapi(BY_IDS, Hid(), clock=utc_now)
    assert refused.value.code == "same_device"
    first.close()
    over_hidapi(BY_IDS, Hid(), clock=utc_now).close()


@contextmanager
def another_program_reads(node: Path) -> Iterator[None]:
    program = (
        "import sys; from pathlib import Path; from tests.hardware.hid_api import Hid;"
        "from tracker.hardware.scan import utc_now; from tracker.hardware.sources.hid_pos import over_hidapi;"
        "source = over_hidapi('hidpos:', Hid(node=Path(sys.argv[1])), clock=utc_now);"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(node)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        yield
        other.communicate()


def test_a_hid_scanner_that_another_copy_of_the_program_reads_is_busy_until_that_ends(node: Path) -> None:
    with another_program_reads(node):
        with pytest.raises(DeviceError) as refused:
            over_hidapi("hidpos:", Hid(node=node), clock=utc_now)
        assert (refused.value.code, "another program" in refused.value.message) == ("busy", True)
    over_hidapi("hidpos:", Hid(node=node), clock=utc_now).close()


def test_a_hid_scanner_that_cannot_be_opened_is_not_held(node: Path) -> None:
    missing = node.with_name("hidraw1")
    for _ in range(2):
        with pytest.raises(DeviceError) as refused:
            over_hidapi("hidpos:", Hid(node=missing), clock=utc_now)
        assert refused.value.code == "not_there"


def test_a_keyboard_scanner_by_its_path_and_by_its_name_is_one_device(tmp_path: Path) -> None:
    sysfs, nodes, by_id = tmp_path / "sys", tmp_path / "input", tmp_path / "input" / "by-id"
    capabilities = sysfs / "event5" / "device" / "capabilities"
    capabilities.mkdir(parents=True)
    (capabilities / "key").write_text("ffffffff\n")
    (sysfs / "event5" / "device" / "name").write_text("Acme Scanner\n")
    by_id.mkdir(parents=True)
    (nodes / "event5").touch()
    (by_id / "usb-Acme").symlink_to(nodes / "event5")
    by_path = f"evdev:{by_id / 'usb-Acme'}"
    hold = Hold(os.path.realpath(nodes / "event5"), by_path, "It")
    for url in ("evdev:Acme Scanner", "evdev:acme?layout=de", f"evdev:{nodes / 'event5'}"):
        with pytest.raises(DeviceError) as refused:
            open_evdev(url, clock=utc_now, sysfs=sysfs, nodes=nodes)
        assert (refused.value.code, by_path in refused.value.message) == ("same_device", True)
    hold.let_go()
    with pytest.raises(DeviceError) as refused:  # A plain file cannot be grabbed, and is not held after that.
        open_evdev(by_path, clock=utc_now, sysfs=sysfs, nodes=nodes)
    assert refused.value.code == "bad_source"
    Hold(os.path.realpath(nodes / "event5"), by_path, "It").let_go()
