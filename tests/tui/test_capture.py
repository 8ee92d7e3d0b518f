"""Keyboard wedge scans in the real app over the real station: none lost, none acted on by a widget.

Keys are posted the way the terminal's thread posts them, without waiting; ``Pilot.press`` waits between keys and
cannot show what goes wrong.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from textual import _time, events
from textual.pilot import Pilot
from textual.widgets import Button, DataTable, Input, OptionList

from tests.tui.driving import EXAM_2, GS, Clinic, banner, post_keys, ready, screen_text, settled, wait_for
from tests.tui.resting import driven
from tracker.hardware.scan import Scan
from tracker.hardware.wedge import Caught
from tracker.inventory.facts import WasteReason
from tracker.station import Outcome, Station
from tracker.tui.app import TrackerApp
from tracker.tui.capture import ScanCapture
from tracker.tui.offers import REASONS

GS1 = f"01095201010004081727093010LOT42B{GS}21SER"


class Listening(ScanCapture):
    """Every kind of widget that acts on keys, and a record of what reached it."""

    BINDINGS = [("x", "boom", "boom"), ("ctrl+q", "boom", "boom")]  # noqa: RUF012 (Textual declares it so)

    def __init__(self) -> None:
        super().__init__()
        self.scans: list[tuple[str, str]] = []
        self.acted: list[str] = []

    def caught(self, scan: Caught) -> None:
        self.scans.append((scan.aim, scan.data))

    def compose(self) -> Any:
        yield Input(id="input")
        yield Button("Discard specimen", id="button")
        table: DataTable[str] = DataTable(id="table")
        table.add_column("a")
        table.add_row("1")
        yield table
        yield OptionList("one", "two", id="options")

    def action_boom(self) -> None:
        self.acted.append("boom")

    def on_button_pressed(self) -> None:
        self.acted.append("button")

    def on_data_table_row_selected(self) -> None:
        self.acted.append("row")

    def on_option_list_option_selected(self) -> None:
        self.acted.append("option")

    def on_input_submitted(self) -> None:
        self.acted.append("submitted")

    @property
    def typed(self) -> str:
        return self.query_one(Input).value


def posted(app: ScanCapture, text: str) -> None:
    post_keys(app, text)


@pytest.mark.parametrize("focus", ["input", "button", "table", "options"])
@pytest.mark.parametrize("end", ["\r", "\t", "\r\n"])
async def test_a_flood_of_twenty_scans_is_whole_and_touches_nothing(focus: str, end: str) -> None:
    app = Listening()
    async with driven(app) as pilot:
        app.query_one(f"#{focus}").focus()
        await pilot.pause()
        for number in range(20):
            posted(app, f"]d2{GS1}{number:04d}{end}")
        await wait_for(pilot, lambda: len(app.scans) == 20, "twenty scans have come")
        await pilot.pause(0.1)
        assert app.scans == [("]d2", f"{GS1}{number:04d}") for number in range(20)]
        assert (app.acted, app.typed) == ([], "")
        assert app.focused is app.query_one(f"#{focus}")


async def test_dle_and_dc1_inside_a_scan_neither_open_the_palette_nor_quit() -> None:
    app = Listening()
    async with driven(app) as pilot:
        posted(app, "]d1AB\x10CD\x11x\x04\x03EF\r")
        await wait_for(pilot, lambda: len(app.scans) == 1, "the scan has come")
        assert app.scans == [("]d1", "AB\x10CD\x11x\x04\x03EF")]
        assert app.acted == []
        assert len(app.screen_stack) == 1


async def test_kitty_sequences_give_the_same_scan() -> None:
    app = Listening()
    async with driven(app) as pilot:
        post_keys(app, f"]d2{GS1}\r", is_kitty=True)
        await wait_for(pilot, lambda: len(app.scans) == 1, "the scan has come")
        assert app.scans == [("]d2", GS1)]
        assert app.typed == ""


async def test_a_loop_blocked_for_a_third_of_a_second_changes_nothing() -> None:
    app = Listening()
    async with driven(app) as pilot:
        app.query_one(Input).focus()
        await pilot.pause()

        start_s = _time.get_time()

        def burst() -> None:
            """The times are the scanner's: a busy machine that sleeps between two keys is none that scans slowly."""
            for number, character in enumerate("".join(f"]C1{GS1}{number:04d}\r" for number in range(20))):
                post_keys(app, character, read_s=start_s + 0.0002 * number)
                time.sleep(0.0002)

        thread = threading.Thread(target=burst)
        thread.start()
        time.sleep(0.3)  # the app's own loop is blocked, while the keys are being read
        thread.join()
        await wait_for(pilot, lambda: len(app.scans) >= 20, "twenty scans have come")
        assert app.scans == [("]C1", f"{GS1}{number:04d}") for number in range(20)]
        assert (app.acted, app.typed) == ([], "")


@pytest.mark.parametrize("step_s", [0.035, 0.08])
async def test_typing_reaches_the_field_untouched(step_s: float) -> None:
    app = Listening()
    async with driven(app) as pilot:
        app.query_one(Input).focus()
        for character in "gauze 4x4\r":
            posted(app, character)
            await pilot._wait_for_screen()
            time.sleep(step_s)
        await wait_for(pilot, lambda: app.acted == ["submitted"], "Enter has reached the field")
        assert app.typed == "gauze 4x4"
        assert app.scans == []


async def test_a_burst_without_an_end_is_reported_and_not_typed() -> None:
    app = Listening()
    async with driven(app) as pilot:
        app.query_one(Input).focus()
        posted(app, "0109520101000408")
        await wait_for(pilot, lambda: bool(app.scans), "the burst is reported")
        assert app.scans == [("", "0109520101000408")]
        assert app.typed == ""


async def test_a_pasted_scan_keeps_its_gs() -> None:
    app = Listening()
    async with driven(app) as pilot:
        app.query_one(Input).focus()
        app.post_message(events.Paste(f"]d2{GS1}\r]d2{GS1}1\r"))
        app.post_message(events.Paste("plain words"))
        await wait_for(pilot, lambda: len(app.scans) == 2 and app.typed != "", "both pastes have come")
        assert app.scans == [("]d2", GS1), ("]d2", f"{GS1}1")]
        assert app.typed == "plain words"


# -- the whole app over the whole station ---------------------------------------------------------------------------


async def outcomes_of(app: TrackerApp, pilot: Pilot[Any], scan: Callable[[], None], count: int) -> list[Outcome]:
    heard: list[Outcome] = []
    station = app.link.station
    assert isinstance(station, Station)
    station.subscribe(heard.append)
    scan()
    await settled(pilot, app, count)
    return heard


async def test_twenty_scans_in_one_burst_are_all_answered_in_order(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        sent = [f"L{number:05d}" for number in range(20)]

        def burst() -> None:
            for text in sent:
                post_keys(app, f"]C0{text}XX\r")

        heard = await outcomes_of(app, pilot, burst, 20)
        assert [outcome.scan.data for outcome in heard] == [f"{text}XX" for text in sent]
        counts = demo.station.counts
        assert counts.scanned == 20 == counts.posted + counts.noted + counts.refused


async def test_scans_made_before_the_clinic_is_open_are_held_and_then_answered(demo: Clinic) -> None:
    gate = threading.Event()

    def open_late() -> Any:
        gate.wait(60)
        return demo.open()

    app = TrackerApp(open_late)
    async with driven(app, size=(80, 24)) as pilot:
        post_keys(app, EXAM_2)
        await wait_for(pilot, lambda: app.link.held == 1, "the scan is held")
        gate.set()
        await settled(pilot, app, 1)
        assert demo.station.desk.room is not None
        assert demo.station.desk.room.name == "Exam 2"


async def test_a_scan_into_an_open_quantity_dialog_takes_the_typed_number_along(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        await settled(pilot, app, 1)
        await pilot.press("f4")
        await wait_for(pilot, lambda: bool(app.screen.query(Input)), "the dialog is open")
        app.screen.query_one(Input).value = "3"
        item = gauze(demo)
        post_keys(app, f"]C0{item}\r")
        await settled(pilot, app, 3)
        assert [done.quantity for done in demo.station.desk.history] == [3], banner(app)
        assert len(app.screen_stack) == 1


def gauze(demo: Clinic) -> str:
    found = demo.station.ask(lambda reader: reader.search("Gauze sponge", 20))
    return next(item.code for item in found if item.name == "Gauze sponge 4×4, sterile, 2s")


async def test_a_scan_while_a_new_item_is_written_is_refused_aloud_and_recorded(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        post_keys(app, "]C0VENDOR 4711\r")
        await settled(pilot, app, 2)
        app.bench.action_new_item()
        await wait_for(pilot, lambda: bool(app.screen.query("#name")), "the form is open")
        app.screen.query_one("#name", Input).value = "Splint, aluminium foam"
        for _ in range(2):
            post_keys(app, f"]C0{gauze(demo)}\r")
        await settled(pilot, app, 4)
        await wait_for(pilot, lambda: "2 scans NOT COUNTED" in screen_text(app), "the form says so")
        assert app.link.latest is not None
        assert app.link.latest.verdict.word == "A FORM IS OPEN"
        assert demo.station.counts.posted == 0
        assert app.screen.query_one("#name", Input).value == "Splint, aluminium foam"
        await pilot.press("f10")
        await settled(pilot, app, 5)
        found = demo.station.ask(lambda reader: reader.search("Splint, aluminium", 5))
        assert [item.name for item in found] == ["Splint, aluminium foam"]
        assert [scan.data for scan in handed_in(app)][-3:] == [gauze(demo), gauze(demo), "VENDOR 4711"]


@pytest.mark.parametrize("number", ["0", "1000", "9999"])
async def test_a_number_that_cannot_be_is_refused_and_neither_cut_nor_forgotten(demo: Clinic, number: str) -> None:
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        await settled(pilot, app, 1)
        await pilot.press("f4", *number, "enter")
        await wait_for(pilot, lambda: f"{number} is not from 1 to 999" in screen_text(app), "it is refused")
        await pilot.pause(0.3)  # a scan right behind a key is taken for one that was cut
        post_keys(app, f"]C0{gauze(demo)}\r")
        await wait_for(pilot, lambda: app.link.held == 1, "the pack waits for the number")
        app.screen.query_one(Input).value = "3"
        await pilot.pause(0.3)  # an Enter right behind a scan is taken for the scanner's own
        await pilot.press("enter")
        await settled(pilot, app, 3)
        assert [done.quantity for done in demo.station.desk.history] == [3], banner(app)


async def test_after_a_number_the_banner_asks_for_the_pack(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=(80, 24)) as pilot:
        await ready(pilot, app)
        post_keys(app, EXAM_2)
        await settled(pilot, app, 1)
        await pilot.press("f4", "5", "enter")
        await settled(pilot, app, 2)
        assert "scan the pack" in banner(app)


def handed_in(app: TrackerApp) -> list[Scan]:
    return [outcome.scan for outcome in app.link.log]


def test_every_reason_can_be_chosen_by_a_key() -> None:
    """But the one that an opened container's own code says, and the one that closes a shipment between sites."""
    unsaid = {WasteReason.OPENED_TOO_LONG, WasteReason.LOST_IN_TRANSIT}
    said = {reason.value for reason in set(WasteReason) - unsaid}
    assert {command.value.removeprefix("reason_") for command in REASONS} == said
