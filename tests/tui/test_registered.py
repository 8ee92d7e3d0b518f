"""A new item that a public register knows: the form is filled in, and the person decides."""

from __future__ import annotations

from datetime import date

from stdnum import ean
from textual.widgets import Input

from tests.registers.releases import device, gudid, package
from tests.tui.driving import EXAM_2, Clinic, banner, post_keys, ready, screen_text, settled, wait_for
from tests.tui.resting import driven
from tracker.registers import gudid as register
from tracker.tui.dialogs.new_item import LONGEST_NAME


def gtin(body: str) -> str:
    return body + ean.calc_check_digit(body)


WIPE, BOX = gtin("0952123466600"), gtin("1952123466600")
HOSTILE = "Aloe [red]wipe[/] \x1b]0;x\x07"


def with_register(demo: Clinic, brand: str = "Aloe Wipe") -> None:
    release = gudid(demo.home / "release", (device(WIPE, brand, "XL"),), (package(WIPE, BOX, WIPE, "40"),))
    register.take_in(release, demo.home / "registers", date(2026, 11, 16), lambda done, total: None)


async def test_the_form_is_filled_in_and_what_is_saved_counts_boxes(demo: Clinic) -> None:
    with_register(demo)
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        post_keys(app, f"]d201{BOX}\r")
        await settled(pilot, app, 2)
        assert "GUDID: box of 40 × Aloe Wipe XL" in banner(app)
        app.bench.action_new_item()
        await wait_for(pilot, lambda: bool(app.screen.query("#name")), "the form is open")
        assert app.screen.query_one("#name", Input).value == "Aloe Wipe XL"
        shown = screen_text(app)
        assert "GUDID · Acme" in shown
        assert "its packages: each 1, box 40" in shown
        await pilot.press("f10")
        await settled(pilot, app, 3)
        (item,) = demo.station.ask(lambda reader: reader.search("Aloe Wipe XL", 5))
        asked = demo.station.ask(lambda reader: reader.answered(f"01{BOX}", "]d2"))
        assert asked == item


async def test_hostile_words_of_a_register_are_shown_as_they_are(demo: Clinic) -> None:
    with_register(demo, HOSTILE)
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        post_keys(app, f"]d201{BOX}\r")
        await settled(pilot, app, 2)
        assert "[red]wipe[/]" in banner(app)
        app.bench.action_new_item()
        await wait_for(pilot, lambda: bool(app.screen.query("#name")), "the form is open")
        assert "\x1b" not in app.screen.query_one("#name", Input).value


async def test_long_words_are_cut_and_everything_stays_in_sight_at_80_by_24(demo: Clinic) -> None:
    boxes = tuple(package(WIPE, gtin(f"{n}952123466600"), WIPE, f"{n}0", "Transport package") for n in range(1, 9))
    ended = "Not in Commercial Distribution"
    release = gudid(demo.home / "release", (device(WIPE, "Aloe wipe " * 9, "XL", status=ended, maker="M" * 90),), boxes)
    register.take_in(release, demo.home / "registers", date(2026, 11, 16), lambda done, total: None)
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        post_keys(app, f"]d201{WIPE}\r")
        await settled(pilot, app, 2)
        assert ended in " ".join(banner(app).split())
        assert "Leave it? NO." in banner(app)
        app.bench.action_new_item()
        await wait_for(pilot, lambda: bool(app.screen.query("#name")), "the form is open")
        name = app.screen.query_one("#name", Input).value
        assert len(name) == LONGEST_NAME
        assert set(name.split()) <= {"Aloe", "wipe"}, "nothing that is no part of the name is saved as one"
        shown = screen_text(app)
        assert ended in shown
        assert "its packages: each 1" in shown
        assert "F10 or DONE saves it" in shown
