"""The first run, the demo, and what an earlier session has left behind."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.widgets import Button, Input

from tests.tui.driving import EXAM_2, SIZE, Clinic, banner, post_keys, ready, scan, screen_text, wait_for
from tests.tui.resting import driven
from tracker.config import load_settings
from tracker.demo.clinic import DemoClock, demo_settings
from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep
from tracker.station import Station, found_clinic, open_station
from tracker.station.founding import make_first_lead
from tracker.station.opening import open_store
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.quitting import QuittingDialog


async def test_the_first_run_makes_a_clinic_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('key_store = "file"\n', "utf-8")
    settings = load_settings(tmp_path)
    stations: list[Station] = []

    def opened() -> Station:
        stations.append(open_station(settings, sources=()))
        return stations[-1]

    app = TrackerApp(opened, make_clinic=lambda name: found_clinic(settings, name))
    async with driven(app, size=SIZE) as pilot:
        await wait_for(pilot, lambda: "Make a new clinic" in screen_text(app), "the first run is guided")
        shown = screen_text(app)
        assert "Ctrl+Q" in shown
        assert "F6 waste" not in shown
        await pilot.click("#demo")
        await wait_for(pilot, lambda: "tracker demo" in screen_text(app), "the demo is named")
        app.screen.query_one(Input).value = "Westside clinic"
        await pilot.click("#make")
        await wait_for(pilot, lambda: app.link.station is not None, "the clinic is open")
        await wait_for(pilot, lambda: "Westside clinic" in screen_text(app).split("\n")[0], "it has its name")
    stations[-1].close()


async def test_the_first_lead_chooses_a_pin_and_is_asked_for_it(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('key_store = "file"\n', "utf-8")
    settings = load_settings(tmp_path)
    stations: list[Station] = []

    def opened() -> Station:
        stations.append(open_station(settings, sources=()))
        return stations[-1]

    app = TrackerApp(
        opened,
        make_clinic=lambda name: found_clinic(settings, name),
        make_lead=lambda name, proof: make_first_lead(settings, name, proof),
    )
    async with driven(app, size=SIZE) as pilot:
        await wait_for(pilot, lambda: "Make a new clinic" in screen_text(app), "the first run is guided")
        app.screen.query_one(Input).value = "Westside clinic"
        await pilot.click("#make")
        await wait_for(pilot, lambda: "WHO IS THE LEAD" in screen_text(app), "its lead is asked for")
        for name, value in (("#name", "R. Lead"), ("#pin", "123456"), ("#again", "123456")):
            app.screen.query_one(name, Input).value = value
        await pilot.click("#begin")
        await wait_for(
            pilot, lambda: "stranger would try" in screen_text(app), "a weak PIN is told where it can be read"
        )
        for name in ("#pin", "#again"):
            app.screen.query_one(name, Input).value = "604417"
        app.screen.query_one("#begin", Button).press()
        await wait_for(pilot, lambda: "Your badge is B" in screen_text(app), "the badge is told")
        assert "Scan your badge." in screen_text(app)
    stations[-1].close()


async def test_what_an_earlier_session_could_not_store_is_named_with_the_way_to_replay_it(demo: Clinic) -> None:
    path = demo.home / "unsaved-20261115T170000-abcdef.jsonl"
    keep([Scan("L0010239", source="serial:x", at=DemoClock()())], path)
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await wait_for(pilot, lambda: "scans not stored" in screen_text(app), "it is told")
        await wait_for(pilot, lambda: "tracker run JOB --from" in banner(app), "and what to do")
        assert "unsaved-20261115T170000-abcdef.jsonl" in app.bench.pane.idle().way_out


async def test_quitting_with_scans_that_wait_for_the_store_is_asked_about(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        other = open_store(demo_settings(demo.home))
        with other.writing():
            post_keys(app, EXAM_2)
            await wait_for(pilot, lambda: demo.station.fault is not None, "the store is locked")
            await wait_for(pilot, lambda: "waiting 1" in screen_text(app), "the scan is counted as waiting")
            await pilot.press("ctrl+q")
            await wait_for(pilot, lambda: isinstance(app.screen, QuittingDialog), "it is asked")
            await wait_for(pilot, lambda: "1 scan not stored yet." in screen_text(app), "how many is said")
            await pilot.click("#wait")
            await wait_for(pilot, lambda: len(app.screen_stack) == 1, "the work goes on")
        other.close()
        await wait_for(pilot, lambda: demo.station.counts.noted == 1, "the scan is stored")
        assert app.link.left_by_quitting() == ("", "")


async def test_an_answer_that_comes_while_the_app_closes_is_no_fault(demo: Clinic) -> None:
    """A scan just before ctrl+q: its job's pane would be made while the panes are taken down."""
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        gone = app.bench.query_one("#panes").remove()
        app.bench.view = "labels"
        app.bench.show_all()
        await gone


async def test_a_list_that_is_read_while_the_app_closes_is_not_drawn_in_a_pane_that_was_never_filled(
    demo: Clinic,
) -> None:
    """A pane that is being made while the panes are taken down stays empty, and says that it stands all the same."""
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        bench = app.bench
        bench.view = "parked"
        pane = bench.pane
        found = demo.station.ask(lambda reader: pane.read(reader, bench.link.desk))

        async def draw_on() -> None:
            while bench.is_attached:
                bench._draw(pane, bench._newest_read, found)
                await asyncio.sleep(0)

        drawing = asyncio.create_task(draw_on())
        await app._shutdown()
        await drawing
        assert not list(pane.children)


async def test_the_demo_says_that_it_is_one_and_when_its_recording_has_ended(demo: Clinic, tmp_path: Path) -> None:
    recording = tmp_path / "morning.jsonl"
    keep([Scan("L0010239", source="serial:x", aim="]C0", at=DemoClock()())], recording)

    def opened() -> Station:
        station = demo.open()
        station.devices.attach(f"recording:{recording}")
        return station

    app = TrackerApp(opened, is_demo=True)
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        assert screen_text(app).startswith(" DEMO · ")
        await wait_for(pilot, lambda: "The recording is over." in banner(app), "its end is said")
        assert "L0010336" in banner(app)
        await scan(app, pilot, EXAM_2)
        assert "ROOM OPEN" in banner(app)


async def test_what_is_scanned_while_the_screen_is_still_to_come_is_answered_on_it(demo: Clinic) -> None:
    def opened() -> Station:
        station = demo.open()
        station.submit(Scan("L0010239", source="serial:x", aim="]C0", at=DemoClock()()))
        station.drain()
        return station

    app = TrackerApp(opened)
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await wait_for(pilot, lambda: "ROOM OPEN" in banner(app), "its answer is shown")
        assert "scanned 1" in screen_text(app)


async def test_a_clinic_that_fails_to_be_made_says_why(tmp_path: Path) -> None:
    def missing() -> Station:
        raise StoreError("There is no database here.", hint="", code="store_missing")

    def refuse(name: str) -> None:
        raise StoreError(f"{name} cannot be written.", hint="Free some space.", code="store_full")

    app = TrackerApp(missing, make_clinic=refuse)
    async with driven(app, size=SIZE) as pilot:
        await wait_for(pilot, lambda: bool(app.screen.query(Input)), "the first run is guided")
        app.screen.query_one(Input).value = "Westside"
        await pilot.press("enter")
        await wait_for(pilot, lambda: bool(app.screen.query(Button)), "a dialog")
        await wait_for(pilot, lambda: "Westside cannot be written." in screen_text(app), "the reason is said")
