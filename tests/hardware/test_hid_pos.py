"""HID POS reports: bytes in, scans out."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import DeviceError
from tracker.hardware.framing import LONGEST, Framed
from tracker.hardware.hid_descriptor import ACCESS_IS
from tracker.hardware.hid_reports import ReportAssembler
from tracker.hardware.scan import Quality
from tracker.hardware.sources.opening import open_source


def reports(data: bytes, aim: bytes = b"]d2") -> list[bytes]:
    """As the Access-IS manual lays them out: 56 data bytes each, the last byte saying whether more comes."""
    parts = [data[at : at + 56] for at in range(0, len(data), 56)] or [b""]
    return [
        bytes([2, len(part)]) + aim + part.ljust(56, b"\0") + b"\0\0" + bytes([number < len(parts)])
        for number, part in enumerate(parts, start=1)
    ]


def fed(*given_reports: bytes) -> list[Framed]:
    assembler = ReportAssembler()
    return [found for report in given_reports for found in assembler.feed(report, 0.0)]


@given(st.text("0123456789ABC-\x1d", min_size=1, max_size=500), st.sampled_from(["", "\r", "\r\n", "\t"]))
def test_a_scan_of_any_length_comes_whole(text: str, suffix: str) -> None:
    assert fed(*reports((text + suffix).encode())) == [Framed(text, "]d2", Quality.READ)]


def test_a_scanner_without_identifiers_leaves_them_empty_or_puts_them_into_the_data() -> None:
    assert fed(*reports(b"2600447102", b"\0\0\0")) == [Framed("2600447102", "", Quality.READ)]
    assert fed(*reports(b"]C02600447102", b"\0\0\0")) == [Framed("2600447102", "]C0", Quality.READ)]


def test_half_a_scan_and_silence_is_garbled() -> None:
    assembler = ReportAssembler()
    assert assembler.feed(reports(b"7" * 80)[0], 0.0) == []
    assert assembler.pass_time(0.4) == []
    (found,) = assembler.pass_time(0.6)
    assert found.quality is Quality.GARBLED


@pytest.mark.parametrize("late_s", [0.6, 60.0])
@pytest.mark.parametrize("rest", [b"2600447102", b"C000356", b"\x1d102K417"])
def test_the_rest_of_a_scan_that_broke_off_is_no_scan_and_the_one_after_it_is(rest: bytes, late_s: float) -> None:
    assembler = ReportAssembler()
    first, second = reports(b"7" * 56 + rest)
    assert assembler.feed(first, 0.0) == []
    broken, tail = assembler.feed(second, late_s)
    assert (broken.quality, tail.quality) == (Quality.GARBLED, Quality.GARBLED)
    assert "rest of the scan that broke off" in tail.evidence
    assert assembler.feed(reports(b"2600447102")[0], late_s + 1) == [Framed("2600447102", "]d2", Quality.READ)]


_SENT = (b"2600447102", b"7" * 56 + b"C000356", b"8" * 112 + b"2600447102", b"9" * 56 + b"\r")


@given(st.lists(st.tuples(st.sampled_from(_SENT), st.sampled_from([b"]C0", b"]d2", bytes(3)])), max_size=5), st.data())
def test_no_scan_is_a_part_of_one_that_was_sent_however_long_it_stalled(
    sent: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    assembler, found, at_s = ReportAssembler(), list[Framed](), 0.0
    for message, aim in sent:
        for report in reports(message, aim):
            at_s += data.draw(st.sampled_from((0.01, 0.4, 0.6, 60.0)))
            found += assembler.feed(report, at_s)
    whole = {message.rstrip(b"\r").decode() for message, _ in sent}
    assert {each.data for each in found if each.quality is Quality.READ} <= whole


def test_a_rest_that_breaks_off_again_is_still_a_rest() -> None:
    assembler = ReportAssembler()
    found = [each for at, part in enumerate(reports(b"7" * 112 + b"C000356")) for each in assembler.feed(part, at)]
    assert [each.quality for each in found] == [Quality.GARBLED] * 3


def test_of_a_rest_that_is_only_a_suffix_nothing_is_told() -> None:
    assembler = ReportAssembler()
    first, second = reports(b"7" * 56 + b"\r")
    assembler.feed(first, 0.0)
    assert [each.quality for each in assembler.feed(second, 0.7)] == [Quality.GARBLED]
    assert assembler.feed(reports(b"2600447102")[0], 2.0)[0].quality is Quality.READ


def test_behind_a_report_of_the_wrong_size_the_rest_is_no_scan() -> None:
    first, second = reports(b"7" * 56 + b"C000356")
    found = fed(first[:40], second, *reports(b"2600447102"))
    assert [each.quality for each in found] == [Quality.GARBLED, Quality.GARBLED, Quality.READ]


def test_behind_a_full_report_of_a_device_that_tells_no_end_the_rest_is_no_scan() -> None:
    assembler = ReportAssembler(replace(ACCESS_IS, more_at=None))
    found = [each for part in reports(b"7" * 56 + b"C000356") for each in assembler.feed(part, 0.0)]
    assert [each.quality for each in found] == [Quality.GARBLED, Quality.GARBLED]


def test_two_scanners_on_one_receiver_do_not_mix() -> None:
    first, second = reports(b"7" * 80)[0], reports(b"2600447102", b"]C0")[0]
    garbled, whole = fed(first, second)
    assert (garbled.quality, whole.data) == (Quality.GARBLED, "2600447102")


def test_two_scanners_that_cut_each_other_short_leave_no_rest_that_counts() -> None:
    first, second = reports(b"7" * 56 + b"C000356"), reports(b"8" * 56 + b"2600447102", b"]C0")
    found = fed(first[0], second[0], first[1], second[1], *reports(b"I00042379"))
    assert [each.quality for each in found] == [Quality.GARBLED] * 4 + [Quality.READ]


def test_of_a_scanner_that_names_a_scan_in_its_first_report_alone_the_rest_is_no_scan() -> None:
    first, second = reports(b"7" * 56 + b"C000356")
    found = fed(first, second[:2] + bytes(3) + second[5:], *reports(b"I00042379"))
    assert [each.quality for each in found] == [Quality.GARBLED, Quality.GARBLED, Quality.READ]


def test_reports_of_another_number_are_not_scans() -> None:
    assert fed(b"\x07" + bytes(63), b"") == []


@pytest.mark.parametrize("report", [b"\x02", b"\x02\x05]C0123", bytes([2, 57]) + bytes(62)])
def test_a_report_of_the_wrong_size_is_garbled(report: bytes) -> None:
    (found,) = fed(report)
    assert found.quality is Quality.GARBLED


def test_a_scan_without_an_end_takes_no_memory() -> None:
    endless = bytes([2, 56]) + b"]Q1" + b"7" * 56 + b"\0\0\1"
    found = fed(*[endless] * 200)
    assert all(each.quality is Quality.GARBLED and len(each.data) < LONGEST for each in found)
    assert len(found) == 200 * 56 // (LONGEST + 56)


@given(st.lists(st.binary(max_size=70).map(lambda rest: b"\x02" + rest), max_size=40))
def test_any_reports_can_be_fed(given_reports: list[bytes]) -> None:
    for found in fed(*given_reports):
        assert found.quality in (Quality.READ, Quality.GARBLED)


def test_without_a_scanner_or_without_the_library_it_says_what_to_do() -> None:
    with pytest.raises(DeviceError) as refused:
        open_source("hidpos:ffff:ffff")
    is_installed = importlib.util.find_spec("hid") is not None
    assert refused.value.code == ("not_there" if is_installed else "driver_missing")
    assert refused.value.hint
