"""What came before a bundle is in it, and what comes after it leaves it true."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.bundle_house import House, Run, clinic, collected, disposal, edta, exported, run, told
from tests.laboratory import (
    ANNE,
    BEN,
)
from tests.reports.papers import words_of
from tracker.barcodes import house
from tracker.journal.zipping import unpack
from tracker.specimens.orders import Divide, Pool

__all__ = ["clinic", "exported", "run"]


def test_an_aliquots_and_a_pools_custody_begin_with_those_of_their_parents(
    run: Run, clinic: House, tmp_path: Path
) -> None:
    laboratory = clinic.laboratory
    tube = collected(clinic, edta(clinic))
    roll = [house.specimen_code(number) for number in (26_900_001, 26_900_002, 26_900_003)]
    laboratory.order(Divide(tube, roll[0], BEN, is_roll=True))
    laboratory.order(Divide(roll[0], roll[1], BEN, is_roll=True))
    laboratory.order(Pool((roll[1], tube), roll[2], BEN, is_roll=True))
    for number, line in ((roll[1], [tube, roll[0], roll[1]]), (roll[2], [tube, *roll])):
        path = tmp_path / f"{number}.zip"
        assert run("report", "custody", number, "--bundle", path)[0] == 0
        assert run("verify", path)[0] == 0
        files = unpack(path.read_bytes())
        timeline = json.loads(files["timeline.json"])
        assert [each["number"] for each in timeline["specimens"]] == line
        assert "specimen.collect" in told(files)
        words = words_of(files["custody.pdf"])
        assert f"Filled from: {tube[:8]} {tube[8:]}, EDTA lavender" in words
        assert f"This specimen: {number[:8]} {number[8:]}, EDTA lavender" in words


def test_a_trip_is_in_it_from_the_packing_on(run: Run, clinic: House, tmp_path: Path) -> None:
    number = collected(clinic, edta(clinic))
    clinic.laboratory.sent(number, by=BEN)
    path = tmp_path / "sent.zip"
    assert run("report", "custody", number, "--bundle", path)[0] == 0
    files = unpack(path.read_bytes())
    assert {"shipment.open", "specimen.place", "specimen.depart"} <= set(told(files))
    (trip,) = json.loads(files["timeline.json"])["shipments"]
    assert (trip["seal"], trip["target"]["name"]) == ("SEAL-1", "Reference lab")


def test_a_patient_corrected_and_erased_leaves_journal_and_bundle_true(
    run: Run, clinic: House, exported: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, key = exported
    laboratory = clinic.laboratory
    number = str(laboratory.value("SELECT number FROM specimen"))
    correct = tmp_path / "correct.json"
    correct.write_text('{"given_name": "Odile"}', "utf-8")
    with correct.open(encoding="utf-8") as piped:
        monkeypatch.setattr("sys.stdin", piped)
        assert run("patient", "correct", clinic.requisition, "--badge", ANNE)[0] == 0
    assert run("verify")[0] == 0
    assert run("verify", path, "--key", key)[0] == 0
    laboratory.order(disposal(number))
    status, _, err = run("patient", "erase", clinic.requisition, "--reason", "asked to be forgotten", "--badge", ANNE)
    assert status == 0, err
    assert run("verify")[0] == 0
    assert run("verify", path, "--key", key)[0] == 0
    assert run("report", "custody", number, "--bundle", path, "--force")[0] == 0
    assert run("verify", path, "--key", key)[0] == 0


def test_an_old_backup_put_back_contradicts_the_checkpoint_of_the_bundle(
    run: Run, clinic: House, tmp_path: Path
) -> None:
    """The bundle itself is the copy that left the machine."""
    number = collected(clinic, edta(clinic))
    laboratory = clinic.laboratory
    laboratory.database.close()
    old = {each.name: each.read_bytes() for each in clinic.home.glob("tracker.db*")}
    path = tmp_path / "custody.zip"
    assert run("report", "custody", number, "--bundle", path)[0] == 0
    kept = tmp_path / "kept.txt"
    kept.write_bytes(unpack(path.read_bytes())["checkpoint.txt"])
    assert run("verify", "--checkpoint", kept)[0] == 0
    for each in clinic.home.glob("tracker.db*"):
        each.unlink()
    for name, content in old.items():
        (clinic.home / name).write_bytes(content)
    status, out, _ = run("verify", "--checkpoint", kept, "--json")
    assert status == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["checkpoint_tail"]
    assert run("verify", path, "--checkpoint", kept)[0] == 0, "what left the machine stays true"
