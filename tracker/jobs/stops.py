"""What stands between a pack and the ledger in every job: known dangers, contradictions, and which lot it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tracker.barcodes.meaning import ItemCode
from tracker.inventory.facts import Holding, Lot
from tracker.inventory.orders import Order
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, wording_questions, wording_stops
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Attempt, asked, refused_with, stopped
from tracker.jobs.verdict import Code

MOST_AT_ONCE = 100_000
"""Base units by one scan."""


def danger(attempt: Attempt) -> Step | None:
    """Refuses recalled, held back and expired packs, then packs whose expiry contradicts the catalogue's."""
    subject = attempt.subject
    code = choosing.hard_stop(subject.lot, subject.code, attempt.turn.today)
    if code is not None:
        return stopped(attempt, wording_stops.hard_stop(code, attempt.desk.job, subject))
    return absurd(attempt) or contradiction(attempt)


def absurd(attempt: Attempt) -> Step | None:
    """Refuses a quantity that no delivery has: a misread count would otherwise become stock."""
    if 0 < attempt.quantity <= MOST_AT_ONCE:
        return None
    return refused_with(attempt.desk, wording_stops.absurd_count(attempt.subject, attempt.quantity))


def second_danger(attempt: Attempt, second: ItemCode, lot: Lot | None, aside: str = "") -> Step | None:
    """Stops a pack whose second barcode names a dangerous lot, or an expiry that is over, whatever its first one says.

    This comes before any question whether the two agree: the worse of two labels is the one that is obeyed.
    """
    code = choosing.hard_stop(lot, second, attempt.turn.today)
    if code is None or attempt.desk.job in (JobName.HOME, JobName.FIND, JobName.WASTE):
        return None
    subject = replace(attempt.subject, code=second, lot=lot)
    verdict = wording_stops.hard_stop(code, attempt.desk.job, subject)
    verdict = replace(verdict, detail=aside or verdict.detail)
    return stopped(replace(attempt, subject=subject), verdict)


def contradiction(attempt: Attempt) -> Step | None:
    """A conflicting value stops and shows both; a missing one is no conflict."""
    subject = attempt.subject
    scanned = subject.code.expiry if subject.code else None
    known = subject.lot.expiry if subject.lot else None
    if scanned is None or known is None or scanned == known or subject.lot is None:
        return None
    verdict = wording_stops.conflict(
        subject.item, f"lot {subject.lot.number}", f"expires {known}", f"expires {scanned}"
    )
    return refused_with(attempt.desk, verdict)


def unknown_lot(desk: Desk, subject: ItemSubject) -> Step | None:
    """Refuses a scanned lot number that the catalogue does not know, of an item whose lots are tracked."""
    number = subject.code.lot if subject.code else None
    if not number or subject.lot is not None or not subject.item.tracks_lot:
        return None
    return refused_with(desk, wording_stops.never_received(subject, number))


def candidates(subject: ItemSubject, holdings: tuple[Holding, ...]) -> tuple[Lot, ...]:
    """Which lots in ``holdings`` a pack without a lot in its code may be: those that agree with its expiry, if any."""
    expiry = subject.code.expiry if subject.code else None
    lots = choosing.lots_in(holdings)
    return lots if expiry is None else tuple(lot for lot in lots if lot.expiry in (None, expiry))


def with_lot(
    attempt: Attempt,
    holdings: tuple[Holding, ...],
    *,
    orders: Callable[[ItemSubject], tuple[Order, ...]],
    none_held: Step,
) -> ItemSubject | Step:
    """The pack with its lot: the scanned one, the only one that it can be, or a question which.

    A dangerous lot among the candidates is never argued away: a pack without a lot in its code may be that one, so the
    question is asked even where only one of them is usable. ``orders`` says what YES would carry out.
    """
    subject = attempt.subject
    if subject.lot is not None:
        return subject
    stop = unknown_lot(attempt.desk, subject)
    if stop is not None:
        return stop
    lots = candidates(subject, holdings)
    if not lots:
        return none_held
    found = {lot.id: choosing.hard_stop(lot, None, attempt.turn.today) for lot in lots}
    dangers = {lot_id: code for lot_id, code in found.items() if code is not None}
    usable = [lot for lot in lots if lot.id not in dangers]
    if not usable or len(lots) == 1 or not subject.item.tracks_lot:
        return replace(subject, lot=usable[0] if usable else lots[0])
    chosen = replace(subject, lot=usable[0])
    verdict = wording_questions.which_lot(attempt.desk.job, subject, lots, usable[0], dangers)
    return asked(attempt.desk, verdict, chosen, attempt.quantity, orders=orders(chosen), overrides=attempt.overrides)


def repeat(attempt: Attempt, orders: tuple[Order, ...]) -> Step | None:
    """Asks about a code that the same scanner sent twice within the window, instead of counting it twice."""
    if not attempt.must_ask_repeat:
        return None
    window_ms = attempt.turn.rules.repeat_window_ms
    verdict = wording_questions.repeated(attempt.desk.job, attempt.subject, attempt.quantity, window_ms)
    return asked(attempt.desk, verdict, attempt.subject, attempt.quantity, orders=orders, overrides=attempt.overrides)


def worst_first(lots: tuple[Lot, ...], attempt: Attempt) -> tuple[Lot, ...]:
    """Recalled before quarantined before expired before usable, then first expiring first."""
    order = (Code.RECALLED, Code.QUARANTINED, Code.EXPIRED, None)
    return tuple(sorted(lots, key=lambda lot: order.index(choosing.hard_stop(lot, None, attempt.turn.today))))
