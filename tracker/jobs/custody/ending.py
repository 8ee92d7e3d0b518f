"""How a scan can end in a specimen job: noted, refused, asked, or done and on disk."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.orders import Reverse, Use
from tracker.inventory.subjects import PersonSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody.beyond_undo import put_right
from tracker.jobs.custody.matter import Agreed, Matter, Needs
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import HISTORY, Desk, Done, Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn, fresh, noted, refused_with
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, PartyKind
from tracker.specimens.orders import Retract
from tracker.specimens.subjects import CustodianSubject


def by_of(desk: Desk) -> str:
    """The badge of whoever acts; empty where nobody has signed on."""
    return desk.operator.badge if desk.operator is not None else ""


def sign_on_first() -> Verdict:
    return Verdict(
        Code.SIGN_ON_FIRST,
        Tone.REFUSE,
        "WHO ARE YOU?",
        "Custody needs a name.",
        "nothing was recorded for this tube",
        "",
        "Scan your badge, then this again.",
    )


def signed_on(turn: Turn, subject: CustodianSubject, work: Work | None, verdict: Verdict) -> Step:
    """``subject`` acts from now on."""
    person = PersonSubject(subject.person.code, subject.person.name)
    return noted(replace(fresh(turn.desk), operator=person, work=work), verdict)


def begins(turn: Turn, subject: CustodianSubject, work: Work | None, aside: str = "") -> Step:
    """``subject`` acts in the open job from now on, and is told what to scan first."""
    job = turn.desk.job
    verdict = Verdict(
        Code.SIGNED_ON,
        Tone.NOTE,
        job.upper().replace("_", " "),
        subject.person.name,
        aside,
        way_out=wording_desk.teaches(job),
    )
    return signed_on(turn, subject, work, verdict)


def is_same_person(desk: Desk, subject: CustodianSubject) -> bool:
    """Whether the badge is that of whoever acts already: what is in hand then stays."""
    return subject.person.code == by_of(desk)


def works(turn: Turn, work: Work | None, verdict: Verdict) -> Step:
    """Understood; nothing changes in the records."""
    return noted(replace(fresh(turn.desk), work=work), verdict)


def refuses(turn: Turn, verdict: Verdict) -> Step:
    """Not done, and what is in hand stays in hand."""
    return refused_with(fresh(turn.desk), verdict)


def does(
    turn: Turn,
    orders: tuple[Order, ...],
    verdict: Verdict,
    work: Work | None,
    *,
    item: str,
    text: str,
    count: int = 1,
    may_undo: bool = True,
) -> Step:
    """Done, and in the history; ``may_undo`` where UNDO can take the steps back."""
    return carry_out(turn, Agreed(orders, verdict, work, item, text, count, may_undo))


def asks(turn: Turn, verdict: Verdict, needs: Needs, agreed: Agreed, *, by_scan: bool = True) -> Step:
    """Stopped until the answer is there. ``by_scan``: the thing scanned once more says YES, too."""
    matter = Matter(verdict.code, verdict, needs, agreed, turn.scan.data if by_scan else "")
    return Step(replace(fresh(turn.desk), matter=matter), verdict)


def asks_which(turn: Turn, verdict: Verdict, yes: Agreed, otherwise: Agreed) -> Step:
    """YES and SEAL BROKEN are both done, and only said: the same scan again answers neither. NO leaves it."""
    matter = Matter(verdict.code, verdict, Needs.YES, yes, otherwise=otherwise)
    return Step(replace(fresh(turn.desk), matter=matter), verdict)


def carry_out(turn: Turn, agreed: Agreed) -> Step:
    """What was asked about, now that it has its answer; or what needed none."""
    scan, desk = turn.scan, fresh(turn.desk)
    undo = _undo(turn, agreed) if agreed.may_undo else ()
    right = "" if undo else put_right(agreed.orders)
    done = Done(
        scan.id, scan.at, desk.job, agreed.count, agreed.item, agreed.text, undo, before=desk.work, put_right=right
    )
    history = (*desk.history, done)[-HISTORY:]
    return Step(replace(desk, history=history, work=agreed.work), agreed.verdict, agreed.orders)


def _undo(turn: Turn, agreed: Agreed) -> tuple[Order, ...]:
    """The steps of custody, and the stock that went with them."""
    retract = Retract(turn.scan.id, by_of(turn.desk))
    has_stock = any(isinstance(order, Use) for order in agreed.orders)
    return (retract, Reverse(turn.scan.id)) if has_stock else (retract,)


def party_of(person: PersonSubject | None) -> Party | None:
    """The signed-on person as a custodian."""
    return Party(person.badge, person.name, PartyKind.PERSON) if person is not None else None
