"""What the person who answers for stock asks: what stood there, what was used, wasted, bought, forgotten, passed over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.clinic import TODAY, Clinic
from tests.reports.stockroom import (
    EARLIEST,
    GAUZE,
    SALINE,
    SYRINGE,
    answer,
    done_by,
    item_called,
    ordered,
    received,
    rows_of,
    scope,
    used,
)
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Count, Reverse, Transfer, Use, Waste
from tracker.inventory.tracing import trace
from tracker.reports.asked import Asked
from tracker.reports.budget import budget
from tracker.reports.classes import classes
from tracker.reports.dead import dead
from tracker.reports.expiring import expiring
from tracker.reports.stock import stock
from tracker.reports.stockouts import stockouts
from tracker.reports.trace import trace_table
from tracker.reports.turns import turns
from tracker.reports.usage import usage

OPENED = date(2026, 11, 15)
"""On which the small clinic's stock was entered."""


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def test_yesterdays_stock_knows_nothing_of_today(clinic: Clinic) -> None:
    used(clinic, 9, TODAY)
    stood = {
        row["lot"]: row["quantity"]
        for row in rows_of(answer(clinic, stock, Asked(as_of=OPENED)))
        if row["location"] == "Storeroom · B"
    }
    stands = {
        row["lot"]: row["quantity"] for row in rows_of(answer(clinic, stock)) if row["location"] == "Storeroom · B"
    }
    assert (stood["LATE"], stands["LATE"]) == (100, 91)
    assert answer(clinic, stock, Asked(as_of=OPENED)).as_of == OPENED
    assert answer(clinic, stock, Asked(as_of=day(2))).rows == ()


def test_stock_of_a_room_or_an_item_is_that_part_of_the_whole(clinic: Clinic) -> None:
    whole = answer(clinic, stock).rows
    for asked in ({"room": "exam 1"}, {"room": "Storeroom"}, {"item": SALINE}, {"site": "Northgate"}):
        part = answer(clinic, stock, Asked(scope(clinic, **asked))).rows
        assert set(part) < set(whole) or asked == {"site": "Northgate"}
        assert part
    rooms = [answer(clinic, stock, Asked(scope(clinic, room=room))).rows for room in ("Exam 1", "Exam 2", "Storeroom")]
    assert sorted(map(str, sum(rooms, ()))) == sorted(map(str, whole))


def test_a_room_that_is_not_there_is_refused_with_those_that_are(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        scope(clinic, room="Exam 9")
    assert refused.value.code == "unknown_place"
    assert "Exam 1" in refused.value.hint
    clinic.execute("UPDATE location SET name = 'Exam 1' WHERE name = 'Exam 2'")
    with pytest.raises(Refusal) as several:
        scope(clinic, room="Exam 1")
    assert several.value.code == "several_places"
    assert scope(clinic, room=several.value.hint.rpartition(" ")[2].rstrip(".")).room is not None


def test_use_that_was_undone_counts_for_nothing_in_either_month(clinic: Clinic) -> None:
    kept, undone = used(clinic, 7, date(2026, 11, 20)), used(clinic, 5, date(2026, 11, 30))
    clinic.order(Reverse(undone), today=date(2026, 12, 2))
    assert kept
    later = date(2026, 12, 20)
    rows = rows_of(answer(clinic, usage, Asked(since=EARLIEST, by="month"), later))
    assert [(row["month"], row["item"], row["quantity"], row["uses"]) for row in rows] == [("2026-11", SYRINGE, 7, 1)]


def test_use_is_told_by_room_and_by_person(clinic: Clinic) -> None:
    syringe, late = clinic.items[SYRINGE], clinic.lots["LATE"]
    done_by(clinic, house.badge_code(7), Use(syringe, late, clinic.places["Cart"], 3))
    used(clinic, 2, TODAY, place="Wall")
    used(clinic, 4, TODAY)
    rooms = rows_of(answer(clinic, usage, Asked(by="room")))
    assert [(row["site"], row["room"], row["quantity"]) for row in rooms] == [
        ("Northgate", "Exam 1", 5),
        ("Northgate", "Storeroom", 4),
    ]
    people = rows_of(answer(clinic, usage, Asked(by="person")))
    assert [(row["person"], row["quantity"]) for row in people] == [("R. Okafor", 3), ("nobody signed in", 6)]
    only = answer(clinic, usage, Asked(scope(clinic, room="Exam 1")))
    assert [row["quantity"] for row in rows_of(only)] == [5]


def test_transfers_waste_and_counts_are_no_use(clinic: Clinic) -> None:
    syringe, late = clinic.items[SYRINGE], clinic.lots["LATE"]
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 10),)))
    clinic.order(Waste(syringe, late, clinic.places["B"], 1, WasteReason.DAMAGED))
    clinic.order(Count(syringe, late, clinic.places["Cart"], 2))
    assert answer(clinic, usage).rows == ()


def test_even_use_is_x_and_a_single_outbreak_z(clinic: Clinic) -> None:
    for week in range(12):
        used(clinic, 2, day(7 * week), lot="LATE")
    received(clinic, 60, day(80), lot="", item=GAUZE, place="A")
    used(clinic, 40, day(40), place="A", lot="", item=GAUZE)
    rows = {row["item"]: row for row in rows_of(answer(clinic, classes, Asked(since=day(83))))}
    assert (rows[SYRINGE]["xyz"], rows[SYRINGE]["weekly_mean"], rows[SYRINGE]["weekly_variation"]) == ("X", 2, 0)
    assert rows[GAUZE]["xyz"] == "Z"


def test_expired_stock_on_a_shelf_is_something_to_do(clinic: Clinic) -> None:
    table = answer(clinic, expiring)
    assert [(row["lot"], row["days_left"], row["room"]) for row in rows_of(table)] == [
        ("GONE", -15, "Exam 1"),
        ("SAL1", 0, "Exam 2"),
        ("EARLY", 34, "Storeroom"),
        ("EARLY", 34, "Storeroom"),
    ]
    assert [row["state"] for row in rows_of(table)] == ["expired", "usable", "usable", "usable"]
    assert {row["state"] for row in rows_of(answer(clinic, stock)) if row["lot"] == "GONE"} == {"expired"}
    assert table.has_findings
    clinic.order(Waste(clinic.items[SYRINGE], clinic.lots["GONE"], clinic.places["Cart"], 3, WasteReason.EXPIRED))
    assert not answer(clinic, expiring).has_findings
    assert [row["lot"] for row in rows_of(answer(clinic, expiring, Asked(days=0)))] == ["SAL1"]
    assert answer(clinic, expiring, Asked(scope(clinic, room="Exam 2"))).has_findings is False
    assert answer(clinic, expiring, Asked(as_of=OPENED)).has_findings, "it stood there on that day"


def test_each_site_has_its_own_use_stores_and_spending(clinic: Clinic) -> None:
    """A second site with a storeroom of its own, of the same name, and a room."""
    for name, kind, parent, is_store in (("Southgate", "site", None, 0), ("Storeroom", "room", "Southgate", 1)):
        clinic.execute(
            "INSERT INTO location (code, name, kind, parent_id, path, is_store)"
            " SELECT ?, ?, ?, (SELECT id FROM location WHERE name = ?), ?, ?",
            (f"S-{kind}", name, kind, parent, name, is_store),
        )
    clinic.execute("UPDATE location SET room_id = id WHERE code = 'S-room'")
    clinic.places["South store"] = int(str(clinic.value("SELECT id FROM location WHERE code = 'S-room'")))  # type: ignore[index]
    received(clinic, 10, TODAY, place="South store", price_micros=1_000_000)
    used(clinic, 10, TODAY, place="South store")
    used(clinic, 4, TODAY)
    south, north = (Asked(scope(clinic, site=site)) for site in ("Southgate", "Northgate"))
    assert [row["quantity"] for row in rows_of(answer(clinic, usage, south))] == [10]
    assert [row["quantity"] for row in rows_of(answer(clinic, usage, north))] == [4]
    by_room = rows_of(answer(clinic, usage, Asked(by="room")))
    assert [(row["site"], row["room"], row["quantity"]) for row in by_room] == [
        ("Northgate", "Storeroom", 4),
        ("Southgate", "Storeroom", 10),
    ]
    assert [row["spent"] for row in rows_of(answer(clinic, budget, south))] == [10]
    assert answer(clinic, budget, north).rows == ()
    out = rows_of(answer(clinic, stockouts))
    assert [(row["site"], row["item"], row["is_out_now"]) for row in out if row["item"] == SYRINGE] == [
        ("Southgate", SYRINGE, "yes")
    ]
    assert {row["item"] for row in rows_of(answer(clinic, turns, south))} == {SYRINGE}
    with pytest.raises(Refusal) as several:
        scope(clinic, room="Storeroom")
    assert several.value.code == "several_places"
    assert scope(clinic, site="Southgate", room="Storeroom").place_ids == frozenset([clinic.places["South store"]])


def test_a_clinic_without_any_site_is_one(clinic: Clinic) -> None:
    clinic.execute("UPDATE location SET parent_id = NULL")
    clinic.execute("DELETE FROM location WHERE kind = 'site'")
    used(clinic, 4, TODAY)
    assert {row["site"] for row in rows_of(answer(clinic, usage, Asked(by="room")))} == {"Clinic"}


def test_what_came_lately_is_not_dead_and_what_was_used_lately_neither(clinic: Clinic) -> None:
    later = TODAY + timedelta(days=200)
    used(clinic, 1, later - timedelta(days=179))
    rows = rows_of(answer(clinic, dead, Asked(), later))
    assert {row["item"]: (row["last_used"], row["days_since"]) for row in rows} == {
        GAUZE: (None, 201),
        SALINE: (None, 201),
    }
    assert answer(clinic, dead).rows == ()
    assert {row["item"] for row in rows_of(answer(clinic, dead, Asked(days=1)))} == {SYRINGE, GAUZE, SALINE}
    only = rows_of(answer(clinic, dead, Asked(scope(clinic, room="Exam 1")), later))
    assert [row["item"] for row in only] == [SYRINGE], "in this room it was never used"


def test_stock_that_is_used_up_twelve_times_a_year_lasts_a_month(clinic: Clinic) -> None:
    """50 sleeves stood for 10 days, 40 for the next 10: 45 on average; 10 used in 20 days are 182.5 a year."""
    used(clinic, 10, OPENED + timedelta(days=10), place="A", lot="", item=GAUZE)
    until = OPENED + timedelta(days=19)
    rows = rows_of(answer(clinic, turns, Asked(scope(clinic, item=GAUZE), since=OPENED, until=until), until))
    assert [(row["mean_on_hand"], row["turns"], row["days_of_stock"]) for row in rows] == [(45, Decimal("4.06"), 90)]
    earlier = rows_of(answer(clinic, turns, Asked(scope(clinic, item=GAUZE), since=day(400), until=until), until))
    assert earlier == rows, "days before it came do not thin it out"


def test_a_store_that_had_none_is_told_for_as_long_as_it_had_none(clinic: Clinic) -> None:
    """Gauze has a par in Exam 2. The store's 50 go out on the 18th; 5 come on the 21st, and go on the 24th."""
    clinic.order(Transfer((clinic.move("", "A", "Drawer", 50, GAUZE),)), today=date(2026, 11, 18))
    received(clinic, 5, date(2026, 11, 21), lot="", item=GAUZE, place="A")
    clinic.order(Transfer((clinic.move("", "A", "Drawer", 5, GAUZE),)), today=date(2026, 11, 24))
    until = date(2026, 11, 25)
    table = answer(clinic, stockouts, Asked(scope(clinic, item=GAUZE)), until)
    (row,) = rows_of(table)
    assert (row["days_out"], row["spells"], row["first_out"], row["last_out"], row["is_out_now"], row["par"]) == (
        5,
        2,
        date(2026, 11, 18),
        until,
        "yes",
        5,
    )
    assert table.has_findings
    before = answer(clinic, stockouts, Asked(scope(clinic, item=GAUZE), until=date(2026, 11, 22)), until)
    assert [(each["days_out"], each["is_out_now"]) for each in rows_of(before)] == [(3, "no")]
    assert not before.has_findings


def test_a_store_with_nothing_but_expired_stock_is_out(clinic: Clinic) -> None:
    clinic.execute("DELETE FROM par_level")
    clinic.execute("UPDATE lot SET expiry = '2026-11-16' WHERE number IN ('LATE', 'EARLY', 'CALLED')")
    assert answer(clinic, stockouts, Asked(), day(-5)).rows == (), "nobody keeps a par of it, and nobody used it"
    used(clinic, 1, TODAY, place="Cart")
    (row,) = rows_of(answer(clinic, stockouts, Asked(), day(-5)))
    assert (row["item"], row["days_out"], row["first_out"]) == (SYRINGE, 5, day(-1))


def test_a_lots_way_is_told_from_the_supplier_to_what_is_left(clinic: Clinic) -> None:
    received(clinic, 20, TODAY, document="DN 4711", order_line=ordered(clinic, "Ordered Ltd"))
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 10),)))
    done_by(clinic, house.badge_code(7), Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Cart"], 3))
    clinic.order(Reverse(used(clinic, 5, TODAY)))
    clinic.order(Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Cart"], 10))
    with clinic.database.reading() as connection:
        traced = trace(connection, item_called(clinic, SYRINGE), "late")
    rows = rows_of(trace_table(traced, (), TODAY, None))
    moved = [
        (row["do"], row["quantity"], row["from"], row["to"], row["by"], row["note"])
        for row in rows
        if row["part"] == "moved"
    ]
    assert moved[3:] == [
        ("receive", 20, "Suppliers", "Storeroom · B", None, None),
        ("transfer", 10, "Storeroom · B", "Exam 1 · Cart", None, None),
        ("use", 3, "Exam 1 · Cart", "Used", "R. Okafor", None),
        ("use", 5, "Storeroom · B", "Used", None, "undone"),
        ("use", 5, "Used", "Storeroom · B", None, "undoes an earlier one"),
        ("adjust", 1, "Exam 1 · Cart", "Count difference", None, "unexplained"),
    ]
    receipt = rows[3]
    assert (receipt["supplier"], receipt["document"]) == ("Ordered Ltd", "DN 4711")
    assert {row["to"]: row["quantity"] for row in rows if row["part"] == "stands"} == {
        "Storeroom · B": 110,
        "Exam 1 · Cart": 10,
        "Exam 1 · Wall": 5,
    }
    assert trace_table(traced, (), TODAY, None).notes == ("Came in 129 - 1 by counts - used 3 - wasted 0 = 125 left.",)


def test_a_recalled_lot_of_which_some_stands_here_is_something_to_do(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        called, late, gone = (
            trace(connection, item_called(clinic, SYRINGE), lot) for lot in ("CALLED", "LATE", "GONE")
        )
        with pytest.raises(Refusal) as refused:
            trace(connection, item_called(clinic, SYRINGE), "NEVER")
    assert refused.value.code == "unknown_lot"
    assert [trace_table(each, (), TODAY, None).has_findings for each in (called, late, gone)] == [True, False, True]
    clinic.order(Waste(clinic.items[SYRINGE], clinic.lots["CALLED"], clinic.places["B"], 40, WasteReason.RECALLED))
    with clinic.database.reading() as connection:
        assert not trace_table(trace(connection, item_called(clinic, SYRINGE), "CALLED"), (), TODAY, None).has_findings
