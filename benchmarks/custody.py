"""Custody's way to the disk beside a bare commit, a rack of 96 beside one tube, and the board beside the events."""

from __future__ import annotations

import json
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from benchmarks import laboratory
from benchmarks.figure import Figure, at_least, at_most, interleaved, not_measured
from benchmarks.laboratory import KEY, NOW, RACK, RECEIVER, TODAY
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import CommandCode, Meaning
from tracker.barcodes.understanding import understand
from tracker.hardware.scan import Scan
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.advancing import advance
from tracker.jobs.desk import Desk, Rules, Step
from tracker.jobs.verdict import Tone
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.writing import Journal, open_journal, sealed_scan
from tracker.specimens.deadlines import DeadlineRules, missing_at
from tracker.specimens.orders import SpecimensOrder
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.resolving import resolve
from tracker.specimens.rows import when
from tracker.specimens.services import perform
from tracker.specimens.states import ENDED, State
from tracker.store.database import Database, open_database

ROUNDS, BATCH = 8, 24
RACKS = ROUNDS + 2
"""Two for the tubes that are accepted one by one, one a round for racks that are accepted whole."""
DOMINATES = 0.25
"""The flush dominates where a bare commit computes for less than this part of its time."""
SLOW_FLUSH = 4e-3
"""Seconds: what a flush takes on the slower of the disks that were measured."""
SPECIMENS, OPEN = 1_000_000, 100_000


def figures(folder: Path, specimens: int = SPECIMENS, open_ones: int = OPEN) -> Iterator[Figure]:
    yield from _steps(folder)
    yield from _board(folder, specimens, open_ones)


@dataclass
class _Counter:
    """A receiver at a lab counter: each scan understood, resolved, judged, carried out and recorded in one transaction."""

    store: Database
    journal: Journal
    desk: Desk = field(default_factory=Desk)
    scans: int = 0
    computing: list[float] = field(default_factory=list)

    def scan(self, text: str) -> Scan:
        self.scans += 1
        scan = Scan(text, "]C0", "bench:", NOW + timedelta(seconds=3 * self.scans), id=f"{self.scans:032x}")
        computed = thread_time()
        with self.store.writing() as connection:
            meaning = understand(text, "]C0", today=TODAY)
            found = resolve(connection, None, meaning, text, TODAY)
            subject = found if found is not None else _command(meaning)
            step = advance(self.desk, subject, scan, today=TODAY, rules=Rules())
            assert step.verdict.tone in (Tone.ACCEPT, Tone.NOTE), step.verdict
            occasion = Occasion(scan.id, stamp(scan.at), TODAY)
            changes: list[Value] = [
                perform(connection, _custody(each), occasion, DeadlineRules()) for each in step.orders
            ]
            self._record(connection, scan, step, changes)
        self.computing.append(thread_time() - computed)
        self.desk = step.desk
        return scan

    def _record(self, connection: Any, scan: Scan, step: Step, changes: list[Value]) -> None:
        salt, at = secrets.token_bytes(16), stamp(scan.at)
        connection.exec_driver_sql(
            "INSERT INTO scan (id, at, source, aim, data, salt, quality, evidence, verdict, symbology)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (scan.id, at, scan.source, scan.aim, scan.data, salt, scan.quality, scan.evidence, step.verdict.code, ""),
        )
        sealed = sealed_scan(salt, scan.data, scan.aim, scan.quality.value, scan.source)
        body: dict[str, Value] = {"by": RECEIVER, "changes": changes, "scan": sealed, "verdict": step.verdict.code}
        self.journal.append(connection, scan.id, "scan", at, body)


def _command(meaning: Meaning) -> CommandSubject:
    assert isinstance(meaning, CommandCode)
    return CommandSubject(meaning.command)


def _custody(order: object) -> SpecimensOrder:
    assert isinstance(order, CustodyOrder)
    return order


def _steps(folder: Path) -> Iterator[Figure]:
    """ACCEPT is measured: the step that a day has most of."""
    path = folder / "custody.db"
    store = laboratory.furnish(path)
    with laboratory.plainly(store) as connection:
        laboratory.released(connection, RACKS)
    with store.writing() as connection:
        journal = open_journal(connection, "lab", KEY)
    store.close()
    copy = open_database(Path(shutil.copy(path, folder / "bare.db")), KEY)
    store = open_database(path, KEY)
    counter = _Counter(store, journal)
    for text in (house.command_code(Command.ACCEPT), RECEIVER):
        _copy_over(store, copy, counter.scan(text))
    yield from _beside_bare(counter, copy)
    yield _whole_rack(counter)
    copy.close()
    store.close()


def _beside_bare(counter: _Counter, copy: Database) -> Iterator[Figure]:
    """Judged by the median round: a disk that others use, too, is slower in one minute than in the next."""
    counter.computing.clear()
    rounds = [_round(counter, copy, first) for first in range(1, ROUNDS * BATCH, BATCH)]
    ratio = median(each.through / each.alone for each in rounds)
    bare, computing = (median(times) for times in zip(*((each.alone, each.computing) for each in rounds), strict=True))
    name = "custody step to durable commit / bare commit of the same rows"
    if computing / bare < DOMINATES:
        yield at_most(name, ratio, 1.2, f"(bare {bare * 1e3:.1f} ms)")
    else:
        slow = 1 + median(each.through - each.alone for each in rounds) / (SLOW_FLUSH + computing)
        share = f"{computing / bare:.0%} of a bare commit is computing"
        yield not_measured(name, f"fast disk, {share} (ratio {ratio:.2f}; with a 4 ms flush {slow:.2f})", "<= 1.2")


@dataclass(frozen=True)
class _Round:
    """Median seconds of one round: a step through all of it, a bare commit, and what that computes."""

    through: float
    alone: float
    computing: float


def _round(counter: _Counter, copy: Database, first: int) -> _Round:
    scans: list[Scan] = []
    through, alone, computing = [], [], []
    for number in range(first, first + BATCH):
        start = perf_counter()
        scans.append(counter.scan(laboratory.tube(number)))
        through.append(perf_counter() - start)
    for scan in scans:
        statements = _rows_of(counter.store, scan)
        start, computed = perf_counter(), thread_time()
        _commit(copy, statements)
        alone.append(perf_counter() - start)
        computing.append(thread_time() - computed)
    return _Round(median(through), median(alone), median(computing))


def _whole_rack(counter: _Counter) -> Figure:
    """A rack's two scans (the rack, YES) beside one tube's, in turn: what they compute, with the flush left out."""
    one = median(counter.computing)
    racks = []
    for rack in range(RACKS - ROUNDS + 1, RACKS + 1):
        counter.computing.clear()
        counter.scan(house.command_code(Command.ACCEPT))
        counter.computing.clear()
        counter.scan(house.holder_code(rack))
        counter.scan(house.command_code(Command.YES))
        racks.append(sum(counter.computing))
    with counter.store.reading() as connection:
        query = "SELECT count(*) FROM specimen WHERE custodian = ? AND holder_id > ?"
        accepted = connection.exec_driver_sql(query, (RECEIVER, RACKS - ROUNDS)).scalar_one()
    assert accepted == ROUNDS * RACK, accepted
    whole = median(racks)
    note = f"({whole * 1e3:.1f} ms, one {one * 1e3:.2f} ms)"
    return at_most(f"accepting a rack of {RACK} / accepting one tube: CPU", whole / one, 30, note)


# The bare side

_OF = {
    "scan": "SELECT * FROM scan WHERE id = ?",
    "journal": "SELECT * FROM journal WHERE event_id = ?",
    "journal_head": "SELECT h.* FROM journal_head h JOIN journal j ON j.station_id = h.station_id WHERE j.event_id = ?",
    "custody_step": "SELECT * FROM custody_step WHERE event_id = ?",
    "specimen": "SELECT * FROM specimen WHERE id IN (SELECT specimen_id FROM custody_step WHERE event_id = ?)",
}
"""Every row that a scan wrote or changed."""
_CHANGED = ("journal_head", "specimen")
Statements = list[tuple[str, tuple[Any, ...]]]


def _rows_of(store: Database, scan: Scan) -> Statements:
    """The statements that write what ``scan`` wrote."""
    statements: Statements = []
    with store.reading() as connection:
        for table, query in _OF.items():
            names = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
            for row in connection.exec_driver_sql(query, (scan.id,)):
                statements.append(_statement(table, names, row))
    return statements


def _statement(table: str, names: list[str], row: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    if table not in _CHANGED:
        return f"INSERT INTO {table} VALUES ({', '.join('?' for _ in row)})", row
    changes = ", ".join(f"{name} = ?" for name in names[1:])
    return f"UPDATE {table} SET {changes} WHERE {names[0]} = ?", (*row[1:], row[0])


def _copy_over(store: Database, copy: Database, scan: Scan) -> None:
    """What the opening scans have written, so that both files stand at the same event."""
    with store.reading() as connection:
        head = connection.exec_driver_sql("SELECT * FROM journal_head").one()
    with copy.writing() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO journal_head VALUES (?, ?, ?, ?)", head)
    _commit(copy, _rows_of(store, scan))


def _commit(copy: Database, statements: Statements) -> None:
    with copy.writing() as connection:
        for statement, values in statements:
            connection.exec_driver_sql(statement, values)


# The board


def _board(folder: Path, specimens: int, open_ones: int) -> Iterator[Figure]:
    store = laboratory.furnish(folder / "board.db")
    with laboratory.plainly(store) as connection:
        laboratory.grown_old(connection, specimens, open_ones)
    counts, late = _from_events(store)
    board, missing = _board_of(store), _missing_of(store)
    assert board == counts, (board, counts)
    assert set(missing) <= late
    assert len(missing) == min(200, len(late)), (len(missing), len(late))
    calls = [lambda: _board_of(store), lambda: _missing_of(store), lambda: _from_events(store)]
    for_board, for_missing, scanning = interleaved(calls, 3)
    of = f"{open_ones:,} open of {specimens:,} specimens: scanning the steps /"
    yield at_least(f"{of} the board", scanning / for_board, 50, f"({for_board * 1e3:.1f} ms)")
    yield at_least(f"{of} the missing list", scanning / for_missing, 50, f"({for_missing * 1e3:.1f} ms)")
    store.close()


def _board_of(store: Database) -> Mapping[State, int]:
    with store.reading() as connection:
        board = SpecimenReader(connection, NOW).board()
    assert len(board.keeps_shortest) == len(board.missing) == 50
    return dict(board.counts)


def _missing_of(store: Database) -> list[str]:
    with store.reading() as connection:
        return [each.number for each in SpecimenReader(connection, NOW).missing()]


def _from_events(store: Database) -> tuple[Mapping[State, int], set[str]]:
    """What each specimen's last step says, as it would be found out without the kept rows: one pass over all steps."""
    counts: Counter[State] = Counter()
    late: list[int] = []
    rules = DeadlineRules()
    with store.reading() as connection:
        last = connection.exec_driver_sql(
            "SELECT specimen_id, max(seq), state, at FROM custody_step GROUP BY specimen_id"
            " HAVING state NOT IN ('disposed', 'not_collected')"
        )
        for specimen_id, _, said, at in last:
            state = State(said)
            counts[state] += state not in ENDED
            missing = missing_at(state, when(at), None, rules)
            if missing is not None and missing <= NOW:
                late.append(specimen_id)
        numbers = connection.exec_driver_sql(
            "SELECT number FROM specimen WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(late),)
        )
        return counts, {row[0] for row in numbers}
