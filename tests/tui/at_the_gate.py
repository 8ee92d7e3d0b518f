"""A clinic that asks for PINs, and who comes to its screen."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.people.asking import begin
from tests.tui.driving import Clinic, post_keys, screen_text, shot, wait_for
from tracker.demo.clinic import demo_settings
from tracker.hardware.wedge_rules import GAP_S
from tracker.people.access import Role
from tracker.tui.app import TrackerApp
from tracker.tui.screens.sign_in import SignInScreen

CMA, LEAD = "B0000000723", "B0000000141"
PINS = {CMA: "482913", LEAD: "739158"}


@pytest.fixture
def asking(demo: Clinic) -> Clinic:
    """The demo clinic, whose CMA 07 and lead 01 have PINs."""
    begin(demo_settings(demo.home), {CMA: Role.ASSISTANT, LEAD: Role.LEAD}, PINS)
    return demo


async def typed(pilot: Pilot[Any], text: str) -> None:
    """By a hand, key for key."""
    await pilot.pause(0.3)
    for each in (*text, "enter"):
        await pilot.press(each)
        await pilot.pause(2 * GAP_S)


async def at_the_gate(pilot: Pilot[Any], app: TrackerApp) -> None:
    await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen), "the sign-in screen stands")
    await wait_for(pilot, lambda: "Scan your badge." in screen_text(app), "it asks for a badge")


async def badge(pilot: Pilot[Any], app: TrackerApp, code: str, name: str) -> None:
    await pilot.pause(0.3)
    post_keys(app, shot(code))
    await wait_for(pilot, lambda: name in screen_text(app) and "Type your PIN" in screen_text(app), "the PIN is asked")


async def signed_in(pilot: Pilot[Any], app: TrackerApp, code: str, name: str) -> None:
    await badge(pilot, app, code, name)
    await typed(pilot, PINS[code])
    await wait_for(pilot, lambda: app.screen is app.bench and "SIGNED IN" in screen_text(app), f"{name} is signed in")
