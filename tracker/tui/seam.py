"""What the terminal app needs of a workstation. :class:`tracker.station.Station` is one; the app never imports it.

Opening a station loads the database's libraries, which takes longer than drawing the first screen. So the types are
named here for the type checker alone, and the app is given a function that opens one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from tracker.errors import StoreError
    from tracker.hardware.scan import Scan
    from tracker.inventory.facts import Holding, Item, Need, Place, Pull
    from tracker.inventory.queries import Expiring, Parked, RoomState
    from tracker.jobs.desk import Desk
    from tracker.station.outcomes import Counts, DeviceState, Outcome

T = TypeVar("T")


class ReaderLike(Protocol):
    """The questions that screens ask, each within one consistent view of the database."""

    @property
    def today(self) -> date: ...
    def rooms(self) -> tuple[RoomState, ...]: ...
    def needs(self, room_id: int) -> tuple[Need, ...]: ...
    def pulls(self, room_id: int) -> tuple[Pull, ...]: ...
    def expiring(self, days: int, limit: int = 200) -> tuple[Expiring, ...]: ...
    def parked(self, limit: int = 200) -> tuple[Parked, ...]: ...
    def search(self, words: str, limit: int = 50) -> tuple[Item, ...]: ...
    def item(self, item_id: int) -> Item: ...
    def where_is(self, item_id: int) -> tuple[Holding, ...]: ...
    def contents(self, place_id: int, limit: int = 500) -> tuple[tuple[Item, Holding], ...]: ...
    def place(self, code: str) -> Place | None: ...


@dataclass(frozen=True, slots=True)
class NewItem:
    """What a person says about an item that nobody has entered yet. ``text`` is the code that asked for it."""

    text: str
    name: str
    base_unit: str
    tracks_lot: bool
    tracks_expiry: bool


class StationLike(Protocol):
    """One open workstation. ``submit`` may be called from any thread and never blocks; ``ask`` blocks."""

    clinic: str

    @property
    def desk(self) -> Desk: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def fault(self) -> StoreError | None: ...
    def submit(self, scan: Scan) -> None: ...
    def subscribe(self, listener: Callable[[Outcome], None]) -> Callable[[], None]: ...
    def subscribe_trouble(self, listener: Callable[[StoreError | None], None]) -> Callable[[], None]: ...
    def now(self) -> datetime: ...
    def today(self) -> date: ...
    def local(self, at: datetime) -> datetime: ...
    def device_states(self) -> tuple[DeviceState, ...]: ...
    def ask(self, question: Callable[[ReaderLike], T]) -> T: ...
    def close(self) -> Path | None: ...


OpenStation = Callable[[], StationLike]
MakeItem = Callable[[StationLike, NewItem], "Item"]
"""Enter a new item in the catalogue; raises TrackerError where it cannot be."""
