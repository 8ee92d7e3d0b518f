"""Shipments between sites on the screen: sent with their note, received beside what was expected, closed."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import SIZE, Clinic, banner, ready, scan, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code
from tracker.demo.clinic import demo_settings
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferState
from tracker.station.opening import open_pen
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.deeds import DeedsDialog
from tracker.tui.panes.reorder import ReorderPane
from tracker.tui.panes.reorder_made import key_of

SHELF, SOUTH = "L0210350", location_code(701)
TRANSFER, RECEIVE, DONE = (command_code(each) for each in (Command.TRANSFER, Command.RECEIVE, Command.DONE))
FIVE, THREE = command_code(Command.QUANTITY, 5), command_code(Command.QUANTITY, 3)
PACK = "]d2010952010100040817270930102K417\r"


@pytest.fixture
def sites(demo: Clinic) -> Clinic:
    """The demo clinic with a second site, Southgate, and a store there."""
    store, _ = open_pen(demo_settings(demo.home))
    with store.writing() as connection:
        put = (
            "INSERT INTO location (code, name, kind, parent_id, path, is_store) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
        )
        site = connection.exec_driver_sql(
            put, (location_code(700), "Southgate", "site", None, "Southgate", 0)
        ).scalar_one()
        values = (SOUTH, "South store", "room", site, "South store", 1)
        room = connection.exec_driver_sql(put, values).scalar_one()
        connection.exec_driver_sql("UPDATE location SET room_id = id WHERE id = ?", (room,))
    store.close()
    return demo


async def sent(pilot: Pilot[Any], app: TrackerApp) -> None:
    await ready(pilot, app)
    await scan(app, pilot, shot(TRANSFER), shot(SHELF), shot(SOUTH), shot(FIVE), PACK)


def shipment(sites: Clinic) -> StockTransfer:
    (found,) = sites.station.ask(lambda reader: reader.stock_transfers())
    return found


async def deed(pilot: Pilot[Any], app: TrackerApp, words: str) -> None:
    """Choose a deed for the shipment under the hand, by its words."""
    await pilot.press("enter")
    await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "the deeds are offered")
    rows = screen_text(app).split("\n")
    first = next(place for place, each in enumerate(rows) if "leave it" in each)
    there = next(place for place, each in enumerate(rows) if words in each)
    await pilot.press(*["down"] * (there - first), "enter")


async def listed(pilot: Pilot[Any], app: TrackerApp) -> None:
    app.bench.action_view("transfers")
    await wait_for(pilot, lambda: "Southgate" in screen_text(app), "the shipments are listed")
    await wait_for(pilot, lambda: app.bench.focused is not None, "the list is under the hand")


async def test_a_shipment_is_sent_with_its_note(sites: Clinic) -> None:
    app = sites.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await sent(pilot, app)
        assert "on its way to Southgate" in banner(app)
        await listed(pilot, app)
        await deed(pilot, app, "it is sent")
        await wait_for(pilot, lambda: shipment(sites).sent_on is not None, "it is sent")
        note = sites.home / "transfers" / f"{shipment(sites).number}.pdf"
        await wait_for(pilot, lambda: note.exists() and note.read_bytes().startswith(b"%PDF"), "its note is written")


async def test_receive_shows_what_is_expected_beside_what_has_come(sites: Clinic) -> None:
    app = sites.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await sent(pilot, app)
        number = shipment(sites).number
        await scan(app, pilot, shot(RECEIVE), shot(SOUTH), shot(number))
        await wait_for(pilot, lambda: "5 to come" in app.bench.drawn.left, "it is expected")
        await scan(app, pilot, shot(THREE), PACK)
        assert "3 of 5 come" in banner(app)
        await wait_for(pilot, lambda: "2 to come" in app.bench.drawn.left, "two are still on the way")
        line = next(each for each in screen_text(app).split("\n") if "2K417" in each and "Syringe" in each)
        assert line.split()[-4:] == ["5", "3", "2", "short"]
        await scan(app, pilot, shot(DONE))
        assert "2 still on the way" in banner(app)


async def test_what_is_lost_is_written_off_from_the_list(sites: Clinic) -> None:
    app = sites.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await sent(pilot, app)
        sites.station.shipping.send(shipment(sites).number)
        await listed(pilot, app)
        await deed(pilot, app, "is lost")
        await wait_for(pilot, lambda: shipment(sites).state is TransferState.CLOSED, "it is closed")
        assert [each.lost for each in shipment(sites).lots] == [5]


async def test_a_clinic_with_one_site_is_offered_none_of_it(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        assert not any("shipments" in each.name for each in app.bench.possible())


async def test_a_clinic_with_two_sites_is_offered_the_list(sites: Clinic) -> None:
    app = sites.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        assert any("shipments" in each.name for each in app.bench.possible())


async def test_what_another_site_has_too_much_of_is_drafted_as_a_shipment_from_the_reorder_list(sites: Clinic) -> None:
    store, _ = open_pen(demo_settings(sites.home))
    with store.writing() as connection:
        site, room = (
            connection.exec_driver_sql("SELECT id FROM location WHERE name = ?", (name,)).scalar_one()
            for name in ("Southgate", "South store")
        )
        item = connection.exec_driver_sql("SELECT id FROM item WHERE name LIKE 'Syringe 3 mL 25G%'").scalar_one()
        connection.exec_driver_sql("INSERT INTO par_level VALUES (?, ?, 40)", (room, item))
    store.close()
    app = sites.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await pilot.press("f4")
        pane = await reorder(pilot, app)
        steps = [(each.situation.item.id, each.situation.site_id) for each in pane.lines].index((item, site))
        await pilot.press(*["down"] * steps)
        await wait_for(pilot, lambda: pane.chosen is pane.lines[steps], "the line is under the hand")
        assert pane.lines[steps].spare is not None
        await wait_for(pilot, lambda: "for Southgate" in screen_text(app), "the site that it is for is told")
        assert any("Syringe" in row and "Southgate" in row for row in screen_text(app).split("\n")), "in its line, too"
        below = pane.lines[steps + 1] if steps + 1 < len(pane.lines) else pane.lines[steps - 1]
        await pilot.press("t")
        await wait_for(pilot, lambda: "DRAFT SHIPMENT" in screen_text(app), "it is drafted")
        await wait_for(
            pilot,
            lambda: (item, site) not in [(each.situation.item.id, each.situation.site_id) for each in pane.lines],
            "it is not proposed again",
        )
        await wait_for(
            pilot,
            lambda: pane.chosen is not None and key_of(pane.chosen) == key_of(below),
            "the hand stays at its place",
        )
        (planned,) = shipment(sites).to_pack
        assert (planned.item.id, planned.quantity) == (item, 40)
        await listed(pilot, app)
        await wait_for(pilot, lambda: "to pack: 40 each" in screen_text(app), "what is to be packed is told")
        await scan(app, pilot, shot(TRANSFER))
        await wait_for(pilot, lambda: app.bench.drawn.left == "1 line to pack for another site", "who packs is told")


async def reorder(pilot: Pilot[Any], app: TrackerApp) -> ReorderPane:
    await wait_for(pilot, lambda: app.bench.view == "reorder" and "as of" in app.bench.drawn.left, "it is reckoned")
    pane = next(iter(app.bench.query("#reorder").results(ReorderPane)))
    await wait_for(pilot, lambda: pane.chosen is not None, "a line is under the hand")
    return pane


async def test_a_shipment_that_is_late_is_among_what_is_to_be_done_and_the_line_leads_to_it(sites: Clinic) -> None:
    app = sites.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await sent(pilot, app)
        store, _ = open_pen(demo_settings(sites.home))
        with store.writing() as connection:
            connection.exec_driver_sql("UPDATE stock_transfer SET opened_on = '2026-11-10'")
        store.close()
        duties = sites.station.ask(lambda reader: reader.duties())
        steps = [each.code for each in duties].index("shipment")
        assert duties[steps].what == "look for 1 late shipment"
        await scan(app, pilot, shot(DONE))
        await pilot.press("f2")
        await wait_for(pilot, lambda: "late shipment" in screen_text(app), "it is listed")
        await pilot.press(*["down"] * steps, "enter")
        await wait_for(
            pilot, lambda: app.bench.view == "transfers" and "late: 6 days" in screen_text(app), "it leads there"
        )
