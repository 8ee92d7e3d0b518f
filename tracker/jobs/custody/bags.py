"""How bags, their trips and their temperatures are said; and what stops a bag in any job."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.jobs.custody import words
from tracker.jobs.custody.ending import refuses
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen, Transport
from tracker.specimens.holder_facts import Holder, HolderKind, Shipment, ShipmentState
from tracker.specimens.states import HELD

TEMPERATURES = {
    Transport.AMBIENT: "ambient",
    Transport.REFRIGERATED: "refrigerated, 2 to 8 °C",
    Transport.FROZEN: "frozen, -20 °C or below",
}


def at_temperature(transport: Transport | None) -> str:
    """Empty where nothing is asked for."""
    return TEMPERATURES[transport] if transport is not None else ""


def joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def way_of(shipment: Shipment) -> str:
    """``from CMA 07 to Reference lab, with Swift Courier``."""
    to = f" to {shipment.target.name}" if shipment.target is not None else ""
    courier = f", with {shipment.courier.name}" if shipment.courier is not None else ""
    return f"from {shipment.sender.name}{to}{courier}"


def expected(shipment: Shipment, now: datetime) -> str:
    """``expected in 1 h 20 m``, ``LATE by 14 m``; empty for a bag that is not on the way."""
    if shipment.expected_at is None or shipment.state is not ShipmentState.DEPARTED:
        return ""
    left = shipment.expected_at - now
    return f"LATE by {words.span(-left)}" if left < timedelta() else f"expected in {words.span(left)}"


def not_at_hand(specimens: tuple[Specimen, ...], badge: str) -> tuple[Specimen, ...]:
    """Which of them whoever bears ``badge`` does not answer for, or has released."""
    return tuple(
        each for each in specimens if each.state not in HELD or each.custodian is None or each.custodian.code != badge
    )


def no_rack(turn: Turn, holder: Holder) -> Step | None:
    """A rack stands in a house; it travels inside a bag or a box."""
    if holder.kind is not HolderKind.RACK:
        return None
    verdict = Verdict(
        Code.WRONG_KIND, Tone.REFUSE, "NO BAG", holder.shown, "", "a rack travels in a bag, its tubes on the bag's list",
        "Scan the bag or the transport box.",
    )  # fmt: skip
    return refuses(turn, verdict)


def away(turn: Turn, shipment: Shipment, inside: tuple[Specimen, ...]) -> Step:
    """Nothing goes into, and nobody sends, a bag that has gone: it says where it is."""
    now = turn.now
    if shipment.state is ShipmentState.DEPARTED:
        word, way_out = "ON ITS WAY", "Take another bag. Is it here? Scan ARRIVE, then the bag."
    elif shipment.state is ShipmentState.ARRIVED:
        word, way_out = "NOT UNPACKED", "Scan ARRIVE and the bag, and account for each tube; then it is free."
    else:
        word, way_out = "TRIP IS OVER", "Scan the bag itself to begin another trip."
    aside = expected(shipment, now) or shipment.state.value
    detail = joined(words.tubes(len(inside)) if inside else "", way_of(shipment))
    return refuses(turn, Verdict(Code.BAG_AWAY, Tone.REFUSE, word, shipment.holder.shown, aside, detail, way_out))
