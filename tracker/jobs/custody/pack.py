"""Pack: a bag or box, then the tubes and racks that go into it. Until it leaves, the packer answers for them."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import bags, packing, words
from tracker.jobs.custody.ending import by_of, does, refuses, sign_on_first, signed_on, works
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.stops import no_use
from tracker.jobs.custody.work import Packing
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.holder_facts import Holder, HolderKind, Shipment, ShipmentState
from tracker.specimens.orders import OpenShipment
from tracker.specimens.subjects import CustodianSubject, HolderSubject, ShipmentSubject, SpecimenSubject
from tracker.specimens.transport import needed


def _begin(desk: Desk) -> None:
    return None


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = turn.desk.work if isinstance(turn.desk.work, Packing) else None
    match subject:
        case CustodianSubject():
            return signed_on(turn, subject, work, _signed_on(subject, work))
        case _ if not by_of(turn.desk):
            return refuses(turn, sign_on_first())
        case HolderSubject() if work is not None and _is_content(work, subject):
            return packing.pack_rack(turn, work, subject)
        case HolderSubject():
            return _bag(turn, subject.holder, subject.shipment, subject.specimens)
        case ShipmentSubject():
            return _bag(turn, subject.shipment.holder, subject.shipment, subject.specimens)
        case SpecimenSubject() if work is None:
            return refuses(turn, _which_bag(subject.specimen))
        case SpecimenSubject() if work is not None:
            return packing.pack_tube(turn, work, subject.specimen)
        case _:
            return no_use(turn, subject, "This is no tube, rack or bag.", wording_desk.SPECIMENS[JobName.PACK])


def _is_content(work: Packing, subject: HolderSubject) -> bool:
    """A rack goes in; and so does a box with something in it, unless it is packed for a trip of its own."""
    if subject.holder.kind is HolderKind.RACK:
        return True
    is_box = subject.holder.kind is HolderKind.BOX and subject.holder.code != work.bag.code
    return is_box and subject.shipment is None and bool(subject.specimens)


def _signed_on(subject: CustodianSubject, work: Packing | None) -> Verdict:
    into = f"into {work.bag.shown}" if work is not None else ""
    way_out = "Scan the tubes or racks that go in." if work is not None else wording_desk.SPECIMENS[JobName.PACK]
    held = f"{words.tubes(subject.held)} in this name" if subject.held else ""
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "PACK", f"by {subject.person.name}", into, held, way_out)


def _which_bag(specimen: Specimen) -> Verdict:
    return Verdict(
        Code.NO_BAG, Tone.REFUSE, "WHICH BAG?", words.tube(specimen), "", "", "Scan the bag first, then the tube again."
    )


def _bag(turn: Turn, holder: Holder, shipment: Shipment | None, inside: tuple[Specimen, ...]) -> Step:
    """Opens a bag for a trip, or goes on with one that is open."""
    rack = bags.no_rack(turn, holder)
    if rack is not None:
        return rack
    if shipment is None:
        return _opened(turn, holder, inside)
    if shipment.state is not ShipmentState.OPEN:
        return bags.away(turn, shipment, inside)
    others = bags.not_at_hand(inside, by_of(turn.desk))
    detail = bags.joined(
        bags.at_temperature(needed(inside)),
        f"begun by {shipment.sender.name}",
        f"not yours: {words.numbers(others)}" if others else "",
    )
    verdict = Verdict(
        Code.BAG_OPENED, Tone.NOTE, "PACK", holder.shown, packing.in_the_bag(len(inside)), detail,
        "Scan what goes in. All in? SHIP.",
    )  # fmt: skip
    return works(turn, Packing(holder, inside), verdict)


def _opened(turn: Turn, holder: Holder, inside: tuple[Specimen, ...]) -> Step:
    if inside:
        verdict = Verdict(
            Code.BAG_AWAY, Tone.REFUSE, "NOT EMPTY", holder.shown, words.tubes(len(inside)),
            f"by the books {words.numbers(inside)} in it, for no trip", "Take another bag, or take these out first.",
        )  # fmt: skip
        return refuses(turn, verdict)
    verdict = Verdict(
        Code.BAG_OPENED, Tone.ACCEPT, "BAG OPEN", holder.shown, packing.in_the_bag(0), "",
        "Scan the tubes or racks that go in.",
    )  # fmt: skip
    order = OpenShipment(holder.code, by_of(turn.desk))
    return does(turn, (order,), verdict, Packing(holder), item=holder.shown, text="opened for a trip", may_undo=False)


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """UNDO after a tube that lies in the bag already takes it out again."""
    desk = turn.desk
    if not isinstance(desk.work, Packing) or desk.work.noted is None:
        return None
    if subject.command is Command.UNDO and desk.latched is None and by_of(desk):
        return packing.take_out(turn, desk.work, desk.work.noted)
    if subject.command is Command.NO:
        left = wording_desk.cancelled(words.tube(desk.work.noted), "it stays in the bag")
        return works(turn, replace(desk.work, noted=None), left)
    return None


def _ending(turn: Turn) -> Verdict | None:
    return None


JOB = CustodyJob(
    begin=_begin,
    scanned=_scanned,
    commanded=_commanded,
    ending=_ending,
)
