"""What an acceptance says: taken over, rejected, and how many still wait."""

from __future__ import annotations

from tracker.jobs.custody import words
from tracker.jobs.custody.work import Handing, Mark
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, Specimen


def next_is(word: str, what: str) -> Verdict:
    return Verdict(Code.REASON_SET, Tone.NOTE, word, what, "", "for the next tube only", "Scan the tube. Not so? NO.")


def progress(work: Handing) -> str:
    """``12 of 20``."""
    taken = work.count(Mark.ACCEPTED) + work.count(Mark.REJECTED)
    return f"{taken} of {len(work.listed)}" if work.giver is not None or work.waiting else words.tubes(taken)


def way(work: Handing) -> str:
    if work.waiting:
        return f"{words.tubes(len(work.waiting))} still waiting: scan each, or YES for all."
    return "All of them are accounted for. DONE, or go on." if work.listed else ""


def accepted(turn: Turn, work: Handing, specimen: Specimen) -> Verdict:
    if specimen.is_rejected:
        return still_rejected(turn, work, specimen)
    is_late = words.is_too_old(specimen, turn.now)
    keeps = words.keeps(specimen, turn.now)
    way_out = "Too old for its test? Scan UNDO, then REJECT and the tube." if is_late else way(work)
    word = "ACCEPTED, TOO OLD" if is_late else "ACCEPTED"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, word, words.tube(specimen), progress(work), keeps, way_out)


def still_rejected(turn: Turn, work: Handing, specimen: Specimen) -> Verdict:
    """Taken over as what it is: being accepted by somebody makes no rejected tube fit."""
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "REJECTED BEFORE",
        words.tube(specimen),
        progress(work),
        words.keeps(specimen, turn.now),
        "It is in your hands as it is: DISPOSE, and ask for another.",
    )


def rejected(work: Handing, specimen: Specimen, why: str) -> Verdict:
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "REJECTED",
        words.tube(specimen),
        progress(work),
        why,
        "It is in your hands, not to be tested: ask for another, then DISPOSE.",
    )


def extra(giver: Party, specimen: Specimen) -> Verdict:
    return Verdict(
        Code.NOT_LISTED,
        Tone.REFUSE,
        "EXTRA TUBE",
        words.tube(specimen),
        f"not from {giver.name}",
        f"with {words.holder_of(specimen)}, {words.STATES[specimen.state]}",
        "Put it aside: its giver hands it off by himself, or scan ACCEPT for what others have released.",
    )


def reason_words(reason: str | None) -> str:
    return f"{reason} {words.REJECT_REASONS.get(reason, '')}".rstrip(" ") if reason else ""


def list_was_cut(work: Handing) -> Verdict:
    """A desk that was made again from a recording does not know all that was on its list, and says no "all"."""
    return Verdict(
        Code.LIST_CUT,
        Tone.REFUSE,
        "LIST WAS CUT",
        f"{words.tubes(len(work.listed))} known here, none of them waiting",
        "",
        "part of it was played again from a recording: more may wait",
        "Scan ACCEPT or ARRIVE and the rack or bag again: what still waits is told. Or look at the board.",
    )
