"""COLLECT asks whether the patient's labels came out; key and card answer, and banner and notice say the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.laboratory import ANNE
from tests.tui.driving import SIZE, banner, post_keys, scan, screen_text, shot, wait_for
from tests.tui.lab import ORDERED, Lab, lab_ready, said, spelt
from tests.tui.labels_out.at_the_side import asked_for, in_doubt, left_by_the_command_line, not_printed
from tests.tui.resting import driven
from tests.tui.test_patients import OPENED, press
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import PULL_S

SMALL = (80, 24)


@pytest.mark.parametrize(
    ("answer", "printed"),
    [("f2", 0), ("f3", 1), (Command.YES, 0), (Command.NO, 1)],
    ids=["F2", "F3", "YES scanned", "NO scanned"],
)
async def test_whether_a_patients_label_came_out_is_asked_and_answered(
    lab: Lab, printer: SimulatedPrinter, answer: str | Command, printed: int
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL, notifications=True) as pilot:
        await in_doubt(pilot, app, printer)
        doubt = lab.station.labels.doubt
        assert doubt is not None
        rest = len(doubt.rest)
        assert doubt.about in banner(app)
        assert "off and on" in banner(app)
        assert "NOT PRINTED" not in screen_text(app)
        await wait_for(
            pilot, lambda: "F2 yes" in screen_text(app) and "F3 no" in screen_text(app), "its keys are shown"
        )
        printer.trouble = Trouble.NONE
        before = lab.station.counts.scanned
        if isinstance(answer, Command):
            await pilot.pause(PULL_S + 0.01)  # as far from the scan before as triggers are pulled
            post_keys(app, shot(command_code(answer)))
        else:
            await pilot.press(answer)
        await wait_for(pilot, lambda: lab.station.labels.doubt is None, "it is answered")
        await wait_for(pilot, lambda: len(printer.printed) == printed + rest, "what was behind it comes out")
        await wait_for(pilot, lambda: "DID IT COME OUT?" not in banner(app), "it is asked no more")
        assert lab.station.counts.scanned == before
        assert len(set(printer.printed)) == len(printer.printed)


async def test_what_was_not_printed_stands_in_the_banner_until_it_is_and_then_nowhere(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await not_printed(pilot, app, printer)
        assert "out of labels" in banner(app)
        printer.trouble = Trouble.NONE
        lab.clock.moved += timedelta(seconds=20)  # the same card at once would be one scan that was read twice
        await scan(app, pilot, said(Command.LABEL))
        await wait_for(pilot, lambda: bool(printer.printed), "they come out")
        await wait_for(pilot, lambda: "NOT PRINTED" not in screen_text(app), "the old notice is gone")
        assert "LABELS PRINTING" in banner(app)


async def test_no_leaves_the_patients_questions_also_when_nothing_is_entered_any_more(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED, *spelt("R"), said(Command.UNDO))
        assert "NO: leave" in banner(app)
        assert "F3 no" in screen_text(app)
        await pilot.press("f3")
        await wait_for(pilot, lambda: "NO: leave" not in banner(app), "they are left")


async def test_what_the_command_line_left_in_doubt_stands_in_the_labels_view_and_is_answered_there(
    lab: Lab, printer: SimulatedPrinter
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL, notifications=True) as pilot:
        await lab_ready(pilot, app)
        left_by_the_command_line(lab, printer, ORDERED[0])
        with SimulatedPrinter() as other:
            left_by_the_command_line(lab, other, ORDERED[1])
        await pilot.press("f12")
        await wait_for(pilot, lambda: "DID IT COME OUT?" in banner(app), "it is asked")
        first, second = (f"label {number[:8]} {number[8:]}" for number in ORDERED[:2])
        await wait_for(pilot, lambda: screen_text(app).count("? in doubt") >= 2, "both stand in the list")
        assert first in banner(app)
        assert second in screen_text(app)
        assert "COLLECT" not in banner(app), "the tube is full"
        assert "scan the tube, then LABEL" in banner(app)
        assert "broke" in banner(app) or "ended the connection" in banner(app), "why it is in doubt"
        await pilot.press("f2")
        await wait_for(pilot, lambda: second in banner(app), "the next one is asked about")
        await wait_for(pilot, lambda: screen_text(app).count("? in doubt") == 1, "one is left in the list")
    assert printer.printed == []


async def test_a_supply_label_that_is_not_printed_is_told_by_its_name(lab: Lab, printer: SimulatedPrinter) -> None:
    app = lab.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await lab_ready(pilot, app)
        printer.trouble = Trouble.PAPER_OUT
        (badge,) = lab.station.ask(lambda reader: reader.labels_of(ANNE, ""))
        lab.station.labels.print_label(badge, 1, f"zpl://127.0.0.1:{printer.port}")
        await wait_for(pilot, lambda: "NOT PRINTED" in screen_text(app), "it is told")
        assert "NOT PRINTED Anne A.:" in " ".join(screen_text(app).split())


@pytest.mark.parametrize("is_typing", [False, True], ids=["asked", "with the field open"])
async def test_a_tube_scanned_while_the_patient_is_asked_is_its_yes(
    lab: Lab, printer: SimulatedPrinter, is_typing: bool
) -> None:
    app = lab.app()
    async with driven(app, size=SMALL) as pilot:
        await asked_for(pilot, app, printer, Trouble.DIES_IN_A_LABEL)
        await wait_for(pilot, lambda: lab.station.labels.doubt is not None, "it is asked")
        doubt = lab.station.labels.doubt
        assert doubt is not None
        (number,) = doubt.numbers
        await scan(app, pilot, said(Command.HOME), *OPENED[::2])
        if is_typing:
            await press(pilot, "f4", "r")
        await scan(app, pilot, shot(number))
        await wait_for(pilot, lambda: lab.station.labels.doubt is None, "it is answered")
        assert "DID IT COME OUT?" not in banner(app)
