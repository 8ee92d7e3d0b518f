"""A backup is a copy that was read through, or it is no backup."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.backups.conftest import MONDAY, Backs
from tests.clinic import KEY, Clinic, open_clinic
from tests.killing_work import killing
from tracker.backups.folders import alone, clean, listed
from tracker.backups.making import Source, make_backup
from tracker.backups.manifest import manifest_of, read_manifest
from tracker.backups.proving import prove
from tracker.backups.rotating import Keeping
from tracker.errors import ConfigurationError, Refusal, StoreError
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.journal.checkpoints import journal_origin
from tracker.journal.verifying import verify
from tracker.store.database import open_database


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def origin_of_clinic(clinic: Clinic) -> str:
    with clinic.database.reading() as connection:
        return journal_origin(connection)


def test_it_holds_all_that_was_acknowledged_and_the_journal_verifies_to_its_checkpoint(
    clinic: Clinic, back_up: Backs
) -> None:
    before = clinic.value("SELECT count(*) FROM journal")
    made = back_up()
    assert made.manifest.events == before
    assert made.manifest.note.size == before
    store = open_database(made.file, KEY, is_readonly=True)
    with store.reading() as connection:
        assert verify(connection).findings == ()
        assert list(audit_balances(connection)) == []
    store.close()


def test_without_the_key_neither_file_shows_a_word_of_the_clinic(back_up: Backs) -> None:
    made = back_up()
    content = made.file.read_bytes()
    assert not content.startswith(b"SQLite format 3")
    for word in (b"Northgate", b"Syringe", b"Okafor", b"CREATE TABLE"):
        assert word not in content
        assert word not in manifest_of(made.file).read_bytes()
    assert made.file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreError) as refused:
        prove(made.file, bytes(32), made.manifest.checkpoint)
    assert refused.value.code == "store_wrong_key"


def test_its_manifest_is_the_stations_and_says_what_lies_beside_it(clinic: Clinic, back_up: Backs) -> None:
    made = back_up()
    signed = read_manifest(manifest_of(made.file))
    assert signed.manifest == made.manifest
    assert signed.is_signed_by(clinic.journal.key.public_key().public_bytes_raw())
    assert not signed.is_signed_by(bytes(32))
    assert signed.manifest.size == made.file.stat().st_size
    assert signed.manifest.counts["item"] == 3
    changed = json.loads(manifest_of(made.file).read_text())
    changed["events"] += 1
    manifest_of(made.file).write_text(json.dumps(changed))
    assert not read_manifest(manifest_of(made.file)).is_signed_by(clinic.journal.key.public_key().public_bytes_raw())


def test_nothing_else_lies_in_the_folder_when_it_is_done(back_up: Backs, folder: Path) -> None:
    made = back_up()
    assert names(folder) == [made.file.name, manifest_of(made.file).name]


def test_two_within_a_second_are_two(back_up: Backs, folder: Path) -> None:
    first = back_up(keeping=Keeping(daily=0, weekly=0, monthly=0))
    second = back_up(keeping=Keeping(daily=0, weekly=0, monthly=0))
    assert first.file != second.file
    assert names(folder) == [second.file.name, manifest_of(second.file).name]


_WRITES = """
import sys, time; from pathlib import Path; from tests.clinic import open_clinic
from tracker.inventory.orders import Receive
clinic = open_clinic(Path(sys.argv[1]))
while True:
    time.sleep(0.002)
    print(clinic.order(Receive(clinic.items["Syringe 3 mL"], "LATE", None, clinic.places["A"], 5)), flush=True)
"""


def test_while_another_program_writes_it_is_one_state_with_all_that_was_acknowledged_before(
    clinic_file: Path, source: Source, folder: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITES, str(clinic_file)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        try:
            acknowledged = {writer.stdout.readline().strip() for _ in range(20)}
            for number in range(5):
                made = make_backup(source, folder, Keeping(), MONDAY + timedelta(days=number))
                store = open_database(made.file, KEY, is_readonly=True)
                with store.reading() as connection:
                    events = set(connection.exec_driver_sql("SELECT event_id FROM journal").scalars())
                    assert acknowledged <= events
                    assert list(audit_movements(connection)) == []
                store.close()
                acknowledged |= {writer.stdout.readline().strip() for _ in range(20)}
        finally:
            writer.kill()
    assert len(listed(folder).backups) == 5


def test_a_folder_that_is_not_there_is_not_made(source: Source, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        make_backup(source, tmp_path / "mnt" / "office", Keeping(), MONDAY)
    assert refused.value.code == "backup_folder"
    assert not (tmp_path / "mnt").exists()


def test_the_same_disk_is_warned_of(back_up: Backs) -> None:
    assert "same disk" in back_up().warnings[0]


def test_two_at_once_do_not_take_each_others_files_away(clinic: Clinic, back_up: Backs, folder: Path) -> None:
    with alone(clinic.path), pytest.raises(Refusal) as refused:
        back_up()
    assert refused.value.code == "backup_running"
    assert names(folder) == []
    back_up()


def test_other_programs_files_stay_however_they_are_called(clinic: Clinic, back_up: Backs, folder: Path) -> None:
    own = origin_of_clinic(clinic)[-32:][:8]
    others = [
        "tracker.db",
        "notes.txt",
        f"tracker-{own}-20250101T000000Z.db.old",
        "tracker-00000000-20250101T000000Z.db",
        "tracker-00000000-20250101T000000Z.db.part",
        f"tracker-{own}-20250101T000000Z.db",
        f"tracker-{own}-20250102T000000Z.json",
    ]
    for name in others:
        (folder / name).write_bytes(b"mine")
    (folder / "sub").mkdir()
    back_up(keeping=Keeping(0, 0, 0))
    back_up(MONDAY + timedelta(days=1), Keeping(0, 0, 0))
    assert set(others) <= set(names(folder))
    found = listed(folder, origin_of_clinic(clinic))
    assert len(found.backups) == 1
    assert any("no manifest" in trouble for trouble in found.troubles)


_KILLED = """
from pathlib import Path; from datetime import UTC, datetime
from tests.clinic import KEY, open_clinic
from tracker.backups.making import make_backup, source_of
from tracker.backups.rotating import Keeping

def work(path, folder):
    clinic = open_clinic(Path(path))
    source = source_of(clinic.database, KEY, clinic.journal, lambda: datetime.now(UTC))
    print("begins", flush=True)
    make_backup(source, Path(folder), Keeping(), datetime.now(UTC))
"""


def test_killed_at_any_moment_it_leaves_nothing_that_counts_and_the_next_one_cleans(
    clinic: Clinic, clinic_file: Path, folder: Path, back_up: Backs
) -> None:
    clinic.database.close()
    with killing(_KILLED) as maker:
        for number in range(12):
            maker.kill(number * 0.008, clinic_file, folder)
            for backup in listed(folder).backups:
                proof = prove(backup.file, KEY, backup.signed.manifest.checkpoint)
                assert proof.faults == ()
                assert proof.sha256 == backup.signed.manifest.sha256
    back_up()
    assert [name for name in names(folder) if name.endswith((".part", "-journal"))] == []
    assert {Path(name).suffix for name in names(folder)} == {".db", ".json"}


def test_what_was_cut_off_between_its_two_names_is_no_backup(clinic: Clinic, back_up: Backs, folder: Path) -> None:
    made = back_up()
    made.file.rename(made.file.with_name(made.file.name + ".part"))
    assert listed(folder).backups == ()
    assert clean(folder, origin_of_clinic(clinic)) == 1
    assert names(folder) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=4000k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("a disk of 4 MB can be mounted by root only")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_before_and_meanwhile_and_keeps_the_last_good_one(source: Source, small_disk: Path) -> None:
    made = make_backup(source, small_disk, Keeping(), MONDAY)
    (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free - made.manifest.size + 4096))
    with pytest.raises(StoreError) as refused:
        make_backup(source, small_disk, Keeping(0, 0, 0), MONDAY + timedelta(days=1))
    assert refused.value.code == "backup_full"
    assert names(small_disk) == ["ballast", made.file.name, manifest_of(made.file).name]


_FULL = """
import resource, sys; from pathlib import Path; from datetime import UTC, datetime
from tests.clinic import KEY, open_clinic
from tracker.backups.making import make_backup, source_of
from tracker.backups.rotating import Keeping
from tracker.errors import StoreError
clinic = open_clinic(Path(sys.argv[1]))
source = source_of(clinic.database, KEY, clinic.journal, lambda: datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try: make_backup(source, Path(sys.argv[2]), Keeping(), datetime.now(UTC))
except StoreError as error: print(error.code)
"""


def test_a_disk_that_is_full_half_way_leaves_nothing(clinic_file: Path, folder: Path) -> None:
    open_clinic(clinic_file).database.close()
    command = [sys.executable, "-c", _FULL, str(clinic_file), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "backup_full\n"
    assert names(folder) == []


def test_a_folder_that_takes_nothing_is_told(source: Source, folder: Path) -> None:
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("root may write everywhere")
        with pytest.raises(ConfigurationError) as refused:
            make_backup(source, folder, Keeping(), MONDAY)
        assert refused.value.code == "backup_folder"
    finally:
        folder.chmod(0o700)


def test_a_database_that_is_not_sound_gives_no_backup_and_takes_none_away(
    clinic: Clinic, back_up: Backs, folder: Path
) -> None:
    good = back_up()
    clinic.execute("UPDATE balance SET quantity = quantity + 1")
    with pytest.raises(StoreError) as refused:
        back_up(MONDAY + timedelta(days=1), Keeping(0, 0, 0))
    assert refused.value.code == "backup_unsound"
    assert names(folder) == [good.file.name, manifest_of(good.file).name]


_ON_A_FULL_DISK = """
import sys; from pathlib import Path; from datetime import UTC, datetime
from tests.clinic import KEY, open_clinic
from tracker.backups.making import make_backup, source_of
from tracker.backups.rotating import Keeping
from tracker.errors import StoreError
clinic = open_clinic(Path(sys.argv[1]))
source = source_of(clinic.database, KEY, clinic.journal, lambda: datetime.now(UTC))
source.checkpoint()
number = 0
try:
    while True:
        clinic.execute("INSERT INTO staff (badge, name) VALUES (?, ?)", (str(number), "x" * 500))
        number += 1
except StoreError as error:
    print(error.code)
made = make_backup(source, Path(sys.argv[2]), Keeping(), datetime.now(UTC))
print(number, made.manifest.counts["staff"])
"""


def test_where_the_clinics_own_disk_is_full_its_last_good_state_can_still_be_backed_up(
    clinic_file: Path, small_disk: Path, folder: Path
) -> None:
    path = Path(shutil.copy(clinic_file, small_disk / "tracker.db"))
    command = [sys.executable, "-c", _ON_A_FULL_DISK, str(path), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, counts = done.stdout.splitlines()
    written, backed_up = map(int, counts.split(" "))
    assert code == "store_full"
    assert backed_up == written + 1
    assert len(listed(folder).backups) == 1


def test_one_that_cannot_be_deleted_is_told_and_the_new_one_stands(
    back_up: Backs, folder: Path, tmp_path: Path
) -> None:
    """A folder in the way of the name under which an old copy is taken apart: as good as a disk that says no."""
    old = back_up(keeping=Keeping(0, 0, 0))
    in_the_way = old.file.with_name(old.file.name + ".part")
    in_the_way.mkdir()
    (in_the_way / "x").touch()
    new = back_up(MONDAY + timedelta(days=1), Keeping(0, 0, 0))
    assert new.deleted == ()
    assert any("cannot be deleted" in warning for warning in new.warnings)
    assert new.file.exists()
    assert old.file.exists()


def test_a_disk_that_is_read_only_is_told(source: Source, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(ConfigurationError) as refused:
        make_backup(source, small_disk, Keeping(), MONDAY)
    assert refused.value.code == "backup_folder"
    assert "read-only" in refused.value.hint


def test_one_that_was_made_under_a_clock_set_back_is_not_deleted_at_once(back_up: Backs) -> None:
    later = back_up(MONDAY)
    made = back_up(MONDAY - timedelta(hours=2), Keeping(0, 0, 0))
    assert made.file.exists()
    assert later.file.exists()
