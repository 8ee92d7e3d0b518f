"""From a transport's raw pieces to the signs that arrived, for each kind of device. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable

from tracker.hardware.event_framing import EVENT
from tracker.hardware.hid_reports import ReportAssembler, assembler_by
from tracker.hardware.keystrokes import Key
from tracker.hardware.learning.strokes import EventKeys, Stroke, of_bytes, of_key, of_text
from tracker.hardware.scan import Quality
from tracker.hardware.sources.raw import Kind, Raw


class RawStrokes:
    """Feed it every piece of one device, in order. ``layout`` and ``gs_key`` are those by which its keys are read."""

    def __init__(self, layout: str = "us", gs_key: str = "") -> None:
        self._keys = EventKeys(layout, gs_key)
        self._reports = ReportAssembler()
        self._rest = b""
        self._by_kind: dict[Kind, Callable[[Raw], list[Stroke]]] = {
            "bytes": lambda raw: of_bytes(raw.data, raw.at_s),
            "events": self._events,
            "descriptor": self._describe,
            "report": self._report,
            "keys": _pressed,
        }

    def feed(self, raw: Raw) -> list[Stroke]:
        """A camera's frames say nothing by themselves: what is read in them comes as scans."""
        read = self._by_kind.get(raw.kind)
        return read(raw) if read is not None else []

    def _events(self, raw: Raw) -> list[Stroke]:
        data = self._rest + raw.data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        strokes: list[Stroke] = []
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            strokes += self._keys.feed(kind, code, value, raw.at_s)
        return strokes

    def _describe(self, raw: Raw) -> list[Stroke]:
        self._reports = assembler_by(raw.data)
        return []

    def _report(self, raw: Raw) -> list[Stroke]:
        scans = [each for each in self._reports.feed(raw.data, raw.at_s) if each.quality is Quality.READ]
        return [stroke for scan in scans for stroke in of_text(scan.aim + scan.data, raw.at_s)]


def _pressed(raw: Raw) -> list[Stroke]:
    """One key press. What is not one is no key: a recording may have been written by anybody."""
    try:
        name, character = json.loads(raw.data)
    except (ValueError, TypeError, RecursionError):
        return []
    if not isinstance(name, str) or not isinstance(character, str | None):
        return []
    return of_key(Key(name, character, raw.at_s))
