"""One site of several asks about itself: what it has had for a week it has not had for a year."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.several_sites import with_sites
from tests.reports.stockroom import SYRINGE, Report, answer, received, rows_of, scope, used
from tracker.inventory.orders import Receive, Use
from tracker.reports.asked import Asked
from tracker.reports.classes import classes
from tracker.reports.dead import dead
from tracker.reports.stockouts import stockouts
from tracker.reports.table import Cell
from tracker.reports.turns import turns

WEEK_AGO = TODAY - timedelta(days=6)


@pytest.fixture
def sites(clinic: Clinic) -> Clinic:
    """Northgate has had syringes for a year; the first came to Southgate six days ago."""
    made = with_sites(clinic)
    received(made, 10, TODAY - timedelta(days=300))
    made.order(Receive(made.items[SYRINGE], "LATE", None, made.places["South store"], 70), today=WEEK_AGO)
    return made


def row(sites: Clinic, report: Report) -> dict[str, Cell]:
    found = rows_of(answer(sites, report, Asked(scope(sites, site="Southgate"))))
    (one,) = [each for each in found if each["item"] == SYRINGE]
    return one


def test_what_came_to_a_site_last_week_is_not_dead_there(sites: Clinic) -> None:
    assert not answer(sites, dead, Asked(scope(sites, site="Southgate"))).rows


def test_the_mean_on_hand_of_a_site_is_over_the_days_since_it_had_the_item(sites: Clinic) -> None:
    sites.order(Use(sites.items[SYRINGE], sites.lots["LATE"], sites.places["South store"], 7))
    assert row(sites, turns)["mean_on_hand"] == Decimal("69.0")


def test_the_weekly_use_of_a_site_is_over_the_weeks_since_it_had_the_item(sites: Clinic) -> None:
    sites.order(Use(sites.items[SYRINGE], sites.lots["LATE"], sites.places["South store"], 7))
    assert row(sites, classes)["weekly_mean"] == 7


def test_a_site_was_not_out_of_what_it_did_not_have_yet(sites: Clinic) -> None:
    sites.execute(
        "INSERT INTO par_level (location_id, item_id, par) VALUES (?, ?, 10)",
        (sites.places["South store"], sites.items[SYRINGE]),
    )
    used(sites, 70, TODAY, place="South store")
    assert (row(sites, stockouts)["days_out"], row(sites, stockouts)["first_out"]) == (1, TODAY)
