"""The recording: scans kept in a file, faults included, to be played again (:mod:`.replay`).

JSON lines. The first says ``{"recording": 1, "source": URL}``; each other line is one scan (``t`` in milliseconds
since the start of the replay, which for a scanner that was recorded is the first scan; ``at``, ``data`` and, where known,
``id``, ``aim``, ``symbology``, ``quality``, ``evidence``, ``source``) or one fault (``{"t": 900, "fault": "unplugged"}``),
which is raised as the device raised it. Keys that are not known are left alone.

A recording of version 2 holds what the device *sent*: lines ``{"t": 12.345, "kind": "bytes", "b64": "…"}`` (kinds:
:data:`~.raw.Kind`), with the scans that were made of it behind them. A replay decodes the pieces again; the recorded
scans give it their identities, so that what was posted live is not posted twice. A HID scanner's report descriptor, where
it tells one, is the first piece: by it the reports are read, then and now.

A line that cannot be read stops the replay with its number: a shift replayed with a hole in it would be another shift.
Only a last line that was cut off in writing (no line end) is left out, since the scan in it was never acknowledged.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.raw import Kind
from tracker.text import Separators

VERSION, RAW_VERSION = 1, 2
LONGEST_LINE = 65_536
"""Bytes. A 4 kB scan with every character escaped takes 25 kB."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
_IDENTITY = re.compile("[0-9a-f]{32}")


def header(source: str) -> str:
    """A recording's first line."""
    return _line({"recording": VERSION, "source": source})


def raw_header(source: str, begun: datetime) -> str:
    """The first line of a recording of what a device sent; times in it count from ``begun``."""
    return _line({"recording": RAW_VERSION, "source": source, "begun": _written(begun)})


def raw_line(t: float, kind: str, b64: str) -> str:
    return _line({"t": t, "kind": kind, "b64": b64})


def scan_line(t: int, scan: Scan) -> str:
    """One scan's line; GS becomes ``\\u001d``."""
    behind = {"is_behind": True} if scan.is_behind else {}
    return _line(
        {
            "t": t,
            "at": _written(scan.at),
            "id": scan.id,
            "data": scan.data,
            "aim": scan.aim,
            "symbology": scan.symbology,
            "quality": scan.quality.value,
            "evidence": scan.evidence,
            "source": scan.source,
            "separators": scan.separators.value,
            **behind,
        }
    )


def fault_line(t: int, fault: str) -> str:
    """The line at which a replay fails as the device did."""
    return _line({"t": t, "fault": fault})


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Timer:
    """Milliseconds since the first scan, never backwards whatever the clock does."""

    def __init__(self) -> None:
        self._first: datetime | None = None
        self.ms = 0

    def ms_at(self, at: datetime) -> int:
        self._first = self._first or at
        self.ms = max(self.ms, round((at - self._first).total_seconds() * 1000))
        return self.ms


def _line(entry: Mapping[str, object]) -> str:
    return json.dumps(entry, ensure_ascii=True) + "\n"


def read_lines(path: Path, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """The file's lines, none of them longer than the limit and one byte. A pipe would be waited for without an end."""
    if path.exists() and not path.is_file():
        raise DeviceError(f"{path.name or path} is not a file.", hint="Name a recording.", code="not_a_recording")
    try:
        with path.open("rb") as file:
            while line := file.readline(longest + 1):
                yield line
    except OSError as error:
        raise DeviceError(
            f"{path.name} cannot be read: {error.strerror}.", hint="Name a recording.", code="no_such_source"
        ) from error


def read_header(path: Path, line: bytes) -> Header:
    """What ``line``, the first one, says; raises :class:`DeviceError` unless it begins a recording that can be read."""
    try:
        header = json.loads(line)
        version = header["recording"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DeviceError(
            f"{path.name} is not a recording: its first line does not say so.",
            hint="A recording is made by 'tracker read SOURCE --record FILE.jsonl'.",
            code="not_a_recording",
        ) from None
    if version not in (VERSION, RAW_VERSION) or isinstance(version, bool):
        raise DeviceError(
            f"{path.name} is a recording of version {version}; this program reads versions {VERSION} and {RAW_VERSION}.",
            hint="Record again, or use the program that wrote it.",
            code="recording_version",
        )
    if version == VERSION:
        return Header()
    return Header(_text(path, 1, header, "source"), _time(path, 1, header, "begun"))


@dataclass(frozen=True, slots=True)
class Header:
    """``begun`` is set in a recording of what a device sent, which ``source`` then says how to decode."""

    source: str = ""
    begun: datetime | None = None


def entry_of(
    path: Path, number: int, line: bytes, longest: int = LONGEST_LINE
) -> tuple[float, Mapping[str, object]] | None:
    """When, and what; None for a last line that was cut off."""
    if len(line) > longest:
        raise damaged(path, number, f"is longer than {longest} bytes")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        if not line.endswith(b"\n"):
            return None
        raise damaged(path, number, "is not JSON") from None
    if not isinstance(value, dict):
        raise damaged(path, number, "is not an object")
    t = value.get("t", 0)
    if isinstance(t, bool) or not isinstance(t, (int, float)) or not 0 <= t < 1e11:
        raise damaged(path, number, "has no time 't' in milliseconds")
    return float(t), value


def raw_of(path: Path, number: int, entry: Mapping[str, object], kind: Kind) -> bytes:
    """What the device sent, of a line of the ``kind`` that its decoder takes; any other is refused, never tried."""
    if entry.get("kind") != kind:
        raise damaged(path, number, f"has a 'kind' that this source does not send (it sends '{kind}')")
    try:
        return b64decode(_text(path, number, entry, "b64"), validate=True)
    except ValueError:
        raise damaged(path, number, "has a 'b64' that is not base64") from None


def scan_or_fault(path: Path, number: int, entry: Mapping[str, object]) -> Scan:
    """The scan in a line; raises :class:`DeviceError` for a recorded fault and for a line that cannot be read.

    Its ``id`` is empty where the line says none: whoever plays it gives it one that is the same each time.
    """
    if "fault" in entry:
        fault = _text(path, number, entry, "fault")
        raise DeviceError(f"The device failed: {fault}.", hint="Plug it in again, or choose another.", code=fault)
    at = _time(path, number, entry, "at")
    try:
        quality = Quality(_text(path, number, entry, "quality", Quality.READ.value))
        # Recordings from before this was written down: only our own decoders name a symbology, and they keep GS.
        usual = Separators.KEPT if entry.get("symbology") else Separators.UNKNOWN
        separators = Separators(_text(path, number, entry, "separators", usual.value))
    except ValueError as error:
        raise damaged(path, number, f"has a value that is not known ({error})") from None
    aim, symbology, evidence, source = (
        _text(path, number, entry, key, "") for key in ("aim", "symbology", "evidence", "source")
    )
    data, identity = _text(path, number, entry, "data"), _text(path, number, entry, "id", "")
    if "id" in entry and not _IDENTITY.fullmatch(identity):
        raise damaged(path, number, "has an 'id' that is not 32 hexadecimal digits")
    is_behind = entry.get("is_behind") is True
    return Scan(data, aim, source, at, quality, symbology, separators, evidence, identity, is_behind)


def _time(path: Path, number: int, entry: Mapping[str, object], key: str) -> datetime:
    try:
        at = datetime.fromisoformat(_text(path, number, entry, key))
    except ValueError as error:
        raise damaged(path, number, f"has a value that is not known ({error})") from None
    if at.tzinfo is None:
        raise damaged(path, number, f"has a time '{key}' without a zone")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise damaged(path, number, f"has a time '{key}' outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return at.astimezone(UTC)


def _text(path: Path, number: int, entry: Mapping[str, object], key: str, default: str | None = None) -> str:
    value = entry.get(key, default)
    if not isinstance(value, str):
        raise damaged(path, number, f"has no text '{key}'")
    # A lone surrogate is no character, and no database takes it.
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()


def damaged(path: Path, number: int, what: str) -> DeviceError:
    """The refusal of one line, by its number; ``what`` says what is wrong with it. Without that line alone, what a device
    sent would say something else: only what is before it may be kept."""
    hint = f"It is damaged from line {number} on: ask for it anew, or record again."
    if number > 2:
        hint += f" What is before can be replayed: head -n {number - 1} {path.name} > before.jsonl"
    return DeviceError(f"{path.name}, line {number} {what}.", hint=hint, code="damaged_recording")
