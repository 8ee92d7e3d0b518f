"""What is said of a requisition at the patient's side, of its labels and tubes, and of whose tube is in the wrong hands."""

from __future__ import annotations

from datetime import timedelta

from tracker.jobs.custody import words
from tracker.jobs.custody.collecting import count_drawn
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined
from tracker.specimens.facts import Requisition, SpecimenSubject, WantedTube

_SCAN_FULL = "Draw in this order; stick each label on its tube, then scan it."


def identified(work: Collecting) -> Verdict:
    requisition, still = work.requisition, work.open_tubes
    assert requisition is not None
    without = sum(tube.specimen is None for tube in still)
    way_out = "Print the labels here: LABEL. Or scan a roll's label for each tube." if without else _SCAN_FULL
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "RIGHT PATIENT",
        requisition.patient,
        f"{words.tubes(len(still))} to draw",
        joined(*(tube_words(tube) for tube in still)),
        way_out,
    )


def all_drawn(work: Collecting) -> Verdict:
    requisition = work.requisition
    assert requisition is not None
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
    requisition = work.requisition
    assert requisition is not None
    return Verdict(
        Code.FOUND, Tone.NOTE, "COLLECT", requisition.patient, progress(work),
        joined(*(tube_words(tube) for tube in work.open_tubes)), next_way(work),
    )  # fmt: skip


def finish_first(work: Collecting, other: Requisition) -> Verdict:
    requisition = work.requisition
    assert requisition is not None
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
    requisition = work.requisition
    assert requisition is not None
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
    if tube.specimen is None:
        return f"Next: {tube.container.name}. Scan LABEL, or a roll's label."
    return f"Next: {tube_words(tube)}. Scan its label once it is full."


def labels_printing(count: int, work: Collecting) -> Verdict:
    requisition = work.requisition
    assert requisition is not None
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "LABELS PRINTING", f"{count} for {requisition.patient}", progress(work),
        joined(*(tube_words(tube) for tube in work.open_tubes)), _SCAN_FULL,
    )  # fmt: skip


def print_again(work: Collecting, count: int) -> Verdict:
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "PRINT AGAIN?",
        f"{words.labels(count)} of this requisition",
        progress(work),
        "they were printed before; the reprint is recorded",
        "Put what is spoilt into the bin, then scan YES. Else NO. One more tube? NO, then ADD-ON.",
    )


def all_labelled(work: Collecting) -> Verdict:
    return Verdict(
        Code.SCANNED_ALREADY,
        Tone.REFUSE,
        "ALL LABELLED" if work.open_tubes else "ALL DRAWN",
        "No open tube is without a label.",
        progress(work),
        joined(*(tube_words(tube) for tube in work.open_tubes)),
        "Not drawn before? Scan the requisition, then YES." if work.not_drawn else "One more tube? ADD-ON.",
    )


def has_label(tube: WantedTube) -> Verdict:
    return Verdict(
        Code.SCANNED_ALREADY,
        Tone.REFUSE,
        "HAS A LABEL",
        tube_words(tube),
        "nothing was bound",
        "two labels on one tube are two tubes to the laboratory",
        "Scan the label that it has; put this one back.",
    )


def bound(tube: WantedTube, work: Collecting) -> Verdict:
    requisition = work.requisition
    assert requisition is not None
    way_out = "Stick it on the tube now; scan it again once the tube is full."
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "BOUND", tube_words(tube), progress(work), f"to {requisition.patient}", way_out
    )


def other_patient(work: Collecting, subject: SpecimenSubject) -> Verdict:
    """The swapped tube, caught."""
    requisition = work.requisition
    assert requisition is not None
    theirs = subject.patient or "a pool of several patients"
    is_other = theirs != requisition.patient
    return Verdict(
        Code.OTHER_PATIENT,
        Tone.REFUSE,
        "OTHER PATIENT'S TUBE" if is_other else "OTHER ORDER'S TUBE",
        f"{subject.specimen.shown} is of {theirs}; here is {requisition.patient}",
        "nothing was recorded",
        f"of requisition {subject.specimen.requisition_code or 'none'}; {requisition.code} is open",
        "Stop. Filled with this patient's blood? Throw it away, and draw again. Else put it aside, and scan this one's.",
    )


def not_on_list(subject: SpecimenSubject) -> Verdict:
    return Verdict(
        Code.NOT_LISTED,
        Tone.REFUSE,
        "NOT ON THE LIST",
        words.tube(subject.specimen),
        "nothing was recorded",
        "no open tube of this requisition bears this label",
        "Scan the requisition again; still so? Put it aside and tell the lead.",
    )


def draw_order(tube: WantedTube, other: WantedTube | str) -> Verdict:
    """``other`` goes first and is not drawn yet; or (by name) goes later and was drawn before."""
    if isinstance(other, WantedTube):
        headline, no = (
            f"{tube.container.name} before {other.container.name}?",
            f"{other.container.name} not to be drawn?",
        )
        way_out = f"Drawn so? YES, or scan it again. {no} NO, then scan why."
    else:
        headline = f"{tube.container.name} after {other}?"
        way_out = "Drawn so? YES, or scan it again. Not drawn? NO."
    return Verdict(
        Code.DRAW_ORDER,
        Tone.ASK,
        "ORDER OF DRAW",
        headline,
        "",
        "additives are carried over from tube to tube (CLSI GP41): this is recorded with the tube",
        way_out,
    )


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
