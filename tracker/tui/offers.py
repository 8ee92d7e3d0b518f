"""What can be done now, as ``area: action`` names: one list behind the menu and the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.barcodes.commands import Command
from tracker.jobs.desk import Desk, JobName
from tracker.jobs.verdict import Code
from tracker.tui.at_the_desk import (
    has_rack,
    has_waiting,
    has_yes,
    is_asking,
    is_custody,
    is_stopped,
    may_count,
    may_order,
    yes_words,
)

JOBS = (
    (Command.HOME, JobName.HOME, "rooms, and what to do first"),
    (Command.RESTOCK, JobName.RESTOCK, "bring a room up to its par levels"),
    (Command.RECEIVE, JobName.RECEIVE, "a delivery comes in"),
    (Command.USE, JobName.USE, "stock is used up in a room"),
    (Command.WASTE, JobName.WASTE, "stock is thrown away, with a reason"),
    (Command.TRANSFER, JobName.TRANSFER, "from one place to another"),
    (Command.COUNT, JobName.COUNT, "how many are there"),
    (Command.OPENED, JobName.OPENED, "a vial or pack: how long it keeps"),
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


def offers(
    desk: Desk,
    *,
    has_camera: bool = False,
    has_fault: bool = False,
    is_among_devices: bool = False,
    has_label: bool = False,
    has_several_sites: bool = False,
) -> tuple[Offer, ...]:
    """What is possible now, what is needed most first: the answers, the open work, its jobs, what is at hand, the rest.

    ``has_label``: something was scanned that may have a label. ``has_fault``: a scanner does not work.
    ``has_several_sites``: there is another site to ship to. ``is_among_devices``: the screen shows them. The first line is
    chosen by a careless Enter, so nothing that changes stock is ever first.
    """
    looks = (LOOK,) if has_camera else ()
    about_scanners = (TEST_A_SCANNER, RECORD) if is_among_devices else (DEVICES, TEST_A_SCANNER) if has_fault else ()
    jobs, other_jobs = _jobs(desk)
    # Twelve lines are seen without scrolling, and the specimen jobs alone are more.
    middle = (*_at_hand(desk), *jobs) if is_custody(desk) else (*jobs, *_at_hand(desk))
    label = (LABEL,) if has_label else ()
    first = (TYPE_A_CODE, *looks, *answers(desk), *about_scanners)
    paper = tuple(_paper(desk))
    entering, beginning = (paper, ()) if desk.paper is not None else ((), paper)
    leaving = (SIGN_OUT,) if desk.session is not None else ()
    found = (
        *first,
        *reasons(desk),
        *entering,
        *_work(desk),
        *leaving,
        *label,
        *middle,
        *other_jobs,
        *beginning,
        *_seldom(desk),
    )
    if has_several_sites:
        found = (*found, SHIPMENTS)
    return tuple(dict.fromkeys(found))


TYPE_A_CODE = Offer("scan: type a code", "where a label cannot be read", "type_code")
PEOPLE = Offer("people: let in", "who forgot a PIN, or is shut out", "people")
SHELL = Offer("help: command line", "what you do there, and on no screen", "shell")
SIGN_OUT = Offer("station: sign out", "Ctrl+L: nobody acts in your name", command=Command.SIGN_OUT)
LABELS = Offer("view: labels", "F12, the queue, and printing again", "labels")
LABEL = Offer("label: print", "of what is chosen, or was scanned", "label")
TEST_A_SCANNER = Offer("scanner: test", "what a scanner should be set to", "test_scanner")
RECORD = Offer("scan: record", "the keyboard's scans, into a file", "record")
DEVICES = Offer("view: devices", "scanners, and what they say", "view", argument="devices")
PARKED = Offer("view: parked codes", "F7, codes that wait to be settled", "view", argument="parked")
DUTIES = Offer("view: to do", "F2 at home, what harms most first", "view", argument="duties")
REORDER = Offer("view: what to order", "how much, why, and the orders", "view", argument="reorder")
PAR = Offer("view: par levels", "what no longer fits its room's use", "view", argument="par")
ORDERS = Offer("view: orders", "drafts, sent, received; send, close", "view", argument="orders")
SHIPMENTS = Offer("view: shipments", "stock between sites; send, note, close", "view", argument="transfers")
EXPIRING = Offer("view: expiring", "expired, or will within 90 days", "view", argument="expiring")
COUNTS = Offer("view: counts", "open one, go on with it, sign it off", "view", argument="counts")
RECALLS = Offer("view: recalls", "what to pull, and who has signed", "view", argument="recalls")
REVIEW = Offer("view: review", "what stands out, to sign for", "view", argument="review")
UNPLACED = Offer("view: without a place", "tubes that keep the day open", "view", argument="unplaced")
SCANNER_FAULTS = frozenset(
    {Code.GARBLED, "scan_exchanged", "scan_case", "scan_characters", "scan_aim"}
    | {"gs1_separator_lost", "gs1_stand_in", "gs1_length"}
)
"""Refusals that the scanner's settings may be the cause of: its test stands high in the menu, and once only."""
LOOK = Offer("camera: look", "what it sees; scans count as ever", "view", argument="camera")


def answers(desk: Desk) -> Iterator[Offer]:
    """The ways out of what the desk has stopped at."""
    code = desk.question.code if desk.question else ""
    if desk.latched is not None and desk.latched.code in SCANNER_FAULTS:
        yield TEST_A_SCANNER
    if code == Code.UNKNOWN_CODE:
        yield Offer("code: bind to an item", "it belongs to something we have", "bind")
        yield Offer("code: new item", "nobody has entered this yet", "new_item")
        yield Offer("code: park", "put it aside and go on", command=Command.PARK)
    if is_stopped(desk) or desk.half:
        yield Offer("answer: no", "F3, leave it", command=Command.NO)
    if has_yes(desk):
        offered = "" if is_stopped(desk) else yes_words(desk)
        yield Offer("answer: yes", f"F2, {offered}" if offered else "F2", command=Command.YES)
    if code == Code.WHICH_REASON:
        for command in REASONS:
            yield Offer(f"reason: {command.value.removeprefix('reason_')}", "why it is thrown away", command=command)


def reasons(desk: Desk) -> tuple[Offer, ...]:
    """What a specimen job lets one say beside a tube: why it is rejected, how it looks, how it was disposed of."""
    if not is_custody(desk):
        return ()
    from tracker.tui.specimen_offers import offered

    return tuple(Offer(name, says, command=command) for command, name, says in offered(desk))


def _work(desk: Desk) -> Iterator[Offer]:
    if is_asking(desk):
        yield Offer("identity: enter", "F4, what the patient says, unseen", "blind")
    if may_order(desk):
        yield Offer("requisition: new", "F9, an order entered by hand", "new_requisition")
    if has_waiting(desk):
        yield Offer("tube: not there", "F4, by the number of its line", "not_there")
    if desk.job is JobName.COLLECT and not is_asking(desk) and not may_order(desk):
        yield Offer("tube: which one", "F4, by the number of its line", "nth")
    if has_rack(desk):
        yield Offer("tube: which place", "F4, another than the next free one", "slot")
    if may_count(desk):
        says = "how many are there" if desk.job is JobName.COUNT else "how many the next scan counts"
        yield Offer("scan: quantity", f"F4, {says}", "quantity")
    if desk.job is JobName.COUNT:
        yield COUNTS
    if desk.job is not JobName.HOME:
        yield Offer("job: done", "F10, finish this round", command=Command.DONE)
    if not is_custody(desk):
        yield Offer("room: next", "F9, the next room that needs something", "next_room")
    if any(not done.is_undone for done in desk.history):
        yield Offer("scan: undo", "F5, the exact reverse of the last one", command=Command.UNDO)


def _jobs(desk: Desk) -> tuple[list[Offer], list[Offer]]:
    """Those of the kind of work that is open, and the others."""
    from tracker.tui.specimen_offers import jobs

    stock = [Offer(f"job: {job.value}", says, command=command) for command, job, says in JOBS if job is not desk.job]
    lab = [
        Offer(f"specimen: {job.value.replace('_', ' ')}", says, command=command)
        for command, job, says in jobs()
        if job is not desk.job
    ]
    return (lab, stock) if is_custody(desk) else (stock, lab)


def _paper(desk: Desk) -> Iterator[Offer]:
    """What was written while the computers were down."""
    if desk.operator is None or is_asking(desk):
        return
    if desk.paper is not None and desk.paper.at is None:
        yield Offer("paper: time", "F4, when it happened", "paper_time")
    said = "the time of the next line" if desk.paper is not None else "what was written on paper meanwhile"
    yield Offer("paper: enter", said, command=Command.FROM_PAPER)
    if desk.paper is not None:
        yield Offer("paper: done", "from here on it is now", command=Command.PAPER_DONE)


def _at_hand(desk: Desk) -> Iterator[Offer]:
    """What is the matter with a scanner, and what waits for somebody: needed less often than another job."""
    yield DEVICES
    yield TEST_A_SCANNER
    yield LABELS
    if not is_custody(desk):
        yield DUTIES
        yield REORDER
        yield COUNTS
    if is_custody(desk):
        yield UNPLACED
    yield PARKED


def _seldom(desk: Desk) -> Iterator[Offer]:
    if not is_custody(desk):
        yield UNPLACED
    yield DUTIES
    yield REORDER
    yield COUNTS
    yield ORDERS
    yield PAR
    yield EXPIRING
    yield RECALLS
    yield REVIEW
    if desk.job is not JobName.PULL:
        yield Offer("job: pull", "recalled stock, room by room", command=Command.PULL)
    if desk.job is not JobName.RETURN:
        yield Offer("job: return", "from quarantine, to the supplier", command=Command.RETURN)
    if desk.operator is not None:
        yield Offer("label: my badge", "of whoever is signed on", "own_badge")
        yield SIGN_OUT
        yield Offer("patient: emergency access", "a reason; a while; it is looked at", "emergency")
    if desk.session is not None:
        yield PEOPLE
        yield SHELL
    yield RECORD
    yield Offer("help: keys", "F1", "help")
