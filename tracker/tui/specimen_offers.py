"""What can be said beside a tube, by name: the specimen card for whoever has only a keyboard at hand.

Imported when a specimen job or the menu is open: the first screen needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.barcodes.commands import Command
from tracker.jobs.custody import dispatch
from tracker.jobs.custody.answers import EXCEPTIONS
from tracker.jobs.custody.collecting import is_asking, is_identified
from tracker.jobs.custody.matter import Needs
from tracker.jobs.custody.reasons import BEFORE_IDENTIFICATION
from tracker.jobs.custody.spoilt import WHY
from tracker.jobs.desk import Desk, JobName
from tracker.specimens.reject_reasons import REJECT_REASONS

Said = tuple[Command, str, str]
"""A command, its ``area: action`` name, and what it does."""

_JOBS = (
    (Command.BOARD, "missing, what keeps shortest, the flow"),
    (Command.COLLECT, "draw tubes, at the patient's side"),
    (Command.HAND_OFF, "from one person to another"),
    (Command.ACCEPT, "what is released or has arrived"),
    (Command.SPIN, "tubes that have been spun"),
    (Command.TEST, "tubes that have been tested"),
    (Command.ALIQUOT, "divide a tube"),
    (Command.POOL, "fill one tube from several"),
    (Command.PACK, "into a bag"),
    (Command.SHIP, "a bag leaves: target, seal, courier"),
    (Command.ARRIVE, "a bag is here"),
    (Command.STORE, "into a rack, a box or a shelf"),
    (Command.RETRIEVE, "take out of storage"),
    (Command.DISPOSE, "with reason and method"),
)


def _named(prefix: str, area: str, says: str) -> tuple[Said, ...]:
    """Every command of one family: its name is what its barcode says."""
    found = [command for command in Command if command.value.startswith(prefix)]
    return tuple((each, f"{area}: {each.value.removeprefix(prefix).replace('_', ' ')}", says) for each in found)


_REJECTS = tuple(
    (Command(f"reject_{code.lower()}"), f"reject: {code} {words}", "for the next tube")
    for code, words in REJECT_REASONS.items()
)
_CONDITIONS = _named("condition_", "condition", "for the next tube")
_MISSING = (Command.MISSING, "tube: missing", "after the number of its line (F4)")
_SEAL_BROKEN = (Command.SEAL_BROKEN, "seal: broken", "or missing, or another number")
_LOST = _named("lost_", "lost", "why it is lost")
_TEMPERATURES = tuple(
    (each, f"temperature: {each.value}", says)
    for each, says in (
        (Command.AMBIENT, "room temperature"),
        (Command.REFRIGERATED, "2 to 8 °C"),
        (Command.FROZEN, "-20 °C or below"),
    )
)
_LABEL = ((Command.LABEL, "tube: print a label", "for what is filled now"),)
_BESIDE: Mapping[JobName, tuple[Said, ...]] = {
    JobName.BOARD: ((Command.CLOSE_DAY, "day: close", "when every tube has its place"),),
    JobName.COLLECT: (
        (Command.LABEL, "tube: print labels", "of the tubes that are wanted"),
        (Command.ADD_ON, "tube: add on", "one more than was ordered"),
        *_named("not_drawn_", "not drawn", "why a tube could not be drawn"),
    ),
    JobName.ALIQUOT: _LABEL,
    JobName.POOL: _LABEL,
    JobName.HAND_OFF: (*_REJECTS, *_CONDITIONS, _MISSING),
    JobName.ACCEPT: (*_REJECTS, *_CONDITIONS, _MISSING),
    JobName.SHIP: _TEMPERATURES,
    JobName.ARRIVE: (*_REJECTS, *_CONDITIONS, *_LOST, _MISSING),
    JobName.DISPOSE: (
        *_named("dispose_", "dispose", "why"),
        *_named("method_", "method", "how it is disposed of"),
    ),
}


def jobs() -> Iterator[tuple[Command, JobName, str]]:
    """Every specimen job there is, with what it is for."""
    for command, says in _JOBS:
        job = JobName(command.value)
        if job in dispatch.JOBS:
            yield command, job, says


def offered(desk: Desk) -> tuple[Said, ...]:
    """What answers the open matter; else what the open job can be told beside a tube."""
    if desk.matter is not None:
        if desk.matter.otherwise is not None:
            return (_SEAL_BROKEN,)
        if desk.matter.needs is Needs.WHY:
            return tuple((each, f"reason: {words}", "prints these labels again") for each, words in WHY.items())
        if desk.matter.needs is not Needs.REASON:
            return ()
        return tuple(
            (each, f"exception: {words}", "then a second person's badge") for each, words in EXCEPTIONS.items()
        )
    if desk.job is JobName.COLLECT and is_asking(desk):
        return tuple(each for each in _BESIDE[JobName.COLLECT] if each[0] in BEFORE_IDENTIFICATION)
    if desk.job is JobName.COLLECT and not is_identified(desk):
        return ()
    return _BESIDE.get(desk.job, ())
