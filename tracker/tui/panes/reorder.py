"""Reorder: what to order, how much and why; a person changes it, leaves lines out, and makes the orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Verdict
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.messages import Sought
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn
from tracker.tui.panes.reorder_made import Made, key_of
from tracker.tui.panes.reorder_tried import Tried
from tracker.tui.panes.reorder_words import (
    ABOUT,
    COLUMNS,
    EMPTY,
    ROOMY_COLUMNS,
    SITES_COLUMNS,
    asked_for,
    by_hand_words,
    explained,
    reorder_row,
    supplier_rows,
)
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import lines, text
from tracker.tui.tables import Column
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line

FRESH_S = 60.0
"""So long a proposal stands before a scan has it reckoned anew: at two thousand items that takes a second."""
SHOWN = 500
WIDE = 110
"""Columns from which the supplier and the price stand in each line; else in the chosen one's explanation."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    lines: tuple[Line, ...]
    today: date
    read_s: float
    """When it was reckoned, on the clock that nobody sets."""
    forgotten: int
    """How often the pane had forgotten one before: an answer that is overtaken must not bring it back."""


class ReorderPane(ListPane[Proposal]):
    TITLE = "REORDER"
    IDLE = ("REORDER", "Reckoning what to order …")
    ABOUT = ABOUT
    EVERY_S = 60
    DETAIL = "reorderwhy"
    HAS_ITEMS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,X,delete", "leave_out", "leave out", show=False),
        Binding("s,S", "split", "split among suppliers", show=False),
        Binding("t,T", "transfer", "transfer instead", show=False),
        Binding("c,C", "curve", "stock against fill rate", show=False),
        Binding("l,L", "service", "what if: service level", show=False),
        Binding("r,R", "review", "what if: review period", show=False),
    ]

    class Splitting(Message):
        """The chosen line shall be ordered of several suppliers, or in another pack."""

    class Weighing(Message):
        """What a higher service level costs shall be drawn."""

    class Transferring(Message):
        """Another site shall send what is lacking."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="reorderlines", about=Help("Lines to order", self.ABOUT[4:6]))
        self._read: Proposal | None = None
        self._forgotten = 0
        self.made = Made()
        self._at = ""
        self.tried = Tried()

    def forget(self) -> None:
        """Reckon anew: orders have been made, or would not have been right any more."""
        self._forgotten += 1
        self.made.forget()

    def read_anew(self) -> None:
        """Reckon anew and keep what a person has changed, where its line is proposed as it was."""
        self._forgotten += 1
        self.post_message(Sought())

    # -- what is proposed, and what a person made of it -----------------------------------------------------------

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of them, as changed; of what is split the first part."""
        return self.made.lines

    @property
    def wanted(self) -> tuple[Line, ...]:
        """What orders can be made of: left in, with a supplier and a pack."""
        return self.made.wanted

    @property
    def chosen(self) -> Line | None:
        key = self._rows.chosen
        return next((each for each in self.lines if key_of(each) == key), None)

    @property
    def today(self) -> date | None:
        return self._read.today if self._read is not None else None

    def shown_code(self) -> str:
        chosen = self.chosen
        return chosen.situation.item.code if chosen is not None else ""

    def change(self, *parts: Line) -> None:
        """Have ``parts`` instead of the line of the same item and site."""
        self.made.change(parts)
        self.post_message(Sought())

    def action_leave_out(self) -> None:
        if self.chosen is not None:
            self.made.leave_out(key_of(self.chosen))
            self.post_message(Sought())

    def action_split(self) -> None:
        self.post_message(self.Splitting())

    def action_curve(self) -> None:
        self.post_message(self.Weighing())

    def action_transfer(self) -> None:
        self.post_message(self.Transferring())

    def action_service(self) -> None:
        self.tried.next_service()
        self._reckon_anew()

    def action_review(self) -> None:
        self.tried.next_review()
        self._reckon_anew()

    def _reckon_anew(self) -> None:
        """What a person had changed was against another level: it stays with that one."""
        self._forgotten += 1
        self.made.turn_to(self.tried.words)
        self.post_message(Sought())

    # -- drawing ---------------------------------------------------------------------------------------------------

    def idle(self) -> Verdict:
        idle = super().idle()
        return (
            idle
            if self._read is None
            else asked_for(idle, self.lines, self.wanted, self.tried.words, self.made.set_aside)
        )

    def read(self, reader: ReaderLike, desk: Desk) -> Proposal:
        kept, forgotten = self._read, self._forgotten
        if kept is not None and kept.forgotten == forgotten and monotonic() - kept.read_s < FRESH_S:
            return kept
        return Proposal(
            reader.proposal(self.tried.service, self.tried.review_days), reader.today, monotonic(), forgotten
        )

    def draw(self, desk: Desk, found: Proposal, now: datetime) -> Drawn:
        if found is not self._read:
            self._read, self._at = found, f"{now:%H:%M}"
            self.made.propose(found.lines)
        self._show()
        tried = "WHAT IF · " if self.tried.words else ""
        if not found.lines:
            return Drawn(f"{tried}as of {self._at}")
        total = counted(len(self.lines), "line")
        left = f"{tried}{total if len(self.lines) <= SHOWN else f'first {SHOWN} of {total}'} · as of {self._at}"
        return Drawn(
            left,
            (Column("By supplier"), Column("lines", 5, True), Column("in all", 9, True)),
            supplier_rows(self.wanted),
        )

    def _show(self) -> None:
        is_roomy = self.size.width > WIDE
        shown = self.lines[:SHOWN]
        rows = [
            reorder_row(
                self.made.parts(key_of(each)),
                is_left_out=self.made.is_left_out(key_of(each)),
                is_changed=self.made.is_changed(key_of(each)),
                is_roomy=is_roomy,
                has_sites=self.made.has_sites,
            )
            for each in shown
        ]
        columns = ROOMY_COLUMNS if is_roomy else SITES_COLUMNS if self.made.has_sites else COLUMNS
        self._rows.show(columns, rows, [key_of(each) for each in shown], EMPTY)
        self._explain()

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        chosen = self.chosen
        said = list(self._explained(chosen)) if chosen is not None else []
        self.query_one("#reorderwhy Static", Static).update(lines(said))
        self.query_one("#reorderwhy", VerticalScroll).scroll_home(animate=False)

    def _explained(self, chosen: Line) -> Iterator[Content]:
        if self.tried.words:
            # The banner says it too, but a refused scan takes the banner.
            yield text(
                f"! WHAT IF {self.tried.words}: not as it is set. L and R go on until it is.", "bold $text-warning"
            )
        aside = self.made.set_aside_of(key_of(chosen))
        if aside:
            yield text(
                f"! {by_hand_words(aside)} by hand stays with what is set: not in this what if.", "bold $text-warning"
            )
        if self.made.is_left_out(key_of(chosen)):
            yield text("– left out: x takes it back", "bold")
        yield from explained(self.made.parts(key_of(chosen)), has_sites=self.made.has_sites)
