"""Who works at this station, and when somebody else does: the rules, apart from how a PIN is proved.

They hold only where the clinic asks for PINs (:attr:`tracker.jobs.desk.Rules.asks_pin`). A badge that is not the session's
own ends it at once (the next person would else work in the name of the one before), except where a second person belongs to
what is done: the giver and receiver of a hand-off, a witness, a courier, and whoever stands on a paper.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes import house, personal
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import BadgeCode, CommandCode
from tracker.errors import BarcodeError
from tracker.inventory.subjects import CommandSubject, FaultySubject, PersonSubject, UnknownSubject
from tracker.jobs import signing, wording_desk, wording_session
from tracker.jobs.custody import dispatch
from tracker.jobs.custody.collecting import unidentified
from tracker.jobs.custody.dispatch import is_custody
from tracker.jobs.custody.work import Arriving, Handing, Sending
from tracker.jobs.desk import Desk, JobName, Kept, Rules, Session, Step
from tracker.jobs.outcomes import Turn, beginning, fresh
from tracker.jobs.subjects import BareSubject
from tracker.specimens.subjects import CustodianSubject


def gated(turn: Turn, subject: BareSubject) -> Step | None:
    """What becomes of a scan before any job sees it; None where the job has its say."""
    desk = turn.desk
    if isinstance(subject, CommandSubject) and subject.command is Command.SIGN_OUT:
        return signed_out(desk)
    if not turn.rules.asks_pin:
        return None
    person = person_of(subject)
    if desk.session is None:
        return _asked(desk, person) if person is not None else _nobody_here(desk, subject)
    if desk.unsigned is not None:
        return signing.answered(turn, subject, person)
    if person is None or is_party(desk):
        return None
    if person.badge != desk.session.badge:
        return _asked(left(desk), person)
    is_own_act = desk.job is JobName.PULL or is_custody(desk)
    return (
        None if is_own_act else Step(replace(fresh(desk), latched=None), wording_session.still_signed_in(person.name))
    )


def is_nobodys(desk: Desk, rules: Rules) -> bool:
    """Whether nobody is signed in where somebody must be."""
    return rules.asks_pin and desk.session is None


def person_of(subject: BareSubject) -> PersonSubject | None:
    """Whose badge it is; None for whatever is none."""
    if isinstance(subject, PersonSubject):
        return subject
    if isinstance(subject, CustodianSubject):
        return PersonSubject(subject.person.code, subject.person.name)
    return None


def is_party(desk: Desk) -> bool:
    """Whether a badge scanned now takes part in what is done, and takes nothing over. Where a reason and a second person are
    asked for, one that comes before the reason is no part of it yet: whoever comes to the station then may know nothing of
    what is asked, and would type his PIN for nothing. The question waits for its owner. In a hand-off that is over nobody
    takes part any more: whoever comes then would go on in the name of who gave."""
    if desk.job is JobName.ACCEPT or desk.paper is not None:
        return True
    matter = desk.matter
    if matter is not None and matter.awaits_person:
        return True
    if desk.job is JobName.HAND_OFF:
        return not (isinstance(desk.work, Handing) and desk.work.is_over)
    return desk.job is JobName.SHIP and isinstance(desk.work, Sending) and desk.work.shipment is not None


def ends(desk: Desk, data: str) -> bool:
    """Whether a scan of ``data`` ends the session of ``desk`` whatever else comes of it: SIGN OUT, and another's badge that
    takes no part in what is done. Told from the code alone, for where the store takes nothing."""
    if desk.session is None or not house.has_house_shape(data):
        return False
    try:
        named = house.parse(data)
    except BarcodeError:
        return False
    if isinstance(named, CommandCode):
        return named.command is Command.SIGN_OUT
    is_anothers = isinstance(named, BadgeCode) and data != desk.session.badge
    return is_anothers and desk.unsigned is None and not is_party(desk)


def left(desk: Desk) -> Desk:
    """Nobody's desk, with what its owner was doing put aside for him. Whoever was being identified is not any more: the
    patient may be another one by then."""
    job = JobName.BOARD if is_custody(desk) else JobName.HOME
    kept = desk.kept
    if desk.session is not None:
        # What waits for a signature was not done, and is scanned again.
        before = desk.unsigned.before if desk.unsigned is not None else desk
        own = replace(unidentified(before), session=None, signing=None, kept=())
        if own.paper is not None:
            # Who has answered for a paper's names stood beside whoever entered it.
            own = replace(own, paper=replace(own.paper, proven=()))
        if own.unsettled is None:
            # A refusal was told when it came; a pack that must not be used is still in somebody's hand.
            own = replace(own, latched=None)
        kept = (*(each for each in kept if each.badge != desk.session.badge), Kept(desk.session.badge, own))
    return Desk(job=job, last=desk.last, kept=kept)


def entered(desk: Desk, session: Session) -> Step:
    """``session`` begins: at its owner's own desk as he left it, or at an empty one."""
    if desk.session is not None:
        desk = left(desk)
    own = next((each.desk for each in desk.kept if each.badge == session.badge), None)
    kept = tuple(each for each in desk.kept if each.badge != session.badge)
    if own is None:
        now = beginning(replace(desk, session=session, signing=None, kept=kept, history=()), desk.job, None)
        return Step(now, wording_session.signed_in(now, dispatch.teaches(now)))
    person = own.operator or PersonSubject(session.badge, session.name)
    now = replace(own, session=session, kept=kept, operator=person, last=desk.last)
    found = without_the_next(now)
    way = dispatch.teaches(found) if is_custody(found) else wording_desk.goes_on(found)
    return Step(found, wording_session.back_again(found, way, wording_session.for_the_next(now)))


def without_the_next(desk: Desk) -> Desk:
    """``desk`` without what was said for the very next scan: whoever comes back after another has worked here scans
    something else, and it would count by a number, or be rejected for a reason, that nobody sees any more. A second count
    is to be as blind as the first."""
    now = replace(desk, quantity=None, uncounted=None, early=None, armed_undo="", armed_sign=0)
    if now.paper is not None:
        now = replace(now, paper=replace(now.paper, digits=""))
    if isinstance(now.work, Arriving):
        return replace(now, work=replace(now.work, reason=None, condition=None, lost=""))
    if isinstance(now.work, Handing):
        return replace(now, work=replace(now.work, reason=None, condition=None))
    return now


def ended_by(desk: Desk, session: Session) -> Step:
    """``desk`` as ``session`` finds it: whoever was there is told to have left for another's badge."""
    person = PersonSubject(session.badge, session.name)
    return _asked(left(desk), person) if desk.session is not None else Step(desk, wording_session.pin_asked(person))


def signed_out(desk: Desk) -> Step:
    """By a scan or a key. A clinic of badges alone only forgets whose badge it was: what is open stays open."""
    if desk.session is None:
        name = desk.operator.name if desk.operator is not None else ""
        return Step(replace(desk, operator=None), wording_session.signed_off(name))
    return Step(left(desk), wording_session.signed_out(desk.session.name, is_kept=is_half_done(desk)))


def locked(desk: Desk) -> Step:
    """Nobody has touched the station for a while. The same desk where nobody is signed in."""
    name = desk.session.name if desk.session is not None else ""
    return Step(left(desk), wording_session.screen_locked(name))


def is_half_done(desk: Desk) -> bool:
    """Whether its owner finds anything again that is worth saying."""
    return desk.job not in (JobName.HOME, JobName.BOARD)


def _asked(desk: Desk, person: PersonSubject) -> Step:
    return Step(replace(desk, signing=person, latched=None), wording_session.pin_asked(person))


def _nobody_here(desk: Desk, subject: BareSubject) -> Step:
    """What could not be read may have been a badge. Whoever walks past is not told who is a patient here: a wristband is
    answered like any code that nobody knows."""
    if isinstance(subject, FaultySubject) and subject.code not in personal.UNQUOTED:
        return Step(replace(desk, signing=None), wording_desk.faulty(subject))
    if isinstance(subject, UnknownSubject) and subject.kind == "badge":
        return Step(replace(desk, signing=None), wording_session.badge_of_nobody())
    return Step(replace(desk, signing=None), wording_session.sign_in_first())
