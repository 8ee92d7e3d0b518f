"""How long a specimen is kept, and what its disposal asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tracker.errors import Refusal
from tracker.journal.days import day_of
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.facts import Test
from tracker.specimens.orders import Step
from tracker.specimens.queries import tests_of
from tracker.specimens.rows import when
from tracker.specimens.standing import Standing, in_words
from tracker.store.connection import Connection


def keep_until(tests: Sequence[Test], start: str) -> str | None:
    """The longest retention of its tests, counted from the test, and before it from collection. None without tests."""
    days = max((test.retention_days for test in tests), default=0)
    return stamp(when(start) + timedelta(days=days)) if days else None


def require_disposable(connection: Connection, order: Step, before: Sequence[Standing], occasion: Occasion) -> None:
    """A rejected specimen is kept for nothing; any other until its time is over (CLIA, 42 CFR 493.1105, for slides and
    blocks; the clinic's own table for the rest), or a second person agrees."""
    kept = [
        each
        for each in before
        if each.keep_until is not None and each.keep_until > occasion.at and each.rejected_at is None
    ]
    if kept and "retention" not in order.overrides:
        until = day_of(str(kept[0].keep_until), occasion.zone)
        raise Refusal(
            f"{in_words([each.number for each in kept])} must be kept until {until}.",
            hint="Store it; to dispose of it now, a second person must agree.",
            code="retention",
        )
    if order.witness is not None:
        return
    if kept:
        raise no_witness("To dispose of a specimen before its time")
    tests = tests_of(connection, [each.id for each in before])
    if any(test.needs_witness for own in tests.values() for test in own):
        raise no_witness("To dispose of a specimen of this kind")


def no_witness(what: str) -> Refusal:
    return Refusal(
        f"{what} needs a second person.", hint="Have a colleague scan his badge as witness.", code="witness_required"
    )
