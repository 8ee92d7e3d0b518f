"""What stands out in a clinic with a lead and an assistant: events told, listed and signed for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.clinic import Clinic
from tracker.barcodes.house import badge_code
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.review_lines import Looked, Noticed
from tracker.people.reviewing import sign_off
from tracker.people.reviews import unsigned

CMA, LEAD = badge_code(7), badge_code(1)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LOOKED = Looked(many_reveals=3, zone=UTC)


@pytest.fixture
def staffed(clinic: Clinic) -> Clinic:
    """R. Okafor, who works, and N. Achterberg, who looks."""
    clinic.execute("INSERT INTO staff (badge, name) VALUES (?, 'N. Achterberg')", (LEAD,))
    return clinic


def happened(clinic: Clinic, kind: str, at: datetime = MONDAY, by: str = CMA, **more: Value) -> None:
    told(clinic, kind, more, at, by)


def told(clinic: Clinic, kind: str, more: Mapping[str, Value], at: datetime = MONDAY, by: str = CMA) -> None:
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, new_id(), kind, stamp(at), {"by": by, **more})


def listed(clinic: Clinic, looked: Looked = LOOKED) -> list[tuple[str, str, int]]:
    with clinic.database.reading() as connection:
        return [(each.code, each.by, each.count) for each in unsigned(connection, looked)]


def signed(clinic: Clinic, by: str = LEAD, note: str = "asked, reasons are good") -> tuple[Noticed, ...]:
    with clinic.database.writing() as connection:
        return sign_off(connection, Pen(clinic.journal, stamp(MONDAY + timedelta(hours=3)), by), LOOKED, note)


def chosen_of(clinic: Clinic, code: str) -> tuple[Noticed, ...]:
    with clinic.database.reading() as connection:
        return tuple(each for each in unsigned(connection, LOOKED) if each.code == code)


def signed_lines(clinic: Clinic, lines: tuple[Noticed, ...], by: str = LEAD) -> tuple[Noticed, ...]:
    with clinic.database.writing() as connection:
        return sign_off(connection, Pen(clinic.journal, stamp(MONDAY + timedelta(hours=3)), by), LOOKED, "ok", lines)
