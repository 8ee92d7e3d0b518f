"""What a device sent can be played again, and makes the very same scans: a fault seen in a clinic becomes a test."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.keyboards import as_bytes, typed
from tests.hardware.raw_pieces import GS1, NOON, PAUSES, SIZES, chunks, live, played, recorded, told, written
from tests.hardware.test_serial import Reading
from tracker.errors import DeviceError
from tracker.hardware import key_framing
from tracker.hardware.keystrokes import key_of
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.raw import Raw
from tracker.hardware.sources.recorder import open_recorded
from tracker.hardware.sources.recording import raw_header, raw_line
from tracker.hardware.sources.tape import Tape

__all__ = ["recorded"]


LATE = datetime(2098, 3, 1, 12, 0, tzinfo=UTC)


_LINES = st.lists(
    st.sampled_from([GS1, "]C02600447102", "I00042379", "\x02]d2AB\x03", "\r\n", "\xff~", "7" * 90]), max_size=6
)


@given(_LINES, st.sampled_from(["\r", "\r\n", "\x03", ""]), SIZES, PAUSES)
def test_a_serial_lines_bytes_make_the_same_scans_again(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], end: str, sizes: list[int], pauses_s: list[float]
) -> None:
    pieces = list(chunks("".join(code + end for code in codes).encode("latin-1"), sizes, pauses_s))
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", "serial:/dev/ttyACM0?baud=9600", "bytes", pieces)
    assert told(played(path)) == live("serial:/dev/ttyACM0", pieces)


@given(st.lists(st.sampled_from([GS1, "I00042379", "Ab-]/"]), max_size=4), st.sampled_from(["us", "fr", "de"]), PAUSES)
def test_key_events_make_the_same_scans_again(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], layout: str, pauses_s: list[float]
) -> None:
    url = f"evdev:SCANNER?layout={layout}"
    pieces = list(chunks(b"".join(as_bytes(typed(code, layout)) for code in codes), [24, 480, 96], pauses_s))
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", url, "events", pieces)
    assert told(played(path)) == live(url, pieces)


@given(st.lists(st.sampled_from([GS1, "I00042379", "hello", "09501101530003"]), max_size=4),
       st.lists(st.sampled_from([0.001, 0.008, 0.02, 0.09, 0.2, 0.4]), min_size=1, max_size=9))  # fmt: skip
def test_a_keyboards_keys_make_the_same_scans_again(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], gaps_s: list[float]
) -> None:
    keys = [character for code in codes for character in code + "\r"]
    pieces = [
        (gaps_s[number % len(gaps_s)], key_framing.as_bytes(key_of(character, 0.0)))
        for number, character in enumerate(keys)
    ]
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", "keyboard:", "keys", pieces)
    assert told(played(path)) == live("keyboard:", pieces)


def test_the_file_holds_the_very_bytes_that_were_sent_and_is_its_owners_alone(
    recorded: Callable[[bytes], tuple[Path, list[Scan]]],
) -> None:
    sent = GS1.encode() + b"\r\n\xff\xfe\r\x02]C02600447102\x03END\r"
    path, _ = recorded(sent)
    lines = [json.loads(line) for line in path.read_text().split("\n") if line]
    assert b"".join(base64.b64decode(line["b64"]) for line in lines if "kind" in line) == sent
    assert lines[-1]["fault"] == "unplugged"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_replay_gives_the_scans_their_identities_and_fails_as_the_device_did(
    recorded: Callable[[bytes], tuple[Path, list[Scan]]],
) -> None:
    path, seen = recorded(b"I00042379\rI00042379\r" + GS1.encode() + b"\rEND\r")
    again = Reading(played(path))
    assert again.ended()
    assert again.fault is not None
    assert again.fault.code == "unplugged"
    assert again.scans == seen


def test_two_replays_of_a_scan_that_was_never_made_live_are_one_scan(tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", "serial:a", "bytes", [(0.1, b"I00042379\r"), (1.0, b"I00042379\r")])
    first, second = list(played(path)), list(played(path))
    assert [scan.id for scan in first] == [scan.id for scan in second]
    assert len({scan.id for scan in first}) == 2
    assert [(scan.at - NOON).total_seconds() for scan in first] == [0.1, 1.1]


def test_an_existing_file_is_never_overwritten_and_a_scanner_that_is_not_there_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    opened = partial(open_source, f"serial:{tmp_path / 'none'}")
    with pytest.raises(DeviceError) as refused:
        open_recorded("serial:none", path, lambda tap: opened(tap=tap))
    assert refused.value.code == "not_there"
    assert not path.exists()
    path.write_text("dear")
    with pytest.raises(DeviceError) as refused:
        open_recorded("serial:none", path, lambda tap: opened(tap=tap))
    assert refused.value.code == "recording_not_written"
    assert path.read_text() == "dear"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"t": 1, "kind": "bytes", "b64": "###"}', "base64"),
        ('{"t": 1, "kind": "bytes", "b64": 7}', "no text 'b64'"),
        ('{"t": 1, "kind": "bytes"}', "no text 'b64'"),
        ('{"t": -1, "kind": "bytes", "b64": ""}', "no time 't'"),
        ('{"t": 1, "kind": "smoke", "b64": ""}', "'kind'"),
        ('{"t": 1, "kind": "keys", "b64": "WyJhIiwgImEiXQ=="}', "'kind'"),
        ('{"t": 1, "kind": 7, "b64": ""}', "'kind'"),
        ('{"t": 2, "kind": "bytes", "b64": "QQ=="}', "back in time"),
        ('{"t": 9e10, "kind": "bytes", "b64": "QQ=="}', "2099"),
        ('{"t": 1, "kind": "bytes", "b64": "' + "A" * 70_000 + '"}', "longer than"),
    ],
)
def test_a_damaged_line_stops_the_replay_with_its_number(line: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    first_ms = 9.0 if what == "back in time" else 0.0
    path.write_text(raw_header("serial:a", LATE) + raw_line(first_ms, "bytes", "STENCg==") + line + "\n")
    with pytest.raises(DeviceError) as refused:
        list(played(path))
    assert "line 3" in refused.value.message
    assert what in refused.value.message


def test_key_presses_that_no_terminal_sends_spoil_the_scan_and_nothing_else(tmp_path: Path) -> None:
    keys = [b'["]", "]"]', b'["\\ud800", "\\ud800"]', b"[1, 2]", b"{", b"[" * 5000]
    path = written(tmp_path / "r.jsonl", "keyboard:", "keys", [(0.001, key) for key in keys])
    found = list(played(path))
    assert found
    assert all(scan.quality is Quality.GARBLED and scan.data.isascii() for scan in found)


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_events_cut_off_in_a_file_are_garbled_and_no_fault_of_the_program(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    timed = [(0.01, piece) for piece in [*pieces, as_bytes(typed("26"))[:-103], as_bytes(typed("I00042379"))]]
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", "evdev:SCANNER", "events", timed)
    assert list(played(path))[-1].quality is Quality.GARBLED


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ('{"recording": 2, "source": "images:x", "begun": "2026-03-01T12:00:00Z"}', "not_a_recording"),
        ('{"recording": 2, "source": "evdev:x?layout=xx", "begun": "2026-03-01T12:00:00Z"}', "bad_source"),
        ('{"recording": 2, "source": "serial:a"}', "damaged_recording"),
        ('{"recording": 2, "source": "serial:a", "begun": "1999-01-01T00:00:00Z"}', "damaged_recording"),
        ('{"recording": 3, "source": "serial:a", "begun": "2026-03-01T12:00:00Z"}', "recording_version"),
    ],
)
def test_a_first_line_that_says_no_decoder_is_refused_when_it_is_opened(header: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(header + "\n")
    with pytest.raises(DeviceError) as refused:
        played(tmp_path / "r.jsonl")
    assert refused.value.code == code


def test_raw_pieces_longer_than_a_line_are_kept_in_order(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r.jsonl", "serial:a", NOON)
    sent = b"".join(b"]C0%09d\r" % number for number in range(8000))
    tape.hear(Raw("bytes", sent, 0.0))
    tape.close()
    assert [scan.data for scan in played(tmp_path / "r.jsonl")] == [f"{number:09d}" for number in range(8000)]
