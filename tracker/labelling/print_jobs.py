"""A job of the print queue: its labels, how they are made, and how far it has come."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from tracker.labelling.copies import MOST_COPIES
from tracker.labelling.wanted import Wanted, Wants
from tracker.store.connection import Row

COLUMNS = "id, at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason"
"""Of the table, as :func:`job_of` takes them."""
CANCEL = "Cancel it, then ask for it anew."
"""What is done about a job that is never printed as it is."""
UNREADABLE = f"What is to be printed cannot be read, or is of another version of the program. {CANCEL}"
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
    salt: str = ""
    """Opens what the journal keeps of the labels (:mod:`tracker.labelling.asked_for`), in hexadecimal digits."""


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
    is_unreadable: bool = False
    """Whether what is to be printed is not known: ``labels`` are none, and ``setting`` means nothing."""

    @property
    def is_to_cancel(self) -> bool:
        """Whether it waits in vain."""
        return self.state is JobState.QUEUED and self.fault.endswith(CANCEL)


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
    total = sum(max(1, len(one.labels)) * one.setting.copies for one in jobs)
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
    """One that cannot be read, or that a version with other kinds of labels has put there, is a job all the same: it is
    shown, and can be cancelled."""
    job_id, at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason = row
    try:
        read, made, is_unreadable = _labels(labels), _setting(setting), False
    except (ValueError, TypeError, KeyError, AttributeError):
        read, made, is_unreadable = (), PrintSetting(203), True
        fault = UNREADABLE if state == JobState.QUEUED else fault
    return PrintJob(
        job_id, at, printer, about, read, made, JobState(state), fault, reprint_of, reprint, reason, is_unreadable
    )


def _labels(text: str) -> tuple[Wanted, ...]:
    labels = tuple(Wanted(Wants(one["wants"]), one["about"], one["values"]) for one in json.loads(text))
    for one in labels:
        if not all(isinstance(each, str) for each in (one.about, *one.values.keys(), *one.values.values())):
            raise TypeError("what stands on labels is text")
    return labels


def _setting(text: str) -> PrintSetting:
    setting = PrintSetting(**json.loads(text))
    for name, types in _TYPES.items():
        if not isinstance(getattr(setting, name), types):
            raise TypeError(name)
    if not 1 <= setting.copies <= MOST_COPIES:
        raise ValueError("copies")
    return setting


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "dpi": int,
    "copies": int,
    "design": (str, type(None)),
    "stock": (str, type(None)),
    "start": int,
    "card": str,
    "paper": str,
    "is_again": bool,
    "salt": str,
}
"""Of a :class:`PrintSetting`, as JSON gives them back."""
