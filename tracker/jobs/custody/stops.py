"""What stops a tube in any job: ended, in somebody else's hands, out of order, scanned already."""

from __future__ import annotations

from tracker.jobs.custody import words
from tracker.jobs.custody.ending import asks, by_of, refuses
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import ENDED, OPEN, Do, State

EXCEPTION_WAY = "Is it in your hands all the same? Scan an EXCEPTION reason, then a second person's badge. Else NO."


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


def out_of_order(turn: Turn, specimen: Specimen, work: Work | None, doing: str) -> Step:
    """Refused; or, with a reason and a second person, recorded as the exception that it is: taken over.

    ``work`` is what the job has in hand once it is taken over.
    """
    item = words.tube(specimen)
    stands = f"with {words.holder_of(specimen)}, {words.STATES[specimen.state]} {words.since(specimen, turn.scan.at)}"
    if specimen.state not in OPEN or specimen.state is State.LABELLED:
        stop = ended(turn, specimen) or not_collected_yet(turn, specimen)
        assert stop is not None
        return stop
    asked = Verdict(Code.OUT_OF_ORDER, Tone.ASK, "OUT OF ORDER", item, f"{doing}?", stands, EXCEPTION_WAY)
    order = CustodyOrder(Do.TAKE_OVER, (specimen.number,), by_of(turn.desk), to=by_of(turn.desk))
    done = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "TAKEN OVER", item, f"from {words.named(specimen.custodian)}", "an exception"
    )
    agreed = Agreed((order,), done, work, item, f"taken over from {words.named(specimen.custodian)}", may_undo=False)
    return asks(turn, asked, Needs.REASON, agreed)


def nothing_to_do(turn: Turn, what: str, way_out: str) -> Step:
    """A scan that this job has no use for."""
    return refuses(turn, Verdict(Code.WRONG_KIND, Tone.REFUSE, "NOT HERE", what, "", "nothing was recorded", way_out))
