"""An order and its days: drafted once, sent, expected, on order; and what use and par levels say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.deliveries import Counter, leads_of, ordered, pen, sent_and_come, supplied
from tracker.errors import Refusal
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.delivered import is_late
from tracker.inventory.ordering.facts import (
    Leads,
)
from tracker.inventory.ordering.par import Drift, accept, par_proposals
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.orders import Receive, Reverse, Use


def test_a_second_run_makes_nothing(clinic: Clinic) -> None:
    supplied(clinic)
    for expected in (1, 0):
        with clinic.database.writing() as connection:
            made = purchasing.make_drafts(connection, pen(clinic), propose(situations(connection, TODAY), TODAY))
        assert len(made) == expected


def test_an_order_sent_before_expected_days_were_kept_is_expected_after_the_lead_time(clinic: Clinic) -> None:
    number = ordered(clinic)
    clinic.execute("UPDATE purchase_order SET expected_on = NULL")
    with clinic.database.reading() as connection:
        found = purchasing.require_order(connection, number)
    assert (found.sent_on, found.expected_on) == (TODAY, TODAY + timedelta(days=2)), "two days by the catalogue"
    assert not is_late(found, TODAY + timedelta(days=2))
    assert is_late(found, TODAY + timedelta(days=3))
    came = replace(found, lines=tuple(replace(each, arrived=each.quantity) for each in found.lines))
    assert not is_late(came, TODAY + timedelta(days=3)), "all of it is there"


def test_what_was_undone_never_came_and_lead_times_are_measured_from_what_did(clinic: Clinic) -> None:
    number = ordered(clinic)
    syringe = clinic.items["Syringe 3 mL"]
    order = Receive(syringe, "N1", date(2028, 1, 1), clinic.places["A"], 100, number, 1, "DN-7")
    first = clinic.order(order, today=TODAY + timedelta(days=4))
    clinic.order(Reverse(first))
    with clinic.database.reading() as connection:
        assert purchasing.require_order(connection, number).lines[0].arrived == 0
    for days in (5, 6, 7):
        clinic.order(replace(order, quantity=10), today=TODAY + timedelta(days=days))
    with clinic.database.reading() as connection:
        of = next(each for each in situations(connection, TODAY) if each.item.id == syringe)
        assert purchasing.require_order(connection, number).lines[0].arrived == 30
    assert of.on_order == 270
    assert of.leads.days == (2,)
    assert clinic.value("SELECT count(*) FROM receipt WHERE document = 'DN-7'") == 4


def test_one_delivery_of_three_lines_tells_one_lead_time(clinic: Clinic) -> None:
    supplied(clinic)
    sent_and_come(clinic, "PO-1", 9, lines=3)
    assert leads_of(clinic) == Leads((2,), "as in the catalogue"), "one delivery is not enough to measure by"
    sent_and_come(clinic, "PO-2", 4, lines=2)
    sent_and_come(clinic, "PO-3", 6, lines=1)
    assert leads_of(clinic) == Leads((9, 4, 6), "measured from its own 3 deliveries")


def test_an_order_is_expected_after_its_lead_time(clinic: Clinic) -> None:
    number = ordered(clinic)
    expected = "SELECT expected_on FROM purchase_order WHERE number = ?"
    assert clinic.value(expected, (number,)) == (TODAY + timedelta(days=2)).isoformat(), "as in the catalogue"
    for name, days in (("PO-1", 9), ("PO-2", 4), ("PO-3", 6)):
        sent_and_come(clinic, name, days, lines=1)
    with clinic.database.writing() as connection:
        syringe = clinic.items["Syringe 3 mL"]
        box = connection.exec_driver_sql("SELECT min(id) FROM package_level WHERE item_id = ?", (syringe,)).scalar_one()
        number = purchasing.draft(connection, pen(clinic), 1, 0, [purchasing.Wanted(syringe, box, 1, None)])
        sent = purchasing.send(connection, pen(clinic), number)
    assert sent.expected_on == TODAY + timedelta(days=7), "the mean of 9, 4 and 6, measured"


def test_an_order_for_no_site_is_on_order_at_the_only_site_there_is(clinic: Clinic) -> None:
    number = ordered(clinic)
    clinic.execute("UPDATE purchase_order SET site_id = NULL WHERE number = ?", (number,))
    with clinic.database.reading() as connection:
        found = propose(situations(connection, TODAY), TODAY)
    assert [(each.situation.item.name, each.situation.on_order, each.lacks) for each in found if each.lacks] == []
    assert [each.situation.on_order for each in found if each.situation.item.name == "Syringe 3 mL"] == [300]


def test_a_line_that_was_amended_says_how_many_a_person_has_set_last(clinic: Clinic) -> None:
    supplied(clinic)
    with clinic.database.writing() as connection:
        (number,) = purchasing.make_drafts(connection, pen(clinic), propose(situations(connection, TODAY), TODAY))
        proposed = purchasing.require_order(connection, number).lines[0].why
        for packs in (5, 4):
            purchasing.amend(connection, pen(clinic), number, 1, packs)
        amended = purchasing.require_order(connection, number).lines[0]
    assert amended.why == f"{proposed.removesuffix('.')}; made 4 by hand."


def test_only_what_fits_an_orders_state_may_be_done_to_it(clinic: Clinic) -> None:
    number = ordered(clinic)
    for act in (
        lambda connection: purchasing.send(connection, pen(clinic), number),
        lambda connection: purchasing.amend(connection, pen(clinic), number, 1, 3),
    ):
        with pytest.raises(Refusal, match="is sent"), clinic.database.writing() as connection:
            act(connection)
    with clinic.database.writing() as connection:
        (short,) = purchasing.close(connection, pen(clinic), number)
    assert short.lacks == 300
    assert Counter(clinic).scan(number).verdict.code == "not_expected"
    order = Receive(clinic.items["Syringe 3 mL"], "N1", date(2028, 1, 1), clinic.places["A"], 100, number, 1)
    with pytest.raises(Refusal) as refused:
        clinic.order(order)
    assert refused.value.code == "order_not_open"


def test_use_counts_on_its_day_and_days_without_stock_are_left_out(clinic: Clinic) -> None:
    saline = clinic.items["Saline 0.9 %"]
    use = clinic.order(Use(saline, clinic.lots["SAL1"], clinic.places["Drawer"], 6))
    with clinic.database.reading() as connection:
        later = TODAY + timedelta(days=11)
        of = next(each for each in situations(connection, later) if each.item.id == saline)
    # Opened on the 15th, all six used on the 16th, and ten days of nothing until the 27th.
    assert (of.past.used.tolist(), of.past.days_out) == ([0.0, 6.0], 10)
    clinic.order(Reverse(use), today=TODAY + timedelta(days=3))
    with clinic.database.reading() as connection:
        of = next(each for each in situations(connection, later) if each.item.id == saline)
        assert (of.past.used.sum(), of.past.days_out) == (0.0, 0)
        assert list(audit_daily_use(connection)) == []


def test_a_rooms_par_follows_its_use_and_drift_is_named(clinic: Clinic) -> None:
    syringe = clinic.items["Syringe 3 mL"]
    clinic.execute("UPDATE balance SET quantity = 500 WHERE quantity = 4")
    for days in range(40, 0, -1):
        clinic.order(Use(syringe, clinic.lots["LATE"], clinic.places["Cart"], 6), today=TODAY - timedelta(days=days))
    with clinic.database.writing() as connection:
        found = [each for each in par_proposals(connection, TODAY) if each.room.name == "Exam 1"]
        (each,) = [one for one in found if one.item.id == syringe]
        # Six a day for seven days; cart and wall are to hold 20 and 10.
        assert (each.par, each.proposed, each.drift, each.source) == (30, 42, Drift.TOO_LOW, "use")
        accept(connection, pen(clinic), [each])
        (each,) = [one for one in par_proposals(connection, TODAY) if one.item.id == syringe]
    assert (each.par, each.drift) == (42, Drift.FITS)
    assert clinic.value("SELECT par FROM par_level WHERE location_id = ?", (clinic.places["Cart"],)) == 32
