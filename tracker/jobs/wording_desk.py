"""What jobs say about the desk itself: what to scan first, commands, people, what must be answered or read again."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes import personal
from tracker.errors import TrackerError
from tracker.inventory.facts import WasteReason
from tracker.inventory.subjects import FaultySubject, PersonSubject
from tracker.jobs.desk import Desk, Done, JobName, Question
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import NOT_DONE, place_name, shortened

EMPTY = {
    JobName.HOME: "Scan a room to restock it, an item to see where it is.",
    JobName.RESTOCK: "Scan a room to begin.",
    JobName.RECEIVE: "Scan the store shelf that it goes to, then the packs. An order, a delivery note? Scan it, too.",
    JobName.USE: "Scan the room, then what is used.",
    JobName.WASTE: "Scan the room, a reason, then what is thrown away.",
    JobName.TRANSFER: "Scan the place it comes from, then the place it goes to, then the packs.",
    JobName.COUNT: "Scan the place, then each item and how many are there.",
    JobName.OPENED: "Scan the place, then the vial, bottle or pack that is opened.",
    JobName.PULL: "Scan the room, then each pack that is recalled. Only one recall? Type its number.",
    JobName.RETURN: "Scan the supplier's credit number if there is one, then each pack out of quarantine.",
    JobName.FIND: "Scan an item to see where it is, or a place to see what is in it.",
}
SPECIMENS = {
    JobName.BOARD: "Scan a tube, a rack, a bag or a requisition: where it is, with whom, and how long it keeps.",
    JobName.COLLECT: "Scan the room that you draw in, if its stock is counted; then the requisition.",
    JobName.HAND_OFF: "Scan the giver's badge, the tubes or their rack, then the receiver's badge and each tube.",
    JobName.ACCEPT: "Scan each tube; or the rack or bag, then each tube or YES for all.",
    JobName.SPIN: "Scan each tube that has been spun, or its rack.",
    JobName.TEST: "Scan each tube that has been tested, or its rack.",
    JobName.ALIQUOT: "Scan the tube to divide, then each aliquot's label; or LABEL to print one.",
    JobName.POOL: "Scan the tubes to pool, then the pool's label; or LABEL to print one.",
    JobName.PACK: "Scan the bag, then the tubes or racks that go into it.",
    JobName.SHIP: "Scan the bag, where it goes, its seal, then the courier.",
    JobName.ARRIVE: "Scan the bag or its manifest.",
    JobName.STORE: "Scan the rack or box, then its tubes. To put a rack somewhere: first the place, then the rack.",
    JobName.RETRIEVE: "Scan each tube that you take out, or the whole rack.",
    JobName.DISPOSE: "Scan the reason and the method, then each tube twice.",
}


_IN_PLACE = {
    JobName.RESTOCK: "Scan the packs, or another room.",
    JobName.USE: "Scan what is used, or another room.",
    JobName.WASTE: "Scan a reason, then what is thrown away.",
    JobName.TRANSFER: "Scan the place it goes to, then the packs.",
    JobName.COUNT: "Scan each item and how many are there; or the next place.",
    JobName.OPENED: "Scan the vial, bottle or pack that is opened.",
    JobName.PULL: "Scan each pack that is recalled, or another room.",
}
"""What comes next once the place is known."""


def goes_on(desk: Desk) -> str:
    """What to scan next in a job of the stock, with the places that it has already."""
    if desk.job is JobName.RECEIVE and desk.target is not None:
        return "Scan the packs, or another shelf."
    if desk.room is None:
        return teaches(desk.job)
    if (desk.job is JobName.TRANSFER and desk.target is not None) or (desk.job is JobName.WASTE and desk.reason):
        return "Scan the packs."
    return _IN_PLACE.get(desk.job) or teaches(desk.job)


def teaches(job: JobName) -> str:
    """What to scan first in a job."""
    return EMPTY.get(job) or SPECIMENS[job]


# Commands


def job_opened(desk: Desk) -> Verdict:
    place = place_name(desk.room) if desk.room is not None else ""
    way_out = goes_on(desk) if desk.job in EMPTY else teaches(desk.job)
    return Verdict(Code.JOB_OPENED, Tone.NOTE, desk.job.upper().replace("_", " "), place, "", "", way_out)


def quantity_set(quantity: int) -> Verdict:
    return Verdict(Code.QUANTITY_SET, Tone.NOTE, f"× {quantity}", "for the next item")


def reason_set(reason: WasteReason) -> Verdict:
    return Verdict(
        Code.REASON_SET, Tone.NOTE, "WASTE", f"reason: {reason}", "", "kept until another is scanned", "Scan the packs."
    )


def round_done(desk: Desk) -> Verdict:
    place = f"   {place_name(desk.room)}" if desk.room is not None else ""
    job = desk.job.capitalize().replace("_", " ")
    headline = f"{job}{place}" if desk.job is not JobName.HOME else "nothing was open"
    next_job = JobName.HOME if desk.job in EMPTY or desk.job is JobName.BOARD else JobName.BOARD
    return Verdict(Code.ROUND_DONE, Tone.NOTE, "DONE", headline, "", "", teaches(next_job))


def ignored_repeat(command: str, window_ms: int, question: Question | None) -> Verdict:
    return Verdict(
        Code.REPEATED,
        Tone.NOTE,
        "COUNTED ONCE",
        f"{command.upper().replace('_', ' ')} came twice within {window_ms / 1000:g} s",
        "",
        f"still asked: {question.asked.word}" if question is not None else "",
        question.asked.way_out if question is not None else "Wait a moment, then scan it again to do it again.",
    )


def undone(done: Done) -> Verdict:
    return Verdict(Code.UNDONE, Tone.ACCEPT, "UNDONE", done_words(done), done.job.replace("_", " "), done.text)


def done_words(done: Done) -> str:
    """``10  Syringe 3 mL``; ``3 tubes`` has its number already."""
    is_counted = not done.quantity or done.item.startswith(f"{done.quantity} ")
    return shortened(done.item) if is_counted else f"{done.quantity}  {done.item}"


def stands(done: Done) -> Verdict:
    """A printed label, a passed challenge, a departure: it left the room, or was confirmed twice."""
    way_out = f"{done.put_right or 'Wrong? Put it right by a step of its own.'} What came before it stands, too."
    return Verdict(Code.NOTHING_TO_UNDO, Tone.REFUSE, "STANDS", done_words(done), "not taken back", done.text, way_out)


def nothing_to_undo() -> Verdict:
    return Verdict(Code.NOTHING_TO_UNDO, Tone.REFUSE, "NOTHING TO UNDO", "No posted scan is left to undo here.")


def nothing_was_posted(newest: Done | None) -> Verdict:
    """UNDO behind a refusal: says what a second one would take back, or that it could not."""
    headline = "The refused scan had posted nothing."
    if newest is not None and not newest.undo:
        detail = f"{done_words(newest)}, {newest.text}: it stands, UNDO does not take it back"
        return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, "NOT POSTED", headline, "", detail, newest.put_right)
    detail = f"UNDO once more takes back {done_words(newest)}, {newest.text}" if newest else ""
    return acknowledged("NOT POSTED", headline, detail)


def undo_elsewhere(done: Done) -> Verdict:
    """The newest posting was made in another job: it is named before it is taken back."""
    headline = f"{done.job.upper().replace('_', ' ')}   {done_words(done)}"
    return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, "UNDO THIS?", headline, "", done.text, "UNDO once more takes it back.")


def label_asked() -> Verdict:
    way_out = "Say how many, and where. Nothing scanned yet? Scan the thing, then LABEL."
    return Verdict(Code.LABEL_ASKED, Tone.NOTE, "LABEL", "for what was scanned last", "", "", way_out)


def nothing_asked(command: str, way_out: str = "") -> Verdict:
    headline = f"{command.upper().replace('_', ' ')} answers nothing that is asked now."
    return Verdict(Code.NOTHING_ASKED, Tone.REFUSE, "NOTHING ASKED", headline, "", "", way_out)


def cancelled(name: str, what: str) -> Verdict:
    return Verdict(Code.CANCELLED, Tone.NOTE, "LEFT OUT", name, "", what)


def counted_once(name: str) -> Verdict:
    """NO to a repeated code: the first of the two stays counted."""
    return Verdict(
        Code.CANCELLED, Tone.NOTE, "COUNTED ONCE", name, "", "what the first scan did stays; nothing was added"
    )


def acknowledged(word: str, headline: str = "", detail: str = "", aside: str = "") -> Verdict:
    return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, word, headline, aside, detail)


def read(refusal: Verdict, offered: str, way_out: str) -> Verdict:
    """A refusal was acknowledged: what YES does now (``offered``, empty for nothing), or how the job goes on."""
    if not offered:
        return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, "READ", refusal.word, "", "", refusal.way_out or way_out)
    return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, "READ", offered, "", f"{refusal.word}: not done")


def left_unanswered(asked: Verdict) -> str:
    """``LEFT OUT: IT WAS LOST 26004412 82, nothing was recorded``."""
    return f"LEFT OUT: {asked.word} {asked.headline}, nothing was recorded"


def beside(verdict: Verdict, first: str) -> Verdict:
    """``verdict`` with something else before its detail, where it is not cut."""
    return replace(verdict, detail=f"{first} · {verdict.detail}" if verdict.detail else first)


def left_out(desk: Desk, name: str) -> Verdict:
    return cancelled(name, NOT_DONE.get(desk.job, "nothing was done"))


# Stops


def settle_first(latched: Verdict) -> Verdict:
    return Verdict(
        Code.SETTLE_FIRST,
        Tone.REFUSE,
        "FIRST THE OTHER PACK",
        latched.headline,
        "this scan was not done",
        latched.word,
        latched.way_out,
    )


def answer_first(asked: Verdict) -> Verdict:
    return Verdict(
        Code.ANSWER_FIRST,
        Tone.REFUSE,
        "ANSWER FIRST",
        f"{asked.word}   {asked.headline}",
        "this scan was not done",
        asked.detail,
        asked.way_out,
    )


FAULTY = {
    Code.UNREADABLE: "UNREADABLE",
    Code.DOUBTFUL: "DOUBTFUL",
    Code.GARBLED: "GARBLED",
    "scan_case": "LETTERS EXCHANGED",
    "scan_exchanged": "LETTERS EXCHANGED",
    "form_open": "A FORM IS OPEN",
    "scan_behind": "NOT BY ITSELF",
    "gs1_separator_lost": "NOT BY THIS SCANNER",
    "gs1_stand_in": "NOT BY THIS SCANNER",
    "house_as_gs1": "NOT BY THIS SCANNER",
    personal.CODE: "A PATIENT'S CODE",
    personal.WAIT: "NOT LOOKED AT",
    "badge_revoked": "BADGE REVOKED",
}
"""The last ten are no fault of the code: the label is good, and so would be the scan of another scanner."""
NOT_READ = "CODE NOT READ"
"""Of every other one. Not DAMAGED, which is what a pack is booked as at a delivery: who hurries would take the one for the
other."""


def faulty(subject: FaultySubject) -> Verdict:
    way_out = subject.hint or "Scan it again."
    detail = subject.because or shortened(subject.text)
    return Verdict(subject.code, Tone.REFUSE, FAULTY.get(subject.code, NOT_READ), subject.message, "", detail, way_out)


def signed_on(person: PersonSubject) -> Verdict:
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "SIGNED ON", person.name)


_REFUSED = {"clock_wrong": "CLOCK WRONG", "label_not_printable": "NOT PRINTABLE", "not_permitted": "NOT PERMITTED"}


def refused(refusal: TrackerError) -> Verdict:
    """The verdict for what the service refused inside the transaction, after the job had said yes.

    The facts moved between the two: another station was first, or the catalogue knows more than the building holds.
    """
    word = _REFUSED.get(refusal.code, "NOT DONE")
    return Verdict(refusal.code, Tone.REFUSE, word, refusal.message, "nothing was posted", "", refusal.hint)
