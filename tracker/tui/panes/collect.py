"""Collect: whose tubes, what to ask, and every tube in order of draw with its label and whether it is full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from tracker.inventory.subjects import ItemSubject
from tracker.jobs.custody.collecting import is_identified, kinds, tests_for, work_of
from tracker.jobs.custody.wording_collect import next_way, scan_full
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Verdict
from tracker.specimens.requisition_facts import WantedTube
from tracker.text import counted
from tracker.tui.dialogs.blind import open_question
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.tubes import HARM, WARNING, day
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.labelling.unprinted import LabelState

STEPS = (
    "1  Scan your badge, and the room (its tubes are counted as used).",
    "2  Scan the requisition. None? F9 enters one by hand.",
    "3  Ask the patient, and enter the answers: F4, or the letter card.",
    "4  LABEL prints the labels; or scan a label of our rolls for each tube.",
    "5  Scan each tube once it is full and labelled. F6: why one is not drawn.",
)
COLUMNS = (
    Column("In order of draw"),
    Column("mL", 5, True),
    Column("tests", 12),
    Column("label", 11),
    Column("", 20),
)


KINDS = (Column("ADD-ON: which kind?"), Column("", 30))
"""While ADD-ON is open: every kind by the number that QUANTITY n, or F4, says."""


NOW = {
    "waiting": ("waits to be printed", "○", ""),
    "held": ("waits for the answer", "○", ""),
    "sending": ("is being printed", "○", ""),
    "doubted": ("did it come out?", "?", WARNING),
    "taken": ("sent: look for it", "›", WARNING),
    "out": ("labelled, not full", "!", WARNING),
    "not_printed": ("not printed: LABEL", "!", WARNING),
}
"""What is said of an open tube's label, by its :class:`tracker.labelling.unprinted.LabelState`; sign and colour."""

ON_PAPER = ("scan what it bears", "!", WARNING)
"""A tube that was drawn before bears what was at hand; nothing is printed for it now."""


class CollectPane(Pane["Mapping[str, LabelState]"]):
    TITLE = "COLLECT"
    IDLE = ("READY", "Scan your badge, then the requisition. F9 enters one by hand.")
    ABOUT = (
        *STEPS,
        "▸ the tube to draw now   ✔ collected   ✖ not drawn   ! labelled and not full   · still to come",
        "Of its label: ○ on its way   ? it may have come out   › a print system has it: look. Not there? LABEL",
        "The letters are never shown, only how many: ● entered, ○ still to come. UNDO takes the last one back.",
        "A label that may have come out, or not, is asked about: look at the printer, then YES (F2) or NO (F3).",
        "F9 shows the name for 20 seconds, but not while the patient is asked; the reason is recorded.",
    )
    EVERY_S = 5

    def compose(self) -> ComposeResult:
        yield Static(id="order")
        yield Static(id="asked")
        yield Listing(id="wanted", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"in {place_name(desk.room)}" if desk.room else "in which room?"

    def requisition(self, desk: Desk) -> str:
        requisition = work_of(desk).requisition
        return requisition.code if requisition is not None else ""

    _labels: Mapping[str, LabelState] = {}

    def reworded(self, said: Verdict, desk: Desk) -> Verdict:
        """A label that has come out since is not to be printed; nor is one that has not to be scanned."""
        work = work_of(desk)
        if work.requisition is None:
            return said
        here = frozenset(number for number, state in self._labels.items() if state == "not_printed")
        for words in (next_way, scan_full):
            if said.way_out == words(work):
                return replace(said, way_out=words(replace(work, unprinted=here)))
        return said

    def read(self, reader: ReaderLike, desk: Desk) -> Mapping[str, LabelState]:
        """Of the tubes that are to be drawn: how it stands with their labels now, and not at the last scan."""
        open_tubes = work_of(desk).open_tubes
        return reader.label_states([tube.specimen.number for tube in open_tubes if tube.specimen is not None])

    def draw(self, desk: Desk, found: Mapping[str, LabelState], now: datetime) -> Drawn:
        work, self._labels = work_of(desk), found
        order, asked = self.query_one("#order", Static), self.query_one("#asked", Static)
        order.display = asked.display = work.requisition is not None
        order.update(text(_order(work), "bold"))
        said, style = _identity(desk, work)
        asked.update(lines([text(part, style) for part in said]))
        wanted = self.query_one("#wanted", Listing)
        if work.is_adding and is_identified(desk):
            wanted.show(KINDS, tuple(_kinds(work)))
        else:
            wanted.show(COLUMNS, tuple(_rows(work, desk, found, now)), empty=STEPS)
        if work.requisition is None:
            return Drawn("", (Column("Tubes here"),), (), ("Scan a requisition first.",))
        left = len(work.open_tubes)
        still = f"{counted(left, 'tube')} to draw" if left else "✔ all accounted for"
        side = (Column("Tubes here"), Column("", 5, True))
        return Drawn(still, side, tuple(_stock(work.stock)), ("Not counted here.",))


def _order(work: Collecting) -> str:
    requisition = work.requisition
    if requisition is None:
        return ""
    stat = "STAT  " if requisition.is_stat else ""
    number = requisition.number or requisition.code
    return f"{stat}{requisition.patient}  {', '.join(requisition.tests)}  {requisition.provider}  {number}"


def _identity(desk: Desk, work: Collecting) -> tuple[tuple[str, ...], str]:
    """What is to be asked and how much of it has been entered, or that this patient has been identified."""
    if work.is_asking and work.challenge is not None:
        return (open_question(desk), _dots(work)), WARNING
    if is_identified(desk):
        return ("✔ the patient is identified",), "$text-success"
    return ("! not identified: scan the requisition again",), WARNING


def _dots(work: Collecting) -> str:
    """``● ● ○   ○ ○ ○ ○``: all questions, how many characters of each; never which."""
    left, groups = len(work.entered), []
    for question in work.challenge.questions if work.challenge is not None else ():
        length = len(question.answer)
        groups.append(" ".join("●" if place < left else "○" for place in range(length)))
        left -= length
    return "   ".join(groups)


def _rows(work: Collecting, desk: Desk, labels: Mapping[str, LabelState], now: datetime) -> Iterator[Row]:
    """Open tubes are numbered as QUANTITY counts them."""
    current = work.current if is_identified(desk) else None
    open_lines = [tube.line for tube in work.open_tubes]
    for tube in work.tubes:
        number = f"{open_lines.index(tube.line) + 1} " if tube.line in open_lines else "  "
        state, sign, style = _state(tube, labels, now, is_written=work.is_written)
        if current is not None and tube.line == current.line:
            sign, style = "▸", "bold"
        name = f"{number}{tube.container.name}" + (" +" if tube.is_add_on else "")
        label = tube.specimen.shown if tube.specimen is not None else "–"
        cells = (name, f"{tube.volume_ul / 1000:.1f}" if tube.volume_ul else "–", ", ".join(tube.tests), label, state)
        yield Row(cells, sign, style)


def _kinds(work: Collecting) -> Iterator[Row]:
    for n, kind in enumerate(kinds(work), 1):
        has_test = bool(tests_for(work, kind))
        yield Row(
            (f"{n:2} {kind.name}", ", ".join(tests_for(work, kind)) or "no test asks for it"), "" if has_test else "·"
        )


def _state(
    tube: WantedTube, labels: Mapping[str, LabelState], now: datetime, *, is_written: bool
) -> tuple[str, str, str]:
    specimen = tube.specimen
    if tube.not_drawn:
        return f"not drawn: {tube.not_drawn}", "✖", HARM
    if specimen is None:
        return "needs its label", "·", ""
    if specimen.collected_at is not None:
        return f"collected {day(specimen.collected_at, now)}", "✔", "$text-success"
    if tube.is_open:
        state = labels.get(specimen.number, "out")
        return ON_PAPER if is_written and state == "not_printed" else NOW[state]
    return "collected", "✔", "$text-success"


def _stock(stock: tuple[ItemSubject, ...]) -> Iterator[Row]:
    for each in stock:
        here = sum(holding.quantity for holding in each.here)
        yield Row((each.item.name, str(here)), "" if here else "!", "" if here else WARNING)
