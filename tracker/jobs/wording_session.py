"""What is said when somebody comes to this station or leaves it, where the clinic asks for PINs."""

from __future__ import annotations

from tracker.inventory.subjects import PersonSubject
from tracker.jobs import wording_desk
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


def signed_in(desk: Desk, *, comes_back: bool) -> Verdict:
    """What he left half done is named, or what to scan first."""
    name = desk.session.name if desk.session is not None else ""
    if not comes_back or desk.job in (JobName.HOME, JobName.BOARD):
        return Verdict(Code.SIGNED_IN, Tone.NOTE, "SIGNED IN", name, way_out=wording_desk.teaches(desk.job))
    matters = (desk.question, desk.matter)
    asked = next((each.asked for each in matters if each is not None), wording_desk.job_opened(desk))
    job = desk.job.replace("_", " ")
    how = "scan the requisition again" if desk.job is JobName.COLLECT else "as you left it"
    return Verdict(Code.SIGNED_IN, Tone.NOTE, "SIGNED IN", name, f"{job}, {how}", "", asked.way_out)


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
