"""Hand off and accept: who gives, who takes, and every tube between them with how long it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.custody import wording_accept
from tracker.jobs.custody.accepting import may_accept_rest
from tracker.jobs.custody.ending import party_of
from tracker.jobs.custody.work import Handing, Listed, Mark
from tracker.jobs.desk import Desk, JobName
from tracker.specimens.facts import Party
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.panes.tubes import HARM, WARNING, day, due, keeping
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

HAND_OFF = (
    "1  The giver scans a badge.",
    "2  Then the tubes, or the rack or bag that they are in.",
    "3  The receiver scans a badge, then each tube; or YES for all that wait.",
    "4  DONE (F10). What was not accepted stays in the giver's name.",
)
ACCEPT = (
    "1  Scan your badge.",
    "2  Scan each tube; or the rack or bag, then each tube or YES for all.",
    "3  A REJECT reason (F6) is for the next tube. DONE (F10) at the end.",
)
GIVES, TAKES = (
    "1  {} gives. Somebody else? Scan that badge first.",
    "1  {} takes. Somebody else? Scan that badge first.",
)
"""In the place of the first step, where whoever works here is known already."""
BLANK = "▁" * 4
COLUMNS = (
    Column("   tube", 15),
    Column("container"),
    Column("collected", 9),
    Column("keeps", 9, True),
    Column("state", 17),
)


class HandOffPane(Pane[None]):
    TITLE = "HAND OFF"
    IDLE = ("READY", "The giver's badge, the tubes or their rack; then the receiver's badge and each tube.")
    ABOUT = (
        *HAND_OFF,
        "Waiting tubes have a number: F4 with it (or QUANTITY, then MISSING) says that this one is not there.",
        "✔ accepted   ✖ rejected, not there, or too old   ! its limit is near   · waiting",
        "F6 lists the reasons to reject and the conditions; each is also on the specimen card.",
    )
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        yield Listing(id="handed", about=self.help)

    def title(self, desk: Desk) -> str:
        return "ACCEPT" if desk.job is JobName.ACCEPT else self.TITLE

    def place(self, desk: Desk) -> str:
        work = _work(desk)
        to = _name(work.receiver) or f"{BLANK} badge?"
        if desk.job is JobName.ACCEPT:
            return f"to {to}"
        if work.giver is None:
            return f"from {BLANK} badge?"
        return f"from {work.giver.name}  to {to}"

    def read(self, reader: ReaderLike, desk: Desk) -> None:
        return None

    def draw(self, desk: Desk, found: None, now: datetime) -> Drawn:
        work = _work(desk)
        self.query_one("#handed", Listing).show(COLUMNS, tuple(handing_rows(work, now)), empty=steps_of(desk, work))
        return Drawn(left_words(work), (Column("So far"), Column("", 5, True)), sums(work), ("Nothing scanned yet.",))


def steps_of(desk: Desk, work: Handing) -> tuple[str, ...]:
    """What is to be done, from where the work stands: whoever is signed on gives, or takes."""
    if desk.job is JobName.ACCEPT:
        return (TAKES.format(work.receiver.name), *ACCEPT[1:]) if work.receiver is not None else ACCEPT
    return (GIVES.format(work.giver.name), *HAND_OFF[1:]) if work.giver is not None else HAND_OFF


def _work(desk: Desk) -> Handing:
    """What is in hand; before anything is scanned, whoever is signed on gives, or takes, as the jobs have it."""
    if isinstance(desk.work, Handing):
        return desk.work
    own = party_of(desk.operator)
    return Handing(receiver=own) if desk.job is JobName.ACCEPT else Handing(giver=own)


def _name(party: Party | None) -> str:
    return party.name if party is not None else ""


def handing_rows(work: Handing, now: datetime) -> Iterator[Row]:
    """What waits first, numbered as MISSING counts it; below it what has been dealt with."""
    waiting = [each for each in work.listed if each.mark is Mark.WAITING]
    for number, each in enumerate(waiting, start=1):
        yield _row(each, f"{number:>2}", now)
    for each in work.listed:
        if each.mark is not Mark.WAITING:
            yield _row(each, "  ", now)


def _row(each: Listed, number: str, now: datetime) -> Row:
    specimen = each.specimen
    left, sign, style = keeping(specimen, now)
    taken = day(specimen.collected_at, now) if specimen.collected_at else "–"
    if each.mark is Mark.WAITING:
        state = due(specimen, now) or "waiting"
        sign = sign or "·"
    elif each.mark is Mark.ACCEPTED:
        is_late = sign == "✖"
        state = "accepted, TOO OLD" if is_late else "accepted"
        sign, style = ("!", WARNING) if is_late else ("✔", "$text-success")
    elif each.mark is Mark.GONE:
        state, sign, style = each.why, "", "$muted"
    else:
        state = each.why or ("REJECTED" if each.mark is Mark.REJECTED else "NOT THERE")
        state = f"REJECTED {state}" if each.mark is Mark.REJECTED and each.why else state
        sign, style = "✖", HARM
    return Row((f"{number} {specimen.shown}", specimen.container, taken, left, state), sign, style)


def left_words(work: Handing) -> str:
    """What remains, and what the next YES or tube would do."""
    waits = wording_accept.armed(work)
    if waits:
        return f"next tube: {waits}"
    offered = may_accept_rest(work)
    if offered:
        return f"F2 YES: {offered}"
    return f"{len(work.waiting)} to hand over" if work.waiting else ""


def sums(work: Handing) -> tuple[Row, ...]:
    counted = (
        ("waiting", Mark.WAITING, "·", ""),
        ("accepted", Mark.ACCEPTED, "✔", "$text-success"),
        ("rejected", Mark.REJECTED, "✖", HARM),
        ("not there", Mark.MISSING, "✖", HARM),
    )
    return tuple(
        Row((name, str(work.count(mark))), sign if work.count(mark) else "", style if work.count(mark) else "$muted")
        for name, mark, sign, style in counted
        if work.listed
    )
