"""Aliquot: one tube is divided into others, each under a label of its own; an aliquot's aliquots work the same."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import out_of_order, stops, words
from tracker.jobs.custody.ending import begins, by_of, does, is_same_person, refuses, works
from tracker.jobs.custody.job import CustodyJob, Scanned, nothing_left
from tracker.jobs.custody.work import Dividing
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import Divide
from tracker.specimens.states import Do
from tracker.specimens.subjects import CustodianSubject, FreshSubject, SpecimenSubject


def _begin(desk: Desk) -> Dividing:
    return Dividing()


def _work(desk: Desk) -> Dividing:
    return desk.work if isinstance(desk.work, Dividing) else Dividing()


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return begins(turn, subject, work if is_same_person(turn.desk, subject) else Dividing())
        case SpecimenSubject():
            return _parent(turn, work, subject)
        case FreshSubject():
            return _fill(turn, work, subject.number, is_roll=True)
        case _:
            return stops.no_use(turn, subject, "This is no tube and no label.", wording_desk.SPECIMENS[JobName.ALIQUOT])


def _parent(turn: Turn, work: Dividing, subject: SpecimenSubject) -> Step:
    specimen = subject.specimen
    if specimen.number in work.made:
        return refuses(turn, _just_made(work, subject))
    stop = stops.rejected(turn, specimen)
    if stop is not None:
        return stop
    can, others = stops.ready((specimen,), Do.ALIQUOT, by_of(turn.desk))
    if not can:
        return out_of_order.none_ready(turn, others, words.tube(specimen), work, "divide it")
    verdict = Verdict(
        Code.SOURCE_LISTED,
        Tone.NOTE,
        "DIVIDE THIS",
        words.tube(specimen),
        "",
        " · ".join(part for part in (subject.patient, words.keeps(specimen, turn.now)) if part),
        "Scan each aliquot's own label; or LABEL to print one.",
    )
    return works(turn, Dividing(specimen, subject.next_number), verdict)


def _just_made(work: Dividing, subject: SpecimenSubject) -> Verdict:
    parent = words.tube(work.parent) if work.parent is not None else ""
    return Verdict(
        Code.SCANNED_ALREADY,
        Tone.REFUSE,
        "ALREADY",
        words.tube(subject.specimen),
        "",
        f"it is an aliquot of {parent}; nothing was recorded twice",
        "Go on with the next label. To divide this one itself: scan ALIQUOT, then it.",
    )


def _fill(turn: Turn, work: Dividing, number: str, *, is_roll: bool) -> Step:
    """One aliquot more. It is in the same hands; UNDO cannot take back what was poured."""
    if work.parent is None:
        verdict = Verdict(
            Code.NO_TARGET, Tone.REFUSE, "FROM WHICH?", "A label, and no tube to divide.", "", "nothing was recorded",
            "Scan the tube that it is filled from, then the label again.",
        )  # fmt: skip
        return refuses(turn, verdict)
    order = Divide(work.parent.number, number, by_of(turn.desk), is_roll=is_roll)
    made = (*work.made, number)
    item, source = f"{number[:8]} {number[8:]}", f"from {work.parent.shown}"
    label = "its label is being printed" if not is_roll else ""
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, f"ALIQUOT {len(made)}", item, source, label, "Scan the next label, or another tube."
    )
    return does(turn, (order,), verdict, replace(work, made=made), item=item, text=f"aliquot {source}", may_undo=False)


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """LABEL prints the next number; NO leaves the tube."""
    work = _work(turn.desk)
    if subject.command is Command.LABEL:
        if work.parent is None or not by_of(turn.desk):
            return _fill(turn, Dividing(), "", is_roll=False)
        number = new_label(work.next_number)
        if work.next_number is None or number is None:
            return refuses(turn, no_number())
        return _fill(turn, replace(work, next_number=work.next_number + 1), number, is_roll=False)
    if subject.command is Command.NO and work.parent is not None and turn.desk.latched is None:
        detail = f"{words.tubes(len(work.made))} filled from it stand" if work.made else "nothing was recorded"
        return works(turn, Dividing(), wording_desk.cancelled(words.tube(work.parent), detail))
    return None


def new_label(next_number: int | None) -> str | None:
    """The ten digits that a label printed now bears; None where the counter has run out."""
    if next_number is None or next_number > house.LAST_SPECIMEN:
        return None
    return house.specimen_code(next_number)


def no_number() -> Verdict:
    return Verdict(
        Code.NO_TARGET, Tone.REFUSE, "NO LABEL LEFT", "No number is free for a new label.", "", "nothing was recorded",
        "Use a label from a roll: scan it.",
    )  # fmt: skip


JOB = CustodyJob(begin=_begin, scanned=_scanned, commanded=_commanded, ending=nothing_left)
