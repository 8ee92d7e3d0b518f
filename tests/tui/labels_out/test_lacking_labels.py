"""A tube whose label is not out stands where labels are looked at, until its label is out or it is given up."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

from tests.laboratory import BEN
from tests.tui.driving import SIZE, banner, scan, screen_text, shot, wait_for
from tests.tui.lab import COUNTS, ORDERED, Lab, lab_ready, said
from tests.tui.labels_out.at_the_side import identified, in_doubt, left_by_the_command_line, not_printed
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.tui.widgets.topline import TopLine

SMALL = (80, 24)


def listed(lab: Lab) -> str:
    """What ``tracker queue`` lists, in a terminal beside the app."""
    environment = {**os.environ, "TRACKER_HOME": str(lab.home), "TRACKER_KEY_STORE": "file"}
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "queue"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def not_out(lab: Lab) -> list[str]:
    return [each.about for each in lab.station.ask(lambda reader: reader.labels_lacking())]


async def test_tubes_whose_labels_were_not_printed_stand_in_the_labels_view_and_below_and_in_the_queues_list(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await not_printed(pilot, app, printer)
        await pilot.press("f12")
        await wait_for(pilot, lambda: "✖ not out" in screen_text(app), "they are listed")
        lacking = not_out(lab)
        assert lacking
        assert all(each in screen_text(app) for each in lacking)
        assert f"{len(lacking)} tubes without a label" in screen_text(app)
        assert "all labels are out" not in screen_text(app)
        await wait_for(pilot, lambda: f"{len(lacking)} tubes without a label" in banner(app), "the banner says so")
        assert "COLLECT prints them beside the patient" in banner(app), "what to do about it"
        assert all(each in listed(lab) for each in lacking)
        printer.trouble = Trouble.NONE
        lab.clock.moved += timedelta(seconds=20)
        await scan(app, pilot, said(Command.LABEL))
        await wait_for(pilot, lambda: not not_out(lab), "they come out")
        await wait_for(pilot, lambda: "not out" not in screen_text(app), "and are listed no more")


async def test_after_a_no_the_row_says_at_once_that_the_label_is_not_out(lab: Lab, printer: SimulatedPrinter) -> None:
    """Whoever said NO has left the patient: nothing is printed again by itself."""
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await in_doubt(pilot, app, printer)
        await scan(app, pilot, said(Command.HOME))
        await pilot.press("f12")
        await wait_for(pilot, lambda: "? in doubt" in screen_text(app), "it stands in the list")
        await wait_for(pilot, lambda: "F3 no" in screen_text(app), "it can be answered")
        printer.trouble = Trouble.NONE
        await pilot.press("f3")
        await wait_for(pilot, lambda: lab.station.labels.doubt is None, "it is answered")
        await wait_for(pilot, lambda: "in doubt" not in screen_text(app), "it is in doubt no more")
        lacking = not_out(lab)
        assert lacking
        await wait_for(pilot, lambda: screen_text(app).count("✖ not out") == len(lacking), "but not out")
        assert "all labels are out" not in screen_text(app)
    assert printer.printed == []


async def test_the_top_line_of_any_job_tells_of_a_doubt_that_was_left(lab: Lab, printer: SimulatedPrinter) -> None:
    app = lab.app()

    def top() -> str:
        return app.bench.query_one(TopLine).render().plain

    async with driven(app, size=SIZE) as pilot:
        await identified(pilot, app)
        assert "labels ?" not in top()
        left_by_the_command_line(lab, printer, ORDERED[0])
        await wait_for(pilot, lambda: "labels ? 1" in top(), "one is in doubt")
        await scan(app, pilot, said(Command.HOME), said(Command.RECEIVE))
        assert "labels ? 1" in top()
        with SimulatedPrinter() as other:
            left_by_the_command_line(lab, other, ORDERED[1])
        await wait_for(pilot, lambda: "labels ? 2" in top(), "two are")


async def test_what_another_process_answers_no_is_listed_here_within_moments(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await in_doubt(pilot, app, printer)
        printer.trouble = Trouble.NONE
        await pilot.press("f12")
        await wait_for(pilot, lambda: "? in doubt" in screen_text(app), "it stands in the list")
        other = lab.open()
        await wait_for(pilot, lambda: other.labels.doubt is not None, "it is asked there, too")
        other.labels.ask_about(other.labels.doubt)
        other.submit(Scan(command_code(Command.NO), source="serial:/dev/ttyACM0", at=lab.clock()))
        await wait_for(pilot, lambda: "? in doubt" not in screen_text(app), "it is asked here no more")
        await wait_for(pilot, lambda: "✖ not out" in screen_text(app), "and is not out")
        assert "all labels are out" not in screen_text(app)


ALIQUOT_OF = COUNTS[3]
"""At the laboratory, in Ben's hands."""


async def test_an_aliquot_without_its_label_is_listed_with_where_it_is_from_and_printed_there_by_one_key(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL, notifications=True) as pilot:
        await lab_ready(pilot, app)
        printer.trouble = Trouble.PAPER_OUT
        await scan(app, pilot, said(Command.ALIQUOT), shot(BEN), shot(ALIQUOT_OF), said(Command.LABEL))
        await wait_for(pilot, lambda: bool(not_out(lab)), "its printer took none")
        (about,) = not_out(lab)
        await wait_for(pilot, lambda: "Then F12, F6." in screen_text(app), "LABEL would fill one more")
        await pilot.press("f12")
        await wait_for(pilot, lambda: "✖ not out" in screen_text(app), "it is listed")
        await wait_for(pilot, lambda: "F6 again" in screen_text(app), "its key is shown")
        assert about in screen_text(app)
        assert f"{ALIQUOT_OF[:8]} {ALIQUOT_OF[8:]}" in screen_text(app), "where it is from"
        assert "1 tube without a label" in banner(app)
        assert about in listed(lab)
        printer.trouble = Trouble.NONE
        await pilot.press("f6")
        await wait_for(pilot, lambda: len(printer.printed) == 1, "it comes out")
        await wait_for(pilot, lambda: not not_out(lab) and "not out" not in screen_text(app), "it is listed no more")
        assert b"REPRINT" not in printer.printed[0]
    with lab.station.read() as reader:
        bodies = [bytes(each) for each in reader.connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    (made,) = [body for body in bodies if b'"kind":"label.reprinted"' in body]
    assert b'"reprint":0' in made
    assert b'"reason":"did not come out"' in made
