"""A device that does not work says so: in the top line where there is room, and on its own screen with what to do."""

from __future__ import annotations

import errno
import re
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.driving import SIZE, Clinic, ready, screen_text, wait_for
from tests.tui.resting import driven
from tracker.errors import DeviceError
from tracker.hardware.sources import live, troubles
from tracker.hardware.sources.troubles import IN_SHORT, in_short
from tracker.station.device_states import faulty, opening
from tracker.station.device_states import ready as is_ready
from tracker.station.outcomes import DeviceState
from tracker.text import safe, without_secrets
from tracker.tui.app import TrackerApp
from tracker.tui.panes.devices import BEFORE, Scanners, name_width, shown_names
from tracker.tui.seam import StationLike
from tracker.tui.seam_services import DevicesLike
from tracker.tui.showing import wrapped
from tracker.tui.widgets.choices import CHOSEN
from tracker.tui.widgets.topline import wordings

PORT = "serial:/dev/serial/by-id/usb-Zebra_Technologies_DS2208_S-N_12345678-if00"
WHAT = f"The scanner at {PORT.partition(':')[2]}"
FAULTS = (
    troubles.not_there(WHAT),
    troubles.unplugged(WHAT),
    troubles.driver_missing("hidpos:", "Install hidapi: pip install hidapi; or set the scanner to USB COM."),
    troubles.not_opened(WHAT, errno.EACCES, "tty", "05e0", "1200"),
    troubles.not_opened(WHAT, errno.EACCES, "input"),
    troubles.not_opened(WHAT, errno.EBUSY, "tty"),
    troubles.same_as(WHAT, "hidpos:05e0:1200"),
    live._silent("shows one and the same picture"),
    troubles.not_reached("The scanner at 10.0.0.7:4001", ConnectionRefusedError()),
    troubles.hung_up("The scanner at 10.0.0.7:4001"),
    troubles.has_password(),
    troubles.no_pictures("The camera at 10.0.0.7:8080", "none came within 4 seconds"),
    troubles.not_reached("The camera at 10.0.0.7:8080"),
    troubles.no_stream("The camera at 10.0.0.7:8080", "text/html"),
    troubles.refused_call("The camera at 10.0.0.7:8080", 401),
    troubles.untrusted("The camera at 10.0.0.7:8080"),
    troubles.stream_ended("The camera at 10.0.0.7:8080"),
    DeviceError("Several scanners fit hidpos:.", hint="Give one of: 05e0:1200, 0c2e:0b81.", code="which_device"),
    DeviceError("'bauds' is not an option of this source.", hint="There are: baud, beep.", code="bad_source"),
    DeviceError(
        "'teleport:' is not a kind of source that is known.", hint="Give images:FOLDER.", code="unknown_source"
    ),
    DeviceError("/gone: there is no such file or folder.", hint="Give images:FOLDER.", code="no_such_source"),
    DeviceError("A keyboard can be read only by the app.", hint="Take it out.", code="keyboard_needs_app"),
    DeviceError("a fault of the program: KeyError", hint="Open it again.", code="fault"),
)


class Ailing:
    """The station with other devices than it has."""

    def __init__(self, station: StationLike) -> None:
        self._station = station
        self.devices = AilingDevices(station.devices)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._station, name)


class AilingDevices:
    def __init__(self, devices: DevicesLike) -> None:
        self._devices = devices
        self.shown: tuple[DeviceState, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._devices, name)

    def states(self) -> tuple[DeviceState, ...]:
        return self.shown


class Ward:
    """An app over the demo clinic whose devices ail as the test says."""

    def __init__(self, demo: Clinic) -> None:
        self.station: Ailing | None = None
        self.demo = demo
        self.app = TrackerApp(self._open, theme="dark")

    def _open(self) -> StationLike:
        self.station = Ailing(self.demo.open())
        return cast("StationLike", self.station)

    def show(self, *devices: DeviceState) -> None:
        assert self.station is not None
        self.station.devices.shown = devices
        self.app.bench.tick()


def words_of(text: str) -> str:
    return re.sub(r"[\s!▸○●▃▁▂▄▅▆▇█]+", "", text)


def test_every_code_of_a_trouble_has_words_for_the_status_bar_and_is_tested_here() -> None:
    said = set(re.findall(r'code="([a-z_]+)"', Path(troubles.__file__).read_text("utf-8")))
    assert said <= set(IN_SHORT)
    assert said | set(IN_SHORT) <= {fault.code for fault in FAULTS}
    assert all(fault.hint for fault in FAULTS)
    assert all(cell_len(words) <= len("not plugged in") for words in IN_SHORT.values())


def test_only_what_is_waited_for_is_said_to_be_opened_by_itself_and_only_once() -> None:
    assert not [fault.code for fault in FAULTS if "opened by itself" in fault.hint]
    waited = [state for state in (faulty(PORT, fault) for fault in FAULTS) if "opened by itself" in state.hint]
    assert waited
    assert {state.state for state in waited} == {"waiting"}


async def test_at_eighty_columns_the_screen_says_what_is_wrong_and_what_to_do_and_cuts_nothing(demo: Clinic) -> None:
    ward = Ward(demo)
    async with driven(ward.app, size=SIZE) as pilot:
        await ready(pilot, ward.app)
        ward.app.bench.action_view("devices")
        await wait_for(pilot, lambda: "keyboard:" in screen_text(ward.app), "the devices are shown")
        for fault in FAULTS:
            ward.show(faulty(PORT, fault))
            told = words_of(f"{fault.message} {fault.hint}")
            await wait_for(pilot, lambda: told in words_of(screen_text(ward.app)), fault.code)  # noqa: B023 - within the turn
            in_its_row = f" {in_short(fault.code)}\n"
            await wait_for(pilot, lambda: in_its_row in screen_text(ward.app), in_its_row)  # noqa: B023 - likewise
            top, *_ = screen_text(ward.app).split("\n")
            assert re.fullmatch(r" DEVICES  Northgate clinic +scanner [○✖] (.+)  \d\d:\d\d", top), top
            assert f" {in_short(fault.code)}  " in top
        before = [each.region for each in ward.app.bench.query("TopLine, VerdictBanner, #middle, CountsLine, History")]
        ward.show(is_ready(PORT))
        await pilot.pause()
        regions = [each.region for each in ward.app.bench.query("TopLine, VerdictBanner, #middle, CountsLine, History")]
        assert regions == before


BY_ID = "/dev/serial/by-id/usb-Zebra_Technologies_DS{model}_S-N_{number}-if00"
ALIKE = (
    f"serial:{BY_ID.format(model='2208', number='12345678')}",
    f"serial:{BY_ID.format(model='2208', number='12345679')}",
    f"serial:{BY_ID.format(model='4308', number='12345678')}",
    "serial:/dev/ttyACM0?baud=115200&parity=even&beep=honeywell",
    "serial:/dev/ttyACM1?baud=115200&parity=even&beep=honeywell",
)


@pytest.mark.parametrize("size", [SIZE, (120, 36)])
async def test_devices_whose_names_are_long_and_alike_are_told_apart(demo: Clinic, size: tuple[int, int]) -> None:
    ward = Ward(demo)
    async with driven(ward.app, size=size) as pilot:
        await ready(pilot, ward.app)
        ward.app.bench.action_view("devices")
        await wait_for(pilot, lambda: "keyboard:" in screen_text(ward.app), "the devices are shown")
        for pair in combinations(ALIKE, 2):
            ward.show(*map(is_ready, pair))
            await pilot.pause()
            keyboard, *names = names_on(ward.app)
            assert keyboard == "keyboard:"
            assert len(set(names)) == 2, names
            assert all(name == url or is_cut(name, url) for name, url in zip(names, pair, strict=True)), names


async def test_names_are_broken_anew_when_the_window_changes(demo: Clinic) -> None:
    ward = Ward(demo)
    async with driven(ward.app, size=(140, 36)) as pilot:
        await ready(pilot, ward.app)
        ward.app.bench.action_view("devices")
        ward.show(is_ready(ALIKE[3]))
        await wait_for(pilot, lambda: "keyboard:" in screen_text(ward.app), "the devices are shown")
        ward.show(is_ready(ALIKE[3]))
        await wait_for(pilot, lambda: ALIKE[3] in screen_text(ward.app), "there is room for all of the name")
        for timer in list(ward.app.bench._timers):
            timer.pause()  # no tick draws it
        await pilot.resize_terminal(*SIZE)
        await wait_for(pilot, lambda: " … " in names_on(ward.app)[-1], "it is cut now")


def is_cut(name: str, url: str) -> bool:
    head, sign, tail = name.partition(" … ")
    return bool(sign) and url.startswith(head) and url.endswith(tail)


def names_on(app: TrackerApp) -> list[str]:
    """The names in the list of devices as they are on the screen, those that stand in several rows put together."""
    region = app.bench.query_one("DevicesPane #scanners", Scanners).region
    names: list[str] = []
    for row in screen_text(app).split("\n")[region.y : region.bottom]:
        sign, name = row[:BEFORE].replace(CHOSEN, "").strip(" "), row[BEFORE:][: name_width(region.width)].rstrip(" ")
        if sign:
            names.append(name)
        elif names:
            names[-1] += name
    return names


@given(st.lists(st.sampled_from(ALIKE) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=6))
def test_two_devices_never_look_the_same(urls: list[str]) -> None:
    shown = ["".join(rows).replace(" ", "") for rows in shown_names(tuple(map(is_ready, urls)), 24)]
    told_apart = {safe(without_secrets(url)).replace(" ", "") for url in urls}
    assert len(told_apart) <= len(set(shown)) <= len(set(urls))


def test_two_cameras_whose_addresses_differ_in_their_keys_are_numbered() -> None:
    urls = [f"mjpeg:http://10.0.0.7/video?key={key}" for key in ("s3cret", "s4cret")]
    shown = shown_names(tuple(map(is_ready, urls)), 60)
    assert shown == [[f"mjpeg:http://10.0.0.7/video?... no. {number}"] for number in (1, 2)]


async def test_the_devices_stand_there_at_once_and_not_at_the_next_tick(demo: Clinic) -> None:
    ward = Ward(demo)
    async with driven(ward.app, size=SIZE) as pilot:
        await ready(pilot, ward.app)
        for timer in list(ward.app.bench._timers):
            timer.pause()  # the clock ticks no more
        ward.app.bench.action_view("devices")
        await wait_for(pilot, lambda: "keyboard:" in screen_text(ward.app), "the devices are shown")
        await wait_for(pilot, lambda: "F6 tests a scanner" in screen_text(ward.app), "and what to do")


async def test_where_there_is_no_room_for_the_words_nothing_but_the_place_is_cut(demo: Clinic) -> None:
    ward = Ward(demo)
    async with driven(ward.app, size=SIZE) as pilot:
        await ready(pilot, ward.app)
        unplugged, silent = faulty(PORT, FAULTS[1]), faulty("camera:0", FAULTS[7])
        ward.show(is_ready(PORT), silent)
        words = "  scanner ●  camera ○ silent  "
        await wait_for(pilot, lambda: words in screen_text(ward.app).split("\n")[0], "both are said in words")
        await pilot.resize_terminal(60, 24)
        ward.show(unplugged, silent)
        await pilot.pause()
        top = screen_text(ward.app).split("\n")[0]
        assert re.search(r" keyboard ●  scanner ○  camera ○  \d\d:\d\d$", top), top


DEVICES = st.lists(
    st.sampled_from([is_ready(PORT), opening("camera:0"), *(faulty("hidpos:", fault) for fault in FAULTS)]), max_size=6
)


@given(DEVICES.map(tuple))
def test_what_says_more_comes_first_and_a_device_that_is_not_live_is_never_called_so(
    devices: tuple[DeviceState, ...],
) -> None:
    telling, plain, least = (" ".join(signs) for signs in wordings(devices))
    for each in devices:
        assert in_short(each.code) in telling
    assert len(least) <= len(plain)
    live_count = sum(each.state == "live" for each in devices)
    assert least == (f"scanners {live_count} of {len(devices)}" if devices else plain)


_WORDY = st.lists(st.text(max_size=12) | st.sampled_from(["", " ", "  "]), max_size=20).map(" ".join)


@given(st.text(max_size=200) | _WORDY, st.integers(4, 90))
@example(" ", 4)
@example("   a", 4)
@example("abcd ", 4)
def test_words_in_rows_lose_nothing_and_are_never_wider_than_the_room(text: str, width: int) -> None:
    rows = wrapped(text, width)
    assert rows
    assert all(cell_len(row) <= width for row in rows)
    assert "".join(rows).replace(" ", "") == "".join(wrapped(text, 10_000)).replace(" ", "")


async def test_eleven_devices_are_seen_at_once_and_the_arrows_tell_of_each(demo: Clinic) -> None:
    ward = Ward(demo)
    async with driven(ward.app, size=SIZE) as pilot:
        await ready(pilot, ward.app)
        ward.app.bench.action_view("devices")
        await wait_for(pilot, lambda: "keyboard:" in screen_text(ward.app), "the devices are shown")
        ailing = [faulty(f"serial:/dev/ttyACM{number}", troubles.not_there(f"Number {number}")) for number in range(9)]
        ward.show(is_ready("hidpos:"), *ailing)
        await wait_for(
            pilot, lambda: "Number 0 is not there. Plug it in." in screen_text(ward.app), "the first that ails"
        )
        listed = ["keyboard:", "hidpos:", *(each.url for each in ailing)]
        await wait_for(pilot, lambda: names_on(ward.app) == listed, "all of them are listed")
        await wait_for(pilot, lambda: isinstance(ward.app.bench.focused, Scanners), "arrows go to the list")
        for number in range(1, 9):
            await pilot.press("down")
            said = f"Number {number} is not there."
            await wait_for(pilot, lambda: said in screen_text(ward.app), said)  # noqa: B023 - within the turn
        ward.show(is_ready("hidpos:"), *map(is_ready, (each.url for each in ailing)))
        await wait_for(pilot, lambda: "LIVE  serial:/dev/ttyACM8  ready" in screen_text(ward.app), "it stays chosen")
        await pilot.press("home")
        await wait_for(pilot, lambda: "LIVE  keyboard:" in screen_text(ward.app), "the keyboard is one of them")


async def test_a_password_and_a_key_in_an_address_are_nowhere_on_the_screen(demo: Clinic) -> None:
    ward = Ward(demo)
    urls = ("mjpeg:http://nurse:opensesame@10.0.0.7/video", "mjpeg:http://10.0.0.7/video?token=opensesame")
    async with driven(ward.app, size=(140, 40)) as pilot:
        await ready(pilot, ward.app)
        ward.app.bench.action_view("devices")
        await wait_for(pilot, lambda: "keyboard:" in screen_text(ward.app), "the devices are shown")
        ward.show(faulty(urls[0], troubles.has_password()), faulty(urls[1], troubles.same_as("It", urls[0])))
        for _ in urls:
            shown = ["keyboard:", "mjpeg:http://...@10.0.0.7/video", "mjpeg:http://10.0.0.7/video?..."]
            await wait_for(pilot, lambda: names_on(ward.app) == shown, "both are listed")  # noqa: B023 - within the turn
            assert "opensesame" not in screen_text(ward.app)
            await pilot.press("down")
