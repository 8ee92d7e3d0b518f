"""Steps of custody, and the board over a laboratory's years, beside what each would cost without its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from benchmarks.figure import Figure, at_least, at_most, interleaved
from tracker.barcodes import house
from tracker.hardware.scan import new_id
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.writing import Journal, open_journal
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.orders import Step
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.services import perform
from tracker.specimens.states import Do
from tracker.store.connection import Connection
from tracker.store.database import Database, create_database

OPEN = 100_000
ALL = 1_000_000
RACK = 96
ROUNDS = 15
_NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
_GIVER, _RECEIVER = house.badge_code(1), house.badge_code(2)
_SHOWN = 50

_STEPS = 4
"""Label, collect, release, accept: what each accepted specimen has behind it. One disposed of has more."""

_SPECIMEN = (
    "INSERT INTO specimen (id, number, requisition_id, container_id, is_pool, state, steps, custodian, since, due_at,"
    f" due_kind, missing_at) VALUES (?, ?, 1, 1, 0, ?, {_STEPS}, ?, ?, ?, ?, ?)"
)
_STEP = (
    "INSERT INTO custody_step (specimen_id, seq, event_id, do, at, done_by, state, custodian)"
    " VALUES (?, ?, 'filled', 'accept', ?, ?, ?, ?)"
)
_BY_EVENTS = """
    SELECT specimen_id, state, custodian, max(seq) FROM custody_step GROUP BY specimen_id
    HAVING state NOT IN ('disposed', 'not_collected')"""
"""Where everything is, from the steps alone."""


class _TakenBackError(Exception):
    """Rolls a measured transaction back, so that the next one finds the same."""


def figures(folder: Path, specimens: int = ALL, opened: int = OPEN) -> Iterator[Figure]:
    store = create_database(folder / "custody.db", bytes(32))
    with store.writing() as connection:
        journal = open_journal(connection, "bench", bytes(range(32)))
        _furnish(connection, journal)
        _fill(connection, range(1, RACK + 1), "released")
    one, rack = _accepting(store, journal)
    note = f"({one * 1e3:.2f} ms one step)"
    yield at_most(f"accepting a rack of {RACK} / one tube (CPU)", rack / one, 30, note)
    yield _durable(store, journal)
    with store.writing() as connection:
        _fill(connection, range(RACK + 1, opened + 1), "accepted")
        for start in range(opened + 1, specimens + 1, 100_000):
            _fill(connection, range(start, min(start + 100_000, specimens + 1)), "disposed")
    board, missing, events = interleaved(
        [lambda: _board(store), lambda: _missing(store), lambda: _scan_events(store)], 3
    )
    of = f"{opened:,} open of {specimens:,} specimens"
    yield at_least(f"board over {of}: steps scanned / board", events / board, 50, f"({board * 1e3:.1f} ms)")
    yield at_least(f"missing over {of}: steps scanned / list", events / missing, 50, f"({missing * 1e3:.1f} ms)")
    store.close()


def _furnish(connection: Connection, journal: Journal) -> None:
    read = connection.exec_driver_sql
    read("INSERT INTO staff (badge, name) VALUES (?, 'Giver')", (_GIVER,))
    read("INSERT INTO staff (badge, name) VALUES (?, 'Receiver')", (_RECEIVER,))
    read("INSERT INTO container (id, code, name, draw_order, volume_ul) VALUES (1, 'LAV', 'EDTA lavender', 6, 4000)")
    read("INSERT INTO holder (id, code, name, kind, rows, columns) VALUES (1, ?, 'R1', 'rack', 8, 12)", ("R1",))
    read("INSERT INTO patient (id, salt) VALUES (1, x'00')")
    read(
        "INSERT INTO requisition (id, code, patient_id, ordered_at, provider, priority)"
        " VALUES (1, 'N1', 1, '', '', 'routine')"
    )
    journal.append(connection, "filled", "scan", stamp(_NOW), {"changes": []})


def _fill(connection: Connection, numbers: range, state: str) -> None:
    """Specimens with their steps: of the open ones every thousandth is missing, each has a limit of its own."""
    specimens, steps = [], []
    is_open = state != "disposed"
    for n in numbers:
        at = stamp(_NOW - timedelta(seconds=n % 86_400))
        due = stamp(_NOW + timedelta(seconds=n)) if is_open else None
        missing = stamp(_NOW + timedelta(minutes=-1 if n % 1000 == 0 else 60 + n % 500)) if is_open else None
        due_kind = "test" if is_open else None
        specimens.append((n, house.specimen_code(n), state, _GIVER, at, due, due_kind, missing))
        steps += [(n, seq, at, _GIVER, state, _GIVER) for seq in range(1, _STEPS + 1)]
    connection.exec_driver_sql(_SPECIMEN, specimens)
    connection.exec_driver_sql(_STEP, steps)
    if state == "released":
        connection.exec_driver_sql("UPDATE specimen SET holder_id = 1, slot = id")
        connection.exec_driver_sql("UPDATE custody_step SET holder_id = 1, slot = specimen_id")


def _accept(connection: Connection, journal: Journal, numbers: range, event_id: str) -> None:
    order = Step(Do.ACCEPT, tuple(map(house.specimen_code, numbers)), _RECEIVER)
    occasion = Occasion(event_id, stamp(_NOW), date(2026, 11, 16))
    words = perform(connection, order, occasion, DeadlineRules())
    journal.append(connection, event_id, "scan", occasion.at, {"changes": [words], "by": _RECEIVER})


def _accepting(store: Database, journal: Journal) -> tuple[float, float]:
    """CPU seconds of the median acceptance of one tube and of a rack, each taken back."""
    took: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        for kept, numbers in zip(took, (range(1, 2), range(1, RACK + 1)), strict=True):
            try:
                with store.writing() as connection:
                    start = thread_time()
                    _accept(connection, journal, numbers, f"turn{turn}")
                    kept.append(thread_time() - start)
                    raise _TakenBackError
            except _TakenBackError:
                pass
    return median(took[0]), median(took[1])


def _durable(store: Database, journal: Journal) -> Figure:
    """One step until it is on the disk, beside the same database's barest commit."""
    took: tuple[list[float], list[float]] = ([], [])
    for n in range(1, RACK + 1):
        start = perf_counter()
        with store.writing() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES ('bench', ?)", (str(n),))
        took[0].append(perf_counter() - start)
        start = perf_counter()
        with store.writing() as connection:
            _accept(connection, journal, range(n, n + 1), new_id())
        took[1].append(perf_counter() - start)
    bare, step = median(took[0]), median(took[1])
    note = f"(a bare commit takes {bare * 1e3:.2f} ms, a step {(step - bare) * 1e3:.2f} ms more)"
    # Where the disk answers at once there is no flush that could dominate: the step's own work is then judged.
    if bare < 0.002:
        return Figure(
            "one durable custody step / a bare commit",
            f"{step / bare:.2f} {note}",
            "1.2 where the flush dominates",
            None,
        )
    return at_most("one durable custody step / a bare commit", step / bare, 1.2, note)


def _board(store: Database) -> None:
    with store.reading() as connection:
        board = SpecimenReader(connection, _NOW).board(_SHOWN)
    assert len(board.keeps_shortest) == _SHOWN


def _missing(store: Database) -> None:
    with store.reading() as connection:
        assert SpecimenReader(connection, _NOW).missing(_SHOWN)


def _scan_events(store: Database) -> None:
    with store.reading() as connection:
        assert connection.exec_driver_sql(_BY_EVENTS).all()
