"""What is to be labelled, and which design suits it and what it is printed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from enum import StrEnum

from labels.design import Design
from labels.errors import LabelError
from labels.loading import design_named
from labels.stocks import Stock
from tracker.inventory.facts import Item, Place, PlaceKind
from tracker.inventory.opening import Opened, initials
from tracker.media import LabelKind, Medium
from tracker.specimens.holder_facts import HolderKind


class Wants(StrEnum):
    """What a label is for."""

    ROOM = "room"
    PLACE = "place"
    SHELF = "shelf"
    """An item's own place, with its par."""
    EQUIPMENT = "equipment"
    ITEM = "item"
    LOT = "lot"
    LOT_WITHOUT_GTIN = "lot_without_gtin"
    OPENED = "opened"
    BADGE = "badge"
    SPECIMEN = "specimen"
    ALIQUOT = "aliquot"
    ROLL = "roll"
    RACK = "rack"
    BAG = "bag"
    MANIFEST = "manifest"
    PARTNER = "partner"
    COMMAND = "command"
    REASON = "reason"


_DESIGNS: Mapping[Wants, tuple[str, ...]] = {
    Wants.ROOM: ("room", "location", "location_small"),
    Wants.PLACE: ("location", "location_small"),
    Wants.SHELF: ("shelf", "shelf_small", "item_small"),
    Wants.EQUIPMENT: ("equipment",),
    Wants.ITEM: ("item", "item_small"),
    Wants.LOT: ("lot", "lot_small"),
    Wants.LOT_WITHOUT_GTIN: ("lot_local",),
    Wants.OPENED: ("opened",),
    Wants.BADGE: ("badge",),
    Wants.SPECIMEN: ("tube_large", "tube_wrap", "tube", "cryo"),
    Wants.ALIQUOT: ("aliquot",),
    Wants.ROLL: ("tube_blank",),
    Wants.RACK: ("rack",),
    Wants.BAG: ("bag", "rack"),
    Wants.MANIFEST: ("manifest",),
    Wants.PARTNER: ("partner",),
    Wants.COMMAND: ("command",),
    Wants.REASON: ("reason",),
}
"""The largest first. ``lot_large`` is asked for by name only: it refuses long lots that ``lot`` takes on the same sheet."""

_ROLL = Medium(50.8, 25.4)
"""Two inches by one: the roll that specimen label printers have in them, if nobody says otherwise."""

_OF_SPECIMENS = (Wants.SPECIMEN, Wants.ALIQUOT, Wants.ROLL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One label to be made. ``values`` may hold more than a design has room for; it takes what it knows."""

    wants: Wants
    about: str
    """Which one, in messages."""
    values: Mapping[str, str] = field(repr=False)
    """A specimen's hold its patient's name: they are drawn, and shown nowhere else."""


def kind_of(wants: Wants) -> LabelKind:
    """Which of the clinic's printers it belongs to."""
    return LabelKind.SPECIMEN if wants in _OF_SPECIMENS else LabelKind.SUPPLY


def design_for(
    wanted: Wanted, designs: Mapping[str, Design], stock: Stock | None, name: str | None, medium: Medium | None = None
) -> Design:
    """The design asked for by name, else the largest that fits the sheet's labels, the ``medium`` that the printer's
    settings name, or a roll of 2 × 1 in.

    Where none fits a sheet or a roll that nobody described, the smallest is given: what prints it then says by how much it
    is too large.

    :raises LabelError: no design of its kind, or not the one asked for, fits the ``medium`` (``label_medium``); the one
        that is come to has a faulty file.
    """
    place = Medium(stock.width_mm, stock.height_mm) if stock else medium or _ROLL
    tried: list[Design] = []
    for known in (name,) if name is not None else _DESIGNS[wanted.wants]:
        tried.append(design_named(known, designs))
        if place.holds(tried[-1].width_mm, tried[-1].height_mm):
            return tried[-1]
    if medium is not None and stock is None:
        raise _does_not_fit(tried, medium)
    return tried[-1]


def _does_not_fit(designs: Sequence[Design], medium: Medium) -> LabelError:
    sizes = ", ".join(f"{one.width_mm:g} × {one.height_mm:g} mm ({one.name})" for one in reversed(designs))
    return LabelError(
        f"What is in the printer, {medium}, is too small for this label.",
        hint=f"These would do: {sizes}. Put in such a roll and name it in settings.toml, or choose another printer.",
        code="label_medium",
    )


def values_for(wanted: Wanted, design: Design) -> dict[str, str]:
    known = design.needs | design.may_have
    return {name: value for name, value in wanted.values.items() if name in known}


def of_place(place: Place, clinic: str) -> Wanted:
    above = place.path.removesuffix(place.name).rstrip(" ·") if place.path != place.name else ""
    values = {"name": place.name, "code": place.code, "path": above, "site": clinic}
    return Wanted(Wants.ROOM if place.kind is PlaceKind.ROOM else Wants.PLACE, place.path, values)


def of_shelf(item: Item, place: Place, par: int) -> Wanted:
    """What stands on the front of an item's bin: how many belong in that room, and where it is."""
    values = {"name": item.name, "code": item.code, "par": str(par), "unit": item.base_unit, "path": place.path}
    return Wanted(Wants.SHELF, f"{item.name} in {place.path}", values)


def of_item(item: Item) -> Wanted:
    return Wanted(Wants.ITEM, item.name, {"name": item.name, "code": item.code, "unit": item.base_unit})


def of_lot(item: Item, gtin: str, number: str, expiry: date | None) -> Wanted:
    """With ``gtin`` one GS1 symbol says it all; without one, the item's own code stands beside lot and expiry."""
    values = {"name": item.name, "code": item.code, "gtin": gtin, "lot": number, **dated(expiry)}
    return Wanted(Wants.LOT if gtin else Wants.LOT_WITHOUT_GTIN, f"{item.name}, lot {number}", values)


def of_opened(container: Opened, zone: tzinfo | None) -> Wanted:
    """An opened container's own label. Where hours count, its use-by has no year: it is never a year away."""
    until = container.use_by
    use_by = "" if until is None else f"{until.at.astimezone(zone):%m-%d %H:%M}" if until.at else until.day.isoformat()
    values = {
        "name": container.item.name,
        "code": container.code,
        "opened": f"{container.opened_at.astimezone(zone):%Y-%m-%d}",
        "use_by": use_by,
        "initials": initials(container.by),
    }
    return Wanted(Wants.OPENED, f"{container.item.name}, opened {values['opened']}", values)


def dated(expiry: date | None) -> dict[str, str]:
    """An expiry date as people read it and as GS1 writes it."""
    if expiry is None:
        return {"expiry": "", "expiry_yymmdd": ""}
    return {"expiry": expiry.isoformat(), "expiry_yymmdd": expiry.strftime("%y%m%d")}


def of_badge(code: str, name: str, role: str, clinic: str) -> Wanted:
    return Wanted(Wants.BADGE, name or code, {"code": code, "name": name, "role": role, "clinic": clinic})


def of_roll(code: str) -> Wanted:
    """A label that is nobody's until it is bound at a patient's side."""
    return Wanted(Wants.ROLL, code, {"code": code})


def of_holder(code: str, name: str, kind: HolderKind, rows: int, columns: int, clinic: str) -> Wanted:
    note = f"{kind.value} {rows} × {columns}" if rows else kind.value
    wants = Wants.BAG if kind is HolderKind.BAG else Wants.RACK
    return Wanted(wants, name, {"name": name, "code": code, "note": note, "clinic": clinic})


def of_equipment(name: str, number: str, clinic: str) -> Wanted:
    """``number`` is one that :mod:`tracker.labelling.own_numbers` lets pass."""
    return Wanted(Wants.EQUIPMENT, name, {"name": name, "code": number, "site": clinic})


def of_partner(code: str, name: str, kind: str, clia: str) -> Wanted:
    return Wanted(Wants.PARTNER, name, {"name": name, "code": code, "kind": kind, "clia": clia})
