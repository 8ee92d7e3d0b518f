"""What is said of a requisition at the patient's side: the right patient's, what is drawn of it, and what is left."""

from __future__ import annotations

from datetime import timedelta

from tracker.jobs.custody import words
from tracker.jobs.custody.collecting import count_drawn
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined
from tracker.specimens.requisition_facts import Requisition, WantedTube

SCAN_FULL = "Draw in this order; stick each label on its tube, then scan it."


def identified(work: Collecting) -> Verdict:
    requisition, still = work.opened, work.open_tubes
    without = sum(tube.specimen is None for tube in still)
    way_out = "Print the labels here: LABEL. Or scan a roll's label for each tube." if without else scan_full(work)
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "RIGHT PATIENT",
        requisition.patient,
        f"{words.tubes(len(still))} to draw",
        joined(*(tube_words(tube) for tube in still)),
        way_out,
    )


def scan_full(work: Collecting) -> str:
    """What comes next where every open tube has its number: its label, where that is printed."""
    if not work.lacking:
        return SCAN_FULL
    are = "is" if len(work.lacking) == 1 else "are"
    return f"{words.labels(len(work.lacking))} {are} not printed yet: LABEL. Then stick each on its tube."


EXEMPT = "certificate run out: today's exception"
"""Beside each question and each tube of whoever collects by it: two people signed for the day, and for no patient."""


def all_drawn(work: Collecting) -> Verdict:
    requisition = work.opened
    return Verdict(
        Code.ALL_DRAWN,
        Tone.NOTE,
        "FOUND",
        f"{requisition.patient}   {', '.join(requisition.tests)}",
        "all drawn" if requisition.tubes else "no tube ordered",
        f"ordered by {requisition.provider}",
        "One more tube? Scan ADD-ON. Else the next requisition.",
    )


def still_open(work: Collecting) -> Verdict:
    requisition = work.opened
    return Verdict(
        Code.FOUND, Tone.NOTE, "COLLECT", requisition.patient, progress(work),
        joined(*(tube_words(tube) for tube in work.open_tubes)), next_way(work),
    )  # fmt: skip


def finish_first(work: Collecting, other: Requisition) -> Verdict:
    requisition = work.opened
    labels = sum(tube.specimen is not None for tube in work.open_tubes)
    still = f"{words.tubes(len(work.open_tubes))} of the first still to draw"
    return Verdict(
        Code.FINISH_FIRST,
        Tone.REFUSE,
        "ANOTHER PATIENT" if other.patient != requisition.patient else "ANOTHER ORDER",
        f"{requisition.patient} is open; this is {other.patient}",
        "nothing was opened",
        joined(still, f"{labels} of them labelled" if labels else ""),
        "Finish the first. Or scan NO: that leaves its open tubes for later; then scan this again.",
    )


def left(work: Collecting) -> Verdict:
    requisition = work.opened
    return Verdict(
        Code.CANCELLED,
        Tone.NOTE,
        "LEFT",
        f"{requisition.patient}   requisition {requisition.code}",
        progress(work),
        _unused_labels(work) or "what is not drawn stays on the requisition",
        "Scan a requisition to begin.",
    )


def left_over(work: Collecting) -> Verdict:
    """DONE before all is drawn: a partial collection stands, and says what is open."""
    still = work.open_tubes
    return Verdict(
        Code.TUBES_MISSING,
        Tone.REFUSE,
        "NOT ALL DRAWN",
        ", ".join(tube.container.name for tube in still),
        progress(work),
        joined("neither drawn nor given a reason: they stay open on the requisition", _unused_labels(work)),
        "Draw them later: COLLECT and the requisition again. Not to be drawn? There, scan why.",
    )


def _unused_labels(work: Collecting) -> str:
    unused = tuple(tube.specimen for tube in work.open_tubes if tube.specimen is not None)
    return f"labels without a tube: {words.numbers(unused)}" if unused else ""


def tube_words(tube: WantedTube) -> str:
    """``SST gold 26004413 79``: its label's number, once it has one."""
    number = f" {tube.specimen.shown}" if tube.specimen is not None else ""
    return f"{tube.container.name}{number}"


def progress(work: Collecting) -> str:
    """``2 of 4``."""
    return f"{count_drawn(work)} of {len(work.tubes)}"


def next_way(work: Collecting) -> str:
    tube = work.current
    if tube is None:
        return "DONE, or the next requisition. Into a rack? Scan it."
    if work.is_written and (tube.specimen is None or tube.specimen.number in work.unprinted):
        return f"Next: {tube.container.name}. Scan the label that it bears."
    if tube.specimen is None:
        return f"Next: {tube.container.name}. Scan LABEL, or a roll's label."
    if tube.specimen.number in work.unprinted:
        return f"Next: {tube_words(tube)}. Its label is not printed yet: LABEL."
    return f"Next: {tube_words(tube)}. Scan its label once it is full."


def collected(tube: WantedTube, work: Collecting, detail: str, hand_on_minutes: int) -> Verdict:
    if not work.open_tubes:
        return complete(work, tube_words(tube), detail, hand_on_minutes)
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "COLLECTED", tube_words(tube), progress(work), detail, next_way(work))


def complete(work: Collecting, headline: str, detail: str, hand_on_minutes: int) -> Verdict:
    within = words.span(timedelta(minutes=hand_on_minutes))
    way_out = f"Hand them on within {within}. Into a rack? Scan it. Else DONE, or the next requisition."
    if not count_drawn(work):
        way_out = "Nothing was drawn: DONE, or the next requisition."
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "COMPLETE", headline, progress(work), detail, way_out)
