"""Locked, full, two at once, killed: what was acknowledged is there, what was not is told in words."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clinic import KEY, open_clinic
from tracker.errors import StoreError
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.journal.verifying import verify
from tracker.store.database import open_database

_HOLD = """
import sys, time; from pathlib import Path; from tests.clinic import KEY
from tracker.store.database import open_database
with open_database(Path(sys.argv[1]), KEY).writing():
    print("held", flush=True); time.sleep(float(sys.argv[2]))
"""


UNTIL_LEFT_S = 600.0


@contextmanager
def held_elsewhere(path: Path, seconds: float) -> Iterator[None]:
    """Another program holds the write lock for so long, at most until the block is left."""
    command = [sys.executable, "-c", _HOLD, str(path), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield
        finally:
            holder.kill()


def test_a_writer_waits_for_another_program_and_then_writes(clinic_file: Path) -> None:
    database = open_database(clinic_file, KEY, busy_timeout_ms=30_000)
    with held_elsewhere(clinic_file, 3), database.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = 'after the wait'")
    database.close()


def test_beyond_its_patience_it_says_who_is_in_the_way_and_loses_nothing(clinic_file: Path) -> None:
    database = open_database(clinic_file, KEY, busy_timeout_ms=200)
    with held_elsewhere(clinic_file, UNTIL_LEFT_S):
        with pytest.raises(StoreError) as refused, database.writing() as connection:
            connection.exec_driver_sql("UPDATE staff SET name = 'x'")
        assert refused.value.code == "store_locked"
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT name FROM staff").scalar() == "R. Okafor"
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = 'free again'")
    database.close()


def test_opening_while_another_program_writes_works(clinic_file: Path) -> None:
    open_clinic(clinic_file).database.close()
    with held_elsewhere(clinic_file, UNTIL_LEFT_S):
        database = open_database(clinic_file, KEY, busy_timeout_ms=200)
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM item").scalar() == 3
        database.close()


_FILL = """
import resource, sys; from pathlib import Path; from tests.clinic import KEY
from tracker.errors import StoreError; from tracker.store.database import open_database
database = open_database(Path(sys.argv[1]), KEY)
if sys.argv[2] != "0":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    for number in range(100_000):
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO staff (badge, name) VALUES (?, ?)", (str(number), "x" * 2000))
        print(number, flush=True)
except StoreError as error:
    print(error.code)
"""


def _fill(path: Path, limit: int) -> tuple[str, set[str]]:
    """Write rows until it fails; returns the code, and the rows that were acknowledged."""
    command = [sys.executable, "-c", _FILL, str(path), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *acknowledged, code = done.stdout.splitlines()
    return code, set(acknowledged)


def _badges(path: Path) -> set[str]:
    clinic = open_clinic(path)
    with clinic.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        found = set(connection.exec_driver_sql("SELECT badge FROM staff").scalars())
    clinic.database.close()
    return {str(badge) for badge in found}


def test_a_file_that_may_not_grow_is_told_and_every_acknowledged_row_is_there(clinic_file: Path) -> None:
    code, acknowledged = _fill(clinic_file, 900_000)
    assert code in {"store_full", "store_io"}
    assert len(acknowledged) > 10
    assert _badges(clinic_file) >= acknowledged


def test_a_full_disk_is_told_as_full_and_every_acknowledged_row_is_there(clinic_file: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("a disk of 1.5 MB can be mounted by root only")
    try:
        path = Path(shutil.copy(clinic_file, disk / "tracker.db"))
        code, acknowledged = _fill(path, 0)
        assert code == "store_full"
        assert len(acknowledged) > 10
        rescued = tmp_path / "rescued"
        shutil.copytree(disk, rescued)
        assert _badges(rescued / "tracker.db") >= acknowledged
    finally:
        subprocess.run(["umount", str(disk)], check=True)


_DECREMENT = """
import sys; from pathlib import Path; from tests.clinic import open_clinic
from tracker.inventory.orders import Use
clinic = open_clinic(Path(sys.argv[1]))
for _ in range(50):
    clinic.order(Use(clinic.items["Syringe 3 mL"], clinic.lots["LATE"], clinic.places["B"], 1))
"""


def test_two_programs_with_two_threads_each_lose_no_decrement(clinic_file: Path) -> None:
    """Half of 200 were lost without an error by the ORM's own way of opening transactions."""
    clinic = open_clinic(clinic_file)
    clinic.execute("UPDATE balance SET quantity = 200 WHERE lot_id = ? AND location_id = ?", _late_in_b(clinic_file))
    command = [sys.executable, "-c", _DECREMENT, str(clinic_file)]
    running = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert clinic.held("B", "LATE") == 0
    with clinic.database.reading() as connection:
        assert verify(connection).findings == ()
        assert connection.exec_driver_sql("SELECT count(*) FROM movement WHERE kind = 'use'").scalar() == 200
    clinic.database.close()


def _late_in_b(path: Path) -> tuple[int, int]:
    clinic = open_clinic(path)
    clinic.database.close()
    return clinic.lots["LATE"], clinic.places["B"]


_WORK = """
import random, sys; from pathlib import Path; from tests.clinic import open_clinic
from tracker.errors import Refusal
from tracker.inventory.orders import Receive, Reverse, Transfer
clinic = open_clinic(Path(sys.argv[1])); pick = random.Random(int(sys.argv[2]))
while True:
    order = pick.choice([
        Receive(clinic.items["Syringe 3 mL"], "LATE", None, clinic.places["A"], 5),
        Transfer((clinic.move("LATE", "A", "Cart", 2), clinic.move("LATE", "A", "Wall", 1))),
    ])
    try:
        done = clinic.order(order)
        print(done, flush=True)
        if pick.random() < 0.3:
            print(clinic.order(Reverse(done)), flush=True)
    except Refusal:
        pass
"""


def test_killed_at_eight_random_moments_it_keeps_every_acknowledged_event(clinic_file: Path) -> None:
    pick = random.Random(20261116)
    acknowledged: set[str] = set()
    for round_ in range(8):  # 40 by 'python -m tests.faults kills'
        command = [sys.executable, "-c", _WORK, str(clinic_file), str(round_)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            acknowledged.add(worker.stdout.readline().strip())
            killer = threading.Timer(pick.uniform(0, 0.03), worker.send_signal, [signal.SIGKILL])
            killer.start()
            lines = worker.stdout.read().split("\n")
            killer.join()
        acknowledged |= {line for line in lines if len(line) == 32}
    clinic = open_clinic(clinic_file)
    with clinic.database.reading() as connection:
        events = set(connection.exec_driver_sql("SELECT event_id FROM journal").scalars())
        assert acknowledged <= events
        assert len(acknowledged) >= 8
        assert verify(connection).findings == ()
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    clinic.database.close()
