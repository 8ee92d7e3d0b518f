"""Whether a job of the print queue is one that somebody asked for, and as it was asked for: held against the journal.

Whoever can write into the database can put a row there, or change one that waits. What comes out of the printer then looks
like any label of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.errors import Refusal
from tracker.journal.chain import seal
from tracker.journal.told import event_told
from tracker.labelling.print_jobs import JobState, PrintJob, PrintSetting, labels_text
from tracker.labelling.wanted import Wanted
from tracker.store.connection import Connection

_SEALED = ("dpi", "copies", "design", "stock", "start", "card", "paper")
"""Of a job's setting. That it was sent before (``is_again``) makes it no other label."""
_UNASKED = "The journal does not tell that anybody asked for it."
_OTHERWISE = "The journal tells that other labels were asked for."


def seal_of(labels: tuple[Wanted, ...], setting: PrintSetting) -> str:
    """What the journal keeps of a job's labels: a commitment under the job's own salt, which ends with what it opens."""
    made = [getattr(setting, name) for name in _SEALED]
    return seal(bytes.fromhex(setting.salt), labels_text(labels) + json.dumps(made))


def codes_of(labels: tuple[Wanted, ...]) -> list[str]:
    """The codes that the journal names: what else stands on a label may be anybody's words."""
    return [each.values.get("code") or each.values.get("gtin", "") for each in labels]


def why_unasked(connection: Connection, job: PrintJob) -> str:
    """In words, where the journal tells otherwise of this job; empty where it agrees. Of a job from before the journal told
    of its labels, it holds the codes, copies and printer."""
    asked = _asked(connection, job)
    if asked is None:
        return _UNASKED
    if not job.setting.salt and "seal" not in asked:
        return "" if (asked["codes"], asked["copies"]) == (codes_of(job.labels), job.setting.copies) else _OTHERWISE
    return "" if asked.get("seal") == _seal(job) and asked.get("reprint", 0) == job.reprint else _OTHERWISE


def require_asked_for(connection: Connection, job: PrintJob) -> None:
    """Raises Refusal (``print_job_unasked``): printed again, or asked about, it would become somebody's own."""
    wrong = why_unasked(connection, job)
    if wrong:
        raise Refusal(
            f"Job {job.id} is not printed: {wrong}",
            hint="Ask for the label anew, and tell whoever looks after this computer.",
            code="print_job_unasked",
        )


def asked_by(connection: Connection, job: PrintJob) -> str:
    """Under whose hand it was asked for; empty where the journal does not tell."""
    asked = _asked(connection, job)
    return str(asked["by"]) if asked is not None else ""


def _asked(connection: Connection, job: PrintJob) -> Mapping[str, Any] | None:
    """The event by which it was asked for, where the last event of the job says that it stands as its row does."""
    last: Mapping[str, Any] | None = None
    for event in _events(connection, job.id):
        last = last or event
        if event["kind"] == "label.queued":
            is_so = last["state"] == _told_as(job.state) and last["printer"] == job.printer
            return event if is_so else None
    return None


def _told_as(state: JobState) -> str:
    """That it is on its way is not told: what became of it is."""
    return JobState.QUEUED.value if state is JobState.SENDING else state.value


def _events(connection: Connection, job_id: int) -> Iterator[Mapping[str, Any]]:
    """The last first. A number may have been an older job's, which was pruned."""
    rows = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE instr(body, ?) > 0 ORDER BY rowid DESC",
        (f'"job":{job_id},"kind":"label.'.encode(),),
    ).scalars()
    for body in rows:
        event = event_told(body)
        if (
            event is not None
            and event.get("job") == job_id
            and {"by", "state", "codes", "copies", "printer"} <= set(event)
        ):
            yield event


def _seal(job: PrintJob) -> str:
    try:
        return seal_of(job.labels, job.setting)
    except ValueError:
        return ""
