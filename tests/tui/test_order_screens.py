"""Orders on the screen: made once, sent with their files, closed, and asked about below a supplier's minimum."""

from __future__ import annotations

from tests.tui.driving import SIZE, Clinic, banner, post_keys, scan, screen_text, shot, wait_for
from tests.tui.reorder_steps import done_with, made, pane, shown
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import demo_settings
from tracker.inventory.entries import SupplierRow
from tracker.inventory.import_buying import import_suppliers
from tracker.inventory.purchase_order_facts import OrderState
from tracker.journal.pen import Pen
from tracker.station.opening import open_pen
from tracker.tui.dialogs.deeds import DeedsDialog
from tracker.tui.dialogs.packs import PacksDialog


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
