"""What is to be done, what expires and an item's page: each one key from home, and back."""

from __future__ import annotations

import subprocess
import sys

from tests.tui.driving import SIZE, Clinic, banner, ready, scan, screen_text, shot, wait_for
from tests.tui.reorder_steps import pane, shown
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.tui.panes.duties import DutiesPane


async def test_home_says_what_to_order_after_it_is_drawn_with_the_key_that_leads_there(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        lines = past.station.ask(lambda reader: reader.proposal())
        said = f"order {len(lines)} items"
        await wait_for(pilot, lambda: said in screen_text(app), "the lines to order are told")
        row = next(each for each in screen_text(app).split("\n") if said in each)
        assert row.rstrip().endswith("F4")
        await pilot.press("f4")
        await wait_for(pilot, lambda: app.bench.view == "reorder", "the key leads there")


async def test_home_says_what_is_to_be_done_in_the_words_of_the_list_of_it(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=(120, 40), notifications=True) as pilot:
        await ready(pilot, app)
        duties = past.station.ask(lambda reader: reader.duties())
        assert len(duties) >= 5
        await wait_for(
            pilot,
            lambda: all(each.what in screen_text(app) for each in duties if each.code != "missing"),
            "all of it is told",
        )
        text = screen_text(app)
        places = [text.index(each.what) for each in duties if each.code != "missing"]
        assert places == sorted(places)


async def test_what_expires_is_one_key_from_home_and_its_item_one_more(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await pilot.press("f3")
        await wait_for(pilot, lambda: app.bench.view == "expiring" and "EXPIRED" in screen_text(app), "it is listed")
        await wait_for(pilot, lambda: bool(app.bench.pane.shown_code()), "a lot is under the hand")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.bench.view == "item" and "on order" in banner(app), "the item's page is open")
        await pilot.press("f10")
        await wait_for(pilot, lambda: app.bench.view == "expiring", "it goes back to where it was asked for")


async def test_an_items_page_draws_its_stock_with_what_came_and_the_level(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        line = pane(app).chosen
        assert line is not None
        await pilot.press("f4")
        await wait_for(pilot, lambda: "today" in screen_text(app) and "▲" in screen_text(app), "the stock is drawn")
        text = screen_text(app)
        assert line.situation.item.name in text
        assert f"level {line.level.quantity}" in text
        assert f"{line.usable} " in banner(app)


async def test_an_items_page_is_one_key_from_where_it_was_found(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        item = demo.station.ask(lambda reader: reader.search("Gauze sponge 4×4, sterile, 2s", 1))[0]
        await scan(app, pilot, shot(command_code(Command.FIND)))
        await pilot.pause(0.3)  # a key right behind a scan would be taken for a part of it
        await pilot.press("tab", *"sponge 4")
        # Others have a 4 or a sponge in them while it is typed.
        await wait_for(pilot, lambda: item.code in screen_text(app) and "2×2" not in screen_text(app), "it is found")
        await pilot.press("enter")
        await wait_for(pilot, lambda: " in " in app.bench.drawn.left, "its places are listed")
        await wait_for(pilot, lambda: "F4 item" in screen_text(app), "the key stands below")
        await pilot.press("f4")
        await wait_for(pilot, lambda: app.bench.view == "item" and "on order" in banner(app), "its page is open")
        await wait_for(pilot, lambda: "o sent" in screen_text(app), "the marks are explained")
        assert item.name.partition(",")[0] in banner(app)
        await pilot.press("f10")
        await wait_for(pilot, lambda: app.bench.view == "" and app.bench.pane_name == "find", "it goes back")


def test_the_stock_drawn_for_each_day_is_what_the_ledger_held_on_it(past: Clinic) -> None:
    from datetime import timedelta

    station = past.open()
    line = station.ask(lambda reader: reader.proposal())[0]
    found = station.ask(lambda reader: reader.item_past(line.situation.item.id))
    day, held = found.stock[30]
    assert found.stock[-1] == (station.today(), found.on_hand)
    assert day == station.today() - timedelta(days=60)
    with station.read() as reader:
        inside, outside = (
            int(
                reader.connection.exec_driver_sql(
                    f"SELECT coalesce(sum(p.quantity), 0) FROM posting p JOIN location l ON l.id = p.{end}"
                    " WHERE p.item_id = ? AND p.day <= ? AND l.code NOT LIKE '@%'",
                    (line.situation.item.id, day.isoformat()),
                ).scalar_one()
            )
            for end in ("to_id", "from_id")
        )
    assert held == inside - outside


def test_the_first_screen_loads_no_plot() -> None:
    program = "import sys, tracker.tui.app; print([m for m in sys.modules if 'plotext' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


async def test_what_is_to_be_done_leads_to_each_screen_and_back(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await pilot.press("f2")
        await wait_for(pilot, lambda: app.bench.view == "duties" and "expired" in screen_text(app), "it is listed")
        text = screen_text(app)
        assert text.index("expired lot") < text.index("order ") < text.index("class A"), "what harms most stands first"
        duties = past.station.ask(lambda reader: reader.duties())
        steps = [each.code for each in duties].index("reorder")
        await pilot.press(*["down"] * steps, "enter")
        await wait_for(pilot, lambda: app.bench.view == "reorder", "the line leads there")
        await pilot.press("f10")
        await wait_for(pilot, lambda: app.bench.view == "duties", "and back")
        pane = app.bench.query_one(DutiesPane)
        await wait_for(pilot, lambda: app.bench.is_settled, "it is read anew")
        assert pane.chosen is not None
        assert pane.chosen.code == "reorder", "where one came from"
        await pilot.press("f10")
        await wait_for(pilot, lambda: not app.bench.view, "and home")
        await pilot.press("f2")
        await wait_for(
            pilot, lambda: pane.chosen is not None and pane.chosen == duties[0], "the worst is under the hand"
        )
        await wait_for(pilot, lambda: "▸  ✖ pull" in screen_text(app), "and is shown so")
