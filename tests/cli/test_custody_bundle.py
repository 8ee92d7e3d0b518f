"""A specimen's custody leaves the house: it proves itself anywhere, names no patient, and shows every change of it."""

from __future__ import annotations

import json
import os
import random
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Founds
from tests.laboratory import (
    ANNE,
    BEN,
    CARA,
    RECALLED_LOT,
    TUBE_LOT,
    VAULT_KEY,
    Laboratory,
    furnish_laboratory,
)
from tests.reports.papers import words_of
from tracker.barcodes import house
from tracker.cli import main
from tracker.config import load_settings
from tracker.hardware.scan import utc_now
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.writing import open_journal
from tracker.journal.zipping import unpack
from tracker.specimens.entries import NewRequisition
from tracker.specimens.ordering import create_requisition
from tracker.specimens.orders import Divide, Draw, Identify, Pool, Step
from tracker.specimens.patients import Patient
from tracker.specimens.states import Do
from tracker.specimens.vault import Vault
from tracker.station.opening import open_pen

Run = Callable[..., tuple[int, str, str]]
PATIENT = Patient("Quillfeather", "Odalys", date(1980, 3, 5), "MR-700101")
NAMED = ("quillfeather", "odalys", "1980-03-05", "19800305", "mr-700101", "700101")
"""What would name her."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a home of its own; gives exit status, stdout and stderr."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(
        'station = "desk-1"\ntime_zone = "UTC"\nkey_store = "file"\nclia = "05D0000007"\n', "utf-8"
    )
    monkeypatch.setenv("TRACKER_HOME", str(home))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@dataclass
class House:
    """The laboratory in the command line's home, with an order that the journal knows of."""

    laboratory: Laboratory
    requisition: str
    home: Path


@pytest.fixture
def clinic(run: Run, found: Founds) -> Iterator[House]:
    settings = load_settings()
    found(settings)
    (settings.home / "keys" / "patients.key").write_text(VAULT_KEY.hex(), "utf-8")
    database, journal = open_pen(settings)
    with database.writing() as connection:
        kept = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'journal_id'").scalar_one()
        connection.exec_driver_sql("DELETE FROM setting")
    furnish_laboratory(database)
    laboratory = Laboratory(
        settings.database, database, (journal,), Vault(VAULT_KEY), now=utc_now() - timedelta(minutes=30)
    )
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value) VALUES ('journal_id', ?)", (kept,))
        new = NewRequisition(PATIENT, ("CBC", "PT"), "Dr. Q", number="ORD-9")
        code = create_requisition(connection, Vault(VAULT_KEY), Pen(journal, stamp(laboratory.now)), new)
    yield House(laboratory, code, settings.home)
    database.close()


def collected(clinic: House, line: int = 1, lot: str = TUBE_LOT) -> str:
    """A tube of the order, challenged (once in vain), labelled, drawn, handed to Ben."""
    laboratory, requisition_id = clinic.laboratory, clinic.laboratory.id_of("requisition", clinic.requisition)
    laboratory.order(Identify(requisition_id, ANNE, False, ("birth_date", "family_name")))
    laboratory.order(Identify(requisition_id, ANNE, True, ("birth_date", "family_name")))
    number = laboratory.labelled(line, requisition=clinic.requisition)
    is_edta = laboratory.specimen(number).container_code == "LAV"
    lot_id = laboratory.value("SELECT id FROM lot WHERE number = ?", (lot,)) if is_edta else None
    laboratory.order(Draw(number, ANNE, lot_id=int(str(lot_id)) if lot_id else None))
    laboratory.order(Step(Do.RELEASE, (number,), ANNE))
    laboratory.order(Step(Do.ACCEPT, (number,), BEN))
    return number


def disposal(number: str) -> Step:
    """Before its time, as a second person agrees."""
    return Step(
        Do.DISPOSE, (number,), BEN, reason="recalled", method="autoclave", witness=CARA, overrides=("retention",)
    )


def edta(clinic: House) -> int:
    """The line of the order that is drawn into an EDTA tube."""
    found = clinic.laboratory.value(
        "SELECT t.line FROM requisition_tube t JOIN requisition r ON r.id = t.requisition_id"
        " JOIN container c ON c.id = t.container_id WHERE r.code = ? AND c.code = 'LAV'",
        (clinic.requisition,),
    )
    return int(str(found))


def told(files: dict[str, bytes]) -> list[str]:
    """What each bundled event tells of: its kind, or what was done."""
    events = [json.loads(files[name]) for name in sorted(files) if name.startswith("events/")]
    return [change["do"] for event in events for change in event.get("changes", ())] + [
        event["kind"] for event in events if event["kind"] != "scan"
    ]


def fingerprint(out: str) -> str:
    """The one that the export told to compare."""
    (line,) = [line for line in out.splitlines() if line.startswith("  key of desk-1: ")]
    return line.removeprefix("  key of desk-1: ")


@pytest.fixture
def exported(run: Run, clinic: House, tmp_path: Path) -> tuple[Path, str]:
    """A bundle of an EDTA tube's custody, and the fingerprint that was told with it."""
    number = collected(clinic, edta(clinic))
    path = tmp_path / "custody.zip"
    status, out, _ = run("report", "custody", number, "--bundle", path, "--badge", BEN)
    assert status == 0
    return path, fingerprint(out)


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


def test_a_recalled_lot_lists_what_was_drawn_in_it_while_any_is_open(run: Run, clinic: House, tmp_path: Path) -> None:
    number = collected(clinic, edta(clinic), RECALLED_LOT)
    status, out, _ = run("report", "lot", "EDTA tube", RECALLED_LOT.lower(), "--format", "json")
    assert status == 1
    (row,) = json.loads(out)["rows"]
    assert (row["number"], row["state"], row["is_open"], row["custodian"]) == (number, "accepted", "yes", "Ben B.")
    assert "recalled" in run("report", "lot", house.item_code(40), RECALLED_LOT)[1]
    rows = json.loads(run("report", "custody", number, "--format", "json")[1])["rows"]
    assert [row["lots"] for row in rows if row["lots"]] == [f"EDTA tube {RECALLED_LOT} (recalled)"]
    board = json.loads(run("report", "specimens", "--format", "json")[1])["rows"]
    assert [row["lots"] for row in board] == [f"EDTA tube {RECALLED_LOT} (recalled)"]
    path = tmp_path / "recalled.zip"
    assert run("report", "custody", number, "--bundle", path)[0] == 0
    files = unpack(path.read_bytes())
    assert json.loads(files["timeline.json"])["specimens"][0]["lots"][0]["is_recalled"] is True
    assert f"EDTA tube {RECALLED_LOT} (recalled)" in words_of(files["custody.pdf"])
    clinic.laboratory.order(disposal(number))
    assert run("report", "lot", "EDTA tube", RECALLED_LOT)[0] == 0
    assert run("report", "lot", "EDTA tube", TUBE_LOT)[0] == 0, "a lot that nothing was drawn with"


def test_papers_go_to_a_file_or_a_pipe(run: Run, clinic: House, tmp_path: Path) -> None:
    number = collected(clinic, edta(clinic))
    clinic.laboratory.sent(number, by=BEN)
    code = clinic.laboratory.trip().code
    assert run("checkpoint")[0] == 0
    note = clinic.laboratory.value("SELECT note FROM checkpoint")
    assert run("checkpoint")[0] == 0
    manifest, custody, lines = (tmp_path / name for name in ("m.pdf", "c.pdf", "m.csv"))
    assert run("report", "manifest", code, "--to", manifest)[0] == 0
    words = words_of(manifest.read_bytes())
    assert {number, "05D0000007", "05D0000001"} <= set(words)
    assert str(note).split("\n")[2] in words, "the first checkpoint over its departure"
    assert run("report", "manifest", code, "--to", lines)[0] == 0
    assert lines.read_text("utf-8").startswith("shipment_code,from,from_clia,")
    assert run("report", "custody", number, "--to", custody, "--paper", "a4")[0] == 0
    assert number in words_of(custody.read_bytes())
    assert run("report", "custody", number, "--to", custody)[0] == 2
    assert stat.S_IMODE(custody.stat().st_mode) == 0o600


def test_a_pdf_goes_down_a_pipe_and_not_to_a_terminal(clinic: House) -> None:
    number = collected(clinic, edta(clinic))
    command = [sys.executable, "-m", "tracker", "report", "custody", number, "--format", "pdf"]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert number in words_of(piped.stdout)
    terminal, end = os.openpty()
    try:
        refused = subprocess.run(command, stdout=end, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(end)
        os.close(terminal)
    assert refused.returncode == 2
    assert b"--to FILE.pdf" in refused.stderr
