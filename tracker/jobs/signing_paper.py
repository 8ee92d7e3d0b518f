"""Whose PIN stands behind what is entered from paper in another's name: anybody can write a sheet, and its
time.

Whoever is named on it proves himself once while it is entered. Where he has gone home, somebody who may witness papers (a
lead) signs in his place, which is told wherever it is answered for. Who gives in a hand-off is named by his badge alone, as
he is when it happens.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.subjects import PersonSubject
from tracker.jobs.authority import hand_of
from tracker.jobs.custody.work import Handing
from tracker.jobs.desk import Desk, JobName, Paper, Proven, Session, Signer, Step, Unsigned
from tracker.specimens.facts import PartyKind
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do

WRITTEN = "as written on paper"
"""What the signature of somebody who is named on a paper means."""
_NOBODY_ACTS = frozenset({JobName.HOME, JobName.BOARD, JobName.HAND_OFF})
"""In a hand-off the first badge gives; what is done by more than a badge's word its orders tell."""


def named_on(step: Step, paper: Paper, session: Session) -> tuple[Signer, ...]:
    """Who must answer for what ``step`` puts into his name, or begins to; nobody twice while the paper is entered."""
    badges: dict[str, str] = {}
    operator, work = step.desk.operator, step.desk.work
    own = operator.badge if operator is not None else ""
    for order in step.orders:
        if not (isinstance(order, CustodyOrder) and order.do is Do.RELEASE):
            badges[hand_of(order, own)] = ""
    if step.desk.job not in _NOBODY_ACTS:
        badges[own] = ""
    if isinstance(work, Handing) and work.receiver is not None and work.receiver.kind is PartyKind.PERSON:
        badges[work.receiver.code] = work.receiver.name
    if operator is not None and own in badges:
        badges[own] = operator.name
    known = ("", session.badge, *(each.badge for each in paper.proven))
    return tuple(Signer(badge, name, WRITTEN) for badge, name in badges.items() if badge not in known)[:1]


def with_proofs(paper: Paper, needed: tuple[Signer, ...], signed: tuple[Signer, ...], session: Session) -> Paper:
    """``paper`` once ``signed`` have answered for those who were ``needed``: the newest word counts."""
    proven = {each.badge: each for each in paper.proven}
    for own, given in zip(needed, signed, strict=True):
        if own.badge not in ("", session.badge):
            proven[own.badge] = Proven(own.badge, given.badge)
    return replace(paper, proven=tuple(proven.values()))


def in_place_of(unsigned: Unsigned, person: PersonSubject) -> Signer | None:
    """``person`` as the witness of a paper for who is named on it, whoever was to sign before; None where no paper names
    another than who is signed in. Whether he may is asked of the database."""
    named = unsigned.signer.named
    return Signer(person.badge, person.name, named.meaning, named) if unsigned.may_be_witnessed else None


def proved_by(desk: Desk, badges: tuple[str, ...]) -> str:
    """Who has answered for what was just entered in these names: of several that of whoever is not the one who enters."""
    if desk.paper is None:
        return ""
    return next(filter(None, map(desk.paper.proof_of, badges)), "")
