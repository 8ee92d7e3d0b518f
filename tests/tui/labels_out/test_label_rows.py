"""COLLECT's list says of each label what is true of it, at once and not at the next scan."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tui.driving import SIZE, banner, scan, screen_text, shot, wait_for
from tests.tui.lab import Lab, said
from tests.tui.labels_out.at_the_side import asked_for, in_doubt
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan

SMALL = (80, 24)
OUT = "labelled, not full"


async def test_labels_that_the_printer_did_not_take_are_said_to_be_so_until_they_are_out(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await asked_for(pilot, app, printer, Trouble.PAPER_OUT)
        await wait_for(pilot, lambda: "not printed: LABEL" in screen_text(app), "the rows say so")
        assert OUT not in screen_text(app)
        printer.trouble = Trouble.NONE
        lab.clock.moved += timedelta(seconds=20)
        await scan(app, pilot, said(Command.LABEL))
        await wait_for(pilot, lambda: OUT in screen_text(app), "the rows say that they are out")
        assert "not printed" not in screen_text(app)


@pytest.mark.parametrize("key", ["f2", "f3"])
async def test_a_label_in_doubt_says_so_and_after_the_answer_that_it_is_out(
    lab: Lab, printer: SimulatedPrinter, key: str
) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await asked_for(pilot, app, printer, Trouble.DIES_IN_A_LABEL)
        await wait_for(pilot, lambda: "did it come out?" in screen_text(app), "its row asks")
        doubt = lab.station.labels.doubt
        assert doubt is not None
        assert screen_text(app).count("waits for the answer") == len(doubt.rest)
        printer.trouble = Trouble.NONE
        await wait_for(pilot, lambda: "F3 no" in screen_text(app), "it can be answered")
        await pilot.press(key)
        count = 1 + len(doubt.rest)
        await wait_for(pilot, lambda: screen_text(app).count(OUT) == count, "every row says that its label is out")
        assert "did it come out?" not in screen_text(app)


async def test_what_another_station_answers_is_shown_here_without_a_scan(lab: Lab, printer: SimulatedPrinter) -> None:
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await in_doubt(pilot, app, printer)
        other, here = lab.open(), lab.stations[0]
        await wait_for(pilot, lambda: other.labels.doubt is not None, "it is asked there, too")
        other.labels.ask_about(other.labels.doubt)
        other.submit(Scan(command_code(Command.YES), source="serial:/dev/ttyACM0", at=lab.clock()))
        await wait_for(pilot, lambda: here.labels.doubt is None, "it is asked here no more")
        await wait_for(pilot, lambda: "DID IT COME OUT?" not in banner(app), "nor by the banner")
        await wait_for(pilot, lambda: OUT in screen_text(app), "its row says that it is out")
        await wait_for(
            pilot, lambda: "not printed yet: LABEL." in banner(app), "the banner says what is still to be printed"
        )
        assert "not printed: LABEL" in screen_text(app)
        assert "YES or NO" not in screen_text(app)


async def test_after_the_scan_of_a_label_in_doubt_the_banner_asks_for_the_next_tube_and_for_no_more_labels(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await in_doubt(pilot, app, printer)
        doubt = lab.station.labels.doubt
        assert doubt is not None
        assert doubt.rest
        printer.trouble = Trouble.NONE
        await scan(app, pilot, shot(doubt.numbers[0]))
        await wait_for(pilot, lambda: len(printer.printed) == len(doubt.rest), "the others follow")
        await wait_for(pilot, lambda: "Scan its label once it is full" in banner(app), "the next tube is asked for")
        assert "COLLECTED" in banner(app)
        assert "LABEL." not in banner(app)
