"""What is said of opened containers: until when they keep, by which label, and what to do with one that is over."""

from __future__ import annotations

from datetime import date, tzinfo

from tracker.inventory.facts import Place
from tracker.inventory.opening import Keeps, Opened, initials
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.desk import Rules
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, place_name


def until(opened: Opened, zone: tzinfo | None) -> str:
    return f"use by {opened.use_by.words(zone)}" if opened.use_by is not None else "without a use-by date"


def since(opened: Opened, zone: tzinfo | None) -> str:
    """``opened 2026-11-16 by RO``."""
    by = f" by {initials(opened.by)}" if opened.by else ""
    return f"opened {opened.opened_at.astimezone(zone):%Y-%m-%d}{by}"


def record(opened: Opened, zone: tzinfo | None) -> str:
    return joined(since(opened, zone), until(opened, zone), _lot(opened))


def _lot(opened: Opened) -> str:
    return f"lot {opened.lot.number}" if opened.lot.number else ""


def opened(container: Opened, keeps: Keeps | None, rules: Rules, *, is_over: bool) -> Verdict:
    """What it may be used for now, and what stands on its label."""
    zone = rules.zone
    item = container.item
    if keeps is None:
        why = (
            "no days after opening are set: its lot's date holds" if container.use_by else "no days and no date are set"
        )
    elif container.use_by is not None and container.use_by.day == container.lot.expiry:
        why = f"{keeps.words} after opening, but its lot expires before"
    else:
        why = f"{keeps.words} after opening"
    detail = joined(_lot(container), why, place_name(container.place))
    if is_over:
        way_out = "Its use-by is over already: scan WASTE, then it. Not this one? UNDO."
    elif rules.has_label_printer:
        way_out = "Stick its label on: YES prints it, or LABEL later."
    else:
        signs = f", {initials(container.by)}" if container.by else ", your initials"
        began = f"OPENED {container.opened_at.astimezone(zone):%Y-%m-%d}"
        way_out = f"Write on it: {began}, {until(container, zone).upper()}{signs}."
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "OPENED", item.name, until(container, zone), detail, way_out)


def opened_already(found: Opened, zone: tzinfo | None) -> Verdict:
    """This very pack, by its serial number."""
    return Verdict(
        Code.CAME_ALREADY, Tone.REFUSE, "OPENED ALREADY", found.item.name, "", record(found, zone),
        "Scan the OPENED label on it. The label is gone? Type its code: F8; LABEL prints it again.",
    )  # fmt: skip


def all_open(found: Opened, zone: tzinfo | None) -> Verdict:
    return Verdict(
        Code.CAME_ALREADY, Tone.REFUSE, "OPENED ALREADY", f"{found.item.name}   {_lot(found)}".rstrip(" "),
        "none unopened here by the books", record(found, zone),
        f"Scan its OPENED label, {found.code}. Another pack? Have the room counted first.",
    )  # fmt: skip


def open_already(subject: ItemSubject, found: Opened, over: bool, zone: tzinfo | None) -> Verdict:
    """Asked before a second one of the kind is opened in the same room."""
    first = "Throw that away" if over else "Use that one up first"
    return Verdict(
        Code.OPEN_ALREADY, Tone.ASK, "ONE IS OPEN", subject.item.name, f"in {place_name(found.place)}",
        record(found, zone), f"{first}. Open this one too: YES. The same pack, or leave it closed: NO.",
    )  # fmt: skip


def opened_first(subject: ItemSubject, found: Opened, zone: tzinfo | None) -> Verdict:
    return Verdict(
        Code.OPENED_FIRST, Tone.ASK, "OPENED ONE FIRST", subject.item.name, f"in {place_name(found.place)}",
        record(found, zone), "Scan its OPENED label. This unopened one all the same: YES. Leave it: NO.",
    )  # fmt: skip


def one_at_a_time(subject: ItemSubject) -> Verdict:
    return Verdict(
        Code.ABSURD_COUNT, Tone.REFUSE, "ONE AT A TIME", subject.item.name, "", "each opened pack has its own label",
        "Scan it once more, without a quantity.",
    )  # fmt: skip


def discard(found: Opened, today: date, zone: tzinfo | None) -> Verdict:
    """``DISCARD   EXPIRED AFTER OPENING 2026-12-14   lot P31   Lidocaine``: what matters most is cut last."""
    is_lot = found.is_held_back_by_lot(today)
    day = found.use_by.words(zone) if found.use_by is not None else ""
    why = f"EXPIRED {found.lot.expiry}" if is_lot else f"EXPIRED AFTER OPENING {day}"
    headline = "   ".join(part for part in (why, _lot(found), found.item.name) if part)
    way_out = "Put it in the waste bin, then scan WASTE. Not this one? Scan UNDO. Set aside: YES."
    code = Code.EXPIRED if is_lot else Code.OPENED_TOO_LONG
    return Verdict(code, Tone.REFUSE, "DISCARD", headline, "", since(found, zone), way_out)


def ended(found: Opened) -> Verdict:
    return Verdict(
        Code.ENDED, Tone.REFUSE, "EMPTY BY THE BOOKS", found.item.name, found.code,
        "it was used up or thrown away", "Put it in the waste bin. Something left in it? Tell the lead.",
    )  # fmt: skip


def not_a_delivery(found: Opened) -> Verdict:
    return Verdict(
        Code.WRONG_KIND, Tone.REFUSE, "NOT A DELIVERY", found.item.name, "", "it was opened here",
        "Only unopened packs are received. To move it: TRANSFER.",
    )  # fmt: skip


def found(found: Opened, is_over: bool, zone: tzinfo | None) -> Verdict:
    way_out = "Its use-by is over: scan WASTE, then it." if is_over else ""
    word = "DISCARD" if is_over else "OPENED"
    tone = Tone.REFUSE if is_over else Tone.NOTE
    aside = f"{found.quantity} {found.item.base_unit} left"
    detail = joined(place_name(found.place), record(found, zone))
    return Verdict(Code.FOUND, tone, word, found.item.name, aside, detail, way_out)


def used(subject: ItemSubject, opened: Opened, quantity: int, zone: tzinfo | None) -> Verdict:
    left = opened.quantity - quantity
    aside = f"{left} left in it" if left else "empty: its record is closed"
    way_out = "" if left else "Still something in it? Scan UNDO."
    detail = joined(since(opened, zone), until(opened, zone), f"from {place_name(opened.place)}")
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "ACCEPTED", f"−{quantity}  {subject.item.name}", aside, detail, way_out)


def moved(subject: ItemSubject, opened: Opened, to: Place, zone: tzinfo | None) -> Verdict:
    detail = joined(since(opened, zone), until(opened, zone), f"from {place_name(opened.place)}")
    headline = f"{opened.quantity}  {subject.item.name}"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "ACCEPTED", headline, f"to {place_name(to)}", detail)


def stands_here(opened: Opened, zone: tzinfo | None) -> Verdict:
    where = f"in {place_name(opened.place)} already"
    return Verdict(Code.NOT_NEEDED, Tone.NOTE, "IT STANDS HERE", opened.item.name, where, record(opened, zone))


def stands_elsewhere(opened: Opened) -> Verdict:
    return Verdict(
        Code.WRONG_KIND, Tone.REFUSE, "NOT HERE", opened.item.name, "",
        f"by the books it stands in {place_name(opened.place)}", "Move it by TRANSFER first, or count it there.",
    )  # fmt: skip


def how_many(opened: Opened) -> Verdict:
    way_out = "First how many are left in it: type it, scan its digits or QUANTITY; 0 for none. Then its label again."
    return Verdict(Code.NO_COUNT, Tone.REFUSE, "HOW MANY?", opened.item.name, way_out=way_out)


def counted(opened: Opened, left: int) -> Verdict:
    aside = "as in the books" if left == opened.quantity else f"by the books {opened.quantity}"
    said = f"{left} {opened.item.base_unit} left in it   {opened.item.name}"
    detail = joined(_lot(opened), "" if left else "empty: its record is closed")
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "COUNTED", said, aside, detail, "The next number, and its code.")
