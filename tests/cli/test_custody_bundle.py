"""A specimen's custody leaves the house: it proves itself anywhere, names no patient, and shows every change of it."""

from __future__ import annotations

import json
import os
import random
import stat
import struct
from pathlib import Path

import pytest

from tests.cli.bundle_house import House, Run, clinic, collected, edta, exported, run, told
from tests.laboratory import (
    BEN,
    TUBE_LOT,
)
from tests.reports.papers import words_of
from tracker.journal.writing import open_journal
from tracker.journal.zipping import unpack
from tracker.specimens.orders import Step
from tracker.specimens.states import Do

__all__ = ["clinic", "exported", "run"]


NAMED = ("quillfeather", "odalys", "1980-03-05", "19800305", "mr-700101", "700101")
"""What would name her."""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder on a machine that knows no clinic."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("TRACKER_HOME")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder


def test_a_bundle_proves_itself_in_an_empty_folder(
    run: Run, exported: tuple[Path, str], elsewhere: Path, clinic: House
) -> None:
    path, key = exported
    status, out, err = run("verify", path)
    assert status == 0
    assert out.startswith("✔ Custody of specimen ")
    assert key in out
    assert "compare them" in err.lower()
    assert run("verify", path, "--key", key)[0::2] == (0, "")
    assert run("verify", path, "--key", f"SHA256:{'0' * 32}")[0] == 1
    assert list(elsewhere.iterdir()) == []


def test_every_byte_of_it_counts(run: Run, exported: tuple[Path, str], elsewhere: Path) -> None:
    """Two hundred places by lot, and all that makes the file a zip and the manifest a signed one."""
    path, _ = exported
    data = path.read_bytes()
    end = len(data) - 22
    directory = struct.unpack("<I", data[end + 16 : end + 20])[0]
    signature = data.index(b"MANIFEST.sig")
    places = {*random.Random(26).sample(range(len(data)), 200), *range(30), *range(signature, signature + 142)}
    places |= {*range(directory, directory + 60), *range(end, len(data))}
    changed = elsewhere / "changed.zip"
    for place in sorted(places):
        changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert run("verify", changed)[0] == 1, f"byte {place}"
    for other in (data[:-1], data + b"\n", b"", data[: directory // 2]):
        changed.write_bytes(other)
        assert run("verify", changed)[0] == 1


def test_it_tells_all_that_happened_and_who_gave_it_out(clinic: House, exported: tuple[Path, str]) -> None:
    files = unpack(exported[0].read_bytes())
    assert told(files) == [
        "requisition.identify",
        "requisition.identify",
        "specimen.label",
        "specimen.collect",
        "specimen.release",
        "specimen.accept",
        "requisition.entered",
        "bundle.exported",
    ]
    last = json.loads(files[max(name for name in files if name.startswith("events/"))])
    assert (last["kind"], last["by"]) == ("bundle.exported", BEN)
    timeline = json.loads(files["timeline.json"])
    assert timeline["specimens"][0]["requisition"] == clinic.requisition
    assert timeline["specimens"][0]["lots"] == [
        {"item": "EDTA tube", "lot": TUBE_LOT, "state": "usable", "is_recalled": False}
    ]
    hashes = {event["hash"] for event in json.loads(files["events.json"])["events"]}
    steps = timeline["specimens"][0]["steps"]
    assert [step["do"] for step in steps] == ["label", "collect", "release", "accept"]
    assert {step["event"]["hash"] for step in steps} <= hashes
    assert steps[-1]["custodian"] == {"code": BEN, "name": "Ben B.", "kind": "person"}


def test_the_export_tells_the_key_of_every_station_that_wrote_in_it(run: Run, clinic: House, tmp_path: Path) -> None:
    """With one of them alone, an honest colleague's scan would pass for a stranger's."""
    laboratory = clinic.laboratory
    with laboratory.database.writing() as connection:
        office = open_journal(connection, "office", bytes([66]) * 32)
    number = collected(clinic, edta(clinic))
    laboratory.journals = (*laboratory.journals, office)
    laboratory.order(Step(Do.NOTE, (number,), BEN, condition="label torn"), station=1)
    path = tmp_path / "custody.zip"
    status, out, _ = run("report", "custody", number, "--bundle", path, "--badge", BEN)
    assert status == 0
    keys = [line.partition(": ")[2] for line in out.splitlines() if line.startswith("  key of ")]
    assert len(keys) == 2
    page = unpack(path.read_bytes())["README.txt"].decode()
    assert all(key in page for key in keys)
    assert max(map(len, page.splitlines())) <= 80
    assert run("verify", path, "--key", keys[0], "--key", keys[1])[0::2] == (0, "")
    status, out, _ = run("verify", path, "--key", keys[0])
    assert (status, "office" in out, keys[1] in out) == (1, True, True)


def test_no_patient_is_named_in_any_of_it(exported: tuple[Path, str], tmp_path: Path) -> None:
    files = unpack(exported[0].read_bytes())
    paper = " ".join(words_of(files["custody.pdf"]))
    for text in (paper, *(content.decode("latin-1") for content in files.values())):
        assert [name for name in NAMED if name in text.lower()] == []
        assert "Q., O." not in text


def test_the_page_for_people_says_how_to_check_it(exported: tuple[Path, str]) -> None:
    path, key = exported
    text = unpack(path.read_bytes())["README.txt"].decode()
    assert f"tracker verify FILE.zip --key {key}" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_file_is_for_its_owner_and_never_written_over_unasked(
    run: Run, clinic: House, exported: tuple[Path, str]
) -> None:
    path, _ = exported
    number = str(clinic.laboratory.value("SELECT number FROM specimen"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    status, _, err = run("report", "custody", number, "--bundle", path)
    assert (status, path.read_bytes()) == (2, before)
    assert "--force" in err
    assert run("report", "custody", number, "--bundle", path, "--force")[0] == 0
    assert path.read_bytes() != before
    files = unpack(path.read_bytes())
    assert told(files).count("bundle.exported") == 2, "the earlier export is evidence, too"
    assert [name for name in os.listdir(path.parent) if "custody.zip" in name] == ["custody.zip"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("custody", "2600000126", "--bundle", "{}"), 1),
        (("custody", "\x1b[2J", "--bundle", "{}"), 1),
        (("custody", "2600000126", "--bundle", "{}", "--badge", "B0000009999"), 1),
        (("custody", "2600000126", "--bundle", "{}/no/where.zip"), 2),
        (("custody", "2600000126", "--bundle", "{}", "--format", "pdf"), 2),
        (("missing", "--bundle", "{}"), 2),
        (("missing", "--format", "docx"), 2),
        (("lot", "EDTA tube"), 2),
        (("lot", "EDTA tube", "nowhere"), 1),
        (("lot", "no such item", "X"), 1),
        (("manifest", "T0000000009997"), 1),
        (("manifest",), 2),
        (("custody", "2600000126", "--paper", "a3"), 2),
        (("missing", "--badge", BEN), 2),
    ],
)
def test_what_cannot_be_answered_leaves_no_file_and_no_event(
    run: Run, clinic: House, tmp_path: Path, arguments: tuple[str, ...], expected: int
) -> None:
    path = tmp_path / "x.zip"
    before = clinic.laboratory.everything()
    status, out, err = run("report", *(each.replace("{}", str(path)) for each in arguments))
    assert (status, out) == (expected, "")
    assert "✖" in err
    assert "\x1b" not in err
    assert not path.exists()
    assert clinic.laboratory.everything() == before
