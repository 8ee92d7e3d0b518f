"""The row that PINs are asked for is taken out: nobody acts or reads by a badge alone, and what mends goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tests.cli.test_staff import kinds, lead, piped
from tracker.config import load_settings
from tracker.errors import Refusal
from tracker.station.opening import open_station, open_store

__all__ = ["lead", "piped", "run"]

GONE = "The clinic asked for PINs, and its database does not say so any more"


@pytest.fixture
def gone(lead: str) -> str:
    """The lead's badge, of a clinic whose database does not say any more that PINs are asked for."""
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM setting WHERE name = 'sign_in'")
    store.close()
    return lead


def test_nobody_acts_or_reads_by_a_badge_alone(gone: str, run: Run, tmp_path: Path) -> None:
    before = kinds()
    for command in (
        ("staff", "add", "another", "--role", "lead", "--badge", gone),
        ("staff", "role", gone, "assistant", "--badge", gone),
        ("staff", "pin", gone),
        ("staff", "list"),
        ("patient", "show", "--code", "R0000000017", "--reveal", "--reason", "asked", "--badge", gone),
        ("order", "make", "--badge", gone),
        ("report", "stock"),
        ("audit",),
        ("export", "--to", tmp_path / "out"),
        ("checkpoint", "--to", tmp_path / "point"),
        ("backup", "--to", tmp_path, "--with-keys", tmp_path / "keys.sealed", "--badge", gone),
    ):
        status, _, err = run(*command)
        assert (status, GONE in err) == (1, True), (command, err)
    assert kinds() == before


def test_no_station_opens(gone: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_station(load_settings())
    assert refused.value.code == "pins_gone"


def test_what_tells_and_mends_goes_on(gone: str, run: Run, tmp_path: Path) -> None:
    assert GONE not in run("doctor", "--deep")[2]
    assert run("verify")[0] == 0
    folder = tmp_path / "backups"
    folder.mkdir()
    assert run("backup", "--to", folder)[0] == 0
    status, _, err = run("restore", folder, "--to", tmp_path / "new")
    assert GONE not in err
    assert status == 0
