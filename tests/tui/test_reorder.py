"""The buyer's screen: what to order with its arithmetic, changed or left out, and made into orders that can be sent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.made_once import MadeOnce
from tests.tui.driving import SIZE, Clinic, banner, post_keys, ready, scan, screen_text, shot, wait_for
from tests.tui.past import build_past
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import demo_settings
from tracker.inventory.entries import SupplierRow
from tracker.inventory.import_buying import import_suppliers
from tracker.inventory.purchase_order_facts import OrderState
from tracker.journal.pen import Pen
from tracker.station.opening import open_pen
from tracker.tui.allowing import Now, may
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.deeds import DeedsDialog
from tracker.tui.dialogs.packs import PacksDialog
from tracker.tui.panes.duties import DutiesPane
from tracker.tui.panes.reorder import ReorderPane
from tracker.tui.panes.reorder_made import key_of


@pytest.fixture(scope="session")
def past_template(made_once: MadeOnce) -> Path:
    return made_once("past", build_past)


@pytest.fixture
def past(past_template: Path, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(past_template, tmp_path / "clinic")
    yield made
    for station in made.stations:
        station.close()


def pane(app: TrackerApp) -> ReorderPane:
    return next(iter(app.bench.query("#reorder").results(ReorderPane)))


async def shown(pilot: Pilot[Any], app: TrackerApp) -> None:
    """The buyer's screen, from the first one by its key."""
    await ready(pilot, app)
    await pilot.press("f4")
    await wait_for(pilot, lambda: app.bench.view == "reorder" and "as of" in app.bench.drawn.left, "it is reckoned")
    await wait_for(pilot, lambda: pane(app).chosen is not None, "a line is under the hand")


async def made(pilot: Pilot[Any], app: TrackerApp) -> None:
    await pilot.press("f6")
    await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "it is asked")
    await pilot.press("down", "enter")
    await wait_for(pilot, lambda: app.bench.view == "orders" and "○" in screen_text(app), "the drafts are listed")


async def done_with(pilot: Pilot[Any], app: TrackerApp, words: str) -> None:
    """Choose a deed for the order under the hand, by its words."""
    await pilot.press("enter")
    await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "the deeds are offered")
    rows = screen_text(app).split("\n")
    first = next(place for place, each in enumerate(rows) if "leave it" in each)
    there = next(place for place, each in enumerate(rows) if words in each)
    await pilot.press(*["down"] * (there - first), "enter")


async def test_each_line_says_its_arithmetic_and_what_its_rule_would_have_served(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        text = screen_text(app)
        chosen = pane(app).chosen
        assert chosen is not None
        level, usable, lacks = chosen.level.quantity, chosen.usable, chosen.lacks
        assert f"Level {level} - {usable} usable - 0 on order = {lacks}" in text
        assert "Achieved fill" in text
        assert "TO ORDER" in banner(app)
        before = chosen.situation.item.name
        await pilot.press("down")
        await wait_for(pilot, lambda: pane(app).chosen is not chosen, "the next one is under the hand")
        after = pane(app).chosen
        assert after is not None
        assert after.situation.item.name != before
        await wait_for(pilot, lambda: f"Level {after.level.quantity} - " in screen_text(app), "it is explained")


async def test_what_threatens_most_to_run_out_stands_first(past: Clinic) -> None:
    lines = past.open().ask(lambda reader: reader.proposal())
    days = [each.usable / each.level.per_day for each in lines if each.level.per_day]
    assert days == sorted(days)
    assert len(days) >= 5


async def test_a_changed_line_is_ordered_as_changed_and_one_left_out_not_at_all(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        first = pane(app).chosen
        assert first is not None
        assert first.packed is not None
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press(*str(first.packed.packs + 3), "enter")
        await wait_for(pilot, lambda: "by hand" in screen_text(app), "it is changed")
        await pilot.press("down")
        second = pane(app).chosen
        assert second is not None
        await pilot.press("x")
        await wait_for(pilot, lambda: "left out" in screen_text(app), "it is left out")
        await made(pilot, app)
        station = past.station
        ordered = [each for order in station.ask(lambda reader: reader.purchase_orders()) for each in order.lines]
        packs = {each.item.id: each.packs for each in ordered}
        assert packs[first.situation.item.id] == first.packed.packs + 3
        assert second.situation.item.id not in packs
        why = next(each.why for each in ordered if each.item.id == first.situation.item.id)
        assert why.endswith(f"made {first.packed.packs + 3} by hand.")


async def test_more_than_a_year_s_use_is_asked_about_once_more(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        first = next(each for each in pane(app).lines if each.level.per_day > 0 and each.packed is not None)
        await pilot.press(*["down"] * pane(app).lines.index(first))
        assert first.packed is not None
        wanted = int(first.level.per_day * 365 * 1.5 / first.packed.offer.factor) + 1
        assert wanted > 10
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press(*str(wanted), "enter")
        await wait_for(pilot, lambda: "Is that meant?" in screen_text(app), "it is asked about")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "by hand" in screen_text(app), "it is changed")


async def test_no_packs_are_refused_in_the_dialog_and_change_nothing(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        before = pane(app).lines
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press("0", "enter")
        await wait_for(pilot, lambda: "cannot be ordered" in screen_text(app), "it is refused")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.screen.is_modal, "it is left")
        assert pane(app).lines == before


async def test_orders_are_made_once_whoever_asks_again(past: Clinic) -> None:
    """What is in drafts counts as on order, and nothing of it is proposed anew."""
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        suppliers = {each.situation.supplier.id for each in pane(app).wanted if each.situation.supplier}
        await made(pilot, app)
        orders = past.station.ask(lambda reader: reader.purchase_orders())
        assert len(orders) == len(suppliers)
        assert {order.state for order in orders} == {OrderState.DRAFT}
        await pilot.press("f9")
        await wait_for(pilot, lambda: "NOTHING TO ORDER" in banner(app), "nothing is left to order")


async def test_what_another_desk_has_ordered_meanwhile_is_not_ordered_twice(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        station = past.station
        station.buying.make_drafts(station.ask(lambda reader: reader.proposal()))
        before = station.ask(lambda reader: reader.purchase_orders())
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "it is asked")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: "NOT DONE" in screen_text(app), "it is refused")
        assert station.ask(lambda reader: reader.purchase_orders()) == before


async def test_a_careless_enter_makes_no_orders(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "it is asked")
        await pilot.press("enter")
        await wait_for(pilot, lambda: not app.screen.is_modal, "it is left")
        assert past.station.ask(lambda reader: reader.purchase_orders()) == ()


async def test_a_draft_is_sent_with_its_files_and_then_closed_with_what_fell_short(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await made(pilot, app)
        await done_with(pilot, app, "it is sent")
        await wait_for(pilot, lambda: "sent today" in screen_text(app), "it is on its way")
        sent = next(
            each for each in past.station.ask(lambda reader: reader.purchase_orders()) if each.state is OrderState.SENT
        )
        folder = past.home / "orders"
        assert (folder / f"{sent.number}.pdf").read_bytes().startswith(b"%PDF")
        assert sent.lines[0].item.code in (folder / f"{sent.number}.csv").read_text()
        await done_with(pilot, app, "close it")
        await wait_for(pilot, lambda: "short" in screen_text(app), "what fell short is told")
        states = [each.state for each in past.station.ask(lambda reader: reader.purchase_orders())]
        assert states.count(OrderState.CLOSED) == 1


async def test_the_orders_code_opens_its_delivery_and_leaves_the_list_of_orders(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await made(pilot, app)
        await done_with(pilot, app, "it is sent")
        await wait_for(pilot, lambda: "sent today" in screen_text(app), "it is on its way")
        sent = next(
            each for each in past.station.ask(lambda reader: reader.purchase_orders()) if each.state is OrderState.SENT
        )
        await pilot.pause(0.3)  # a scan right behind a key would be taken for more keys
        await scan(app, pilot, shot(sent.number))
        await wait_for(pilot, lambda: app.bench.view == "" and app.link.desk.job.value == "receive", "it is received")
        name = sent.lines[0].item.name[:12]
        await wait_for(
            pilot, lambda: any(name in row for row in screen_text(app).split("\n")[7:]), "its lines are to be seen"
        )


async def test_a_scan_counts_as_ever_before_this_screen_and_in_its_dialogs(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.pause(0.15)
        post_keys(app, shot(command_code(Command.RESTOCK)))
        await wait_for(pilot, lambda: app.link.desk.job.value == "restock", "the job is open")
        assert app.bench.view == ""


async def test_without_orders_the_list_says_how_one_is_made(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("f9")
        await wait_for(pilot, lambda: "No orders yet" in screen_text(app), "it teaches")
        await pilot.press("f10")
        await wait_for(pilot, lambda: app.bench.view == "", "DONE goes back")


@pytest.mark.parametrize("view", ["reorder", "orders"])
def test_at_the_buyers_desk_no_key_does_what_belongs_to_a_job(view: str) -> None:
    from tracker.jobs.desk import Desk, JobName

    for job in JobName:
        now = Now(Desk(job=job), view, "", has_label=True)
        assert not any(may(each, now) for each in ("quantity", "nth", "slot", "waste", "reasons", "next_room", "label"))


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


async def test_what_if_a_higher_service_level_held_is_told_and_ordered_only_after_it_was_said(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        as_set = {each.situation.item.id: each.level.quantity for each in pane(app).lines}
        for _ in range(5):
            await pilot.press("l")
        await wait_for(pilot, lambda: "WHAT IF 99% service" in banner(app), "it is told")
        await wait_for(pilot, lambda: any("for 99%" in each.why for each in pane(app).lines), "it is reckoned")
        higher = [each for each in pane(app).lines if each.level.per_day and each.situation.item.id in as_set]
        assert higher
        assert all((each.level.quantity or 0) > (as_set[each.situation.item.id] or 0) for each in higher)
        await pilot.press("f6")
        await wait_for(pilot, lambda: "not as it is set" in screen_text(app), "it is said before it is ordered")
        await pilot.press("escape", "l")
        await wait_for(pilot, lambda: "TO ORDER" in banner(app), "all is as it is set again")


async def test_what_was_changed_and_left_out_is_there_again_after_a_what_if(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        first = pane(app).chosen
        assert first is not None
        assert first.packed is not None
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press(*str(first.packed.packs + 3), "enter")
        await wait_for(pilot, lambda: "by hand" in screen_text(app), "it is changed")
        await pilot.press("down")
        second = pane(app).chosen
        assert second is not None
        await pilot.press("x")
        await wait_for(pilot, lambda: "left out" in screen_text(app), "it is left out")
        for service in ("85%", "90%", "95%", "98%", "99%"):
            await pilot.press("l")
            await wait_for(pilot, lambda service=service: f"WHAT IF {service}" in banner(app), "it is told")  # type: ignore[misc]
        await wait_for(pilot, lambda: any("for 99%" in each.why for each in pane(app).lines), "it is reckoned")
        assert key_of(second) not in {key_of(each) for each in pane(app).wanted}, "left out stays left out"
        assert "without the 1 line changed by hand" in banner(app), "it is said at once that the change is not in it"
        await pilot.press("f6")
        await wait_for(pilot, lambda: "1 line that was changed" in screen_text(app), "what is not in it is said")
        await pilot.press("escape")
        await pilot.press("l")
        await wait_for(pilot, lambda: "TO ORDER" in banner(app), "all is as it is set again")
        made = {key_of(each): each for each in pane(app).wanted}
        again = made[key_of(first)].packed
        assert again is not None
        assert again.packs == first.packed.packs + 3
        assert key_of(second) not in made


async def test_what_is_tried_stays_told_while_a_refused_scan_has_the_banner(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("l")
        await wait_for(pilot, lambda: "WHAT IF 85% service" in banner(app), "it is told")
        await pilot.pause(0.3)  # a scan right behind a key would be taken for more keys
        await scan(app, pilot, shot("I00010475"))
        await wait_for(pilot, lambda: "WHAT IF" not in banner(app), "the scan has the banner")
        assert app.bench.view == "reorder"
        assert "WHAT IF 85% service" in screen_text(app)


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


async def test_a_par_level_that_no_longer_fits_is_taken_with_one_key(lived_template: Path, tmp_path: Path) -> None:
    lived = Clinic(lived_template, tmp_path / "home")
    app = lived.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        before = lived.station.ask(lambda reader: reader.par_drift())
        app.bench.action_view("par")
        await wait_for(pilot, lambda: "Saline flush" in screen_text(app), "what does not fit is listed")
        await pilot.press("enter")
        await wait_for(
            pilot, lambda: len(lived.station.ask(lambda reader: reader.par_drift())) == len(before) - 1, "it is set"
        )
        after = lived.station.ask(lambda reader: reader.par_drift())
        (taken,) = {(each.room.id, each.item.id) for each in before} - {(each.room.id, each.item.id) for each in after}
        assert taken == (before[0].room.id, before[0].item.id), "the one under the hand, and no other"
        await wait_for(pilot, lambda: app.bench.is_settled, "the list is read anew")
        await pilot.press("f6")
        await wait_for(pilot, lambda: "Set " in screen_text(app), "all of them are asked about")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: "Every par level fits" in screen_text(app), "none is left")


def with_minimum(past: Clinic, micros: int) -> None:
    """Every supplier takes no order for less."""
    store, journal = open_pen(demo_settings(past.home))
    with store.writing() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM supplier")]
        rows = [SupplierRow(name, None, micros, "", 2) for name in names]
        import_suppliers(connection, rows, Pen(journal, "2026-11-16T08:00:00.000Z"), lambda done, of: None)
    store.close()


async def test_an_order_below_the_suppliers_minimum_is_sent_only_once_a_person_has_said_so(past: Clinic) -> None:
    with_minimum(past, 900_000_000_000)
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await made(pilot, app)
        await wait_for(
            pilot, lambda: "below the supplier's minimum order of 900000.00" in screen_text(app), "it is told"
        )
        await done_with(pilot, app, "it is sent")
        await wait_for(pilot, lambda: "below the minimum?" in screen_text(app), "it is asked")
        await pilot.press("enter")
        await wait_for(pilot, lambda: not app.screen.is_modal, "a careless Enter leaves it a draft")
        assert {each.state for each in past.station.ask(lambda reader: reader.purchase_orders())} == {OrderState.DRAFT}
        await done_with(pilot, app, "it is sent")
        await wait_for(pilot, lambda: "below the minimum?" in screen_text(app), "it is asked")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: "sent today" in screen_text(app), "it is on its way")
