"""Two programs on one database, real processes both: none waits for ever, none overwrites the other, no piece is lost."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from tests.clinic import KEY, open_clinic
from tests.faults.checking import losses
from tests.faults.running import Running
from tests.faults.work import CART, record, record_codes, tubes_of
from tests.store.test_faults import held_elsewhere
from tests.waiting import PATIENCE_S, until
from tracker.inventory.orders import Receive
from tracker.store.database import open_database

PACK = "010952010100040810LATE"


def test_two_programs_of_one_station_write_one_chain(home: Path, tmp_path: Path) -> None:
    """Somebody opens a second window: both sign with one key, on one chain."""
    shifts = [record(tmp_path / f"{seed}.jsonl", tubes_of(home), 150, seed) for seed in (21, 22)]
    with Running(home, shifts[0]) as first, Running(home, shifts[1]) as second:
        assert first.wait() in (0, 1), first.words
        assert second.wait() in (0, 1), second.words
    said = first.said.acknowledged | second.said.acknowledged
    assert len(said) >= 300
    assert losses(home, said) == []


def another_station(home: Path, folder: Path) -> Path:
    """A second workstation's home, with the first one's database: its own key and name."""
    folder.mkdir(mode=0o700)
    (folder / "keys").mkdir(mode=0o700)
    for name in ("database", "patients"):
        shutil.copy(home / "keys" / f"{name}.key", folder / "keys")
    text = (home / "settings.toml").read_text("utf-8").replace("front-desk", "back-office")
    (folder / "settings.toml").write_text(f'{text}database = "{home / "tracker.db"}"\n', "utf-8")
    return folder


def test_two_stations_take_two_hundred_pieces_of_one_lot_and_not_one_is_lost(home: Path, tmp_path: Path) -> None:
    clinic = open_clinic(home / "tracker.db")
    syringe = clinic.items["Syringe 3 mL"]
    clinic.order(Receive(syringe, "LATE", None, clinic.places["Cart"], 200 - clinic.held("Cart", "LATE")))
    used_before = clinic.value("SELECT count(*) FROM movement WHERE kind = 'use'")
    clinic.database.close()
    shifts = [record_codes(tmp_path / f"{n}.jsonl", [CART, *[PACK] * 100], seed=n) for n in (1, 2)]
    with (
        Running(home, shifts[0], job="use") as first,
        Running(another_station(home, tmp_path / "second"), shifts[1], job="use") as second,
    ):
        assert [first.wait(), second.wait()] == [0, 0], first.words + second.words
    told = [*first.said.acknowledged.values(), *second.said.acknowledged.values()]
    clinic = open_clinic(home / "tracker.db")
    assert clinic.held("Cart", "LATE") == 0
    assert int(str(clinic.value("SELECT count(*) FROM movement WHERE kind = 'use'"))) == int(str(used_before)) + 200
    clinic.database.close()
    assert told.count("accepted") == 200
    assert losses(home, first.said.acknowledged | second.said.acknowledged) == []


def test_a_database_that_another_program_holds_for_three_seconds_is_waited_for_in_silence(
    home: Path, tmp_path: Path
) -> None:
    shift = record(tmp_path / "shift.jsonl", tubes_of(home), 30, seed=5)
    with (home / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write("busy_timeout_ms = 30000\n")  # on a busy machine three seconds may become six
    with held_elsewhere(home / "tracker.db", 3), Running(home, shift) as running:
        assert running.wait() in (0, 1)
    assert "Another program" not in running.words
    assert losses(home, running.said.acknowledged) == []


def test_with_less_patience_it_says_who_is_in_the_way_and_goes_on_by_itself(home: Path, tmp_path: Path) -> None:
    shift = record(tmp_path / "shift.jsonl", tubes_of(home), 400, seed=6)
    with (home / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write("busy_timeout_ms = 100\n")
    holder, told = open_database(home / "tracker.db", KEY), threading.Event()
    with Running(home, shift, lambda line: told.set() if "Another program" in line else None) as running:
        until(lambda: len(running.said.acknowledged) >= 50 or running.process.poll() is not None, "it is at work")
        assert running.process.poll() is None
        with holder.writing():
            assert told.wait(PATIENCE_S)
        assert running.wait() == 1
    holder.close()
    assert "Storing works again." in running.words
    assert len(running.said.acknowledged) >= 400
    assert losses(home, running.said.acknowledged) == []
