"""Lost: a line of the list, one tube, all that is left, or the whole bag; and what turns up again.

Whatever is lost is back in the sender's name, and on the list of the missing at once (as in instedd/cdx, where a transfer
that was not received returns to whoever sent it).
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.jobs.custody import accepting, bags, stops, words
from tracker.jobs.custody.ending import asks, by_of, refuses, works
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Arriving, Mark
from tracker.jobs.desk import Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.orders import LoseShipment
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import UNDER_WAY, Do, State, is_anothers

REASONS = {
    Command.LOST_IN_TRANSIT: "lost in transit",
    Command.LOST_HERE: "lost here",
    Command.LOST_SPILLED: "spilled",
}


def lost(turn: Turn, work: Arriving, reason: str) -> Step:
    """A LOST barcode: with QUANTITY n the n-th waiting line, else all that the bag in hand has left."""
    line = turn.desk.quantity
    if line is not None:
        return _line(turn, work, line, reason)
    if work.shipment is not None and _left(work):
        return bag(turn, work, reason)
    verdict = Verdict(
        Code.REASON_SET, Tone.NOTE, "LOST", reason, "", "for the next scan only",
        "Scan the bag or its manifest; or the tube, where its label is left. Not so? NO.",
    )  # fmt: skip
    return works(turn, replace(work, lost=reason), verdict)


def _left(work: Arriving) -> tuple[Specimen, ...]:
    """What of the bag nobody has accounted for."""
    if work.shipment is not None and work.shipment.state is ShipmentState.DEPARTED:
        return tuple(each for each in work.inside if each.state in UNDER_WAY)
    return tuple(each.specimen for each in work.listed if each.mark in (Mark.WAITING, Mark.MISSING))


def _line(turn: Turn, work: Arriving, line: int, reason: str) -> Step:
    left = _left(work)
    used = replace(turn, desk=replace(turn.desk, quantity=None))
    if not 1 <= line <= len(left):
        verdict = Verdict(
            Code.NOTHING_ASKED, Tone.REFUSE, "WHICH LINE?", f"There is no line {line}.", "",
            f"{words.tubes(len(left))} not accounted for", "Scan QUANTITY n for the n-th line, then LOST again.",
        )  # fmt: skip
        return refuses(used, verdict)
    return _tubes(used, work, (left[line - 1],), reason)


def tube(turn: Turn, work: Arriving, specimen: Specimen) -> Step:
    """A tube whose label can still be scanned: broken, or spilled."""
    cleared = replace(work, lost="")
    stop = stops.ended(turn, specimen) or stops.not_collected_yet(turn, specimen)
    if stop is not None:
        return stop
    if specimen.state is State.LOST:
        return stops.already(turn, specimen, "declared lost")
    return _tubes(turn, cleared, (specimen,), work.lost)


def bag(turn: Turn, work: Arriving, reason: str) -> Step:
    """The whole bag, where nothing of it was accounted for yet; else all that is left of it."""
    left, shipment = _left(work), work.shipment
    assert shipment is not None
    if any(each.mark in (Mark.ACCEPTED, Mark.REJECTED, Mark.LOST) for each in work.listed):
        return _tubes(turn, work, left, reason)
    order = LoseShipment(shipment.id, by_of(turn.desk), reason)
    return _ask(turn, work, left, reason, (order,), shipment.holder.shown)


def _tubes(turn: Turn, work: Arriving, specimens: tuple[Specimen, ...], reason: str) -> Step:
    order = CustodyOrder(Do.LOSE, tuple(each.number for each in specimens), by_of(turn.desk), reason=reason)
    what = words.tube(specimens[0]) if len(specimens) == 1 else words.tubes(len(specimens))
    return _ask(turn, work, specimens, reason, (order,), what)


def _ask(
    turn: Turn, work: Arriving, specimens: tuple[Specimen, ...], reason: str, orders: tuple[Order, ...], what: str
) -> Step:
    """A loss stands for good, so that it is always asked."""
    count = words.tubes(len(specimens))
    headline = what if count in what or len(specimens) == 1 else f"{what}   {count}"
    whose = _others(turn, specimens)
    more = "" if len(specimens) == 1 else " One tube only? NO, then QUANTITY n for its line, and LOST."
    asked = Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "LOST?",
        headline,
        reason,
        "" if len(specimens) == 1 and headline == words.tube(specimens[0]) else words.numbers(specimens),
        f"You have looked everywhere? YES{stops.then_second(whose)}. Not yet? NO.{more}",
    )
    now = replace(work, lost="")
    for each in specimens:
        now = accepting.with_mark(now, replace(each, state=State.LOST), Mark.LOST, reason)
    if now.shipment is not None and isinstance(orders[0], LoseShipment):
        now = replace(now, shipment=replace(now.shipment, state=ShipmentState.LOST, reason=reason))
    agreed = Agreed(
        orders, _alarm(work, specimens, headline, reason), now, what, reason, len(specimens), may_undo=False,
        witness_for=f"it is in the hands of {whose}" if whose else "",
    )  # fmt: skip
    return asks(turn, asked, Needs.YES, agreed)


def _others(turn: Turn, specimens: tuple[Specimen, ...]) -> str:
    """Out of whose hands they would be lost, where those are not the hands of whoever says so."""
    by = by_of(turn.desk)
    others = (each for each in specimens if is_anothers(Do.LOSE, each.state, words.code_of(each), by))
    return next((words.named(each.custodian) for each in others), "")


def _alarm(work: Arriving, specimens: tuple[Specimen, ...], headline: str, reason: str) -> Verdict:
    shipment = work.shipment
    is_out = shipment is not None and all(each.state in UNDER_WAY for each in specimens)
    if shipment is not None and is_out:
        whose = f"in the name of {shipment.sender.name} again"
    else:
        whose = f"still in the name of {words.named(specimens[0].custodian)}"
    called = (shipment.courier, shipment.target) if shipment is not None else ()
    calls = " and ".join(each.name for each in called if each is not None) or "whoever had it last"
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "LOST", headline, reason, f"{whose} · MISSING from now on",
        f"Call {calls} now, and tell the provider. It turns up? ARRIVE, then the tube.",
    )  # fmt: skip


def found(turn: Turn, work: Arriving, specimen: Specimen) -> Step:
    """A lost tube turns up: it is in the hands of whoever has it, and no longer missing."""
    order = CustodyOrder(Do.FIND, (specimen.number,), by_of(turn.desk), to=by_of(turn.desk))
    item, second = words.tube(specimen), stops.finders_second(turn, specimen)
    asked = Verdict(
        Code.CONFIRM, Tone.ASK, "FOUND?", item, "it was declared lost",
        bags.joined(f"{words.since(specimen, turn.now)}, in the name of {words.named(specimen.custodian)}",
                    words.keeps(specimen, turn.now)),
        f"In your hands? YES, or scan it again{stops.then_second(second)}: it is then in your name. Not? NO.",
    )  # fmt: skip
    done = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "FOUND", item, f"to {words.named(work.receiver)}",
        words.keeps(specimen, turn.now), "Look at it well. Not fit for testing? DISPOSE, and ask for another.",
    )  # fmt: skip
    now = accepting.with_mark(work, specimen, Mark.ACCEPTED, "found") if work.listed else work
    agreed = Agreed((order,), done, now, item, "found", may_undo=False, witness_for=second)
    return asks(turn, asked, Needs.YES, agreed)
