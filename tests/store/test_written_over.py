"""A file that is written anew is the one before or the one after, and never a part of one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tracker.store.naming import write_over

BEFORE, AFTER = b"before" * 50_000, b"after!" * 50_000


def test_a_reader_finds_a_whole_file_at_every_moment(tmp_path: Path) -> None:
    path = tmp_path / "order.pdf"
    path.write_bytes(BEFORE)
    read: set[bytes] = set()
    is_done = threading.Event()

    def look() -> None:
        while not is_done.is_set():
            read.add(path.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for content in (AFTER, BEFORE, AFTER) * 10:
        write_over(path, content)
    is_done.set()
    reader.join()
    assert read <= {BEFORE, AFTER}
    assert path.read_bytes() == AFTER
    assert [each.name for each in tmp_path.iterdir()] == ["order.pdf"]


def test_what_was_there_stays_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "order.pdf"
    folder.mkdir()
    with pytest.raises(IsADirectoryError):
        write_over(folder, AFTER)
    assert [each.name for each in tmp_path.iterdir()] == ["order.pdf"]
