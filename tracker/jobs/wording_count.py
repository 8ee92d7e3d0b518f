"""What is said while a place is counted."""

from __future__ import annotations

from tracker.inventory.count_facts import Again, CaseHere, ItemHere
from tracker.inventory.facts import Lot, Place
from tracker.inventory.subjects import ItemSubject
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


def number_once(counted: int) -> Verdict:
    return Verdict(Code.REPEATED, Tone.NOTE, "COUNTED ONCE", f"{counted} came twice", way_out="Scan the next item.")


def not_kept(refusal: Verdict) -> Verdict:
    said = f"It came behind a refusal: {refusal.word}."
    return Verdict(
        Code.NOT_NEEDED, Tone.REFUSE, "NUMBER NOT KEPT", said, "", "", "Scan the next item, and then its number."
    )


def how_many(subject: ItemSubject, lot: Lot) -> Verdict:
    way_out = "Type the number (F4), or scan QUANTITY; 0 where none is left."
    detail = lot_words(lot)
    if subject.count is not None and not subject.count.is_counted:
        detail = f"class {subject.count.grade}, a spot check beside {subject.count.case.number}   {detail}".rstrip(" ")
    return Verdict(Code.NO_COUNT, Tone.NOTE, "HOW MANY?", subject.item.name, _single(subject), detail, way_out)


def _single(subject: ItemSubject) -> str:
    """Whatever pack was scanned, single pieces are counted: said where the two differ."""
    unit = subject.item.base_unit
    said = "in single pieces" if unit == "each" else f"by the {unit}"
    return f"{said}, not by the {subject.package} of {subject.factor}" if subject.factor > 1 else said


def counted(subject: ItemSubject, lot: Lot, here: int, held: int) -> Verdict:
    said = f"{here} {subject.item.base_unit}   {subject.item.name}"
    aside = "as in the books" if here == held else f"by the books {held} now"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "COUNTED", said, aside, lot_words(lot), "The next item, and its number.")


def again(subject: ItemSubject, lot: Lot, here: int) -> Verdict:
    """By how much it differs is not said: the next number must be as blind as this one."""
    said, why = f"{here} {subject.item.base_unit}   {subject.item.name}", AGAIN[Again.TOLERANCE]
    way_out = "Nothing is booked yet. Count it once more, from the beginning: its code, then the number."
    return Verdict(Code.COUNT_AGAIN, Tone.NOTE, "COUNT AGAIN", said, why, lot_words(lot), way_out)


def waits(subject: ItemSubject, lot: Lot, here: int) -> Verdict:
    """It differs, and is sure."""
    said = f"{here} {subject.item.base_unit}   {subject.item.name}"
    way_out = "Nothing is booked until a lead closes it: it stands in TO DO. Go on with the next item."
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "SAVED: FOR THE LEAD", said, "not as the books", lot_words(lot), way_out)


def history(lot: Lot, place: Place) -> str:
    return f"counted in {short_name(place)}" + (f"   lot {lot.number}" if lot.number else "")


def which_lot(subject: ItemSubject, lots: tuple[Lot, ...]) -> Verdict:
    said = ", ".join(lot.number for lot in lots)
    way_out = "Count each lot by itself: the code on its pack, or on the count sheet, and its number."
    return Verdict(Code.WHICH_LOT, Tone.REFUSE, "WHICH LOT?", subject.item.name, "", f"here: {said}", way_out)


def none_either(subject: ItemSubject) -> Verdict:
    return Verdict(Code.NOT_NEEDED, Tone.NOTE, "NONE", subject.item.name, "", "by the books none is here, either")


def none_by_the_books(subject: ItemSubject, elsewhere: tuple[Place, ...]) -> Verdict:
    said = f"by the books it stands in {', '.join(map(place_name, elsewhere[:3]))}" if elsewhere else ""
    way_out = "Scan the code on the pack, which names its lot; or the place where it stands, and count it there."
    return Verdict(Code.LOT_MISSING, Tone.REFUSE, "WHICH LOT?", subject.item.name, "none is here", said, way_out)


# Where a count is open


def counting(here: CaseHere, place: Place) -> Verdict:
    """A place of an open count was scanned."""
    left = here.lines - here.done
    way_out = "Scan each item and its number." if left else "All here is counted. Scan the next place, or DONE."
    said = f"in {place_name(place)}"
    return Verdict(
        Code.PLACE_SET,
        Tone.NOTE,
        f"COUNT {here.number}",
        said,
        _done_of(here.done, here.lines),
        here.words,
        way_out,
    )


def job_with_count(here: CaseHere, place: Place) -> Verdict:
    """COUNT was opened where a count is open."""
    way_out = "Scan the shelf that you stand at, then each item and its number."
    said = f"open in {place_name(place)}"
    return Verdict(
        Code.JOB_OPENED, Tone.NOTE, f"COUNT {here.number}", said, _done_of(here.done, here.lines), here.words, way_out
    )


def left(here: CaseHere, place: Place) -> Verdict:
    """DONE was said, and some of the count is still to be said there."""
    said = f"{here.number}   {place_name(place)}"
    way_out = "What is left, and what is to be counted again, stands on its sheet: COUNT and the shelf go on."
    return Verdict(Code.ROUND_DONE, Tone.NOTE, "DONE", said, _done_of(here.done, here.lines), here.words, way_out)


def _done_of(done: int, lines: int) -> str:
    return f"{done} of {lines} done"


AGAIN = {
    Again.TOLERANCE: "not as expected",
    Again.DISAGREE: "the numbers said of it do not agree",
    Again.UNDONE: "something was undone since it was counted",
    Again.SHORT: "more was taken since than was counted",
}


def kept(subject: ItemSubject, lot: Lot, here: int, again: Again | None, done: int, lines: int) -> Verdict:
    """``done`` of ``lines`` in this place are. What the books have is in none of its words: the next number must be as
    blind as this one."""
    said, detail = f"{here} {subject.item.base_unit}   {subject.item.name}", lot_words(lot)
    if again is not None:
        way_out = "Count it once more, from the beginning: its code, then the number."
        return Verdict(Code.ACCEPTED, Tone.ACCEPT, "SAVED: COUNT AGAIN", said, AGAIN[again], detail, way_out)
    is_left = done < lines
    way_out = "The next item, and its number." if is_left else "All here is counted. Scan the next place, or DONE."
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "COUNTED", said, f"{_done_of(done, lines)} here", detail, way_out)


def all_of_the_lot(subject: ItemSubject, here: ItemHere) -> Verdict:
    """An opened container's number would be taken for the whole lot's."""
    return Verdict(
        "count_whole_lot",
        Tone.REFUSE,
        "COUNT ALL OF IT",
        subject.item.name,
        f"{here.case.number} counts by lot",
        "what is open is part of its lot",
        "Say how many there are with the opened one, then scan a pack's own code.",
    )


def who_checks(subject: ItemSubject) -> Verdict:
    return Verdict(
        Code.SIGN_ON_FIRST, Tone.REFUSE, "WHO COUNTS?", subject.item.name, "not as expected", "nothing was kept",
        "Scan your badge, then the item again, and its number.",
    )  # fmt: skip


def sign_on(here: CaseHere) -> Verdict:
    return Verdict(
        Code.SIGN_ON_FIRST, Tone.REFUSE, "WHO COUNTS?", f"{here.number} is counted in somebody's name.", "", "",
        "Scan your badge, then the item again.",
    )  # fmt: skip
