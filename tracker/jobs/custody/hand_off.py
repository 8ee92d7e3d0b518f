"""Hand-off, face to face: the giver's badge and his tubes or racks, the receiver's badge and each tube.

Twenty tubes in a rack take 24 scans: HAND OFF, badge, rack, badge, twenty tubes; or four and YES, where the receiver takes
the rack's word for it. Until the receiver has accepted a tube it stays in the giver's name.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import accepting, out_of_order, stops, wording_accept, words
from tracker.jobs.custody.ending import by_of, does, party_of, refuses, sign_on_first, signed_on
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.stops import ready
from tracker.jobs.custody.work import Handing, Listed
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State
from tracker.specimens.subjects import CustodianSubject, HolderSubject, SpecimenSubject


def _begin(desk: Desk) -> Handing:
    return Handing(giver=party_of(desk.operator))


def _work(desk: Desk) -> Handing:
    return desk.work if isinstance(desk.work, Handing) else _begin(desk)


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return _badge(turn, work, subject)
        case _ if work.giver is None:
            return refuses(turn, sign_on_first())
        case SpecimenSubject() if work.receiver is not None:
            return accepting.take(turn, work, subject.specimen)
        case SpecimenSubject():
            return _release(turn, work, (subject.specimen,), words.tube(subject.specimen))
        case HolderSubject() if work.receiver is not None:
            return _accept_holder(turn, work, subject)
        case HolderSubject():
            return _release(turn, work, subject.specimens, subject.holder.shown)
        case _:
            return stops.no_use(
                turn, subject, "This is no tube, rack or bag.", wording_desk.SPECIMENS[JobName.HAND_OFF]
            )


def _badge(turn: Turn, work: Handing, subject: CustodianSubject) -> Step:
    """The first badge gives. Another one receives, once there is something to receive."""
    person = subject.person
    if work.receiver is not None and work.giver is not None and person.code == work.giver.code:
        return signed_on(turn, subject, replace(work, receiver=None), _gives(turn, subject, len(work.waiting)))
    if work.receiver is None and work.giver is not None and person.code != work.giver.code and work.waiting:
        return signed_on(turn, subject, replace(work, receiver=person), _receives(work, subject))
    if work.receiver is not None:
        return signed_on(turn, subject, replace(work, receiver=person), _receives(work, subject))
    is_same = work.giver is not None and person.code == work.giver.code
    begun = work if is_same and work.listed else Handing(giver=person, listed=accepting.listed(subject.released))
    return signed_on(turn, subject, begun, _gives(turn, subject, len(begun.waiting)))


def _gives(turn: Turn, subject: CustodianSubject, waiting: int) -> Verdict:
    """Where PINs are asked for, and another is signed in, it is said that nobody has proved who gives."""
    before = f"{words.tubes(waiting)} released and waiting" if waiting else ""
    session, way_out = turn.desk.session, "Scan the tubes, or their rack or bag; then the receiver's badge."
    is_claim = session is not None and session.badge != subject.person.code
    claim = f"by badge alone; {session.name} is signed in" if session is not None and is_claim else ""
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "HAND OFF", f"from {subject.person.name}", before, claim, way_out)


def _receives(work: Handing, subject: CustodianSubject) -> Verdict:
    giver = words.named(work.giver)
    way_out = "Scan each tube, or its rack; YES accepts all that wait. REJECT barcodes say why not."
    headline = f"{words.tubes(len(work.waiting))} from {giver}"
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "NOW ACCEPT", headline, f"to {subject.person.name}", "", way_out)


def _release(turn: Turn, work: Handing, specimens: tuple[Specimen, ...], what: str) -> Step:
    """Offers what is in the giver's hands; what is not is told, and one tube alone may be taken over out of order."""
    giver, on_list = by_of(turn.desk), {each.specimen.number for each in work.listed}
    new = tuple(each for each in specimens if each.number not in on_list)
    mine, left = ready(new, Do.RELEASE, giver)
    before = tuple(each for each in left if each.state is State.RELEASED and words.holds(giver, each))
    others = tuple(each for each in left if each not in before)
    if not mine:
        return _nothing_new(turn, work, specimens, before, others, what)
    listed = (
        *work.listed,
        *accepting.listed(before),
        *(Listed(_released(each)) for each in mine),
    )
    order = CustodyOrder(Do.RELEASE, tuple(each.number for each in mine), giver)
    verdict = _ready(turn, mine, others, len(listed), what)
    return does(turn, (order,), verdict, replace(work, listed=listed), item=what, text="released", count=len(mine))


def _released(specimen: Specimen) -> Specimen:
    return replace(specimen, state=State.RELEASED)


def _nothing_new(
    turn: Turn,
    work: Handing,
    specimens: tuple[Specimen, ...],
    before: tuple[Specimen, ...],
    others: tuple[Specimen, ...],
    what: str,
) -> Step:
    if before:
        listed = (*work.listed, *accepting.listed(before))
        verdict = Verdict(Code.SCANNED_ALREADY, Tone.NOTE, "ON THE LIST", what, f"{len(listed)} to hand over")
        return accepting.repeat_list(turn, replace(work, listed=listed), verdict)
    if specimens and not others:
        return stops.already(turn, specimens[0], "on the list")
    return out_of_order.none_ready(turn, others, what, work, "hand it off")


def _ready(turn: Turn, mine: tuple[Specimen, ...], others: tuple[Specimen, ...], total: int, what: str) -> Verdict:
    late = tuple(each for each in mine if words.is_too_old(each, turn.now))
    parts = [words.keeps(mine[0], turn.now)] if len(mine) == 1 else []
    parts += [f"TOO OLD: {words.numbers(late)}"] if late and len(mine) > 1 else []
    parts += [words.rejected_of(mine)] if len(mine) > 1 else []
    parts += [f"not yours: {words.numbers(others)}"] if others else []
    aside = f"{total} to hand over"
    headline = what if len(mine) == 1 else f"{what}   {words.tubes(len(mine))}"
    way_out = "Scan the next, or the receiver's badge."
    return Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "RELEASED", headline, aside, " · ".join(part for part in parts if part), way_out
    )


def _accept_holder(turn: Turn, work: Handing, subject: HolderSubject) -> Step:
    """The receiver scans the rack: all of it that waits is accepted in one go."""
    if wording_accept.armed(work):
        return refuses(turn, wording_accept.still_armed(work))
    inside = {each.number for each in subject.specimens}
    others = tuple(each for each in work.listed if each.specimen.number not in inside)
    part = replace(work, listed=tuple(each for each in work.listed if each.specimen.number in inside))
    step = accepting.take_rest(turn, part)
    if step is None or not isinstance(step.desk.work, Handing):
        verdict = Verdict(
            Code.NOTHING_HERE, Tone.REFUSE, "NOTHING WAITS", subject.holder.name, "", "none of it waits for you"
        )
        return refuses(turn, verdict)
    if not step.orders:
        return step
    return replace(step, desk=replace(step.desk, work=replace(work, listed=(*others, *step.desk.work.listed))))


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    work = _work(turn.desk)
    return accepting.commanded(turn, work, subject) if work.receiver is not None else None


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
