"""What the rooms lack, what must leave them, what expires, and what a code names as seen from where one stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.clinic import AT, SYRINGE_BOX_GTIN, SYRINGE_GTIN, TODAY, Clinic
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    CommandCode,
    ItemCode,
    LocationCode,
    Meaning,
    SpecimenCode,
    Standard,
    Unknown,
)
from tracker.errors import Refusal
from tracker.inventory.orders import Bind, Park, Receive, Reverse, Transfer
from tracker.inventory.reader import Reader
from tracker.inventory.resolving import resolve
from tracker.inventory.subjects import (
    CommandSubject,
    ItemSubject,
    PersonSubject,
    PlaceSubject,
    ProductionSubject,
    Subject,
    UnknownSubject,
)
from tracker.inventory.where import Where


def resolved(clinic: Clinic, meaning: Meaning, room: str | None = None, today: date = TODAY) -> Subject:
    where = Where(clinic.places[room] if room else None)
    with clinic.database.reading() as connection:
        return resolve(connection, meaning, "as scanned", where, today)


def syringe(clinic: Clinic, room: str | None = None, today: date = TODAY, lot: str | None = None) -> ItemSubject:
    subject = resolved(clinic, ItemCode(Standard.GS1, gtin=SYRINGE_GTIN, lot=lot), room, today)
    assert isinstance(subject, ItemSubject)
    return subject


# rooms, needs, pulls


def test_each_room_says_how_many_lines_it_lacks_and_must_give_up(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        found = {state.place.name: state for state in Reader(connection, TODAY).rooms()}
    assert set(found) == {"Exam 1", "Exam 2"}
    assert (found["Exam 1"].lacking, found["Exam 1"].pulls, found["Exam 1"].lines) == (1, 1, 1)
    assert (found["Exam 2"].lacking, found["Exam 2"].pulls, found["Exam 2"].lines) == (1, 0, 1)


def test_a_rooms_need_is_its_summed_par_less_what_is_usable_there(clinic: Clinic) -> None:
    """30 in two places, 4 + 5 usable, 3 expired: 21 lack; first the 30 of EARLY in A, none of the recalled ones."""
    with clinic.database.reading() as connection:
        (need,) = Reader(connection, TODAY).needs(clinic.places["Exam 1"])
    assert (need.par, need.on_hand, need.lacks) == (30, 9, 21)
    assert [(take.place.name, take.lot.number, take.quantity) for take in need.takes] == [("A", "EARLY", 21)]


def test_a_take_is_split_over_shelves_and_lots_first_expiring_first(clinic: Clinic) -> None:
    clinic.execute("UPDATE par_level SET par = 75 WHERE par = 20")
    with clinic.database.reading() as connection:
        (need,) = Reader(connection, TODAY).needs(clinic.places["Exam 1"])
    takes = [(take.place.name, take.lot.number, take.quantity) for take in need.takes]
    assert takes == [("A", "EARLY", 30), ("B", "EARLY", 10), ("B", "LATE", 36)]
    assert sum(take.quantity for take in need.takes) == need.lacks == 76


def test_a_need_beyond_the_store_proposes_all_there_is(clinic: Clinic) -> None:
    clinic.execute("UPDATE par_level SET par = 1000 WHERE par = 20")
    with clinic.database.reading() as connection:
        (need,) = Reader(connection, TODAY).needs(clinic.places["Exam 1"])
    assert sum(take.quantity for take in need.takes) == 140 < need.lacks


def test_expired_recalled_and_quarantined_stock_must_leave_the_room(clinic: Clinic) -> None:
    for lot in ("CALLED", "HELD"):
        clinic.execute(
            "INSERT INTO balance VALUES (?, ?, ?, 2)",
            (clinic.places["Wall"], clinic.items["Syringe 3 mL"], clinic.lots[lot]),
        )
    with clinic.database.reading() as connection:
        pulls = Reader(connection, TODAY).pulls(clinic.places["Exam 1"])
    found = {(pull.holding.place.name, pull.holding.lot.number, pull.reason) for pull in pulls}
    assert found == {("Cart", "GONE", "expired"), ("Wall", "CALLED", "recalled"), ("Wall", "HELD", "quarantined")}


@pytest.mark.parametrize(
    ("days", "lots"), [(0, {"GONE", "SAL1"}), (30, {"GONE", "SAL1"}), (60, {"GONE", "SAL1", "EARLY"})]
)
def test_what_expires_within_so_many_days_includes_what_has_expired(clinic: Clinic, days: int, lots: set[str]) -> None:
    with clinic.database.reading() as connection:
        found = Reader(connection, TODAY).expiring(days)
    assert {row.holding.lot.number for row in found} == lots
    assert [row.days_left for row in found] == sorted(row.days_left for row in found)
    assert min(row.days_left for row in found) == -15


def test_the_edge_of_ninety_days_is_counted_in(clinic: Clinic) -> None:
    edge = date(2027, 6, 30) - timedelta(days=90)
    with clinic.database.reading() as connection:
        at_edge = {row.holding.lot.number for row in Reader(connection, edge).expiring(90)}
        before = {row.holding.lot.number for row in Reader(connection, edge - timedelta(days=1)).expiring(90)}
    assert "LATE" in at_edge
    assert "LATE" not in before


# search and contents


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("syringe", ["Syringe 3 mL"]),
        ("ML 3 syr", ["Syringe 3 mL"]),
        ("%", ["Saline 0.9 %"]),
        ("_", []),
        ("\\", []),
        ("'", []),
        ('"; DROP TABLE item; --', []),
        ("", []),
        ("   ", []),
        ("4×4", ["Gauze 4×4"]),
        ("x" * 4096, []),
        ("%" * 4096, []),
        ("a " * 2048, ["Gauze 4×4", "Saline 0.9 %"]),
    ],
)
def test_a_search_takes_every_sign_for_itself(clinic: Clinic, words: str, found: list[str]) -> None:
    with clinic.database.reading() as connection:
        assert [item.name for item in Reader(connection, TODAY).search(words)] == found


def test_the_contents_of_a_place_are_those_of_all_below_it(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        reader = Reader(connection, TODAY)
        in_store = reader.contents(clinic.places["Storeroom"])
        site = reader.contents(clinic.places["Northgate"])
        shelf = reader.contents(clinic.places["A"])
    store = {(held.place.name, held.lot.number, held.quantity) for _, held in in_store}
    assert store == {("A", "EARLY", 30), ("A", "", 50), ("B", "EARLY", 10), ("B", "LATE", 100), ("B", "CALLED", 40)}
    assert len(site) == 9
    assert [item.name for item, _ in shelf] == ["Gauze 4×4", "Syringe 3 mL"]


# resolving


def test_every_code_of_an_item_names_it_at_its_own_package(clinic: Clinic) -> None:
    for meaning, factor in (
        (ItemCode(Standard.GS1, gtin=SYRINGE_GTIN), 1),
        (ItemCode(Standard.GS1, gtin=SYRINGE_BOX_GTIN), 100),
        (ItemCode(Standard.GTIN, gtin="00304094888019", ndc="0409488801"), 1),
        (ItemCode(Standard.HOUSE, house_code=house.item_code(1)), 1),
        (Unknown("TB-10148"), 100),
        (ItemCode(Standard.HIBC, hibc="+A123TB101481Q"), 100),
    ):
        subject = resolved(clinic, meaning)
        assert isinstance(subject, ItemSubject), meaning
        assert (subject.item.name, subject.factor) == ("Syringe 3 mL", factor)


@pytest.mark.parametrize(
    ("meaning", "kind"),
    [
        (ItemCode(Standard.GS1, gtin="09520101999999"), "item"),
        (LocationCode(house.location_code(999)), "location"),
        (BadgeCode(house.badge_code(999)), "badge"),
        (SpecimenCode("2600447102"), "specimen"),
        (Unknown("tb-10148"), "unknown"),
    ],
)
def test_what_nobody_entered_is_unknown_under_its_own_kind(clinic: Clinic, meaning: Meaning, kind: str) -> None:
    subject = resolved(clinic, meaning)
    assert isinstance(subject, UnknownSubject)
    assert (subject.kind, subject.text) == (kind, "as scanned")


def test_commands_people_and_second_barcodes_are_themselves(clinic: Clinic) -> None:
    assert resolved(clinic, CommandCode("", Command.QUANTITY, 5)) == CommandSubject(Command.QUANTITY, 5)
    letter = resolved(clinic, CommandCode("", Command.SPELL, character="Q"))
    assert letter == CommandSubject(Command.SPELL, character="Q")
    assert "Q'" not in repr(letter)
    assert resolved(clinic, BadgeCode(house.badge_code(7))) == PersonSubject(house.badge_code(7), "R. Okafor")
    assert isinstance(resolved(clinic, ItemCode(Standard.GS1, lot="LATE")), ProductionSubject)


def test_a_place_tells_of_its_room_and_a_store_of_no_needs(clinic: Clinic) -> None:
    cart = resolved(clinic, LocationCode(house.location_code(6)))
    assert isinstance(cart, PlaceSubject)
    assert [need.lacks for need in cart.needs] == [21]
    assert [pull.reason for pull in cart.pulls] == ["expired"]
    assert {held.lot.number for _, held in cart.holdings} == {"LATE", "GONE"}
    shelf = resolved(clinic, LocationCode(house.location_code(3)))
    assert isinstance(shelf, PlaceSubject)
    assert (shelf.needs, shelf.pulls) == ((), ())


def test_facts_are_split_by_where_one_stands(clinic: Clinic) -> None:
    at_cart = syringe(clinic, "Cart", lot="LATE")
    assert at_cart.par == 30
    assert [(held.place.name, held.lot.number) for held in at_cart.here] == [
        ("Cart", "GONE"),
        ("Cart", "LATE"),
        ("Wall", "LATE"),
    ]
    assert {held.place.name for held in at_cart.stock} == {"A", "B"}
    assert at_cart.elsewhere == ()
    assert at_cart.lot is not None
    assert at_cart.lot.number == "LATE"
    nowhere = syringe(clinic)
    assert (nowhere.here, nowhere.par, nowhere.shelf, nowhere.lot) == ((), None, None, None)
    assert {held.place.name for held in nowhere.elsewhere} == {"Cart", "Wall"}
    in_two = syringe(clinic, "Exam 2")
    assert in_two.here == ()
    assert in_two.par is None


def test_the_shelf_named_is_the_one_that_lacks_most_of_what_can_be_used(clinic: Clinic) -> None:
    """Cart: 20 less 4. Wall: 10 less 5. With 15 more usable on the cart, the wall; expired packs fill no shelf."""
    shelf = syringe(clinic, "Exam 1").shelf
    assert shelf is not None
    assert shelf.name == "Cart"
    clinic.execute("UPDATE balance SET quantity = 90 WHERE location_id = ? AND lot_id = ?", (10, clinic.lots["GONE"]))
    shelf = syringe(clinic, "Exam 1").shelf
    assert shelf is not None
    assert shelf.name == "Cart"
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 15),)))
    shelf = syringe(clinic, "Exam 1").shelf
    assert shelf is not None
    assert shelf.name == "Wall"


# use per day


def test_daily_use_is_what_refilled_the_room_and_nothing_else(clinic: Clinic) -> None:
    """Twenty days ago 40 came in. What was undone, moved within the room, or came today tells nothing about use."""
    then = TODAY - timedelta(days=20)
    assert syringe(clinic, "Exam 1").use_per_day is None
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 40),)), today=then)
    clinic.order(Transfer((clinic.move("LATE", "Cart", "Wall", 30),)), today=then)
    undone = clinic.order(Transfer((clinic.move("LATE", "B", "Wall", 10),)), today=then)
    clinic.order(Reverse(undone), today=then)
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 7),)), today=TODAY)
    assert syringe(clinic, "Exam 1").use_per_day == 2.0
    assert syringe(clinic, "Exam 2").use_per_day is None


def test_a_room_opened_last_week_is_reckoned_over_a_week_at_least(clinic: Clinic) -> None:
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 14),)), today=TODAY - timedelta(days=2))
    assert syringe(clinic, "Exam 1").use_per_day == 2.0


# binding and parking


def test_a_bound_code_names_the_item_from_then_on_and_no_other(clinic: Clinic) -> None:
    item = clinic.items["Gauze 4×4"]
    clinic.order(Park("4100-22"))
    clinic.order(Bind("4100-22", item, 12))
    subject = resolved(clinic, Unknown("4100-22"))
    assert isinstance(subject, ItemSubject)
    assert (subject.item.name, subject.factor) == ("Gauze 4×4", 12)
    assert clinic.value("SELECT settled FROM parked") == "bound"
    with pytest.raises(Refusal) as refused:
        clinic.order(Bind("4100-22", clinic.items["Syringe 3 mL"]))
    assert refused.value.code == "bound_already"


def test_a_parked_code_waits_once_however_often_it_is_scanned(clinic: Clinic) -> None:
    for _ in range(3):
        clinic.order(Park("4100-22"))
    with clinic.database.reading() as connection:
        assert [(row.text, row.at) for row in Reader(connection, TODAY).parked()] == [("4100-22", AT)]


def test_the_journal_does_not_quote_a_parked_code(clinic: Clinic) -> None:
    clinic.order(Park("DOE^JANE^19700101"))
    assert clinic.value("SELECT count(*) FROM journal WHERE instr(body, CAST('DOE' AS BLOB)) > 0") == 0


def test_a_received_lot_is_found_by_its_number(clinic: Clinic) -> None:
    clinic.order(Receive(clinic.items["Syringe 3 mL"], "NEW1", date(2029, 1, 31), clinic.places["A"], 100))
    lot = syringe(clinic, lot="NEW1").lot
    assert lot is not None
    assert lot.expiry == date(2029, 1, 31)
