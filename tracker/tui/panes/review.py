"""What stands out in what was done, gravest first; why, of the one under the hand; and by whom it was signed for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn
from tracker.tui.panes.review_words import WHY
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line, lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.people.review_lines import Line
    from tracker.station.reviews import StoodOut

EMPTY = "Nothing stands out that nobody has signed for. S shows what was signed for; F10 goes back."
EMPTY_SIGNED = "Nothing was signed for lately. S goes back to what waits."
EMPTY_FILTERED = "Nothing of what is asked for. A shows all again."
LOOKING = "Looking through what was done. After a year without a review it takes some seconds."
MOST_LISTED = 300
"""Lines that are shown at once: nobody looks at more in a sitting, and the list stays quick."""
COLUMNS = (Column("what stands out"), Column("who", 15), Column("times", 5, True), Column("last", 11))
SIGNED_COLUMNS = (Column("what stood out"), Column("who", 14), Column("signed", 11), Column("by", 14))
SIGNS = (("✖", "$text-error"), ("!", "$text-warning"), ("·", ""))
"""By gravity."""
MARKED = "●"


class ReviewPane(ListPane["tuple[StoodOut, ...]"]):
    TITLE = "REVIEW"
    IDLE = ("REVIEW", "Look at each, ask who did it; X marks, F6 signs for it with a note and your PIN.")
    ABOUT = (
        "What a person should look at of all that was done, the gravest and newest first.",
        "✖ went past everybody in charge    ! looked at each by itself    · by person and day    ● marked",
        "Enter: what can be done. X marks a line; F6 signs for those that are marked, else for the chosen one.",
        "E tells each of its events: when, by whom, of whom and of what.",
        "K shows only its kind, P only its person, A all again. S: what was signed for, by whom, and back.",
        "What you did, or the keys did for you, another signs for, where there is one who may.",
        f"{MOST_LISTED} lines are listed at once: sign for these, and the next ones come.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,X,space", "mark", "mark", show=False),
        Binding("e,E", "each", "each of its events", show=False),
        Binding("k,K", "only_kind", "only its kind", show=False),
        Binding("p,P", "only_person", "only its person", show=False),
        Binding("a,A", "everything", "all", show=False),
        Binding("s,S", "signed", "what was signed for", show=False),
    ]
    DETAIL = "reviewwhy"

    class Asked(Message):
        """Each event of the chosen line is to be told."""

    class Changed(Message):
        """What is listed or marked has changed."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="reviewlines", about=Help("Review", self.ABOUT))
        self._all: tuple[StoodOut, ...] = ()
        self.known: tuple[StoodOut, ...] | None = None
        """What was last read; None before."""
        self._badge = ""
        self._marked: set[Line] = set()
        self._kind = self._person = ""
        self._is_signed = False
        self._now: datetime | None = None

    def on_mount(self) -> None:
        self._rows.show(COLUMNS, (), (), LOOKING)

    def place(self, desk: Desk) -> str:
        of = [each for each in (self._kind_words, self._who) if each]
        return " · ".join([*(["signed for"] if self._is_signed else []), *(f"only {each}" for each in of)])

    @property
    def listed(self) -> tuple[StoodOut, ...]:
        return self._asked_for[:MOST_LISTED]

    @property
    def _asked_for(self) -> tuple[StoodOut, ...]:
        return tuple(
            each
            for each in self._all
            if (each.review is not None) == self._is_signed
            and self._kind in ("", each.noticed.code)
            and self._person in ("", each.noticed.by)
        )

    @property
    def chosen(self) -> StoodOut | None:
        return next((each for each in self.listed if _key(each) == self._rows.chosen), None)

    @property
    def to_sign(self) -> tuple[StoodOut, ...]:
        """Those that are marked, wherever they are; else the chosen one, unless somebody has signed for it."""
        marked = tuple(each for each in self._all if each.review is None and each.noticed.line in self._marked)
        chosen = self.chosen
        return marked or ((chosen,) if chosen is not None and chosen.review is None else ())

    @property
    def marks(self) -> int:
        return len(self._marked)

    @property
    def is_signed(self) -> bool:
        """Whether what was signed for is listed."""
        return self._is_signed

    @property
    def is_filtered(self) -> bool:
        return bool(self._kind or self._person)

    @property
    def _kind_words(self) -> str:
        return next((each.noticed.words for each in self._all if each.noticed.code == self._kind), "")

    @property
    def _who(self) -> str:
        return next((each.who for each in self._all if each.noticed.by == self._person), "")

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[StoodOut, ...]:
        return reader.stood_out()

    def draw(self, desk: Desk, found: tuple[StoodOut, ...], now: datetime) -> Drawn:
        self._all, self.known, self._now = found, found, now
        self._badge = desk.operator.badge if desk.operator is not None else ""
        waiting = {each.noticed.line for each in found if each.review is None}
        self._marked &= waiting
        listed = self.listed
        empty = EMPTY_FILTERED if self.is_filtered else EMPTY_SIGNED if self._is_signed else EMPTY
        columns = SIGNED_COLUMNS if self._is_signed else COLUMNS
        self._rows.show(columns, [self._row(each) for each in listed], [_key(each) for each in listed], empty)
        self._explain()
        marked = f", {len(self._marked)} marked" if self._marked else ""
        if len(self._asked_for) > len(listed) and not self._is_signed:
            return Drawn(f"{len(listed)} of {len(self._asked_for):,} to sign for{marked}")
        return Drawn(f"{counted(len(waiting), 'line')} to sign for{marked}" if waiting else "all is signed for")

    def _row(self, each: StoodOut) -> Row:
        one, now = each.noticed, self._now
        assert now is not None
        if each.review is not None:
            return Row((one.words, each.who, short(each.review.at, now), each.signer), "✔", "$muted")
        sign, style = SIGNS[each.gravity]
        sign = MARKED if one.line in self._marked else sign
        return Row((one.words, each.who, str(one.count), short(one.last_at, now)), sign, style)

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        chosen = self.chosen
        said = list(self._explained(chosen)) if chosen is not None and self._now is not None else []
        self.query_one("#reviewwhy Static", Static).update(lines(said))

    def _explained(self, each: StoodOut) -> Iterator[Content]:
        one, now = each.noticed, self._now
        assert now is not None
        zone = now.tzinfo
        first, last = one.first_at.astimezone(zone), one.last_at.astimezone(zone)
        span = f"{first:%m-%d %H:%M}" + (f" to {last:%H:%M}" if one.count > 1 and last > first else "")
        times = f", {one.times}" if one.times else ""
        yield line((one.words, "bold"), (f"{times}   {each.named}   {span}", ""))
        if each.others and each.badge == self._badge and each.review is None:
            yield text(f"Not signed for by you: {' or '.join(each.others[:2])} looks at it and signs.", "$text-warning")
        yield text(WHY[one.code])
        if one.reasons:
            yield text(f"Reason given: {'; '.join(one.reasons)}")
        yield from (text(said) for said in one.each(zone))
        yield text(f"Written by {one.station}", "$muted")
        if each.review is not None:
            yield text(
                f"✔ Signed for by {each.signer}, {each.review.at.astimezone(zone):%Y-%m-%d %H:%M}: {each.review.note}",
                "$text-success",
            )

    @property
    def about_chosen(self) -> Help | None:
        """All that is told of the chosen line, to be read at leisure."""
        chosen = self.chosen
        if chosen is None or self._now is None:
            return None
        one = chosen.noticed
        told = (WHY[one.code], f"Of {chosen.named}, written by {one.station}:", *one.each(self._now.tzinfo))
        return Help(f"{one.words}, {one.day.isoformat()}", told)

    # -- keys ---------------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        chosen = self.chosen
        if chosen is not None and chosen.review is None:
            self._marked ^= {chosen.noticed.line}
            self.post_message(self.Changed())

    def action_each(self) -> None:
        self.post_message(self.Asked())

    def action_only_kind(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self._kind = "" if self._kind else chosen.noticed.code
            self.post_message(self.Changed())

    def action_only_person(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self._person = "" if self._person else chosen.noticed.by
            self.post_message(self.Changed())

    def action_everything(self) -> None:
        self._kind = self._person = ""
        self.post_message(self.Changed())

    def action_signed(self) -> None:
        self._is_signed = not self._is_signed
        self.post_message(self.Changed())


def _key(each: StoodOut) -> tuple[object, ...]:
    return (*each.noticed.line, each.review is not None)


def short(at: datetime, now: datetime) -> str:
    """``09:12`` today, else ``11-14 09:12``."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d %H:%M}"
