"""Where in a HID POS scanner's reports the code stands, as its own report descriptor says. Pure.

Items as in "Device Class Definition for HID 1.11", section 6.2.2; usages of page 0x8C as in "HID Point of Sale Usage
Tables 1.02": 0xFB to 0xFD the symbology identifier, 0xFE the decoded data, 0xFF whether more follows. The number of
bytes that count is usage 0x3B of page 1 (Byte Count), where the device has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_SCANNER, _DESKTOP = 0x8C, 0x01
_AIM = (_SCANNER << 16 | 0xFB, _SCANNER << 16 | 0xFC, _SCANNER << 16 | 0xFD)
_DATA, _MORE = _SCANNER << 16 | 0xFE, _SCANNER << 16 | 0xFF
_COUNT = _DESKTOP << 16 | 0x3B
_MAIN, _GLOBAL, _LOCAL = 0, 1, 2
_INPUT, _LONG_ITEM = 8, 0xFE
_PAGE, _SIZE, _REPORT, _TIMES, _PUSH, _POP = 0, 7, 8, 9, 10, 11
LONGEST_DESCRIPTOR = 4096
"""Bytes. The kernel takes no longer one (HID_MAX_DESCRIPTOR_SIZE, linux/hid.h)."""
_MOST_BITS = 8 * 4096
"""Longer reports than any USB device's are a descriptor that cannot be trusted. Billions of fields of no bits too."""


@dataclass(frozen=True, slots=True)
class ReportLayout:
    """Places in bytes from the beginning of what the system hands over; None for what the device does not send."""

    report: int | None
    """The report's number, its first byte. None where the device has only one report, which then has no number."""
    length: int
    data_at: int
    data_bytes: int
    count_at: int | None = None
    aim_at: int | None = None
    more_at: int | None = None
    more_mask: int = 1


ACCESS_IS = ReportLayout(2, 64, 5, 56, count_at=1, aim_at=2, more_at=63)
"""Access-IS LSR118, p. 68; Hand Held Products' and Honeywell's is the same."""


@dataclass(frozen=True, slots=True)
class _State:
    page: int = 0
    size: int = 0
    times: int = 0
    report: int | None = None


@dataclass(slots=True)
class _Report:
    bits: int = 0
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Usage to its first bit and the bit behind its last."""


def layout_of(descriptor: bytes) -> ReportLayout | None:
    """The layout of the report that carries decoded data; None where there is none, or none that can be followed."""
    if len(descriptor) > LONGEST_DESCRIPTOR:
        return None
    reports: dict[int | None, _Report] = {}
    for number, usages, size, times in _inputs(descriptor):
        report = reports.setdefault(number, _Report(8 if number is not None else 0))
        if max(times, report.bits + size * times) > _MOST_BITS:
            return None
        for turn, usage in enumerate(usages[:times]):
            start = report.bits + turn * size
            many = times - turn if turn == len(usages) - 1 else 1  # The last one is that of all that are left.
            report.spans[usage] = (report.spans.get(usage, (start, 0))[0], start + many * size)
        report.bits += size * times
    found = [layout for number, report in reports.items() if (layout := _laid_out(number, report))]
    return found[0] if len(found) == 1 else None


def _laid_out(number: int | None, report: _Report) -> ReportLayout | None:
    begin, end = report.spans.get(_DATA, (0, 0))
    if end == begin or begin % 8 or end % 8:
        return None
    aim = [report.spans[usage] for usage in _AIM if usage in report.spans]
    is_aim = bool(aim) and aim[-1][1] - aim[0][0] == 24 and aim[0][0] % 8 == 0
    count = report.spans.get(_COUNT)
    more = report.spans.get(_MORE)
    return ReportLayout(
        number,
        -(-report.bits // 8),
        begin // 8,
        (end - begin) // 8,
        count_at=count[0] // 8 if count and count[0] % 8 == 0 and count[1] - count[0] == 8 else None,
        aim_at=aim[0][0] // 8 if is_aim else None,
        more_at=more[0] // 8 if more else None,
        more_mask=1 << more[0] % 8 if more else 1,
    )


def _inputs(descriptor: bytes) -> Iterator[tuple[int | None, list[int], int, int]]:
    """(report number, usages, bits of each, how many) of every input field."""
    state, kept, usages = _State(), list[_State](), list[int]()
    for kind, tag, value, width in _items(descriptor):
        if kind == _GLOBAL:
            state = _told(state, tag, value, kept)
        elif kind == _LOCAL and tag == 0:
            usages.append(value if width == 4 else state.page << 16 | value)
        elif kind == _MAIN:
            if tag == _INPUT:
                yield state.report, [] if value & 1 else usages, state.size, state.times
            usages = []


def _told(state: _State, tag: int, value: int, kept: list[_State]) -> _State:
    if tag == _PUSH:
        kept.append(state)
    if tag == _POP:
        return kept.pop() if kept else state
    if tag == _PAGE:
        return replace(state, page=value)
    if tag == _SIZE:
        return replace(state, size=value)
    if tag == _TIMES:
        return replace(state, times=value)
    return replace(state, report=value) if tag == _REPORT else state


def _items(descriptor: bytes) -> Iterator[tuple[int, int, int, int]]:
    """(type, tag, value, width in bytes) of each short item; one that is cut off ends it."""
    at = 0
    while at < len(descriptor):
        head = descriptor[at]
        if head == _LONG_ITEM:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        width = (0, 1, 2, 4)[head & 3]
        value = descriptor[at + 1 : at + 1 + width]
        if len(value) < width:
            return
        yield head >> 2 & 3, head >> 4, int.from_bytes(value, "little"), width
        at += 1 + width
