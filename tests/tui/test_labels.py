"""Labels on the screen: what is in doubt is asked, what is shown has its label, and no scan is lost to either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.laboratory import ANNE
from tests.tui.driving import SIZE, Clinic, banner, post_keys, ready, scan, screen_text, shot, wait_for
from tests.tui.lab import COUNTS, Lab, lab_ready, said
from tests.tui.labels_waiting import EXAM_3, SYRINGE, VENDOR, asked_for, printer, states, url_of
from tests.tui.process import poison
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import PULL_S, Scan
from tracker.jobs.verdict import Code
from tracker.labelling.print_jobs import JobState
from tracker.station import Station
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.print_job import PrintJobDialog, WhyAgainDialog
from tracker.tui.dialogs.print_label import PrintLabelDialog
from tracker.tui.widgets.label_picture import LabelPicture
from tracker.tui.widgets.topline import TopLine

__all__ = ["printer"]


async def in_doubt(pilot: Pilot[Any], app: TrackerApp, station: Station, printer: SimulatedPrinter) -> None:
    """A label that broke off in the printer, looked at in the labels' view; the printer works again."""
    printer.trouble = Trouble.DIES_IN_A_LABEL
    await asked_for(pilot, station, printer, EXAM_3, JobState.UNKNOWN)
    printer.trouble = Trouble.NONE
    await pilot.press("f12")
    await wait_for(pilot, lambda: "DID IT COME OUT?" in banner(app), "it is asked")


def top(app: TrackerApp) -> str:
    return app.bench.query_one(TopLine).render().plain


async def test_an_empty_queue_teaches_how_a_label_is_made(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("f12")
        await wait_for(pilot, lambda: "No label for the stock was printed yet" in screen_text(app), "it says so")
        assert "LABEL" in screen_text(app)
        await pilot.press("f12")
        await wait_for(pilot, lambda: app.bench.view == "", "the same key goes back")


def by_key(key: str) -> Callable[[TrackerApp, Station, Pilot[Any]], Any]:
    async def answer(app: TrackerApp, station: Station, pilot: Pilot[Any]) -> None:
        await pilot.press(key)

    return answer


def by_the_card(command: Command) -> Callable[[TrackerApp, Station, Pilot[Any]], Any]:
    async def answer(app: TrackerApp, station: Station, pilot: Pilot[Any]) -> None:
        await pilot.pause(PULL_S + 0.01)  # as far from the scan before as triggers are pulled
        post_keys(app, shot(command_code(command)))

    return answer


def by_another_scanner(command: Command) -> Callable[[TrackerApp, Station, Pilot[Any]], Any]:
    async def answer(app: TrackerApp, station: Station, pilot: Pilot[Any]) -> None:
        station.submit(Scan(command_code(command), source="serial:/dev/ttyACM0", at=station.now()))

    return answer


@pytest.mark.parametrize(
    ("answer", "printed"),
    [
        (by_key("f2"), 0),
        (by_key("f3"), 1),
        (by_the_card(Command.YES), 0),
        (by_the_card(Command.NO), 1),
        (by_another_scanner(Command.YES), 0),
        (by_another_scanner(Command.NO), 1),
    ],
    ids=["F2", "F3", "YES scanned", "NO scanned", "YES by a serial scanner", "NO by a serial scanner"],
)
async def test_whether_it_came_out_is_answered_by_key_and_by_scanning(
    demo: Clinic,
    printer: SimulatedPrinter,
    answer: Callable[[TrackerApp, Station, Pilot[Any]], Any],
    printed: int,
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await in_doubt(pilot, app, demo.station, printer)
        assert "labels ? 1" in top(app)
        await answer(app, demo.station, pilot)
        await wait_for(pilot, lambda: states(demo.station) == [JobState.CONFIRMED], "it is settled")
        await wait_for(pilot, lambda: "DID IT COME OUT?" not in banner(app), "nothing is asked any more")
        await wait_for(pilot, lambda: "labels" not in top(app), "all labels are out")
        assert len(printer.printed) == printed
        assert demo.station.counts.scanned == 0


async def test_what_the_work_asks_goes_before_a_label_in_doubt(demo: Clinic, printer: SimulatedPrinter) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await in_doubt(pilot, app, demo.station, printer)
        await scan(app, pilot, shot(VENDOR))
        assert demo.station.desk.question is not None
        assert "DID IT COME OUT?" not in banner(app)
        await scan(app, pilot, shot(command_code(Command.NO)))
        assert states(demo.station) == [JobState.UNKNOWN]
        assert demo.station.counts.scanned == 2
        await wait_for(pilot, lambda: "DID IT COME OUT?" in banner(app), "then it is asked again")


async def test_a_scan_in_the_labels_view_counts_and_the_question_stays_in_sight(
    demo: Clinic, printer: SimulatedPrinter
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await in_doubt(pilot, app, demo.station, printer)
        await scan(app, pilot, shot(SYRINGE))
        assert app.link.latest is not None
        assert app.link.latest.verdict.code == Code.FOUND
        assert "DID IT COME OUT?" in banner(app)


async def test_a_printer_out_of_labels_is_told_in_the_banner_and_f4_goes_on(
    demo: Clinic, printer: SimulatedPrinter
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        printer.trouble = Trouble.PAPER_OUT
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.QUEUED)
        await pilot.press("f12")
        await wait_for(pilot, lambda: "out of labels" in banner(app), "the fault is told")
        assert "NOT PRINTED" in banner(app)
        assert "labels ○ 1" in top(app)
        printer.trouble = Trouble.NONE
        await pilot.press("f4")
        await wait_for(pilot, lambda: states(demo.station) == [JobState.CONFIRMED], "it is printed")
        await wait_for(pilot, lambda: "NOT PRINTED" not in banner(app), "the banner is calm again")


async def test_a_reprint_takes_its_reason_from_the_list_or_as_typed(demo: Clinic, printer: SimulatedPrinter) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.CONFIRMED)
        await pilot.press("f12")
        await wait_for(pilot, lambda: app.bench.labels_pane is not None and bool(app.bench.labels_pane.jobs), "read")
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, WhyAgainDialog), "why, is asked")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: len(printer.printed) == 2, "it is printed again")
        await wait_for(pilot, lambda: "reprint 1" in screen_text(app), "it has its number")
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, WhyAgainDialog), "why, is asked")
        field = app.screen.query_one(Input)
        field.focus()
        await pilot.press("enter")
        await wait_for(pilot, lambda: "needs its reason" in screen_text(app), "nothing typed is no reason")
        field.value = "the roll was too wide"
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(printer.printed) == 3, "it is printed again")
        reasons = [job.reason for job in demo.station.ask(lambda reader: reader.print_jobs())]
        assert reasons == ["the roll was too wide", "torn or came off", None]


async def test_what_waits_is_cancelled_in_its_own_dialog_whose_first_line_changes_nothing(
    demo: Clinic, printer: SimulatedPrinter
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        printer.trouble = Trouble.PAPER_OUT
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.QUEUED)
        await wait_for(
            pilot, lambda: bool(demo.station.ask(lambda reader: reader.print_jobs())[0].fault), "the printer refused"
        )
        await pilot.press("f12")
        await wait_for(pilot, lambda: "NOT PRINTED" in banner(app), "it is shown")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PrintJobDialog), "what can be done is listed")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.screen is app.bench, "it is left")
        assert states(demo.station) == [JobState.QUEUED]
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PrintJobDialog), "again")
        await wait_for(pilot, lambda: "51 × 25 mm" in screen_text(app), "its picture is drawn")
        await pilot.press("down", "down", "enter")
        await wait_for(pilot, lambda: states(demo.station) == [JobState.CANCELLED], "it is cancelled")
        assert printer.printed == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_picture_fits_its_place_and_shows_ink(
    demo: Clinic, printer: SimulatedPrinter, size: tuple[int, int]
) -> None:
    app = demo.app()
    async with driven(app, size=size) as pilot:
        await ready(pilot, app)
        await asked_for(pilot, demo.station, printer, EXAM_3, JobState.CONFIRMED)
        await pilot.press("f12")
        await wait_for(pilot, lambda: "51 × 25 mm" in screen_text(app), "it is drawn")
        picture = app.bench.query_one(LabelPicture)
        drawn = picture.render().plain.split("\n")
        assert len(drawn) <= picture.content_size.height
        assert max(map(len, drawn)) <= picture.content_size.width
        assert any("⠀" < character <= "⣿" for row in drawn for character in row)


async def test_a_specimens_label_is_made_again_for_somebody_with_a_reason_and_beside_the_queue(
    lab_template: Any, tmp_path: Any, printer: SimulatedPrinter
) -> None:
    lab = Lab(lab_template, tmp_path / "lab", home_screen="board", specimen_printer=url_of(printer))
    app = lab.app()
    try:
        async with driven(app, size=SIZE, notifications=True) as pilot:
            await lab_ready(pilot, app)
            await scan(app, pilot, shot(COUNTS[3]), said(Command.LABEL))
            await wait_for(pilot, lambda: "badge first" in screen_text(app), "nobody in particular prints a name")
            await scan(app, pilot, shot(ANNE), shot(COUNTS[3]), said(Command.LABEL))
            await wait_for(pilot, lambda: isinstance(app.screen, WhyAgainDialog), "why, is asked")
            assert "names a patient" in screen_text(app)
            assert "one more" not in screen_text(app)
            await pilot.pause(0.3)  # a key right behind a scan would be taken for a part of it
            await pilot.press("enter")
            await wait_for(pilot, lambda: len(printer.printed) == 1, "it comes out")
            assert states(lab.station) == [], "its name is in no queue"
            with lab.station.read() as reader:
                bodies = [bytes(row[0]) for row in reader.connection.exec_driver_sql("SELECT body FROM journal")]
            (made,) = [body for body in bodies if b'"kind":"label.reprinted"' in body]
            assert b'"reason":"smeared or unreadable"' in made
            assert ANNE.encode() in made
    finally:
        lab.close()


async def test_hostile_names_are_asked_about_and_queued_harmlessly(demo: Clinic, printer: SimulatedPrinter) -> None:
    poison(demo.home)
    app = demo.app()
    async with driven(app, size=(120, 36)) as pilot:
        await ready(pilot, app)
        codes = demo.station.ask(lambda reader: [reader.item(number).code for number in (1, 3, 5, 7, 9)])
        for code in codes:
            await scan(app, pilot, shot(code), said(Command.LABEL))
            await wait_for(pilot, lambda: isinstance(app.screen, PrintLabelDialog), "it is asked")
            app.screen.query_one("#printer", Input).value = url_of(printer)
            await wait_for(
                pilot, lambda: "× 25 mm" in screen_text(app) or "✖" in screen_text(app), "it is drawn or refused"
            )
            post_keys(app, shot(command_code(Command.YES)))
            await wait_for(
                pilot, lambda: app.screen is app.bench or "✖" in screen_text(app), "it is queued or refused in words"
            )
            if app.screen is not app.bench:
                await pilot.press("escape")
                await wait_for(pilot, lambda: app.screen is app.bench, "the question is left")
        await pilot.press("f12")
        await wait_for(pilot, lambda: app.bench.labels_pane is not None and bool(app.bench.labels_pane.jobs), "listed")
        shown = screen_text(app)
        assert not any(character in shown for character in ("\x1b", "\x9b", "\u202e", "\x07"))
        assert app.is_running
