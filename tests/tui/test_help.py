"""Help is about what has focus, the palette names what can be done now, and keys keep their places."""

from __future__ import annotations

from textual.widgets import Input

from tests.tui.driving import (
    EXAM_2,
    SIZE,
    Clinic,
    ready,
    scan,
    screen_text,
    shot,
    wait_for,
)
from tests.tui.resting import driven
from tests.tui.shown import shows
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code


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
