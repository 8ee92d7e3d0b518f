"""Where a HID POS scanner's code stands is read from its own descriptor, and a strange one is not believed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.hid_api import Hid, item
from tests.hardware.test_hid_pos import reports
from tracker.hardware.framing import Framed
from tracker.hardware.hid_descriptor import ACCESS_IS, ReportLayout, layout_of
from tracker.hardware.hid_reports import ReportAssembler
from tracker.hardware.scan import Quality, utc_now
from tracker.hardware.sources.hid_pos import over_hidapi

PAGE, USAGE, REPORT, SIZE, TIMES, INPUT, OUTPUT = 0x04, 0x08, 0x84, 0x74, 0x94, 0x80, 0x90
HEAD = item(PAGE, 0x8C) + item(USAGE, 2) + b"\xa1\x01"


def described(
    number: int | None, *, is_counted: bool = True, has_aim: bool = True, data_bytes: int = 56, gap: int = 2
) -> bytes:
    """A scanner's descriptor: count, identifier, data, a gap of the maker's own, and whether more follows."""
    parts = [HEAD, item(REPORT, number) if number is not None else b"", item(SIZE, 8), item(TIMES, 1)]
    if is_counted:
        parts += [item(PAGE, 1), item(USAGE, 0x3B), item(INPUT, 2), item(PAGE, 0x8C)]
    if has_aim:
        parts += [item(TIMES, 3), item(USAGE, 0xFB), item(USAGE, 0xFC), item(USAGE, 0xFD), item(INPUT, 2)]
    parts += [item(TIMES, data_bytes), item(USAGE, 0xFE), item(INPUT, 0x102)]
    if gap:
        parts += [item(PAGE, 0xFF66), item(TIMES, gap), item(USAGE, 4), item(INPUT, 2), item(PAGE, 0x8C)]
    return b"".join([*parts, item(SIZE, 1), item(TIMES, 1), item(USAGE, 0xFF), item(INPUT, 2), item(SIZE, 7),
                     item(INPUT, 3), b"\xc0"])  # fmt: skip


def test_the_common_layout_is_recognised_by_its_descriptor() -> None:
    assert layout_of(described(2)) == ACCESS_IS


def test_another_makers_number_length_and_places_are_taken_from_the_device() -> None:
    found = layout_of(described(9, is_counted=False, data_bytes=28, gap=0))
    assert found == ReportLayout(9, 33, 4, 28, None, 1, 32)
    report = bytes([9]) + b"]d2" + b"10AB-12\x1d21S".ljust(28, b"\0") + b"\0"
    assert ReportAssembler(found).feed(report, 0.0) == [Framed("10AB-12\x1d21S", "]d2", Quality.READ)]


def test_a_device_with_one_report_without_a_number() -> None:
    found = layout_of(described(None, has_aim=False, data_bytes=30, gap=0))
    assert found == ReportLayout(None, 32, 1, 30, 0, None, 31)
    report = bytes([10]) + b"2600447102".ljust(30, b"\0") + b"\0"
    assert ReportAssembler(found).feed(report, 0.0) == [Framed("2600447102", "", Quality.READ)]


def test_what_is_sent_to_the_device_takes_no_room_in_what_it_sends() -> None:
    beep = item(REPORT, 4) + item(SIZE, 8) + item(TIMES, 1) + item(OUTPUT, 2)
    assert layout_of(beep + described(2)) == ACCESS_IS


def test_a_full_report_that_cannot_say_whether_more_follows_is_refused() -> None:
    (found,) = ReportAssembler(ReportLayout(2, 9, 1, 8)).feed(b"\x0212345678", 0.0)
    assert found.quality is Quality.GARBLED


@pytest.mark.parametrize("descriptor", [b"", b"\xff", HEAD, HEAD + item(0x97, 0xFFFFFFFF), b"\xfe"])
def test_a_descriptor_without_a_scanner_in_it_is_none(descriptor: bytes) -> None:
    assert layout_of(descriptor) is None


def test_a_descriptor_that_asks_for_endless_work_costs_none() -> None:
    many, none = item(0x97, 0xFFFFFFFF), item(SIZE, 0)
    began_s = time.thread_time()
    assert layout_of(HEAD + item(USAGE, 0xFE) + none + many + item(INPUT, 2)) is None
    hundreds = b"".join(
        item(REPORT, number) + item(SIZE, 1) + item(0x95, 30_000) + item(USAGE, 0xFE) + item(INPUT, 2)
        for number in range(256)
    )
    assert layout_of(HEAD + hundreds) is None
    assert layout_of(described(2) + b"\x09\xfe" * 40_000) is None
    assert time.thread_time() - began_s < 1.0


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: described(2)[:40] + tail))
def test_any_descriptor_can_be_read_and_any_report_by_it(descriptor: bytes) -> None:
    found = layout_of(descriptor)
    if found is not None:
        assert found.data_at + found.data_bytes <= found.length <= 4096
        ReportAssembler(found).feed(bytes([found.report or 0]) + bytes(found.length), 0.0)


@pytest.mark.parametrize("descriptor", [described(2), None])
def test_a_scan_from_a_device_of_hidapi_and_its_error_beep(descriptor: bytes | None) -> None:
    hid = Hid(descriptor)
    source = over_hidapi("hidpos:", hid, clock=utc_now)
    hid.send(reports(b"2600447102"))
    seen = iter(source)
    scan = next(seen)
    assert (scan.aim, scan.data) == ("]d2", "2600447102")
    assert source.answer("refuse")
    hid.send(reports(b"I00042379"))
    assert next(seen).data == "I00042379"
    assert hid.written == [b"\x04\x20"]
    source.close()
    assert list(seen) == []
    assert hid.is_closed
    assert not source.answer("refuse")


def test_a_descriptor_of_billions_of_empty_fields_is_not_followed() -> None:
    """Report size 0, report count 0x97979797, one usage: a fuzzer found that it kept the program busy for minutes."""
    assert layout_of(bytes.fromhex("058c 09fe 7500 9797979797 8102")) is None
