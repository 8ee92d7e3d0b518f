"""A fault that nobody foresaw: nothing is lost, nothing of what was scanned is printed, and it is said what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.crashing import SECRET
from tests.tui.test_pty import QUIT, Terminal
from tracker.demo.clinic import demo_settings
from tracker.station.opening import open_store

Start = Callable[[str], Terminal]
ROOM = b"]C0L0010239\r"


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    made: list[Terminal] = []

    def begin(where: str) -> Terminal:
        made.append(Terminal(home, where, environment={"TRACKER_HOME": str(home)}, module="tests.tui.crashing"))
        return made[-1]

    yield begin
    for each in made:
        each.close()


def reports(home: Path) -> list[str]:
    return [path.read_text() for path in home.glob("crash-*.json")]


def stored(home: Path) -> list[str]:
    store = open_store(demo_settings(home))
    try:
        with store.reading() as connection:
            return [str(row) for row in connection.exec_driver_sql("SELECT data FROM scan").scalars()]
    finally:
        store.close()


def test_the_app_ends_with_words_and_a_report_and_all_that_was_scanned_is_stored(home: Path, start: Start) -> None:
    terminal = start("screen")
    terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
    terminal.write(ROOM)
    terminal.wait_for(lambda: len(terminal.outcomes) == 1, "the room's scan is answered")
    terminal.quiet()
    terminal.write(f"]C0{SECRET}\r".encode())
    terminal.wait_for(lambda: terminal.process.poll() is not None, "the app has ended")
    terminal.quiet(0.2)
    left = terminal.seen.rpartition(b"\x1b[?1049l")[2].decode()
    assert terminal.process.returncode == 70
    assert "This is a bug in the program: ValueError at " in left
    assert "Nothing that was acknowledged is lost." in left
    (report,) = reports(home)
    assert str(next(home.glob("crash-*.json"))) in left
    for text in (left, report):
        assert "PEBBLECROFT" not in text
        assert "77 QX" not in text
    assert SECRET in stored(home)


def test_a_list_that_cannot_be_read_is_told_and_the_work_goes_on(home: Path, start: Start) -> None:
    terminal = start("question")
    terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
    terminal.write(f"]C0{SECRET}\r".encode())
    terminal.wait_for(lambda: b"The program failed: ValueError" in terminal.seen, "it is told")
    terminal.quiet()
    terminal.write(ROOM)
    terminal.wait_for(lambda: len(terminal.outcomes) == 2, "the next scan is answered")
    (report,) = reports(home)
    assert "PEBBLECROFT" not in report
    terminal.write(QUIT)
    terminal.wait_for(lambda: terminal.process.poll() is not None, "the app has ended")
    assert terminal.process.returncode == 0


def test_a_thread_that_fails_prints_nothing_across_the_screen(home: Path, start: Start) -> None:
    terminal = start("thread")
    terminal.wait_for(lambda: b"Exam 2" in terminal.seen, "the rooms are shown")
    terminal.write(f"]C0{SECRET}\r".encode())
    terminal.wait_for(lambda: bool(reports(home)), "a report is kept")
    terminal.quiet()
    assert b"Traceback" not in terminal.seen
    assert "PEBBLECROFT" not in reports(home)[0]
    assert "PEBBLECROFT" not in (home / "tracker.log").read_text()
    assert terminal.process.poll() is None


def test_a_station_that_cannot_be_opened_is_told_too(home: Path, start: Start) -> None:
    terminal = start("opening")
    terminal.wait_for(lambda: b"The program failed: KeyError" in terminal.seen, "it is told")
    assert b"PEBBLECROFT" not in terminal.seen
    assert "PEBBLECROFT" not in reports(home)[0]
