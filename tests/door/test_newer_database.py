"""A database that a newer program made, or somebody who writes what he likes into its version: every verb refuses it in
words and leaves it as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.door.commanding import Line, command
from tests.door.papers import BADGE
from tracker.demo import SHIFT
from tracker.demo.clinic import demo_settings
from tracker.station.opening import open_store

VERBS: tuple[Line, ...] = (
    ("run", "restock", "--from", f"recording:{SHIFT}"),
    ("import", "suppliers", "{table}"),
    ("requisition", "show", "Q1"),
    ("patient", "show", "Q1"),
    ("staff", BADGE, "CMA 7"),
    ("order", "list"),
    ("transfer", "list"),
    ("recall", "list"),
    ("count", "list"),
    ("report", "stock"),
    ("label", "item", "--all", "--preview"),
    ("queue", "list"),
    ("backup", "--to", "{folder}"),
    ("export", "--to", "{folder}/out"),
    ("checkpoint",),
    ("verify",),
    ("doctor",),
)


@pytest.mark.parametrize("version", ["9999", "[/nope]\x1b]2;HACKED\x07"])
def test_every_verb_refuses_it_in_words(demo_home: Path, tmp_path: Path, version: str) -> None:
    store = open_store(demo_settings(demo_home))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (version,))
    store.close()
    (folder := tmp_path / "backups").mkdir()
    (table := tmp_path / "suppliers.csv").write_text("name\nAcme\n")
    names = {"folder": folder, "table": table}
    lines = [tuple(word.format(**names) for word in line) for line in VERBS]
    before = hashlib.sha256((demo_home / "tracker.db").read_bytes()).digest()
    faults, seen = command(tmp_path, demo_home, lines)
    assert faults == []
    assert set((tmp_path / "statuses.jsonl").read_text().split()) <= {"1", "4"}
    assert b" ".join(seen.split()).count(b"newer than this program knows") == len(VERBS), "doctor breaks its lines"
    assert hashlib.sha256((demo_home / "tracker.db").read_bytes()).digest() == before
    assert list(folder.iterdir()) == []
