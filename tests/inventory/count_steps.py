"""A count, step by step, for tests: opened, numbers said, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from tests.clinic import AT, Clinic
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.count_cases import open_case
from tracker.inventory.count_closing import Closed, close_case
from tracker.inventory.count_facts import Again, CountCase, CountLine, CountReason, LineState
from tracker.inventory.count_lines import case_numbered, lines_of
from tracker.inventory.count_places import places_named
from tracker.inventory.count_rules import CountRules
from tracker.inventory.orders import CountInCase
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.store.connection import Connection

ANNE, BEN = house.badge_code(7), house.badge_code(8)
SYRINGE = "Syringe 3 mL"
RULES = CountRules()
T = TypeVar("T")


def act(clinic: Clinic, what: Callable[[Connection, Pen], T], by: str = ANNE) -> T:
    with clinic.database.writing() as connection:
        return what(connection, Pen(clinic.journal, AT, by))


def opened(clinic: Clinic, *rooms: str, classes: str = "") -> CountCase:
    return act(clinic, lambda connection, pen: open_case(connection, pen, places_named(connection, rooms), classes))


def said(clinic: Clinic, place: str, lot: str, number: int, by: str = ANNE, case: str = "C2026-001") -> str:
    item = clinic.value("SELECT item_id FROM lot WHERE id = ?", (clinic.lots[lot],))
    assert isinstance(item, int)
    return clinic.order(CountInCase(case, item, clinic.lots[lot], clinic.places[place], number, by))


def closed(clinic: Clinic, by: str = ANNE, reason: CountReason | None = None, rules: CountRules = RULES) -> Closed:
    return act(clinic, lambda connection, pen: close_case(connection, pen, "C2026-001", rules, reason), by)


def lines(clinic: Clinic, number: str = "C2026-001") -> dict[tuple[str, str], CountLine]:
    with clinic.database.reading() as connection:
        found = lines_of(connection, case_numbered(connection, number), RULES)
    return {(line.place.name, line.lot.number): line for line in found}


def states(clinic: Clinic) -> dict[tuple[str, str], LineState | Again]:
    return {key: line.again or line.state for key, line in lines(clinic).items()}


def refused(code: str, what: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        what()
    assert found.value.code == code
    return found.value


def whole(clinic: Clinic) -> None:
    """Balances, ledger, counts and journal tell the same."""
    with clinic.database.reading() as connection:
        assert [*audit_balances(connection), *audit_movements(connection), *audit_counts(connection)] == []
        assert verify(connection).findings == ()


def as_the_books(clinic: Clinic) -> None:
    """Exam 1 is counted as it is: the cart has 4 LATE and 3 GONE, the wall 5 LATE."""
    for place, lot, number in (("Cart", "LATE", 4), ("Cart", "GONE", 3), ("Wall", "LATE", 5)):
        said(clinic, place, lot, number)
