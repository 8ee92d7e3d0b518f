"""What the camera sees, on the screen: outlined, with a word, while scans count as ever."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from textual.pilot import Pilot

from tests.hardware.scenes import linear, scene
from tests.hardware.streams import Stream
from tests.tui.driving import EXAM_2, SIZE, Clinic, banner, ready, scan, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.reading.hints import Hint
from tracker.hardware.reading.view import LEVELS, Mark, Seen, View
from tracker.hardware.sources.lookout import ASKED_WITHIN_S, OLD_S
from tracker.station import Station
from tracker.station.outcomes import DeviceState
from tracker.tui.app import TrackerApp
from tracker.tui.screens.with_cameras import camera_among
from tracker.tui.widgets.half_blocks import Paint, drawn
from tracker.tui.widgets.viewfinder import Picture, Viewfinder, words

WIDE = (120, 40)
LIVE = DeviceState("camera:0", "live", "ready")
CORNERS = ((8.0, 4.0), (40.0, 4.0), (40.0, 16.0), (8.0, 16.0))


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream()
    made.picture = scene(linear(4))
    yield made
    made.close()


def view(seen: Seen, hint: Hint | None = None) -> View:
    grey = np.tile(np.arange(48, dtype=np.uint8) // 3, (24, 1))
    return View(grey, (Mark(CORNERS, seen),), hint, 1, 0.0, 1280, 720)


async def looked_at(app: TrackerApp, pilot: Pilot[None], stream: Stream) -> Station:
    """The app in a room, with the camera attached."""
    await ready(pilot, app)
    await scan(app, pilot, EXAM_2)
    station = app.link.station
    assert isinstance(station, Station)
    station.devices.attach(stream.url)
    await wait_for(pilot, lambda: "camera ●" in screen_text(app), "the camera is live")
    return station


def picture(app: TrackerApp, place: str) -> list[str]:
    """The lines of the picture, where it stands on the screen."""
    found = app.bench.query_one(f"#{place} .picture", Picture)
    region = found.region
    lines = screen_text(app).split("\n")[region.y : region.bottom]
    return [line[region.x : region.right] for line in lines]


def is_seen(app: TrackerApp, place: str) -> bool:
    return any(each.is_on_screen for each in app.bench.query(f"#{place}").results(Viewfinder))


@pytest.mark.parametrize("seen", list(Seen))
@pytest.mark.parametrize("is_shaded", [False, True])
def test_an_outline_says_by_its_signs_what_became_of_the_code(seen: Seen, is_shaded: bool) -> None:
    strips = drawn(view(seen), Paint("#7fb4c8", "#e6b455", "#7cc58f", is_shaded=is_shaded))
    lines = [strip.text for strip in strips]
    sign = {Seen.ACCEPTED: "✔", Seen.DOUBTFUL: "?", Seen.UNREAD: "+"}[seen]
    assert [len(line) for line in lines] == [48] * 12
    assert {(row, line.index(sign), line.rindex(sign)) for row, line in enumerate(lines) if sign in line} == {
        (2, 8, 40),
        (8, 8, 40),
    }


def test_two_pixels_of_a_cell_have_their_own_greys_and_equal_cells_are_one_run() -> None:
    strips = drawn(
        View(np.array([[0] * 5, [LEVELS - 1] * 5], dtype=np.uint8), (), None, 1, 0.0, 5, 2), Paint("red", "red", "red")
    )
    (strip,) = strips
    (run,) = list(strip)
    assert run.text == "▀" * 5
    assert run.style is not None
    assert run.style.color is not None
    assert run.style.bgcolor is not None
    assert (run.style.color.name, run.style.bgcolor.name) == ("#000000", "#ffffff")


@pytest.mark.parametrize("is_dark", [True, False])
def test_without_greys_a_bright_pixel_is_the_brighter_sign_on_either_ground(is_dark: bool) -> None:
    plain = View(np.array([[0, 15], [0, 15]], dtype=np.uint8), (), None, 1, 0.0, 2, 2)
    (strip,) = drawn(plain, Paint("red", "red", "red", is_dark=is_dark, is_shaded=True))
    assert strip.text == (" █" if is_dark else "█ ")


def test_words_say_the_hint_else_what_was_read_else_why_there_is_no_picture() -> None:
    def told(state: DeviceState | None, seen: View | None) -> str:
        return " ".join(part.plain for part in words(state, seen, "Esc  back"))

    assert told(LIVE, view(Seen.UNREAD, Hint.CLOSER)).startswith("▸ CLOSER ")
    assert told(LIVE, view(Seen.ACCEPTED)).startswith("✔ READ ")
    assert told(LIVE, None).startswith("● LIVE No picture yet.")
    gone = DeviceState("camera:0", "waiting", "unplugged", "Plug it in again.")
    assert told(gone, None).startswith("○ WAITING unplugged Plug it in again.")
    assert "Esc  back" in told(gone, None)
    assert told(None, None).startswith("○ NO CAMERA")


def test_the_camera_that_is_live_is_looked_through() -> None:
    scanner, off = DeviceState("serial:/dev/x", "live", "ready"), DeviceState("camera:1", "waiting", "not there")
    assert camera_among((scanner, off, LIVE)) == LIVE
    assert camera_among((scanner, off)) == off
    assert camera_among((scanner, DeviceState("video:a.mkv", "ended", "played"))) is None


async def test_on_a_small_terminal_the_camera_is_looked_at_over_the_list_and_scans_go_on(
    demo: Clinic, stream: Stream
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await looked_at(app, pilot, stream)
        assert any(offer.name == "camera: look" for offer in app.bench.possible())
        app.bench.action_view("camera")
        await wait_for(pilot, lambda: "✔ READ" in screen_text(app), "the code is seen and read")
        await wait_for(pilot, lambda: "NOT OURS   2600447102" in banner(app), "its verdict is in the banner")
        await wait_for(pilot, lambda: "".join(picture(app, "looking")).count("✔") == 4, "the code is outlined")
        lines = picture(app, "looking")
        assert (len(lines), len(lines[0])) == (15, 53)
        assert screen_text(app).startswith(" CAMERA  Exam 2")
        await scan(app, pilot, shot("VENDOR 4711"))
        assert "UNKNOWN CODE" in banner(app)
        assert app.bench.view == "camera"
        await pilot.press("escape")
        await wait_for(pilot, lambda: "still lacks" in screen_text(app), "the list is back")


@pytest.mark.parametrize("command", [Command.NO, Command.DONE])
async def test_no_and_done_close_the_view(demo: Clinic, stream: Stream, command: Command) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await looked_at(app, pilot, stream)
        app.bench.action_view("camera")
        await wait_for(pilot, lambda: is_seen(app, "looking"), "it is open")
        await scan(app, pilot, shot(command_code(command)))
        await wait_for(pilot, lambda: not is_seen(app, "looking"), "it is closed")
        assert app.bench.view == ""


async def test_a_wide_terminal_shows_it_beside_the_list_and_nobody_asks_once_it_is_hidden(
    demo: Clinic, stream: Stream
) -> None:
    stream.picture = scene(linear(0.7))
    app = demo.app()
    async with driven(app, size=WIDE) as pilot:
        station = await looked_at(app, pilot, stream)
        await wait_for(pilot, lambda: "▸ CLOSER" in screen_text(app), "the hint stands beside the list")
        await wait_for(
            pilot, lambda: "still lacks" in screen_text(app) and "Why" in screen_text(app), "so do both lists"
        )
        await pilot.resize_terminal(*SIZE)
        await wait_for(pilot, lambda: not is_seen(app, "beside"), "it is not seen")
        await pilot.pause(ASKED_WITHIN_S + OLD_S + 0.2)  # nobody asks: the last view was made for whoever asked before
        assert station.devices.view(stream.url) is None
        await wait_for(pilot, lambda: station.devices.view(stream.url) is not None, "whoever asks is shown the next")
        assert station.devices.view("serial:/dev/none") is None


@pytest.mark.parametrize("size", [SIZE, WIDE])
async def test_among_the_devices_a_camera_shows_what_it_sees_and_why_it_does_not(
    demo: Clinic, stream: Stream, size: tuple[int, int]
) -> None:
    app = demo.app()
    async with driven(app, size=size) as pilot:
        await looked_at(app, pilot, stream)
        app.bench.action_view("devices")
        await wait_for(pilot, lambda: "✔ READ" in screen_text(app), "the code is seen among the devices")
        await wait_for(pilot, lambda: "last scan" in screen_text(app), "what arrives is said, too")
        stream.close()
        await wait_for(pilot, lambda: "○ WAITING" in screen_text(app), "its state stands where the picture was")


async def test_without_a_camera_nothing_is_offered_and_nothing_is_shown(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=WIDE) as pilot:
        await ready(pilot, app)
        assert not any(offer.name == "camera: look" for offer in app.bench.possible())
        app.bench.action_view("devices")
        await wait_for(pilot, lambda: "keyboard:" in screen_text(app), "the devices are listed")
        assert not any(each.is_on_screen for each in app.bench.query(Viewfinder))


async def test_the_outline_follows_the_code(demo: Clinic, stream: Stream) -> None:
    app = demo.app()

    def column() -> int:
        return min((line.index("✔") for line in picture(app, "looking") if "✔" in line), default=-1)

    async with driven(app, size=SIZE) as pilot:
        await looked_at(app, pilot, stream)
        stream.picture = scene(linear(4), left=100)
        app.bench.action_view("camera")
        await wait_for(pilot, lambda: is_seen(app, "looking"), "it is open")
        await wait_for(pilot, lambda: 4 <= column() <= 8, "the code is outlined on the left")
        stream.picture = scene(linear(4), left=700)
        await wait_for(pilot, lambda: 28 <= column() <= 34, "the code is outlined on the right")
