"""Cron asks what is missing: by exit status and by stable keys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Founds
from tests.laboratory import ANNE, BEN, FRIDGE, STAT_REQUISITION, VAULT_KEY, Laboratory, furnish_laboratory
from tracker.cli import main
from tracker.config import load_settings
from tracker.hardware.scan import utc_now
from tracker.specimens.orders import Step
from tracker.specimens.states import Do
from tracker.specimens.vault import Vault
from tracker.station.opening import open_pen

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a home of its own; gives exit status, stdout and stderr."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text('station = "desk-1"\ntime_zone = "UTC"\nkey_store = "file"\n', "utf-8")
    monkeypatch.setenv("TRACKER_HOME", str(home))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.fixture
def laboratory(run: Run, found: Founds) -> Iterator[Laboratory]:
    """The small laboratory in that home, six hours ago."""
    settings = load_settings()
    found(settings)
    database, journal = open_pen(settings)
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM setting")
    furnish_laboratory(database)
    yield Laboratory(settings.database, database, (journal,), Vault(VAULT_KEY), now=utc_now() - timedelta(hours=6))
    database.close()


def test_nothing_missing_is_status_0(run: Run, laboratory: Laboratory) -> None:
    laboratory.now = utc_now()
    number = laboratory.drawn(1)
    assert run("report", "missing")[0] == 0
    assert run("report", "custody", number)[0] == 0


def test_a_culture_that_never_arrived_is_status_1_and_told_by_number(run: Run, laboratory: Laboratory) -> None:
    number = laboratory.drawn(1, requisition=STAT_REQUISITION)
    laboratory.sent(number)
    status, out, _ = run("report", "missing", "--format", "json")
    assert status == 1
    (row,) = json.loads(out)["rows"]
    assert (row["number"], row["last_with"], row["where"]) == (number, "Swift couriers", "B17")
    status, out, _ = run("report", "missing", "--format", "csv")
    assert status == 1
    assert [line["number"] for line in csv.DictReader(io.StringIO(out))] == [number]
    assert number in run("report", "missing")[1]


def test_custody_of_a_missing_tube_is_status_1_and_of_another_0(run: Run, laboratory: Laboratory) -> None:
    gone = laboratory.drawn(1, requisition=STAT_REQUISITION)
    laboratory.sent(gone)
    laboratory.now = utc_now()
    here = laboratory.drawn(1)
    status, out, _ = run("report", "custody", gone, "--format", "json")
    assert status == 1
    assert [row["do"] for row in json.loads(out)["rows"]] == ["label", "collect", "place", "depart"]
    assert run("report", "custody", here)[0] == 0


def test_a_badge_whose_name_was_changed_since_is_told_by_both_names(run: Run, laboratory: Laboratory) -> None:
    """Else whoever renames a badge gives his own steps to somebody else on every paper printed from then on."""
    number = laboratory.drawn(1)
    assert run("staff", ANNE, "Carla C.")[0] == 0
    steps = json.loads(run("report", "custody", number, "--format", "json")[1])["rows"]
    assert {step["by"] for step in steps} == {f"Carla C. (before: Anne A.) …{ANNE[-4:]}"}


def test_the_board_is_no_alarm(run: Run, laboratory: Laboratory) -> None:
    laboratory.drawn(1, requisition=STAT_REQUISITION)
    status, out, _ = run("report", "specimens", "--format", "json")
    assert status == 0
    assert [row["status"] for row in json.loads(out)["rows"]] == ["missing"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(("custody",), 2), (("missing", "2600447102"), 2), (("custody", "2600447102"), 1), (("custody", "\x1b[2J"), 1)],
)
def test_a_question_that_cannot_be_answered_says_so(
    run: Run, laboratory: Laboratory, arguments: tuple[str, ...], expected: int
) -> None:
    status, out, err = run("report", *arguments)
    assert (status, out) == (expected, "")
    assert "✖" in err
    assert "\x1b" not in err


def test_what_keeps_the_day_open_is_status_1_and_told_by_whoever_has_it(run: Run, laboratory: Laboratory) -> None:
    laboratory.now = utc_now()
    assert run("report", "open")[0] == 0
    number = laboratory.accepted(1)
    status, told, _ = run("report", "open", "--format", "json")
    assert status == 1
    (row,) = json.loads(told)["rows"]
    assert (row["number"], row["state"], row["custodian"], row["missing_since"]) == (number, "accepted", "Ben B.", None)
    laboratory.order(Step(Do.STORE, (number,), BEN, to=FRIDGE))
    assert run("report", "open")[0] == 0
