"""Ship: the bag, where it goes, its seal, then the courier: his scan sends it off, and he answers for it from then on."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject, PlaceSubject, UnknownSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import bags, sending, words
from tracker.jobs.custody.ending import by_of, refuses, sign_on_first, signed_on, works
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.stops import no_use, nothing_to_do
from tracker.jobs.custody.work import Sending
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Partner, PartyKind, Specimen, Transport
from tracker.specimens.holder_facts import Holder, Shipment, ShipmentState
from tracker.specimens.subjects import (
    CustodianSubject,
    HolderSubject,
    PartnerSubject,
    ShipmentSubject,
    SpecimenSubject,
)

_TEMPERATURES = {
    Command.AMBIENT: Transport.AMBIENT,
    Command.REFRIGERATED: Transport.REFRIGERATED,
    Command.FROZEN: Transport.FROZEN,
}
LONGEST_SEAL = 40
"""Characters. Numbered seals carry 6 to 20; what is longer is some other barcode."""


def _begin(desk: Desk) -> Sending:
    return Sending()


def _work(desk: Desk) -> Sending:
    return desk.work if isinstance(desk.work, Sending) else Sending()


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return _badge(turn, work, subject)
        case _ if not by_of(turn.desk):
            return refuses(turn, sign_on_first())
        case HolderSubject():
            return _bag(turn, work, subject.holder, subject.shipment, subject.specimens)
        case ShipmentSubject():
            return _bag(turn, work, subject.shipment.holder, subject.shipment, subject.specimens)
        case PartnerSubject() if subject.partner.kind is PartyKind.COURIER:
            return sending.send(turn, work, subject.party)
        case PartnerSubject():
            return _target(turn, work, subject.partner)
        case UnknownSubject(kind="unknown"):
            return _seal(turn, work, subject.text)
        case SpecimenSubject():
            return no_use(turn, subject, "A tube is sent in a bag.", "PACK it first; then SHIP and the bag.")
        case PlaceSubject():
            return _place(turn)
        case _:
            return no_use(
                turn, subject, "This is no bag, target, seal or courier.", wording_desk.SPECIMENS[JobName.SHIP]
            )


def _badge(turn: Turn, work: Sending, subject: CustodianSubject) -> Step:
    """The first badge is the sender's. With a bag in hand a badge is the courier's: one of us who carries it."""
    is_actor = subject.person.code == by_of(turn.desk)
    if by_of(turn.desk) and work.shipment is not None and not (is_actor and work.target is None):
        return sending.send(turn, work, subject.person)
    verdict = Verdict(
        Code.SIGNED_ON, Tone.NOTE, "SHIP", f"by {subject.person.name}", way_out=wording_desk.SPECIMENS[JobName.SHIP]
    )
    return signed_on(turn, subject, work, verdict)


def _place(turn: Turn) -> Step:
    """A place of this house is reached on foot. A bag goes to a partner: he has an address, and a time that it takes."""
    what = "A bag goes to a laboratory or another site, not to a room of this house."
    return nothing_to_do(turn, what, "Scan the partner's code; to a room here, HAND OFF.")


def _bag(turn: Turn, work: Sending, holder: Holder, shipment: Shipment | None, inside: tuple[Specimen, ...]) -> Step:
    rack = bags.no_rack(turn, holder)
    if rack is not None:
        return rack
    if shipment is not None and shipment.state is not ShipmentState.OPEN:
        return bags.away(turn, shipment, inside)
    if shipment is None or not inside:
        verdict = Verdict(
            Code.NOTHING_HERE, Tone.REFUSE, "NOTHING PACKED", holder.shown, "", "by the books nothing is in it",
            "Scan PACK, the bag, and what goes in.",
        )  # fmt: skip
        return refuses(turn, verdict)
    is_other = work.shipment is not None and work.shipment.id != shipment.id
    now = replace(Sending(target=work.target) if is_other else work, shipment=shipment, inside=inside)
    return sending.not_yours(turn, now) or works(turn, now, sending.ready(turn, now, "SHIP"))


def _target(turn: Turn, work: Sending, partner: Partner) -> Step:
    now = replace(work, target=partner)
    return works(turn, now, sending.ready(turn, now, "GOES TO"))


def _seal(turn: Turn, work: Sending, text: str) -> Step:
    """A seal's number is any plain code. Without a bag in hand it is only a code that nobody knows."""
    if work.shipment is None:
        return nothing_to_do(turn, "An unknown code. A seal's number?", "Scan the bag first, then its seal.")
    if not text.isprintable() or len(text) > LONGEST_SEAL or text[:1] == " " or text[-1:] == " ":
        return nothing_to_do(turn, "This is no seal's number.", "Scan the seal again; or go on without one.")
    now = replace(work, seal=text)
    return works(turn, now, sending.ready(turn, now, "SEAL"))


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """A temperature; NO takes the seal back; UNDO puts the bag aside, as long as it has not gone."""
    work, command = _work(turn.desk), subject.command
    if command in _TEMPERATURES:
        now = replace(work, transport=_TEMPERATURES[command])
        return works(turn, now, sending.ready(turn, now, command.value.upper()))
    if turn.desk.latched is not None or work.shipment is None:
        return None
    if command is Command.NO and work.seal:
        now = replace(work, seal="")
        return works(turn, now, sending.ready(turn, now, "NO SEAL"))
    if command in (Command.NO, Command.UNDO):
        left = wording_desk.cancelled(work.shipment.holder.shown, "it has not gone; it stays packed")
        return works(turn, Sending(), left)
    return None


def _ending(turn: Turn) -> Verdict | None:
    work = _work(turn.desk)
    if work.shipment is None:
        return None
    return Verdict(
        Code.BAG_AWAY, Tone.REFUSE, "NOT GONE", work.shipment.holder.shown, words.tubes(len(work.inside)),
        "no courier was scanned: it is packed, and in your name", "SHIP and the bag again, when the courier is there.",
    )  # fmt: skip


JOB = CustodyJob(
    begin=_begin,
    scanned=_scanned,
    commanded=_commanded,
    ending=_ending,
)
