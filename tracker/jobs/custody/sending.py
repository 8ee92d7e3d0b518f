"""A bag sent off: what it still lacks, what must be agreed to, and its departure."""

from __future__ import annotations

from datetime import timedelta

from tracker.jobs.custody import bags, words
from tracker.jobs.custody.ending import asks, by_of, carry_out, refuses
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Sending
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Partner, Party, Specimen, Transport
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.orders import Depart
from tracker.specimens.transport import needed, unlike


def send(turn: Turn, work: Sending, courier: Party) -> Step:
    """The courier's scan: the last one, and the one that sends it off."""
    shipment, target = work.shipment, work.target
    if shipment is None:
        return refuses(turn, _lacks("WHICH BAG?", courier, "Scan the bag first, then where it goes."))
    stop = not_yours(turn, work)
    if stop is not None:
        return stop
    if target is None:
        return refuses(turn, _lacks("WHERE TO?", courier, "Scan the laboratory or site, then the courier again."))
    agreed = _departing(turn, work, shipment, target, courier)
    doubts = _doubts(turn, work, courier)
    if not doubts:
        return carry_out(turn, agreed)
    asked = Verdict(
        Code.CONFIRM, Tone.ASK, "SEND IT SO?", f"{agreed.item}   {words.tubes(len(work.inside))}", f"to {target.name}",
        bags.joined(*doubts.values()), "It goes all the same? YES, or scan the courier again. Not yet? NO.",
    )  # fmt: skip
    return asks(turn, asked, Needs.YES, agreed)


def not_yours(turn: Turn, work: Sending) -> Step | None:
    """A bag leaves in one person's name: whatever of it is in others' hands is handed to him, or taken out."""
    others = bags.not_at_hand(work.inside, by_of(turn.desk))
    if not others or work.shipment is None:
        return None
    holders = sorted({_whose(each, by_of(turn.desk)) for each in others})
    verdict = Verdict(
        Code.NOT_CUSTODIAN, Tone.REFUSE, "NOT ALL YOURS", work.shipment.holder.shown, words.tubes(len(others)),
        f"{words.numbers(others)}: {', '.join(holders[:3])}",
        "They hand them off to you first: HAND OFF. Or they take them out: PACK, the bag, the tube, UNDO.",
    )  # fmt: skip
    return refuses(turn, verdict)


def _whose(specimen: Specimen, badge: str) -> str:
    is_own = specimen.custodian is not None and specimen.custodian.code == badge
    return words.STATES[specimen.state] if is_own else f"with {words.named(specimen.custodian)}"


def ready(turn: Turn, work: Sending, word: str) -> Verdict:
    """What is known of the bag so far, and what to scan next."""
    bag = work.shipment.holder.shown if work.shipment is not None else "no bag yet"
    late = tuple(each for each in work.inside if words.is_too_old(each, turn.now))
    count = words.tubes(len(work.inside)) if work.inside else ""
    detail = bags.joined(
        _to(work.target) if work.target is not None else "",
        bags.at_temperature(transport_of(work)) if work.transport or work.inside else "",
        f"seal {work.seal}" if work.seal else "",
        f"TOO OLD: {words.numbers(late)}" if late else "",
        words.rejected_of(work.inside),
        f"they need {bags.at_temperature(needed(work.inside))}: it will be asked" if _is_at_other(work) else "",
    )
    return Verdict(Code.BAG_OPENED, Tone.NOTE, word, bag, count, detail, _next(work))


def transport_of(work: Sending) -> Transport:
    """What was scanned; else what the tubes need."""
    return work.transport or needed(work.inside) or Transport.AMBIENT


def _to(target: Partner) -> str:
    clia = f" (CLIA {target.clia})" if target.clia else ""
    return f"to {target.name}{clia}, {words.span(timedelta(minutes=target.transit_minutes))} on the way"


def _next(work: Sending) -> str:
    if work.shipment is None:
        return "Scan the bag."
    if work.target is None:
        return "Scan where it goes: the laboratory or site."
    return (
        "Scan the courier: the bag goes." if work.seal else "Scan its seal, if it has one; then the courier: it goes."
    )


def _lacks(word: str, courier: Party, way_out: str) -> Verdict:
    return Verdict(Code.NO_BAG, Tone.REFUSE, word, f"courier {courier.name}", "nothing has gone", "", way_out)


def _is_at_other(work: Sending) -> bool:
    return bool(unlike(work.inside, transport_of(work)))


def _doubts(turn: Turn, work: Sending, courier: Party) -> dict[str, str]:
    """What must be agreed to, by the words that are recorded with the departure."""
    doubts = {}
    late = tuple(each for each in work.inside if words.is_too_old(each, turn.now))
    if late:
        doubts["too_old"] = f"TOO OLD: {words.numbers(late)}"
    if unfit := words.rejected_of(work.inside):
        doubts["rejected"] = f"{unfit}, not to be tested"
    if _is_at_other(work):
        others = unlike(work.inside, transport_of(work))
        needs = bags.at_temperature(needed(others))
        doubts["temperature"] = f"{words.numbers(others)} must travel {needs}, not {transport_of(work).value}"
    if courier.code == by_of(turn.desk):
        doubts["own_courier"] = f"{courier.name} carries it himself"
    return doubts


def _departing(turn: Turn, work: Sending, shipment: Shipment, target: Partner, courier: Party) -> Agreed:
    transit = timedelta(minutes=target.transit_minutes)
    order = Depart(
        shipment.id,
        by_of(turn.desk),
        courier=courier.code,
        target=target.code,
        transport=transport_of(work),
        seal=work.seal,
        expected_at=turn.scan.at + transit,
        overrides=tuple(_doubts(turn, work, courier)),
    )
    bag, count = shipment.holder.shown, len(work.inside)
    detail = bags.joined(
        f"to {target.name}, with {courier.name}",
        f"seal {work.seal}" if work.seal else "no seal",
        bags.at_temperature(transport_of(work)),
    )
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "DEPARTED", f"{bag}   {words.tubes(count)}", f"expected in {words.span(transit)}",
        detail, "Its manifest is being printed: it goes with the bag.",
    )  # fmt: skip
    text = f"→ {target.name} with {courier.name}"
    return Agreed((order,), verdict, Sending(), bag, text, count, may_undo=False)
