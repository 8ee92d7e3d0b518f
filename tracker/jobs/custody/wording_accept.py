"""What an acceptance says: taken over, rejected, and how many still wait."""

from __future__ import annotations

from tracker.jobs.custody import words
from tracker.jobs.custody.work import Arriving, Handing, Mark
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, Specimen
from tracker.specimens.reject_reasons import REJECT_REASONS


def next_is(word: str, what: str) -> Verdict:
    return Verdict(Code.REASON_SET, Tone.NOTE, word, what, "", "for the next tube only", "Scan the tube. Not so? NO.")


def armed(work: object) -> str:
    """What waits for the next tube, ``REJECT QS quantity not sufficient``; empty where nothing does."""
    if not isinstance(work, Handing):
        return ""
    reject = f"REJECT {reason_words(work.reason)}" if work.reason else ""
    condition = f"CONDITION {work.condition}" if work.condition else ""
    return " and ".join(part for part in (reject, condition) if part)


def still_armed(work: Handing) -> Verdict:
    """YES, DONE and a rack are about many tubes; what waits is for one."""
    return Verdict(
        Code.FINISH_FIRST, Tone.REFUSE, "FOR WHICH TUBE?", armed(work), "", "it waits for its tube; nothing was recorded",
        "Scan that tube, or QUANTITY n for its line. Not so? NO." if is_by_line(work) else "Scan that tube. Not so? NO.",
    )  # fmt: skip


def taken_before(work: Handing, specimen: Specimen, what: str) -> Verdict:
    """What waits for a tube cannot be said of one that was taken before: the hand-off, in which it could, is over."""
    way = "Not fit? DISPOSE of it, and ask for another. " if work.reason else ""
    return Verdict(
        Code.SCANNED_ALREADY, Tone.REFUSE, "TAKEN BEFORE", words.tube(specimen), what,
        "not recorded of this tube", f"{way}NO, and NO again, drops what waits.",
    )  # fmt: skip


def all_gone(gone: str) -> Verdict:
    """Every tube of the list was taken by somebody else since it was made."""
    return Verdict(
        Code.NOTHING_HERE, Tone.REFUSE, "NOTHING WAITS", "Others were first.", "nothing was recorded", gone,
        "Scan a tube to be told where it is; the rack again for what waits in it now.",
    )  # fmt: skip


def is_by_line(work: Handing) -> bool:
    """Whether tubes are told by their lines: they are in a laboratory, and only their list is here."""
    return isinstance(work, Arriving) and work.laboratory is not None


def progress(work: Handing) -> str:
    """``12 of 20``."""
    taken = work.count(Mark.ACCEPTED) + work.count(Mark.REJECTED)
    total = len(work.listed) - work.count(Mark.GONE)
    return f"{taken} of {total}" if work.giver is not None or work.waiting else words.tubes(taken)


def counted(work: Handing) -> str:
    """``19 accepted, 1 not there``: each kind of end by itself, so that no tube hides in a sum."""
    kinds = {
        Mark.ACCEPTED: "accepted",
        Mark.REJECTED: "rejected",
        Mark.LOST: "lost",
        Mark.WAITING: "waiting",
        Mark.MISSING: "not there",
        Mark.GONE: "taken by others",
    }
    return ", ".join(f"{work.count(mark)} {word}" for mark, word in kinds.items() if work.count(mark))


def way(work: Handing) -> str:
    if work.waiting:
        return f"{words.tubes(len(work.waiting))} still waiting: scan each, or YES for all."
    return f"{counted(work)}. DONE, or go on." if work.listed else ""


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
    return f"{reason} {REJECT_REASONS.get(reason, '')}".rstrip(" ") if reason else ""


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
