"""Which labels there are for what a screen shows: a pack has one of its lot and one of its item, a badge its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from tracker.barcodes.meaning import (
    BadgeCode,
    HolderCode,
    ItemCode,
    LocationCode,
    Meaning,
    OpenedCode,
    PartnerCode,
    SpecimenCode,
)
from tracker.errors import Refusal
from tracker.inventory.facts import Item, Place
from tracker.inventory.opening import Opened
from tracker.inventory.opening_queries import container
from tracker.inventory.resolving import resolve
from tracker.inventory.subjects import ItemSubject, PlaceSubject
from tracker.inventory.where import Where
from tracker.labelling.asking import Asked, clinic_name, wanted_for
from tracker.labelling.shelves import shelf_count, shelf_of, shelves_in_room
from tracker.labelling.wanted import Wanted, of_badge
from tracker.people.staff import name_of
from tracker.specimens.queries import specimen_by_number
from tracker.store.connection import Connection

SPECIMEN = "specimen"
"""The one kind that is made at the patient's side and never waits in the queue (:mod:`tracker.labelling.bedside`)."""
SHELF = "shelf"
"""The front of a bin, with the par on record: of one item in one place, or of all that a place holds."""
OWN_BADGE = "own_badge"
"""The label of a badge that somebody has, where ``badge`` draws new ones."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One label that can be printed. ``about`` names it on screens and holds no patient's name."""

    kind: str
    """One of :data:`tracker.labelling.asking.KINDS`, :data:`SPECIMEN`, :data:`SHELF` or :data:`OWN_BADGE`."""
    code: str
    about: str
    lot: str = ""
    expiry: date | None = None
    place: str = ""
    """Of a shelf label for one item: the place's code."""


def offered_for(
    connection: Connection, meaning: Meaning, text: str, today: date, place_id: int | None = None
) -> tuple[Offered, ...]:
    """The labels of what ``meaning`` names here, the likeliest first; none for what has no label of ours. ``place_id`` is
    the place in hand, in whose room an item may have its shelf."""
    match meaning:
        case OpenedCode():
            found = container(connection, meaning.code)
            return (of_container(found),) if found is not None else ()
        case ItemCode() | LocationCode():
            subject = resolve(connection, meaning, text, Where(), today)
            if isinstance(subject, ItemSubject):
                code = meaning if isinstance(meaning, ItemCode) else None
                return (*_of_pack(connection, subject.item, code), *_of_shelf(connection, subject.item, place_id))
            if isinstance(subject, PlaceSubject) and subject.place.kind.holds_stock:
                return tuple(_of_place(connection, subject.place))
            return ()
        case HolderCode():
            return _named(connection, "holder", "rack", meaning.code)
        case PartnerCode():
            return _named(connection, "partner", "partner", meaning.code)
        case BadgeCode():
            name = name_of(connection, meaning.code)
            return (Offered(OWN_BADGE, meaning.code, f"badge of {name}"),) if name else ()
        case SpecimenCode():
            tube = specimen_by_number(connection, meaning.number)
            return (Offered(SPECIMEN, tube.number, f"specimen {tube.shown}"),) if tube else ()
        case _:
            return ()


def of_container(opened: Opened) -> Offered:
    return Offered("opened", opened.code, opened.item.name)


def wanted_of(connection: Connection, offered: Offered, zone: tzinfo | None = None) -> tuple[Wanted, ...]:
    """What is to be drawn for it. Raises Refusal for a specimen, whose label goes past the queue, and as asking does."""
    if offered.kind == OWN_BADGE:
        name = name_of(connection, offered.code)
        if name is None:
            raise Refusal("Nobody has this badge.", hint="See 'tracker staff'.", code="badge_unknown")
        return (of_badge(offered.code, name, "", clinic_name(connection)),)
    if offered.kind == SHELF and offered.place:
        return (shelf_of(connection, offered.code, offered.place),)
    if offered.kind == SPECIMEN:
        raise Refusal(
            "A specimen's label names a patient, and never waits in the queue.",
            hint="It is printed again with its reason, where the tube is.",
            code="specimen_not_queued",
        )
    return wanted_for(connection, Asked(offered.kind, (offered.code,), lot=offered.lot, expiry=offered.expiry), zone)


def _of_pack(connection: Connection, item: Item, code: ItemCode | None) -> Iterator[Offered]:
    """The lot's label bears the number of the very package that was scanned, where the catalogue has it."""
    if code is not None and code.lot and item.tracks_lot:
        known = connection.exec_driver_sql(
            "SELECT value FROM identifier WHERE kind = 'gtin' AND value = ? AND item_id = ?", (code.gtin, item.id)
        ).scalar()
        yield Offered("lot", known or item.code, f"{item.name}, lot {code.lot}", code.lot, code.expiry)
    yield Offered("item", item.code, item.name)


def _of_shelf(connection: Connection, item: Item, place_id: int | None) -> Iterator[Offered]:
    for place, par in shelves_in_room(connection, item, place_id) if place_id is not None else ():
        yield Offered(SHELF, item.code, f"par {par}, {place.path}", place=place.code)


def _of_place(connection: Connection, place: Place) -> Iterator[Offered]:
    yield Offered("location", place.code, place.path)
    count = shelf_count(connection, place)
    if count:
        yield Offered(SHELF, place.code, f"all {count} shelves of {place.path}" if count > 1 else place.path)


def _named(connection: Connection, table: str, kind: str, code: str) -> tuple[Offered, ...]:
    name = connection.exec_driver_sql(f"SELECT name FROM {table} WHERE code = ?", (code,)).scalar()
    return (Offered(kind, code, str(name)),) if name is not None else ()
