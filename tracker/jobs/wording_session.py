"""What is said when somebody comes to this station or leaves it, where the clinic asks for PINs."""

from __future__ import annotations

from tracker.inventory.subjects import PersonSubject
from tracker.jobs.custody.work import Arriving, Handing
from tracker.jobs.desk import Desk, JobName
from tracker.jobs.verdict import Code, Tone, Verdict

SCAN_BADGE = "Scan your badge, then type your PIN."


def sign_in_first() -> Verdict:
    way_out = f"{SCAN_BADGE} Then scan this again."
    return Verdict(
        Code.SIGN_IN_FIRST, Tone.REFUSE, "SIGN IN FIRST", "Nobody is signed in here.", "nothing was posted", "", way_out
    )


def badge_of_nobody() -> Verdict:
    return Verdict(
        Code.SIGN_IN_FIRST,
        Tone.REFUSE,
        "UNKNOWN BADGE",
        "Nobody here has this badge.",
        "",
        "",
        "A lead gives it out: tracker staff.",
    )


def pin_asked(person: PersonSubject) -> Verdict:
    return Verdict(
        Code.PIN_ASKED, Tone.ASK, "PIN?", person.name, way_out="Type your PIN, then Enter. Not you? Scan your badge."
    )


def signed_in(desk: Desk, way: str) -> Verdict:
    """``way``: what to scan first."""
    name = desk.session.name if desk.session is not None else ""
    return Verdict(Code.SIGNED_IN, Tone.NOTE, "SIGNED IN", name, way_out=way)


def back_again(desk: Desk, way: str, dropped: str) -> Verdict:
    """What he left half done is named, and what of it was not kept. ``way``: what comes next, where nothing is asked."""
    if desk.job in (JobName.HOME, JobName.BOARD):
        return signed_in(desk, way)
    name = desk.session.name if desk.session is not None else ""
    asked = next((each.asked for each in (desk.question, desk.matter) if each is not None), None)
    job = desk.job.replace("_", " ")
    how = "scan the requisition again" if desk.job is JobName.COLLECT else "as you left it"
    way_out = asked.way_out if asked is not None else way
    detail = f"not kept: {dropped}" if dropped else ""
    return Verdict(Code.SIGNED_IN, Tone.NOTE, "SIGNED IN", name, f"{job}, {how}", detail, way_out)


def for_the_next(desk: Desk) -> str:
    """What was said for the very next scan, in words; empty for nothing."""
    said = []
    if desk.uncounted is not None:
        said.append(f"{desk.uncounted.item.name}, scanned before its number")
    if desk.quantity is not None:
        is_count = desk.job is JobName.COUNT
        said.append(f"{desk.quantity} here, of the next item" if is_count else f"× {desk.quantity}, for the next scan")
    work = desk.work
    if isinstance(work, Handing) and (work.reason or work.condition):
        said.append(f"{work.reason or work.condition}, for the next tube")
    if isinstance(work, Arriving) and work.lost:
        said.append(f"{work.lost}, for what comes next")
    return "; ".join(said)


def signed_out(name: str, *, is_kept: bool) -> Verdict:
    detail = "what is half done waits for the next sign-in" if is_kept else ""
    return Verdict(Code.SIGNED_OUT, Tone.NOTE, "SIGNED OUT", name, "", detail, SCAN_BADGE)


def screen_locked(name: str) -> Verdict:
    return Verdict(
        Code.SCREEN_LOCKED, Tone.NOTE, "LOCKED", name, "", "what is half done waits for the next sign-in", SCAN_BADGE
    )


def still_signed_in(name: str) -> Verdict:
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "SIGNED IN", name, "already", "", "To leave, scan SIGN OUT.")


def signed_off(name: str) -> Verdict:
    """Where badges are enough; no name where nobody was signed on."""
    said = name or "nobody was signed on"
    return Verdict(Code.SIGNED_OUT, Tone.NOTE, "SIGNED OUT", said, way_out="Scan a badge to sign on.")
