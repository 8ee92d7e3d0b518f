"""Labels on the screen: what is in doubt is asked, what is shown has its label, and no scan is lost to either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.laboratory import ANNE
from tests.tui.driving import EXAM_2, SIZE, Clinic, banner, post_keys, ready, scan, screen_text, shot, wait_for
from tests.tui.lab import COUNTS, Lab, lab_ready, said
from tests.tui.process import poison
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import DemoClock, demo_settings
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import PULL_S, Scan
from tracker.jobs.verdict import Code
from tracker.labelling.print_jobs import JobState
from tracker.media import LabelKind, PrinterSetting
from tracker.station import Station, open_station
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.print_job import PrintJobDialog, WhyAgainDialog
from tracker.tui.dialogs.print_label import PrintLabelDialog
from tracker.tui.widgets.label_picture import LabelPicture
from tracker.tui.widgets.topline import TopLine

SYRINGE = "(01)09520101000408(17)270930(10)2K417"
EXAM_3 = "L0010336"
VENDOR = "VENDOR 4711"
VIAL = "]d2010952010300550017280531105E547\r"


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


def url_of(printer: SimulatedPrinter) -> str:
    return f"zpl://127.0.0.1:{printer.port}"


def states(station: Station) -> list[JobState]:
    return [job.state for job in station.ask(lambda reader: reader.print_jobs())]


async def asked_for(pilot: Pilot[Any], station: Station, printer: SimulatedPrinter, code: str, state: JobState) -> None:
    """A label, and what the printer made of it."""
    offered = station.ask(lambda reader: reader.labels_of(code, ""))[0]
    before = len(states(station))
    station.labels.print_label(offered, 1, url_of(printer))
    await wait_for(
        pilot, lambda: len(states(station)) > before and states(station).count(state) > 0, f"the label is {state}"
    )


async def in_doubt(pilot: Pilot[Any], app: TrackerApp, station: Station, printer: SimulatedPrinter) -> None:
    """A label that broke off in the printer, looked at in the labels' view; the printer works again."""
    printer.trouble = Trouble.DIES_IN_A_LABEL
    await asked_for(pilot, station, printer, EXAM_3, JobState.UNKNOWN)
    printer.trouble = Trouble.NONE
    await pilot.press("f12")
    await wait_for(pilot, lambda: "DID IT COME OUT?" in banner(app), "it is asked")


def top(app: TrackerApp) -> str:
    return app.bench.query_one(TopLine).render().plain


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
