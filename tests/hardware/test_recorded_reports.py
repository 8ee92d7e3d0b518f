"""A HID scanner's reports are recorded with the layout in which it tells them, and played by it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.hid_api import Hid
from tests.hardware.raw_pieces import NOON, PAUSES, live, played, told, written
from tests.hardware.test_hid_descriptor import described
from tests.hardware.test_hid_pos import reports
from tests.hardware.test_serial import Reading
from tracker.errors import DeviceError
from tracker.hardware.hid_descriptor import ACCESS_IS, ReportLayout, layout_of
from tracker.hardware.scan import utc_now
from tracker.hardware.sources.hid_pos import over_hidapi
from tracker.hardware.sources.raw import Kind
from tracker.hardware.sources.recorder import open_recorded
from tracker.hardware.sources.recording import raw_header, raw_line


@given(st.lists(st.text("0123456789AB\x1d", max_size=150), max_size=4), st.data(), PAUSES)
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
