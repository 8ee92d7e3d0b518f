"""Whatever is open on the screen, another's badge and SIGN OUT end the session, and nobody's PIN is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.widgets import Input

from tests.tui.at_the_gate import CMA, LEAD, PINS, asking, at_the_gate, badge, signed_in, typed
from tests.tui.driving import EXAM_2, SIZE, Clinic, post_keys, scan, screen_text, shot, wait_for
from tests.tui.resting import Hand, driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.jobs.desk import JobName
from tracker.tui.app import TrackerApp
from tracker.tui.authority import VIEWS
from tracker.tui.dialogs.form import Form
from tracker.tui.dialogs.new_item import NewItemDialog
from tracker.tui.dialogs.requisition import RequisitionDialog
from tracker.tui.screens.sign_in import SignInScreen

__all__ = ["asking"]


async def open_item_form(pilot: Hand, app: TrackerApp) -> None:
    await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))
    await wait_for(pilot, lambda: "F4 new" in screen_text(app), "the code is unknown")
    await pilot.pause(0.3)
    await pilot.press("f4")
    await wait_for(pilot, lambda: isinstance(app.screen, NewItemDialog), "the form is open")


async def open_requisition_form(pilot: Hand, app: TrackerApp) -> None:
    app.bench.action_new_requisition()
    await wait_for(pilot, lambda: isinstance(app.screen, RequisitionDialog), "the form is open")


FORMS = [(open_item_form, "A new item"), (open_requisition_form, "A requisition by hand")]
Opening = Callable[[Hand, TrackerApp], Awaitable[None]]


async def filled_in(pilot: Hand, app: TrackerApp, words: str) -> None:
    await pilot.pause(0.3)
    for each in words:
        await pilot.press(each)
    await wait_for(pilot, lambda: app.screen.query(Input).first().value == words, "it stands in the form")
    await pilot.pause(0.3)  # a scan right behind a key would be taken for a part of what is typed


@pytest.mark.parametrize(("opens", "title"), FORMS, ids=["item", "requisition"])
async def test_anothers_badge_ends_the_session_from_within_a_form(asking: Clinic, opens: Opening, title: str) -> None:
    app = asking.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        await opens(pilot, app)
        await filled_in(pilot, app, "quill")
        post_keys(app, shot(CMA))
        await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen), "the badge wins")
        await wait_for(pilot, lambda: "Type your PIN" in screen_text(app), "its PIN is asked")
        assert "quill" not in screen_text(app)
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: app.screen is app.bench, "the newcomer is signed in")
        assert "NOT SAVED" not in screen_text(app), "what another has lost is not the newcomer's"
        await badge(pilot, app, LEAD, "lead 01")
        await typed(pilot, PINS[LEAD])
        await wait_for(pilot, lambda: "NOT SAVED" in screen_text(app), "its owner is told")
        assert title in " ".join(each.message for each in app._notifications)
        assert not isinstance(app.screen, Form)


@pytest.mark.parametrize("way", ["SIGN OUT", "Ctrl+L"])
@pytest.mark.parametrize(("opens", "title"), FORMS, ids=["item", "requisition"])
async def test_sign_out_ends_the_session_from_within_a_form(
    asking: Clinic, opens: Opening, title: str, way: str
) -> None:
    app = asking.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        await opens(pilot, app)
        await pilot.pause(0.3)
        if way == "Ctrl+L":
            await pilot.press("ctrl+l")
        else:
            post_keys(app, shot(command_code(Command.SIGN_OUT)))
        await wait_for(pilot, lambda: "SIGNED OUT   lead 01" in screen_text(app), "signed out")


async def test_digits_behind_ones_own_badge_stand_in_no_field(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        post_keys(app, shot(command_code(Command.FIND)))
        await wait_for(pilot, lambda: asking.station.desk.job is JobName.FIND, "FIND is open")
        await pilot.pause(0.3)
        post_keys(app, shot(LEAD))
        await wait_for(pilot, lambda: "already" in screen_text(app), "he is here already")
        await typed(pilot, PINS[LEAD])
        await wait_for(pilot, lambda: "No PIN is asked for now" in screen_text(app), "it is said")
        assert app.bench.query_one("#find Input", Input).value == ""
        await pilot.pause(0.3)
        await pilot.press("g", "a", "4")
        await wait_for(pilot, lambda: app.bench.query_one("#find Input", Input).value == "ga4", "words are taken")


async def test_no_field_of_any_pane_keeps_what_was_typed_for_the_next_one(asking: Clinic) -> None:
    """Whatever gets an input later is walked as well."""
    app = asking.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        names = {*(each.value for each in JobName), *VIEWS} - {JobName.WASTE.value, JobName.ACCEPT.value}
        panes = {name: app.bench._pane(name) for name in sorted(names)}
        await wait_for(pilot, lambda: all(each.is_mounted for each in panes.values()), "all panes stand")
        fields = list(app.bench.query(Input))
        assert fields, "FIND has one"
        for field in fields:
            field.value = "okonkwo"
        await pilot.pause(0.2)
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: "SIGNED OUT" in screen_text(app), "signed out")
        assert [field.value for field in fields] == [""] * len(fields)
