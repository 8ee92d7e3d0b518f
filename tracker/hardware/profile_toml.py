"""A scanner's profile as TOML: written so that any device's name fits, and checked value by value when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tracker.errors import ConfigurationError
from tracker.hardware.keymaps import NAMES
from tracker.hardware.learning.exchanging import Case, Exchange
from tracker.hardware.learning.learned import Aim, GsForm, Suffix
from tracker.hardware.learning.learning import VISIBLE
from tracker.hardware.profiles import ScannerProfile
from tracker.text import safe

_KEYS = frozenset(
    {
        "device", "tested_on", "gs", "gs_sign", "aim", "suffix",
        "scanner_layout", "host_layout", "case", "median_ms", "longest_ms", "missing",
    }
)  # fmt: skip
Chosen = TypeVar("Chosen", bound=StrEnum)


def written(profile: ScannerProfile) -> str:
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


def checked(file: Path, table: Mapping[str, object], device: str) -> ScannerProfile:
    """Every value of the kind that it must be, none missing and none too many."""
    if set(table) != _KEYS:
        raise fault(file, f"missing or unknown: {', '.join(sorted(set(table) ^ _KEYS))}")
    if table["device"] != device:
        raise fault(file, "it is another device's")
    tested_on, missing = table["tested_on"], table["missing"]
    if type(tested_on) is not date:
        raise fault(file, "'tested_on' is no date")
    if not isinstance(missing, list) or not all(type(each) is int and 1 <= each <= 99 for each in missing):
        raise fault(file, "'missing' is no list of numbers")
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
        raise fault(file, f"'gs_sign' must be one of {' '.join(sorted(VISIBLE))} where gs is visible, else empty")
    return sign


def _layout(file: Path, table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or value not in NAMES:
        raise fault(file, f"'{key}' must be one of {', '.join(NAMES)}")
    return value


def _choice(file: Path, table: Mapping[str, object], key: str, kind: type[Chosen]) -> Chosen:
    value = table[key]
    if not isinstance(value, str) or value not in list(kind):
        raise fault(file, f"'{key}' must be one of {', '.join(kind)}")
    return kind(value)


def _milliseconds(file: Path, table: Mapping[str, object], key: str) -> int:
    value = table[key]
    if type(value) is not int or not -1 <= value <= 3_600_000:
        raise fault(file, f"'{key}' is no number of milliseconds")
    return value


def fault(file: Path, what: str) -> ConfigurationError:
    """Why ``file`` is not used (``profile``)."""
    return ConfigurationError(
        f"{file.name}: {safe(what, 200)}.", hint="Take the file away, or test the scanner again.", code="profile"
    )
