"""What was written on paper while the computers were down, entered scan by scan."""

from __future__ import annotations

from datetime import datetime

from tests.laboratory import ANNE, CARA, NOW, REQUISITION, ROLL, Laboratory
from tests.specimens.bench import Scanner
from tests.specimens.test_played_again import spelt
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, specimen_code, spelling_code
from tracker.station import Outcome

TUBE, SECOND = specimen_code(ROLL[0]), specimen_code(ROLL[1])


def said(command: Command) -> str:
    return command_code(command)


def time(clock: str) -> list[str]:
    """FROM PAPER and four digits of the card."""
    return [said(Command.FROM_PAPER), *(spelling_code(each) for each in clock if each != ":")]


def begin(scan: Scanner, laboratory: Laboratory, clock: str = "09:40") -> Outcome:
    """Cara enters that Anne identified a patient at this time."""
    scan(CARA, *time(clock), said(Command.COLLECT), ANNE)
    return scan(REQUISITION, *spelt(laboratory))


def collected(scan: Scanner, laboratory: Laboratory, clock: str = "09:40") -> Outcome:
    begin(scan, laboratory, clock)
    return scan(TUBE, TUBE)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{NOW.date()}T{clock}").replace(tzinfo=NOW.tzinfo)
