"""Put back into a new place, read through, marked in its journal; or refused, with nothing left behind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.backups.conftest import MONDAY, Backs
from tests.clinic import AT, KEY, STATION_KEY, TODAY, Clinic
from tests.killing_work import killing
from tests.store.test_migrating_with_data import as_of_version, today
from tracker.backups.comparing import Present
from tracker.backups.drilling import drill
from tracker.backups.folders import backup_at
from tracker.backups.making import Made, make_backup, source_of
from tracker.backups.manifest import manifest_of, read_manifest
from tracker.backups.renumbering import KINDS, highest
from tracker.backups.restoring import Hand, Restored, require_new_place, restore
from tracker.backups.rotating import Keeping
from tracker.backups.undoing import RESTORED
from tracker.barcodes import house
from tracker.errors import Refusal, StoreError, TrackerError
from tracker.inventory import count_cases, queries, recall_cases
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.orders import Receive
from tracker.journal.claims import Outside
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal
from tracker.specimens.requisitions import next_number
from tracker.store.database import Database, open_database
from tracker.store.engine import open_engine
from tracker.store.migrating import HEAD
from tracker.store.numbering import given_out, given_out_in

__all__ = ["today"]
HAND = Hand("front-desk", STATION_KEY, MONDAY)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "new" / "home"


def put_back(made: Made, home: Path, present: Path | None = None, key: bytes = KEY, hand: Hand = HAND) -> Restored:
    now = Present(present, KEY) if present else None
    return restore(backup_at(made.file), home / "tracker.db", key, hand, now)


def receive(clinic: Clinic) -> str:
    return clinic.order(Receive(clinic.items["Syringe 3 mL"], "LATE", None, clinic.places["A"], 5))


def test_it_opens_with_everything_in_it_and_its_journal_goes_on(back_up: Backs, home: Path) -> None:
    made = back_up()
    done = put_back(made, home)
    assert done.events == made.manifest.events
    store = open_database(home / "tracker.db", KEY)
    with store.reading() as connection:
        checked = verify(connection, outside=[Outside("kept", made.manifest.checkpoint.encode())])
        assert checked.findings == ()
        assert checked.events == made.manifest.events + 1
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []
        body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1").scalar()
    store.close()
    told = json.loads(body)
    assert (told["kind"], told["station"]) == (RESTORED, "front-desk")
    assert (told["backup"], told["sha256"]) == (made.file.name, made.manifest.sha256)
    assert [path.name for path in home.iterdir()] == ["tracker.db"]


def test_the_backup_itself_is_not_touched(back_up: Backs, home: Path, folder: Path) -> None:
    made = back_up()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    put_back(made, home)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_newer_is_counted_by_station_and_time(clinic: Clinic, back_up: Backs, home: Path) -> None:
    made = back_up()
    for _ in range(3):
        receive(clinic)
    done = put_back(made, home, clinic.path)
    assert done.missing is not None
    assert [(each.station, each.events) for each in done.missing.newer] == [("front-desk", 3)]
    assert done.missing.newer[0].first_at == "2026-11-16T15:00:00.000Z"
    assert (done.missing.parted, done.missing.older) == ((), 0)


def test_a_present_database_that_went_its_own_way_is_told(clinic: Clinic, back_up: Backs, home: Path) -> None:
    first = back_up()
    receive(clinic)
    second = back_up(MONDAY + timedelta(days=1))
    put_back(first, home)
    done = put_back(second, home.with_name("again"), home / "tracker.db")
    assert done.missing is not None
    assert done.missing.parted == ("front-desk",)


def test_a_database_is_never_written_over(clinic: Clinic, back_up: Backs) -> None:
    made = back_up()
    before = clinic.path.read_bytes()
    with pytest.raises(StoreError) as refused:
        require_new_place(clinic.path.parent, clinic.path)
    assert refused.value.code == "store_exists"
    assert clinic.path.read_bytes() == before
    assert made.file.exists()


def test_a_folder_with_other_things_in_it_is_refused_and_one_with_keys_is_not(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    (home / "tracker.db.restoring").write_text("of an attempt that was killed")
    require_new_place(home, home / "tracker.db")
    assert [path.name for path in home.iterdir()] == ["keys"]
    (home / "notes.txt").touch()
    with pytest.raises(TrackerError) as refused:
        require_new_place(home, home / "tracker.db")
    assert refused.value.code == "restore_place"


def flip(made: Made) -> None:
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 1
    made.file.write_bytes(content)


def cut(made: Made) -> None:
    made.file.write_bytes(made.file.read_bytes()[:-4096])


def half_manifest(made: Made) -> None:
    path = manifest_of(made.file)
    path.write_bytes(path.read_bytes()[:200])


def no_manifest(made: Made) -> None:
    manifest_of(made.file).unlink()


def other_size_said(made: Made) -> None:
    _rewrite(made, lambda told: told.update(size=told["size"] + 1))


def other_counts_said(made: Made) -> None:
    _rewrite(made, lambda told: told["counts"].update(item=4))


def other_time_said(made: Made) -> None:
    _rewrite(made, lambda told: told.update(at="2026-11-17T18:00:00.000Z"))


def of_another_station(made: Made) -> None:
    _rewrite(made, lambda told: told.update(station="back-desk"))


def _rewrite(made: Made, change: Callable[[dict[str, Any]], object]) -> None:
    told = json.loads(manifest_of(made.file).read_text())
    change(told)
    manifest_of(made.file).write_text(json.dumps(told))


@pytest.mark.parametrize(
    "damage",
    [flip, cut, half_manifest, no_manifest, other_size_said, other_counts_said, other_time_said, of_another_station],
)
def test_a_damaged_backup_is_refused_with_nothing_left(
    back_up: Backs, home: Path, tmp_path: Path, damage: Callable[[Made], None]
) -> None:
    made = back_up()
    damage(made)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Refusal) as refused:
        put_back(made, home)
    assert refused.value.code == "backup_damaged"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_was_changed_together_with_its_manifest_shows_by_the_signature(back_up: Backs, home: Path) -> None:
    """Whoever has the key can change the copy; he cannot sign as the station."""
    made = back_up()
    store = open_database(made.file, KEY)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = 'Somebody else'")
    store.close()
    content = made.file.read_bytes()
    _rewrite(made, lambda told: told.update(size=len(content), sha256=hashlib.sha256(content).hexdigest()))
    with pytest.raises(Refusal) as refused:
        put_back(made, home)
    assert "not signed by front-desk" in refused.value.message
    assert not home.exists()


def test_a_wrong_key_is_told_with_nothing_left(back_up: Backs, home: Path, tmp_path: Path) -> None:
    made = back_up()
    with pytest.raises(StoreError) as refused:
        put_back(made, home, key=bytes(32))
    assert refused.value.code == "store_wrong_key"
    assert not (tmp_path / "new").exists()


def test_a_schema_newer_than_the_program_is_told_with_nothing_left(clinic: Clinic, back_up: Backs, home: Path) -> None:
    made = back_up()
    store = open_database(made.file, KEY)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    content = made.file.read_bytes()
    _rewrite(
        made, lambda told: told.update(size=len(content), sha256=hashlib.sha256(content).hexdigest(), schema="9999")
    )
    with pytest.raises(StoreError) as refused:
        put_back(made, home)
    assert refused.value.code == "store_newer"
    assert not home.exists()


def test_a_station_that_signed_under_another_key_must_take_a_new_name(back_up: Backs, home: Path) -> None:
    made = back_up()
    with pytest.raises(StoreError) as refused:
        put_back(made, home, hand=Hand("front-desk", bytes(32), MONDAY))
    assert refused.value.code == "station_key"
    assert not home.exists()
    put_back(made, home, hand=Hand("front-desk-2", bytes(range(1, 33)), MONDAY))
    store = open_database(home / "tracker.db", KEY, is_readonly=True)
    with store.reading() as connection:
        assert verify(connection).findings == ()
    store.close()


# -- numbers that hang in the clinic on labels -----------------------------------------------------------------------


def free(database: Database) -> int:
    with database.reading() as connection:
        return next_number(connection, TODAY)


def test_no_specimen_number_is_given_twice_by_the_present_database(clinic: Clinic, back_up: Backs, home: Path) -> None:
    clinic.execute("INSERT INTO tube_roll VALUES (26000001, 26000040)")
    made = back_up()
    assert free(clinic.database) == 26_000_041
    clinic.execute("INSERT INTO tube_roll VALUES (26000041, 26000090)")
    done = put_back(made, home, clinic.path)
    assert done.jumps == {"": 26_000_090}
    store = open_database(home / "tracker.db", KEY)
    assert free(store) == free(clinic.database) == 26_000_091
    store.close()


def test_without_the_present_database_numbers_go_on_far_ahead(clinic: Clinic, back_up: Backs, home: Path) -> None:
    clinic.execute("INSERT INTO tube_roll VALUES (26000001, 26000040)")
    put_back(back_up(), home)
    store = open_database(home / "tracker.db", KEY)
    assert free(store) == 26_010_041
    with store.reading() as connection:
        assert given_out(connection, "I") == 1003
        assert given_out(connection, "L") == 109
        # None was entered before the backup; since then one may have been.
        assert given_out(connection, "N") == 10_000
        assert given_out_in(connection, "count", 2026) == 100
        assert given_out_in(connection, "count", 2027) == 0
        # The next year begins as it always does.
        assert next_number(connection, TODAY.replace(year=2027)) == 27_000_001
    store.close()


def test_a_backup_of_what_was_put_back_keeps_the_numbers_passed_over(
    clinic: Clinic, back_up: Backs, home: Path
) -> None:
    clinic.execute("INSERT INTO tube_roll VALUES (26000001, 26000040)")
    made = back_up()
    put_back(made, home)
    done = put_back(made, home.with_name("again"), home / "tracker.db")
    assert done.jumps[""] == 26_010_040


def test_what_is_opened_after_a_restore_bears_a_number_that_is_on_no_paper(
    clinic: Clinic, back_up: Backs, home: Path
) -> None:
    put_back(back_up(), home)
    store = open_database(home / "tracker.db", KEY)
    with store.writing() as connection:
        pen = Pen(open_journal(connection, "front-desk", STATION_KEY), AT, house.badge_code(7))
        saline = queries.item_by_id(connection, clinic.items["Saline 0.9 %"])
        case = recall_cases.open_case(connection, pen, saline, "SAL1", "a notice")
        count = count_cases.open_case(connection, pen, [clinic.places["Cart"]])
    store.close()
    assert (case.number, count.number) == ("R2026-101", "C2026-101")


def test_every_kind_of_number_that_the_program_gives_out_is_passed_over() -> None:
    """Badges are given out by people, and commands have none: a new kind of house code belongs here, too."""
    assert {kind.letter for kind in KINDS} == set(house._DIGITS) - {"B", "C"} | {"count", "recall"}


def test_the_highest_of_each_kind_is_read_from_its_codes(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        found = highest(connection)
    assert (found["I"], found["L"], found["N"]) == (3, 9, 0)


# -- for trial ---------------------------------------------------------------------------------------------------------


def test_a_drill_says_that_it_can_be_put_back_and_leaves_nothing(
    clinic: Clinic, back_up: Backs, tmp_path: Path
) -> None:
    made = back_up()
    receive(clinic)
    (tmp_path / "tracker-drill-killed").mkdir()
    before = clinic.value("SELECT count(*) FROM journal")
    done = drill(backup_at(made.file), tmp_path, KEY, HAND, Present(clinic.path, KEY), 2)
    assert done.restored.missing is not None
    assert done.restored.missing.events == 1
    assert list(tmp_path.glob("tracker-drill-*")) == []
    assert clinic.value("SELECT count(*) FROM journal") == before


def test_a_drill_fails_for_what_is_damaged_old_or_of_another_history(
    clinic: Clinic, back_up: Backs, tmp_path: Path
) -> None:
    made = back_up()
    present = Present(clinic.path, KEY)
    late = Hand("front-desk", STATION_KEY, MONDAY + timedelta(days=2))
    with pytest.raises(Refusal) as refused:
        drill(backup_at(made.file), tmp_path, KEY, late, present, 2)
    assert refused.value.code == "backup_old"
    receive(clinic)
    newer = back_up(MONDAY + timedelta(days=1))
    older = tmp_path / "older"
    put_back(made, older)
    with pytest.raises(Refusal) as refused:
        drill(backup_at(newer.file), tmp_path, KEY, HAND, Present(older / "tracker.db", KEY), 2)
    assert refused.value.code == "backup_parted"
    flip(newer)
    with pytest.raises(Refusal) as refused:
        drill(backup_at(newer.file), tmp_path, KEY, HAND, present, 2)
    assert refused.value.code == "backup_damaged"
    assert list(tmp_path.glob("tracker-drill-*")) == []


# -- of an earlier version ---------------------------------------------------------------------------------------------


def test_a_backup_of_an_earlier_version_is_put_back_and_brought_up_to_date(
    today: tuple[Path, bytes], tmp_path: Path, folder: Path, home: Path
) -> None:
    path = tmp_path / "old" / "tracker.db"
    path.parent.mkdir()
    as_of_version(path, "0008", today)
    old = Database(path, open_engine(path, KEY))
    with old.writing() as connection:
        journal = open_journal(connection, "another", bytes(range(7, 39)))
    made = make_backup(source_of(old, KEY, journal, lambda: MONDAY), folder, Keeping(), MONDAY)
    old.close()
    assert made.manifest.schema == "0008"
    put_back(made, home, hand=Hand("another", bytes(range(7, 39)), MONDAY))
    store = open_database(home / "tracker.db", KEY, is_readonly=True)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        assert verify(connection).findings == ()
        assert list(audit_movements(connection)) == []
    store.close()
    assert [each.name for each in home.iterdir()] == ["tracker.db"]
    assert read_manifest(manifest_of(made.file)).manifest.schema == "0008"


_PUTS_BACK = """
from pathlib import Path; from datetime import UTC, datetime
from tests.clinic import KEY, STATION_KEY
from tracker.backups.folders import backup_at
from tracker.backups.restoring import Hand, require_new_place, restore
import alembic.command

def work(file, folder):
    home = Path(folder)
    print("begins", flush=True)
    require_new_place(home, home / "tracker.db")
    restore(backup_at(Path(file)), home / "tracker.db", KEY, Hand("front-desk", STATION_KEY, datetime.now(UTC)))
"""


def test_killed_at_any_moment_there_is_a_whole_clinic_or_none_and_it_can_be_done_again(
    back_up: Backs, home: Path
) -> None:
    made = back_up()
    with killing(_PUTS_BACK) as putting:
        for number in range(8):
            putting.kill(number * 0.012, made.file, home)
            if (home / "tracker.db").exists():
                break
    if not (home / "tracker.db").exists():
        require_new_place(home, home / "tracker.db")
        put_back(made, home)
    store = open_database(home / "tracker.db", KEY, is_readonly=True)
    with store.reading() as connection:
        assert verify(connection).findings == ()
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == made.manifest.events + 1
    store.close()
