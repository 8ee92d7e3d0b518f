"""What is said of devices on the command line: the same words everywhere, what to do, and no password in any of them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hardware.lines import PtyScanner
from tests.hardware.scenes import linear, scene
from tests.hardware.streams import Stream
from tracker.cli import main
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.recorder import open_recorded

LETS_IN = (
    "mjpeg:http://nurse:opensesame@127.0.0.1:9/video",
    "mjpeg:http://127.0.0.1:9/video?token=opensesame",
    "mjpeg:http://127.0.0.1:9/video?user=nurse@clinic.org&token=opensesame",
    "mjpeg:nurse:opensesame@127.0.0.1:9/video",
    "http://nurse:opensesame@127.0.0.1:9/video",
    "rtsp://nurse:opensesame@127.0.0.1:9/live",
    "rtsp2://nurse:opensesame@127.0.0.1:9/live",
    "nurse:opensesame@127.0.0.1:9/video",
    "socket://nurse:opensesame@127.0.0.1:9",
    "serial:socket://nurse:opensesame@127.0.0.1:9",
    "serial:spy://nurse:opensesame@nowhere",
)
Said = Callable[..., str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def words(*arguments: str) -> str:
        main(list(arguments))
        both = capsys.readouterr()
        return both.out + both.err

    return words


def name_in_settings(home: Path, *urls: str) -> None:
    (home / "settings.toml").write_text(f'key_store = "file"\nsources = {json.dumps(urls)}\n')


@pytest.mark.parametrize("ask", [("doctor",), ("doctor", "--json"), ("scanner", "list"), ("scanner", "list", "--json")])
def test_what_lets_others_into_a_camera_is_not_said(home: Path, said: Said, ask: tuple[str, ...]) -> None:
    name_in_settings(home, *LETS_IN)
    assert "opensesame" not in (told := said(*ask))
    assert "mjpeg:http://...@127.0.0.1:9/video" in told
    assert "mjpeg:http://127.0.0.1:9/video?..." in told


@pytest.mark.parametrize("url", LETS_IN)
def test_a_command_that_is_given_such_an_address_does_not_say_it(home: Path, said: Said, url: str) -> None:
    for ask in (("run", "restock", "--from", url), ("read", url), ("read", "--json", url), ("scanner", "test", url)):
        assert "opensesame" not in (told := said(*ask)), ask
        assert told


def test_settings_that_are_refused_do_not_say_it(home: Path, said: Said) -> None:
    (home / "settings.toml").write_text(f'sources = "{LETS_IN[0]}"\n')
    told = said("doctor")
    assert "sources" in told
    assert "opensesame" not in told


def test_a_scan_that_a_camera_made_keeps_no_key_of_its_address(tmp_path: Path) -> None:
    stream = Stream()
    stream.picture = scene(linear(4))
    url, kept = f"{stream.url}?token=opensesame", tmp_path / "kept.jsonl"
    source = open_recorded(url, kept, lambda tap: open_source(url, tap=tap))
    scan = next(iter(source))
    names = [each.name for each in threading.enumerate()]
    source.close()
    stream.close()
    assert scan.source.startswith(f"{stream.url}?...#")
    assert not [name for name in names if "opensesame" in name]
    assert "opensesame" not in kept.read_text("ascii")


def test_two_names_of_one_port_are_told_as_one_device_everywhere(home: Path, said: Said, tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "ttySCAN")
    url = f"serial:{scanner.link}"
    name_in_settings(home, url, f"{url}?beep=bel")
    doctor = said("doctor")
    assert f"✔ Scanner: {url}: ready" in doctor
    assert f"✖ Scanner: {url}?beep=bel: named twice. It is the same device as {url}." in doctor
    listed = said("scanner", "list")
    assert f"○ {url}?beep=bel\n    in settings.toml: named twice. It is the same device as {url}." in listed
    scanner.unplug()


@pytest.fixture
def served() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_name_that_leads_to_a_scanner_which_is_read_already_is_found_out_when_it_is_connected(
    home: Path, said: Said, served: int
) -> None:
    """Whatever names this machine has besides: 127.1 is 127.0.0.1 to every resolver, and is not spelt like it."""
    name_in_settings(home, f"socket://127.0.0.1:{served}", f"serial:socket://127.1:{served}")
    told = said("doctor")
    assert f"✔ Scanner: socket://127.0.0.1:{served}: ready" in told
    assert f"serial:socket://127.1:{served}: named twice." in told


def test_a_device_on_the_network_is_told_of_without_a_plug(home: Path, said: Said) -> None:
    urls = (
        "socket://127.0.0.1:1",
        "serial:socket://127.0.0.1:1",
        "socket://nobody.invalid:4001",
        "mjpeg:http://127.0.0.1:1/v",
    )
    name_in_settings(home, *urls)
    told = (said("doctor"), said("scanner", "list"), *(said("run", "restock", "--from", url) for url in urls))
    for words in told:
        assert "cannot be reached" in words
        assert "on the same network as this computer" in words
        assert "its app or server runs" in words
    for words in (*told[2:], *(part for part in told[0].split("\n") if "Scanner: " in part)):
        assert "plug" not in words.lower()
    assert "nothing listens at that port" in told[2]
    assert "nothing on this network has that name" in told[4]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("serail:/dev/ttyACM0", "serial:/dev/ttyACM0"),
        ("Serial:COM3", "serial:COM3"),
        ("COM3", "serial:COM3"),
        ("/dev/ttyUSB0", "serial:/dev/ttyUSB0"),
        ("ttyACM0", "serial:/dev/ttyACM0"),
        ("/dev/video2", "camera:2"),
        ("webcam", "camera:0"),
        ("hidpos", "hidpos:"),
        ("hid-pos:", "hidpos:"),
        ("05e0:1200", "hidpos:05e0:1200"),
        ("http://10.0.0.7:8080/video", "mjpeg:http://10.0.0.7:8080/video"),
        ("mjpg:http://10.0.0.7/video", "mjpeg:http://10.0.0.7/video"),
        ("socket:10.0.0.7:4001", "socket://10.0.0.7:4001"),
        ("tcp://10.0.0.7:4001", "socket://10.0.0.7:4001"),
        ("10.0.0.7:4001", "socket://10.0.0.7:4001"),
    ],
)
def test_what_is_written_almost_right_is_told_with_file_key_entry_and_how_it_is_written(
    home: Path, said: Said, written: str, right: str
) -> None:
    name_in_settings(home, written)
    where = f"{home / 'settings.toml'}: sources, the entry '{written}'"
    for words in (said("doctor"), said("scanner", "list")):
        assert f"'{written}' does not begin with a kind of source" in words
        assert f"Write {right}, if that is meant." in words
        assert where in words
    ran = said("run", "restock", "--from", written)
    assert f"Write {right}, if that is meant." in ran
    assert "settings.toml" not in ran


def test_a_kind_of_camera_that_is_not_read_is_told_which_is(said: Said) -> None:
    assert "only MJPEG over HTTP is read: mjpeg:http://" in said("run", "restock", "--from", "rtsp://10.0.0.7/live")


@pytest.mark.parametrize(
    ("url", "words", "to_do"),
    [
        ("evdev:/dev/null", "The scanner at /dev/null is no keyboard.", "Give evdev:NAME"),
        ("evdev:Nobody", "A keyboard scanner called 'Nobody' is not there.", "Plug it in, or compare the name"),
        ("serial:/dev/null", "'/dev/null' is not a serial port that can be opened.", "Write serial:/dev/ttyACM0"),
        ("camera:97", "The camera 97 is not there.", "Plug it in."),
        ("camera:/dev/null", "The camera /dev/null is no camera.", "Write camera:0"),
        ("video:film.mp4", "film.mp4 is not a video that can be read.", "Give a whole AVI, MP4, MKV or MOV file."),
    ],
)
def test_doctor_list_and_run_say_the_same_of_a_device_that_does_not_work(
    home: Path, said: Said, monkeypatch: pytest.MonkeyPatch, url: str, words: str, to_do: str
) -> None:
    monkeypatch.chdir(home)
    (home / "film.mp4").write_text("no film")
    name_in_settings(home, url)
    for told in (said("doctor"), said("scanner", "list"), said("run", "restock", "--from", url)):
        assert words in told
        assert to_do in told


def test_a_name_that_ends_with_a_colon_is_not_given_another(home: Path, said: Said) -> None:
    name_in_settings(home, "hidpos:")
    assert "hidpos::" not in said("doctor")


def test_whoever_waits_for_nothing_is_not_told_to(said: Said) -> None:
    assert "opened by itself" not in said("run", "restock", "--from", "serial:/nowhere/ttyACM0")
