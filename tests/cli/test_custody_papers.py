"""A specimen's custody on paper goes to a file or down a pipe; a recalled lot lists what was drawn in it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.cli.bundle_house import House, Run, clinic, collected, disposal, edta, run
from tests.laboratory import (
    BEN,
    RECALLED_LOT,
    TUBE_LOT,
)
from tests.reports.papers import words_of
from tracker.barcodes import house
from tracker.journal.zipping import unpack

__all__ = ["clinic", "run"]


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
