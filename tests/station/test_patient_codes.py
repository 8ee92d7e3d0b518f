"""A code that carries a patient's data by its own grammar: refused for what it is, and neither kept nor repeated."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.station.conftest import NOON
from tests.station.scanning import command
from tracker.barcodes.commands import Command
from tracker.barcodes.personal import names_patient
from tracker.cli.explain import explain
from tracker.cli.read import read
from tracker.cli.run import run
from tracker.config import Settings
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.recorder import keep
from tracker.jobs.desk import Desk
from tracker.journal.verifying import verify
from tracker.station import Outcome, Station, open_station
from tracker.station.unsaved import keep_unsaved

PACK = "0109520101000408"
CODES = [
    ("&#19800312DOEJANE77", "]C0"),
    ("&#19800312DOEJANE77", ""),
    ("&#19800312DOEJANE^77", ""),
    ("=#0119800312DOEJANE", "]d1"),
    ("=+02000=G12341765432100&#19800312DOEJANE77", "]C0"),
    ("&#19800312DOEJANE77", "]C1"),
    ("&#19800312doejane77", "]c0"),
    ("99&#19800312DOEJANE77\x01", ""),
    (f"{PACK}7253DOEJANE\x1d725019800312", "]d2"),
    ("8018123456789012345675\x1d7253DOEJANE\x1d725019800312", "]C1"),
    ("(8018)123456789012345675(7253)DOEJANE(7250)19800312", ""),
]
HIDDEN = ("DOEJANE", "DOE", "19800312", "doejane")


def scans() -> list[Scan]:
    return [
        Scan(data, aim, "serial:a", NOON + timedelta(seconds=3 * number), quality, evidence=f"read as {data}")
        for number, ((data, aim), quality) in enumerate(
            product(CODES, (Quality.READ, Quality.GARBLED, Quality.DOUBTFUL))
        )
    ]


def assert_hidden(told: str) -> None:
    assert not [word for word in HIDDEN if word in told]


def all_tables(station: Station) -> str:
    """Every row of every table, decrypted."""

    def rows(reader: object) -> str:
        connection = reader.connection  # type: ignore[attr-defined]
        names = list(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        return "\n".join(repr(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in names)

    return station.ask(rows)


@pytest.mark.parametrize("job", [Command.RECEIVE, Command.USE, Command.COLLECT, Command.FIND])
def test_nothing_of_it_reaches_a_listener_or_the_database(station: Station, job: Command) -> None:
    heard: list[Outcome] = []
    station.subscribe(heard.append)
    for scan in (command(job), *scans()):
        station.submit(scan)
    assert station.drain(60)
    assert {outcome.verdict.code for outcome in heard[1:]} == {"isbt_patient"}
    assert all(outcome.is_private and outcome.scan.data == "" for outcome in heard[1:])
    assert all("patient" in outcome.verdict.headline for outcome in heard[1:])
    assert_hidden(repr(heard) + repr(station.desk))
    tables = all_tables(station)
    assert "isbt_patient" in tables
    assert_hidden(tables)
    kept = station.ask(lambda reader: reader.connection.exec_driver_sql("SELECT data, salt FROM scan").all())
    assert [tuple(row) for row in kept].count((None, None)) == len(scans())
    assert station.ask(lambda reader: verify(reader.connection)).findings == ()


def test_nothing_of_it_is_told_when_it_is_played_again_or_its_identity_is_anothers(station: Station) -> None:
    heard: list[Outcome] = []
    station.subscribe(heard.append)
    first, patient = command(Command.RECEIVE), scans()[0]
    band = Scan("DOE^JANE", "]C0", "serial:a", NOON, id=first.id)
    taken = Scan(patient.data, patient.aim, "serial:a", NOON, id=first.id)
    for scan in (first, patient, patient, taken, band):
        station.submit(scan)
    assert station.drain(60)
    told = ["isbt_patient", "already_stored", "identity_taken", "identity_taken"]
    assert [outcome.verdict.code for outcome in heard[1:]] == told
    assert_hidden(repr(heard) + all_tables(station))


def test_it_is_left_out_of_what_the_store_did_not_take(tmp_path: Path) -> None:
    bands = [Scan(data, "]C0", at=NOON) for data in ("DOE^JANE", "DOE JANE 1980-03-12")]
    kept = keep_unsaved(tmp_path, Desk(), [*scans(), *bands, Scan(PACK, "]d2", at=NOON)])
    assert_hidden(kept.read_text("utf-8"))
    assert PACK in kept.read_text("utf-8")


def test_no_command_prints_it(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(settings.home))
    open_station(settings, clock=lambda: NOON).close()
    path = tmp_path / "shift.jsonl"
    keep(scans(), path)
    for as_json in (True, False):
        read([f"recording:{path}"], json=as_json)
        told = capsys.readouterr()
        assert told.out.count("\n") == len(scans())
        assert "patient" in told.out
        assert_hidden(told.out + told.err)
        run("receive", f"recording:{path}", json=as_json, database=str(settings.database))
        told = capsys.readouterr()
        assert "patient" in told.out
        assert_hidden(told.out + told.err)
        for data, aim in CODES:
            with pytest.raises(BaseException, match="1"):
                explain(f"{aim}{data}", as_json)
            told = capsys.readouterr()
            assert "patient" in told.out + told.err
            assert_hidden(told.out + told.err)
            if as_json:
                assert json.loads(told.out)["code"] == "isbt_patient"


@pytest.mark.parametrize(
    ("data", "aim"),
    [
        ("https://shop.example/a?b=1&#top", "]Q1"),
        ("7253-12", ""),
        ("7253123456789", "]E0"),
        (f"{PACK}107253DOE", "]d2"),
        (f"{PACK}1727010110A7253B", "]d2"),
        ("=G12341765432100", "]C0"),
        ("#4471", ""),
    ],
)
def test_what_only_looks_a_little_like_it_is_nobodys(data: str, aim: str) -> None:
    assert not names_patient(data, aim)


@given(st.text(max_size=30), st.sampled_from(["=#", "&#"]), st.text(max_size=30), st.sampled_from(["", "]C0", "]C1"]))
def test_a_patients_structure_is_known_wherever_it_stands(before: str, mark: str, behind: str, aim: str) -> None:
    assert names_patient(f"x{before}{mark}19{behind}", aim)
