"""``tracker scanner``: the sheet, the test of recordings, and what is plugged in."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.hardware.lines import PtyScanner
from tests.hardware.sheet_scanners import Scanner
from tests.hardware.test_plugged import Machine
from tracker.cli import main
from tracker.cli.scanner_list import list_scanners
from tracker.hardware.learning.known_codes import KNOWN_CODES
from tracker.hardware.learning.learned import GsForm
from tracker.hardware.profile_files import PROFILES, load_profile, save_profile
from tracker.hardware.profiles import ScannerProfile
from tracker.hardware.sources.opening import open_source
from tracker.text import Separators

ROOT = Path(__file__).parents[2]
SERIAL = "serial:/dev/ttyACM0"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    return tmp_path


def recording(folder: Path, scanner: Scanner, source: str = SERIAL) -> str:
    """What a scanner sent down a line, as 'tracker read --record' keeps it."""
    lines: list[dict[str, object]] = [{"recording": 2, "source": source, "begun": "2026-11-25T10:00:00.000Z"}]
    for number, code in enumerate(code for code in KNOWN_CODES if code.number not in scanner.unread):
        sent = "".join(scanner.signs(code)).encode()
        lines.append({"t": number * 1000.0, "kind": "bytes", "b64": b64encode(sent).decode()})
    file = folder / "sheet.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return f"recording:{file}"


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    status = main(["scanner", "test", *arguments, "--json"])
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, answer


def test_a_recording_of_a_good_scanner_is_judged_and_kept_under_its_own_name(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = judged(capsys, recording(home, Scanner(suffix="\r\n")), "--save")
    assert status == 0
    assert (answer["suffix"], answer["gs"], answer["aim"], answer["separators"]) == ("CRLF", "kept", "sent", "kept")
    profile = load_profile(home / PROFILES, f"{SERIAL}?baud=9600")
    assert profile is not None
    assert profile.separators is Separators.KEPT


def test_a_recording_of_a_scanner_that_drops_gs_is_a_finding(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, answer = judged(capsys, recording(home, Scanner(gs=())), "--save")
    assert (status, answer["separators"]) == (1, "lost")
    profile = load_profile(home / PROFILES, SERIAL)
    assert profile is not None
    assert profile.gs is GsForm.LOST


def test_without_save_nothing_is_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = judged(capsys, recording(home, Scanner()))
    assert answer["profile"] is None
    assert not (home / PROFILES).exists()


def test_a_recording_without_any_code_keeps_nothing_even_when_told_to(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = judged(capsys, recording(home, Scanner(unread=(1, 2, 3, 4, 5, 6))), "--save")
    assert (status, answer["arrived"], answer["profile"]) == (1, [], None)


def test_words_for_people_say_what_to_set(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scanner", "test", recording(home, Scanner(gs=(), unread=(3,)))]) == 1
    said = capsys.readouterr().out
    assert "✖ Separator" in said
    assert "most medical packs carry no other code" in said
    assert "✖ Verdict" in said


def test_the_keyboard_is_tested_in_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "scanner", "test"], stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT
    )
    assert done.returncode == 3
    assert b"in a terminal" in done.stderr


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_sheet_is_one_page(home: Path, paper: str) -> None:
    file = home / "sheet.pdf"
    assert main(["scanner", "sheet", "--to", str(file), "--paper", paper]) == 0
    content = file.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1


def test_what_is_not_known_is_refused() -> None:
    assert main(["scanner", "tset"]) == 2
    assert main(["scanner", "sheet"]) == 2
    assert main(["scanner", "sheet", "--to", "x.pdf", "--paper", "a3"]) == 2


def test_what_is_plugged_in_is_listed_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scanner", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["keyboard"] == "not tested"


def test_what_is_plugged_in_is_listed_for_people_with_what_its_test_said(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "machine").mkdir()
    machine = Machine(tmp_path / "machine")
    machine.usb("1-1", "tty", "ttyACM0")
    machine.node("ttyACM0", "serial/by-id/usb-Symbol-if00")
    machine.usb("1-2", "tty", "ttyACM1")
    url = f"serial:{machine.dev}/serial/by-id/usb-Symbol-if00"
    save_profile(home / PROFILES, ScannerProfile(url, date(2026, 11, 25), GsForm.LOST))
    assert list_scanners(None, is_json=False, sysfs=machine.sys, nodes=machine.dev) == 0
    said = capsys.readouterr().out
    assert f"● {url}\n" in said
    assert (
        "Symbol Scanner 05e0:1701, serial: tested 2026-11-25: loses GS: not fit for GS1 codes with lot and serial"
        in said
    )
    assert f"✖ serial:{machine.dev}/ttyACM1" in said
    assert "may not be opened by this user" in said
    assert "0666" not in said


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Three sources of the settings: one that works, one that another program reads, and one that is not there."""
    works, is_used = PtyScanner(tmp_path / "works"), PtyScanner(tmp_path / "is-used")
    urls = (f"serial:{works.link}", f"serial:{is_used.link}?baud=115200", f"serial:{tmp_path}/gone")
    (home / "settings.toml").write_text(f"sources = {json.dumps(urls)}\n")
    used = open_source(urls[1])
    yield urls
    used.close()
    works.unplug()
    is_used.unplug()


def test_what_the_settings_name_is_listed_with_its_state_and_what_to_do(
    desk: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scanner", "list"]) == 0
    works, is_used, gone = (each.partition("\n") for each in capsys.readouterr().out.split(" serial:")[1:4])
    assert f"serial:{works[0]}" == desk[0]
    assert works[2].startswith("    in settings.toml: ready\n")
    assert f"serial:{is_used[0]}" == desk[1]
    assert "in settings.toml: in use. " in is_used[2]
    assert "Tracker's own app holds its scanners" in is_used[2]
    assert "Close that program" in is_used[2]
    assert f"serial:{gone[0]}" == desk[2]
    assert "in settings.toml: not plugged in. " in gone[2]
    assert "Plug it in. It is opened by itself." in gone[2]


def test_what_the_settings_name_is_listed_for_scripts_by_code(
    desk: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scanner", "list", "--json"]) == 0
    sources = json.loads(capsys.readouterr().out)["sources"]
    assert [(each["url"], each["state"], each["code"]) for each in sources] == [
        (desk[0], "live", ""),
        (desk[1], "waiting", "busy"),
        (desk[2], "waiting", "not_there"),
    ]
    assert [bool(each["hint"]) for each in sources] == [False, True, True]


def test_one_that_is_plugged_in_and_named_in_the_settings_is_told_once(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "machine").mkdir()
    machine = Machine(tmp_path / "machine")
    machine.usb("1-1", "tty", "ttyACM0")
    scanner = PtyScanner(machine.dev / "ttyACM0")
    url = f"serial:{machine.dev}/ttyACM0"
    (home / "settings.toml").write_text(f'sources = ["{url}?beep=bel"]\n')
    assert list_scanners(None, is_json=False, sysfs=machine.sys, nodes=machine.dev) == 0
    said = capsys.readouterr().out
    scanner.unplug()
    assert said.count(url) == 1
    assert "Symbol Scanner 05e0:1701, serial: not tested\n    in settings.toml: ready\n" in said
