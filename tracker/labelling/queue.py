"""The print queue in the database: each step is one transaction, so that no fault prints anything twice or loses it.

::

    queued ──> sending ──> confirmed      the printer itself said that it is out
                   │  └──> sent           taken by a queue that does not say (CUPS)
                   │  └──> queued         it is certain that nothing came out
                   └─────> unknown ──> confirmed or queued, by a person who has looked
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tracker.errors import Refusal
from tracker.hardware.printers.one_printer import may_be_one
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.writing import Journal
from tracker.labelling.asked_for import codes_of, require_asked_for, seal_of
from tracker.labelling.others_badges import require_own_badges
from tracker.labelling.print_jobs import UNREADABLE, JobState, PrintJob, PrintSetting, labels_text, setting_text
from tracker.labelling.queue_listing import job, open_jobs
from tracker.labelling.waiting import require_queueable, require_replacing, require_unbound
from tracker.labelling.wanted import Wanted
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection

LONGEST_REASON = 200
REASONS = ("smeared or unreadable", "torn or came off", "came out wrong", "lost", "one more is needed")
"""Why a label is printed again, for whoever would rather choose than type."""


_NOW = {
    JobState.QUEUED: "it waits to be printed",
    JobState.SENDING: "it is being printed",
    JobState.SENT: "the print system has it",
    JobState.CONFIRMED: "it is out",
    JobState.CANCELLED: "it was cancelled",
}


@dataclass(frozen=True, slots=True)
class QueuePen:
    """Where the queue writes what happened, when, and under whose hand."""

    journal: Journal
    at: str
    by: str = "command line"


@needs(Permission.LABEL_PRINT)
def enqueue(
    connection: Connection,
    pen: QueuePen,
    printer: str,
    labels: Sequence[Wanted],
    setting: PrintSetting,
    about: str = "",
) -> int:
    """A new job for these labels; returns its number. Without ``about`` it is named by its labels.

    Raises Refusal for what must not wait (:mod:`tracker.labelling.waiting`), and for another's badge."""
    require_queueable(connection, labels, setting.copies)
    require_own_badges(connection, pen.by, labels)
    if not about:
        about = labels[0].about if len(labels) == 1 else f"{labels[0].about} and {len(labels) - 1} more"
    return _insert(connection, pen, printer, about, tuple(labels), setting)


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


Judge = Callable[[Connection, PrintJob], str]
"""What keeps a job from being printed as it is, in words; empty where nothing does."""


def _is_read(_: Connection, one: PrintJob) -> str:
    return UNREADABLE if one.is_unreadable else ""


def claim_next(connection: Connection, printer: str, called: str = "", judge: Judge = _is_read) -> PrintJob | None:
    """The oldest waiting job of ``printer`` that ``judge`` lets pass, from now on ``sending``; None where none waits. What
    keeps the others is kept with them, for whoever looks.

    Raises like :func:`require_settled`; and Refusal (``label_bound``) for a roll's label whose number became a tube's while
    it waited.
    """
    require_settled(connection, printer, called)
    for one in open_jobs(connection, printer):
        if one.state is not JobState.QUEUED:
            continue
        wrong = judge(connection, one)
        if wrong:
            _move(connection, one.id, JobState.QUEUED, JobState.QUEUED, wrong)
            continue
        require_unbound(connection, one.labels, f"Job {one.id}", f"Cancel it: tracker queue cancel {one.id}.")
        _move(connection, one.id, JobState.QUEUED, JobState.SENDING, "")
        return one
    return None


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


@needs(Permission.LABEL_PRINT)
def answer(
    connection: Connection, pen: QueuePen, job_id: int, *, has_come_out: bool, is_gone: bool = False
) -> PrintJob:
    """A person has looked; ``is_gone``: nobody can ask that printer any more. Raises Refusal where nobody had asked."""
    state = JobState.CONFIRMED if has_come_out else JobState.QUEUED
    found = job(connection, job_id)
    if found.state is not JobState.UNKNOWN:
        raise Refusal(
            f"Of {found.about} nobody asks any more whether it came out: {_NOW[found.state]}.",
            hint="Nothing is printed by it. How things stand: F12, or 'tracker queue'.",
            code="print_job_answered",
        )
    _move(connection, job_id, JobState.UNKNOWN, state, "")
    answered = job(connection, job_id)
    if not has_come_out and not found.is_unreadable:
        answered = replace(answered, setting=replace(answered.setting, is_again=not is_gone))
        values = (setting_text(answered.setting), job_id)
        connection.exec_driver_sql("UPDATE print_job SET setting = ? WHERE id = ?", values)
    _record(connection, pen, "answered", answered, is_gone=is_gone)
    return answered


def keep_in_doubt(connection: Connection, job_id: int, fault: str) -> None:
    """A NO that its printer has not borne out; ``fault`` says why."""
    _move(connection, job_id, JobState.UNKNOWN, JobState.UNKNOWN, fault)


@needs(Permission.LABEL_PRINT)
def cancel(connection: Connection, pen: QueuePen, job_id: int) -> PrintJob:
    """Only what still waits: what is out, or may be, cannot be called back."""
    _move(connection, job_id, JobState.QUEUED, JobState.CANCELLED, "")
    cancelled = job(connection, job_id)
    _record(connection, pen, "cancelled", cancelled)
    return cancelled


@needs(Permission.LABEL_PRINT)
def leave_printer(connection: Connection, pen: QueuePen, printer: str, to: str | None) -> tuple[PrintJob, ...]:
    """What waits for a printer that is gone for good, as it is now: another's, or cancelled where no other is named. Should
    the one come back, it is not to be given what was asked for anew by then."""
    waiting = [one for one in open_jobs(connection, printer) if one.state is JobState.QUEUED]
    if to is None:
        return tuple(cancel(connection, pen, one.id) for one in waiting)
    for one in waiting:
        connection.exec_driver_sql("UPDATE print_job SET printer = ?, fault = '' WHERE id = ?", (to, one.id))
        _record(connection, pen, "queued", job(connection, one.id))
    return tuple(job(connection, one.id) for one in waiting)


@needs(Permission.LABEL_PRINT)
def reprint(connection: Connection, pen: QueuePen, job_id: int, reason: str, printer: str | None = None) -> int:
    """The same again, numbered, with its reason in the journal; returns the new job's number. Of a roll's labels it says
    wherever the job is shown that the first is to be destroyed.

    Raises Refusal without a reason, for a job that is not out: that is answered or waited for, not printed twice; and for
    a roll's label that is a tube's by now, or that is only wanted once more; and for another's badge.
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
    if not old.labels:
        raise Refusal(
            f"What job {job_id} printed is not known any more.",
            hint="Ask for the label anew.",
            code="print_job_unreadable",
        )
    require_asked_for(connection, old)
    require_queueable(connection, old.labels, old.setting.copies)
    require_own_badges(connection, pen.by, old.labels)
    about = require_replacing(old.labels, old.about, reason)
    first = old.reprint_of or old.id
    number = connection.exec_driver_sql(
        "SELECT coalesce(max(reprint), 0) + 1 FROM print_job WHERE reprint_of = ?", (first,)
    ).scalar_one()
    setting = replace(old.setting, is_again=False)
    return _insert(connection, pen, printer or old.printer, about, old.labels, setting, (first, int(number), reason))


def _insert(
    connection: Connection,
    pen: QueuePen,
    printer: str,
    about: str,
    labels: tuple[Wanted, ...],
    setting: PrintSetting,
    again: tuple[int | None, int, str | None] = (None, 0, None),
) -> int:
    setting = replace(setting, salt=secrets.token_hex(32))
    made = connection.exec_driver_sql(
        "INSERT INTO print_job (at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason)"
        " VALUES (?, ?, ?, ?, ?, 'queued', '', ?, ?, ?) RETURNING id",
        (pen.at, printer, about, labels_text(labels), setting_text(setting), *again),
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


def _record(connection: Connection, pen: QueuePen, what: str, one: PrintJob, *, is_gone: bool = False) -> None:
    """Codes and numbers only: what else stands on a label may be a patient's. Of a job that is asked for, what holds its
    labels (:mod:`tracker.labelling.asked_for`)."""
    body: dict[str, Value] = {
        "by": pen.by,
        "codes": [*codes_of(one.labels)],
        "copies": one.setting.copies,
        "job": one.id,
        "printer": one.printer,
        "state": one.state.value,
    }
    if is_gone:
        body["is_gone"] = True
    if what == "queued" and one.setting.salt:
        body["seal"] = seal_of(one.labels, one.setting)
    if one.reprint:
        body |= {"reason": one.reason, "reprint": one.reprint, "reprint_of": one.reprint_of}
    pen.journal.append(connection, new_id(), f"label.{what}", pen.at, body)
