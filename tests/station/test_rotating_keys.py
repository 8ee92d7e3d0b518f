"""Another key in the place of one: everything opens with it, nothing with the former, but backups of before; and whoever is
killed in the middle finds a clinic that opens."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clinic import KEY, Clinic
from tracker.backups.making import make_backup
from tracker.backups.rotating import Keeping
from tracker.backups.sealing import SealedKeys
from tracker.backups.undoing import keys_owed
from tracker.config import Settings, load_settings
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import utc_now
from tracker.journal.verifying import verify
from tracker.specimens.entries import NewRequisition
from tracker.specimens.ordering import create_requisition
from tracker.specimens.patient_audit import audit_patients
from tracker.specimens.patients import Patient, id_by_record, read
from tracker.specimens.vault import Vault
from tracker.station import open_station
from tracker.station.backing_up import keys_to_seal, open_source
from tracker.station.clinic_keys import database_key, keys_of, next_of, own_key, patients_key, rotation_mark
from tracker.station.opening import open_pen, open_store, vault_of
from tracker.station.putting_back import drill_newest, put_back
from tracker.station.rotating import rotate_database, rotate_patients, rotate_station, settle_keys
from tracker.store.database import open_database
from tracker.store.keys import Keys
from tracker.store.rekeying import alone, copy_before, opens, rekey

LEAD = "B0000000141"
NEW = bytes(range(50, 82))


@pytest.fixture
def clinic_home(demo_template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(demo_template, tmp_path / "home")
    return load_settings(tmp_path / "home")


def names(settings: Settings) -> list[str]:
    """Every patient's, by the key that is at hand."""
    store = open_store(settings)
    try:
        vault = vault_of(store, settings)
        with store.reading() as connection:
            ids = connection.exec_driver_sql("SELECT id FROM patient WHERE salt IS NOT NULL ORDER BY id").scalars()
            found = [read(connection, vault, each) for each in list(ids)]
            assert verify(connection).findings == ()
            assert list(audit_patients(connection, vault)) == []
            assert id_by_record(connection, vault, "mr-700091") == 1
            return [each.name for each in found if each is not None]
    finally:
        store.close()


def test_the_whole_file_is_under_the_new_key_and_nothing_is_lost(clinic_home: Settings) -> None:
    before, told = database_key(clinic_home).value, names(clinic_home)
    done = rotate_database(clinic_home, LEAD)
    after = database_key(clinic_home).value
    assert after != before
    assert not opens(clinic_home.database, before)
    assert opens(clinic_home.database, after)
    assert names(clinic_home) == told
    assert keys_of(clinic_home).former("database") == (before,)
    assert done.former == "database-former-1"
    assert not copy_before(clinic_home.database).exists()
    assert not rotation_mark(clinic_home).exists()
    assert keys_of(clinic_home).find(next_of("database")) is None


def test_patients_are_under_the_new_key_and_their_commitments_still_open(clinic_home: Settings) -> None:
    told, before = names(clinic_home), keys_of(clinic_home).find("patients")
    assert before is not None
    done = rotate_patients(clinic_home, LEAD)
    assert done.patients == len(told)
    assert done.trouble == ""
    assert names(clinic_home) == told
    store = open_store(clinic_home)
    with store.reading() as connection, pytest.raises(StoreError) as refused:
        read(connection, Vault(before.value), 1)
    store.close()
    assert refused.value.code == "patient_key"


def test_a_station_signs_with_the_new_key_and_all_verifies(clinic_home: Settings) -> None:
    told, before = names(clinic_home), own_key(clinic_home)
    done = rotate_station(clinic_home, LEAD)
    assert own_key(clinic_home) != before
    assert done.former == "station-former-1"
    rotate_station(clinic_home, LEAD)
    assert names(clinic_home) == told
    store = open_store(clinic_home)
    with store.reading() as connection:
        assert verify(connection, own=own_key(clinic_home)).findings == ()
    store.close()


def test_keys_are_changed_again_and_again(clinic_home: Settings) -> None:
    told = names(clinic_home)
    for _ in range(2):
        rotate_patients(clinic_home, LEAD)
        rotate_database(clinic_home, LEAD)
    assert names(clinic_home) == told
    assert len(set(keys_of(clinic_home).former("database"))) == len(set(keys_of(clinic_home).former("patients"))) == 2


@pytest.mark.parametrize("badge", ["", "B0000009942"])
def test_a_key_is_changed_in_somebodys_name_only(clinic_home: Settings, badge: str) -> None:
    before = keys_to_seal(clinic_home)
    for rotate in (rotate_database, rotate_patients, rotate_station):
        with pytest.raises(Refusal):
            rotate(clinic_home, badge)
    assert keys_to_seal(clinic_home) == before


def test_a_database_that_is_open_elsewhere_keeps_its_key(clinic_home: Settings) -> None:
    before, store = database_key(clinic_home).value, open_store(clinic_home)
    with store.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM item").scalar()
        with pytest.raises(StoreError) as refused:
            rotate_database(clinic_home, LEAD)
    store.close()
    assert refused.value.code == "store_locked"
    assert database_key(clinic_home).value == before
    assert keys_of(clinic_home).former("database") == ()
    assert not rotation_mark(clinic_home).exists()
    rotate_database(clinic_home, LEAD)


def test_a_station_whose_window_is_open_keeps_its_key(clinic_home: Settings) -> None:
    """It would go on signing with the former one."""
    before, open_window = own_key(clinic_home), open_station(clinic_home, sources=())
    with pytest.raises(StoreError) as refused:
        rotate_station(clinic_home, LEAD)
    open_window.close()
    assert refused.value.code == "store_locked"
    assert own_key(clinic_home) == before
    assert not rotation_mark(clinic_home).exists()
    rotate_station(clinic_home, LEAD)
    assert own_key(clinic_home) != before


def test_while_a_window_is_open_the_patients_keep_their_key(clinic_home: Settings) -> None:
    """It would go on with the former one, and say of every patient that nothing may be drawn."""
    before, open_window = keys_to_seal(clinic_home), open_station(clinic_home, sources=())
    with pytest.raises(StoreError) as refused:
        rotate_patients(clinic_home, LEAD)
    open_window.close()
    assert refused.value.code == "store_locked"
    assert "Close all windows" in refused.value.hint
    assert keys_to_seal(clinic_home) == before
    assert not rotation_mark(clinic_home).exists()
    assert rotate_patients(clinic_home, LEAD).trouble == ""
    assert keys_to_seal(clinic_home) != before


def test_no_window_is_opened_while_the_stations_key_is_being_changed(clinic_home: Settings) -> None:
    """Between looking for windows and changing the key there was a moment in which one could be opened."""
    key = database_key(clinic_home).value
    with alone(clinic_home.database, key) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one() > 10
        opened = subprocess.run(
            [sys.executable, "-c", _OPENS, str(clinic_home.database), f"PRAGMA key=\"x'{key.hex()}'\""],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "locked" in opened.stdout
    open_pen(clinic_home)[0].close()


_OPENS = """
import sys; import sqlcipher3.dbapi2 as s
d = s.connect(sys.argv[1], timeout=0)
d.execute(sys.argv[2])
try: print(d.execute("SELECT count(*) FROM journal").fetchone())
except s.OperationalError as error: print(error)
"""


def test_a_window_that_was_open_meanwhile_enters_no_patient_that_nobody_can_read(clinic_home: Settings) -> None:
    """At another station, which had the former key in hand and no transaction going."""
    store, _ = open_pen(clinic_home)
    vault = vault_of(store, clinic_home)
    store.close()
    rotate_patients(clinic_home, LEAD)
    store, journal = open_pen(clinic_home)
    from tracker.journal.pen import Pen

    new = NewRequisition(
        Patient("Fernwhistle", "Odalie", utc_now().date().replace(year=1981)), ("CBC",), "Dr. Thornbury"
    )
    with pytest.raises(StoreError) as refused, store.writing() as connection:
        create_requisition(connection, vault, Pen(journal, "2026-11-16T09:00:00.000Z"), new)
    store.close()
    assert refused.value.code == "patient_key"
    assert "Close it and open it again" in refused.value.hint


def backed_up(settings: Settings, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    source = open_source(settings)
    try:
        return make_backup(source, folder, Keeping(7, 5, 12), utc_now()).file
    finally:
        source.database.close()


def test_a_backup_of_before_is_put_back_by_the_former_keys(clinic_home: Settings, tmp_path: Path) -> None:
    told, old = names(clinic_home), backed_up(clinic_home, tmp_path / "old")
    rotate_database(clinic_home, LEAD)
    rotate_patients(clinic_home, LEAD)
    rotate_station(clinic_home, LEAD)
    rotate_database(clinic_home, LEAD)
    new = backed_up(clinic_home, tmp_path / "new")
    sealed = keys_to_seal(clinic_home)
    for number, (file, keys) in enumerate([(old, None), (new, None), (old, sealed), (new, sealed)]):
        done = put_back(clinic_home, file, tmp_path / f"again{number}", keys, "demo", lambda done, total: None)
        (done.home / "settings.toml").write_text('station = "demo"\nkey_store = "file"\n', "utf-8")
        assert names(load_settings(done.home)) == told
    drill_newest(clinic_home, tmp_path / "old", None, lambda done, total: None)


def owed(settings: Settings) -> set[str]:
    store = open_store(settings)
    with store.reading() as connection:
        found = {each.which for each in keys_owed(connection)}
    store.close()
    return found


def test_a_backup_that_brings_a_key_back_says_so_until_it_is_changed_again(
    clinic_home: Settings, tmp_path: Path
) -> None:
    first, all_keys = keys_to_seal(clinic_home), {"database", "patients", "station"}
    old = backed_up(clinic_home, tmp_path / "old")
    for rotate in (rotate_database, rotate_patients, rotate_station):
        rotate(clinic_home, LEAD)
    new = backed_up(clinic_home, tmp_path / "new")
    assert owed(clinic_home) == set()

    def again(file: Path, name: str, keys: SealedKeys | None = None) -> tuple[Settings, set[str]]:
        done = put_back(clinic_home, file, tmp_path / name, keys, "demo", lambda done, total: None)
        (done.home / "settings.toml").write_text('station = "demo"\nkey_store = "file"\n', "utf-8")
        assert all(each.at[:10] == "2026-11-16" for each in done.restored.keys_returned if each.which == "database")
        return load_settings(done.home), {each.which for each in done.restored.keys_returned}

    assert again(new, "new again")[1] == set()
    assert again(old, "by the keys of then", first)[1] >= {"database", "patients"}
    home, returned = again(old, "old again")
    assert returned == owed(home) == all_keys
    for rotate in (rotate_database, rotate_patients, rotate_station):
        rotate(home, LEAD)
    assert owed(home) == set()


def test_without_the_former_key_an_old_backup_is_refused_in_words(clinic_home: Settings, tmp_path: Path) -> None:
    old = backed_up(clinic_home, tmp_path / "old")
    rotate_database(clinic_home, LEAD)
    now = keys_to_seal(clinic_home)
    bare = SealedKeys(now.station, {name: value for name, value in now.keys.items() if "former" not in name})
    with pytest.raises(StoreError) as refused:
        put_back(clinic_home, old, tmp_path / "again", bare, "again", lambda done, total: None)
    assert refused.value.code == "store_wrong_key"


STOPPED = {
    "key made": "rotating._marked(settings, '{name}').__enter__()",
    "encrypted": (
        "keys = keys_of(settings)\n"
        "after = rotating._marked(settings, '{name}').__enter__()\n"
        "if '{name}' == 'database':\n"
        "    rekey(settings.database, database_key_before, after.value)\n"
        "elif '{name}' == 'station':\n"
        "    with rotating._opened(settings, '{badge}') as (store, pen), store.writing() as connection:\n"
        "        key = rotating.Ed25519PrivateKey.from_private_bytes(after.value)\n"
        "        rotating.turn_key(connection, pen.journal, key, pen.at, '{badge}')\n"
        "else:\n"
        "    with rotating._opened(settings, '{badge}') as (store, pen), store.writing() as connection:\n"
        "        rotating.reencrypt(connection, pen, vault_of(store, settings), Vault(after.value))\n"
    ),
}
_SCRIPT = """
import os, sys
from pathlib import Path
from tracker.config import load_settings
from tracker.specimens.vault import Vault
from tracker.station import rotating
from tracker.station.opening import vault_of
from tracker.station.clinic_keys import database_key, keys_of
from tracker.store.rekeying import rekey
settings = load_settings(Path(sys.argv[1]))
database_key_before = database_key(settings).value
{body}
os._exit(9)
"""


@pytest.mark.parametrize("name", ["database", "patients", "station"])
@pytest.mark.parametrize("at", STOPPED)
def test_whoever_is_stopped_between_two_steps_leaves_a_clinic_that_opens_and_can_begin_again(
    clinic_home: Settings, name: str, at: str
) -> None:
    told = names(clinic_home)
    body = STOPPED[at].format(name=name, badge=LEAD)
    run = [sys.executable, "-c", _SCRIPT.format(body=body), str(clinic_home.home)]
    assert subprocess.run(run, check=False).returncode == 9
    assert rotation_mark(clinic_home).exists()
    assert names(clinic_home) == told, "by whichever of the two keys opens"
    settle_keys(clinic_home)
    assert not rotation_mark(clinic_home).exists()
    assert len(keys_of(clinic_home).former(name)) == (at == "encrypted")
    assert names(clinic_home) == told
    rotate = {"database": rotate_database, "patients": rotate_patients, "station": rotate_station}[name]
    rotate(clinic_home, LEAD)
    assert names(clinic_home) == told


_REKEY = (
    "import sys; from pathlib import Path; from tracker.store.rekeying import rekey; rekey(Path(sys.argv[1]), {0}, {1})"
)


def test_a_kill_in_the_middle_leaves_the_file_under_the_one_key_or_the_other(clinic: Clinic, tmp_path: Path) -> None:
    numbers = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000)"
    clinic.execute(f"{numbers} INSERT INTO setting (name, value) SELECT n, hex(randomblob(1000)) FROM n")
    clinic.database.empty_log()
    clinic.database.close()
    seen, dice = set(), random.Random(7)
    for _ in range(4):
        path = tmp_path / "copy.db"
        for left in tmp_path.glob("copy.db*"):
            left.unlink()
        shutil.copy(clinic.path, path)
        process = subprocess.Popen([sys.executable, "-c", _REKEY.format(KEY, NEW), str(path)])
        journal = path.with_name("copy.db-journal")
        while process.poll() is None and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.005)
        time.sleep(dice.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        which = [key for key in (NEW, KEY) if opens(path, key)]
        assert len(which) == 1
        seen.add(which[0])
        store = open_database(path, which[0])
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("SELECT count(*) FROM setting").scalar() > 3000
        store.close()
    assert KEY in seen


def test_a_damaged_file_keeps_its_key(clinic: Clinic) -> None:
    clinic.database.empty_log()
    clinic.database.close()
    data = bytearray(clinic.path.read_bytes())
    data[-3000] ^= 1
    clinic.path.write_bytes(data)
    with pytest.raises(StoreError) as refused:
        rekey(clinic.path, KEY, NEW)
    assert refused.value.code == "store_damaged"
    assert opens(clinic.path, KEY)


def test_a_key_that_is_replaced_is_kept_as_a_former_one(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", "file")
    first = keys.make("database").value
    keys.replace("database", NEW)
    keys.replace("database", NEW)
    assert (found := keys.find("database")) is not None
    assert found.value == NEW
    assert keys.former("database") == (first,)
    assert (tmp_path / "keys" / "database.key").stat().st_mode & 0o777 == 0o600
    keys.replace("database", first)
    assert keys.former("database") == (first, NEW)


def test_only_the_key_of_now_is_asked_for(clinic_home: Settings) -> None:
    rotate_patients(clinic_home, LEAD)
    store = open_store(clinic_home)
    with store.reading() as connection:
        assert patients_key(connection, clinic_home) == keys_of(clinic_home).find("patients")
    store.close()
