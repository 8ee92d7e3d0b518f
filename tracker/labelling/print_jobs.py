"""A job of the print queue: its labels, how they are made, and how far it has come."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from tracker.labelling.wanted import Wanted, Wants
from tracker.store.connection import Row

COLUMNS = "id, at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason"
"""Of the table, as :func:`job_of` takes them."""
_COPY = re.compile(r", [0-9]+ of [0-9]+\Z")


class JobState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PrintSetting:
    """A job's own: it is made anew from this when its turn comes, and read back again."""

    dpi: int
    copies: int = 1
    design: str | None = None
    stock: str | None = None
    start: int = 1
    card: str = ""
    """The name of the card of commands that this is: then the job's labels are what stands on it."""
    paper: str = ""
    """The card's paper."""
    is_again: bool = False
    """Whether it was sent before, and a person saw that it had not come out: what its printer still holds may be it."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What goes to the printer in one piece: either all of it came out, or somebody has to look."""

    id: int
    at: str
    printer: str
    about: str
    labels: tuple[Wanted, ...]
    setting: PrintSetting
    state: JobState
    fault: str
    reprint_of: int | None
    reprint: int
    """0 for the first print, then 1, 2, 3 …, counted over all reprints of the same first job."""
    reason: str | None


def in_pieces(takes: str, wanted: Sequence[Wanted], copies: int) -> tuple[Sequence[Sequence[Wanted]], int]:
    """The jobs for these labels, and each job's copies, for a printer that takes this format: on a roll a job for each
    label and each copy, so that one in doubt leaves no doubt of others: how many of three came out nobody need count."""
    if takes == "pdf":
        return [list(wanted)], copies
    if any(one.wants is Wants.ROLL for one in wanted):
        # Two of one number are refused where they would begin to wait: not to be hidden here as one and one.
        return [[one] for one in wanted], copies
    return [[_copy(one, number, copies)] for one in wanted for number in range(1, copies + 1)], 1


def _copy(wanted: Wanted, number: int, copies: int) -> Wanted:
    return replace(wanted, about=f"{wanted.about}, {number} of {copies}") if copies > 1 else wanted


def told_together(jobs: Sequence[PrintJob]) -> str:
    """``Exam 2``, ``Exam 2 × 3``, ``12 labels``: jobs that went out one behind the other, in a few words."""
    total = sum(len(one.labels) * one.setting.copies for one in jobs)
    about = {_COPY.sub("", one.about) for one in jobs}
    if len(jobs) == 1 and jobs[0].setting.card:
        return jobs[0].about
    if len(about) > 1 or len(jobs[0].labels) > 1:
        return f"{total} labels"
    return f"{about.pop()} × {total}" if total > 1 else jobs[0].about


def labels_text(labels: Sequence[Wanted]) -> str:
    return json.dumps([{"wants": one.wants, "about": one.about, "values": dict(one.values)} for one in labels])


def setting_text(setting: PrintSetting) -> str:
    return json.dumps({name: getattr(setting, name) for name in [field.name for field in fields(PrintSetting)]})


def job_of(row: Row) -> PrintJob:
    labels = tuple(Wanted(Wants(one["wants"]), one["about"], one["values"]) for one in json.loads(row[4]))
    setting = PrintSetting(**json.loads(row[5]))
    return PrintJob(row[0], row[1], row[2], row[3], labels, setting, JobState(row[6]), *row[7:])
