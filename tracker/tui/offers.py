"""What can be done now, as ``area: action`` names: one list behind the menu and the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.barcodes.commands import Command
from tracker.jobs.desk import Desk, JobName
from tracker.jobs.verdict import Code

JOBS = (
    (Command.HOME, JobName.HOME, "rooms, and what to do first"),
    (Command.RESTOCK, JobName.RESTOCK, "bring a room up to its par levels"),
    (Command.RECEIVE, JobName.RECEIVE, "a delivery comes in"),
    (Command.USE, JobName.USE, "stock is used up in a room"),
    (Command.WASTE, JobName.WASTE, "stock is thrown away, with a reason"),
    (Command.TRANSFER, JobName.TRANSFER, "from one place to another"),
    (Command.FIND, JobName.FIND, "where is it, what is here"),
)
REASONS = tuple(command for command in Command if command.value.startswith("reason_"))


@dataclass(frozen=True, slots=True)
class Offer:
    """``action`` is an action of the bench, ``command`` what it is about where that is a command barcode."""

    name: str
    says: str
    action: str = "command"
    command: Command | None = None
    argument: str = ""


def offers(desk: Desk) -> tuple[Offer, ...]:
    """What is possible now, what is asked for first."""
    return (*answers(desk), *_work(desk), *_jobs(desk), *_views())


def answers(desk: Desk) -> Iterator[Offer]:
    """The ways out of what the desk has stopped at."""
    code = desk.question.code if desk.question else ""
    if code == Code.UNKNOWN_CODE:
        yield Offer("code: bind to an item", "it belongs to something we have", "bind")
        yield Offer("code: new item", "nobody has entered this yet", "new_item")
        yield Offer("code: park", "put it aside and go on", command=Command.PARK)
    elif code == Code.WHICH_REASON:
        for command in REASONS:
            yield Offer(f"reason: {command.value.removeprefix('reason_')}", "why it is thrown away", command=command)
    if desk.question or desk.latched:
        if code not in (Code.UNKNOWN_CODE, Code.WHICH_REASON, Code.WHICH_LOT):
            yield Offer("answer: yes", "F2", command=Command.YES)
        yield Offer("answer: no", "F3, leave it", command=Command.NO)


def _work(desk: Desk) -> Iterator[Offer]:
    if desk.job not in (JobName.HOME, JobName.FIND):
        yield Offer("scan: quantity", "F4, how many the next scan counts", "quantity")
    if any(not done.is_undone for done in desk.history):
        yield Offer("scan: undo", "F5, the exact reverse of the last one", command=Command.UNDO)
    yield Offer("scan: type a code", "where a label cannot be read", "type_code")
    if desk.job is not JobName.HOME:
        yield Offer("job: done", "F10, finish this round", command=Command.DONE)
    yield Offer("room: next", "F9, the next room that needs something", "next_room")


def _jobs(desk: Desk) -> Iterator[Offer]:
    for command, job, says in JOBS:
        if job is not desk.job:
            yield Offer(f"job: {job.value}", says, command=command)


def _views() -> Iterator[Offer]:
    yield Offer("view: devices", "scanners, and what they say", "view", argument="devices")
    yield Offer("view: parked codes", "F7, codes that wait to be settled", "view", argument="parked")
    yield Offer("scan: record", "write the keyboard's scans to a file, on or off", "record")
    yield Offer("help: keys", "F1", "help")
