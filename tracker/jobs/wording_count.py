"""What is said while a place is counted."""

from __future__ import annotations

from tracker.inventory.facts import ItemSubject, Lot, Place
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import lot_words, place_name, short_name


def number(counted: int) -> Verdict:
    return Verdict(Code.QUANTITY_SET, Tone.NOTE, f"{counted} HERE", "of the next item", way_out="Now its code.")


def no_digit(character: str) -> Verdict:
    return Verdict(Code.NO_COUNT, Tone.REFUSE, "NO NUMBER", f"“{character}” is no digit.", way_out="Scan the digits.")


def too_many() -> Verdict:
    return Verdict(
        Code.NO_COUNT, Tone.REFUSE, "TOO MANY", "No shelf holds so much.", "", "the number was left out",
        "Scan the digits again.",
    )  # fmt: skip


def how_many(subject: ItemSubject) -> Verdict:
    way_out = "The number first: type it, scan its digits or QUANTITY; 0 where none is left. Then the code again."
    return Verdict(Code.NO_COUNT, Tone.REFUSE, "HOW MANY?", subject.item.name, "", "", way_out)


def counted(subject: ItemSubject, lot: Lot, here: int, held: int) -> Verdict:
    said = f"{here} {subject.item.base_unit}   {subject.item.name}"
    aside = "as in the books" if here == held else f"by the books {held} now"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "COUNTED", said, aside, lot_words(lot), "The next number, and its code.")


def history(lot: Lot, place: Place) -> str:
    return f"counted in {short_name(place)}" + (f"   lot {lot.number}" if lot.number else "")


def which_lot(subject: ItemSubject, lots: tuple[Lot, ...]) -> Verdict:
    said = ", ".join(lot.number for lot in lots)
    way_out = "Count each lot by itself: its number, then the code on its pack, or on the count sheet."
    return Verdict(Code.WHICH_LOT, Tone.REFUSE, "WHICH LOT?", subject.item.name, "", f"here: {said}", way_out)


def none_either(subject: ItemSubject) -> Verdict:
    return Verdict(Code.NOT_NEEDED, Tone.NOTE, "NONE", subject.item.name, "", "by the books none is here, either")


def none_by_the_books(subject: ItemSubject, elsewhere: tuple[Place, ...]) -> Verdict:
    said = f"by the books it stands in {', '.join(map(place_name, elsewhere[:3]))}" if elsewhere else ""
    way_out = "Scan the code on the pack, which names its lot; or the place where it stands, and count it there."
    return Verdict(Code.LOT_MISSING, Tone.REFUSE, "WHICH LOT?", subject.item.name, "none is here", said, way_out)
