"""Recordings: what was seen can be seen again, and a damaged one is never half believed."""

from __future__ import annotations

import json
import resource
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import DeviceError
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.recorder import keep, open_recorded
from tracker.hardware.sources.recording import scan_line, scan_or_fault
from tracker.hardware.sources.tape import Tape

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HEADER = '{"recording": 1, "source": "images:in"}\n'
GOOD = scan_line(0, Scan("2600447102", at=NOON))


def _played(path: Path, *lines: str) -> Iterator[Scan]:
    path.write_text("".join(lines), encoding="utf-8")
    return iter(open_source(f"recording:{path}", pace="at_once"))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
times = st.integers(0, 10**11).map(lambda ms: NOON + timedelta(milliseconds=ms))
scans = st.builds(
    Scan,
    data=texts,
    aim=st.sampled_from(["", "]C1", "]d2"]),
    source=texts,
    at=times,
    quality=st.sampled_from(Quality),
    symbology=texts,
    evidence=texts,
)


@given(scans)
def test_whatever_was_scanned_comes_back_as_it_was(scan: Scan) -> None:
    line = scan_line(0, scan)
    assert line.isascii()
    assert scan_or_fault(Path("x"), 2, json.loads(line)) == scan


def test_a_4_kb_scan_and_gs_are_kept_exactly(tmp_path: Path) -> None:
    kept = [Scan("\x1d\x00\x1b]0;x\x07" * 600, at=NOON), Scan("10AB\x1d21C ", at=NOON)]
    keep(kept, tmp_path / "r.jsonl")
    assert list(open_source(f"recording:{tmp_path / 'r.jsonl'}")) == kept
    assert "\\u001d" in (tmp_path / "r.jsonl").read_text()


def test_only_its_owner_may_read_a_recording_and_none_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    keep([Scan("2600447102", at=NOON)], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    source = open_source(f"recording:{path}")
    with pytest.raises(DeviceError) as refused:
        open_recorded(source.name, path, lambda _: source)
    assert refused.value.code == "recording_not_written"
    assert [scan.data for scan in source] == ["2600447102"]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes, as on a full disk."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_full_disk_stops_the_recording_in_words(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "r.jsonl", "images:in")
    with room_for(200), pytest.raises(DeviceError) as refused:
        tape.write(Scan("2600447102", at=NOON))
    assert refused.value.code == "recording_not_written"
    tape.write(Scan("2600447102", at=NOON))  # and what comes later is not written over the hole
    assert (tmp_path / "r.jsonl").stat().st_size <= 200


def test_a_fault_is_recorded_and_replayed_where_it_happened(tmp_path: Path) -> None:
    played = _played(tmp_path / "a.jsonl", HEADER, GOOD, '{"t": 10, "fault": "unplugged"}\n', GOOD)
    assert next(played).data == "2600447102"
    with pytest.raises(DeviceError) as failed:
        next(played)
    assert failed.value.code == "unplugged"
    url = f"recording:{tmp_path / 'a.jsonl'}"
    again = open_recorded(url, tmp_path / "b.jsonl", lambda _: open_source(url, pace="at_once"))
    with pytest.raises(DeviceError):
        list(again)
    kept = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text().splitlines()]
    assert [entry.get("fault") for entry in kept] == [None, None, "unplugged"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{not json\n", "JSON"),
        ("[]\n", "object"),
        ("17\n", "object"),
        ("\n", "JSON"),
        ("[" * 20_000 + "\n", "JSON"),
        ('{"t": 0, "at": "2026-03-01T12:00:00Z"}\n', "'data'"),
        ('{"t": 0, "data": "x"}\n', "'at'"),
        ('{"t": 0, "at": "2026-03-01T12:00:00Z", "data": 7}\n', "'data'"),
        ('{"t": 0, "at": "2026-03-01T12:00:00Z", "data": null}\n', "'data'"),
        ('{"t": 0, "at": "2026-03-01T12:00:00", "data": "x"}\n', "zone"),
        ('{"t": 0, "at": "yesterday", "data": "x"}\n', "not known"),
        ('{"t": 0, "at": "2026-03-01T12:00:00Z", "data": "x", "quality": "superb"}\n', "not known"),
        ('{"t": -1, "at": "2026-03-01T12:00:00Z", "data": "x"}\n', "'t'"),
        ('{"t": "soon", "at": "2026-03-01T12:00:00Z", "data": "x"}\n', "'t'"),
        ('{"t": NaN, "at": "2026-03-01T12:00:00Z", "data": "x"}\n', "'t'"),
        ('{"t": 1e300, "at": "2026-03-01T12:00:00Z", "data": "x"}\n', "'t'"),
        ('{"data": "' + "x" * 70_000 + '"}\n', "longer"),
        ('{"t": 0, "fault": 3}\n', "'fault'"),
        ('{"t": 0, "at": "0001-01-01T12:00:00Z", "data": "x"}\n', "years 2000 to 2099"),
        ('{"t": 0, "at": "2100-01-01T12:00:00Z", "data": "x"}\n', "years 2000 to 2099"),
        ('{"t": 0, "at": "9999-12-31T23:59:59-23:00", "data": "x"}\n', "years 2000 to 2099"),
        *(
            (f'{{"t": 0, "at": "2026-03-01T12:00:00Z", "data": "x", "id": "{wrong}"}}\n', "hexadecimal")
            for wrong in ("", "1", "e\u0301" * 16, "A" * 32, "0" * 33, "0" * 32 + "\\n", "\\ud800" * 32)
        ),
    ],
)
def test_a_damaged_line_stops_the_replay_with_its_number(line: str, what: str, tmp_path: Path) -> None:
    played = _played(tmp_path / "r.jsonl", HEADER, GOOD, line, GOOD)
    assert next(played).data == "2600447102"
    with pytest.raises(DeviceError) as refused:
        next(played)
    assert refused.value.code == "damaged_recording"
    assert "line 3" in refused.value.message
    assert what in refused.value.message


def test_a_lone_surrogate_is_read_as_its_escape(tmp_path: Path) -> None:
    line = '{"t": 0, "at": "2026-03-01T12:00:00Z", "data": "x\\ud800"}\n'
    assert [scan.data for scan in _played(tmp_path / "r.jsonl", HEADER, line)] == ["x\\ud800"]


def test_a_last_line_cut_off_in_writing_is_left_out(tmp_path: Path) -> None:
    for cut in range(1, len(GOOD) - 2, 17):
        assert len(list(_played(tmp_path / "r.jsonl", HEADER, GOOD, GOOD[:cut]))) == 1


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("", "not_a_recording"),
        ("{}\n", "not_a_recording"),
        ("[1]\n", "not_a_recording"),
        ("\x00\x01\n", "not_a_recording"),
        (GOOD, "not_a_recording"),
        ('{"recording": 3}\n', "recording_version"),
        ('{"recording": true}\n', "recording_version"),
    ],
)
def test_what_is_no_recording_is_refused_when_it_is_opened(first: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(first)
    with pytest.raises(DeviceError) as refused:
        open_source(f"recording:{tmp_path / 'r.jsonl'}")
    assert refused.value.code == code


def test_at_its_own_pace_a_recording_takes_as_long_as_the_shift(tmp_path: Path) -> None:
    later = [NOON + timedelta(milliseconds=200 * place) for place in range(3)]
    keep([Scan("2600447102", at=at) for at in later], tmp_path / "r.jsonl")
    started = time.monotonic()
    assert len(list(open_source(f"recording:{tmp_path / 'r.jsonl'}"))) == 3
    assert time.monotonic() - started >= 0.39


def test_a_clock_set_back_during_the_shift_does_not_send_the_replay_back(tmp_path: Path) -> None:
    keep([Scan("A", at=NOON), Scan("B", at=NOON - timedelta(hours=1))], tmp_path / "r.jsonl")
    assert [scan.data for scan in open_source(f"recording:{tmp_path / 'r.jsonl'}")] == ["A", "B"]


def test_scans_without_an_identity_get_the_same_one_at_each_replay_and_no_two_alike(tmp_path: Path) -> None:
    """By what they say, when, and the how-manieth that says so: a line before them that is gone changes none."""
    line = '{"t": 0, "at": "2026-03-01T12:00:00Z", "data": "10A", "aim": "]C1"}\n'
    others = [line.replace("12:00:00Z", "12:00:00.001Z"), line.replace("10A", "10B"), line.replace("]C1", "]d2")]
    lines = [line, line, *others, GOOD]
    first = list(_played(tmp_path / "a.jsonl", HEADER, *lines))
    again = list(_played(tmp_path / "renamed.jsonl", HEADER, *lines))
    assert [scan.id for scan in first] == [scan.id for scan in again]
    assert len({scan.id for scan in first}) == len(lines)
    assert first[-1] == again[-1] == scan_or_fault(Path("x"), 2, json.loads(GOOD))
    assert all(scan.id.isascii() and len(scan.id) == 32 and int(scan.id, 16) for scan in first)
    assert list(_played(tmp_path / "a.jsonl", HEADER, *lines[2:])) == first[2:]
