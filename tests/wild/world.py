"""A small laboratory on disk, and an eye on it that sees whether anything was written."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.clinic import AT
from tests.tui.lab import build_lab, lab_settings
from tracker.config import Settings
from tracker.journal.pen import Pen
from tracker.specimens.vault import Vault
from tracker.station.opening import open_pen, open_store, vault_of
from tracker.store.database import Database

SETTINGS = 'station = "lab"\ntime_zone = "UTC"\nkey_store = "file"\n'


class World:
    """``home`` is the laboratory's; ``folder`` is deep enough for any ``../../..`` to stay within it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        build_lab(self.home)
        (self.home / "settings.toml").write_text(SETTINGS, "utf-8")
        self.folder = folder / "a" / "b" / "c" / "d" / "e"
        self.folder.mkdir(parents=True)
        self.settings: Settings = lab_settings(self.home)
        self.store, journal = open_pen(self.settings)
        self.pen = Pen(journal, AT, zone=self.settings.zone)
        self.vault: Vault = vault_of(self.store, self.settings)
        self._eye: Database = open_store(self.settings, is_readonly=True)

    def close(self) -> None:
        self._eye.close()
        self.store.close()

    def rows(self) -> dict[str, int]:
        """How many rows each table has, the journal's events among them."""
        with self._eye.reading() as connection:
            tables = [row[1] for row in connection.exec_driver_sql("PRAGMA table_list").all() if row[2] == "table"]
            return {
                each: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{each}"').scalar() or 0) for each in tables
            }

    @contextmanager
    def unwritten(self) -> Iterator[list[str]]:
        """Put a reason into the list where what is inside was refused: then nothing may have been written."""
        before, refused = self.rows(), list[str]()
        yield refused
        if refused and (after := self.rows()) != before:
            changed = {each: (before.get(each), after[each]) for each in after if after[each] != before.get(each)}
            raise AssertionError(f"refused ({refused[0]}), and yet written: {changed}")

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@contextmanager
def standing_in(world: World, given: bytes = b"") -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """The command line's surroundings: the laboratory's home, its folder, no terminal, ``given`` in the pipe."""
    out, err = io.BytesIO(), io.BytesIO()
    before = sys.stdin, sys.stdout, sys.stderr, os.getcwd(), os.environ.get("TRACKER_HOME")
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8", "replace")
    sys.stdout = io.TextIOWrapper(out, "utf-8", "surrogateescape", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", "surrogateescape", write_through=True)
    os.chdir(world.folder)
    os.environ["TRACKER_HOME"] = str(world.home)
    try:
        yield out, err
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.detach()  # else it would be closed with what it holds
        sys.stdin, sys.stdout, sys.stderr = before[:3]
        os.chdir(before[3])
        if before[4] is None:
            del os.environ["TRACKER_HOME"]
        else:
            os.environ["TRACKER_HOME"] = before[4]
