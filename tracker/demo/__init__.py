"""The demo clinic: a place to look round in, and the ground on which the recorded shift is played.

Its tables are ordinary import files (:mod:`tracker.exchange` says what each column means), read on one fixed day,
so that every run gives the same ledger. Companies are invented. The GTINs stand under GS1 prefix 952, which GS1 keeps
free for examples (GS1 style guide, 2.18), and the HIBC codes under ``A123``, the labeler of HIBCC's own examples, so
that no code here can name a real product. Patients are invented, too; ``data/README.md`` says where the limits of the tests
were read. What happened to specimens before the demo opens is played as scans (:mod:`tracker.demo.laboratory`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

DAY: Final = date(2026, 11, 16)
"""The Monday on which the demo's lots have 62 days left, 8 days left, or none."""

CLINIC: Final = "Northgate clinic"

BADGE: Final = "B0000000723"
"""The badge with which the recorded shift signs on, and with which specimens are collected."""

OPERATOR: Final = "CMA 07"

LAB: Final = "B0000000238"
LEAD: Final = "B0000000141"
COURIER: Final = "B0000000529"

STAFF: Final = ((BADGE, OPERATOR), (LAB, "lab 02"), (LEAD, "lead 01"), (COURIER, "courier 05"))
"""Badges with what the screens show for them: posts, and nobody's names."""

_DATA: Final = Path(__file__).parent / "data"

TABLES: Final[tuple[tuple[str, Path], ...]] = tuple(
    (kind, _DATA / f"{kind}.csv")
    for kind in ("items", "locations", "par", "stock", "containers", "tests", "partners", "holders", "requisitions")
)
"""Import kinds with their files, in the order in which they can be imported."""

BUYING: Final[tuple[tuple[str, Path], ...]] = tuple((kind, _DATA / f"{kind}.csv") for kind in ("suppliers", "offers"))
"""Who sells to the clinic, and at what price."""

USE: Final = _DATA / "use.csv"
"""What is used of some items on a working day: :mod:`tracker.demo.past`."""

OPENING: Final = ("stock", _DATA / "opening.csv")
"""The part of the demo's stock that stood there from the first day of its past: all that is used, and may be."""

FRIDAY_REQUISITIONS: Final = _DATA / "friday_requisitions.csv"
"""What was ordered before the demo's own Monday, and collected on the Friday before it."""

SHIFT: Final = _DATA / "shift.jsonl"
"""The recorded shift: what a scanner gave on that morning, frame by frame."""

HAND_OFF: Final = _DATA / "hand_off.jsonl"
"""The recorded hand-off: HAND OFF, a badge, a rack, a badge, and the twenty tubes of the rack."""
