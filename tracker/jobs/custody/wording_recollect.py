"""What is said of tubes that were not drawn, and are to be drawn after all."""

from __future__ import annotations

from tracker.jobs.custody.collecting import count_drawn
from tracker.jobs.custody.wording_collect import next_way, progress, tube_words
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined
from tracker.specimens.requisition_facts import WantedTube


def offered(work: Collecting) -> Verdict:
    requisition = work.requisition
    assert requisition is not None
    return Verdict(
        Code.RECOLLECT,
        Tone.ASK,
        "RECOLLECT?",
        f"{requisition.patient}   {', '.join(requisition.tests)}",
        f"{count_drawn(work)} drawn, {len(work.not_drawn)} not drawn",
        joined(*(f"{tube.container.name}: {tube.not_drawn}" for tube in work.not_drawn)),
        "Draw them now? YES. One more tube? ADD-ON. Else the next requisition.",
    )


def after_all(tube: WantedTube) -> Verdict:
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "DRAW IT NOW?",
        tube.container.name,
        "",
        f"not drawn before: {tube.not_drawn}; this is recorded",
        "Drawn after all? YES, or scan it again. Else NO.",
    )


def opened(work: Collecting) -> Verdict:
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "OPEN AGAIN",
        joined(*(tube_words(tube) for tube in work.open_tubes)),
        progress(work),
        "each gets a label of its own: an old one stays void",
        next_way(work),
    )
