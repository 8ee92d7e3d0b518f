"""What is chosen and what is ticked can be told without any colour."""

from __future__ import annotations

from tests.tui.driving import EXAM_2, SIZE, Clinic, ready, scan, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.tui.app import TrackerApp
from tracker.tui.widgets.banner import VerdictBanner


def is_chosen(app: TrackerApp, words: str) -> bool:
    return [line[: len(words)] for line in marked(screen_text(app))] == [words]


def marked(shown: str) -> list[str]:
    """The lines that have the sign, from the sign on."""
    return [line[line.index("▸") :] for line in shown.split("\n") if "▸" in line]


async def test_the_chosen_line_of_a_menu_has_a_sign_before_it(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("f8")
        await wait_for(pilot, lambda: is_chosen(app, "▸ scan: type a code "), "the first is chosen")
        await pilot.press("down")
        await wait_for(pilot, lambda: is_chosen(app, "▸ room: next"), "the next is chosen")


async def test_a_box_ticked_and_one_that_is_not_have_different_signs(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
        app.bench.action_new_item()
        await wait_for(pilot, lambda: "[x] its lots are tracked" in screen_text(app), "the form is open")
        await pilot.press("tab", "tab", "tab", "space")
        await wait_for(pilot, lambda: "[ ] its lots are tracked" in screen_text(app), "it is ticked no more")
        assert "[x] it expires" in screen_text(app)


async def test_a_menu_opens_below_the_banner(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
        await pilot.press("f8")
        await wait_for(pilot, lambda: len(marked(screen_text(app))) == 1, "the menu is open")
        assert "? UNKNOWN CODE" in screen_text(app)
        bottom = app.bench.query_one(VerdictBanner).region.bottom
        assert app.screen.query_one(".dialog").region.y >= bottom
