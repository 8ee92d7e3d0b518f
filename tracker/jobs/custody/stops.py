"""What stops a tube in any job: ended, in somebody else's hands, out of order, scanned already."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import finding, words
from tracker.jobs.custody.ending import asks, by_of, refuses
from tracker.jobs.custody.job import Scanned
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn, fresh, noted
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import ENDED, Do, State, is_allowed, is_anothers


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
        f"{words.STATES[specimen.state]} {words.since(specimen, turn.now)}",
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
    by, item, second = by_of(turn.desk), words.tube(specimen), finders_second(turn, specimen)
    aside = f"lost {words.since(specimen, turn.now)}"
    whose = f"in the name of {words.named(specimen.custodian)}"
    asked = Verdict(
        Code.FOUND_AGAIN, Tone.ASK, "IT WAS LOST", item, aside, whose,
        f"Is it in your hands? YES, or scan it again{then_second(second)}. Else NO.",
    )  # fmt: skip
    done = Verdict(
        Code.FOUND_AGAIN, Tone.ACCEPT, "FOUND AGAIN", item, "in your hands", words.keeps(specimen, turn.now),
        "Look at it: is it still fit? Then scan it again to go on.",
    )  # fmt: skip
    order = CustodyOrder(Do.FIND, (specimen.number,), by, to=by)
    agreed = Agreed((order,), done, work, item, "found again", may_undo=False, witness_for=second)
    return asks(turn, asked, Needs.YES, agreed)


def finders_second(turn: Turn, specimen: Specimen) -> str:
    """Why whoever finds it needs a second person; empty where it is in his own name: who only declares a tube lost, and
    then finds it, must not come by it alone."""
    if not is_anothers(Do.FIND, specimen.state, words.code_of(specimen), by_of(turn.desk)):
        return ""
    return f"it is in the name of {words.named(specimen.custodian)}"


def then_second(why: str) -> str:
    """What is still to come after YES, where a second person is asked for."""
    return ", then a second person's badge" if why else ""


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
        words.keeps(specimen, turn.now),
        "Ask for another. Whoever holds it scans DISPOSE, or hands it off as it is.",
    )
    return refuses(turn, verdict)


def no_use(turn: Turn, subject: Scanned, what: str, way_out: str) -> Step:
    """A scan that this job has no use for: where the thing is and with whom, all the same; ``what`` of what nobody knows."""
    told = finding.told(turn, subject)
    if told is None:
        return nothing_to_do(turn, what, way_out)
    return noted(fresh(turn.desk), replace(told, way_out=told.way_out or way_out))


def nothing_to_do(turn: Turn, what: str, way_out: str) -> Step:
    """A scan that this job has no use for."""
    return refuses(turn, Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT HERE", what, "", "nothing was recorded", way_out))
