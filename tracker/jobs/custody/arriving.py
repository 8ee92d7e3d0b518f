"""A bag that comes: is it here at all, is its seal whole, and which tubes are to be accepted out of it."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import accepting, bags, losing, wording_accept, words
from tracker.jobs.custody.ending import asks_which, by_of, carry_out, party_of, refuses, works
from tracker.jobs.custody.matter import Agreed
from tracker.jobs.custody.work import Arriving, Listed, Mark, Work
from tracker.jobs.desk import Desk, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, PartyKind, Specimen
from tracker.specimens.holder_facts import Shipment, ShipmentState
from tracker.specimens.orders import Arrive
from tracker.specimens.states import State


def receiver(desk: Desk) -> Party | None:
    return party_of(desk.operator)


def is_pending(work: Arriving) -> bool:
    """Whether a bag on its way is in hand of which nobody has said yet whether it is here."""
    return work.shipment is not None and work.shipment.state is ShipmentState.DEPARTED


def bag(turn: Turn, work: Arriving, shipment: Shipment, inside: tuple[Specimen, ...]) -> Step:
    """The bag or its manifest was scanned."""
    match shipment.state:
        case ShipmentState.OPEN:
            return refuses(turn, _said("NOT GONE YET", shipment, "it is being packed", "PACK it, then SHIP."))
        case ShipmentState.RECONCILED:
            what = "each of its tubes is accounted for"
            return refuses(turn, _said("ALL DONE", shipment, what, "Scan a tube to be told where it is."))
        case ShipmentState.LOST:
            return works(turn, Arriving(shipment=shipment, inside=inside), _declared_lost(shipment, inside))
        case ShipmentState.ARRIVED:
            if work.lost:
                return losing.bag(turn, _with_list(work, shipment, inside), work.lost)
            return _go_on(turn, work, shipment, inside)
        case ShipmentState.DEPARTED:
            now = replace(waits(work), receiver=work.receiver, shipment=shipment, inside=inside)
            if work.lost:
                return losing.bag(turn, now, work.lost)
            if is_elsewhere(turn, shipment):
                return works(turn, now, where_is_it(turn, shipment, inside))
            return arrive(turn, now, shipment, inside)


def waits(work: Work | None) -> Arriving:
    """Nothing in hand but what was scanned for the next tube: whatever bag that comes out of."""
    return Arriving(reason=work.reason, condition=work.condition) if isinstance(work, Arriving) else Arriving()


def _said(word: str, shipment: Shipment, what: str, way_out: str) -> Verdict:
    return Verdict(Code.BAG_AWAY, Tone.REFUSE, word, shipment.holder.shown, what, bags.way_of(shipment), way_out)


def _declared_lost(shipment: Shipment, inside: tuple[Specimen, ...]) -> Verdict:
    detail = bags.joined(f"reason: {shipment.reason}", bags.way_of(shipment))
    way_out = "It is here after all? Scan each tube in it: each is found by YES."
    headline = f"{shipment.holder.shown}   {words.tubes(len(inside))}"
    return Verdict(Code.FOUND, Tone.NOTE, "WAS LOST", headline, "declared lost", detail, way_out)


def is_elsewhere(turn: Turn, shipment: Shipment) -> bool:
    """Whether its code may be scanned without the bag: by whoever sent it, or where it was never to come.

    A copy of the manifest stays with the sender, and must not make a bag arrive that is still on the road.
    """
    target = shipment.target
    if shipment.sender.code == by_of(turn.desk) or target is None:
        return True
    here = turn.rules.partner_code
    return target.code != here if here else target.kind is PartyKind.LABORATORY


def where_is_it(turn: Turn, shipment: Shipment, inside: tuple[Specimen, ...]) -> Verdict:
    target = words.named(shipment.target)
    return Verdict(
        Code.WHERE_IS_IT,
        Tone.NOTE,
        "WHERE IS IT?",
        f"{shipment.holder.shown}   {words.tubes(len(inside))}",
        f"addressed to {target}",
        bags.joined(bags.way_of(shipment), bags.expected(shipment, turn.now)),
        f"Confirmed by {target}? Scan its code. Here, in your hands? YES. Not to be found? LOST. Else NO.",
    )


def arrive(turn: Turn, work: Arriving, shipment: Shipment, inside: tuple[Specimen, ...]) -> Step:
    """It is here: at once, or after a look at its seal (49 CFR 40.83: a broken seal is recorded at receipt)."""
    if not shipment.seal:
        return carry_out(turn, _arrived(turn, shipment, inside, None))
    asked = Verdict(
        Code.SEAL_WHOLE, Tone.ASK, "SEAL WHOLE?", f"seal {shipment.seal}", shipment.holder.shown,
        bags.way_of(shipment), "Whole, and with this number? YES. Broken, missing or another? SEAL BROKEN. Not here? NO.",
    )  # fmt: skip
    whole, broken = (_arrived(turn, shipment, inside, is_whole) for is_whole in (True, False))
    return asks_which(turn, asked, whole, broken)


def _arrived(turn: Turn, shipment: Shipment, inside: tuple[Specimen, ...], is_whole: bool | None) -> Agreed:
    order = Arrive(shipment.id, by_of(turn.desk), is_seal_whole=is_whole)
    work = arrived_work(turn, shipment, inside, is_whole)
    seal = {None: "no seal", True: f"seal {shipment.seal} whole", False: f"SEAL {shipment.seal} BROKEN"}[is_whole]
    if is_whole is False:
        word, way_out = "SEAL BROKEN", "Look at each tube, then scan it; first a CONDITION or a REJECT reason."
    else:
        word, way_out = "ARRIVED", "Scan each tube, or YES for all that wait."
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, word, f"{shipment.holder.shown}   {words.tubes(len(work.listed))}",
        _how_late(turn, shipment), bags.joined(seal, bags.way_of(shipment), bags.at_temperature(shipment.transport)),
        way_out,
    )  # fmt: skip
    item, text = shipment.holder.shown, f"arrived, {seal}"
    return Agreed((order,), verdict, work, item, text, len(work.listed), may_undo=False)


def arrived_work(
    turn: Turn, shipment: Shipment, inside: tuple[Specimen, ...], is_whole: bool | None = None
) -> Arriving:
    """What is in hand once the bag has arrived: every tube that was on the way in it waits."""
    on_way = tuple(replace(each, state=State.ARRIVED) for each in inside if each.state is State.DEPARTED)
    return replace(
        waits(turn.desk.work),
        giver=shipment.courier,
        receiver=receiver(turn.desk),
        listed=accepting.listed(on_way),
        shipment=replace(shipment, state=ShipmentState.ARRIVED, arrived_at=turn.scan.at),
        inside=inside,
        is_seal_whole=is_whole,
    )


def _how_late(turn: Turn, shipment: Shipment) -> str:
    late = bags.expected(shipment, turn.now)
    return late if late.startswith("LATE") else "in time"


def _with_list(work: Arriving, shipment: Shipment, inside: tuple[Specimen, ...]) -> Arriving:
    """The list of a bag that arrived before; what was accounted for at this desk stays on it, crossed out."""
    done: tuple[Listed, ...] = ()
    is_whole, laboratory = None, None
    if work.shipment is not None and work.shipment.id == shipment.id:
        done = tuple(each for each in work.listed if each.mark not in (Mark.WAITING, Mark.MISSING))
        is_whole, laboratory = work.is_seal_whole, work.laboratory
    known = {each.specimen.number for each in done}
    waiting = tuple(each for each in accepting.listed(inside) if each.specimen.number not in known)
    return replace(
        waits(work),
        giver=shipment.courier,
        receiver=work.receiver,
        listed=(*done, *waiting),
        shipment=shipment,
        inside=inside,
        laboratory=laboratory,
        is_seal_whole=is_whole,
    )


def _go_on(turn: Turn, work: Arriving, shipment: Shipment, inside: tuple[Specimen, ...]) -> Step:
    now = _with_list(work, shipment, inside)
    verdict = Verdict(
        Code.FOUND, Tone.NOTE, "NOW ACCEPT", f"{shipment.holder.shown}   {words.tubes(len(now.waiting))}",
        wording_accept.progress(now), bags.joined(bags.way_of(shipment), "arrived before"),
        "Scan each tube, or YES for all. Not there? QUANTITY n for its line, then MISSING or LOST.",
    )  # fmt: skip
    return works(turn, now, verdict)
