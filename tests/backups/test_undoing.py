"""What a backup of before takes back is named, one line for each act that somebody must do again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tracker.backups.undoing import undone_by


def told(kind: str, **more: Any) -> str:
    found = undone_by(
        json.dumps({"kind": kind, "id": "01", "at": "2026-11-16T09:00:00.000Z", "by": "B1", **more}).encode(),
        {"B2": "admin 08"},
    )
    return found.words if found is not None else ""


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (
            "recall.opened",
            {"number": "R2026-001", "item": "I00000101", "lot": "2K417"},
            "lot 2K417, which can be used again",
        ),
        ("recall.released", {"number": "R2026-001", "lot": "2K417"}, "recall R2026-001: lot 2K417 released"),
        ("recall.closed", {"number": "R2026-001"}, "recall R2026-001 closed"),
        (
            "staff.licence",
            {"badge": "B2", "licence": "phlebotomy", "number": "PBT-1", "expires_on": "2027-01-31"},
            "certificate of B2 (admin 08): phlebotomy PBT-1 until 2027-01-31",
        ),
        ("staff.locked", {"badge": "B2"}, "badge B2 (admin 08) locked"),
        (
            "staff.role_given",
            {"badge": "B2", "before": "administrator", "after": "privacy_officer"},
            "role of B2 (admin 08): administrator to privacy officer",
        ),
        (
            "staff.permitted",
            {"role": "assistant", "permission": "specimen.collect", "after": "allowed"},
            "role assistant: collect specimens allowed",
        ),
        ("staff.enrolled", {"badge": "B2", "name": "new lab"}, "badge B2 given out to new lab"),
        (
            "patient.corrected",
            {"patient": 37, "requisitions": ["N000000003798", "N000000003895"], "what": ["birth date"]},
            "patient of N000000003798, N000000003895 corrected: birth date",
        ),
        ("patient.erased", {"patient": 38, "requisitions": []}, "patient of no order erased"),
        ("scan", {"changes": [{"do": "specimen.reject", "specimens": ["2600000902"]}]}, "specimen 2600000902 rejected"),
    ],
)
def test_what_would_hurt_somebody_is_named(kind: str, more: dict[str, Any], words: str) -> None:
    assert words in told(kind, **more)


@pytest.mark.parametrize(
    "changes", [None, "x", [], ["x"], [{"do": "use"}], [{"do": "specimen.reject", "specimens": "x"}]]
)
def test_what_is_merely_missing_is_not(changes: Any) -> None:
    """It is told by its count: work of after the backup."""
    assert told("scan", changes=changes) == ""
