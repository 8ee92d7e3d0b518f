"""Any past day's stock is the sum of the ledger up to it, in whatever order the days were entered."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import KEY, TODAY, Clinic, open_clinic
from tracker.errors import Refusal
from tracker.inventory.facts import WasteReason
from tracker.inventory.month_ends import audit_month_ends, standing
from tracker.inventory.orders import Order, Receive, Reverse, Transfer, Use, Waste
from tracker.store.database import Database, open_database
from tracker.store.engine import APPLICATION_ID, open_engine

Stock = dict[tuple[int, int, int], int]
INSIDE = ("site", "room", "cabinet", "bin")


def at_end_of(clinic: Clinic, day: date) -> Stock:
    with clinic.database.reading() as connection:
        stands = standing(connection, day)
        rows = connection.exec_driver_sql(f"SELECT * FROM {stands.table}", stands.values).all()
    return {(item, place, lot): quantity for item, place, lot, quantity in rows}


def summed(clinic: Clinic, day: date) -> Stock:
    """The ledger, added up one posting at a time."""
    with clinic.database.reading() as connection:
        inside = set(connection.exec_driver_sql(f"SELECT id FROM location WHERE kind IN {INSIDE}").scalars())
        rows = connection.exec_driver_sql("SELECT item_id, lot_id, from_id, to_id, quantity, day FROM posting").all()
    stock: Counter[tuple[int, int, int]] = Counter()
    for item, lot, source, target, quantity, posted in rows:
        if posted <= day.isoformat():
            stock[item, target, lot] += quantity
            stock[item, source, lot] -= quantity
    return {key: quantity for key, quantity in stock.items() if quantity and key[1] in inside}


def differences(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [each.message for each in audit_month_ends(connection)]


STEPS = st.tuples(
    st.sampled_from(["receive", "use", "waste", "transfer", "undo"]),
    st.sampled_from(["EARLY", "LATE"]),
    st.permutations(["A", "B", "Cart", "Wall"]).map(lambda places: places[:2]),
    st.integers(1, 30),
    st.integers(0, 130),
)


def carry_out(clinic: Clinic, step: tuple[str, str, list[str], int, int], done: list[str]) -> None:
    """One step on its own day; what the ledger refuses has not happened."""
    kind, lot, (place, other), quantity, back = step
    day = TODAY - timedelta(days=back)
    ids = (clinic.items["Syringe 3 mL"], clinic.lots[lot], clinic.places[place], quantity)
    orders: dict[str, Order] = {
        "receive": Receive(ids[0], lot, None, ids[2], quantity),
        "use": Use(*ids),
        "waste": Waste(*ids, WasteReason.DAMAGED),
        "transfer": Transfer((clinic.move(lot, place, other, quantity),)),
    }
    order = Reverse(done[quantity % len(done)]) if kind == "undo" and done else orders.get(kind)
    if order is None:
        return
    with suppress(Refusal):
        done.append(clinic.order(order, today=day))


@settings(max_examples=25)
@given(steps=st.lists(STEPS, max_size=25))
def test_any_days_stock_is_the_ledgers_sum_up_to_it(
    furnished_file: Path, steps: list[tuple[str, str, list[str], int, int]]
) -> None:
    """Days come in any order: what is entered afterwards belongs to the months before, and to every one since."""
    with tempfile.TemporaryDirectory() as folder:
        clinic = open_clinic(Path(shutil.copy(furnished_file, Path(folder) / "tracker.db")))
        done: list[str] = []
        for step in steps:
            carry_out(clinic, step, done)
        for back in (0, 1, 15, 16, 17, 46, 47, 76, 77, 100, 131, 400):
            day = TODAY - timedelta(days=back)
            assert at_end_of(clinic, day) == summed(clinic, day), day
        assert differences(clinic) == []
        clinic.database.close()


def test_today_and_now_are_the_same_stock(clinic: Clinic) -> None:
    clinic.order(Use(clinic.items["Syringe 3 mL"], clinic.lots["LATE"], clinic.places["B"], 9))
    with clinic.database.reading() as connection:
        now, today = (
            {tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {each.table}", each.values)}
            for each in (standing(connection, None), standing(connection, TODAY))
        )
    assert now == today != set()


def test_the_first_posting_of_a_month_leaves_the_end_of_the_one_before(clinic: Clinic) -> None:
    use = Use(clinic.items["Syringe 3 mL"], clinic.lots["LATE"], clinic.places["B"], 1)
    assert clinic.value("SELECT group_concat(month) FROM month_end") == "2026-10"
    clinic.order(use, today=date(2026, 11, 30))
    assert clinic.value("SELECT group_concat(month) FROM month_end") == "2026-10"
    clinic.order(use, today=date(2026, 12, 1))
    clinic.order(use, today=date(2026, 12, 2))
    assert clinic.value("SELECT group_concat(month) FROM month_end") == "2026-10,2026-11"
    kept = clinic.value(
        "SELECT quantity FROM month_balance WHERE month = '2026-11' AND lot_id = ?", (clinic.lots["HELD"],)
    )
    assert kept is None
    assert at_end_of(clinic, date(2026, 11, 30)) == summed(clinic, date(2026, 11, 30))


def test_a_station_whose_clock_was_years_ahead_does_no_harm(clinic: Clinic) -> None:
    use = Use(clinic.items["Gauze 4×4"], clinic.lots[""], clinic.places["A"], 1)
    clinic.order(use, today=date(2031, 3, 1))
    for month in (1, 2, 3):
        clinic.order(use, today=date(2027, month, 5))
    assert clinic.value("SELECT count(*) FROM month_end WHERE month LIKE '2026-12' OR month LIKE '2027%'") == 3
    for day in (TODAY, date(2027, 1, 31), date(2027, 2, 4), date(2027, 3, 5), date(2031, 2, 28), date(2031, 3, 1)):
        assert at_end_of(clinic, day) == summed(clinic, day), day
    assert differences(clinic) == []


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE month_balance SET quantity = quantity + 1 WHERE lot_id = 2",
        "DELETE FROM month_balance WHERE lot_id = 2",
        "INSERT INTO month_balance VALUES ('2026-11', 1, 13, 3, 7)",
        "UPDATE posting SET day = '2026-12-05' WHERE lot_id = 2",
    ],
)
def test_the_audit_finds_a_month_whose_end_was_changed(clinic: Clinic, attack: str) -> None:
    clinic.order(Use(clinic.items["Gauze 4×4"], clinic.lots[""], clinic.places["A"], 1), today=date(2026, 12, 1))
    assert differences(clinic) == []
    clinic.execute(attack)
    (told, *_) = differences(clinic)
    assert "at the end of 2026-11" in told


def test_a_clinic_of_before_gets_the_ends_of_its_past_months(tmp_path: Path) -> None:
    """Five months of work under the tables before; one of them without any."""
    path = tmp_path / "old.db"
    engine = open_engine(path, KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    _work_by_hand(Database(path, engine))
    engine.dispose()
    database = open_database(path, KEY)
    database.close()
    clinic = open_clinic(path)
    assert clinic.value("SELECT group_concat(month) FROM month_end") == "2026-07,2026-09,2026-10"
    for day in (date(2026, month, day) for month in range(6, 12) for day in (1, 14, 28)):
        assert at_end_of(clinic, day) == summed(clinic, day), day
    assert differences(clinic) == []
    clinic.order(Use(clinic.items["Gauze 4×4"], clinic.lots[""], clinic.places["A"], 1), today=date(2026, 12, 1))
    assert differences(clinic) == []
    database.close()


def _work_by_hand(database: Database) -> None:
    """As the program before wrote it, which kept no months."""
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
        days = ("2026-07-03", "2026-07-31", "2026-09-01", "2026-09-14", "2026-10-30", "2026-11-14")
        for number, day in enumerate(days, start=1):
            read(
                "INSERT INTO journal VALUES (1, ?, ?, ?, zeroblob(32), x'7b7d')",
                (number, f"e{number}", bytes([number]) * 32),
            )
            read("INSERT INTO movement VALUES (?, ?, 'receive', '', NULL, NULL)", (number, f"e{number}"))
            read("INSERT INTO posting VALUES (?, 1, 1, 1, 1, 9, ?, ?)", (number, number, day))
        read("INSERT INTO balance VALUES (9, 1, 1, 21)")
