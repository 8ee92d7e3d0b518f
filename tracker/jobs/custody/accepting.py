"""The receiver's side of a hand-off: each tube accepted or rejected, the rest at once, extras and gaps told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.custody import out_of_order, stops, wording_accept, words
from tracker.jobs.custody.ending import by_of, does, refuses, works
from tracker.jobs.custody.listing import ACCEPTABLE, gone
from tracker.jobs.custody.work import Handing, Listed, Mark
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn, fresh, noted
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do

_REJECT, _CONDITION = "reject_", "condition_"
AnyHanding = TypeVar("AnyHanding", bound=Handing)


def listed(specimens: Iterable[Specimen]) -> tuple[Listed, ...]:
    """A list of what is to be accepted; what has been accepted or rejected before is left out."""
    return tuple(Listed(each) for each in specimens if each.state in ACCEPTABLE)


def take(turn: Turn, work: Handing, specimen: Specimen) -> Step:
    """One tube in the receiver's hand."""
    known = next((each for each in work.listed if each.specimen.number == specimen.number), None)
    if known is not None and known.mark in (Mark.ACCEPTED, Mark.REJECTED):
        return twice(turn, work, specimen, known.mark.value)
    stop = stops.ended(turn, specimen) or stops.not_collected_yet(turn, specimen) or stops.lost(turn, specimen, work)
    if stop is not None:
        return stop
    if specimen.custodian is not None and specimen.custodian.code == by_of(turn.desk):
        return twice(turn, work, specimen, "in your hands")
    if specimen.state not in ACCEPTABLE:
        return out_of_order.answer(turn, specimen, with_mark(work, specimen, Mark.ACCEPTED), "accept it", is_last=True)
    if work.giver is not None and known is None:
        return refuses(turn, wording_accept.extra(work.giver, specimen))
    return _taken(turn, work, specimen)


def twice(turn: Turn, work: Handing, specimen: Specimen, what: str) -> Step:
    """A tube that was taken before: a note, unless a reason or a condition waits, which whoever scans it means for it."""
    if wording_accept.armed(work):
        return refuses(turn, wording_accept.taken_before(work, specimen, what))
    return stops.already(turn, specimen, what)


def _taken(turn: Turn, work: Handing, specimen: Specimen) -> Step:
    do, mark = (Do.REJECT, Mark.REJECTED) if work.reason else (Do.ACCEPT, Mark.ACCEPTED)
    order = CustodyOrder(
        do, (specimen.number,), by_of(turn.desk), to=by_of(turn.desk), reason=work.reason, condition=work.condition
    )
    why = " · ".join(part for part in (wording_accept.reason_words(work.reason), work.condition or "") if part)
    marked = with_mark(replace(work, reason=None, condition=None), specimen, mark, why)
    verdict = (
        wording_accept.accepted(turn, marked, specimen)
        if mark is Mark.ACCEPTED
        else wording_accept.rejected(marked, specimen, why)
    )
    way = f"{words.named(specimen.custodian)} → {words.named(work.receiver)}"
    text = f"REJECTED {why}" if mark is Mark.REJECTED else joined(way, why)
    return does(turn, (order,), verdict, marked, item=words.tube(specimen), text=text)


def take_rest(turn: Turn, work: Handing) -> Step | None:
    """All that still waits, in one transaction; None where nothing does."""
    waiting = work.waiting
    if not waiting:
        return refuses(turn, wording_accept.all_gone(gone(work))) if gone(work) else None
    order = CustodyOrder(Do.ACCEPT, tuple(each.number for each in waiting), by_of(turn.desk), to=by_of(turn.desk))
    marked = work
    for each in waiting:
        marked = with_mark(marked, each, Mark.ACCEPTED)
    late = [each for each in waiting if words.is_too_old(each, turn.now)]
    parts = (
        gone(work),
        f"{words.tubes(len(late))} TOO OLD: {words.numbers(tuple(late))}" if late else "",
        words.rejected_of(waiting),
    )
    detail = " · ".join(part for part in parts if part)
    aside = wording_accept.progress(marked)
    verdict = Verdict(
        Code.ACCEPTED, Tone.ACCEPT, "ACCEPTED", words.tubes(len(waiting)), aside, detail, wording_accept.way(marked)
    )
    text = f"{words.named(waiting[0].custodian)} → {words.named(work.receiver)}"
    return does(turn, (order,), verdict, marked, item=words.tubes(len(waiting)), text=text, count=len(waiting))


def commanded(turn: Turn, work: Handing, subject: CommandSubject) -> Step | None:
    """Reasons and conditions for the next tube, MISSING for a line, YES for all the rest."""
    command = subject.command
    if command in (Command.YES, Command.DONE) and turn.desk.latched is None and wording_accept.armed(work):
        return refuses(turn, wording_accept.still_armed(work))
    if command.value.startswith(_REJECT):
        reason = command.value.removeprefix(_REJECT).upper()
        return works(
            turn, replace(work, reason=reason), wording_accept.next_is("REJECT", wording_accept.reason_words(reason))
        )
    if command.value.startswith(_CONDITION):
        condition = command.value.removeprefix(_CONDITION).replace("_", " ")
        return works(turn, replace(work, condition=condition), wording_accept.next_is("CONDITION", condition))
    if command is Command.MISSING:
        return _missing(turn, work)
    if command is Command.YES and turn.desk.latched is None:
        return take_rest(turn, work)
    if command in (Command.NO, Command.UNDO) and turn.desk.latched is None and wording_accept.armed(work):
        left = Verdict(Code.CANCELLED, Tone.NOTE, "LEFT OUT", wording_accept.armed(work), "", "nothing was recorded")
        return works(turn, replace(work, reason=None, condition=None), left)
    return None


def _missing(turn: Turn, work: Handing) -> Step:
    """Line n of the list is not there (QUANTITY n first, since a tube that is not there cannot be scanned)."""
    line = turn.desk.quantity
    waiting = work.waiting
    if line is None or not 1 <= line <= len(waiting):
        verdict = Verdict(
            Code.NOTHING_ASKED,
            Tone.REFUSE,
            "WHICH LINE?",
            "A tube that is not here cannot be scanned.",
            "",
            f"{words.tubes(len(waiting))} still waiting",
            "Scan QUANTITY n for the n-th waiting line, then MISSING. Or scan the rest and DONE.",
        )
        return refuses(turn, verdict)
    specimen = waiting[line - 1]
    order = CustodyOrder(Do.NOTE, (specimen.number,), by_of(turn.desk), condition="not there at hand-off")
    verdict = Verdict(
        Code.TUBES_MISSING,
        Tone.ACCEPT,
        "NOT THERE",
        words.tube(specimen),
        wording_accept.progress(with_mark(work, specimen, Mark.MISSING)),
        f"it stays in the name of {words.named(specimen.custodian)}",
        "Go on with the next.",
    )
    desk = replace(turn, desk=replace(turn.desk, quantity=None))
    return does(
        desk, (order,), verdict, with_mark(work, specimen, Mark.MISSING), item=words.tube(specimen), text="not there"
    )


def left_over(turn: Turn, work: Handing) -> Verdict | None:
    """What DONE must tell: the tubes that nobody has accepted, and in whose name they stay."""
    rest = tuple(each.specimen for each in work.listed if each.mark in (Mark.WAITING, Mark.MISSING))
    if not rest:
        return wording_accept.list_was_cut(work) if work.is_cut else None
    whose = ", ".join(
        f"{words.tubes(len(tuple(each)))} with {name}"
        for name, each in groupby(
            sorted(rest, key=lambda one: words.named(one.custodian)), key=lambda one: words.named(one.custodian)
        )
    )
    return Verdict(
        Code.TUBES_MISSING,
        Tone.REFUSE,
        "NOT ALL ACCEPTED",
        words.numbers(rest),
        wording_accept.counted(work),
        f"outstanding: {whose}",
        "They are on the board until somebody accepts them.",
    )


def may_accept_rest(work: Handing | None) -> str:
    if work is None or work.receiver is None or not work.waiting or wording_accept.armed(work):
        return ""
    return f"accept the other {len(work.waiting)}" if work.count(Mark.ACCEPTED) else f"accept all {len(work.waiting)}"


def repeat_list(turn: Turn, work: Handing, verdict: Verdict) -> Step:
    return noted(replace(fresh(turn.desk), work=work), verdict)


def with_mark(work: AnyHanding, specimen: Specimen, mark: Mark, why: str = "") -> AnyHanding:
    """``work`` with the tube's line marked, or with a line for it."""
    marked = Listed(specimen, mark, why)
    if all(each.specimen.number != specimen.number for each in work.listed):
        return replace(work, listed=(*work.listed, marked))
    return replace(
        work, listed=tuple(marked if each.specimen.number == specimen.number else each for each in work.listed)
    )
