"""Delivered to a laboratory that does not scan here: its word is entered, whole or line by line.

A courier's *delivered* is not an acceptance. The laboratory confirms what it has (by list, telephone or portal); whoever has
that confirmation signs for it at this station, under his own badge, and never the courier for his own delivery. From then on
the laboratory answers for the tubes, and the board calls them missing no more.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import accepting, arriving, bags, stops, wording_accept, words
from tracker.jobs.custody.ending import asks, by_of, carry_out, does, refuses, works
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Arriving, Mark
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, Specimen
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.orders import Arrive
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.reject_reasons import REJECT_REASONS
from tracker.specimens.states import Do

CONFIRMED = "confirmed by the laboratory"
_WAYS = (
    "It has all of them? YES. Only some? QUANTITY n and YES for the n-th line; a REJECT reason first, or MISSING, LOST."
)


def confirmed(turn: Turn, work: Arriving, partner: Party) -> Step:
    """The partner's code after the bag's or manifest's: it has the bag."""
    shipment = work.shipment
    if shipment is None or not (arriving.is_pending(work) or work.waiting):
        way_out = "Scan the manifest first, then the laboratory that has confirmed it."
        return stops.nothing_to_do(turn, f"{partner.name}: for which bag?", way_out)
    if shipment.courier is not None and shipment.courier.code == by_of(turn.desk):
        return refuses(turn, _own_delivery(shipment, partner))
    if not arriving.is_pending(work):
        return works(turn, replace(work, laboratory=partner), _said(turn, work, shipment, partner, "NOW CONFIRM"))
    agreed = _delivered(turn, work, shipment, partner)
    if shipment.target is not None and shipment.target.code != partner.code:
        return asks(turn, _wrong_house(shipment, partner), Needs.YES, agreed)
    return carry_out(turn, agreed)


def _delivered(turn: Turn, work: Arriving, shipment: Shipment, partner: Party) -> Agreed:
    order = Arrive(shipment.id, by_of(turn.desk), confirmed_by=partner.code)
    now = replace(arriving.arrived_work(turn, shipment, work.inside), laboratory=partner)
    verdict = replace(_said(turn, now, shipment, partner, "DELIVERED"), code=Code.ACCEPTED, tone=Tone.ACCEPT)
    item = shipment.holder.shown
    return Agreed((order,), verdict, now, item, f"arrived at {partner.name}", len(now.listed), may_undo=False)


def _said(turn: Turn, work: Arriving, shipment: Shipment, partner: Party, word: str) -> Verdict:
    headline = f"{shipment.holder.shown}   {words.tubes(len(work.waiting))}"
    return Verdict(Code.FOUND, Tone.NOTE, word, headline, f"at {partner.name}", bags.way_of(shipment), _WAYS)


def _own_delivery(shipment: Shipment, partner: Party) -> Verdict:
    return Verdict(
        Code.SAME_PERSON, Tone.REFUSE, "SOMEBODY ELSE", f"{words.named(shipment.courier)} was the courier.",
        "nothing was recorded", f"nobody confirms his own delivery to {partner.name}",
        "Another person scans a badge, then the laboratory's code again.",
    )  # fmt: skip


def _wrong_house(shipment: Shipment, partner: Party) -> Verdict:
    return Verdict(
        Code.CONFIRM, Tone.ASK, "WRONG HOUSE?", f"{shipment.holder.shown} at {partner.name}",
        f"addressed to {words.named(shipment.target)}", "it will be recorded as delivered where it was not sent",
        "It is there, and they have said so? YES. Not so? NO.",
    )  # fmt: skip


def tube(turn: Turn, work: Arriving, specimen: Specimen) -> Step:
    """A line of the list, scanned from the manifest."""
    known = next((each for each in work.listed if each.specimen.number == specimen.number), None)
    if known is None:
        verdict = Verdict(
            Code.NOT_LISTED, Tone.REFUSE, "NOT ON THE LIST", words.tube(specimen), "", f"with {words.holder_of(specimen)}",
            "It was not in this bag by the books: the sender packs it, or takes it over as an exception.",
        )  # fmt: skip
        return refuses(turn, verdict)
    if known.mark in (Mark.ACCEPTED, Mark.REJECTED):
        return accepting.twice(turn, work, specimen, known.mark.value)
    return _confirm(turn, work, (known.specimen,))


def rest(turn: Turn, work: Arriving) -> Step | None:
    """YES: all that wait, or with QUANTITY n the n-th of them. None where nothing waits."""
    line, waiting = turn.desk.quantity, work.waiting
    if not waiting:
        return None
    if line is None and wording_accept.armed(work):
        return refuses(turn, wording_accept.still_armed(work))
    if line is None:
        return _confirm(turn, work, waiting)
    used = replace(turn, desk=replace(turn.desk, quantity=None))
    if line > len(waiting):
        verdict = Verdict(
            Code.NOTHING_ASKED, Tone.REFUSE, "WHICH LINE?", f"There is no line {line}.", "",
            f"{words.tubes(len(waiting))} still waiting", "Scan QUANTITY n for the n-th waiting line, then YES.",
        )  # fmt: skip
        return refuses(used, verdict)
    return _confirm(used, work, (waiting[line - 1],))


def _confirm(turn: Turn, work: Arriving, specimens: tuple[Specimen, ...]) -> Step:
    laboratory = work.laboratory
    assert laboratory is not None
    do, mark = (Do.REJECT, Mark.REJECTED) if work.reason else (Do.ACCEPT, Mark.ACCEPTED)
    order = CustodyOrder(
        do, tuple(each.number for each in specimens), by_of(turn.desk), to=laboratory.code,
        reason=work.reason or CONFIRMED, condition=work.condition,
    )  # fmt: skip
    now = replace(work, reason=None, condition=None)
    for each in specimens:
        now = accepting.with_mark(now, each, mark, REJECT_REASONS.get(work.reason or "", ""))
    what = words.tube(specimens[0]) if len(specimens) == 1 else words.tubes(len(specimens))
    word = "CONFIRMED" if mark is Mark.ACCEPTED else "REJECTED THERE"
    why = f"{work.reason} {REJECT_REASONS.get(work.reason, '')}" if work.reason else "its word is recorded"
    way_out = f"{wording_accept.counted(now)}. DONE."
    if now.waiting:
        way_out = f"{words.tubes(len(now.waiting))} still to confirm."
    if mark is Mark.REJECTED:
        way_out = f"Ask for another specimen. {way_out}"
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, word, what, wording_accept.progress(now), f"with {laboratory.name} · {why}", way_out
    )
    text = f"→ {laboratory.name}, {why}"
    return does(turn, (order,), verdict, now, item=what, text=text, count=len(specimens))
