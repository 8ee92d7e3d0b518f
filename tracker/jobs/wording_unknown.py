"""What jobs say about codes that nothing in the catalogue bears."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.subjects import UnknownSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, shortened
from tracker.registers.facts import Registered

UNKNOWN_WAYS = "An item we have? Scan BIND. A new one? NEW. Later? PARK. Leave it? NO."


def unknown_code(subject: UnknownSubject) -> Verdict:
    what, kin, found = "nothing in the catalogue bears this code", subject.kin, subject.registered
    if kin is not None and found is not None:
        told = f"{found.register}: {kin.package or 'a package'} of {kin.factor} × {kin.item.name}"
        ways = f"Is it? YES: from now on it counts {kin.factor}. Else BIND, NEW, PARK; leave it? NO."
        return Verdict(Code.UNKNOWN_CODE, Tone.ASK, "UNKNOWN CODE", shortened(subject.text), "", told, ways)
    if found is not None:
        told = joined(
            f"{found.register}: {_level(found)}{shortened(found.name, 60)}",
            shortened(found.note, 40),
            shortened(found.maker, 30),
            shortened(found.description, 50),
        )
        return Verdict(Code.UNKNOWN_CODE, Tone.ASK, "UNKNOWN CODE", shortened(subject.text), "", told, UNKNOWN_WAYS)
    return Verdict(Code.UNKNOWN_CODE, Tone.ASK, "UNKNOWN CODE", shortened(subject.text), "", what, UNKNOWN_WAYS)


def or_document(verdict: Verdict, job: JobName) -> Verdict:
    """Where a supplier's paper may be in hand, too."""
    paper = "credit number" if job is JobName.RETURN else "delivery note's number"
    return replace(verdict, way_out=f"The {paper}? YES. An item: BIND, NEW or PARK. Leave it? NO.")


def _level(found: Registered) -> str:
    """``box of 100 × ``; nothing for the smallest thing itself."""
    level = found.level
    if level is None or level.factor == 1:
        return ""
    named = level.name if str(level.factor) in level.name else f"{level.name} of {level.factor}"
    return f"{named} × "


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
