"""What the screens show over the demo clinic, read as plain text: words and shapes without any colour."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme
from textual.widgets import Button

from tests.tui.driving import (
    EXAM_2,
    SIZE,
    Clinic,
    banner,
    post_keys,
    ready,
    scan,
    screen_text,
    settled,
    shot,
    wait_for,
)
from tests.tui.resting import driven
from tests.tui.shown import code_of, lines_with, shows
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.errors import StoreError
from tracker.hardware.sources.opening import open_source
from tracker.station import Station
from tracker.tui.app import TrackerApp
from tracker.tui.themes import THEMES
from tracker.tui.widgets.topline import TopLine


async def test_home_says_which_rooms_need_somebody_and_what_to_do_first(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.pause()
        shown = screen_text(app)
        assert shown.split("\n")[0].startswith(" TODAY  Northgate clinic")
        assert "✔ Exam 1                stocked" in shown
        assert "✖ Exam 2                pull 1 lot" in shown
        assert "▼ Exam 5                5 items short" in shown
        assert "pull 3 expired lots" in shown
        assert "6 rooms need something" in shown
        assert "F1 help" in shown


async def test_a_room_opened_shows_what_it_lacks_what_to_pull_and_the_arithmetic(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2)
        assert lines_with(app, "Lidocaine")[0].startswith(" ! Lidocaine 1 % 10 mL vial            2/4     2  ")
        assert lines_with(app, "62 days") != []
        assert lines_with(app, "Povidone swab")[-1].endswith("EXPIRED 2026-11-02")
        assert "4 lines left" in screen_text(app)


async def test_an_accepted_scan_is_said_counted_and_kept_in_the_history(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot(code_of(demo, "Gauze sponge 4×4, sterile, 2s")))
        assert "✔ ACCEPTED   +1  Gauze sponge 4×4, sterile, 2s" in banner(app)
        assert "scanned 2 · posted 1 · noted 1 · refused 0" in screen_text(app)
        assert lines_with(app, "✔ +1  Gauze")[0].startswith("  08:0")
        await pilot.press("f5")
        await settled(pilot, app, 3)
        assert "↶ undone +1  Gauze" in screen_text(app)
        assert "12/24" in screen_text(app)


async def test_a_refusal_has_a_double_border_and_stays_until_it_is_answered(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("L0010238"))
        shown = screen_text(app).split("\n")
        assert [line[:2] for line in shown[1:7]] == ["╔═", *["║ "] * 4, "╚═"]
        assert shown[2].startswith("║ ✖ ")
        assert "F3 no" in shown[-1]
        await pilot.press("f3")
        await settled(pilot, app, 3)
        assert screen_text(app).split("\n")[1].startswith("╭")


async def test_nothing_jumps_between_home_and_a_refusal(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        places = [each.region for each in app.bench.query("TopLine, VerdictBanner, #middle, CountsLine, History")]
        await scan(app, pilot, EXAM_2, shot("L0010238"), shot("VENDOR 4711"))
        assert [
            each.region for each in app.bench.query("TopLine, VerdictBanner, #middle, CountsLine, History")
        ] == places


@pytest.mark.parametrize(("job", "heading"), [(Command.USE, "In Exam 1 "), (Command.OPENED, "Open in Exam 1 ")])
async def test_what_is_listed_of_the_whole_room_is_headed_by_the_room(demo: Clinic, job: Command, heading: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(command_code(job)), shot("L0101128"))
        await wait_for(pilot, lambda: "Exam 1 Supply cart" in screen_text(app).splitlines()[0], "the shelf is in hand")
        await wait_for(pilot, lambda: f"{heading} " in screen_text(app), "what the room holds is listed")


async def test_every_job_has_its_screen_and_an_empty_one_teaches(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        for command, title, teaches in (
            (Command.RECEIVE, "RECEIVE", "1  Scan the shelf"),
            (Command.USE, "USE", "Scan the room"),
            (Command.WASTE, "WASTE", "Scan the room"),
            (Command.TRANSFER, "TRANSFER", "1  Scan the place"),
            (Command.FIND, "FIND", "Type part of a name"),
            (Command.RESTOCK, "RESTOCK", "Rooms that need you"),
            (Command.HOME, "TODAY", "Do first"),
        ):
            app.bench.action_command(command.value)
            await shows(app, pilot, f" {title}")
            await shows(app, pilot, teaches)


async def test_the_next_room_is_the_next_one_that_needs_something(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        for room in ("Exam 2", "Exam 3", "Exam 4"):
            await pilot.press("f9")
            await shows(app, pilot, f" RESTOCK  {room}")


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_app_begins_in_its_theme_as_if_it_were_changed_to_it(demo: Clinic, theme: Theme) -> None:
    begun, changed = demo.app(theme.name), demo.app(next(each.name for each in THEMES if each is not theme))
    looks = []
    for app in (begun, changed):
        async with driven(app, size=SIZE) as pilot:
            await ready(pilot, app)
            app.theme = theme.name
            await pilot.pause()
            looks.append((app.classes, app.screen.styles.background, app.bench.query_one(TopLine).styles.background))
    assert looks[0] == looks[1]
    assert looks[0][1] == Color.parse(theme.background or "")


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_a_side_panel_opens_at_120_columns_under_every_theme(demo: Clinic, theme: str) -> None:
    app = demo.app(theme)
    async with driven(app, size=(120, 40)) as pilot:
        await ready(pilot, app)
        await wait_for(pilot, lambda: "Expires soonest" in screen_text(app), "the panel is open")
        await pilot.resize_terminal(80, 24)
        await wait_for(pilot, lambda: "Expires soonest" not in screen_text(app), "the panel has closed")


async def test_a_clinic_that_cannot_be_opened_is_said_in_words_and_tried_again(demo: Clinic) -> None:
    attempts: list[int] = []

    def open_second_time() -> Station:
        attempts.append(1)
        if len(attempts) == 1:
            raise StoreError("The key is not here.\x1b[2J", hint="Put it back into keys.", code="store_no_key")
        return demo.open()

    app = TrackerApp(open_second_time)
    async with driven(app, size=SIZE) as pilot:
        await wait_for(pilot, lambda: bool(app.screen.query(Button)), "the trouble is said")
        await shows(app, pilot, "✖ THE CLINIC CANNOT BE OPENED")
        shown = screen_text(app)
        assert "The key is not here.\\x1b[2J" in shown
        assert "Put it back into keys." in shown
        post_keys(app, EXAM_2)
        await wait_for(pilot, lambda: app.link.held == 1, "the scan is kept, and no button was pressed")
        await pilot.click("#again")
        await settled(pilot, app, 1)
        assert "ROOM OPEN" in banner(app)


async def test_devices_show_what_arrives_and_the_verdict_of_it(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        app.bench.action_view("devices")
        await shows(app, pilot, "keyboard:")
        assert "SCANNERS" in banner(app)
        await scan(app, pilot, shot("VENDOR 4711"))
        await shows(app, pilot, "last scan  ]C0VENDOR 4711")
        assert "UNKNOWN CODE" in banner(app)


async def test_what_the_keyboard_scans_can_be_recorded_and_replayed(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        app.bench.action_record()
        told = app._notifications
        await wait_for(pilot, lambda: any("patients' codes" in each.message for each in told), "the warning is shown")
        await scan(app, pilot, EXAM_2, "]d2(01)09521234500014\x1d21X\r")
        app.bench.action_record()
        await scan(app, pilot, shot("L0010336"))
    (path,) = demo.home.glob("keyboard-*.jsonl")
    assert path.stat().st_mode & 0o777 == 0o600
    replayed = list(open_source(f"recording:{path}", pace="at_once"))
    assert [(each.aim, each.data) for each in replayed] == [("]C0", "L0010239"), ("]d2", "(01)09521234500014\x1d21X")]
    assert replayed[1].id in [each.scan.id for each in app.link.log]
    # Cut off before the line that says what was made of the keys: it is the same scan, and posts nothing twice.
    lines = path.read_text("ascii").splitlines(keepends=True)
    cut = path.with_name("cut.jsonl")
    cut.write_text("".join(line for line in lines if '"kind"' in line or line == lines[0]), "ascii")
    assert [each.id for each in open_source(f"recording:{cut}", pace="at_once")] == [each.id for each in replayed]
