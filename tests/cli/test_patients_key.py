"""A patients' key that is missing, another's or damaged, and a patient moved into another's place: said in words, and nobody
is named, drawn or held up by it."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.test_patients import CMA, Run, run
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import load_settings
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep
from tracker.station.opening import open_store

__all__ = ["run"]

REQUISITION, NUMBER = "N000000001761", "2600002066"
SCANNED = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
"""The day on which the demo clinic lives."""
NAMES = ("Pebblecroft", "Tobias", "PETO", "NG-26-2012")


def spoil(home: Path, how: str) -> None:
    key = home / "keys" / "patients.key"
    if how == "missing":
        key.unlink()
    elif how == "replaced":
        key.write_text(secrets.token_hex(32))
    elif how == "damaged":
        key.write_text("abcd")
    else:
        store = open_store(load_settings(home))
        with store.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE patient SET name = (SELECT name FROM patient p WHERE p.id = patient.id % 20 + 1)"
                " WHERE id IN (SELECT patient_id FROM requisition r LEFT JOIN specimen s ON s.requisition_id = r.id"
                " WHERE r.code = ? OR s.number = ?)",
                (REQUISITION, NUMBER),
            )
        store.close()


@pytest.mark.parametrize("how", ["missing", "replaced", "damaged", "moved"])
def test_what_needs_a_patients_name_says_that_it_cannot_be_had(run: Run, tmp_path: Path, how: str) -> None:
    home = tmp_path / "home"
    spoil(home, how)
    label = tmp_path / "label.pdf"
    for arguments in (
        ("label", "specimen", NUMBER, "--reason", "smeared", "--to", str(label), "--badge", CMA),
        ("patient", "show", REQUISITION, "--reveal", "--reason", "a call", "--badge", CMA),
        ("patient", "show", REQUISITION),
    ):
        status, out, err = run(*arguments)
        assert (status, out) == (4, "")
        assert "key" in err
        assert "Traceback" not in err
    assert not label.exists()
    store = open_store(load_settings(home))
    with store.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM journal").scalars()
        kinds = {json.loads(body)["kind"] for body in bodies}
    store.close()
    assert not kinds & {"label.reprinted", "patient.revealed"}, "nothing is told that never was"


@pytest.mark.parametrize("how", ["missing", "replaced", "moved"])
def test_nobody_is_drawn_whose_identifiers_cannot_be_compared_and_other_work_goes_on(
    run: Run, tmp_path: Path, how: str
) -> None:
    spoil(tmp_path / "home", how)
    letters = [house.spelling_code(letter) for letter in "PETO0601"]
    commands = [house.command_code(each) for each in (Command.COLLECT, Command.LABEL, Command.HAND_OFF)]
    codes = [commands[0], CMA, REQUISITION, *letters, *commands[1:], CMA, NUMBER]
    keep([Scan(code, source="serial:x", at=SCANNED) for code in codes], tmp_path / "a.jsonl")
    status, out, err = run("run", "collect", "--json", "--from", f"recording:{tmp_path / 'a.jsonl'}")
    told = [json.loads(line) for line in out.splitlines()]
    assert (status, len(told)) == (1, len(codes))
    assert told[2]["verdict"] == "not_askable"
    assert "does not open with the key at this station" in told[2]["detail"]
    assert "The order is good" in told[2]["way_out"], "another would not open either"
    assert told[3 + len(letters)]["tone"] == "refuse", "no label"
    assert told[-1]["posted"], "a tube is handed on all the same"
    assert not [word for word in (*NAMES, *letters) if word in out + err]
    assert not (tmp_path / "home" / "specimen-labels").exists()


def test_the_doctor_tells_another_key_from_one_patient_that_was_moved(run: Run, tmp_path: Path) -> None:
    for how, findings in (("moved", {"cannot be opened"}), ("replaced", {"another key"})):
        spoil(tmp_path / "home", how)
        status, out, _ = run("doctor", "--deep", "--json")
        assert status == 1
        told = [each["words"] for each in json.loads(out)["findings"] if each["about"] == "Patients"]
        assert told
        assert all(any(words in each for words in findings) for each in told), told
