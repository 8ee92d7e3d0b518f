"""What takes signatures is done on the screen once both have typed their PINs, and left by Esc."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.at_the_gate import CMA, LEAD, PINS, asking, at_the_gate, signed_in, typed
from tests.tui.driving import SIZE, Clinic, post_keys, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import demo_settings
from tracker.station.opening import open_store
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.sign import SignDialog

__all__ = ["asking"]


def control(asking: Clinic) -> None:
    """Urine cups are a controlled substance here: two people sign for what is thrown away of them."""
    store = open_store(demo_settings(asking.home))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET is_controlled = 1 WHERE code = 'I00010183'")
    store.close()


async def wasting(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """CMA 07 has scanned what is to be wasted, and is asked to sign."""
    await at_the_gate(pilot, app)
    await signed_in(pilot, app, CMA, "CMA 07")
    for code in (command_code(Command.WASTE), "L0010239", command_code(Command.REASON_DAMAGED), "I00010183"):
        await pilot.pause(0.3)
        post_keys(app, shot(code))
    await wait_for(pilot, lambda: isinstance(app.screen, SignDialog), "it is to be signed")


async def test_a_signature_that_was_given_does_not_wait_for_a_witness_behind_the_lock(asking: Clinic) -> None:
    control(asking)
    app = asking.app()
    now = 1000.0
    app.elapsed_s = lambda: now
    async with app.run_test(size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        for code in (command_code(Command.WASTE), "L0010239", command_code(Command.REASON_DAMAGED), "I00010183", CMA):
            await pilot.pause(0.3)
            post_keys(app, shot(code))
        await wait_for(pilot, lambda: "CMA 07: type your PIN" in screen_text(app), "the PIN is asked")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: "A second person scans a badge" in screen_text(app), "a witness is asked for")
        now += 301
        app.look()
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        assert asking.station.desk.unsigned is None
        assert app.screen is app.bench
        assert asking.station.counts.posted == 0


async def test_what_takes_signatures_is_done_once_both_have_typed_their_pins(asking: Clinic) -> None:
    control(asking)
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await wasting(app, pilot)
        await wait_for(pilot, lambda: "Scan your badge" in screen_text(app), "its first signature takes the badge")
        await pilot.pause(0.3)
        post_keys(app, shot(CMA))
        await wait_for(pilot, lambda: "CMA 07: type your PIN" in screen_text(app), "the PIN is asked")
        await typed(pilot, "111222333")
        await wait_for(pilot, lambda: "not the PIN of CMA 07" in screen_text(app), "it was wrong")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: "A second person scans a badge" in screen_text(app), "a witness is asked for")
        await pilot.pause(0.3)
        post_keys(app, shot(LEAD))
        await wait_for(pilot, lambda: "lead 01: type your PIN" in screen_text(app), "the witness's PIN is asked")
        assert asking.station.counts.posted == 0
        await typed(pilot, PINS[LEAD])
        await wait_for(pilot, lambda: "ACCEPTED   −1" in screen_text(app), "it is done")
        assert app.screen is app.bench
        assert asking.station.counts.posted == 1
        assert "CMA 07" in screen_text(app).splitlines()[0]


async def test_esc_leaves_what_was_to_be_signed(asking: Clinic) -> None:
    control(asking)
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await wasting(app, pilot)
        await pilot.press("escape")
        await wait_for(pilot, lambda: "NOT SIGNED" in screen_text(app), "nothing was done")
        assert app.screen is app.bench


async def test_a_pin_before_the_badge_is_not_passed_over_in_silence(asking: Clinic) -> None:
    control(asking)
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        for code in (command_code(Command.WASTE), "L0010239", command_code(Command.REASON_DAMAGED), "I00010183"):
            await pilot.pause(0.3)
            post_keys(app, shot(code))
        await wait_for(pilot, lambda: "Scan your badge" in screen_text(app), "its first signature takes the badge")
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: "The badge first" in screen_text(app), "what is wanted is said")
        assert PINS[CMA] not in screen_text(app)
        await pilot.pause(0.3)
        post_keys(app, shot(CMA))
        await wait_for(pilot, lambda: "CMA 07: type your PIN" in screen_text(app), "the PIN is asked")
        assert "The badge first" not in screen_text(app)
        await typed(pilot, PINS[CMA])
        await wait_for(pilot, lambda: "A second person scans a badge" in screen_text(app), "a witness is asked for")
        await typed(pilot, PINS[LEAD])
        await wait_for(pilot, lambda: "The badge first" in screen_text(app), "to the witness, too")
