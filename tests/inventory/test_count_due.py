"""What is due to be counted: by class, by item and place, from the last count of each lot."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import KEY, TODAY, Clinic
from tracker.inventory.count_due import Due, due
from tracker.inventory.count_places import places_named
from tracker.inventory.count_rules import GRADES, CountRules
from tracker.inventory.orders import Count, Portion, Reverse, Transfer, Use
from tracker.inventory.scope import scope_of
from tracker.store.database import Database, open_database
from tracker.store.engine import APPLICATION_ID, open_engine

SYRINGE = "Syringe 3 mL"
RULES = CountRules()


def due_on(clinic: Clinic, day: date, room: str = "") -> list[Due]:
    with clinic.database.reading() as connection:
        return list(due(connection, day, RULES, scope_of(connection, room=room)))


def counted(clinic: Clinic, place: str, lot: str, number: int, day: date = TODAY) -> str:
    ids = (clinic.items[SYRINGE], clinic.lots[lot], clinic.places[place])
    return clinic.order(Count(*ids, number), today=day)


def places(found: list[Due]) -> set[str]:
    return {each.place.name for each in found if each.item.name == SYRINGE}


def test_what_was_never_counted_is_due_and_a_counted_place_is_not(clinic: Clinic) -> None:
    assert places(due_on(clinic, TODAY, "Exam 1")) == {"Cart", "Wall"}
    counted(clinic, "Wall", "LATE", 5)
    assert places(due_on(clinic, TODAY, "Exam 1")) == {"Cart"}


def test_of_two_lots_in_a_place_both_must_have_been_counted(clinic: Clinic) -> None:
    counted(clinic, "Cart", "LATE", 4)
    (cart,) = [each for each in due_on(clinic, TODAY, "Exam 1") if each.place.name == "Cart"]
    assert cart.last is None, "GONE was not counted"
    counted(clinic, "Cart", "GONE", 3)
    assert "Cart" not in places(due_on(clinic, TODAY, "Exam 1"))


def test_a_class_is_due_after_its_own_days(clinic: Clinic) -> None:
    clinic.execute("UPDATE item SET unit_cost_micros = 1000000")
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["B"], 50))
    counted(clinic, "Wall", "LATE", 5)
    assert "Wall" not in places(due_on(clinic, TODAY + timedelta(days=29)))
    (wall,) = [each for each in due_on(clinic, TODAY + timedelta(days=30)) if each.place.name == "Wall"]
    assert (wall.grade, wall.last, wall.days) == ("A", TODAY, 30)


def test_a_count_that_is_taken_back_was_none(clinic: Clinic) -> None:
    clinic.order(Reverse(counted(clinic, "Wall", "LATE", 3)))
    assert "Wall" in places(due_on(clinic, TODAY, "Exam 1"))


def test_a_count_entered_from_an_older_day_makes_nothing_older(clinic: Clinic) -> None:
    counted(clinic, "Wall", "LATE", 5)
    counted(clinic, "Wall", "LATE", 5, TODAY - timedelta(days=300))
    assert "Wall" not in places(due_on(clinic, TODAY + timedelta(days=1)))


@given(st.integers(0, 10_000_000), st.sampled_from(GRADES))
def test_a_tolerance_is_a_share_of_the_books_and_never_all_of_them(expected: int, grade: str) -> None:
    assert 0 <= RULES.tolerance(grade, expected) <= expected // 20
    assert RULES.tolerance(grade, 0) == 0


def test_a_clinic_of_before_knows_when_it_counted_last(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    engine = open_engine(path, KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    _count_by_hand(Database(path, engine))
    engine.dispose()
    database = open_database(path, KEY)
    with database.reading() as connection:
        found = connection.exec_driver_sql("SELECT location_id, lot_id, day, event_id FROM last_count").all()
    database.close()
    assert found == [(9, 1, "2026-09-01", "e2")], "the newest one that stands; an account is no place"


def _count_by_hand(database: Database) -> None:
    """As the program before wrote it: three counts that found something, the last of them undone, and a receipt."""
    with database.writing() as connection:
        read = connection.exec_driver_sql
        read("PRAGMA defer_foreign_keys=ON")
        read("INSERT INTO location (id, code, name, kind, path, is_store) VALUES (9, 'L9', 'A', 'room', 'A', 1)")
        read(
            "INSERT INTO item (id, code, name, base_unit, category, tracks_lot, tracks_expiry)"
            " VALUES (1, 'I1', 'Gauze 4×4', 'each', '', 0, 0)"
        )
        read("INSERT INTO lot (id, item_id, number, state) VALUES (1, 1, '', 'usable')")
        read("INSERT INTO station (id, name, public_key) VALUES (1, 's', zeroblob(32))")
        made = (("2026-07-03", "adjust"), ("2026-09-01", "adjust"), ("2026-10-01", "adjust"), ("2026-10-02", "receive"))
        undo = ("2026-10-01", "adjust")
        for number, (day, kind) in enumerate((*made, undo), start=1):
            read(
                "INSERT INTO journal VALUES (1, ?, ?, ?, zeroblob(32), x'7b7d')",
                (number, f"e{number}", bytes([number]) * 32),
            )
            reverses = 3 if number == 5 else None
            read("INSERT INTO movement VALUES (?, ?, ?, '', NULL, ?)", (number, f"e{number}", kind, reverses))
            read("INSERT INTO posting VALUES (?, 1, 1, 1, 4, 9, 1, ?)", (number, day))
        read("INSERT INTO balance VALUES (9, 1, 1, 5)")


def test_what_is_on_the_way_between_sites_is_neither_due_nor_counted(clinic: Clinic) -> None:
    clinic.execute(
        "INSERT INTO location (id, code, name, kind, path, is_store) VALUES (90, 'L90', 'Far', 'site', 'Far', 0)"
    )
    clinic.execute(
        "INSERT INTO location (id, code, name, kind, path, is_store, parent_id)"
        " VALUES (91, 'L91', 'Shelf', 'bin', 'Far · Shelf', 0, 90)"
    )
    clinic.order(Transfer((Portion(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["B"], 91, 5),)))
    road = clinic.value("SELECT l.name FROM stock_transfer t JOIN location l ON l.id = t.place_id")
    assert road not in {each.place.name for each in due_on(clinic, TODAY)}
    with clinic.database.reading() as connection:
        assert places_named(connection, ()) == (90, clinic.places["Northgate"])
