"""What may go into a bag, and what comes out of it again: tube by tube, or a rack at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.jobs.custody import bags, out_of_order, stops, words
from tracker.jobs.custody.ending import asks, by_of, does, refuses, works
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Packing
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen, Transport
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import HELD, Do, State
from tracker.specimens.subjects import HolderSubject
from tracker.specimens.transport import needed, unlike


def in_the_bag(count: int) -> str:
    return f"{count} in the bag" if count else "empty"


def pack_tube(turn: Turn, work: Packing, specimen: Specimen) -> Step:
    """One tube. What is doubtful about it is asked once, all together."""
    stop = (
        stops.ended(turn, specimen)
        or stops.not_collected_yet(turn, specimen)
        or _in_it(turn, work, specimen)
        or _not_in_hand(turn, work, specimen)
    )
    if stop is not None:
        return stop
    if unlike((specimen,), needed(work.inside)):
        return refuses(turn, _other_temperature(work, specimen))
    doubts = _doubts(turn, work, specimen)
    agreed = _packed(turn, work, specimen, tuple(doubts))
    if not doubts:
        return does(turn, agreed.orders, agreed.verdict, agreed.work, item=agreed.item, text=agreed.text)
    word = "REJECTED" if "rejected" in doubts else "TOO OLD" if "too_old" in doubts else "SURE?"
    code = Code.TOO_OLD if "too_old" in doubts else Code.CONFIRM
    other = "DISPOSE of it, and ask for another: NO. " if "rejected" in doubts else "Leave it out? NO. "
    way_out = f"{other}Into the bag all the same? YES."
    asked = Verdict(code, Tone.ASK, word, words.tube(specimen), "pack it?", bags.joined(*doubts.values()), way_out)
    return asks(turn, asked, Needs.YES, agreed)


def _packed(turn: Turn, work: Packing, specimen: Specimen, overrides: tuple[str, ...]) -> Agreed:
    order = CustodyOrder(Do.PLACE, (specimen.number,), by_of(turn.desk), holder_code=work.bag.code, overrides=overrides)
    now = replace(work, inside=(*work.inside, specimen), noted=None)
    item, into = words.tube(specimen), work.bag.shown
    detail = bags.joined(words.keeps(specimen, turn.now), into, bags.at_temperature(needed(now.inside)))
    way_out = "The next, or SHIP."
    word = words.late_word("PACKED", specimen, turn.now)
    verdict = Verdict(Code.ACCEPTED, Tone.ACCEPT, word, item, in_the_bag(len(now.inside)), detail, way_out)
    return Agreed((order,), verdict, now, item, f"→ {into}")


def _in_it(turn: Turn, work: Packing, specimen: Specimen) -> Step | None:
    """Scanned again: said, not asked, so that whoever packs on is not held up; UNDO takes it out."""
    if specimen.spot.holder_code != work.bag.code:
        return None
    is_mine = not bags.not_at_hand((specimen,), by_of(turn.desk))
    detail = "" if is_mine else f"in the name of {words.named(specimen.custodian)}"
    way_out = "Go on. Out of the bag again? UNDO." if is_mine else "Go on."
    verdict = Verdict(
        Code.SCANNED_ALREADY, Tone.NOTE, "ALREADY", words.tube(specimen), in_the_bag(len(work.inside)), detail, way_out
    )
    return works(turn, replace(work, noted=specimen if is_mine else None), verdict)


def _not_in_hand(turn: Turn, work: Packing, specimen: Specimen) -> Step | None:
    """Only whoever answers for a tube packs it."""
    if not bags.not_at_hand((specimen,), by_of(turn.desk)):
        return None
    ways = {
        State.STORED: "Scan RETRIEVE and the tube first; then PACK and the bag.",
        State.RELEASED: "You have offered it: UNDO where that was done, or whoever took it accepts it.",
        State.LOST: "Found? Scan ARRIVE and the tube first; then PACK and the bag.",
    }
    is_mine = specimen.custodian is not None and specimen.custodian.code == by_of(turn.desk)
    if specimen.state is State.STORED or is_mine:
        verdict = Verdict(
            Code.OUT_OF_ORDER, Tone.REFUSE, "NOT IN YOUR HANDS", words.tube(specimen), words.STATES[specimen.state],
            f"with {words.holder_of(specimen)}", ways.get(specimen.state, "Scan ARRIVE and its bag first."),
        )  # fmt: skip
        return refuses(turn, verdict)
    return out_of_order.answer(turn, specimen, replace(work, noted=None), "pack it")


def _doubts(turn: Turn, work: Packing, specimen: Specimen) -> dict[str, str]:
    """What must be agreed to, by the words that are recorded with the step."""
    doubts = {}
    if words.is_too_old(specimen, turn.now):
        doubts["too_old"] = words.keeps(specimen, turn.now)
    if specimen.is_rejected:
        doubts["rejected"] = words.keeps(specimen, turn.now)
    if _is_in_other_bag(work, specimen):
        doubts["other_bag"] = f"packed in {specimen.spot.holder} by the books"
    return doubts


def _is_in_other_bag(work: Packing, specimen: Specimen) -> bool:
    return specimen.spot.shipment_code is not None and specimen.spot.holder_code != work.bag.code


def _other_temperature(work: Packing, specimen: Specimen) -> Verdict:
    travels = bags.at_temperature(needed(work.inside))
    return Verdict(
        Code.OTHER_TEMPERATURE,
        Tone.REFUSE,
        "ANOTHER BAG",
        words.tube(specimen),
        f"travels {bags.at_temperature(specimen.transport)}",
        f"{work.bag.shown} travels {travels}",
        "Scan another bag, then this tube again.",
    )


# A rack


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What of a rack goes into the bag, and why the rest does not."""

    fit: tuple[Specimen, ...]
    others: tuple[Specimen, ...]
    doubtful: tuple[Specimen, ...]
    unlike: tuple[Specimen, ...]


def pack_rack(turn: Turn, work: Packing, subject: HolderSubject) -> Step:
    """All in it that is the packer's and in no doubt; the rest is told by number, and may be scanned alone."""
    sorted_ = _sort(turn, work, subject.specimens)
    rack = subject.holder.shown
    if not sorted_.fit:
        verdict = Verdict(
            Code.NOTHING_HERE, Tone.REFUSE, "NOTHING PACKED", rack, words.tubes(len(subject.specimens)),
            _left_out(sorted_) or "by the books nothing stands in it", "Scan one tube alone to be told what to do.",
        )  # fmt: skip
        return refuses(turn, verdict)
    if needed(work.inside) is None and unlike(sorted_.fit, needed(sorted_.fit)):
        return refuses(turn, _two_temperatures(rack, sorted_.fit))
    order = CustodyOrder(
        Do.PLACE, tuple(each.number for each in sorted_.fit), by_of(turn.desk), holder_code=work.bag.code
    )
    now = replace(work, inside=(*work.inside, *sorted_.fit), noted=None)
    left = _left_out(sorted_)
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "PACKED", f"{rack}   {words.tubes(len(sorted_.fit))}", in_the_bag(len(now.inside)),
        bags.joined(work.bag.shown, left), "Left out: scan each alone." if left else "The next, or SHIP.",
    )  # fmt: skip
    text = f"→ {work.bag.shown}"
    return does(turn, (order,), verdict, now, item=rack, text=text, count=len(sorted_.fit))


def _sort(turn: Turn, work: Packing, specimens: tuple[Specimen, ...]) -> _Sorted:
    others = bags.not_at_hand(specimens, by_of(turn.desk))
    mine = tuple(each for each in specimens if each not in others)
    cold = unlike(mine, needed(work.inside))
    doubtful = tuple(each for each in mine if each not in cold and _doubts(turn, work, each))
    fit = tuple(each for each in mine if each not in cold and each not in doubtful)
    return _Sorted(fit, others, doubtful, cold)


def _left_out(sorted_: _Sorted) -> str:
    return bags.joined(
        f"not yours: {words.numbers(sorted_.others)}" if sorted_.others else "",
        f"in doubt: {words.numbers(sorted_.doubtful)}" if sorted_.doubtful else "",
        f"another temperature: {words.numbers(sorted_.unlike)}" if sorted_.unlike else "",
    )


def _two_temperatures(rack: str, specimens: tuple[Specimen, ...]) -> Verdict:
    parts = [
        f"{bags.at_temperature(transport)}: {words.numbers(those)}"
        for transport in Transport
        if (those := tuple(each for each in specimens if each.transport is transport))
    ]
    return Verdict(
        Code.OTHER_TEMPERATURE, Tone.REFUSE, "TWO TEMPERATURES", rack, words.tubes(len(specimens)),
        bags.joined(*parts), "One bag has one temperature: scan the tubes of one of them, then the rack.",
    )  # fmt: skip


# Out again


def take_out(turn: Turn, work: Packing, specimen: Specimen) -> Step:
    """Out of the bag and off its list; in the packer's hands, as before."""
    assert specimen.state in HELD
    order = CustodyOrder(Do.PLACE, (specimen.number,), by_of(turn.desk), holder_code="")
    inside = tuple(each for each in work.inside if each.number != specimen.number)
    item, bag = words.tube(specimen), work.bag.shown
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "TAKEN OUT", item, in_the_bag(len(inside)), f"out of {bag}, in your hands", "Go on."
    )
    return does(turn, (order,), verdict, replace(work, inside=inside, noted=None), item=item, text=f"out of {bag}")
