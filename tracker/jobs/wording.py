"""What jobs say about packs: short, plain, dates ISO, the figures shown. Names, and what was done or found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.inventory.facts import Holding, Lot, Place, PlaceKind
from tracker.inventory.orders import Portion
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.choosing import base_units, everywhere, is_usable, lots_in, of_lot, usable_quantity
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict

NOT_DONE = {
    JobName.RESTOCK: "not shelved",
    JobName.RECEIVE: "not received",
    JobName.USE: "not used",
    JobName.TRANSFER: "not moved",
    JobName.WASTE: "not thrown away",
    JobName.COUNT: "not counted",
    JobName.OPENED: "not opened",
    JobName.PULL: "not pulled",
    JobName.RETURN: "not returned",
}


def so_many(subject: ItemSubject, most: int) -> str:
    """The way to scan again with no more than ``most`` base units: QUANTITY counts what is scanned, and a box is many."""
    packs = most // base_units(subject, 1)
    if packs:
        return f"Scan QUANTITY {packs} or less and the pack again"
    return f"Opened? Scan QUANTITY {most} or less and the code of a single one"


def place_name(place: Place) -> str:
    """``Storeroom A-3``: the room, then what is in it, joined shortly where the names are short."""
    room, *inner = place.path.split(" · ") if place.path else [place.name]
    if not inner:
        return room
    return f"{room} {'-'.join(inner) if all(len(part) <= 3 for part in inner) else ' '.join(inner)}"


def short_name(place: Place) -> str:
    """``A-3``: a store's shelf without its room; a room's shelf by its room."""
    room, *inner = place.path.split(" · ") if place.path else [place.name]
    if place.is_store and inner:
        return place_name(place).removeprefix(f"{room} ")
    return room


def lot_words(lot: Lot | None, number: str | None = None, expiry: date | None = None) -> str:
    """``lot 2K417 · expires 2027-09-30``, as far as known; empty for stock without either."""
    shown = (lot.number if lot else "") or number or ""
    until = (lot.expiry if lot else None) or expiry
    return " · ".join(([f"lot {shown}"] if shown else []) + ([f"expires {until}"] if until else []))


def pack_lot(subject: ItemSubject) -> str:
    code = subject.code
    counted = f"{code.count} by its code" if code is not None and code.count is not None else ""
    return joined(lot_words(subject.lot, code.lot if code else None, code.expiry if code else None), counted)


def joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def sources(holdings: tuple[Holding, ...], taken: tuple[Portion, ...]) -> str:
    """``Storeroom A-3``, or ``Storeroom A-3 (6), Storeroom B-1 (4)`` where one shelf did not hold enough."""
    places = {holding.place.id: holding.place for holding in holdings}
    if len(taken) == 1:
        return place_name(places[taken[0].from_id])
    return ", ".join(f"{place_name(places[part.from_id])} ({part.quantity})" for part in taken)


def moved(sign: str, subject: ItemSubject, quantity: int, aside: str, detail: str) -> Verdict:
    """The accepted verdict of every job: so many of what, what there is now, and which lot from or to where."""
    headline = f"{sign}{quantity}  {subject.item.name}"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "ACCEPTED", headline, aside, detail)


def assumed(subject: ItemSubject) -> str:
    """Said where the books, not the pack, named the lot."""
    has_named = subject.code is not None and subject.code.lot is not None
    return "" if has_named or not subject.item.tracks_lot else "lot by the books; the code named none"


def shelved(subject: ItemSubject, quantity: int, source: str, to: Place, on_shelf: int) -> Verdict:
    aside = f"on shelf {on_shelf}" + (f" of {subject.par}" if subject.par is not None else "")
    shelf = "" if to.kind is PlaceKind.ROOM else f"to {place_name(to)}"
    return moved("+", subject, quantity, aside, joined(pack_lot(subject), f"from {source}", shelf, assumed(subject)))


def found(subject: ItemSubject, today: date) -> Verdict:
    """Where an item is: the lot scanned, or all of it."""
    item = subject.item
    everything = everywhere(subject)
    lot = subject.lot if subject.code is not None and subject.code.lot else None
    shown = of_lot(everything, lot) if lot else everything
    total = sum(holding.quantity for holding in shown)
    held_back = total - usable_quantity(shown, today)
    per_place: dict[str, int] = {}
    for holding in shown:
        name = place_name(holding.place)
        per_place[name] = per_place.get(name, 0) + holding.quantity
    named = [f"{name} {quantity}" for name, quantity in per_place.items()]
    detail = joined(*named[:5], f"and {len(named) - 5} more places" if len(named) > 5 else "")
    lots = lots_in(shown)
    first = lot_words(lots[0]) if lots else ""
    coming = of_lot(subject.coming, lot) if lot else subject.coming
    on_the_way = f"{sum(each.quantity for each in coming)} on the way between sites" if coming else ""
    headline = f"{item.name}   {lot_words(lot)}" if lot else item.name
    aside = f"{total} {item.base_unit}" + (f", {held_back} not usable" if held_back else "")
    return Verdict(
        Code.FOUND,
        Tone.NOTE,
        "FOUND",
        headline,
        aside,
        joined(detail or "none in the building", on_the_way),
        f"First: {first}." if first else "",
    )


def half_read(subject: ItemSubject, lacks: str) -> Verdict:
    return Verdict(
        Code.HALF_READ,
        Tone.NOTE,
        "SECOND BARCODE",
        subject.item.name,
        f"no {lacks} in this code",
        pack_lot(subject),
        f"Scan the pack's other barcode, the one with the {lacks}. Leave it out? Scan NO.",
    )


def received(subject: ItemSubject, quantity: int, to: Place, today: date) -> Verdict:
    """With what the site's store has now that may be used."""
    total = usable_quantity(subject.stock, today)
    total += quantity if subject.lot is None or is_usable(subject.lot, today) else 0
    detail = joined(pack_lot(subject), f"to {place_name(to)}")
    verdict = moved("+", subject, quantity, f"in the store {total}", detail)
    return replace(verdict, way_out="No maker's code on it? LABEL prints ours.") if wants_label(subject) else verdict


def wants_label(subject: ItemSubject) -> bool:
    """Whether a pack was named by our own code, or by none: its maker's may be missing on it."""
    code = subject.code
    return code is None or (code.house_code is not None and code.gtin is None)


def one_pack(verdict: Verdict) -> Verdict:
    """``verdict`` of a pack whose fuller code came behind its bare one: two packs scanned like that would be one short."""
    return replace(
        verdict,
        detail=joined(verdict.detail, "counted as one pack with the code before"),
        way_out="Were they two packs? Scan the other one now.",
    )


def used(subject: ItemSubject, quantity: int, holding: Holding, left: int) -> Verdict:
    detail = joined(pack_lot(subject), f"from {place_name(holding.place)}", assumed(subject))
    return moved("−", subject, quantity, f"left here {left}", detail)


def wasted(subject: ItemSubject, quantity: int, holding: Holding, reason: str, scanned: int) -> Verdict:
    short = f"the books had only {quantity} of {scanned} in one place" if quantity < scanned else ""
    detail = joined(pack_lot(subject), f"from {place_name(holding.place)}", short)
    return moved("−", subject, quantity, f"waste: {reason}", detail)


def transferred(subject: ItemSubject, quantity: int, source: str, to: Place) -> Verdict:
    detail = joined(pack_lot(subject), f"from {source}", assumed(subject))
    return moved("", subject, quantity, f"to {place_name(to)}", detail)


def agrees(subject: ItemSubject) -> Verdict:
    return Verdict(
        Code.NOT_NEEDED, Tone.NOTE, "AGREES", subject.item.name, "already posted", pack_lot(subject), "Go on."
    )


def second_came_first(named: str) -> Verdict:
    return Verdict(
        Code.HALF_READ, Tone.NOTE, "AND THE OTHER?", named, "", "", "Now scan the pack's barcode that names the item."
    )


def second_not_needed(named: str) -> Verdict:
    return Verdict(
        Code.NOT_NEEDED, Tone.NOTE, "NOT NEEDED", named, "names no item", "", "Scan the pack's other barcode."
    )


def shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
