"""What STORE says. The slot is the largest thing on the screen: it is read with a tube in the hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tracker.inventory.facts import Place
from tracker.jobs import wording_places
from tracker.jobs.custody import words
from tracker.jobs.custody.work import Shelf, Storing
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen, Transport
from tracker.specimens.holder_facts import Holder
from tracker.specimens.states import State
from tracker.specimens.storage import next_free_slot, slot_name


def where(work: Storing) -> str:
    """What is being filled, in a few words; empty for nothing."""
    parts = (work.holder.shown if work.holder else "", work.shelf.path if work.shelf else "")
    return ", ".join(part for part in parts if part)


def where_to(specimen: Specimen) -> Verdict:
    return Verdict(
        Code.NO_TARGET, Tone.REFUSE, "WHERE TO?", words.tube(specimen), "", "nothing was recorded",
        "Scan the rack, box or shelf first, then the tube again.",
    )  # fmt: skip


def stands_where(holder: Holder, *, is_refused: bool = False) -> Verdict:
    """A rack that nobody has put anywhere: what is in it would be found by nobody."""
    tone = Tone.REFUSE if is_refused else Tone.NOTE
    return Verdict(
        Code.NO_TARGET, tone, "STANDS WHERE?", holder.shown, "", "nobody has said where it stands",
        "Scan the place where it stands: room, cabinet or shelf.",
    )  # fmt: skip


def whole_site(place: Place) -> Verdict:
    return wording_places.wrong_place(place, "this is the whole site", "Scan the room, cabinet or shelf in it.")


def is_bag(holder: Holder) -> Verdict:
    return Verdict(
        Code.WRONG_KIND, Tone.REFUSE, "A BAG", holder.shown, "", "a bag has no slots, and travels",
        "Scan a rack, a box or a shelf. Into the bag? PACK.",
    )  # fmt: skip


def shelf_set(shelf: Shelf) -> Verdict:
    way_out = "Scan the tubes that go here; or a rack or box, to put it here with all its tubes."
    return Verdict(Code.PLACE_SET, Tone.NOTE, "HERE", shelf.path, "no slots", "", way_out)


def opened(work: Storing, in_hand: tuple[Specimen, ...]) -> Verdict:
    """A rack that is filled where it stands: what comes next, and how to put it somewhere else instead."""
    holder, shelf = work.holder, work.shelf
    assert holder is not None
    assert shelf is not None
    way_out = "Scan the tubes. Does the rack go to another place? Scan that place, then the rack."
    held = ""
    if in_hand:
        held = f"{words.tubes(len(in_hand))} of it in your hands"
        way_out = f"YES stores those {len(in_hand)} here. To another place? Scan that place, then the rack."
    following = next_free_slot(holder.rows, holder.columns, work.taken().keys())
    word = f"NEXT {slot_name(following, holder.columns)}" if following is not None else "RACK FULL"
    headline = f"{holder.shown}   {shelf.path}"
    return Verdict(Code.PLACE_SET, Tone.NOTE, word, headline, _filled(work, holder), held, way_out)


def _filled(work: Storing, holder: Holder) -> str:
    return f"{len(work.taken())} of {holder.rows * holder.columns}"


def full(holder: Holder) -> Verdict:
    """Told before the tube is put down."""
    size = holder.rows * holder.columns
    return Verdict(
        Code.RACK_FULL, Tone.REFUSE, "RACK FULL", holder.shown, f"{size} of {size}", "the tube is not stored",
        "Keep it in your hand: scan another rack, box or shelf, then the tube again.",
    )  # fmt: skip


def chosen(holder: Holder, slot: int) -> Verdict:
    name = slot_name(slot, holder.columns)
    detail = f"slot {slot} of {holder.rows * holder.columns}, for the next tube only"
    return Verdict(Code.QUANTITY_SET, Tone.NOTE, name, holder.shown, "free", detail, "Scan the tube. Not so? UNDO.")


def outside(holder: Holder, slot: int) -> Verdict:
    size = holder.rows * holder.columns
    return Verdict(
        Code.NO_SLOT, Tone.REFUSE, "NO SUCH SLOT", holder.shown, f"slot {slot} of {size}", "nothing was recorded",
        f"It has slots 1 to {size}, row by row. Scan QUANTITY again; or the tube alone for the next free one.",
    )  # fmt: skip


def taken(holder: Holder, slot: int, there: Specimen, following: int | None) -> Verdict:
    free = f"free: {slot_name(following, holder.columns)}" if following is not None else "none is free"
    way_out = "Choose another by QUANTITY; or scan the tube alone for the next free one. Not so? Scan the rack again."
    name = slot_name(slot, holder.columns)
    return Verdict(Code.NO_SLOT, Tone.REFUSE, f"{name} TAKEN", holder.shown, free, f"by {words.tube(there)}", way_out)


def no_slots(shelf: Shelf) -> Verdict:
    return Verdict(
        Code.NO_SLOT, Tone.REFUSE, "NO SLOTS", shelf.path, "", "a shelf has no slots; nothing was recorded",
        "Scan the tube again to store it here without one; or a rack or box first.",
    )  # fmt: skip


def in_slot(holder: Holder, specimen: Specimen, slots: tuple[int, int | None], now: datetime) -> Verdict:
    """``slots`` are the tube's, and the one that would come next."""
    slot, following = slots
    aside = f"next {slot_name(following, holder.columns)}" if following is not None else "rack full"
    way_out = "Scan the next tube." if following is not None else "Scan another rack, box or shelf; or DONE."
    parts = (_keeps(specimen, now), holder.shown, words.short_place(holder.place))
    detail = " · ".join(part for part in parts if part)
    word = words.late_word(slot_name(slot, holder.columns), specimen, now)
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, word, words.tube(specimen), aside, detail, way_out)


def on_shelf(shelf: Shelf, specimen: Specimen, now: datetime) -> Verdict:
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        words.late_word("STORED", specimen, now),
        words.tube(specimen),
        words.short_place(shelf.path),
        _keeps(specimen, now),
        "Scan the next tube.",
    )


def _keeps(specimen: Specimen, now: datetime) -> str:
    """What whoever stores it should know: how cold it must be, as places have no temperature; its next limit, and until when
    it is kept; or that it was rejected."""
    is_kept = specimen.keep_until is not None and not specimen.is_rejected
    until = f"keep until {specimen.keep_until.date().isoformat()}" if is_kept and specimen.keep_until else ""
    return " · ".join(part for part in (_cold(specimen), words.keeps(specimen, now), until) if part)


def _cold(specimen: Specimen) -> str:
    """``keep refrigerated``; empty for what waits at room temperature."""
    return f"keep {specimen.transport.value}" if specimen.transport is not Transport.AMBIENT else ""


def rack_put(work: Storing, stored: tuple[Specimen, ...], following: int | None, now: datetime) -> Verdict:
    """A rack in its place, with what was stored along with it; and what of that is too old, and must be kept cold."""
    holder, shelf = work.holder, work.shelf
    assert holder is not None
    assert shelf is not None
    put_since = {each.specimen.number for each in work.placed}
    not_yours = tuple(each for each in work.inside if each.state is not State.STORED and each.number not in put_since)
    left = f"in it, but not stored: {words.numbers(not_yours)}" if not_yours else ""
    cold = dict.fromkeys(_cold(each) for each in stored)
    detail = " · ".join(part for part in (words.late_of(stored, now), *cold, left) if part)
    way_out = "It is full. Scan the next rack or place."
    if following is not None:
        way_out = f"Scan the tubes that go into it: next {slot_name(following, holder.columns)}."
    headline = f"{holder.shown}   {words.tubes(len(stored))}" if stored else holder.shown
    word = "STORED" if stored else "STANDS HERE"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, word, headline, words.short_place(shelf.path), detail, way_out)


def stands_there(said: Verdict) -> Verdict:
    """It stood there before, and nothing of it was in hand."""
    return replace(said, code=Code.PLACE_SET, tone=Tone.NOTE)
