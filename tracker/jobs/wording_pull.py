"""What pulling recalled stock says, and what giving it back does."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.inventory import recall_duties
from tracker.inventory.facts import Holding, Lot, Place
from tracker.inventory.recall_duties import Duty
from tracker.inventory.subjects import ItemSubject, PersonSubject, RecallSubject
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, moved, pack_lot, place_name, short_name, so_many

_SHOWN = 3
PULL = "Scan each pack of it. All found? DONE or your badge signs the room."


def _meant(duties: Sequence[Duty]) -> str:
    """``Syringe 3 mL lot 2K417: 9 each``, what is to be looked for; the first few."""
    said = [f"{each.item}{f' lot {each.lot}' if each.lot else ', all lots'}: {each.stands}" for each in duties]
    return ", ".join((*said[:_SHOWN], *((f"{len(said) - _SHOWN} more",) if len(said) > _SHOWN else ())))


def chosen(subject: RecallSubject, room: Place | None) -> Verdict:
    which = f"lot {subject.lot}" if subject.lot else "all lots"
    way_out = PULL if room is not None else "Scan the room, then each pack of it."
    headline = f"{subject.number}   {subject.item}"
    return Verdict(Code.JOB_OPENED, Tone.NOTE, "PULL", headline, which, "", way_out)


def not_now(subject: RecallSubject) -> Verdict:
    way_out = "Finish what is open, scan PULL, then the recall's number."
    return Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT NOW", f"This is the recall {subject.number}.", "", "", way_out)


def closed(subject: RecallSubject) -> Verdict:
    headline = f"{subject.number}   {subject.item}"
    return Verdict(
        "recall_closed",
        Tone.REFUSE,
        "CLOSED",
        headline,
        "",
        "every room has signed it",
        "A later notice is a new recall.",
    )


def no_room(place: Place) -> Verdict:
    return Verdict(
        Code.NO_ROOM,
        Tone.REFUSE,
        "WHICH ROOM?",
        place_name(place),
        "",
        "recalls are pulled room by room",
        "Scan a room.",
    )


def room(place: Place, duties: tuple[Duty, ...], number: str) -> Verdict:
    about = f"{place_name(place)}   {number}".rstrip()
    if not duties:
        aside, way_out = "nothing of it here by the books", "Scan what you find all the same. Else the next room."
        return Verdict(Code.PLACE_SET, Tone.NOTE, "PULL FROM", about, aside, "", way_out)
    to_find, to_sign = recall_duties.to_find(duties), any(each.must_sign for each in duties)
    aside = f"{to_find} to find" if to_find else "all found, not signed" if to_sign else "signed"
    way_out = PULL if to_sign else "Scan each pack of it, then the next room." if to_find else "Scan the next room."
    return Verdict(Code.PLACE_SET, Tone.NOTE, "PULL FROM", about, aside, _meant(duties), way_out)


def pulled(subject: ItemSubject, quantity: int, place: Place, left: int) -> Verdict:
    detail = joined(
        pack_lot(subject),
        f"{short_name(place)} → quarantine",
        f"recall {subject.recalls[0]}" if subject.recalls else "recalled",
    )
    aside = f"{left} more here by the books" if left else "the last here by the books"
    verdict = moved("−", subject, quantity, aside, detail)
    return Verdict(verdict.code, verdict.tone, "PULLED", verdict.headline, aside, detail, "" if left else PULL)


def not_recalled(subject: ItemSubject, number: str) -> Verdict:
    why = f"recall {number} does not mean this lot" if number else "no recall means this lot"
    way_out = "Put it back on its shelf. Next pack."
    if subject.recalls:
        why, way_out = (
            f"{why}; {subject.recalls[0]} does",
            "Put it aside, not back: scan PULL and the room to pull both.",
        )
    headline = f"{subject.item.name}   {pack_lot(subject)}".rstrip()
    return Verdict("not_recalled", Tone.REFUSE, "NOT THIS LOT", headline, "not pulled", why, way_out)


def which_lot(subject: ItemSubject, lots: Sequence[Lot]) -> Verdict:
    said = f"here: {', '.join(each.number for each in lots[:4])}" if lots else "by the books none is here"
    way_out = "Scan the pack's other barcode, the one with the lot, then this one."
    return Verdict(
        Code.WHICH_LOT, Tone.REFUSE, "WHICH LOT?", subject.item.name, "this code names no lot", said, way_out
    )


def not_in_the_books(subject: ItemSubject, held: int, quantity: int) -> Verdict:
    headline = f"{subject.item.name}   {pack_lot(subject)}".rstrip()
    if held:
        way_out = f"{so_many(subject, held)}; more found? COUNT the shelf first."
    elif subject.lot is not None:
        way_out = "Put it into quarantine. COUNT it on its shelf, then pull it: the books must have it first."
    else:
        way_out = "Put it into quarantine and tell the lead: this lot was never received."
    aside = f"scanned {quantity}, the room has {held}"
    return Verdict(Code.NOT_ENOUGH, Tone.REFUSE, "NOT IN THE BOOKS", headline, aside, "it is recalled", way_out)


def books_have_some(place: Place, duties: tuple[Duty, ...]) -> Verdict:
    missing = recall_duties.to_find(duties)
    way_out = "Look again and scan what you find. Really none? YES or DONE signs them as not found."
    return Verdict(
        "recall_not_found",
        Tone.REFUSE,
        "STILL IN THE BOOKS",
        place_name(place),
        f"{missing} not pulled",
        _meant([each for each in duties if each.stands]),
        way_out,
    )


def nothing_to_sign(place: Place, duties: tuple[Duty, ...]) -> Verdict:
    left = recall_duties.to_find(duties)
    if left:
        unasked = recall_duties.to_find(recall_duties.of_none(duties))
        turned_up = f"{left - unasked} have turned up after the recall was closed" if left > unasked else ""
        detail = joined(turned_up, f"{unasked} must not be used, and no recall is open" if unasked else "")
        return Verdict(
            "recall_not_found", Tone.REFUSE, "PULL THEM", place_name(place), "", detail, "Scan each pack of it."
        )
    return Verdict(
        Code.ROUND_DONE, Tone.NOTE, "NOTHING TO SIGN", place_name(place), "", "", "Scan the next room, or DONE."
    )


def sign_on_first(place: Place) -> Verdict:
    return Verdict(
        Code.SIGN_ON_FIRST,
        Tone.REFUSE,
        "WHO SIGNS?",
        place_name(place),
        "not signed",
        "",
        "Scan your badge: it signs the room.",
    )


def signed(place: Place, duties: tuple[Duty, ...], by: PersonSubject, missing: int) -> Verdict:
    taken = recall_duties.pulled(duties)
    found = f"{taken} pulled" if taken else "none found"
    aside = joined(found, f"{missing} not found" if missing else "")
    numbers = ", ".join(each.number for each in duties)
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "SIGNED",
        f"{place_name(place)}   {numbers}",
        aside,
        f"in the name of {by.name}",
        "Scan the next room, or DONE.",
    )


def not_in_quarantine(subject: ItemSubject) -> Verdict:
    headline = f"{subject.item.name}   {pack_lot(subject)}".rstrip()
    way_out = "Only what was pulled goes back: scan PULL, its room and the pack first."
    return Verdict("not_in_quarantine", Tone.REFUSE, "NOT IN QUARANTINE", headline, "not returned", "", way_out)


def too_few_in_quarantine(subject: ItemSubject, quantity: int, held: Sequence[Holding]) -> Verdict:
    most = max(each.quantity for each in held)
    return Verdict(
        Code.NOT_ENOUGH,
        Tone.REFUSE,
        "NOT ENOUGH",
        f"{subject.item.name}   {pack_lot(subject)}".rstrip(),
        f"scanned {quantity}, in quarantine {most}",
        "",
        f"{so_many(subject, most)}.",
    )


def given_back(subject: ItemSubject, quantity: int, credit: str, left: int) -> Verdict:
    detail = joined(pack_lot(subject), f"credit {credit}" if credit else "no credit number")
    verdict = moved("−", subject, quantity, f"{left} left in quarantine", detail)
    return Verdict(verdict.code, verdict.tone, "RETURNED", verdict.headline, verdict.aside, detail)
