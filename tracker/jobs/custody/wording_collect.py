"""What is said at the patient's side: who must be asked what, which tube is next, and whose tube is in the wrong hands.

A patient is shown masked; what a patient answers is never shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tracker.inventory.facts import ItemSubject
from tracker.jobs.custody import words
from tracker.jobs.custody.collecting import count_drawn, kinds
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, pack_lot
from tracker.specimens.facts import Container, Holder, Requisition, RequisitionSubject, SpecimenSubject, WantedTube

CALL_THE_LEAD_AT = 3
"""Failed challenges in a row."""
_KINDS_SHOWN = 9


# The challenge


def dots(entered: int, of: int) -> str:
    """``● ● ○``: how many, not which."""
    return " ".join(["●"] * entered + ["○"] * (of - entered))


def question(asks: str, progress: str, count: str, patient: str) -> Verdict:
    return Verdict(
        Code.CHALLENGE,
        Tone.ASK,
        "ASK",
        f"Ask: {asks}. Enter them.",
        progress,
        joined(f"question {count}", patient, "let the patient say it; do not read it out"),
        "Scan the letters on the spelling card, or type them. Wrong one? UNDO. Leave it? NO.",
    )


def one_more(asked: Verdict) -> Verdict:
    return replace(asked, code=Code.SPELT, tone=Tone.NOTE)


def taken_back(asked: Verdict) -> Verdict:
    return replace(asked, code=Code.SPELT, tone=Tone.NOTE, detail=joined("the last one is taken back", asked.detail))


def challenge_left() -> Verdict:
    return Verdict(
        Code.CANCELLED,
        Tone.NOTE,
        "LEFT OUT",
        "The patient was not identified.",
        "",
        "nothing was recorded",
        "Scan a requisition to begin.",
    )


def answer_first(asked: Verdict) -> Verdict:
    return replace(
        asked, code=Code.IDENTIFY_FIRST, tone=Tone.REFUSE, word="IDENTIFY FIRST", detail="this scan was not done"
    )


def not_askable() -> Verdict:
    return Verdict(
        Code.NOT_ASKABLE,
        Tone.REFUSE,
        "CANNOT IDENTIFY",
        "There is nothing to ask this patient by.",
        "",
        "the patient's data was erased, or its key is not here: nothing may be drawn",
        "Have the order made again; scan the new requisition.",
    )


def identified(work: Collecting) -> Verdict:
    requisition, still = work.requisition, work.open_tubes
    assert requisition is not None
    without = sum(tube.specimen is None for tube in still)
    ways = "Print the labels here: LABEL. Or scan a roll's label for each tube." if without else _SCAN_FULL
    if work.is_adding:
        ways = add_on_kinds(work).way_out
    detail = add_on_kinds(work).detail if work.is_adding else joined(*(tube_words(tube) for tube in still))
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "RIGHT PATIENT", requisition.patient, f"{words.tubes(len(still))} to draw",
        detail, ways,
    )  # fmt: skip


def wrong_patient(requisition: Requisition, failures: int) -> Verdict:
    lead = f"Failed {failures} times: call the lead. " if failures >= CALL_THE_LEAD_AT else ""
    return Verdict(
        Code.WRONG_PATIENT,
        Tone.REFUSE,
        "WRONG PATIENT?",
        f"Stop: nothing may be drawn.   {requisition.patient}",
        f"failed {failures} times" if failures > 1 else "",
        "what was entered is not what the requisition says; this is recorded",
        f"{lead}Compare wristband and requisition, then scan the requisition to begin again.",
    )


def identify_first() -> Verdict:
    return Verdict(
        Code.IDENTIFY_FIRST,
        Tone.REFUSE,
        "WHOSE TUBE?",
        "No patient has been identified.",
        "nothing was recorded",
        "",
        "Scan the requisition: it asks what to ask the patient.",
    )


def signed_on_anew(name: str, left: Collecting) -> Verdict:
    """Another person's badge: what the one before has seen with his own eyes is not handed on."""
    still = words.tubes(len(left.open_tubes))
    return Verdict(
        Code.SIGNED_ON,
        Tone.NOTE,
        "SIGNED ON",
        name,
        "",
        f"the requisition before is closed, {still} still to draw",
        "Scan the requisition: whoever draws identifies the patient.",
    )


# Requisitions


def all_drawn(subject: RequisitionSubject) -> Verdict:
    requisition = subject.requisition
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


# Labels and tubes


_SCAN_FULL = "Draw in this order; stick each label on its tube, then scan it."


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


def all_labelled(work: Collecting) -> Verdict:
    return Verdict(
        Code.SCANNED_ALREADY,
        Tone.REFUSE,
        "ALL LABELLED" if work.open_tubes else "ALL DRAWN",
        "No open tube is without a label.",
        progress(work),
        joined(*(tube_words(tube) for tube in work.open_tubes)),
        "A label spoilt? Scan why it is NOT DRAWN, then ADD-ON. One more tube? ADD-ON.",
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


# Not drawn, and one more


def not_drawn(tube: WantedTube, reason: str, work: Collecting, hand_on_minutes: int) -> Verdict:
    void = tube.specimen
    label = f"void label {void.shown}: put it in the bin" if void is not None else ""
    headline = f"{tube.container.name}   {reason}"
    if not work.open_tubes:
        return complete(work, f"{headline}: not drawn", label, hand_on_minutes)
    way_out = f"Put the printed label in the bin. {next_way(work)}" if void is not None else next_way(work)
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "NOT DRAWN", headline, progress(work), label, way_out)


def no_such_line(work: Collecting) -> Verdict:
    still = work.open_tubes
    listed = joined(*(f"{n} {tube.container.name}" for n, tube in enumerate(still, 1)))
    way_out = "Scan QUANTITY n for the n-th open tube, then why it is not drawn." if still else "One more tube? ADD-ON."
    word = "WHICH TUBE?" if still else "ALL DRAWN"
    return Verdict(Code.NOTHING_ASKED, Tone.REFUSE, word, f"{words.tubes(len(still))} open", "", listed, way_out)


def add_on_kinds(work: Collecting) -> Verdict:
    known = kinds(work)
    listed = [f"{n} {each.name}" for n, each in enumerate(known[:_KINDS_SHOWN], 1)]
    if len(known) > _KINDS_SHOWN:
        listed.append(f"and {len(known) - _KINDS_SHOWN} more")
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "ADD-ON",
        "One more tube: which kind?",
        "",
        joined(*listed),
        "Scan the tube's own barcode, or QUANTITY n for the n-th kind. None? NO.",
    )


def no_such_kind(work: Collecting) -> Verdict:
    asked = add_on_kinds(work)
    return replace(asked, code=Code.WRONG_KIND, tone=Tone.REFUSE, word="WHICH KIND?", headline="It is none of these.")


def added(container: Container, work: Collecting) -> Verdict:
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "ADDED", container.name, progress(work), "added to the requisition",
        "Scan LABEL, or a roll's label. Not wanted after all? Scan why it is NOT DRAWN.",
    )  # fmt: skip


# The tube in hand, before it is full


def in_hand(tube: WantedTube, subject: ItemSubject, earlier: WantedTube | None, work: Collecting) -> Verdict:
    is_unknown = subject.code is not None and bool(subject.code.lot) and subject.lot is None
    detail = joined(
        pack_lot(subject),
        "this lot is not in the books" if is_unknown and subject.item.tracks_lot else "",
        f"{earlier.container.name} goes first in the order of draw" if earlier is not None else "",
    )
    return Verdict(Code.FOUND, Tone.NOTE, "THIS TUBE", tube_words(tube), progress(work), detail, next_way(work))


def not_wanted(subject: ItemSubject, work: Collecting) -> Verdict:
    return Verdict(
        Code.NOT_NEEDED,
        Tone.REFUSE,
        "NOT WANTED",
        subject.item.name,
        progress(work),
        "no open tube of this requisition is of this kind",
        f"{next_way(work)} One more of this kind? ADD-ON.",
    )


# Racks


def in_rack(holder: Holder, numbers: tuple[str, ...], slots: tuple[int, ...], over: int) -> Verdict:
    where = "slots " + ", ".join(str(slot) for slot in slots) if len(slots) > 1 else f"slot {slots[0]}"
    detail = joined(where, f"full: {words.tubes(over)} still to place" if over else "")
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "IN THE RACK",
        f"{holder.kind.value} {holder.name}   {words.tubes(len(numbers))}",
        "",
        detail,
        "Scan another rack for the rest." if over else "Go on with the next tube, or DONE.",
    )


def rack_full(holder: Holder) -> Verdict:
    return Verdict(
        Code.NOTHING_HERE,
        Tone.REFUSE,
        "FULL",
        f"{holder.kind.value} {holder.name}",
        "nothing was placed",
        "no slot is free",
        "Scan another rack.",
    )
