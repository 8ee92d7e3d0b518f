"""Two identifiers, asked at the patient's side and entered blind (NPSG.01.01.01): what was asked, never what was said.

Each letter or digit is a scan of its own, from the spelling card or from a keyboard dialog that submits the same. Nothing is
compared before the last one: whoever only tries learns neither which part was wrong nor how near he came.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.custody import wording_challenge, wording_collect, wording_wanted
from tracker.jobs.custody.collecting import reopened
from tracker.jobs.custody.ending import asks, by_of, does, refuses, works
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.reasons import BEFORE_IDENTIFICATION, NOT_DRAWN
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn, fresh, refused_with
from tracker.jobs.verdict import Verdict
from tracker.jobs.wording import joined
from tracker.specimens.challenging import knows_the_name
from tracker.specimens.orders import Identify, NotDrawn, Reopen
from tracker.specimens.requisition_facts import Challenge, Question


def begin(turn: Turn, work: Collecting) -> Step:
    """Asks the first question of the requisition in ``work``; refused where there is nothing to ask (an erased patient)."""
    if not is_askable(work.challenge):
        return refuses(turn, wording_challenge.not_askable(work.opened))
    asking = replace(work, is_asking=True, entered="", identified_by="")
    return works(turn, asking, prompt(asking))


def is_askable(challenge: Challenge | None) -> bool:
    """An empty challenge, or an answer of no letters, would be passed by anybody."""
    return challenge is not None and bool(challenge.questions) and all(each.answer for each in challenge.questions)


def prompt(work: Collecting) -> Verdict:
    """The question that is open, and how much of it has been entered."""
    number, question, entered = _standing(work)
    assert work.challenge is not None
    progress = wording_challenge.dots(entered, len(question.answer))
    count = f"{number} of {len(work.challenge.questions)}"
    about = joined(work.opened.patient, wording_collect.EXEMPT if work.is_exempt else "")
    asked = wording_challenge.question(question.asks, progress, count, about)
    return wording_challenge.namesake(asked) if work.is_shared else asked


def commanded(turn: Turn, work: Collecting, subject: CommandSubject) -> Step | None:
    """While letters are expected, all that is not an answer or a way out is refused. None for what leaves the job."""
    match subject.command:
        case Command.SPELL if subject.character.isascii() and subject.character.isalnum():
            return _entered(turn, work, subject.character)
        case Command.UNDO if turn.desk.latched is not None or not work.entered:
            return works(turn, work, prompt(work))
        case Command.UNDO:
            back = replace(work, entered=work.entered[:-1])
            return works(turn, back, wording_challenge.taken_back(prompt(back)))
        case Command.NO:
            return works(turn, Collecting(failures=work.failures), wording_challenge.challenge_left())
        case Command.YES | Command.QUANTITY | Command.LABEL | Command.ADD_ON | Command.MISSING | Command.SPELL:
            return identify_first(turn, work)
        case command if command in BEFORE_IDENTIFICATION:
            return _none_drawn(turn, work, NOT_DRAWN[command])
        case command if command in NOT_DRAWN:
            return identify_first(turn, work)
        case _:
            return None


def _none_drawn(turn: Turn, work: Collecting, reason: str) -> Step:
    """Whoever refuses, or is not fit to be drawn or not there, answers no question: said of all tubes, and asked first."""
    requisition, by, still = work.requisition, by_of(turn.desk), work.open_tubes
    assert requisition is not None
    if not still:
        return identify_first(turn, work)
    orders = tuple(NotDrawn(requisition.id, tube.line, reason, by) for tube in still)
    done = wording_challenge.none_drawn(requisition, still, reason)
    after, item, text = Collecting(failures=work.failures), f"requisition {requisition.code}", f"not drawn: {reason}"
    agreed = Agreed(orders, done, after, item, text, count=0, may_undo=False)
    return asks(turn, wording_challenge.none_to_be_drawn(requisition, still, reason), Needs.YES, agreed, by_scan=False)


def identify_first(turn: Turn, work: Collecting) -> Step:
    return refuses(turn, wording_challenge.answer_first(prompt(work)))


def _entered(turn: Turn, work: Collecting, character: str) -> Step:
    now = replace(work, entered=work.entered + character.upper())
    assert now.challenge is not None
    if len(now.entered) >= sum(len(each.answer) for each in now.challenge.questions):
        return _judged(turn, now, now.challenge)
    asked = prompt(now)
    is_new_question = _standing(now)[2] == 0
    return works(turn, now, asked if is_new_question else wording_challenge.one_more(asked))


def _judged(turn: Turn, work: Collecting, challenge: Challenge) -> Step:
    """Recorded either way; a failure under a refusal, since nothing may follow it."""
    requisition, by = work.opened, by_of(turn.desk)
    is_match = work.entered == "".join(each.answer for each in challenge.questions).upper()
    order = Identify(requisition.id, by, is_match, tuple(each.asks for each in challenge.questions))
    if not is_match:
        failures = work.failures + 1
        desk = replace(fresh(turn.desk), work=Collecting(failures=failures))
        step = refused_with(desk, wording_challenge.wrong_patient(requisition, failures))
        return replace(step, orders=(order,))
    passed = replace(work, challenge=None, is_asking=False, entered="", identified_by=by, failures=0)
    again = passed.not_drawn if passed.is_offered else ()
    passed = reopened(passed, again)
    orders: tuple[Order, ...] = (order, *(Reopen(requisition.id, tube.line, by) for tube in again))
    identified = wording_wanted.identified_for_add_on if passed.is_adding else wording_collect.identified
    said, text = identified(passed), "patient identified"
    if work.is_shared:
        said = wording_challenge.namesake(said)
    if knows_the_name(work.revealed, by, turn.scan.at):
        said, text = wording_challenge.not_blind(said), "patient identified, not blind"
    item = f"requisition {requisition.code}"
    return does(turn, orders, said, passed, item=item, text=text, count=0, may_undo=False)


def _standing(work: Collecting) -> tuple[int, Question, int]:
    """Which question is open (from 1), and how many characters of it have been entered."""
    assert work.challenge is not None
    left = len(work.entered)
    for number, question in enumerate(work.challenge.questions, 1):
        if left < len(question.answer):
            return number, question, left
        left -= len(question.answer)
    raise AssertionError("an answered challenge is judged, not asked")
