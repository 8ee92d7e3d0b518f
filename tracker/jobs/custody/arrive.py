"""Arrive: a bag or its manifest, its seal, then each tube out of it; or the laboratory that has it; or LOST."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import accepting, arriving, bags, delivered, losing, stops, wording_accept, words
from tracker.jobs.custody.ending import by_of, refuses, sign_on_first, signed_on, works
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.work import Arriving, Mark
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import PartyKind, Specimen
from tracker.specimens.states import State
from tracker.specimens.subjects import (
    CustodianSubject,
    HolderSubject,
    PartnerSubject,
    ShipmentSubject,
    SpecimenSubject,
)


def _begin(desk: Desk) -> Arriving:
    return Arriving()


def _work(desk: Desk) -> Arriving:
    """Whoever is signed on receives."""
    work = desk.work if isinstance(desk.work, Arriving) else Arriving()
    return replace(work, receiver=arriving.receiver(desk))


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            way_out = wording_desk.SPECIMENS[JobName.ARRIVE] if work.shipment is None else "Go on with the tubes."
            verdict = Verdict(Code.SIGNED_ON, Tone.NOTE, "ARRIVE", f"to {subject.person.name}", way_out=way_out)
            return signed_on(turn, subject, work, verdict)
        case _ if not by_of(turn.desk):
            return refuses(turn, sign_on_first())
        case HolderSubject(shipment=shipment) if shipment is not None:
            return arriving.bag(turn, work, shipment, subject.specimens)
        case HolderSubject():
            return bags.no_rack(turn, subject.holder) or _nothing_comes(turn, subject)
        case ShipmentSubject():
            return arriving.bag(turn, work, subject.shipment, subject.specimens)
        case PartnerSubject() if subject.partner.kind is not PartyKind.COURIER:
            return delivered.confirmed(turn, work, subject.party)
        case SpecimenSubject():
            return _tube(turn, work, subject.specimen)
        case _:
            return stops.no_use(
                turn, subject, "This is no bag, manifest or tube.", wording_desk.SPECIMENS[JobName.ARRIVE]
            )


def _nothing_comes(turn: Turn, subject: HolderSubject) -> Step:
    verdict = Verdict(
        Code.NOTHING_HERE, Tone.REFUSE, "NOT EXPECTED", subject.holder.shown, "", "by the books it is on no trip",
        "Scan its manifest; or a tube in it, to be told what it is.",
    )  # fmt: skip
    return refuses(turn, verdict)


def _tube(turn: Turn, work: Arriving, specimen: Specimen) -> Step:
    """A tube out of the bag: accepted; one that should not be in it is told at once."""
    if work.lost:
        return losing.tube(turn, work, specimen)
    if specimen.state is State.LOST:
        return losing.found(turn, work, specimen)
    if work.laboratory is not None:
        return delivered.tube(turn, work, specimen)
    is_listed = any(each.specimen.number == specimen.number for each in work.listed)
    if not is_listed and specimen.state in (State.DEPARTED, State.ARRIVED):
        return _of_another_bag(turn, work, specimen)
    return accepting.take(turn, work, specimen)


def _of_another_bag(turn: Turn, work: Arriving, specimen: Specimen) -> Step:
    """Its own bag has not been scanned: without it, nobody would know that the bag came."""
    if work.shipment is None and specimen.state is State.ARRIVED:
        return accepting.take(turn, work, specimen)
    is_pending = arriving.is_pending(work) and any(each.number == specimen.number for each in work.inside)
    if is_pending and work.shipment is not None:
        return refuses(turn, arriving.where_is_it(turn, work.shipment, work.inside))
    word = "WHICH BAG?" if work.shipment is None else "EXTRA TUBE"
    aside = f"not of {work.shipment.holder.shown}" if work.shipment is not None else ""
    spot = specimen.spot
    stands = bags.joined(
        f"in {spot.holder}" if spot.holder else "", f"manifest {spot.shipment_code}", words.STATES[specimen.state]
    )
    verdict = Verdict(
        Code.NOT_LISTED, Tone.REFUSE, word, words.tube(specimen), aside,
        stands, "Scan the bag or the manifest that it is of first, then this tube again.",
    )  # fmt: skip
    return refuses(turn, verdict)


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """LOST; YES to what the bag waits for; else what an acceptance knows."""
    work, command = _work(turn.desk), subject.command
    if not by_of(turn.desk):
        return None
    if command is Command.SEAL_BROKEN:
        what = "A broken seal is told of a bag that has just come."
        return stops.nothing_to_do(turn, what, "Scan the bag or its manifest: its seal is asked for then.")
    if command in losing.REASONS:
        return losing.lost(turn, work, losing.REASONS[command])
    if turn.desk.latched is None and command in (Command.NO, Command.UNDO) and (work.lost or arriving.is_pending(work)):
        left = wording_desk.cancelled(work.lost or "the bag", "nothing was recorded")
        return works(turn, arriving.waits(work), left)
    if command is Command.YES and turn.desk.latched is None:
        return _yes_said(turn, work)
    return accepting.commanded(turn, work, subject)


def _yes_said(turn: Turn, work: Arriving) -> Step | None:
    if work.shipment is not None and arriving.is_pending(work):
        return arriving.arrive(turn, work, work.shipment, work.inside)
    if work.laboratory is not None:
        return delivered.rest(turn, work)
    if wording_accept.armed(work):
        return refuses(turn, wording_accept.still_armed(work))
    if work.is_seal_whole is False and work.waiting:
        verdict = Verdict(
            Code.TUBES_MISSING, Tone.REFUSE, "LOOK AT EACH", words.tubes(len(work.waiting)), "the seal was broken",
            "none of them is accepted unseen", "Scan each tube; first a CONDITION or a REJECT reason where there is one.",
        )  # fmt: skip
        return refuses(turn, verdict)
    return accepting.take_rest(turn, work)


def _ending(turn: Turn) -> Verdict | None:
    work = _work(turn.desk)
    over = accepting.left_over(turn, work)
    if over is None:
        return None
    is_part = any(each.mark in (Mark.ACCEPTED, Mark.REJECTED, Mark.LOST) for each in work.listed)
    return replace(over, word="PARTIALLY RECEIVED" if is_part else "NONE ACCEPTED")


def _yes(desk: Desk) -> str:
    work = _work(desk)
    if arriving.is_pending(work):
        return "the bag is here"
    if work.laboratory is not None and work.waiting and not wording_accept.armed(work):
        return f"{work.laboratory.name} has the other {len(work.waiting)}"
    return "" if work.is_seal_whole is False else accepting.may_accept_rest(work)


JOB = CustodyJob(
    begin=_begin,
    scanned=_scanned,
    commanded=_commanded,
    ending=_ending,
    yes=_yes,
)
