"""What is said is said once, with its article, and for what it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.inventory.subjects import UnknownSubject
from tracker.jobs.desk import Done, JobName
from tracker.jobs.wording_desk import undo_elsewhere
from tracker.jobs.wording_unknown import wrong_kind

NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "words"), [("unknown", "an unknown code"), ("location", "a location code")])
def test_a_kind_of_code_has_its_article(kind: str, words: str) -> None:
    assert wrong_kind(UnknownSubject("X", kind)).detail.startswith(words)


def test_a_badge_of_nobody_is_told_as_one_and_is_not_to_be_bound() -> None:
    told = wrong_kind(UnknownSubject("B0000000820", "badge"))
    assert told.detail == "a badge that nobody has"
    assert "tracker staff" in told.way_out
    assert "bound" not in told.way_out


@pytest.mark.parametrize(
    ("count", "item", "headline"),
    [
        (1, "1 tube", "HAND OFF   1 tube"),
        (10, "Syringe", "HAND OFF   10  Syringe"),
        (1, "12 tubes", "HAND OFF   1  12 tubes"),
    ],
)
def test_a_number_that_the_words_begin_with_is_not_said_twice(count: int, item: str, headline: str) -> None:
    done = Done("scan", NOW, JobName.HAND_OFF, count, item, "released", ())
    assert undo_elsewhere(done).headline == headline
