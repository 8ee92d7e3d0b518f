"""A stolen database file and a stolen backup show no name in any tool; nor does the database to whoever has its key and not
the patients'."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.test_patients import CMA, Run, run
from tests.demo.test_laboratory import MONDAY
from tests.specimens.pages import opened_pages
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import load_settings
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep
from tracker.specimens.challenging import challenge_for
from tracker.specimens.patients import Patient
from tracker.station.opening import open_store
from tracker.store.keys import Keys

__all__ = ["run"]

LEAD = "B0000000141"
PLANTED = (
    Patient("Zwetschkenbaum", "Quirinalia", date(1931, 7, 23), "MR-880417"),
    Patient("Ypsilanthorpe", "Xanthippus", date(2004, 2, 29), "MR-880418"),
)
MARRIED = "Vexillologue"
SECRETS = (
    "Zwetschkenbaum", "Quirinalia", "Ypsilanthorpe", "Xanthippus", MARRIED, "MR-880417", "MR-880418",
    "1931-07-23", "07/23/1931", "19310723", "2004-02-29", "02/29/2004", "20040229",
)  # fmt: skip
pytestmark = pytest.mark.skipif(not shutil.which("strings"), reason="strings (binutils) is not installed")


@dataclass(frozen=True)
class Stolen:
    """A clinic in which the planted patients were ordered for, asked, labelled, drawn, looked at, corrected and handed out;
    with a log that is not yet in the file, backups, an export, and all that was printed."""

    home: Path
    backups: Path
    export: Path
    printed: str

    @property
    def files(self) -> list[Path]:
        folders = (self.home, self.backups, self.export)
        return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def command(which: Command) -> str:
    return house.command_code(which)


def collection(code: str, patient: Patient) -> list[str]:
    """COLLECT, the badge, the room, the order, what the patient answers, and LABEL."""
    spelt = "".join(question.answer for question in challenge_for(patient).questions)
    letters = map(house.spelling_code, spelt)
    return [command(Command.COLLECT), CMA, "L0010724", code, *letters, command(Command.LABEL)]


@pytest.fixture
def stolen(run: Run, tmp_path: Path) -> Iterator[Stolen]:
    home, backups, printed = tmp_path / "home", tmp_path / "backups", []
    backups.mkdir()
    (home / "settings.toml").write_text(
        (home / "settings.toml").read_text("utf-8") + f'backup_to = ["{backups}"]\n', "utf-8"
    )
    codes: list[str] = []
    for number, patient in enumerate(PLANTED):
        piped = {
            "family_name": patient.family,
            "given_name": patient.given,
            "birth_date": patient.born.isoformat(),
            "record_number": patient.record,
            "tests": "CBC",
            "provider": "Dr. Thornbury",
            "number": f"X-{number}",
        }
        status, out, err = run("requisition", "add", piped=piped)
        assert status == 0, err
        codes.append(out.strip())
        printed += [out, err]
    shift = [each for code, patient in zip(codes, PLANTED, strict=True) for each in collection(code, patient)]
    # Whatever is scanned by mistake, where nobody asks for it.
    shift += [command(Command.HOME), "MR-880417", "mr-880418", "Zwetschkenbaum^Quirinalia", "WRISTBAND MR-880418 BED 4"]
    shift += [command(Command.RECEIVE), "Quirinalia Zwetschkenbaum 23", "ypsilanthorpe, xanthippus"]
    keep(
        [
            Scan(text, source="serial:x", at=MONDAY + timedelta(minutes=2, seconds=4 * n))
            for n, text in enumerate(shift)
        ],
        tmp_path / "shift.jsonl",
    )
    printed += run("run", "board", "--json", "--from", f"recording:{tmp_path / 'shift.jsonl'}")[1:]
    assert printed[-2].count('"accepted"') >= 4, "both were asked and labelled"
    (tmp_path / "shift.jsonl").unlink()
    shutil.rmtree(home / "specimen-labels")  # they have names on them until the tube is drawn, and are deleted then
    as_cma = ("--reason", "the ordering clinic called", "--badge", CMA)
    assert run("patient", "show", codes[0], "--reveal", *as_cma)[0] == 0
    printed += run("backup")[1:]
    printed += run("patient", "correct", codes[0], "--badge", CMA, piped={"family_name": MARRIED})[1:]
    assert run("patient", "export", codes[1], *as_cma, "--to", str(tmp_path / "copy.json"))[0] == 0
    printed += run("keys", "rotate", "patients", "--badge", LEAD)[1:]
    printed += run("report", "access")[1:]
    printed += run("audit", "review")[1:]
    printed += run("doctor", "--deep")[1:]
    printed += run("export", "--to", str(tmp_path / "export"))[1:]
    store = open_store(load_settings(home))
    with store.reading() as reader:
        # Somebody reads on, so that what comes now stays in the log.
        reader.exec_driver_sql("SELECT count(*) FROM journal").scalar()
        printed += run("patient", "correct", codes[1], "--badge", CMA, piped={"given_name": "Xanthippe"})[1:]
        (backups / "later").mkdir()
        printed += run("backup", "--to", str(backups / "later"))[1:]
        assert (home / "tracker.db-wal").stat().st_size > 0
        yield Stolen(home, backups, tmp_path / "export", "\n".join(printed))
    store.close()


def found_in(text: str) -> list[str]:
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), text).casefold()
    return [secret for secret in (*SECRETS, "Xanthippe") if secret.casefold() in plain]


def test_no_tool_finds_a_name_in_what_was_stolen(stolen: Stolen) -> None:
    kept = [path for path in stolen.files if path.suffix == ".db" or path.name.startswith("tracker.db")]
    assert len(kept) >= 5, "database, log, its index and two backups"
    for path in stolen.files:
        assert found_in(path.name) == []
        raw = path.read_bytes()
        assert found_in(raw.decode("latin-1")) == [], path
        assert found_in(raw.decode("utf-16-le", "ignore")) == [], path
        for width in ("s", "l", "b"):
            told = subprocess.run(["strings", "-n", "4", "-e", width, path], capture_output=True, check=True).stdout
            assert found_in(told.decode("utf-8", "replace")) == [], path
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                assert not [name for name in archive.namelist() if found_in(archive.read(name).decode("latin-1"))]
    for path in (each for each in kept if each.suffix == ".db"):
        with pytest.raises(sqlite3.DatabaseError):
            sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("SELECT count(*) FROM sqlite_schema").fetchone()


def test_nothing_that_was_printed_names_one(stolen: Stolen) -> None:
    assert found_in(stolen.printed) == []


def test_whoever_has_the_databases_key_and_not_the_patients_finds_none_either(stolen: Stolen) -> None:
    keys = Keys(stolen.home / "keys", "file")
    secret = keys.find("database")
    assert secret is not None
    copies = [stolen.home / "tracker.db", *sorted(stolen.backups.rglob("*.db"))]
    assert len(copies) == 3
    for path in copies:
        pages = opened_pages(path, secret.value)
        assert b"CREATE TABLE patient" in pages
        for encoding in ("latin-1", "utf-8", "utf-16-le"):
            assert found_in(pages.decode(encoding, "ignore")) == [], path
    assert found_in(every_value(stolen.home)) == []


def every_value(home: Path) -> str:
    """Of every table, the full-text index's too, with what is still in the log."""
    store = open_store(load_settings(home))
    parts: list[str] = []
    with store.reading() as connection:
        for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").all():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                parts += [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row]
    store.close()
    return "\n".join(parts)


def test_the_same_eyes_find_a_name_where_one_is(stolen: Stolen, tmp_path: Path) -> None:
    """The patient's own copy, for which somebody has asked."""
    text = (tmp_path / "copy.json").read_text("utf-8")
    assert set(found_in(text)) >= {"Ypsilanthorpe", "Xanthippus", "2004-02-29", "MR-880418"}
    assert json.loads(text)["specimens"]
    assert (tmp_path / "copy.json") not in stolen.files
