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
    """What is possible now. The first line is chosen by a careless Enter, so nothing that changes stock is ever first."""
    return (TYPE_A_CODE, *answers(desk), *_work(desk), *_jobs(desk), *_views())


TYPE_A_CODE = Offer("scan: type a code", "where a label cannot be read", "type_code")


def has_yes(desk: Desk) -> bool:
    """Whether YES does something: it carries out what is asked, or acknowledges a refusal."""
    if desk.question is None:
        return desk.latched is not None
    return bool(desk.question.orders)


def answers(desk: Desk) -> Iterator[Offer]:
    """The ways out of what the desk has stopped at."""
    code = desk.question.code if desk.question else ""
    if code == Code.UNKNOWN_CODE:
        yield Offer("code: bind to an item", "it belongs to something we have", "bind")
        yield Offer("code: new item", "nobody has entered this yet", "new_item")
        yield Offer("code: park", "put it aside and go on", command=Command.PARK)
    if desk.question or desk.latched or desk.half:
        yield Offer("answer: no", "F3, leave it", command=Command.NO)
        if has_yes(desk):
            yield Offer("answer: yes", "F2", command=Command.YES)
    if code == Code.WHICH_REASON:
        for command in REASONS:
            yield Offer(f"reason: {command.value.removeprefix('reason_')}", "why it is thrown away", command=command)


def _work(desk: Desk) -> Iterator[Offer]:
    if desk.job not in (JobName.HOME, JobName.FIND):
        yield Offer("scan: quantity", "F4, how many the next scan counts", "quantity")
    if desk.job is not JobName.HOME:
        yield Offer("job: done", "F10, finish this round", command=Command.DONE)
    yield Offer("room: next", "F9, the next room that needs something", "next_room")
    if any(not done.is_undone for done in desk.history):
        yield Offer("scan: undo", "F5, the exact reverse of the last one", command=Command.UNDO)


def _jobs(desk: Desk) -> Iterator[Offer]:
    for command, job, says in JOBS:
        if job is not desk.job:
            yield Offer(f"job: {job.value}", says, command=command)


def _views() -> Iterator[Offer]:
    yield Offer("view: devices", "scanners, and what they say", "view", argument="devices")
    yield Offer("view: parked codes", "F7, codes that wait to be settled", "view", argument="parked")
    yield Offer("scan: record", "the keyboard's scans to a file, on or off", "record")
    yield Offer("help: keys", "F1", "help")
