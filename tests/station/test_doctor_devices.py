"""What the doctor says of scanners: those plugged in, those the settings name, and what their tests said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.hardware.test_plugged import HID_POS, Machine
from tracker.config import Settings
from tracker.hardware.learning.exchanging import Exchange
from tracker.hardware.learning.learned import GsForm
from tracker.hardware.profile_files import PROFILES, profile_file, save_profile
from tracker.hardware.profiles import ScannerProfile
from tracker.hardware.sources.plugged import Plugged
from tracker.station.examined import Examined
from tracker.station.examining_devices import examine_devices, examine_engines, examine_plugged

DAY = date(2026, 11, 25)
Told = Callable[..., list[Examined]]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "machine").mkdir()
    return Machine(tmp_path / "machine")


@pytest.fixture
def told(machine: Machine, settings: Settings) -> Told:
    """The doctor's lines about scanners, apart from the keyboard's."""

    def lines(*sources: str) -> list[Examined]:
        found = examine_devices(settings.model_copy(update={"sources": sources}), machine.sys, machine.dev)
        return [each for each in found if each.about == "Scanner"]

    return lines


def plug(machine: Machine, node: str = "ttyACM0", name: str = "usb-Symbol-if00", *, is_there: bool = True) -> str:
    """A scanner in serial mode; its lasting URL."""
    machine.usb("1-1", "tty", node)
    if is_there:
        machine.node(node, f"serial/by-id/{name}")
    return f"serial:{machine.dev}/serial/by-id/{name}"


def test_one_that_is_plugged_in_and_allowed_is_told_with_how_to_test_it(machine: Machine, told: Told) -> None:
    url = plug(machine)
    (line,) = told()
    assert line.state == "ok"
    assert f"{url} (Symbol Scanner) is plugged in, and not among the sources" in line.words
    assert line.words.endswith("not tested")
    assert line.hint == f"tracker scanner test {url}"


def test_one_that_may_not_be_opened_comes_with_a_rule_for_it_alone(machine: Machine, told: Told) -> None:
    """Its node is not there, which no user may open, root neither."""
    plug(machine, is_there=False)
    (line,) = told()
    assert line.state == "warning"
    assert "may not be opened by this user" in line.words
    for part in ('ATTRS{idVendor}=="05e0"', 'ATTRS{idProduct}=="1701"', 'MODE="0660"', 'GROUP="scanners"'):
        assert part in line.hint
    assert "0666" not in line.hint


def test_a_hid_pos_scanner_that_may_not_be_opened_has_a_rule_for_hidraw(machine: Machine, told: Told) -> None:
    machine.put("class/hidraw/hidraw0/device/report_descriptor", HID_POS)
    machine.put("class/hidraw/hidraw0/device/uevent", "HID_ID=0003:000005E0:00001300\nHID_NAME=Symbol HID POS\n")
    (line,) = told()
    assert (line.state, "hidpos:05e0:1300" in line.words) == ("warning", True)
    assert 'SUBSYSTEM=="hidraw"' in line.hint
    assert 'ATTRS{idProduct}=="1300"' in line.hint


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (ScannerProfile("", DAY, GsForm.LOST), "not fit for GS1 codes with lot and serial"),
        (ScannerProfile("", DAY, GsForm.KEPT, exchange=Exchange("us", "de")), "exchanged"),
    ],
)
def test_a_test_that_found_a_limit_is_a_warning_with_its_day(
    machine: Machine, told: Told, settings: Settings, profile: ScannerProfile, words: str
) -> None:
    save_profile(settings.home / PROFILES, replace(profile, device=plug(machine)))
    (line,) = told()
    assert line.state == "warning"
    assert "tested 2026-11-25" in line.words
    assert words in line.words
    assert "tracker scanner test" in line.hint


def test_a_good_test_is_told_and_nothing_is_to_be_done(machine: Machine, told: Told, settings: Settings) -> None:
    save_profile(settings.home / PROFILES, ScannerProfile(plug(machine), DAY, GsForm.KEPT))
    (line,) = told()
    assert (line.state, line.hint) == ("ok", "")
    assert "keeps GS" in line.words


def test_a_damaged_profile_is_told_and_not_used(machine: Machine, told: Told, settings: Settings) -> None:
    file = profile_file(settings.home / PROFILES, plug(machine))
    file.parent.mkdir()
    file.write_text("gs = 1")
    (line,) = told()
    assert line.state == "warning"
    assert "its profile is not used" in line.words


def test_one_that_the_settings_name_by_its_number_is_not_told_a_second_time(machine: Machine, told: Told) -> None:
    plug(machine)
    (line,) = told(f"serial:{machine.dev}/ttyACM0?baud=9600")
    assert "not among the sources" not in line.words


def test_a_source_of_no_known_kind_is_a_fault_with_what_may_be_given(told: Told) -> None:
    (line,) = told("serail:/dev/ttyACM0")
    assert line.state == "fault"
    assert "serail:" in line.words
    assert "serial:/dev/ttyACM0" in line.hint


def test_a_source_that_is_not_plugged_in_is_a_fault_that_says_so(machine: Machine, told: Told) -> None:
    (line,) = told(f"serial:{machine.dev}/ttyACM7")
    assert line.state == "fault"
    assert "not there" in line.words


def test_a_driver_that_is_missing_is_a_fault_only_where_the_settings_ask_for_it(settings: Settings) -> None:
    def driver(*sources: str) -> Examined:
        found = examine_engines(settings.model_copy(update={"sources": sources}), version=lambda name: "")
        return next(each for each in found if each.about == "Driver" and "hidpos:" in each.words)

    assert driver().state == "absent"
    assert driver("hidpos:").state == "fault"
    assert "hidapi, which is not installed" in driver("hidpos:").words
    assert "pip install hidapi" in driver("hidpos:").hint


def test_hidapi_without_hidraw_is_told_on_linux_where_it_finds_nothing(settings: Settings) -> None:
    def driver(*modules: str) -> Examined:
        found = examine_engines(settings, lambda name: "0.15.0", lambda module: module in modules)
        return next(each for each in found if each.about == "Driver" and "hidpos:" in each.words)

    assert driver("hidraw", "hid").state == "ok"
    assert driver("hid").state == ("warning" if sys.platform == "linux" else "ok")


def test_a_port_of_windows_is_told_like_any_other(settings: Settings) -> None:
    port = Plugged("serial", "serial:COM7", "USB Serial Device", Path("COM7"), "05e0", "1701", True)
    (line,) = examine_plugged([port], settings)
    assert line.hint == "tracker scanner test serial:COM7"
