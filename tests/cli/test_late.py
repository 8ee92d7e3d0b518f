"""A recording chooses its own times: work that it brings long after them is told wherever a time is answered for."""

from __future__ import annotations

import pytest

from tests.cli.test_patients import run
from tracker.journal.late import came_late, is_late

__all__ = ["run"]

AT = "2026-11-16T07:00:00.000Z"


@pytest.mark.parametrize(
    ("stored", "is_told"),
    [
        (None, False),
        ("2026-11-16T07:15:00.000Z", False),
        ("2026-11-16T07:15:00.001Z", True),
        ("2026-11-16T06:00:00.000Z", False),
    ],
)
def test_a_quarter_of_an_hour_is_late(stored: str | None, *, is_told: bool) -> None:
    assert is_late(AT, stored) is is_told


@pytest.mark.parametrize(
    ("more", "is_told"),
    [({}, True), ({"entered_by": "B1"}, False), ({"clock_back_s": 70}, False), ({"changes": []}, False)],
)
def test_papers_and_clocks_that_were_set_back_say_so_themselves(more: dict[str, object], *, is_told: bool) -> None:
    event = {"kind": "scan", "at": AT, "stored": "2026-11-16T09:00:00.000Z", "changes": [{"do": "use"}], **more}
    assert came_late(event) is is_told
