"""A roll's numbers are nobody else's, whatever the clock says and however often one is made."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic import AT, TODAY, Clinic
from tests.labelling.patients import put_requisition, put_tube
from tracker.barcodes.house import specimen_code
from tracker.errors import ConfigurationError, Refusal
from tracker.labelling.queue import QueuePen
from tracker.labelling.rolls import MOST_ON_A_ROLL, reserve_roll


def roll(clinic: Clinic, count: int, today: date = TODAY) -> tuple[str, ...]:
    with clinic.database.writing() as connection:
        return reserve_roll(connection, QueuePen(clinic.journal, AT), today, count)


def test_the_first_roll_begins_with_the_years_first_number(clinic: Clinic) -> None:
    assert roll(clinic, 3) == (specimen_code(26_000_001), specimen_code(26_000_002), specimen_code(26_000_003))
    assert clinic.value("SELECT first || '-' || last FROM tube_roll") == "26000001-26000003"


def test_a_roll_begins_beyond_every_number_in_use(clinic: Clinic) -> None:
    put_tube(clinic, specimen_code(26_004_471), put_requisition(clinic))
    assert roll(clinic, 1) == (specimen_code(26_004_472),)
    assert roll(clinic, 1) == (specimen_code(26_004_473),)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 300), st.integers(2024, 2030)), max_size=6))
def test_no_number_is_given_twice_though_the_clock_jumps(clinic: Clinic, rolls: list[tuple[int, int]]) -> None:
    clinic.execute("DELETE FROM tube_roll")
    given: list[str] = []
    for count, year in rolls:
        made = roll(clinic, count, date(year, 6, 1))
        assert [int(code[:-2]) for code in made] == list(range(int(made[0][:-2]), int(made[0][:-2]) + count))
        given += made
    assert len(set(given)) == len(given)
    assert given == sorted(given)


def test_a_roll_is_in_the_journal(clinic: Clinic) -> None:
    codes = roll(clinic, 5)
    with clinic.database.reading() as connection:
        bodies = [json.loads(one) for one in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    (made,) = [one for one in bodies if one["kind"] == "tube_roll.made"]
    assert (made["first"], made["last"], made["count"]) == (codes[0], codes[-1], 5)


@pytest.mark.parametrize("count", [0, -1, MOST_ON_A_ROLL + 1])
def test_a_foolish_count_is_refused_and_sets_nothing_aside(clinic: Clinic, count: int) -> None:
    with pytest.raises(ConfigurationError):
        roll(clinic, count)
    assert clinic.value("SELECT count(*) FROM tube_roll") == 0


def test_when_the_numbers_run_out_it_is_said(clinic: Clinic) -> None:
    clinic.execute("INSERT INTO tube_roll VALUES (1, 99999997)")
    with pytest.raises(Refusal) as refused:
        roll(clinic, 3)
    assert refused.value.code == "specimen_numbers"
    assert roll(clinic, 2)[-1] == specimen_code(99_999_999)
