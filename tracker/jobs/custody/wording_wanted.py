"""What is said of the requisition's lines: which tube is in hand, what was not drawn, one more, and where they stand."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.subjects import ItemSubject
from tracker.jobs.custody import words
from tracker.jobs.custody.collecting import kinds
from tracker.jobs.custody.wording_collect import complete, next_way, progress, tube_words
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, pack_lot
from tracker.specimens.facts import Container
from tracker.specimens.holder_facts import Holder
from tracker.specimens.requisition_facts import WantedTube
from tracker.specimens.storage import slot_name

_KINDS_SHOWN = 9


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


def identified_for_add_on(work: Collecting) -> Verdict:
    """The challenge was passed for one more tube: it goes on with which."""
    requisition, asked = work.opened, add_on_kinds(work)
    return replace(
        asked, code=Code.ACCEPTED, tone=Tone.ACCEPT, word="RIGHT PATIENT", headline=requisition.patient, aside="add-on"
    )


def no_such_kind(work: Collecting) -> Verdict:
    asked = add_on_kinds(work)
    return replace(asked, code=Code.WRONG_KIND, tone=Tone.REFUSE, word="WHICH KIND?", headline="It is none of these.")


def no_test(container: Container) -> Verdict:
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "NO TEST FOR IT",
        container.name,
        "",
        "no test of this requisition is done from it: its label will name none",
        "Add it all the same? YES. Else NO, then the right kind.",
    )


def added(container: Container, work: Collecting) -> Verdict:
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "ADDED", container.name, progress(work), "added to the requisition",
        "Scan LABEL, or a roll's label. Not wanted after all? Scan why it is NOT DRAWN.",
    )  # fmt: skip


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


def in_rack(holder: Holder, numbers: tuple[str, ...], slots: tuple[int, ...], over: int) -> Verdict:
    named = ", ".join(slot_name(slot, holder.columns) for slot in slots)
    where = f"slots {named}" if len(slots) > 1 else f"slot {named}"
    detail = joined(where, f"full: {words.tubes(over)} still to place" if over else "")
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "IN THE RACK",
        f"{holder.shown}   {words.tubes(len(numbers))}",
        "",
        detail,
        "Scan another rack for the rest." if over else "Go on with the next tube, or DONE.",
    )


def rack_full(holder: Holder) -> Verdict:
    return Verdict(
        Code.NOTHING_HERE,
        Tone.REFUSE,
        "FULL",
        holder.shown,
        "nothing was placed",
        "no slot is free",
        "Scan another rack.",
    )
