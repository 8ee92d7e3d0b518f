"""Today: which rooms are ready, and what to do first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Verdict
from tracker.people.permissions import Permission
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.messages import Sought
from tracker.tui.panes.duty_words import home_row
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.showing import expiry_words
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.queries import Expiring, RoomState
    from tracker.labelling.counting import QueueCounts
    from tracker.specimens.board import Board
    from tracker.station.duty import Duty
    from tracker.tui.seam_reading import ReaderLike

HORIZONS_DAYS = (30, 60, 90)
RECKONED_S = 600.0
"""So long what was reckoned of every item stands; it is asked for after the screen is drawn."""
AFTER_S = 0.5
"""How long after the rooms are drawn that begins."""
MOST_TUBES = 3
"""Told one by one, missing and soon too old; the board has all of them."""
NOT_SHOWN = ("Stock is not shown to this badge.", "F8 shows what you may do.")
NO_ROOMS = ("No rooms yet.", "Enter them with: tracker import locations FILE.csv")


@dataclass(frozen=True, slots=True)
class Today:
    rooms: tuple[RoomState, ...]
    expiring: tuple[Expiring, ...]
    duties: tuple[Duty, ...]
    """Those that are known at once."""
    specimens: Board | None
    labels: QueueCounts | None
    """None, of either: whoever is signed on may not see it. Where the labels are not, neither is the stock."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What takes longer to know the more items there are: what to order, what to count, which par levels do not fit."""

    duties: tuple[Duty, ...]
    read_s: float
    """On the clock that nobody sets."""


def room_row(state: RoomState) -> Row:
    """What must leave a room comes before what it lacks: it can hurt somebody."""
    name = place_name(state.place)
    if state.pulls:
        return Row((name, f"pull {counted(state.pulls, 'lot')}"), "✖", "$text-error")
    if state.lacking:
        return Row((name, f"{counted(state.lacking, 'item')} short"), "▼", "")
    if not state.lines:
        return Row((name, "no par levels"), "·", "$muted")
    return Row((name, "stocked"), "✔", "$text-success")


def specimen_rows(board: Board | None, now: datetime) -> Iterator[Row]:
    """The tubes that cannot wait: each missing one, and what will soon be too old."""
    if board is None or (not board.missing and not board.keeps_shortest):
        return
    from tracker.jobs.custody import words
    from tracker.tui.panes.tubes import SOON, keeps

    for each in board.missing[:MOST_TUBES]:
        over = words.span(now - each.missing_at) if each.missing_at is not None else ""
        yield Row((f"{each.shown} overdue {over}", ""), "✖", "$text-error")
    more = board.missing_count - MOST_TUBES
    if more > 0:
        yield Row((f"and {counted(more, 'more missing tube')}", ""), "✖", "$text-error")
    for each in board.keeps_shortest[:MOST_TUBES]:
        if each.due_at is not None and each.due_at <= now + SOON:
            is_late = each.due_at < now
            sign, style = ("✖", "$text-error") if is_late else ("!", "$text-warning")
            yield Row((f"{each.shown} {keeps(each, now)}", ""), sign, style)


def first_things(today: Today, reckoned: tuple[Duty, ...], *, has_tubes: bool = False) -> Iterator[Row]:
    """What is to be done, as the list of it has it, and the rooms that need somebody; worst first.

    ``has_tubes``: tubes are told above, one by one, so that not all is well.
    """
    if today.labels is None:
        yield from (home_row(each, "F8") for each in today.duties)
        return
    from tracker.station.duty import Harm, worst_first

    found = [each for each in worst_first(today.duties, reckoned) if each.code != "missing"]
    needing = sum(bool(state.lacking or state.pulls) for state in today.rooms)
    yield from (home_row(each) for each in found if each.harm < Harm.ORDER)
    if needing:
        yield Row((f"{counted(needing, 'room needs', 'rooms need')} something", "F9"), "▼", "")
    if today.labels.waiting and not today.labels.doubtful:
        yield Row((f"{counted(today.labels.waiting, 'label waits', 'labels wait')}", "F12"), "!", "$text-warning")
    yield from (home_row(each) for each in found if each.harm >= Harm.ORDER)
    if not today.rooms:
        yield Row(("enter the rooms", ""), "▼", "")
    elif not found and not needing and not has_tubes:
        yield Row(("nothing: all rooms are ready", ""), "✔", "$text-success")


class HomePane(Pane[Today]):
    TITLE = "TODAY"
    IDLE = ("READY", "Scan a room to restock it, or an item to see where it is. F8 shows all that can be done.")
    ABOUT = (
        "Every room with what it lacks against its par levels, and what must leave it.",
        "✔ stocked",
        "▼ short of items",
        "✖ something must be pulled",
        "· nobody has set par levels",
        "Scan a room's code to restock it. F9 opens the next room that needs something.",
        "The right side says what to do first, worst first, as F2 lists it, with the key that leads there.",
        "F2  all that is to be done    F3  what expires    F4  what to order, and the orders",
    )

    EVERY_S = 60

    class Unreckoned(Message):
        """What takes longer to know is not known, or was reckoned too long ago."""

    _reckoned: Reckoned | None = None
    _is_asked = False

    notes: tuple[str, ...] = ()
    """What else a person should know first: scans of an earlier session, or that this is a demo. F1 says it in full."""

    def tell(self, notes: tuple[str, ...]) -> None:
        self.notes = notes

    def idle(self) -> Verdict:
        return replace(super().idle(), way_out=self.notes[0]) if self.notes else super().idle()

    @property
    def help(self) -> Help:
        return Help(self.TITLE.capitalize(), (*self.notes, *self.ABOUT))

    def reckoned(self, duties: tuple[Duty, ...]) -> None:
        """Take note of what is to be done beside what is known at once."""
        self._reckoned, self._is_asked = Reckoned(duties, monotonic()), False
        self.post_message(Sought())

    def forget(self) -> None:
        """Have it reckoned anew: orders have been made or taken back."""
        self._reckoned = None

    def _reckon(self) -> None:
        is_old = self._reckoned is None or monotonic() - self._reckoned.read_s > RECKONED_S
        if is_old and not self._is_asked:
            self._is_asked = True
            self.set_timer(AFTER_S, lambda: self.post_message(self.Unreckoned()))

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Listing(id="rooms", about=self.help)
            yield Listing(id="first", about=Help("Do first", self.ABOUT[6:]))

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> Today:
        specimens = reader.specimens.board(MOST_TUBES) if reader.may(Permission.SPECIMEN_SEE) else None
        if not reader.may(Permission.STOCK_SEE):
            reviews = reader.duties_of_review() if reader.may(Permission.AUDIT_SIGN) else ()
            return Today((), (), reviews, specimens, None)
        expiring = reader.expiring(HORIZONS_DAYS[-1])
        return Today(reader.rooms(), expiring, reader.duties_at_once(), specimens, reader.label_counts())

    def draw(self, desk: Desk, found: Today, now: datetime) -> Drawn:
        rooms = [room_row(state) for state in found.rooms]
        empty = NO_ROOMS if found.labels is not None else NOT_SHOWN
        self.query_one("#rooms", Listing).show((Column("Rooms"), Column("ready?", 15)), rooms, empty=empty)
        notes = [Row((note.partition(":")[0], "F1"), "!", "$text-warning") for note in self.notes]
        urgent = tuple(specimen_rows(found.specimens, now))
        reckoned = self._reckoned.duties if self._reckoned is not None else ()
        others = first_things(found, reckoned, has_tubes=bool(urgent))
        if found.labels is not None:
            self._reckon()
        self.query_one("#first", Listing).show((Column("Do first"), Column("", 3)), [*notes, *urgent, *others])
        ready = sum(not state.pulls and not state.lacking for state in found.rooms)
        left = f"{ready} of {counted(len(found.rooms), 'room')} ready" if found.rooms else ""
        if found.labels is None:
            return Drawn("stock is not shown")
        soon = tuple(soonest(found.expiring, now.date()))
        return Drawn(left, (Column("Expires soonest"),), soon, ("Nothing expires within 90 days.",))


def soonest(expiring: tuple[Expiring, ...], today: date) -> Iterator[Row]:
    """Two lines for each lot: what it is, then when it expires and where it lies."""
    lots: dict[int, list[Expiring]] = {}
    for each in expiring:
        lots.setdefault(each.holding.lot.id, []).append(each)
    for held in lots.values():
        first = held[0]
        lot, is_expired = first.holding.lot, first.days_left < 0
        sign = "✖" if is_expired else "!" if first.days_left <= HORIZONS_DAYS[0] else ""
        where = place_name(first.holding.place) if len(held) == 1 else counted(len(held), "place")
        yield Row((first.item.name,), sign, "$text-error" if is_expired else "")
        yield Row((f"{expiry_words(lot.expiry, today)} · lot {lot.number or '–'} · {where}",), "", "$muted")
