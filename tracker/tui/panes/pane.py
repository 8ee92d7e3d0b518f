"""The middle of the screen for one kind of work: what it reads, and how it draws what was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Vertical

from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Tone, Verdict
from tracker.tui.helping import Help
from tracker.tui.tables import Column, Row

if TYPE_CHECKING:
    from tracker.inventory.facts import Place
    from tracker.station.outcomes import DeviceState
    from tracker.tui.seam_reading import ReaderLike

T = TypeVar("T")

PLAIN = (Column(""),)
ROOMY = 82
"""Columns from which lists need not leave anything out: the middle of a terminal of 120 has as many and more."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a pane has to say outside itself: the counts line's right end, and the side panel of wide terminals."""

    left: str = ""
    columns: tuple[Column, ...] = PLAIN
    rows: tuple[Row, ...] = ()
    empty: tuple[str, ...] = field(default=())


class Pane(Vertical, Generic[T]):
    """``read`` runs on a worker thread and touches no widget; ``draw`` runs on the app's and asks nothing.

    ``now`` is the clinic's time in the clinic's zone.
    """

    TITLE: ClassVar[str]
    """The top line's first word."""
    IDLE: ClassVar[tuple[str, str]]
    """What the banner says before anything is scanned here: a word, and what to do."""
    ABOUT: ClassVar[tuple[str, ...]]
    IS_LIST_FIRST: ClassVar[bool] = False
    """Whether its list takes the keyboard at once, and its own keys the places of the job's under it."""
    HAS_ITEMS: ClassVar[bool] = False
    """Whether what :meth:`shown_code` names is an item, which has a page of its own."""
    EVERY_S: ClassVar[int] = 0
    """Read and drawn again as often without any scan, for what counts down; 0 for what only a scan changes."""

    def title(self, desk: Desk) -> str:
        return self.TITLE

    def place(self, desk: Desk) -> str:
        """What the top line says after the title."""
        return place_name(desk.room) if desk.room else ""

    def requisition(self, desk: Desk) -> str:
        """The requisition whose patient this shows masked, by house code; empty for none."""
        return ""

    def idle(self) -> Verdict:
        word, what_to_do = self.IDLE
        return Verdict("ready", Tone.NOTE, word, way_out=what_to_do)

    def reworded(self, said: Verdict, desk: Desk) -> Verdict:
        """The latest answer, where what is to be done next is another thing by now than when it was given."""
        return said

    def read(self, reader: ReaderLike, desk: Desk) -> T:
        raise NotImplementedError

    def draw(self, desk: Desk, found: T, now: datetime) -> Drawn:
        raise NotImplementedError

    def shown_code(self) -> str:
        """The code of what a person has chosen here without scanning it; empty for none."""
        return ""

    def question(self) -> Verdict | None:
        """What this view asks until it is answered by YES or NO. Only labels does."""
        return None

    def open(self, code: str) -> None:
        """Show what bears ``code`` when it is next read. Only an item's page does."""

    def found(self, scan: Scan) -> None:
        """A scan has found something. Only find shows more of it."""

    def take_typed(self, text: str) -> None:
        """What was typed or pasted while no field had the keyboard. Only find has one that it can be meant for."""

    def forget(self) -> None:
        """Whoever looked here has left: what he typed is gone, whatever the field."""
        from textual.widgets import Input

        for each in self.query(Input):
            each.clear()

    def take_focus(self) -> None:
        """Arrows go to what is chosen from; most panes have nothing of the kind."""

    def tell_devices(
        self, states: tuple[DeviceState, ...], last: str, recording: str, limited: tuple[str, ...]
    ) -> None:
        """The scanners' states, the latest scan as received, and the file being recorded. Only devices shows them."""

    @property
    def help(self) -> Help:
        return Help(self.TITLE.capitalize(), self.ABOUT)


def place_name(place: Place) -> str:
    """``Storeroom A-3``: the room, then what is in it."""
    room, *inner = place.path.split(" · ") if place.path else [place.name]
    return f"{room} {'-'.join(inner)}" if inner else room


def shelf_name(place: Place) -> str:
    """``A-3``: where in its room; the room where there is nothing finer."""
    room, *inner = place.path.split(" · ") if place.path else [place.name]
    return "-".join(inner) if inner else room


def room_name(place: Place) -> str:
    """``Storeroom``: of the room alone, whatever in it the place is."""
    return place.path.partition(" · ")[0] or place.name


def room_of(place: Place) -> int:
    return place.id if place.room_id is None else place.room_id
