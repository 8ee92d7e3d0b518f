"""Spin and test: what was done to a tube, by whoever holds it. Done too late is recorded and told, since it happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.jobs import wording_desk
from tracker.jobs.custody import out_of_order, stops, words
from tracker.jobs.custody.ending import asks, begins, by_of, carry_out
from tracker.jobs.custody.job import CustodyJob, Scanned, no_command, no_work, nothing_left
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import DueKind, Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State
from tracker.specimens.subjects import CustodianSubject, HolderSubject, SpecimenSubject


@dataclass(frozen=True, slots=True)
class _Mark:
    do: Do
    word: str
    doing: str
    due: DueKind
    done_at: Callable[[Specimen], datetime | None]


_SPIN = _Mark(Do.SPIN, "SPUN", "spin it", DueKind.SPIN, lambda specimen: specimen.spun_at)
_TEST = _Mark(Do.TEST, "TESTED", "test it", DueKind.TEST, lambda specimen: specimen.tested_at)


def _scanned(turn: Turn, subject: Scanned, mark: _Mark) -> Step:
    match subject:
        case CustodianSubject():
            return begins(turn, subject, None)
        case SpecimenSubject():
            return _all(turn, (subject.specimen,), words.tube(subject.specimen), mark)
        case HolderSubject():
            return _all(turn, subject.specimens, subject.holder.shown, mark)
        case _:
            return stops.no_use(turn, subject, "This is no tube or rack.", wording_desk.teaches(turn.desk.job))


def _all(turn: Turn, specimens: tuple[Specimen, ...], what: str, mark: _Mark) -> Step:
    done = tuple(each for each in specimens if mark.done_at(each) is not None)
    new = tuple(each for each in specimens if each not in done)
    can, others = stops.ready(new, mark.do, by_of(turn.desk))
    if done and not new:
        return stops.already(turn, done[0], _ago(turn, done[0], mark))
    if not can:
        if len(others) == 1 and (stop := stops.rejected(turn, others[0])) is not None:
            return stop
        return out_of_order.none_ready(turn, others, what, None, mark.doing)
    order = CustodyOrder(mark.do, tuple(each.number for each in can), by_of(turn.desk))
    verdict = _marked(turn, can, what, mark, (done, others))
    agreed = Agreed((order,), verdict, None, what, mark.word.lower(), len(can))
    whole = _whole_blood(can, mark)
    return asks(turn, _sure(whole, can, what), Needs.YES, agreed, by_scan=False) if whole else carry_out(turn, agreed)


def _whole_blood(specimens: tuple[Specimen, ...], mark: _Mark) -> tuple[Specimen, ...]:
    """Which of them a spin would spoil: none of their tests has a limit for it."""
    return tuple(each for each in specimens if mark.do is Do.SPIN and not each.is_spun_for_tests)


def _sure(whole: tuple[Specimen, ...], can: tuple[Specimen, ...], what: str) -> Verdict:
    """A spun tube does not become whole blood again: asked before it is recorded, best before it is done."""
    tests = ", ".join(sorted({test for each in whole for test in each.tests}))
    which = "its tests want" if len(can) == 1 else f"{words.numbers(whole)}: their tests want"
    headline = what if len(can) == 1 else f"{what}   {words.tubes(len(can))}"
    way_out = "Has it been spun all the same? YES. Not spun? NO"
    others = ", then the others one by one." if len(can) > len(whole) else "."
    return Verdict(
        Code.CONFIRM, Tone.ASK, "WHOLE BLOOD", headline, "spin it?", f"{which} whole blood ({tests})", way_out + others
    )


def _ago(turn: Turn, specimen: Specimen, mark: _Mark) -> str:
    at = mark.done_at(specimen)
    assert at is not None
    return f"{mark.word.lower()} {words.span(max(turn.now - at, at - at))} ago"


def _marked(
    turn: Turn,
    can: tuple[Specimen, ...],
    what: str,
    mark: _Mark,
    rest: tuple[tuple[Specimen, ...], tuple[Specimen, ...]],
) -> Verdict:
    """The limit that this step meets, or has missed; a step that should have come before is told, too."""
    done, others = rest
    fit = tuple(each for each in others if not each.is_rejected)
    late = tuple(each for each in can if each.due_kind is mark.due and words.is_too_old(each, turn.now))
    unspun = tuple(each for each in can if mark.do is Do.TEST and each.due_kind is DueKind.SPIN)
    told = (
        _of(can, late, f"TOO LATE by {words.late_by(late[0], turn.now)}" if len(late) == 1 else "TOO LATE"),
        _of(can, unspun, "by the books never spun"),
        _of(can, _whole_blood(can, mark), "its tests want whole blood"),
        f"{words.tubes(len(done))} {mark.word.lower()} before" if done else "",
        words.rejected_of(others),
        f"not done: {words.numbers(fit)}" if fit else "",
    )
    word = f"{mark.word}, TOO LATE" if late else mark.word
    way_out = "Tell whoever reads the result, or have it collected again." if late or unspun else _next(turn, can, mark)
    headline = what if len(can) == 1 else f"{what}   {words.tubes(len(can))}"
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, word, headline, "", " · ".join(each for each in told if each), way_out)


def _next(turn: Turn, can: tuple[Specimen, ...], mark: _Mark) -> str:
    """What was tested by whoever collected it goes to no laboratory, that would put it away."""
    if mark.do is not Do.TEST or all(each.state is not State.COLLECTED for each in can):
        return "Scan the next."
    within = words.span(timedelta(minutes=turn.rules.store_minutes))
    return f"It stays in your hands: STORE or DISPOSE within {within}. Or scan the next."


def _of(can: tuple[Specimen, ...], some: tuple[Specimen, ...], said: str) -> str:
    """``said`` of some of the tubes, with their numbers where there are others."""
    if not some:
        return ""
    return said if len(can) == 1 else f"{said}: {words.numbers(some)}"


def _job(mark: _Mark) -> CustodyJob:
    def scanned(turn: Turn, subject: Scanned) -> Step:
        return _scanned(turn, subject, mark)

    return CustodyJob(begin=no_work, scanned=scanned, commanded=no_command, ending=nothing_left)


SPIN = _job(_SPIN)
TEST = _job(_TEST)
