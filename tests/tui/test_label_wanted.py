"""A label is asked for on the screen: of what was opened, scanned, found or chosen, how many and where."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.driving import EXAM_2, SIZE, Clinic, banner, post_keys, ready, scan, screen_text, shot, wait_for
from tests.tui.lab import said
from tests.tui.labels_waiting import EXAM_3, SYRINGE, VENDOR, asked_for, printer, states, url_of
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import DemoClock, demo_settings
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.hardware.scan import PULL_S
from tracker.labelling.print_jobs import JobState
from tracker.media import LabelKind, PrinterSetting
from tracker.station import open_station
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.print_label import PrintLabelDialog

__all__ = ["printer"]


VIAL = "]d2010952010300550017280531105E547\r"


async def test_what_was_just_opened_has_its_label_offered_at_once_and_enter_prints_it(
    demo: Clinic, printer: SimulatedPrinter
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.CONFIRMED)
        await scan(app, pilot, shot(command_code(Command.OPENED)), shot("L0106366"), VIAL)
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "the label is asked for")
        assert "opened, with use-by" in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: states(demo.station).count(JobState.CONFIRMED) == 2, "it is out")
        assert "OPENED" in banner(app)


async def test_without_a_printer_the_words_say_what_to_write_on_it(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(command_code(Command.OPENED)), shot("L0106366"), VIAL)
        assert "Write on it: OPENED 2026-11-16, USE BY 2026-12-14, your initials." in banner(app)
        assert not isinstance(app.screen, PrintLabelDialog)


async def test_label_asks_how_many_and_where_and_enter_prints(demo: Clinic, printer: SimulatedPrinter) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.CONFIRMED)
        await scan(app, pilot, EXAM_2, shot(SYRINGE), said(Command.LABEL))
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
        await wait_for(pilot, lambda: "51 × 25 mm" in screen_text(app), "its picture is drawn")
        assert app.screen.query_one("#printer", Input).value == url_of(printer)
        post_keys(app, shot(command_code(Command.QUANTITY, 3)))
        await wait_for(pilot, lambda: app.screen.query_one("#many", Input).value == "3", "three are wanted")
        await pilot.pause(0.3)  # a key right behind a scan is taken for a part of it
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(printer.printed) == 4, "three more come out")
        await wait_for(pilot, lambda: app.screen is app.bench, "the work goes on")
        assert "ACCEPTED" in banner(app), "the banner says again what it said before"
        newest = demo.station.ask(lambda reader: reader.print_jobs())[0]
        assert newest.labels[0].values["lot"] == "2K417"
        assert newest.about.endswith(", 3 of 3")
        assert demo.station.desk.room is not None, "the room is still being restocked"


@pytest.mark.parametrize("command", [Command.DONE, Command.NO])
async def test_what_ends_the_work_ends_the_question_and_prints_nothing(
    demo: Clinic, printer: SimulatedPrinter, command: Command
) -> None:
    """The dialog says that Enter or YES prints."""
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.CONFIRMED)
        await scan(app, pilot, EXAM_2, said(Command.LABEL))
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
        await pilot.pause(PULL_S + 0.01)
        post_keys(app, shot(command_code(command)))
        await wait_for(pilot, lambda: not isinstance(app.screen, PrintLabelDialog), "it is left")
        assert states(demo.station) == [JobState.CONFIRMED]
    assert len(printer.printed) == 1


async def test_a_pack_scanned_beside_the_question_is_not_lost_to_it(demo: Clinic, printer: SimulatedPrinter) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, said(Command.LABEL))
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
        await scan(app, pilot, shot(SYRINGE))
        assert app.screen is app.bench
        assert app.link.latest is not None
        assert app.link.latest.is_posted
        assert states(demo.station) == []


@pytest.mark.parametrize("bad", ["nowhere", "[red]x[/]", "zpl://", "/etc/passwd"])
async def test_what_is_no_printer_is_told_and_what_was_filled_in_stays(demo: Clinic, bad: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, said(Command.LABEL))
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
        assert "No label was printed yet" in screen_text(app)
        app.screen.query_one("#printer", Input).value = bad
        await pilot.press("enter")
        await wait_for(
            pilot, lambda: "✖" in screen_text(app) and "no printer" in screen_text(app), "it is refused in words"
        )
        assert app.screen.query_one("#printer", Input).value == bad
        assert states(demo.station) == []


async def test_label_before_anything_was_scanned_shows_the_queue(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, said(Command.LABEL))
        await wait_for(pilot, lambda: app.bench.view == "labels", "the labels are shown")


async def test_what_has_no_label_is_told(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2, shot(VENDOR), said(Command.PARK), said(Command.LABEL))
        await wait_for(pilot, lambda: "no label of ours" in screen_text(app), "it is told")
        assert app.screen is app.bench


@pytest.mark.parametrize("view", ["recalls", "expiring"])
async def test_label_is_about_the_line_that_is_chosen_and_not_about_the_last_scan(demo: Clinic, view: str) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, EXAM_2)
        app.bench.action_view(view)
        await wait_for(pilot, lambda: bool(app.bench.pane.shown_code()), "a line is chosen")
        await scan(app, pilot, said(Command.LABEL))
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
        assert "the item's own code" in screen_text(app)


async def test_a_label_that_cannot_be_drawn_is_told_and_nothing_is_said_to_be_drawn(
    demo: Clinic, printer: SimulatedPrinter
) -> None:
    small = PrinterSetting(name="front", url=url_of(printer), width_mm=50.8, height_mm=25.4, labels=(LabelKind.SUPPLY,))
    settings = demo_settings(demo.home).model_copy(update={"printers": (small,)})
    app = TrackerApp(lambda: open_station(settings, clock=DemoClock()))
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot("B0000000141"), said(Command.LABEL))
        await wait_for(pilot, lambda: "is too small for" in screen_text(app), "it is told")
        assert "drawing" not in screen_text(app)
        assert "--to" not in screen_text(app)


async def test_in_find_f6_is_the_label_of_what_is_shown(demo: Clinic, printer: SimulatedPrinter) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, said(Command.FIND), shot(EXAM_3))
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
        assert "Exam 3" in screen_text(app)
