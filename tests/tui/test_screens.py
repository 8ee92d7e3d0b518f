"""What the screens show over the demo clinic, read as plain text: words and shapes without any colour."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from textual import events
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import Theme
from textual.widgets import Button, Input, OptionList

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
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code
from tracker.errors import StoreError
from tracker.hardware.scan import PULL_S, Quality, Scan
from tracker.hardware.sources.opening import open_source
from tracker.station import Station
from tracker.tui.app import TrackerApp
from tracker.tui.panes.parked import ParkedPane
from tracker.tui.themes import THEMES
from tracker.tui.widgets.banner import VerdictBanner
from tracker.tui.widgets.topline import TopLine


def code_of(demo: Clinic, name: str) -> str:
    found = demo.station.ask(lambda reader: reader.search(name, 20))
    return next(item.code for item in found if item.name == name)


async def shows(app: TrackerApp, pilot: Pilot[Any], words: str) -> None:
    await wait_for(pilot, lambda: words in screen_text(app), f"the screen shows {words}")


def lines_with(app: TrackerApp, words: str) -> list[str]:
    return [line for line in screen_text(app).split("\n") if words in line]


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


async def test_an_unknown_code_can_be_bound_by_searching_its_item(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
        assert " F2 bind F3 no F4 new " in screen_text(app).split("\n")[-1]
        assert " F7 park " in screen_text(app).split("\n")[-1]
        await pilot.press("f2")
        await wait_for(pilot, lambda: bool(app.screen.query(Input)), "the search is open")
        app.screen.query_one(Input).value = "Urine cup 120 mL"
        await wait_for(pilot, lambda: app.screen.query_one(OptionList).option_count > 0, "something is found")
        await wait_for(
            pilot, lambda: not app.screen.query_one(OptionList).get_option_at_index(0).disabled, "it can be chosen"
        )
        await pilot.press("enter")
        await settled(pilot, app, 4)
        assert app.link.latest is not None
        assert app.link.latest.is_posted
        await scan(app, pilot, shot("VENDOR 4711"))
        assert "Urine cup 120 mL" in banner(app)
        assert "UNKNOWN" not in banner(app)


async def test_a_parked_code_waits_in_its_list_and_is_taken_up_again(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"), shot(command_code(Command.PARK)))
        await pilot.press("f7")
        codes = app.bench.query_one(ParkedPane).query_one(OptionList)
        await wait_for(pilot, lambda: codes.option_count == 1 and app.bench.is_settled, "the code is listed")
        assert "VENDOR 4711" in screen_text(app)
        codes.focus()
        await pilot.press("down", "enter")
        await settled(pilot, app, 4)
        assert "? UNKNOWN CODE" in banner(app)


@pytest.mark.parametrize(("job", "heading"), [(Command.USE, "In Exam 1 "), (Command.OPENED, "Open in Exam 1 ")])
async def test_what_is_listed_of_the_whole_room_is_headed_by_the_room(demo: Clinic, job: Command, heading: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(command_code(job)), shot("L0101128"))
        await wait_for(pilot, lambda: "Exam 1 Supply cart" in screen_text(app).splitlines()[0], "the shelf is in hand")
        await wait_for(pilot, lambda: f"{heading} " in screen_text(app), "what the room holds is listed")


async def test_what_came_in_beside_a_question_is_cut_once_where_the_border_ends(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        shown = app.bench.query_one(VerdictBanner)
        shown.show(shown.verdict, beside=f"first pack not finished  {'Saline flush 10 mL, prefilled ' * 4}")
        await wait_for(pilot, lambda: "first pack not finished" in screen_text(app), "it stands in the border")
        border = next(row for row in screen_text(app).splitlines() if "first pack not finished" in row)
        assert border.count("…") == 1
        assert border.endswith("…  ─╯")


async def test_find_says_how_much_was_found_and_where_the_list_ends(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(command_code(Command.FIND)))
        await pilot.pause(0.3)  # a key right behind a scan would be taken for a part of it
        await pilot.press("e")
        await wait_for(pilot, lambda: "the first 50: type more of it" in screen_text(app), "not all are listed")
        await pilot.press(*"pinephrine")
        found = len(demo.station.ask(lambda reader: reader.search("epinephrine", 50)))
        await wait_for(pilot, lambda: f"{found} found" in screen_text(app), "all are listed")


def typed_in(field: Input, words: str) -> bool:
    return field.value == words


async def test_find_shows_where_a_scanned_item_is(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        item = code_of(demo, "Gauze sponge 4×4, sterile, 2s")
        await scan(app, pilot, shot(command_code(Command.FIND)), shot(item))
        await wait_for(pilot, lambda: bool(lines_with(app, "Exam 2")), "its places are listed")
        assert lines_with(app, "Storeroom") != []


@pytest.mark.parametrize("way", ["at once", "one by one", "pasted"])
async def test_what_is_typed_in_find_goes_into_its_field_without_tab(demo: Clinic, way: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(command_code(Command.FIND)))
        field = app.bench.query_one("#find Input", Input)
        for words in ("saline", "gauze"):  # the second in the place of the first
            await pilot.pause(0.3)  # a key right behind a scan would be taken for a part of it
            if way == "at once":
                post_keys(app, words)
            elif way == "pasted":
                app.post_message(events.Paste(words))
            else:
                await pilot.press(*words)
            await wait_for(pilot, partial(typed_in, field, words), f"{words} is sought")
            await wait_for(pilot, lambda: "counted in" in screen_text(app), "it is found")
            app.bench.set_focus(None)


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


async def test_help_is_about_what_has_focus_and_a_scan_closes_it(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("f1")
        await wait_for(pilot, lambda: "Every room with what it lacks" in screen_text(app), "help is shown")
        await pilot.pause(0.3)  # a scan right behind a key is taken for one that was cut
        await scan(app, pilot, EXAM_2)
        assert len(app.screen_stack) == 1
        assert screen_text(app).startswith(" RESTOCK  Exam 2")


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


async def test_the_palette_names_what_can_be_done_now_as_area_and_action(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        names = [offer.name for offer in app.bench.possible()]
        assert "job: restock" in names
        assert "answer: yes" not in names
        assert all(": " in name for name in names)
        await pilot.press("ctrl+p")
        await wait_for(pilot, lambda: "job: restock" in screen_text(app), "the palette is open")
        await scan(app, pilot, EXAM_2)
        assert screen_text(app).startswith(" RESTOCK  Exam 2")


async def test_the_palette_finds_what_the_menu_lists_from_the_menu_too(demo: Clinic) -> None:
    """The menu itself says that Ctrl+P finds these by name."""
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("f8")
        await wait_for(pilot, lambda: "What now?" in screen_text(app), "the menu is open")
        await pilot.press("ctrl+p")
        await wait_for(pilot, lambda: "Search for commands" in screen_text(app), "the palette is open")
        await wait_for(pilot, lambda: "job: restock" in screen_text(app), "over the work, not over the menu")
        assert "What now?" not in screen_text(app)


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


async def asked(app: TrackerApp, pilot: Pilot[Any], demo: Clinic) -> str:
    """Exam 2 asks about an item that it has no par level for; the banner's lines."""
    await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
    return banner(app)


@pytest.mark.parametrize("other", ["badge", "garbled", "damaged"])
async def test_a_question_stays_on_the_screen_whatever_else_is_scanned(demo: Clinic, other: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        before = await asked(app, pilot, demo)
        station = app.link.station
        assert station is not None
        if other == "garbled":
            station.submit(Scan("4", source="serial:x", at=station.now(), quality=Quality.GARBLED))
        else:
            await pilot.pause(PULL_S + 0.01)
            post_keys(app, shot(badge_code(7) if other == "badge" else "L0010238"))
        await settled(pilot, app, 3)
        assert banner(app) == before
        said = "signed on" if other == "badge" else "one scan could not be read: again, or F8 'scan: type a code'"
        assert said in "\n".join(screen_text(app).split("\n")[1:7])


async def test_yes_by_key_waits_until_the_question_is_what_the_screen_shows(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await asked(app, pilot, demo)
        app.bench.troubled(StoreError("The disk is full.", hint="Free some space.", code="store_full"))
        app.bench.action_command("yes")
        await pilot.pause(0.2)
        assert demo.station.counts.scanned == 2


async def test_no_key_moves_when_another_comes_or_goes(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        places: set[int] = set()
        for step in (EXAM_2, "]C0VENDOR 4711\r", shot(command_code(Command.NO)), shot("L0010238")):
            await scan(app, pilot, step)
            last = screen_text(app).split("\n")[-1]
            places.add(last.index("F8 menu"))
            assert last.endswith("F10 done")
        assert len(places) == 1


async def test_help_in_a_job_is_first_about_the_banner_and_then_about_that_job(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=(80, 60)) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2)
        await pilot.press("f1")
        await shows(app, pilot, "What the banner says")
        shown = screen_text(app)
        assert (
            shown.index("What the banner says") < shown.index("Take what a line says") < shown.index("posted   stock")
        )
        assert "Every room with what it lacks" not in shown


async def test_help_inside_the_form_leaves_what_was_filled_in(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
        await pilot.press("f4")
        await wait_for(pilot, lambda: bool(app.screen.query("#name")), "the form is open")
        app.screen.query_one("#name", Input).value = "Splint"
        await pilot.press("f1")
        await shows(app, pilot, "smallest thing")
        assert app.screen.query_one("#name", Input).value == "Splint"
