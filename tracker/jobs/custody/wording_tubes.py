"""What is said of a tube's label at the patient's side, and of whose tube is in the wrong hands."""

from __future__ import annotations

from tracker.jobs.custody import words
from tracker.jobs.custody.wording_collect import SCAN_FULL, next_way, progress, tube_words
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined
from tracker.specimens.requisition_facts import WantedTube
from tracker.specimens.subjects import SpecimenSubject


def labels_printing(count: int, work: Collecting, again: tuple[str, ...] = ()) -> Verdict:
    """``again``: only these of the open tubes' labels."""
    requisition = work.opened
    tubes = _named(work, again) if again else joined(*(tube_words(tube) for tube in work.open_tubes))
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "LABELS PRINTING", f"{count} for {requisition.patient}", progress(work), tubes,
        SCAN_FULL,
    )  # fmt: skip


_WHY = "torn or smeared? REASON DAMAGED. Not come out? REASON LOST."


def print_again(work: Collecting, numbers: tuple[str, ...]) -> Verdict:
    good = "Scan each that is good, to leave it out. The others:" if len(numbers) > 1 else "Is it"
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "PRINT AGAIN?",
        _named(work, numbers),
        progress(work),
        "they were printed before; the reprint is recorded, with its reason",
        f"{good} {_WHY} Else NO. One more tube? NO, then ADD-ON.",
    )


def left_out(work: Collecting, number: str, still: tuple[str, ...]) -> Verdict:
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "PRINT AGAIN?",
        _named(work, still),
        progress(work),
        f"left as it is, and not drawn by this scan: {_named(work, (number,))}",
        f"{_WHY} Else NO.",
    )


def none_spoilt(work: Collecting) -> Verdict:
    return Verdict(
        Code.CANCELLED,
        Tone.NOTE,
        "NOT PRINTED",
        "Every label was scanned as good.",
        progress(work),
        "nothing was recorded, and no tube drawn",
        next_way(work),
    )


def none_of_these(subject: SpecimenSubject, still: tuple[str, ...]) -> Verdict:
    return Verdict(
        Code.ANSWER_FIRST,
        Tone.REFUSE,
        "NONE OF THESE",
        words.tube(subject.specimen),
        "nothing was recorded",
        f"asked about: {words.labels(len(still))} of the open requisition",
        f"Put it aside. {_WHY} Else NO.",
    )


def _named(work: Collecting, numbers: tuple[str, ...]) -> str:
    return joined(
        *(tube_words(tube) for tube in work.tubes if tube.specimen is not None and tube.specimen.number in numbers)
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
    requisition = work.opened
    way_out = "Stick it on the tube now; scan it again once the tube is full."
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "BOUND", tube_words(tube), progress(work), f"to {requisition.patient}", way_out
    )


def other_patient(work: Collecting, subject: SpecimenSubject) -> Verdict:
    """The swapped tube, caught."""
    requisition = work.opened
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


def never_printed(tube: WantedTube, *, is_out_of_order: bool) -> Verdict:
    """By the record it is on no tube; somebody may have written the number on by hand."""
    return Verdict(
        Code.LABEL_NOT_PRINTED,
        Tone.ASK,
        "NOT PRINTED YET",
        tube_words(tube),
        "nothing was recorded",
        joined("its label has not come out, by the record", "out of the order of draw" if is_out_of_order else ""),
        "On the tube? Compare number and name, then YES. Else NO, then LABEL.",
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
