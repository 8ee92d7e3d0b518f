"""Accept: the receiver's badge, then whatever others have released or a courier has brought, tube by tube or by rack."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import accepting, arriving, stops, words
from tracker.jobs.custody.ending import begins, by_of, does, party_of, refuses, works
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.work import Handing
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.holder_facts import Shipment, ShipmentState
from tracker.specimens.orders import Arrive
from tracker.specimens.states import State
from tracker.specimens.subjects import CustodianSubject, HolderSubject, ShipmentSubject, SpecimenSubject


def _begin(desk: Desk) -> Handing:
    return Handing(receiver=party_of(desk.operator))


def _work(desk: Desk) -> Handing:
    return desk.work if isinstance(desk.work, Handing) else _begin(desk)


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return begins(turn, subject, Handing(receiver=subject.person))
        case SpecimenSubject():
            return accepting.take(turn, work, subject.specimen)
        case HolderSubject(shipment=shipment) if shipment is not None:
            return _bag(turn, work, shipment, subject.specimens)
        case HolderSubject():
            return _list(turn, work, subject.specimens, subject.holder.shown)
        case ShipmentSubject():
            return _bag(turn, work, subject.shipment, subject.specimens)
        case _:
            return stops.no_use(turn, subject, "This is no tube, rack or bag.", wording_desk.SPECIMENS[JobName.ACCEPT])


def _bag(turn: Turn, work: Handing, shipment: Shipment, inside: tuple[Specimen, ...]) -> Step:
    """A bag that nobody has scanned as arrived arrives now: the courier still answers for what is in it."""
    what = shipment.holder.shown
    if shipment.state is not ShipmentState.DEPARTED:
        return _list(turn, work, inside, what)
    if shipment.seal or arriving.is_elsewhere(turn, shipment):
        return refuses(turn, _arrive_first(shipment, what))
    arrived = tuple(replace(each, state=State.ARRIVED) for each in inside if each.state is State.DEPARTED)
    listed = replace(work, listed=accepting.listed(arrived))
    verdict = Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "ARRIVED",
        f"{what}   {words.tubes(len(arrived))}",
        f"from {shipment.sender.name}",
        f"with {words.named(shipment.courier)}",
        "Scan each tube, or YES for all that wait.",
    )
    order = Arrive(shipment.id, by_of(turn.desk))
    return does(turn, (order,), verdict, listed, item=what, text="arrived", count=len(arrived), may_undo=False)


def _arrive_first(shipment: Shipment, what: str) -> Verdict:
    """A seal is looked at before the bag is opened, and a copy of a manifest makes no bag arrive: ARRIVE asks for both."""
    why = f"seal {shipment.seal}: to be looked at" if shipment.seal else f"addressed to {words.named(shipment.target)}"
    way_out = "Scan ARRIVE, then the bag or its manifest."
    return Verdict(Code.BAG_AWAY, Tone.REFUSE, "NOT ARRIVED", what, "", why, way_out)


def _list(turn: Turn, work: Handing, inside: tuple[Specimen, ...], what: str) -> Step:
    """What of a rack or bag can be accepted; scanned once more, the rack is accepted whole by YES."""
    waiting = accepting.listed(inside)
    if not waiting:
        verdict = Verdict(
            Code.NOTHING_HERE, Tone.REFUSE, "NOTHING RELEASED", what, words.tubes(len(inside)),
            "nothing in it has been released",
            "Whoever holds it hands it off first; or scan one tube alone to take it over as an exception.",
        )  # fmt: skip
        return refuses(turn, verdict)
    others = len(inside) - len(waiting)
    detail = f"{words.tubes(others)} in it not released" if others else ""
    verdict = Verdict(
        Code.FOUND,
        Tone.NOTE,
        "NOW ACCEPT",
        f"{what}   {words.tubes(len(waiting))}",
        f"to {words.named(work.receiver)}",
        detail,
        "Scan each tube, or YES for all. First the exceptions: a REJECT reason and its tube.",
    )
    return works(turn, replace(work, listed=waiting), verdict)


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    return accepting.commanded(turn, _work(turn.desk), subject) if by_of(turn.desk) else None


def _ending(turn: Turn) -> Verdict | None:
    return accepting.left_over(turn, _work(turn.desk))


def _yes(desk: Desk) -> str:
    return accepting.may_accept_rest(_work(desk))


JOB = CustodyJob(
    begin=_begin,
    scanned=_scanned,
    commanded=_commanded,
    ending=_ending,
    yes=_yes,
)
