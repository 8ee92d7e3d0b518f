"""All that jobs say about packs, in one place: short, plain, dates ISO, the figures shown."""

from __future__ import annotations

from datetime import date

from tracker.inventory.facts import Holding, Item, ItemSubject, Lot, Place, PlaceKind
from tracker.inventory.orders import Portion
from tracker.jobs.choosing import everywhere, lots_in, of_lot, usable_quantity
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict

DO_NOT = {
    JobName.RESTOCK: "DO NOT SHELVE",
    JobName.RECEIVE: "DO NOT RECEIVE",
    JobName.USE: "DO NOT USE",
    JobName.TRANSFER: "DO NOT MOVE",
}
NOT_DONE = {
    JobName.RESTOCK: "not shelved",
    JobName.RECEIVE: "not received",
    JobName.USE: "not used",
    JobName.TRANSFER: "not moved",
    JobName.WASTE: "not thrown away",
}
YES_OR_NO = "{verb}? Scan YES. Leave it out? Scan NO."
VERBS = {
    JobName.RESTOCK: "Shelve it all the same",
    JobName.RECEIVE: "Receive it",
    JobName.USE: "Use it",
    JobName.TRANSFER: "Move it",
    JobName.WASTE: "Throw it away",
}


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
    return lot_words(subject.lot, code.lot if code else None, code.expiry if code else None)


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


def shelved(subject: ItemSubject, quantity: int, source: str, to: Place, today: date) -> Verdict:
    on_shelf = usable_quantity(subject.here, today) + quantity
    aside = f"on shelf {on_shelf}" + (f" of {subject.par}" if subject.par is not None else "")
    shelf = "" if to.kind is PlaceKind.ROOM else f"to {place_name(to)}"
    return moved("+", subject, quantity, aside, joined(pack_lot(subject), f"from {source}", shelf, assumed(subject)))


# Refusals


def hard_stop(code: Code, job: JobName, subject: ItemSubject) -> Verdict:
    """``DO NOT SHELVE   EXPIRED 2026-11-02   Povidone swab   lot P31``."""
    lot = subject.lot
    number = (lot.number if lot else "") or (subject.code.lot if subject.code else None) or ""
    why = f"EXPIRED {_earliest(subject)}" if code is Code.EXPIRED else code.upper()
    headline = "   ".join(part for part in (why, subject.item.name, f"lot {number}" if number else "") if part)
    if code is Code.QUARANTINED:
        way_out = "Put it in quarantine, then scan YES. Not this one? Scan UNDO."
    else:
        way_out = "Put it in the waste bin, then scan WASTE. Not this one? Scan UNDO. Set aside: YES."
    return Verdict(code, Tone.REFUSE, DO_NOT.get(job, "DO NOT USE"), headline, "", assumed(subject), way_out)


def _earliest(subject: ItemSubject) -> date | None:
    dates = (subject.lot.expiry if subject.lot else None, subject.code.expiry if subject.code else None)
    return min((expiry for expiry in dates if expiry), default=None)


def conflict(item: Item, what: str, books: str, pack: str) -> Verdict:
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "DOES NOT AGREE",
        f"{item.name}   {what}",
        "",
        f"the books say {books}; the pack says {pack}",
        "Set it aside and tell the lead: one of the two is wrong.",
    )


def codes_disagree(item: Item, first: str, second: str) -> Verdict:
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "DOES NOT AGREE",
        item.name,
        "",
        f"first barcode {first}; second barcode {second}",
        "Are these two barcodes of one pack? Scan both of the same pack again.",
    )


def never_received(subject: ItemSubject, number: str) -> Verdict:
    return Verdict(
        Code.NOT_ENOUGH,
        Tone.REFUSE,
        "NOT IN THE BOOKS",
        f"{subject.item.name}   lot {number}",
        "",
        "this lot was never received",
        "Scan RECEIVE and receive it first.",
    )


def not_enough(subject: ItemSubject, quantity: int, held: int, where: str, way_out: str) -> Verdict:
    return Verdict(
        Code.NOT_ENOUGH,
        Tone.REFUSE,
        "NOT ENOUGH",
        f"{subject.item.name}   {pack_lot(subject)}".rstrip(" "),
        f"scanned {quantity}, {where} {held}",
        f"by the books {where} {held} {subject.item.base_unit}; {quantity} scanned",
        way_out,
    )


def no_room(job: JobName) -> Verdict:
    what = "the place it comes from" if job is JobName.TRANSFER else "the room"
    return Verdict(Code.NO_ROOM, Tone.REFUSE, "WHERE?", f"Scan {what} first, then the pack again.")


# Questions


def newer_lot(subject: ItemSubject, older: Holding) -> Verdict:
    return Verdict(
        Code.NEWER_LOT,
        Tone.ASK,
        "OLDER LOT FIRST",
        subject.item.name,
        "",
        f"you hold {pack_lot(subject)}; {lot_words(older.lot)} goes first, in {place_name(older.place)}",
        "Scan the older lot instead. Shelve this one all the same? Scan YES. Leave it out? Scan NO.",
    )


def expires_first(subject: ItemSubject, days_left: int, days_needed: int, arithmetic: str) -> Verdict:
    return Verdict(
        Code.EXPIRES_FIRST,
        Tone.ASK,
        "WILL EXPIRE UNUSED",
        subject.item.name,
        f"{days_left} days left, {days_needed} needed",
        joined(pack_lot(subject), arithmetic),
        YES_OR_NO.format(verb=VERBS[JobName.RESTOCK]),
    )


def not_in_par(subject: ItemSubject, room: Place) -> Verdict:
    return Verdict(
        Code.NOT_IN_PAR,
        Tone.ASK,
        "NOT KEPT HERE",
        f"{subject.item.name}   {place_name(room)}",
        "no par level here",
        pack_lot(subject),
        YES_OR_NO.format(verb=VERBS[JobName.RESTOCK]),
    )


def over_par(subject: ItemSubject, on_hand: int, quantity: int, par: int) -> Verdict:
    return Verdict(
        Code.OVER_PAR,
        Tone.ASK,
        f"{on_hand + quantity - par} TOO MANY",
        subject.item.name,
        f"par {par}, on hand {on_hand}, adding {quantity}",
        pack_lot(subject),
        YES_OR_NO.format(verb=VERBS[JobName.RESTOCK]),
    )


def repeated(job: JobName, subject: ItemSubject, quantity: int, window_ms: int) -> Verdict:
    return Verdict(
        Code.REPEATED,
        Tone.ASK,
        "SAME CODE TWICE",
        subject.item.name,
        f"within {window_ms / 1000:g} s",
        f"counted once; {quantity} more? {pack_lot(subject)}".rstrip(" "),
        "A second pack? Scan YES. The same one? Scan NO.",
    )


def which_lot(job: JobName, subject: ItemSubject, lots: tuple[Lot, ...], first: Lot, stops: dict[int, Code]) -> Verdict:
    """Names every lot it may be, the forbidden ones as such."""
    named = [
        (lot_words(lot) or "without lot") + (f" {stops[lot.id].upper()}" if lot.id in stops else "") for lot in lots
    ]
    more = f", and {len(named) - 4} more" if len(named) > 4 else ""
    return Verdict(
        Code.WHICH_LOT,
        Tone.ASK,
        "WHICH LOT?",
        subject.item.name,
        "the code names no lot",
        ", or ".join(named[:4]) + more,
        f"Scan the pack's other barcode. It is {lot_words(first)}? Scan YES. Leave it out? Scan NO.",
    )


# Find


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
    headline = f"{item.name}   {lot_words(lot)}" if lot else item.name
    aside = f"{total} {item.base_unit}" + (f", {held_back} not usable" if held_back else "")
    return Verdict(
        Code.FOUND,
        Tone.NOTE,
        "FOUND",
        headline,
        aside,
        detail or "none in the building",
        f"First: {first}." if first else "",
    )


# Receive, use, waste, transfer


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


def second_missing(subject: ItemSubject, lacks: str) -> Verdict:
    return Verdict(
        Code.LOT_MISSING if "lot" in lacks else Code.EXPIRY_MISSING,
        Tone.REFUSE,
        "FIRST PACK NOT FINISHED",
        f"{subject.item.name} still waits for its {lacks}",
        "this scan was not done",
        pack_lot(subject),
        f"Scan the other barcode of {subject.item.name}. Leave it out? Scan NO.",
    )


def received(subject: ItemSubject, quantity: int, to: Place) -> Verdict:
    total = sum(holding.quantity for holding in subject.stock) + quantity
    detail = joined(pack_lot(subject), f"to {place_name(to)}")
    return moved("+", subject, quantity, f"in the store {total}", detail)


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


def which_reason(subject: ItemSubject, suggested: str) -> Verdict:
    yes = f" Because it is {suggested}? Scan YES." if suggested else ""
    return Verdict(
        Code.WHICH_REASON,
        Tone.ASK,
        "WHY?",
        subject.item.name,
        "",
        pack_lot(subject),
        f"Scan a reason: expired, damaged, contaminated, opened, recalled, lost.{yes} Keep it? Scan NO.",
    )


def which_wasted_lot(subject: ItemSubject, lots: tuple[Lot, ...], stops: dict[int, Code]) -> Verdict:
    return which_lot(JobName.WASTE, subject, lots, lots[0], stops)


def in_several_places(subject: ItemSubject) -> Verdict:
    return Verdict(
        Code.NO_ROOM,
        Tone.REFUSE,
        "FROM WHERE?",
        f"{subject.item.name}   {pack_lot(subject)}".rstrip(" "),
        "",
        "this stands in more than one place",
        "Scan the room it comes from, then the pack again.",
    )


# Second barcodes


def agrees(subject: ItemSubject) -> Verdict:
    return Verdict(
        Code.NOT_NEEDED, Tone.NOTE, "AGREES", subject.item.name, "already posted", pack_lot(subject), "Go on."
    )


def posted_other_lot(subject: ItemSubject, posted: str, pack: str) -> Verdict:
    """The lot that the books suggested was not the pack's: what was posted is wrong, and says so."""
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "POSTED AS ANOTHER LOT",
        subject.item.name,
        "",
        f"posted as {posted}; the pack says {pack}",
        "Scan UNDO, then the pack's second barcode, then its first.",
    )


def second_came_first(named: str) -> Verdict:
    return Verdict(
        Code.HALF_READ, Tone.NOTE, "AND THE OTHER?", named, "", "", "Now scan the pack's barcode that names the item."
    )


def second_not_needed(named: str) -> Verdict:
    return Verdict(
        Code.NOT_NEEDED, Tone.NOTE, "NOT NEEDED", named, "names no item", "", "Scan the pack's other barcode."
    )
