"""A laboratory with two people, a fridge, racks of 96 and one kind of tube; filled by plain statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tracker.barcodes import house
from tracker.journal.occasion import stamp
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.states import State
from tracker.store.connection import Connection
from tracker.store.database import Database, create_database

NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
KEY = bytes(range(32))
GIVER, RECEIVER = house.badge_code(11), house.badge_code(12)
FRIDGE = house.location_code(22)
RACK = 96

_COLUMNS = (
    "id, number, requisition_id, container_id, is_pool, state, steps, custodian, holder_id, slot, since, labelled_at,"
    " collected_at, due_at, due_kind, missing_at"
)
_ROW = f"INSERT INTO specimen ({_COLUMNS}) VALUES (?, ?, 1, 1, 0, {', '.join('?' * 11)})"
_STEP = (
    "INSERT INTO custody_step (specimen_id, seq, event_id, do, at, done_by, state, custodian)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_TEST = (
    "INSERT INTO test_kind (id, code, name, container_id, min_volume_ul, transport, test_minutes, retention_days,"
    " needs_witness) VALUES (1, 'CBC', 'Blood count', 1, 500, 'ambient', 1440, 2, 0)"
)
_REQUISITION = (
    "INSERT INTO requisition (id, code, patient_id, ordered_at, provider, priority)"
    " VALUES (1, ?, 1, ?, 'Dr. Q', 'routine')"
)


def furnish(path: Path) -> Database:
    """A new database with everything that a tube refers to."""
    store = create_database(path, KEY)
    with store.writing() as connection:
        insert = connection.exec_driver_sql
        insert("INSERT INTO staff (badge, name) VALUES (?, ?)", [(GIVER, "Anne A."), (RECEIVER, "Ben B.")])
        insert(
            "INSERT INTO location (code, name, kind, path, is_store) VALUES (?, 'Fridge', 'cabinet', 'Fridge', 0)",
            (FRIDGE,),
        )
        insert("INSERT INTO container VALUES (1, 'LAV', 'EDTA lavender', 6, 4000, NULL)")
        insert(_TEST)
        insert("INSERT INTO patient (id, erased_at) VALUES (1, '2026-11-15T15:00:00.000Z')")
        insert(_REQUISITION, (house.requisition_code(1), stamp(NOW)))
    return store


@contextmanager
def plainly(store: Database) -> Iterator[Connection]:
    """A transaction that does not ask whether the steps' events are there: they have none."""
    with closing(store.engine.raw_connection()) as pooled:
        driver = pooled.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("BEGIN")
        yield Connection(driver)
        driver.execute("COMMIT")
        driver.execute("PRAGMA foreign_keys=ON")


def released(connection: Connection, racks: int) -> None:
    """Full racks that the giver has released, and nobody has accepted."""
    for rack in range(1, racks + 1):
        connection.exec_driver_sql(
            "INSERT INTO holder (id, code, name, kind, rows, columns) VALUES (?, ?, ?, 'rack', 8, 12)",
            (rack, house.holder_code(rack), f"R{rack}"),
        )
    steps = (("label", State.LABELLED, 90), ("collect", State.COLLECTED, 60), ("release", State.RELEASED, 10))
    for number in range(1, racks * RACK + 1):
        at = [stamp(NOW - timedelta(minutes=minutes)) for _, _, minutes in steps]
        due, missing = stamp(NOW + timedelta(hours=23)), stamp(NOW + timedelta(minutes=50))
        holder, slot = (number - 1) // RACK + 1, (number - 1) % RACK + 1
        row = (number, tube(number), State.RELEASED, 3, GIVER, holder, slot, at[2], at[0], at[1], due, "test", missing)
        connection.exec_driver_sql(_ROW, row)
        connection.exec_driver_sql("INSERT INTO specimen_test VALUES (?, 1)", (number,))
        for seq, (do, state, _) in enumerate(steps, start=1):
            custodian = None if state is State.LABELLED else GIVER
            connection.exec_driver_sql(
                _STEP, (number, seq, f"{number:026x}{seq:06x}", do, at[seq - 1], GIVER, state, custodian)
            )


def tube(number: int) -> str:
    return house.specimen_code(26_000_000 + number)


_OPEN = (
    # (state, custodian, of 100 open ones, minutes until it counts as missing)
    (State.COLLECTED, GIVER, 10, DeadlineRules().hand_on_minutes),
    (State.RELEASED, GIVER, 10, DeadlineRules().accept_minutes),
    (State.ACCEPTED, RECEIVER, 20, DeadlineRules().store_minutes),
    (State.STORED, FRIDGE, 60, None),
)
MISSING_EVERY = 50


def grown_old(connection: Connection, specimens: int, open_ones: int) -> None:
    """Years of work: three steps for each specimen, the newest of them still open, one in fifty of what waits overdue."""
    first_open = specimens - open_ones + 1
    for start in range(1, specimens + 1, 20_000):
        numbers = range(start, min(start + 20_000, specimens + 1))
        made = [_open(n) if n >= first_open else _closed(n) for n in numbers]
        connection.exec_driver_sql(_ROW, [row for row, _ in made])
        connection.exec_driver_sql(_STEP, [step for _, steps in made for step in steps])
        connection.exec_driver_sql("INSERT INTO specimen_test VALUES (?, 1)", [(n,) for n in numbers])


Row = tuple[object, ...]
Made = tuple[Row, list[Row]]


def _closed(number: int) -> Made:
    at = [stamp(NOW - timedelta(days=400, minutes=-number % 500_000 - minutes)) for minutes in (0, 5, 600)]
    row = (number, tube(number), State.DISPOSED, 3, RECEIVER, None, None, at[2], at[0], at[1], None, None, None)
    lives = (
        ("label", State.LABELLED, None),
        ("collect", State.COLLECTED, GIVER),
        ("dispose", State.DISPOSED, RECEIVER),
    )
    return row, _steps(number, at, lives)


def _open(number: int) -> Made:
    state, custodian, minutes = _which(number)
    overdue = minutes is not None and number % MISSING_EVERY == 0
    age = (minutes or 600) + number % 40 + 1 if overdue else number % min(minutes or 600, 50)
    at = [stamp(NOW - timedelta(minutes=age + before)) for before in (30, 20, 0)]
    missing = stamp(NOW - timedelta(minutes=age) + timedelta(minutes=minutes)) if minutes is not None else None
    due = stamp(NOW + timedelta(minutes=number % 1400 + 1))
    row = (number, tube(number), state, 3, custodian, None, None, at[2], at[0], at[1], due, "test", missing)
    lives = (("label", State.LABELLED, None), ("collect", State.COLLECTED, GIVER), (state.value, state, custodian))
    return row, _steps(number, at, lives)


def _which(number: int) -> tuple[State, str, int | None]:
    spread = number * 37 % 100
    for state, custodian, share, minutes in _OPEN:
        if spread < share:
            return state, custodian, minutes
        spread -= share
    raise AssertionError("the shares add up to 100")


def _steps(number: int, at: list[str], lives: Iterable[tuple[str, State, str | None]]) -> list[Row]:
    return [
        (number, seq, f"{number:026x}{seq:06x}", do, at[seq - 1], custodian or GIVER, state, custodian)
        for seq, (do, state, custodian) in enumerate(lives, start=1)
    ]
