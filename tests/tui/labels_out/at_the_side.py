"""The patient is identified and the labels are asked for; or a label was left in doubt by the command line."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from labels.loading import own_designs
from labels.resolution import Resolution
from tests.laboratory import ANNE
from tests.tui.driving import banner, scan, wait_for
from tests.tui.lab import Lab, lab_ready, lab_settings, said, spelt
from tests.tui.test_patients import OPENED
from tracker.barcodes.commands import Command
from tracker.cli.specimen_labels import Why
from tracker.cli.specimen_reprint import reprint_specimens
from tracker.hardware.printers.opening import open_printer
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.labelling.making import Setting
from tracker.tui.app import TrackerApp


async def identified(pilot: Pilot[Any], app: TrackerApp) -> None:
    await lab_ready(pilot, app)
    await scan(app, pilot, *OPENED, *spelt("RORI1231"))
    assert "RIGHT PATIENT" in banner(app)


async def asked_for(pilot: Pilot[Any], app: TrackerApp, printer: SimulatedPrinter, trouble: Trouble) -> None:
    """The labels of the patient who was identified, of a printer in such trouble."""
    await identified(pilot, app)
    printer.trouble = trouble
    await scan(app, pilot, said(Command.LABEL))


async def in_doubt(pilot: Pilot[Any], app: TrackerApp, printer: SimulatedPrinter) -> None:
    """The first of them may have come out, and the banner asks."""
    await asked_for(pilot, app, printer, Trouble.DIES_IN_A_LABEL)
    await wait_for(pilot, lambda: "DID IT COME OUT?" in banner(app), "it is asked")


async def not_printed(pilot: Pilot[Any], app: TrackerApp, printer: SimulatedPrinter) -> None:
    """None of them came out, and the banner says so."""
    await asked_for(pilot, app, printer, Trouble.PAPER_OUT)
    await wait_for(pilot, lambda: "NOT PRINTED" in banner(app), "its printer took none")


def left_by_the_command_line(lab: Lab, printer: SimulatedPrinter, *numbers: str) -> None:
    """'tracker label specimen' of a full tube, in a terminal beside the app, whose printer broke off."""
    settings = lab_settings(lab.home)
    setting = Setting(own_designs(), Resolution.DPI_203)
    printer.trouble = Trouble.DIES_IN_A_LABEL
    to = open_printer(f"zpl://127.0.0.1:{printer.port}")
    with pytest.raises(PrinterFault):
        reprint_specimens(settings, to, numbers, Why(ANNE, "smeared"), setting)
    printer.trouble = Trouble.NONE
