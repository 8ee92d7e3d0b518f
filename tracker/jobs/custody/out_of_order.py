"""A step that does not follow from where a tube is: what comes first, or the exception that it is."""

from __future__ import annotations

from collections import Counter

from tracker.jobs.custody import stops, words
from tracker.jobs.custody.ending import asks, by_of, refuses
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import HELD, Do, State

EXCEPTION_WAY = "Is it in your hands all the same? Scan an EXCEPTION reason, then a second person's badge. Else NO."


def answer(turn: Turn, specimen: Specimen, work: Work | None, doing: str, *, is_last: bool = False) -> Step:
    """Refused with what comes first; or, where nothing else leads on, recorded with a reason and a second person as the
    exception that it is: taken over.

    ``work`` is what the job has in hand then. ``is_last`` where taking it over is all that was wanted.
    """
    return (
        stops.ended(turn, specimen)
        or stops.not_collected_yet(turn, specimen)
        or stops.lost(turn, specimen, work)
        or (stops.rejected(turn, specimen) if specimen.state is State.REJECTED else None)
        or _stored(turn, specimen)
        or _in_own_name(turn, specimen, doing)
        or (None if is_last else _to_accept(turn, specimen))
        or _taken_over(turn, specimen, work, doing, is_last)
    )


def none_ready(turn: Turn, others: tuple[Specimen, ...], what: str, work: Work | None, doing: str) -> Step:
    """None of what was scanned can take the step: one tube alone is told in full."""
    if not others:
        verdict = Verdict(
            Code.NOTHING_HERE, Tone.REFUSE, "EMPTY", what, "", "by the books nothing stands in it",
            "Scan the tubes one by one.",
        )  # fmt: skip
        return refuses(turn, verdict)
    if len(others) == 1:
        return answer(turn, others[0], work, doing)
    verdict = Verdict(
        Code.NOT_CUSTODIAN,
        Tone.REFUSE,
        "NOT YOURS",
        what,
        words.tubes(len(others)),
        f"by the books: {stand(others)}",
        f"Scan one tube alone: it is told how to {doing}.",
    )
    return refuses(turn, verdict)


def stand(specimens: tuple[Specimen, ...]) -> str:
    """Where several tubes are by the books: ``12 stored, 2 accepted with Lab 02``."""
    counted = Counter(
        words.STATES[each.state] + (f" with {each.custodian.name}" if each.custodian and each.state in HELD else "")
        for each in specimens
    )
    return ", ".join(f"{count} {said}" for said, count in counted.most_common(3))


def _stored(turn: Turn, specimen: Specimen) -> Step | None:
    if specimen.state is not State.STORED:
        return None
    verdict = Verdict(
        Code.OUT_OF_ORDER,
        Tone.REFUSE,
        "STORED",
        words.tube(specimen),
        "not taken out",
        f"by the books in {words.holder_of(specimen)}",
        "Scan RETRIEVE and the tube: then it is in your hands.",
    )
    return refuses(turn, verdict)


def _in_own_name(turn: Turn, specimen: Specimen, doing: str) -> Step | None:
    """In the hands of whoever acts, and the step does not follow all the same."""
    if not words.holds(by_of(turn.desk), specimen):
        return None
    if specimen.state is State.RELEASED:
        word, why = "YOU RELEASED IT", "it is still in your name, and nobody has accepted it"
        way = "Just done, and not meant? UNDO. Else a colleague scans ACCEPT and the tube, and hands it back."
    else:
        word, why = "NOT YET", f"it is {words.STATES[specimen.state]} only, and in your name"
        way = "Hand it off first: HAND OFF; the receiver scans ACCEPT."
    verdict = Verdict(Code.OUT_OF_ORDER, Tone.REFUSE, word, words.tube(specimen), f"{doing}?", why, way)
    return refuses(turn, verdict)


def _to_accept(turn: Turn, specimen: Specimen) -> Step | None:
    """Released by somebody, or brought by a courier: accepting it is the way, and no exception."""
    if specimen.state not in (State.RELEASED, State.ARRIVED):
        return None
    verdict = Verdict(
        Code.OUT_OF_ORDER,
        Tone.REFUSE,
        "NOT ACCEPTED",
        words.tube(specimen),
        f"in the name of {words.named(specimen.custodian)}",
        f"{words.STATES[specimen.state]}, {words.since(specimen, turn.now)}",
        "Scan ACCEPT and the tube: then it is in your hands.",
    )
    return refuses(turn, verdict)


def _taken_over(turn: Turn, specimen: Specimen, work: Work | None, doing: str, is_last: bool) -> Step:
    item, giver = words.tube(specimen), words.named(specimen.custodian)
    stands = f"with {words.holder_of(specimen)}, {words.STATES[specimen.state]} {words.since(specimen, turn.now)}"
    asked = Verdict(Code.OUT_OF_ORDER, Tone.ASK, "OUT OF ORDER", item, f"{doing}?", stands, EXCEPTION_WAY)
    order = CustodyOrder(Do.TAKE_OVER, (specimen.number,), by_of(turn.desk), to=by_of(turn.desk))
    way_out = "" if is_last else f"It is in your hands. Scan it again to {doing}."
    keeps, word = words.keeps(specimen, turn.now), words.late_word("TAKEN OVER", specimen, turn.now)
    detail = f"{keeps} · an exception" if keeps else "an exception"
    done = Verdict(Code.ACCEPTED, Tone.ACCEPT, word, item, f"from {giver}", detail, way_out)
    agreed = Agreed((order,), done, work, item, f"taken over from {giver}", may_undo=False)
    return asks(turn, asked, Needs.REASON, agreed)
