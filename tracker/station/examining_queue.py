"""The doctor's questions about labels that are held against the records: those that wait, and the words of own designs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import ConfigurationError, Refusal
from tracker.station.examined import Examined

if TYPE_CHECKING:
    from labels.design import Design
    from tracker.store.connection import Connection

ABOUT = "Print queue"


def examine_queue(connection: Connection, settings: Settings) -> Iterator[Examined]:
    """Each job that waits in vain; nothing where what draws labels is missing: that is told of the reader."""
    # Here, since numpy and the typefaces come along.
    try:
        from tracker.labelling.trying_designs import tried_designs
    except ImportError:
        return
    designs = tried_designs(settings.home / "labels")
    yield from _words(connection, designs)
    yield from _jobs(connection, settings)


def _words(connection: Connection, designs: Mapping[str, Design]) -> Iterator[Examined]:
    from tracker.labelling.held_to_records import require_no_words

    for name, design in designs.items():
        try:
            require_no_words(connection, design)
        except Refusal as wrong:
            yield Examined("fault", f"Label design {name}", wrong.message, wrong.hint)


def _jobs(connection: Connection, settings: Settings) -> Iterator[Examined]:
    from tracker.labelling.destinations import profile_at
    from tracker.labelling.print_jobs import CANCEL, UNREADABLE, JobState
    from tracker.labelling.printing import why_not
    from tracker.labelling.queue_listing import open_jobs
    from tracker.station.label_pictures import setting_for

    jobs = open_jobs(connection)
    is_well = True
    for job in jobs:
        wrong = UNREADABLE if job.is_unreadable else ""
        if job.state is JobState.QUEUED:
            profile = profile_at(settings.printers, job.printer)
            try:
                wrong = why_not(connection, job, partial(setting_for, settings, job.setting, profile))
            except ConfigurationError as fault:
                wrong = fault.message
        if wrong:
            is_well = False
            answer = "cancel" if job.state is JobState.QUEUED else "yes"
            words = f"job {job.id}: {wrong.removesuffix(CANCEL).rstrip()}"
            yield Examined("fault", ABOUT, words, f"tracker queue {answer} {job.id}")
    if jobs and is_well:
        count = f"{len(jobs)} jobs wait" if len(jobs) != 1 else "1 job waits"
        yield Examined("ok", ABOUT, f"{count}, as the records have it")
