"""A line of the buyer's list is split among suppliers on the screen, and ordered of each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.driving import SIZE, Clinic, screen_text, wait_for
from tests.tui.reorder_steps import made, pane, shown
from tests.tui.resting import driven
from tracker.inventory.purchase_order_facts import OrderState
from tracker.tui.dialogs.curve import CurveDialog
from tracker.tui.dialogs.split import SplitDialog


@pytest.fixture
def bought(lived_template: Path, tmp_path: Path) -> Iterator[Clinic]:
    clinic = Clinic(lived_template, tmp_path / "clinic")
    yield clinic
    for station in clinic.stations:
        station.close()


async def test_a_line_is_split_among_suppliers_and_ordered_of_each(bought: Clinic) -> None:
    app = bought.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        names = [each.situation.item.name for each in pane(app).lines]
        steps = names.index('Syringe 3 mL 25G × 1"')
        await pilot.press(*["down"] * steps)
        await wait_for(pilot, lambda: pane(app).chosen is pane(app).lines[steps], "the line is under the hand")
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SplitDialog), "who offers it is asked")
        await wait_for(pilot, lambda: "Stellwick Surgical" in screen_text(app), "every supplier is shown")
        assert "12.48" in screen_text(app)
        assert all(each in screen_text(app) for each in ("for one", "0.1248")), (
            "what one unit of it costs, and that it is that"
        )
        await pilot.press("1", "tab", "2", "tab", "3")
        await wait_for(pilot, lambda: "✔" in screen_text(app) or "too little" in screen_text(app), "it is added up")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "split in 3" in screen_text(app), "the line is split")
        await made(pilot, app)
        orders = bought.station.ask(lambda reader: reader.purchase_orders())
        orders = tuple(order for order in orders if order.state is OrderState.DRAFT)
        packs = sorted(line.packs for order in orders for line in order.lines if line.item.name == names[steps])
        assert packs == [1, 2, 3]
        assert len({order.supplier for order in orders for line in order.lines if line.item.name == names[steps]}) == 2


async def test_more_than_can_be_meant_gets_no_tick_and_is_not_taken(bought: Clinic) -> None:
    app = bought.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        before = pane(app).wanted
        await pilot.press("s")
        await wait_for(pilot, lambda: isinstance(app.screen, SplitDialog), "who offers it is asked")
        await pilot.press(*"99999")
        await wait_for(pilot, lambda: "years at" in screen_text(app), "how long it would last is told")
        assert "✔" not in screen_text(app)
        await pilot.press("enter")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.screen.is_modal, "it is left")
        assert pane(app).wanted == before


async def test_a_transfer_is_refused_where_no_other_site_has_any(bought: Clinic) -> None:
    app = bought.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        before = pane(app).wanted
        await pilot.press("t")
        await wait_for(pilot, lambda: "No other site" in screen_text(app), "it is said")
        assert pane(app).wanted == before


async def test_what_each_service_level_would_keep_and_serve_is_drawn(bought: Clinic) -> None:
    app = bought.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, CurveDialog), "it is tried")
        await wait_for(pilot, lambda: "99%" in screen_text(app) and "o as set" in screen_text(app), "it is drawn")
        assert "x if" not in screen_text(app)
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is app.bench, "it is left")
        await pilot.press("l")
        await wait_for(pilot, lambda: "WHAT IF" in screen_text(app), "what if is reckoned")
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, CurveDialog), "it is tried")
        rows = ("x if", "o as set")
        await wait_for(
            pilot, lambda: all(each in screen_text(app) for each in rows), "what is set stays, what if has its own row"
        )
