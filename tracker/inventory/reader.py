"""Everything a screen or report may ask, bound to one consistent view and one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.inventory import opening_queries, queries, searching
from tracker.inventory.facts import Holding, Item, Need, Place, Pull
from tracker.inventory.opening import Opened
from tracker.inventory.quarantine import quarantines
from tracker.inventory.queries import Expiring, Parked, RoomState
from tracker.inventory.resolving import resolve
from tracker.inventory.subjects import ItemSubject, PlaceSubject
from tracker.inventory.where import Where
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Reader:
    """Short-lived: it lives as long as its read transaction, and nothing it returns depends on it afterwards."""

    connection: Connection
    today: date

    def rooms(self) -> tuple[RoomState, ...]:
        return queries.rooms(self.connection, self.today)

    def needs(self, room_id: int) -> tuple[Need, ...]:
        return queries.needs(self.connection, room_id, self.today)

    def pulls(self, room_id: int) -> tuple[Pull, ...]:
        return queries.pulls(self.connection, room_id, self.today)

    def expiring(self, days: int, limit: int = 200) -> tuple[Expiring, ...]:
        return queries.expiring(self.connection, self.today, days, limit)

    def parked(self, limit: int = 200) -> tuple[Parked, ...]:
        return queries.parked(self.connection, limit)

    def search(self, words: str, limit: int = 50) -> tuple[Item, ...]:
        return searching.search(self.connection, words, limit)

    def item(self, item_id: int) -> Item:
        return queries.item_by_id(self.connection, item_id)

    def open_containers(self, room_id: int | None = None) -> tuple[Opened, ...]:
        """Opened containers with anything left in them, of a room or of the clinic, the soonest use-by first."""
        return opening_queries.open_containers(self.connection, room_id)

    def where_is(self, item_id: int) -> tuple[Holding, ...]:
        return queries.holdings_of(self.connection, item_id)

    def contents(self, place_id: int, limit: int = 500) -> tuple[tuple[Item, Holding], ...]:
        return queries.contents(self.connection, place_id, limit)

    def in_quarantine(self) -> tuple[tuple[Item, Holding], ...]:
        """What was pulled and waits to go back or to be destroyed, at all sites."""
        rooms = sorted(quarantines(self.connection))
        return tuple(each for room_id in rooms for each in queries.contents(self.connection, room_id))

    def named(self, data: str, aim: str) -> Item | Place | None:
        """The item or place that a scan names, for a screen that shows more of it than the verdict; None for others."""
        try:
            meaning = understand(data, aim, today=self.today)
        except BarcodeError:
            return None
        subject = resolve(self.connection, meaning, data, Where(), self.today)
        if isinstance(subject, ItemSubject):
            return subject.item
        return subject.place if isinstance(subject, PlaceSubject) else None

    def place(self, code: str) -> Place | None:
        return queries.place_by_code(self.connection, code)
