"""Whose certificate has run out opens no requisition; where it must be all the same, two people say why."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import challenge
from tracker.jobs.custody.ending import asks, by_of
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.people.licences import Licence
from tracker.specimens.orders import Exempt


def ask(turn: Turn, opened: Collecting, licence: Licence) -> Step:
    """Then the patient's first question, as ever: of ``opened``, which is asked for nothing before."""
    asking = challenge.begin(turn, replace(opened, is_exempt=True))
    if asking.desk.latched is not None:
        return asking
    kind = licence.kind.value.replace("_", " ")
    order = Exempt(licence.kind.value, by_of(turn.desk))
    agreed = Agreed(
        (order,), asking.verdict, asking.desk.work, f"{kind} certificate of {licence.name}",
        "collects all the same, all of today", may_undo=False,
    )  # fmt: skip
    asked = Verdict(
        Code.CERTIFICATE_LAPSED,
        Tone.ASK,
        "RAN OUT",
        f"{licence.name}: {kind} certificate {licence.number}",
        f"good until {licence.expires_on}",
        "two signatures hold until midnight, for every patient and not for one",
        "Have somebody else collect: his badge, after NO. Must it be? Scan an EXCEPTION reason, then a second badge.",
    )
    return asks(turn, asked, Needs.REASON, agreed)
