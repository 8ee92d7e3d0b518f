"""Find shows where things are: what is scanned, and what is typed into its field."""

from __future__ import annotations

from functools import partial

import pytest
from textual import events
from textual.widgets import Input

from tests.tui.driving import (
    SIZE,
    Clinic,
    post_keys,
    ready,
    scan,
    screen_text,
    shot,
    wait_for,
)
from tests.tui.resting import driven
from tests.tui.shown import code_of, lines_with
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code


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
