"""The states of :mod:`tests.tui.pictures` in which the clinic asks for PINs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import post_keys, screen_text, shot, wait_for
from tests.tui.standing_out import CMA, LAB, LEAD, happen
from tracker.barcodes.house import badge_code
from tracker.demo.clinic import demo_settings
from tracker.demo.signing import PIN
from tracker.hardware.wedge_rules import GAP_S
from tracker.journal.pen import Pen
from tracker.people.credentials import reset
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.people.tries import FREE, MOST
from tracker.station.opening import open_pen
from tracker.station.pepper import made_pepper
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.emergency import EmergencyDialog
from tracker.tui.screens.sign_in import SignInScreen

Steps = Callable[[TrackerApp, Pilot[Any]], Awaitable[None]]
WRONG, CODE = "111222333", "40718263"


async def at_the_gate(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await wait_for(pilot, lambda: isinstance(app.screen, SignInScreen), "somebody is asked for")
    await wait_for(pilot, lambda: "Northgate clinic" in screen_text(app), "the records are open")


async def typed(pilot: Pilot[Any], text: str) -> None:
    """By a hand, key for key."""
    await pilot.pause(0.3)
    for each in (*text, "enter"):
        await pilot.press("space" if each == " " else each)
        await pilot.pause(2 * GAP_S)


async def badge(app: TrackerApp, pilot: Pilot[Any], code: str) -> None:
    await pilot.pause(0.3)
    post_keys(app, shot(code))
    await wait_for(pilot, lambda: "Type your PIN" in screen_text(app), "the PIN is asked")


async def signed_in(app: TrackerApp, pilot: Pilot[Any], code: str) -> None:
    await badge(app, pilot, code)
    await typed(pilot, PIN)
    await wait_for(pilot, lambda: app.screen is app.bench and app.bench.is_settled, "somebody is signed in")
    await pilot.pause(0.8)


def asked(code: str = CMA) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await badge(app, pilot, code)
        await pilot.pause(0.2)

    return steps


def wrong(before: int) -> Steps:
    """A wrong PIN behind so many others."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        station = app.link.station
        assert station is not None
        store, _ = open_pen(demo_settings(station.database_path.parent))
        with store.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO sign_in_tries (badge, failed, last_at, boot, steady_ms) VALUES (?, ?, '', 'other', 0)",
                (CMA, before),
            )
        store.close()
        await badge(app, pilot, CMA)
        await typed(pilot, WRONG)
        await wait_for(pilot, lambda: "✖" in screen_text(app), "it was wrong")

    return steps


async def wrong_then_waiting(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """The fifth wrong one, and another try at once."""
    await wrong(FREE - 1)(app, pilot)
    await typed(pilot, PIN)
    await wait_for(pilot, lambda: "the next try" in screen_text(app), "it takes waiting")


async def one_time_code(app: TrackerApp, pilot: Pilot[Any]) -> None:
    station = app.link.station
    assert station is not None
    settings = demo_settings(station.database_path.parent)
    store, journal = open_pen(settings)
    verifier = Hasher(made_pepper(store, settings)).made(CMA, Proof(CODE))
    with store.writing() as connection:
        reset(connection, Pen(journal, "2999-01-01T00:00:00.000Z", LEAD), CMA, verifier)
    store.close()
    await badge(app, pilot, CMA)
    await typed(pilot, CODE)
    await wait_for(pilot, lambda: "Choose a PIN" in screen_text(app), "a new one is to be chosen")


async def code_weak(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await one_time_code(app, pilot)
    await typed(pilot, "123456")
    await wait_for(pilot, lambda: "✖" in screen_text(app), "it is too easy")


async def left_alone(app: TrackerApp, pilot: Pilot[Any]) -> None:
    now = 1000.0
    app.elapsed_s = lambda: now
    await signed_in(app, pilot, CMA)
    now += 301
    app.look()
    await wait_for(pilot, lambda: "LOCKED" in screen_text(app), "it is locked")


def as_whom(code: str, *keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await signed_in(app, pilot, code)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.3)

    return steps


async def emergency(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await signed_in(app, pilot, CMA)
    app.bench.action_emergency()
    await wait_for(pilot, lambda: isinstance(app.screen, EmergencyDialog), "why is asked")
    await typed(pilot, "unconscious, allergies needed")
    await wait_for(pilot, lambda: "EMERGENCY ACCESS" in screen_text(app), "it is told on top")


def review(*keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        station = app.link.station
        assert station is not None
        happen(station.database_path.parent, by_keys=PIN)
        await signed_in(app, pilot, LEAD)
        app.bench.action_view("review")
        await wait_for(pilot, lambda: "to sign for" in screen_text(app), "it is listed")
        await pilot.pause(0.3)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.3)

    return steps


async def review_signing(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await review("down", "x", "down", "x", "f6")(app, pilot)
    await typed(pilot, "asked both, reasons are good")
    await wait_for(pilot, lambda: "SIGN  " in screen_text(app), "it is to be signed")


async def review_signed(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await review_signing(app, pilot)
    await pilot.pause(0.3)
    post_keys(app, shot(LEAD))
    await wait_for(pilot, lambda: "type your PIN" in screen_text(app), "the PIN is asked")
    await typed(pilot, PIN)
    await wait_for(pilot, lambda: app.screen is app.bench, "it is signed for")
    await pilot.pause(0.3)
    await pilot.press("s")
    await pilot.pause(0.5)


async def let_in(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await signed_in(app, pilot, LEAD)
    app.bench.action_people()
    await wait_for(pilot, lambda: "Who cannot get in?" in screen_text(app), "all are listed")


async def home_by_keys(app: TrackerApp, pilot: Pilot[Any]) -> None:
    station = app.link.station
    assert station is not None
    happen(station.database_path.parent, by_keys=PIN)
    await signed_in(app, pilot, LEAD)


async def not_there(app: TrackerApp, pilot: Pilot[Any]) -> None:
    del app, pilot


SIGN_IN: dict[str, Steps] = {
    "gate": not_there,
    "pin": asked(),
    "pin-wrong": wrong(0),
    "pin-delay": wrong(FREE - 1),
    "pin-waiting": wrong_then_waiting,
    "pin-shut-out": wrong(MOST - 1),
    "code": one_time_code,
    "code-weak": code_weak,
    "left-alone": left_alone,
    "emergency": emergency,
    "let-in": let_in,
    "home-by-keys": home_by_keys,
    "home-lab": as_whom(LAB),
    "home-privacy": as_whom(badge_code(302)),
    "review": review(),
    "review-marked": review("down", "x", "down", "x"),
    "review-deeds": review("down", "enter"),
    "review-note": review("down", "x", "down", "x", "f6"),
    "review-sign": review_signing,
    "review-signed": review_signed,
    "review-person": review("p"),
    "review-help": review("f1"),
}
"""By state."""
