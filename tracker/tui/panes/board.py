"""The specimen board, the lab's home: what is missing, what keeps the shortest, and how far all others have come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from tracker.jobs.custody import words
from tracker.jobs.desk import Desk
from tracker.specimens.facts import Specimen
from tracker.specimens.states import HELD, State
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.pane import ROOMY, Drawn, Pane
from tracker.tui.panes.tubes import HARM, day, keeping, keeps
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.specimens.board import Board

WHY = {
    State.COLLECTED: "not handed on",
    State.RELEASED: "not accepted",
    State.DEPARTED: "not arrived",
    State.ARRIVED: "not accepted",
    State.ACCEPTED: "not stored",
    State.REJECTED: "not disposed",
    State.RETRIEVED: "not put back",
    State.LOST: "LOST",
}
FLOW = (
    ("collected", (State.COLLECTED,)),
    ("handed off", (State.RELEASED,)),
    ("on the way", (State.DEPARTED,)),
    ("at the lab", (State.ARRIVED, State.ACCEPTED, State.REJECTED, State.RETRIEVED)),
    ("stored", (State.STORED,)),
)


class _Flow(Widget):
    """How many stand at each stage, in the order in which a tube passes them."""

    DEFAULT_CSS = "_Flow { height: 1; }"

    def __init__(self) -> None:
        super().__init__(id="flow")
        self._counts: Mapping[State, int] = {}

    def show(self, counts: Mapping[State, int]) -> None:
        if counts != self._counts:
            self._counts = counts
            self.refresh()

    def render(self) -> Content:
        counted = [(name, sum(self._counts.get(state, 0) for state in states)) for name, states in FLOW]
        said = " ▸ ".join(f"{name} {count}" for name, count in counted)
        lead = "  " if cell_len(said) + 4 <= self.content_size.width else ""
        return line((f"{lead}{said}", "bold"))


class BoardPane(Pane["Board"]):
    TITLE = "SPECIMENS"
    IDLE = ("READY", "Scan a tube, a rack, a bag or a requisition: where it is, with whom, how long it keeps.")
    ABOUT = (
        "Missing: not arrived in time, not handed on, not accepted or not stored in time, or lost. Start with these.",
        "Keeps the shortest: the next limit of each tube that is still to be tested.",
        "✖ overdue or missing   ! less than an hour   no sign: more than an hour",
        "The last line counts the clinic's open specimens by how far they have come; what a laboratory has accepted is"
        " counted in the title until it has said what became of it (DISPOSE, then the manifest).",
        "F8 lists the jobs (collect, hand off, accept ...); each is also on the specimen card. F10 goes to the rooms.",
        "F8, view: without a place lists every tube that keeps the day open, with whoever has it.",
    )
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        yield Listing(id="missing", about=Help("Missing", self.ABOUT[:1]))
        yield Listing(id="shortest", about=Help("Keeps the shortest", self.ABOUT[1:3]))
        yield _Flow()

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> Board:
        return reader.specimens.board()

    def draw(self, desk: Desk, found: Board, now: datetime) -> Drawn:
        total = found.missing_count
        late = late_columns(f"Missing ({total})" if total else "Missing", is_roomy=self.size.width > ROOMY)
        missing = [missing_row(each, now, len(late)) for each in found.missing]
        self.query_one("#missing", Listing).show(late, missing, empty=("✔ Nothing is missing.",))
        shortest = [short_row(each, now) for each in found.keeps_shortest]
        short = (Column("Keeps the shortest"), Column("", 20), Column("where", 24))
        self.query_one("#shortest", Listing).show(short, shortest, empty=("No tube has a limit that is still open.",))
        self.query_one(_Flow).show(found.counts)
        lost = f"{total} missing · " if total else ""
        unfit = f"{found.rejected_count} REJECTED · " if found.rejected_count else ""
        away = f" · at a laboratory {found.at_laboratories}" if found.at_laboratories else ""
        return Drawn(f"{lost}{unfit}{found.open_count} open{away}", *_side(found, now))


def late_columns(title: str, *, is_roomy: bool) -> tuple[Column, ...]:
    """On a narrow terminal the time since when gives way: how long overdue says nearly the same."""
    columns = (Column(title), Column("overdue", 8, True), Column("", 13), Column("last with", 18), Column("since", 6))
    return columns if is_roomy else columns[:-1]


def missing_row(specimen: Specimen, now: datetime, columns: int) -> Row:
    """Which, how long overdue, what did not happen, who had it last and since when; as many of them as asked for."""
    over = words.span(now - specimen.missing_at) if specimen.missing_at is not None else ""
    last = words.holder_of(specimen)
    unfit = f" · {words.rejection(specimen)}" if specimen.is_rejected else ""
    cells = (
        f"{specimen.shown} {what(specimen)}{unfit}",
        over,
        _why(specimen),
        last,
        day(specimen.since, now),
    )
    return Row(cells[:columns], "✖", HARM)


def _why(specimen: Specimen) -> str:
    """What did not happen. What was tested by whoever collected it is to be handed on to nobody."""
    is_done = specimen.state is State.COLLECTED and specimen.tested_at is not None
    return WHY[State.ACCEPTED] if is_done else WHY.get(specimen.state, "")


def short_row(specimen: Specimen, now: datetime) -> Row:
    _, sign, style = keeping(specimen, now)
    left = keeps(specimen, now).replace("to reach the lab", "to the lab")
    return Row((f"{specimen.shown} {specimen.container}", left, where(specimen)), sign, style)


def what(specimen: Specimen) -> str:
    """``UCULT, Urine cup``: what was to be found out says more of a missing tube than its colour."""
    return ", ".join((*specimen.tests, specimen.container))


def where(specimen: Specimen) -> str:
    """``lab 02, Rack R1 A8``; of what is stored or under way first the rack or bag, since the line may be cut."""
    spot = specimen.spot
    holder = " ".join(part for part in (spot.holder, spot.slot_name) if part)
    if specimen.state is State.STORED:
        return ", ".join(part for part in (holder, spot.place) if part)
    who = words.named(specimen.custodian)
    parts = (holder, who) if specimen.state is State.DEPARTED else (who, holder)
    return ", ".join(part for part in parts if part)


def _side(found: Board, now: datetime) -> tuple[tuple[Column, ...], tuple[Row, ...], tuple[str, ...]]:
    """What to do about each missing one: who to ask, for how long it has been silent."""
    return (Column("Missing: ask"),), tuple(_asks(found, now)), ("Nobody: all tubes are where they should be.",)


def _asks(found: Board, now: datetime) -> Iterator[Row]:
    for each in found.missing:
        yield Row((f"{each.shown} {each.container}",), "✖", HARM)
        yield Row((f"ask {words.named(each.custodian)}",))
        at = "in hand" if each.state in HELD else "silent"
        beside = each.spot.holder or counted(each.steps, "step")
        yield Row((f"{at} {words.since(each, now)}, {beside}",), "", "$muted")
