"""No patient of the demo is named by what the program prints, writes or calls a file, but where a name is asked for."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.test_patients import CMA, Run, run
from tests.demo.test_laboratory import MONDAY, to_type
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.cli.report_asked import BYTES, FORMATS
from tracker.cli.report_kinds import KINDS
from tracker.cli.run import JOBS
from tracker.demo.laboratory import BAG_B17, BAG_B18, BOX_K1, FERNHOLLOW, RACK_R1, SWIFTLET
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep

__all__ = ["run"]

REQUISITION, ORDER, NUMBER, BAG = "N000000001761", "NG-26-2012", "2600002066", "R00000000739"
SHORTEST = 4
"""Letters of a name that is looked for: a family called E would be found in every text."""
SHORTEST_ENCRYPTED = 7
"""The same for the database and the keys, which are as good as noise: a short word comes up in a megabyte by chance."""
pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


def identifiers() -> frozenset[str]:
    """Every name of the demo's patients, word by word, with their birth dates and record numbers."""
    found: set[str] = set()
    for name in ("requisitions.csv", "friday_requisitions.csv"):
        table = (files("tracker.demo") / "data" / name).read_text("utf-8")
        for row in csv.DictReader(table.splitlines()):
            found |= {row["birth_date"], row["record_number"].casefold()} - {""}
            for word in re.findall(r"\w+", f"{row['family_name']} {row['given_name']}".casefold()):
                found |= {word} if len(word) >= SHORTEST else set()
    return frozenset(found)


IDENTIFIERS = identifiers()


def named_in(text: str) -> set[str]:
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), text).casefold()
    words = set(re.findall(r"[\w-]+", plain))
    return set(IDENTIFIERS) & words.union(*(word.split("-") for word in words if "-" in word))


def texts_of(path: Path) -> Iterator[str]:
    """What a file says: a PDF's text and title, each member of a bundle, anything else as it is."""
    if path.suffix == ".pdf":
        yield subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        yield subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    elif path.suffix in (".zip", ".xlsx"):
        unpacked = path.with_suffix(".d")
        with zipfile.ZipFile(path) as bundle:
            yield from bundle.namelist()
            bundle.extractall(unpacked)
        for member in unpacked.rglob("*"):
            if member.is_file():
                yield from texts_of(member)
    else:
        yield path.read_bytes().decode("utf-8", "replace")


@lru_cache(maxsize=16)
def _named_in_bytes(content: bytes) -> frozenset[str]:
    """Most commands leave the file as it was."""
    return frozenset(named_in(content.decode("utf-8", "replace")))


def require_nameless(folder: Path, printed: Iterable[str]) -> None:
    """Neither in what was printed, nor in any file or file's name; the labels' folder has them for as long as it takes."""
    told = [*printed]
    for path in sorted(folder.rglob("*")):
        told.append(str(path.relative_to(folder)))
        if path.parent.name == "keys" or path.name.startswith("tracker.db"):
            found = _named_in_bytes(path.read_bytes()) if path.is_file() else frozenset()
            assert not [name for name in found if len(name) >= SHORTEST_ENCRYPTED], path.name
        elif path.is_file() and path.parent.name != "specimen-labels":
            told += texts_of(path)
    assert [named for text in told if (named := named_in(text))] == []


def reports() -> Iterator[tuple[str, ...]]:
    whole = {"custody": (NUMBER,), "manifest": ("TRIP",), "lot": ("EDTA tube", "2K417")}
    whole["trace"] = ("Tube SST gold 5 mL", "6Q402")
    # What is recalled stands in a register, which this clinic has none of.
    for name in sorted(KINDS.keys() - {"recalls"}):
        for form in FORMATS:
            to = ("--to", f"OUT/report.{form}") if form in BYTES else ()
            yield ("report", name, *whole.get(name, ()), "--format", form, *to)
    yield ("report", "custody", NUMBER, "--bundle", "OUT/custody.zip", "--badge", CMA)


COMMANDS = (
    *reports(),
    ("verify",),
    ("verify", "--json"),
    ("doctor", "--deep"),
    ("doctor", "--deep", "--json"),
    ("checkpoint", "--to", "OUT"),
    ("checkpoint", "--json"),
    *(("explain", code, *more) for code in (REQUISITION, NUMBER, ORDER) for more in ((), ("--json",))),
    *(("requisition", "show", code, *more) for code in (REQUISITION, ORDER) for more in ((), ("--json",))),
    *(("patient", "show", code, *more) for code in (REQUISITION, ORDER) for more in ((), ("--json",))),
    ("patient", "show", REQUISITION, "--reveal", "--reason", "no badge"),
    ("patient", "show", REQUISITION, "--reveal", "--reason", "he is Tobias Pebblecroft", "--badge", CMA),
    ("patient", "export", REQUISITION, "--to", "OUT/copy.json", "--reason", "no badge"),
    ("patient", "export", REQUISITION, "--to", "OUT/copy.json", "--reason", "he is Tobias Pebblecroft", "--badge", CMA),
    ("patient", "export", REQUISITION, "--to", "OUT/pebblecroft.json", "--reason", "by letter", "--badge", CMA),
    ("audit", "review"),
    ("audit", "review", "--since", "2026-11-01", "--format", "json"),
    ("audit", "review", "--sign-off", "--note", "looked at", "--badge", CMA),
    *(("report", "access", *more) for more in ((REQUISITION,), ("--by", "patient"), ("--by", "person"))),
    *(("report", "access", "--person", CMA, "--format", form) for form in ("json", "csv")),
    ("keys", "list"),
    ("keys", "list", "--json"),
    ("keys", "rotate", "patients", "--badge", CMA),
    ("keys", "rotate", "database", "--badge", CMA),
    ("keys", "rotate", "station", "--badge", CMA),
    ("queue",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_names_a_patient(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "OUT").mkdir()
    trip = trips(run)[0] if "TRIP" in command else ""
    status, out, err = run(*(each.replace("OUT", str(tmp_path / "OUT")).replace("TRIP", trip) for each in command))
    assert status in (0, 1), err
    assert out or err or any((tmp_path / "OUT").iterdir()) or command[0] in ("queue", "report")
    require_nameless(tmp_path, (out, err))


def trips(run: Run) -> list[str]:
    """The shipments that a culture's timeline tells of."""
    return re.findall(r"T\d{13}", run("report", "missing", "--format", "json")[1])


def a_shift(job: str) -> list[Scan]:
    """A patient's answers, labels, tubes, racks, bags, an answer given where nobody asked, and a name typed by mistake."""
    letters = [house.spelling_code(letter) for letter in "PETO0601"]
    do: dict[Command, str] = {}
    for each in Command:
        if each not in (Command.QUANTITY, Command.SPELL):
            do[each] = house.command_code(each)
    codes = [do[Command(job)], CMA, REQUISITION, *letters, do[Command.LABEL], do[Command.NOT_DRAWN_REFUSED]]
    codes += [NUMBER, RACK_R1, BOX_K1, BAG_B17, BAG_B18, SWIFTLET, do[Command.YES], do[Command.DONE], *letters]
    codes += [do[Command.FIND], NUMBER, REQUISITION, ORDER, do[Command.HOME], NUMBER]
    at = MONDAY + timedelta(minutes=2)
    return [Scan(code, source="serial:x", at=at + timedelta(seconds=4 * n)) for n, code in enumerate(codes)]


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["words", "json"])
def test_no_job_names_a_patient(run: Run, tmp_path: Path, job: str, form: tuple[str, ...]) -> None:
    scans = a_shift(job)
    keep(scans, tmp_path / "shift.jsonl")
    _, out, err = run("run", job, *form, "--from", f"recording:{tmp_path / 'shift.jsonl'}")
    assert len(out.splitlines()) == len(scans)
    assert "clock_wrong" not in out, "it is played on the demo clinic's day"
    assert "CLOCK WRONG" not in out
    require_nameless(tmp_path, (out, err))


def test_a_whole_morning_with_labels_and_a_manifest_names_nobody(run: Run, tmp_path: Path) -> None:
    at = MONDAY + timedelta(minutes=2)
    do = {
        each: house.command_code(each)
        for each in (Command.PACK, Command.SHIP, Command.DONE, Command.AMBIENT, Command.YES)
    }
    shipped = [do[Command.PACK], CMA, BAG, NUMBER, do[Command.DONE], do[Command.SHIP], CMA, BAG, FERNHOLLOW, "=1+1"]
    shipped += [do[Command.AMBIENT], SWIFTLET, do[Command.YES]]
    typed = [Scan(code, at=at + timedelta(seconds=4 * number)) for number, code in enumerate([*shipped, *to_type()])]
    keep(typed, tmp_path / "morning.jsonl")
    _, out, err = run("run", "board", "--json", "--from", f"recording:{tmp_path / 'morning.jsonl'}")
    (tmp_path / "morning.jsonl").unlink()
    papers = sorted((tmp_path / "home" / "manifests").iterdir())
    assert [path.suffix for path in papers] == [".csv", ".pdf"]
    assert all(any(NUMBER in re.sub(r"\s", "", text) for text in texts_of(path)) for path in papers), "both can be read"
    require_nameless(tmp_path, (out, err))


def test_a_name_would_be_found(run: Run, tmp_path: Path) -> None:
    """By the same eyes: where a name is asked for by a known person, and in a file that quotes it in JSON."""
    out = run("patient", "show", REQUISITION, "--reveal", "--reason", "a call", "--json", "--badge", CMA)[1]
    assert named_in(out) >= {"pebblecroft", "tobias", "2019-06-01", "mr-700112"}
    assert named_in('{"name": "\\u00d8rnevik"}') == {"ørnevik"}
    (tmp_path / "kept.txt").write_text(out, "utf-8")
    with pytest.raises(AssertionError):
        require_nameless(tmp_path, ())
