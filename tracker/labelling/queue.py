"""The print queue in the database: each step is one transaction, so that no fault prints anything twice or loses it.

::

    queued ──> sending ──> confirmed      the printer itself said that it is out
                   │  └──> sent           taken by a queue that does not say (CUPS)
                   │  └──> queued         it is certain that nothing came out
                   └─────> unknown ──> confirmed or queued, by a person who has looked
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from tracker.errors import Refusal
from tracker.hardware.printers.one_printer import may_be_one
from tracker.hardware.printers.opening import printer_url
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.writing import Journal
from tracker.labelling.waiting import require_queueable, require_replacing, require_unbound
from tracker.labelling.wanted import Wanted, Wants
from tracker.store.connection import Connection, Row

LONGEST_REASON = 200
REASONS = ("smeared or unreadable", "torn or came off", "came out wrong", "lost", "one more is needed")
"""Why a label is printed again, for whoever would rather choose than type."""


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


@dataclass(frozen=True, slots=True)
class QueuePen:
    """Where the queue writes what happened, when, and under whose hand."""

    journal: Journal
    at: str
    by: str = "command line"


_COLUMNS = "id, at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason"
_OPEN = "('queued', 'sending', 'unknown')"
_COPY = re.compile(r", [0-9]+ of [0-9]+\Z")


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


def enqueue(
    connection: Connection,
    pen: QueuePen,
    printer: str,
    labels: Sequence[Wanted],
    setting: PrintSetting,
    about: str = "",
) -> int:
    """A new job for these labels; returns its number. Without ``about`` it is named by its labels.

    Raises Refusal for what must not wait (:mod:`tracker.labelling.waiting`)."""
    require_queueable(connection, labels, setting.copies)
    if not about:
        about = labels[0].about if len(labels) == 1 else f"{labels[0].about} and {len(labels) - 1} more"
    return _insert(connection, pen, printer, about, _labels_text(labels), _setting_text(setting))


def job(connection: Connection, job_id: int) -> PrintJob:
    """Raises Refusal where there is none of that number."""
    found = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM print_job WHERE id = ?", (job_id,)).first()
    if found is None:
        raise Refusal(f"There is no print job {job_id}.", hint="'tracker queue' lists them.", code="print_job_unknown")
    return _job(found)


def open_jobs(connection: Connection, printer: str | None = None) -> tuple[PrintJob, ...]:
    """What waits, is being sent, or may have come out; oldest first."""
    found = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM print_job WHERE state IN {_OPEN} ORDER BY id").all()
    jobs = tuple(map(_job, found))
    if printer is None:
        return jobs
    # Whoever queued it may have spelt the printer in another way.
    url = printer_url(printer)
    return tuple(one for one in jobs if printer_url(one.printer) == url)


def recent_jobs(connection: Connection, limit: int) -> tuple[PrintJob, ...]:
    found = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM print_job ORDER BY id DESC LIMIT ?", (limit,)).all()
    return tuple(map(_job, found))


def shown_jobs(connection: Connection, limit: int) -> tuple[PrintJob, ...]:
    """For a screen: what is in doubt, what is being sent, what waits, each oldest first; then what is done with, the newest
    first."""
    found = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job ORDER BY CASE state WHEN 'unknown' THEN 0 WHEN 'sending' THEN 1"
        f" WHEN 'queued' THEN 2 ELSE 3 END, CASE WHEN state IN {_OPEN} THEN id ELSE -id END LIMIT ?",
        (limit,),
    ).all()
    return tuple(map(_job, found))


def printers_used(connection: Connection) -> tuple[str, ...]:
    """The printers of the last jobs, the latest first."""
    found = connection.exec_driver_sql(
        "SELECT printer FROM (SELECT printer, id FROM print_job ORDER BY id DESC LIMIT 500)"
        " GROUP BY printer ORDER BY max(id) DESC"
    )
    return tuple(str(row[0]) for row in found)


def require_settled(connection: Connection, printer: str, called: str = "") -> None:
    """Raises Refusal (``print_unknown``) while any of this printer's jobs may have come out: what is printed next may be
    the same label, asked for again by somebody who saw no paper. ``called`` is the printer's name."""
    doubtful = next(
        (one for one in open_jobs(connection) if one.state is JobState.UNKNOWN and may_be_one(one.printer, printer)),
        None,
    )
    if doubtful is not None:
        raise Refusal(
            f"Job {doubtful.id} ({doubtful.about}) may have come out of {called or printer}, or not.",
            hint=f"Look, then say: tracker queue yes {doubtful.id}, or: tracker queue no {doubtful.id}."
            f" {before_no(printer)}",
            code="print_unknown",
        )


def before_no(printer: str) -> str:
    """What must be so before a person says that a label did not come out: else it comes out twice."""
    if printer.startswith("cups:"):
        return "Before NO, see that it does not stand in the print system's queue: lpstat, cancel."
    return "Before NO, switch the printer off and on, so that it holds it no more."


def claim_next(connection: Connection, printer: str, called: str = "") -> PrintJob | None:
    """The oldest waiting job of ``printer``, from now on ``sending``; None where nothing waits.

    Raises like :func:`require_settled`; and Refusal (``label_bound``) for a roll's label whose number became a tube's while
    it waited.
    """
    require_settled(connection, printer, called)
    waiting = open_jobs(connection, printer)
    first = next((one for one in waiting if one.state is JobState.QUEUED), None)
    if first is not None:
        require_unbound(connection, first.labels, f"Job {first.id}", f"Cancel it: tracker queue cancel {first.id}.")
        _move(connection, first.id, JobState.QUEUED, JobState.SENDING, "")
    return first


def settle(connection: Connection, pen: QueuePen, job_id: int, state: JobState, fault: str = "") -> None:
    """What became of a job that was being sent. In the journal unless it waits again."""
    _move(connection, job_id, JobState.SENDING, state, fault)
    if state is not JobState.QUEUED:
        _record(connection, pen, "printed", job(connection, job_id))


def doubt_interrupted(connection: Connection, pen: QueuePen) -> None:
    """Jobs that were being sent when the program died may have come out. Only for who holds the printing lock."""
    for one in open_jobs(connection):
        if one.state is JobState.SENDING:
            settle(connection, pen, one.id, JobState.UNKNOWN, "The program stopped while this was being sent.")


def answer(connection: Connection, pen: QueuePen, job_id: int, *, has_come_out: bool) -> PrintJob:
    """A person has looked. Raises Refusal where nobody had asked."""
    state = JobState.CONFIRMED if has_come_out else JobState.QUEUED
    _move(connection, job_id, JobState.UNKNOWN, state, "")
    answered = job(connection, job_id)
    if not has_come_out:
        answered = replace(answered, setting=replace(answered.setting, is_again=True))
        values = (_setting_text(answered.setting), job_id)
        connection.exec_driver_sql("UPDATE print_job SET setting = ? WHERE id = ?", values)
    _record(connection, pen, "answered", answered)
    return answered


def cancel(connection: Connection, pen: QueuePen, job_id: int) -> PrintJob:
    """Only what still waits: what is out, or may be, cannot be called back."""
    _move(connection, job_id, JobState.QUEUED, JobState.CANCELLED, "")
    cancelled = job(connection, job_id)
    _record(connection, pen, "cancelled", cancelled)
    return cancelled


def reprint(connection: Connection, pen: QueuePen, job_id: int, reason: str, printer: str | None = None) -> int:
    """The same again, numbered, with its reason in the journal; returns the new job's number. Of a roll's labels it says
    wherever the job is shown that the first is to be destroyed.

    Raises Refusal without a reason, for a job that is not out: that is answered or waited for, not printed twice; and for
    a roll's label that is a tube's by now, or that is only wanted once more.
    """
    if not reason.strip(" ") or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refusal(
            "A reprint needs its reason.", hint='For example: --reason "smeared".', code="reprint_without_reason"
        )
    old = job(connection, job_id)
    if old.state not in (JobState.SENT, JobState.CONFIRMED):
        raise Refusal(
            f"Job {job_id} is {old.state}, so there is nothing to print again.",
            hint="'tracker queue' says what it waits for.",
            code="reprint_of_open",
        )
    require_queueable(connection, old.labels, old.setting.copies)
    about = require_replacing(old.labels, old.about, reason)
    first = old.reprint_of or old.id
    number = connection.exec_driver_sql(
        "SELECT coalesce(max(reprint), 0) + 1 FROM print_job WHERE reprint_of = ?", (first,)
    ).scalar_one()
    texts = _labels_text(old.labels), _setting_text(replace(old.setting, is_again=False))
    return _insert(connection, pen, printer or old.printer, about, *texts, (first, int(number), reason))


def _insert(
    connection: Connection,
    pen: QueuePen,
    printer: str,
    about: str,
    labels: str,
    setting: str,
    again: tuple[int | None, int, str | None] = (None, 0, None),
) -> int:
    made = connection.exec_driver_sql(
        "INSERT INTO print_job (at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason)"
        " VALUES (?, ?, ?, ?, ?, 'queued', '', ?, ?, ?) RETURNING id",
        (pen.at, printer, about, labels, setting, *again),
    ).scalar_one()
    _record(connection, pen, "queued", job(connection, int(made)))
    return int(made)


def _move(connection: Connection, job_id: int, before: JobState, after: JobState, fault: str) -> None:
    """One conditional step; whoever comes second is told what it is by now."""
    done = connection.exec_driver_sql(
        "UPDATE print_job SET state = ?, fault = ? WHERE id = ? AND state = ? RETURNING id",
        (after.value, fault, job_id, before.value),
    ).first()
    if done is None:
        found = job(connection, job_id)
        raise Refusal(
            f"Job {job_id} is {found.state}, not {before}.",
            hint="'tracker queue' says how things stand.",
            code="print_job_state",
        )


def _record(connection: Connection, pen: QueuePen, what: str, one: PrintJob) -> None:
    """Codes and numbers only: what else stands on a label may be a patient's."""
    codes: list[Value] = [each.values.get("code") or each.values.get("gtin", "") for each in one.labels]
    body: dict[str, Value] = {
        "by": pen.by,
        "codes": codes,
        "copies": one.setting.copies,
        "job": one.id,
        "printer": one.printer,
        "state": one.state.value,
    }
    if one.reprint:
        body |= {"reason": one.reason, "reprint": one.reprint, "reprint_of": one.reprint_of}
    pen.journal.append(connection, new_id(), f"label.{what}", pen.at, body)


def _labels_text(labels: Sequence[Wanted]) -> str:
    return json.dumps([{"wants": one.wants, "about": one.about, "values": dict(one.values)} for one in labels])


def _setting_text(setting: PrintSetting) -> str:
    return json.dumps({name: getattr(setting, name) for name in [field.name for field in fields(PrintSetting)]})


def _job(row: Row) -> PrintJob:
    labels = tuple(Wanted(Wants(one["wants"]), one["about"], one["values"]) for one in json.loads(row[4]))
    setting = PrintSetting(**json.loads(row[5]))
    return PrintJob(row[0], row[1], row[2], row[3], labels, setting, JobState(row[6]), *row[7:])
