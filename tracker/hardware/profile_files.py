"""Profiles of scanners in files: ``TRACKER_HOME/scanners/NAME.toml``, one for each device, checked when they are read."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tracker.errors import ConfigurationError
from tracker.hardware.keymaps import NAMES
from tracker.hardware.learning.exchanging import Case, Exchange
from tracker.hardware.learning.learned import Aim, GsForm, Suffix
from tracker.hardware.learning.learning import VISIBLE
from tracker.hardware.profiles import ScannerProfile, stable_part
from tracker.hardware.scan import Scan
from tracker.text import Separators, safe

PROFILES = "scanners"
"""Their folder in TRACKER_HOME."""
LARGEST = 16_384
"""Bytes of a profile's file; one that is written here has less than 1 kB."""
_KEYS = frozenset(
    {
        "device", "tested_on", "gs", "gs_sign", "aim", "suffix",
        "scanner_layout", "host_layout", "case", "median_ms", "longest_ms", "missing",
    }
)  # fmt: skip
_SLUG = re.compile(r"[^A-Za-z0-9]+")
Chosen = TypeVar("Chosen", bound=StrEnum)


def profile_file(folder: Path, url: str) -> Path:
    """Where the profile of ``url`` is kept: a name that every file system takes, and that no other device has."""
    device = stable_part(url)
    slug = _SLUG.sub("-", device).strip("-").lower()[:60] or "scanner"
    digest = hashlib.sha256(device.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return folder / f"{slug}-{digest}.toml"


def save_profile(folder: Path, profile: ScannerProfile) -> Path:
    """Write it whole or not at all. Raises :class:`ConfigurationError` where the folder takes no file."""
    file = profile_file(folder, profile.device)
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            out.write(_written(profile))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise ConfigurationError(
            f"{file} cannot be written: {error.strerror}.", hint="Make room, or make the folder yours.", code="profile"
        ) from error
    return file


def load_profile(folder: Path, url: str) -> ScannerProfile | None:
    """The profile of ``url``, None where it was never tested. Raises :class:`ConfigurationError` (``profile``)."""
    file = profile_file(folder, url)
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _fault(file, f"it cannot be read ({error.strerror})") from error
    try:
        if len(content) > LARGEST:
            raise _fault(file, f"it has more than {LARGEST} bytes")
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _fault(file, f"it is no TOML in UTF-8 ({error})") from None
    return _checked(file, table, stable_part(url))


class Profiles:
    """The profiles of one workstation, read when a device is first heard and again when its file changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, tuple[float | None, ScannerProfile | None]] = {}

    def applied(self, scan: Scan) -> Scan:
        """``scan`` as its device's profile has it; as it is where the device was never tested, or stands by itself."""
        if scan.separators is not Separators.UNKNOWN:
            return scan
        profile = self.of(scan.device)
        return scan if profile is None else profile.applied(scan)

    def of(self, url: str) -> ScannerProfile | None:
        """None also for a profile that is damaged: scans must not stop for it, and the doctor tells it."""
        device = stable_part(url)
        written_s = _written_at(profile_file(self.folder, device))
        known = self._known.get(device)
        if known is None or known[0] != written_s:
            known = self._known[device] = (written_s, self._read(device))
        return known[1]

    def words(self, url: str) -> str:
        """What is known of a device, in a few words."""
        profile = self.of(url)
        if profile is None:
            return "not tested"
        return f"tested {profile.tested_on}: {profile.in_words}"

    def _read(self, device: str) -> ScannerProfile | None:
        try:
            return load_profile(self.folder, device)
        except ConfigurationError:
            return None


def _written_at(file: Path) -> float | None:
    try:
        return file.stat().st_mtime_ns / 1e9
    except OSError:
        return None


def _written(profile: ScannerProfile) -> str:
    """As TOML. Every text but the device's name is a word of ours or one sign."""
    lines = {
        "device": _quoted(profile.device),
        "tested_on": profile.tested_on.isoformat(),
        "gs": _quoted(profile.gs),
        "gs_sign": _quoted(profile.gs_sign),
        "aim": _quoted(profile.aim),
        "suffix": _quoted(profile.suffix),
        "scanner_layout": _quoted(profile.exchange.scanner),
        "host_layout": _quoted(profile.exchange.host),
        "case": _quoted(profile.exchange.case),
        "median_ms": str(profile.median_ms),
        "longest_ms": str(profile.longest_ms),
        "missing": str(list(profile.missing)),
    }
    head = "# What 'tracker scanner test' found out about this device. Test it again rather than change this.\n"
    return head + "".join(f"{key} = {value}\n" for key, value in lines.items())


def _quoted(text: str) -> str:
    """A basic string of TOML: quotes, backslashes and everything that is not plain ASCII escaped."""
    escaped = (each if " " <= each <= "~" and each not in '"\\' else f"\\U{ord(each):08x}" for each in text)
    return f'"{"".join(escaped)}"'


def _checked(file: Path, table: Mapping[str, object], device: str) -> ScannerProfile:
    """Every value of the kind that it must be, none missing and none too many."""
    if set(table) != _KEYS:
        raise _fault(file, f"missing or unknown: {', '.join(sorted(set(table) ^ _KEYS))}")
    if table["device"] != device:
        raise _fault(file, "it is another device's")
    tested_on, missing = table["tested_on"], table["missing"]
    if type(tested_on) is not date:
        raise _fault(file, "'tested_on' is no date")
    if not isinstance(missing, list) or not all(type(each) is int and 1 <= each <= 99 for each in missing):
        raise _fault(file, "'missing' is no list of numbers")
    gs = _choice(file, table, "gs", GsForm)
    return ScannerProfile(
        device,
        tested_on,
        gs,
        _sign(file, table, gs),
        _choice(file, table, "aim", Aim),
        _choice(file, table, "suffix", Suffix),
        Exchange(
            _layout(file, table, "scanner_layout"),
            _layout(file, table, "host_layout"),
            _choice(file, table, "case", Case),
        ),
        _milliseconds(file, table, "median_ms"),
        _milliseconds(file, table, "longest_ms"),
        tuple(missing),
    )


def _sign(file: Path, table: Mapping[str, object], gs: GsForm) -> str:
    sign = table["gs_sign"]
    if not isinstance(sign, str) or (sign not in VISIBLE if gs is GsForm.VISIBLE else sign != ""):
        raise _fault(file, f"'gs_sign' must be one of {' '.join(sorted(VISIBLE))} where gs is visible, else empty")
    return sign


def _layout(file: Path, table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or value not in NAMES:
        raise _fault(file, f"'{key}' must be one of {', '.join(NAMES)}")
    return value


def _choice(file: Path, table: Mapping[str, object], key: str, kind: type[Chosen]) -> Chosen:
    value = table[key]
    if not isinstance(value, str) or value not in list(kind):
        raise _fault(file, f"'{key}' must be one of {', '.join(kind)}")
    return kind(value)


def _milliseconds(file: Path, table: Mapping[str, object], key: str) -> int:
    value = table[key]
    if type(value) is not int or not -1 <= value <= 3_600_000:
        raise _fault(file, f"'{key}' is no number of milliseconds")
    return value


def _fault(file: Path, what: str) -> ConfigurationError:
    return ConfigurationError(
        f"{file.name}: {safe(what, 200)}.", hint="Take the file away, or test the scanner again.", code="profile"
    )
