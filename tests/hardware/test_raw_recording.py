"""What a device sent can be played again, and makes the very same scans: a fault seen in a clinic becomes a test."""

from __future__ import annotations

import base64
import json
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hardware.hid_api import Hid
from tests.hardware.keyboards import as_bytes, typed
from tests.hardware.lines import PtyScanner
from tests.hardware.test_hid_descriptor import described
from tests.hardware.test_hid_pos import reports
from tests.hardware.test_serial import Reading
from tests.waiting import until
from tracker.barcodes.judging import code_rules
from tracker.errors import DeviceError
from tracker.hardware import key_framing
from tracker.hardware.framing import Framed
from tracker.hardware.hid_descriptor import ACCESS_IS, ReportLayout, layout_of
from tracker.hardware.keystrokes import key_of
from tracker.hardware.scan import Quality, Scan, utc_now
from tracker.hardware.sources.decoders import framing_of
from tracker.hardware.sources.hid_pos import over_hidapi
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.raw import Kind, Raw
from tracker.hardware.sources.recorder import open_recorded
from tracker.hardware.sources.recording import raw_header, raw_line, scan_line
from tracker.hardware.sources.source import Source
from tracker.hardware.sources.tape import Tape
from tracker.hardware.sources.taped import Identities

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATE = datetime(2098, 3, 1, 12, 0, tzinfo=UTC)
GS1 = "]d201095011015300031725123110AB-12\x1d21SER9"

Piece = tuple[float, bytes]
"""(seconds since the piece before, what was sent)"""


def played(path: Path) -> Source:
    return open_source(f"recording:{path}", pace="at_once", judging=code_rules())


def told(scans: Iterable[Scan]) -> list[tuple[str, str, Quality, str]]:
    return [(scan.data, scan.aim, scan.quality, scan.evidence) for scan in scans]


def live(url: str, pieces: Sequence[Piece]) -> list[tuple[str, str, Quality, str]]:
    """What a reading thread makes of the pieces: it looks fifty times a second, and more often once something comes."""
    framing, now_s, found = framing_of(url, code_rules().vouches), 0.0, []
    for t, data in timed(pieces):
        for looks in range(1, int(min(t / 1000 - now_s, 3.0) / 0.02) + 1):
            found += framing.pass_time(now_s + looks * 0.02 - 0.001)
        now_s = t / 1000
        found += framing.feed(data, now_s)
    for looks in range(1, 150):
        found += framing.pass_time(now_s + looks * 0.02)
    return [(each.data, each.aim, each.quality, each.evidence) for each in found]


def timed(pieces: Sequence[Piece]) -> list[tuple[float, bytes]]:
    """With times as a recording keeps them: in milliseconds, to the microsecond."""
    times = accumulate(gap_s * 1000 for gap_s, _ in pieces)
    return [(round(t, 3), data) for t, (_, data) in zip(times, pieces, strict=True)]


def written(path: Path, url: str, kind: Kind, pieces: Sequence[Piece]) -> Path:
    lines = [raw_line(t, kind, base64.b64encode(data).decode()) for t, data in timed(pieces)]
    path.write_text(raw_header(url, NOON) + "".join(lines))
    return path


def chunks(data: bytes, sizes: Sequence[int], pauses_s: Sequence[float]) -> Iterator[Piece]:
    at = 0
    for number in range(len(data)):
        if at >= len(data):
            return
        size = sizes[number % len(sizes)]
        yield pauses_s[number % len(pauses_s)], data[at : at + size]
        at += size


_PAUSES = st.lists(st.sampled_from([0.0, 0.003, 0.03, 0.12, 0.3, 0.7, 2.5, 9.0]), min_size=1, max_size=6)
_SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=5)


_LINES = st.lists(
    st.sampled_from([GS1, "]C02600447102", "I00042379", "\x02]d2AB\x03", "\r\n", "\xff~", "7" * 90]), max_size=6
)


@given(_LINES, st.sampled_from(["\r", "\r\n", "\x03", ""]), _SIZES, _PAUSES)
def test_a_serial_lines_bytes_make_the_same_scans_again(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], end: str, sizes: list[int], pauses_s: list[float]
) -> None:
    pieces = list(chunks("".join(code + end for code in codes).encode("latin-1"), sizes, pauses_s))
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", "serial:/dev/ttyACM0?baud=9600", "bytes", pieces)
    assert told(played(path)) == live("serial:/dev/ttyACM0", pieces)


@given(st.lists(st.sampled_from([GS1, "I00042379", "Ab-]/"]), max_size=4), st.sampled_from(["us", "fr", "de"]), _PAUSES)
def test_key_events_make_the_same_scans_again(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], layout: str, pauses_s: list[float]
) -> None:
    url = f"evdev:SCANNER?layout={layout}"
    pieces = list(chunks(b"".join(as_bytes(typed(code, layout)) for code in codes), [24, 480, 96], pauses_s))
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", url, "events", pieces)
    assert told(played(path)) == live(url, pieces)


@given(st.lists(st.text("0123456789AB\x1d", max_size=150), max_size=4), st.data(), _PAUSES)
def test_hid_reports_make_the_same_scans_again_lost_ones_too(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], data: st.DataObject, pauses_s: list[float]
) -> None:
    sent = [report for code in codes for report in reports(code.encode())]
    kept = [report for report in sent if data.draw(st.integers(0, 5), "kept")]
    pieces = [(pauses_s[number % len(pauses_s)], report) for number, report in enumerate(kept)]
    path = written(tmp_path_factory.mktemp("raw") / "r.jsonl", "hidpos:05e0:1200", "report", pieces)
    assert told(played(path)) == live("hidpos:", pieces)


_LAYOUTS = st.builds(
    described,
    st.sampled_from([None, 2, 9]),
    is_counted=st.booleans(),
    has_aim=st.booleans(),
    data_bytes=st.integers(1, 80),
    gap=st.integers(0, 3),
)


@given(_LAYOUTS | st.binary(max_size=80), st.lists(st.binary(max_size=100) | st.integers(0, 99), max_size=12))
def test_whatever_layout_a_hid_scanner_tells_its_recording_makes_the_same_scans_again(
    tmp_path_factory: pytest.TempPathFactory, descriptor: bytes, sent: list[bytes | int]
) -> None:
    layout, hid = layout_of(descriptor) or ACCESS_IS, Hid(descriptor)
    path = tmp_path_factory.mktemp("raw") / "r.jsonl"
    source = open_recorded("hidpos:", path, lambda tap: over_hidapi("hidpos:", hid, clock=utc_now, tap=tap))
    for each in sent:
        hid.send([each if isinstance(each, bytes) else one_report(layout, f"{each:02d}"[: layout.data_bytes])])
    hid.unplug()
    first = Reading(source)
    assert first.ended()
    again = Reading(played(path))
    assert again.ended()
    assert again.scans == first.scans
    assert again.fault is not None
    assert again.fault.code == "unplugged"


def one_report(layout: ReportLayout, text: str) -> bytes:
    """A whole scan in one report of the ``layout``."""
    report = bytearray(layout.length)
    if layout.report is not None:
        report[0] = layout.report
    if layout.aim_at is not None:
        report[layout.aim_at : layout.aim_at + 3] = b"]C0"
    if layout.count_at is not None:
        report[layout.count_at] = len(text)
    report[layout.data_at : layout.data_at + len(text)] = text.encode()
    return bytes(report)


def test_a_scanner_that_tells_another_layout_than_the_usual_is_played_by_its_own(tmp_path: Path) -> None:
    descriptor = described(9, is_counted=False, data_bytes=28, gap=0)
    hid, path = Hid(descriptor), tmp_path / "r.jsonl"
    source = open_recorded("hidpos:", path, lambda tap: over_hidapi("hidpos:", hid, clock=utc_now, tap=tap))
    hid.send([bytes([9]) + b"]d2" + b"10AB-12\x1d21S".ljust(28, b"\0") + b"\0"])
    hid.unplug()
    reading = Reading(source)
    assert reading.ended()
    assert [(scan.aim, scan.data) for scan in reading.scans] == [("]d2", "10AB-12\x1d21S")]
    again = Reading(played(path))
    assert again.ended()
    assert again.scans == reading.scans
    assert base64.b64decode(json.loads(path.read_text().split("\n")[1])["b64"]) == descriptor


@pytest.mark.parametrize(
    ("source", "kinds", "line"),
    [
        ("hidpos:", ["report", "descriptor"], 3),
        ("hidpos:", ["descriptor", "descriptor"], 3),
        ("serial:a", ["descriptor"], 2),
    ],
)
def test_a_description_stands_before_the_first_report_of_a_hid_scanner_and_nowhere_else(
    tmp_path: Path, source: str, kinds: list[Kind], line: int
) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(raw_header(source, NOON) + "".join(raw_line(1.0, kind, "AA==") for kind in kinds))
    with pytest.raises(DeviceError) as refused:
        list(played(path))
    assert (refused.value.code, f"line {line}" in refused.value.message) == ("damaged_recording", True)


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


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[[bytes], tuple[Path, list[Scan]]]:
    """Record a scanner on a pseudo-terminal that sends these bytes, with an end to all of it; gives file and scans."""

    def scan(sent: bytes) -> tuple[Path, list[Scan]]:
        scanner, path = PtyScanner(tmp_path / "ttySCAN"), tmp_path / "shift.jsonl"
        url = f"serial:{scanner.link}?baud=115200"
        reading = Reading(open_recorded(url, path, lambda tap: open_source(url, tap=tap)))
        scanner.send(sent)
        until(lambda: any(scan.data == "END" for scan in reading.scans))
        scanner.unplug()
        until(lambda: reading.fault is not None)
        return path, reading.scans

    return scan


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


def test_a_recording_without_some_of_its_scans_makes_them_again_with_their_identities(
    recorded: Callable[[bytes], tuple[Path, list[Scan]]],
) -> None:
    """Cut off in a scan's line, or with damaged lines taken out: what was posted live is not posted once more."""
    path, seen = recorded(b"I00042379\rI00042379\r" + GS1.encode() + b"\rEND\r")
    lines = path.read_text().split("\n")
    ids = [scan.id for scan in seen]
    assert len(set(ids)) == len(ids)
    for number, line in enumerate(lines):
        if '"data"' in line:
            for kept in ([*lines[:number], *lines[number + 1 :]], [*lines[:number], line[:40]]):
                path.write_text("\n".join(kept))
                again = Reading(played(path))
                assert again.ended()
                assert again.scans
                assert [scan.id for scan in again.scans] == ids[: len(again.scans)]


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


def with_its_scans(path: Path, url: str, kind: Kind, pieces: Sequence[Piece]) -> tuple[list[str], list[Scan]]:
    """A recording as it is written live, line by line: each scan stands behind the piece that completed it."""
    framing, identities, now_s = framing_of(url, code_rules().vouches), Identities(url, NOON), 0.0
    lines, seen = [raw_header(url, NOON)], []

    def made(found: Iterable[Framed], t: float) -> None:
        for each in found:
            at = NOON + timedelta(milliseconds=round(t))
            scan = Scan(each.data, each.aim, url, at, each.quality, evidence=each.evidence, is_behind=each.is_behind)
            seen.append(identities.named(scan))
            lines.append(scan_line(round(t), seen[-1]))

    for t, data in timed(pieces):
        for looks in range(1, int(min(t / 1000 - now_s, 3.0) / 0.02) + 1):
            made(framing.pass_time(now_s + looks * 0.02), (now_s + looks * 0.02) * 1000)
        now_s = t / 1000
        lines.append(raw_line(t, kind, base64.b64encode(data).decode()))
        made(framing.feed(data, now_s), t)
    for looks in range(1, 150):
        made(framing.pass_time(now_s + looks * 0.02), (now_s + looks * 0.02) * 1000)
    path.write_text("".join(lines))
    return lines, seen


def read_well(scans: Iterable[Scan]) -> Counter[tuple[str, str, str]]:
    return Counter((scan.data, scan.aim, scan.id) for scan in scans if scan.quality is Quality.READ)


def alone(scans: Iterable[Scan]) -> Counter[tuple[str, str]]:
    """What may command or sign somebody on."""
    return Counter((scan.data, scan.aim) for scan in scans if scan.stands_alone)


_SHIFT = st.lists(
    st.sampled_from([GS1, "]C02600447102", "I00042379", "C000453", "26", "]C110217", "]C1102K417", "00447102"]),
    min_size=1,
    max_size=4,
)


def _of_a_line(codes: list[str], sizes: list[int], pauses_s: list[float]) -> list[Piece]:
    return list(chunks("".join(code + "\r" for code in codes).encode(), sizes, pauses_s))


def _of_a_keyboard(codes: list[str], sizes: list[int], pauses_s: list[float]) -> list[Piece]:
    sent = b"".join(as_bytes(typed(code)) for code in codes)
    return list(chunks(sent, [24 * size for size in sizes], pauses_s))


def _of_a_hid_scanner(codes: list[str], sizes: list[int], pauses_s: list[float]) -> list[Piece]:
    sent = [report for code in codes for report in reports(code.encode() * (1 + sizes[0] // 4))]
    return [(pauses_s[number % len(pauses_s)], report) for number, report in enumerate(sent)]


@pytest.mark.parametrize(
    ("url", "kind", "pieces"),
    [
        ("serial:/dev/ttyACM0", "bytes", _of_a_line),
        ("evdev:SCANNER", "events", _of_a_keyboard),
        ("hidpos:05e0:1200", "report", _of_a_hid_scanner),
    ],
)
@settings(max_examples=40)
@given(_SHIFT, _SIZES, _PAUSES, st.data())
def test_whatever_line_is_taken_out_nothing_is_read_that_was_not_read_live(
    tmp_path_factory: pytest.TempPathFactory,
    url: str,
    kind: Kind,
    pieces: Callable[[list[str], list[int], list[float]], list[Piece]],
    codes: list[str],
    sizes: list[int],
    pauses_s: list[float],
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.mktemp("raw") / "r.jsonl"
    lines, seen = with_its_scans(path, url, kind, pieces(codes, sizes, pauses_s))
    assert [scan.id for scan in played(path)] == [scan.id for scan in seen], "whole, it is the shift again"
    gone = data.draw(st.integers(1, len(lines) - 1), "the line that is taken out")
    path.write_text("".join(lines[:gone] + lines[gone + 1 :]))
    again = list(played(path))
    assert read_well(again) <= read_well(seen)
    assert alone(again) <= alone(seen)


def test_a_lot_that_lost_a_piece_is_refused_with_why_and_the_scans_beside_it_stay(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    sent = [b"I00042379\r", b"]C1102", b"K4", b"17\r", b"I00000123\r"]
    lines, seen = with_its_scans(path, "serial:a", "bytes", [(0.15, piece) for piece in sent])
    assert [scan.data for scan in seen] == ["I00042379", "102K417", "I00000123"]
    path.write_text("".join(line for line in lines if base64.b64encode(b"K4").decode() not in line))
    first, torn, last = played(path)
    assert [first, last] == [seen[0], seen[2]]
    assert (torn.data, torn.quality) == ("10217", Quality.GARBLED)
    assert "does not say what was read when it was recorded" in torn.evidence
    assert torn.id not in {scan.id for scan in seen}
    pieces_alone = [line for line in lines if '"data"' not in line and base64.b64encode(b"K4").decode() not in line]
    path.write_text("".join(pieces_alone))
    assert [scan.quality for scan in played(path)] == [Quality.READ] * 3, "nothing is known of what was read"


def test_nobody_is_told_to_take_a_line_out_of_a_damaged_recording(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(raw_header("serial:a", NOON) + raw_line(0.0, "bytes", "STENCg==") + "{\n")
    with pytest.raises(DeviceError) as refused:
        list(played(path))
    assert "from line 3 on" in refused.value.hint
    assert "head -n 2 r.jsonl" in refused.value.hint
    assert "take" not in refused.value.hint


def test_recorded_scans_without_an_identity_have_that_of_what_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    lines, seen = with_its_scans(path, "serial:a", "bytes", [(0.1, b"I00042379\r"), (1.0, b"I00042379\r")])
    path.write_text("".join(line.replace('"id"', '"name"') for line in lines))
    assert [scan.id for scan in played(path)] == [scan.id for scan in seen]
