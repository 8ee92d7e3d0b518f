"""What the command palette and a form's boxes say of a register or the bench is shown letter by letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from textual import events
from textual.command import DiscoveryHit, Hit
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input

from tests.registers.releases import device, gudid, package
from tests.tui.driving import EXAM_2, Clinic, post_keys, ready, screen_text, settled, wait_for
from tests.tui.resting import driven
from tests.tui.test_registered import BOX, WIPE
from tracker.registers import gudid as register
from tracker.tui.commands import Commands, Named

MARKUP = ("[/nope]", "[@click=app.quit]x[/]", "[red]", "a\x1b]52;c;eA==\x07b", "\\[b]", "]")


async def test_a_registers_package_level_is_no_markup(demo: Clinic) -> None:
    level = package(WIPE, BOX, WIPE, "40", "[/nope]")
    release = gudid(demo.home / "release", (device(WIPE, "Aloe", "XL"),), (level,))
    register.take_in(release, demo.home / "registers", date(2026, 11, 16), lambda done, total: None)
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        post_keys(app, f"]d201{BOX}\r")
        await settled(pilot, app, 2)
        app.bench.action_new_item()
        await wait_for(pilot, lambda: bool(app.screen.query("#levels")), "the form is open")
        await wait_for(pilot, lambda: "[/nope]" in screen_text(app), "its level is listed as it is written")


class Offering(Commands):
    """A palette with one offer, which says what it likes."""

    def __init__(self, screen: Screen[None], said: str) -> None:
        super().__init__(screen)
        self._said = said

    def _all(self) -> Iterator[Named]:
        yield f"item: {self._said}", self._said, lambda: None


@pytest.mark.parametrize("text", MARKUP)
async def test_the_palette_shows_what_an_offer_says_and_runs_none_of_it(demo: Clinic, text: str) -> None:
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        provider = Offering(app.bench, text)
        found = [hit async for hit in provider.discover()]
        sought = [hit async for hit in provider.search("item")]
        assert isinstance(found[0], DiscoveryHit)
        assert isinstance(sought[0], Hit)
        for shown in (found[0].prompt, sought[0].prompt):
            assert isinstance(shown, Content)
            assert "\x1b" not in shown.plain
            assert text.replace("\x1b", "\\x1b").replace("\x07", "\\x07") in shown.plain
            assert not any("@click" in str(span.style) for span in shown.spans)
        assert not found[0].help


async def test_what_is_pasted_into_a_field_is_what_could_have_been_typed(demo: Clinic) -> None:
    """A field shows its text as it is: a C1 sequence or a bidi override in it was seen to reach the terminal."""
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        app.bench.action_type_code()
        await wait_for(pilot, lambda: bool(app.screen.query("Input")), "the field is open")
        app.post_message(events.Paste("ab\u202e\u200b\x9b31m[/nope]é\u00a0c"))
        await wait_for(pilot, lambda: bool(app.screen.query_one(Input).value), "it is pasted")
        assert app.screen.query_one(Input).value == "ab31m[/nope]éc"
        assert "ab31m[/nope]éc" in screen_text(app)
