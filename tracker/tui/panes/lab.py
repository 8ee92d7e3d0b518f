"""The jobs that are one list: spinning, testing, dividing, pooling, taking out, disposing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.custody import words
from tracker.jobs.custody.work import Disposing, Dividing, Pooling
from tracker.jobs.desk import Desk, JobName
from tracker.specimens.facts import DueKind, Specimen
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.panes.stock import done_rows
from tracker.tui.panes.tubes import keeping, keeps, tube_columns, tube_row, tube_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

Specimens = tuple[Specimen, ...]
WAITS_FOR = {JobName.SPIN: DueKind.SPIN, JobName.TEST: DueKind.TEST}
STEPS: Mapping[JobName, tuple[str, ...]] = {
    JobName.SPIN: ("1  Scan your badge, then each tube that has been spun, or its rack.",),
    JobName.TEST: ("1  Scan your badge, then each tube that has been tested, or its rack.",),
    JobName.ALIQUOT: (
        "1  Scan your badge, then the tube to divide.",
        "2  Scan each aliquot's own label; or LABEL (F6) prints one.",
        "3  Another tube, or DONE (F10).",
    ),
    JobName.POOL: (
        "1  Scan your badge, then each tube that goes in: all of one kind.",
        "2  Last the pool's own label; or LABEL (F6) prints one. That makes the pool.",
    ),
    JobName.RETRIEVE: (
        "1  Scan your badge, then each tube that you take out, or its rack.",
        "2  It is in your hands from then on: store it again, or hand it off.",
    ),
    JobName.DISPOSE: (
        "1  Scan your badge, a reason and a method: F6 lists both. They are kept.",
        "2  Scan each tube twice, a moment apart; or once, then YES.",
        "3  Some need a second person's badge: the banner asks for it.",
    ),
}
MEANS: Mapping[JobName, str] = {
    JobName.SPIN: "A spun tube keeps longer: the limit to spin ends with the scan, the limit to test goes on. The list has"
    " what waits for the centrifuge, what keeps the shortest first.",
    JobName.TEST: "A tube's last limit ends when it is tested; then it is stored or disposed of. The list has what waits,"
    " what keeps the shortest first.",
    JobName.ALIQUOT: "An aliquot has a number of its own, and keeps its tube's limits and hands. Aliquots are divided again"
    " like tubes: open the job anew. FIND shows which came from which.",
    JobName.POOL: "A pool keeps as short as the oldest of its tubes; of several patients it belongs to no requisition."
    " Nothing is recorded before it has its label. FIND shows its sources.",
    JobName.RETRIEVE: "Who takes a tube out answers for it until it is stored again or handed off; it goes missing if"
    " neither happens in time.",
    JobName.DISPOSE: "What is disposed of has ended: it cannot be scanned into work again. What must still be kept is"
    " asked about first.",
}
"""What each job does to a tube, for F1."""
TITLES = {
    JobName.SPIN: "Waiting to be spun",
    JobName.TEST: "Waiting to be tested",
    JobName.RETRIEVE: "Taken out in this shift",
    JobName.DISPOSE: "Disposed of in this shift",
}


class LabPane(Pane[Specimens]):
    TITLE = "LAB"
    IDLE = ("READY", "Scan your badge, then the tubes.")
    ABOUT = ()
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        yield Listing(id=f"{self.id}list", about=self.help)

    def title(self, desk: Desk) -> str:
        return desk.job.value.upper()

    @property
    def help(self) -> Help:
        """Of this job: each has a pane of its own, by its name."""
        job = JobName(self.id or "")
        return Help(job.value.capitalize(), (*STEPS[job], MEANS[job]))

    def place(self, desk: Desk) -> str:
        match desk.work:
            case Disposing(reason=reason, method=method):
                return f"{reason or 'why? F6'} · {method or 'how? F6'}"
            case Dividing(parent=Specimen() as parent):
                return f"{parent.shown} {parent.container}"
            case Pooling(sources=sources):
                return f"from {counted(len(sources), 'tube')}"
            case _:
                return ""

    def read(self, reader: ReaderLike, desk: Desk) -> Specimens:
        """What waits to be spun or tested, soonest first."""
        kind = WAITS_FOR.get(desk.job)
        if kind is None:
            return ()
        return tuple(each for each in reader.specimens.board(200).keeps_shortest if each.due_kind is kind)

    def draw(self, desk: Desk, found: Specimens, now: datetime) -> Drawn:
        listing, steps = self.query_one(Listing), STEPS.get(desk.job, ())
        done = done_rows(desk, (desk.job,))
        shift = (Column("In this shift"),), tuple(replace(row, cells=row.cells[:1]) for row in done)
        match desk.work:
            case Dividing(parent=Specimen() as parent, made=made):
                listing.show(tube_columns("Divided"), _aliquots(parent, made, now), empty=steps)
                return Drawn(counted(len(made), "aliquot"), *shift)
            case Pooling(sources=sources):
                listing.show(tube_columns("Goes in"), tube_rows(sources, now), empty=steps)
                said = f"{counted(len(sources), 'tube')}: now the pool's label" if len(sources) > 1 else ""
                return Drawn(said, *shift)
            case _:
                pass
        if desk.job in WAITS_FOR:
            columns = (Column(TITLES[desk.job]), Column("", 18), Column("with", 30))
            listing.show(columns, tuple(_waiting(each, now) for each in found), empty=steps)
            return Drawn(f"{len(found)} waiting" if found else "", *shift)
        title = TITLES.get(desk.job, "In this shift")
        listing.show((Column(title), Column("tubes", 5, True), Column("", 34)), done, empty=steps)
        return Drawn(_choice(desk), *shift)


def _waiting(specimen: Specimen, now: datetime) -> Row:
    _, sign, style = keeping(specimen, now)
    return Row((f"{specimen.shown} {specimen.container}", keeps(specimen, now), words.holder_of(specimen)), sign, style)


def _aliquots(parent: Specimen, made: tuple[str, ...], now: datetime) -> tuple[Row, ...]:
    filled = tuple(Row((f"{number[:8]} {number[8:]}", "aliquot", "", "filled"), "↳") for number in made)
    return (tube_row(parent, now), *filled)


def _choice(desk: Desk) -> str:
    """What a disposal still lacks before a tube may be scanned."""
    work = desk.work
    if desk.job is not JobName.DISPOSE or not isinstance(work, Disposing):
        return ""
    lacking = [word for word, value in (("a reason", work.reason), ("a method", work.method)) if value is None]
    return f"scan {' and '.join(lacking)} first" if lacking else "scan each tube twice"
