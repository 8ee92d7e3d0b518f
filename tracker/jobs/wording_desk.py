"""All that jobs say about anything but packs: places, commands, people, damaged and unknown codes."""

from __future__ import annotations

from tracker.errors import TrackerError
from tracker.inventory.facts import (
    FaultySubject,
    PersonSubject,
    Place,
    PlaceKind,
    PlaceSubject,
    UnknownSubject,
    WasteReason,
)
from tracker.jobs.desk import Desk, Done, JobName, Question
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import NOT_DONE, place_name

EMPTY = {
    JobName.HOME: "Scan a room to restock it, an item to see where it is.",
    JobName.RESTOCK: "Scan a room to begin.",
    JobName.RECEIVE: "Scan the store shelf that it goes to, then the packs.",
    JobName.USE: "Scan the room, then what is used.",
    JobName.WASTE: "Scan the room, a reason, then what is thrown away.",
    JobName.TRANSFER: "Scan the place it comes from, then the place it goes to, then the packs.",
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
UNKNOWN_WAYS = "An item we have? Scan BIND. A new one? NEW. Later? PARK. Leave it? NO."


def teaches(job: JobName) -> str:
    """What to scan first in a job."""
    return EMPTY.get(job) or SPECIMENS[job]


def lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def room_opened(subject: PlaceSubject) -> Verdict:
    lacking = sum(1 for need in subject.needs if need.lacks > 0)
    pull = f" · pull {len(subject.pulls)}" if subject.pulls else ""
    aside = (f"{lines(lacking)} to take" if lacking else "nothing to take") + pull
    ways = "Scan what goes on the shelf." if lacking else "Scan the next room, or DONE."
    if subject.pulls:
        ways = f"Take out what is expired or recalled, and scan it. {ways}"
    return Verdict(Code.ROOM_OPENED, Tone.NOTE, "ROOM OPEN", place_name(subject.place), aside, "", ways)


def contents(subject: PlaceSubject) -> Verdict:
    items = {item.id for item, _ in subject.holdings}
    count = "empty" if not items else f"{len(items)} item" + ("" if len(items) == 1 else "s")
    lots = {(item.id, holding.lot.id) for item, holding in subject.holdings}
    detail = f"{len(lots)} lots" if len(lots) > len(items) else ""
    return Verdict(Code.FOUND, Tone.NOTE, "FOUND", place_name(subject.place), count, detail)


def place_set(job: JobName, place: Place, role: str, way_out: str) -> Verdict:
    return Verdict(Code.PLACE_SET, Tone.NOTE, job.upper(), f"{role} {place_name(place)}", "", "", way_out)


def no_target(job: JobName) -> Verdict:
    what = "the store shelf that it goes to" if job is JobName.RECEIVE else "the place it goes to"
    return Verdict(Code.NO_TARGET, Tone.REFUSE, "WHERE TO?", f"Scan {what} first, then the pack again.")


def wrong_place(place: Place, why: str, way_out: str) -> Verdict:
    return Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT HERE", place_name(place), "", why, way_out)


def no_stock_kept(place: Place) -> Verdict:
    return wrong_place(place, "this is an account, not a place in the building", "Scan a room, cabinet or bin.")


def not_a_room(place: Place) -> Verdict:
    if place.kind is PlaceKind.SITE:
        return wrong_place(place, "this is the whole site", "Scan a room in it.")
    return wrong_place(place, "this is the store, where stock is taken from", "Scan the room that is to be restocked.")


def not_a_store(place: Place) -> Verdict:
    return wrong_place(place, "deliveries are received into the store", "Scan a store shelf; then RESTOCK or TRANSFER.")


def same_place(place: Place) -> Verdict:
    return wrong_place(place, "it comes from there already", "Scan the place that it goes to.")


# Commands


def job_opened(desk: Desk) -> Verdict:
    place = place_name(desk.room) if desk.room is not None else ""
    has_room = desk.room is not None and desk.job in EMPTY
    way_out = "Scan the packs, or another room." if has_room else teaches(desk.job)
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
    return Verdict(Code.UNDONE, Tone.ACCEPT, "UNDONE", done_words(done), done.job, done.text)


def done_words(done: Done) -> str:
    """``10  Syringe 3 mL``; ``3 tubes`` has its number already."""
    is_counted = not done.quantity or done.item.startswith(f"{done.quantity} ")
    return shortened(done.item) if is_counted else f"{done.quantity}  {done.item}"


def stands(done: Done) -> Verdict:
    """A printed label, a passed challenge, a departure: it left the room, or was confirmed twice."""
    way_out = "What came before it stands, too. Wrong? Put it right by a step of its own."
    return Verdict(Code.NOTHING_TO_UNDO, Tone.REFUSE, "STANDS", done_words(done), "not taken back", done.text, way_out)


def nothing_to_undo() -> Verdict:
    return Verdict(Code.NOTHING_TO_UNDO, Tone.REFUSE, "NOTHING TO UNDO", "No posted scan is left to undo here.")


def nothing_was_posted(newest: Done | None) -> Verdict:
    """UNDO behind a refusal: says what a second one would take back."""
    detail = f"UNDO once more takes back {done_words(newest)}, {newest.text}" if newest else ""
    return acknowledged("NOT POSTED", "The refused scan had posted nothing.", detail)


def undo_elsewhere(done: Done) -> Verdict:
    """The newest posting was made in another job: it is named before it is taken back."""
    headline = f"{done.job.upper().replace('_', ' ')}   {done_words(done)}"
    return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, "UNDO THIS?", headline, "", done.text, "UNDO once more takes it back.")


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


def acknowledged(word: str = "READ", headline: str = "", detail: str = "", aside: str = "") -> Verdict:
    return Verdict(Code.ACKNOWLEDGED, Tone.NOTE, word, headline, aside, detail)


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


def faulty(subject: FaultySubject) -> Verdict:
    words = {Code.UNREADABLE: "UNREADABLE", Code.DOUBTFUL: "DOUBTFUL", Code.GARBLED: "GARBLED"}
    word = words.get(Code(subject.code), "DAMAGED") if subject.code in set(Code) else "DAMAGED"
    way_out = subject.hint or "Scan it again."
    return Verdict(subject.code, Tone.REFUSE, word, subject.message, "", shortened(subject.text), way_out)


def signed_on(person: PersonSubject) -> Verdict:
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "SIGNED ON", person.name)


def shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def refused(refusal: TrackerError) -> Verdict:
    """The verdict for what the service refused inside the transaction, after the job had said yes.

    The facts moved between the two: another station was first, or the catalogue knows more than the building holds.
    """
    return Verdict(refusal.code, Tone.REFUSE, "NOT DONE", refusal.message, "nothing was posted", "", refusal.hint)


# Unknown codes


def unknown_code(subject: UnknownSubject) -> Verdict:
    what = "nothing in the catalogue bears this code"
    return Verdict(Code.UNKNOWN_CODE, Tone.ASK, "UNKNOWN CODE", shortened(subject.text), "", what, UNKNOWN_WAYS)


def wrong_kind(subject: UnknownSubject) -> Verdict:
    article = "an" if subject.kind[:1] in "aeiou" else "a"
    what = f"{article} {subject.kind} code that is not in this clinic's books"
    way_out = "It cannot be bound to an item. Scan another code, or tell the lead."
    if subject.kind == "blood":
        what = "an ISBT 128 code: blood, cells or tissue, no supply"
    elif subject.kind == "badge":
        what, way_out = "a badge that nobody has", "Scan your own. Is this yours? The lead enters it: tracker staff."
    return Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT OURS", shortened(subject.text), "", what, way_out)


def not_bindable(subject: UnknownSubject) -> Verdict:
    what = "it begins or ends with a space, or holds a GS1 code that the scanner sent as a plain one"
    way_out = "Scan it again. The same again? Check the scanner under devices; it cannot be bound to an item."
    return Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT SENT WELL", shortened(subject.text), "", what, way_out)


def bind_to(subject: UnknownSubject) -> Verdict:
    return Verdict(
        Code.BIND_TO,
        Tone.ASK,
        "BIND TO WHAT?",
        shortened(subject.text),
        "",
        "the package level scanned now counts: a box's code binds a box",
        "Scan a known code of the same item. Later? PARK. Leave it? NO.",
    )


def new_item(subject: UnknownSubject) -> Verdict:
    way_out = "Fill in the form, then scan the pack again. Not new after all? Scan BIND, PARK or NO."
    return Verdict(Code.NEW_ITEM, Tone.NOTE, "NEW ITEM", shortened(subject.text), "", "", way_out)


def parked(subject: UnknownSubject) -> Verdict:
    return Verdict(
        Code.PARKED, Tone.ACCEPT, "PARKED", shortened(subject.text), "", "on the list of unknown codes", "Go on."
    )


def bound(text: str, item: str, factor: int, unit: str) -> Verdict:
    aside = f"one scan = {factor} {unit}"
    return Verdict(Code.BOUND, Tone.ACCEPT, "BOUND", f"{shortened(text)} is now {item}", aside)
