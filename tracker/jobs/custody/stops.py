"""What stops a tube in any job: ended, in somebody else's hands, out of order, scanned already."""

from __future__ import annotations

from collections import Counter

from tracker.jobs.custody import words
from tracker.jobs.custody.ending import asks, by_of, refuses
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import ENDED, HELD, Do, State, is_allowed

EXCEPTION_WAY = "Is it in your hands all the same? Scan an EXCEPTION reason, then a second person's badge. Else NO."


def ready(specimens: tuple[Specimen, ...], do: Do, by: str) -> tuple[tuple[Specimen, ...], tuple[Specimen, ...]]:
    """Which of them ``by`` may take the step with, and which not."""
    may = tuple(each for each in specimens if is_allowed(do, each.state, words.code_of(each), by))
    return may, tuple(each for each in specimens if each not in may)


def ended(turn: Turn, specimen: Specimen) -> Step | None:
    """A disposed tube, or a void label, is in nobody's hands: it takes no step any more."""
    if specimen.state not in ENDED:
        return None
    verdict = Verdict(
        Code.ENDED,
        Tone.REFUSE,
        "ENDED" if specimen.state is State.DISPOSED else "VOID LABEL",
        words.tube(specimen),
        words.STATES[specimen.state],
        f"{words.STATES[specimen.state]} {words.since(specimen, turn.scan.at)}",
        "Put it aside and tell the lead: this label must not be on a tube that is in use.",
    )
    return refuses(turn, verdict)


def not_collected_yet(turn: Turn, specimen: Specimen) -> Step | None:
    if specimen.state is not State.LABELLED:
        return None
    verdict = Verdict(
        Code.OUT_OF_ORDER,
        Tone.REFUSE,
        "NOT COLLECTED",
        words.tube(specimen),
        "",
        "its label was printed, and nobody has scanned it as collected",
        "Back to COLLECT, with whoever drew it.",
    )
    return refuses(turn, verdict)


def already(turn: Turn, specimen: Specimen, what: str) -> Step:
    """The same tube twice."""
    verdict = Verdict(
        Code.SCANNED_ALREADY, Tone.NOTE, "ALREADY", words.tube(specimen), what, "nothing was recorded twice", "Go on."
    )
    return Step(turn.desk, verdict)


def lost(turn: Turn, specimen: Specimen, work: Work | None) -> Step | None:
    """A tube that was told as lost has come to light: whoever has it in hand takes it over, by YES."""
    if specimen.state is not State.LOST:
        return None
    by, item = by_of(turn.desk), words.tube(specimen)
    aside = f"lost {words.since(specimen, turn.scan.at)}"
    whose = f"in the name of {words.named(specimen.custodian)}"
    asked = Verdict(
        Code.FOUND_AGAIN, Tone.ASK, "IT WAS LOST", item, aside, whose,
        "Is it in your hands? YES, or scan it again. Else NO.",
    )  # fmt: skip
    done = Verdict(
        Code.FOUND_AGAIN, Tone.ACCEPT, "FOUND AGAIN", item, "in your hands", words.keeps(specimen, turn.scan.at),
        "Look at it: is it still fit? Then scan it again to go on.",
    )  # fmt: skip
    order = CustodyOrder(Do.FIND, (specimen.number,), by, to=by)
    return asks(turn, asked, Needs.YES, Agreed((order,), done, work, item, "found again", may_undo=False))


def rejected(turn: Turn, specimen: Specimen) -> Step | None:
    """Not fit for testing, whoever holds it and wherever it has been: nothing may turn it into a good one again."""
    if not specimen.is_rejected:
        return None
    verdict = Verdict(
        Code.OUT_OF_ORDER,
        Tone.REFUSE,
        "REJECTED",
        words.tube(specimen),
        f"with {words.holder_of(specimen)}",
        words.keeps(specimen, turn.scan.at),
        "Ask for another. Whoever holds it scans DISPOSE, or hands it off as it is.",
    )
    return refuses(turn, verdict)


def out_of_order(turn: Turn, specimen: Specimen, work: Work | None, doing: str, *, is_last: bool = False) -> Step:
    """Refused with what comes first; or, where nothing else leads on, recorded with a reason and a second person as the
    exception that it is: taken over.

    ``work`` is what the job has in hand then. ``is_last`` where taking it over is all that was wanted.
    """
    return (
        ended(turn, specimen)
        or not_collected_yet(turn, specimen)
        or lost(turn, specimen, work)
        or (rejected(turn, specimen) if specimen.state is State.REJECTED else None)
        or _stored(turn, specimen)
        or _in_own_name(turn, specimen, doing)
        or (None if is_last else _to_accept(turn, specimen))
        or _taken_over(turn, specimen, work, doing, is_last)
    )


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
    """Released by somebody, or brought by a courier, for whoever acts: accepting it is the way, and no exception."""
    is_for_me = specimen.offered_to is None or specimen.offered_to.code == by_of(turn.desk)
    if specimen.state not in (State.RELEASED, State.ARRIVED) or not is_for_me:
        return None
    verdict = Verdict(
        Code.OUT_OF_ORDER,
        Tone.REFUSE,
        "NOT ACCEPTED",
        words.tube(specimen),
        f"in the name of {words.named(specimen.custodian)}",
        f"{words.STATES[specimen.state]}, {words.since(specimen, turn.scan.at)}",
        "Scan ACCEPT and the tube: then it is in your hands.",
    )
    return refuses(turn, verdict)


def _taken_over(turn: Turn, specimen: Specimen, work: Work | None, doing: str, is_last: bool) -> Step:
    item, giver = words.tube(specimen), words.named(specimen.custodian)
    stands = f"with {words.holder_of(specimen)}, {words.STATES[specimen.state]} {words.since(specimen, turn.scan.at)}"
    asked = Verdict(Code.OUT_OF_ORDER, Tone.ASK, "OUT OF ORDER", item, f"{doing}?", stands, EXCEPTION_WAY)
    order = CustodyOrder(Do.TAKE_OVER, (specimen.number,), by_of(turn.desk), to=by_of(turn.desk))
    way_out = "" if is_last else f"It is in your hands. Scan it again to {doing}."
    done = Verdict(Code.ACCEPTED, Tone.ACCEPT, "TAKEN OVER", item, f"from {giver}", "an exception", way_out)
    agreed = Agreed((order,), done, work, item, f"taken over from {giver}", may_undo=False)
    return asks(turn, asked, Needs.REASON, agreed)


def none_ready(turn: Turn, others: tuple[Specimen, ...], what: str, work: Work | None, doing: str) -> Step:
    """None of what was scanned can take the step: one tube alone is told in full."""
    if not others:
        verdict = Verdict(
            Code.NOTHING_HERE, Tone.REFUSE, "EMPTY", what, "", "by the books nothing stands in it",
            "Scan the tubes one by one.",
        )  # fmt: skip
        return refuses(turn, verdict)
    if len(others) == 1:
        return out_of_order(turn, others[0], work, doing)
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


def nothing_to_do(turn: Turn, what: str, way_out: str) -> Step:
    """A scan that this job has no use for."""
    return refuses(turn, Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT HERE", what, "", "nothing was recorded", way_out))
