"""Whoever has forgotten a PIN is let in by a lead, with a one-time code for which its owner chooses another."""

from __future__ import annotations

import json
import re

import pytest

from tests.tui.at_the_gate import CMA, LEAD, asking, at_the_gate, badge, signed_in, typed
from tests.tui.driving import SIZE, Clinic, screen_text, wait_for
from tests.tui.resting import driven
from tracker.demo.clinic import demo_settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.journal.pen import Pen
from tracker.people.credentials import reset, with_code
from tracker.people.hashing import Hasher
from tracker.station.opening import open_pen
from tracker.station.pepper import made_pepper

__all__ = ["asking"]


async def test_a_one_time_code_has_its_owner_choose(asking: Clinic) -> None:
    settings = demo_settings(asking.home)
    store, journal = open_pen(settings)
    code, verifier = with_code(Hasher(made_pepper(store, settings)), CMA)
    with store.writing() as connection:
        reset(connection, Pen(journal, "2999-01-01T00:00:00.000Z", LEAD), CMA, verifier)
    store.close()
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await badge(pilot, app, CMA, "CMA 07")
        await typed(pilot, code.as_bytes.decode())
        await wait_for(pilot, lambda: "Choose a PIN of your own" in screen_text(app), "he is to choose")
        await typed(pilot, "123456")
        await wait_for(pilot, lambda: "stranger would try" in screen_text(app), "too easy")
        await typed(pilot, "880214")
        await wait_for(pilot, lambda: "The same once more" in screen_text(app), "again")
        await typed(pilot, "880215")
        await wait_for(pilot, lambda: "not the same" in screen_text(app), "a slip is told")
        await typed(pilot, "880214")
        await wait_for(pilot, lambda: "The same once more" in screen_text(app), "again")
        await typed(pilot, "880214")
        await wait_for(pilot, lambda: app.screen is app.bench, "signed in")
        with asking.station.read() as reader:
            bodies = reader.connection.exec_driver_sql("SELECT body FROM journal").scalars()
            kinds = [json.loads(body)["kind"] for body in bodies]
        assert kinds[-2:] == ["staff.proof_set", "staff.signed_in"]


async def test_whoever_comes_after_a_one_time_code_was_typed_and_left_chooses_nobodys_pin(asking: Clinic) -> None:
    settings = demo_settings(asking.home)
    store, journal = open_pen(settings)
    code, verifier = with_code(Hasher(made_pepper(store, settings)), CMA)
    with store.writing() as connection:
        reset(connection, Pen(journal, "2999-01-01T00:00:00.000Z", LEAD), CMA, verifier)
    store.close()
    app = asking.app()
    now = 1000.0
    app.elapsed_s = lambda: now
    async with app.run_test(size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        for last in ("", "880214"):
            await badge(pilot, app, CMA, "CMA 07")
            now += 85  # he looks for the note with the code
            await typed(pilot, code.as_bytes.decode())
            await wait_for(pilot, lambda: "Choose a PIN of your own" in screen_text(app), "he is to choose")
            if last:
                await typed(pilot, last)
                await wait_for(pilot, lambda: "The same once more" in screen_text(app), "again")
            now += 85
            await pilot.press("8")
            now += 85
            app.look()
            assert "Scan your badge." not in screen_text(app), "a key keeps it up"
            asking.station.submit(Scan("L0010239", "]C0", "serial:a"))
            await wait_for(pilot, lambda: "SIGN IN FIRST" in screen_text(app), "it is refused")
            now += 10
            app.look()
            await at_the_gate(pilot, app)
            assert "Nobody has typed for a while" in screen_text(app)
        await badge(pilot, app, CMA, "CMA 07")
        await typed(pilot, code.as_bytes.decode())
        await wait_for(pilot, lambda: "Choose a PIN of your own" in screen_text(app), "the code is good")


async def test_a_lead_lets_somebody_in_and_sees_no_pin(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        app.bench.action_people()
        await wait_for(pilot, lambda: "Who cannot get in?" in screen_text(app), "all who work here are listed")
        assert "no PIN yet" in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "one-time code" in screen_text(app), "what can be done")
        await pilot.press("down", "down", "enter")
        await wait_for(pilot, lambda: "It is not shown again" in screen_text(app), "the code is shown once")
        assert re.search(r"\b\d{4} \d{4}\b", screen_text(app)) is not None


async def test_whoever_is_no_lead_lets_nobody_in(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=SIZE) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        with pytest.raises(Refusal, match="may not give out badges"):
            asking.station.signing.reset(LEAD)
