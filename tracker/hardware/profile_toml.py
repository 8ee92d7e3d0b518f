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


class _Wrong(Exception):
    """``key`` is not what it must be; told with its line by :func:`checked`."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key, self.what = key, what


def checked(file: Path, text: str, table: Mapping[str, object], device: str) -> ScannerProfile:
    """Every value of the kind that it must be, none missing and none too many; ``text`` is the file's."""
    from labels.toml_lines import line_of

    try:
        return _checked(table, device)
    except _Wrong as wrong:
        line = line_of(text, wrong.key) if wrong.key in table else None
        raise fault(file, wrong.what, line) from None


def _require_keys(table: Mapping[str, object]) -> None:
    from labels.toml_lines import nearest

    missing = sorted(_KEYS - set(table))
    for key in table:
        if key not in _KEYS:
            near = nearest(key, missing)
            raise _Wrong(key, f"'{key}' is unknown" + (f". Did you mean {near}?" if near else ""))
    if missing:
        raise _Wrong("", f"missing: {', '.join(missing)}")


def _checked(table: Mapping[str, object], device: str) -> ScannerProfile:
    _require_keys(table)
    if table["device"] != device:
        raise _Wrong("device", "it is another device's")
    tested_on, missing = table["tested_on"], table["missing"]
    if type(tested_on) is not date:
        raise _Wrong("tested_on", "'tested_on' is no date")
    if not isinstance(missing, list) or not all(type(each) is int and 1 <= each <= 99 for each in missing):
        raise _Wrong("missing", "'missing' is no list of numbers")
    gs = _choice(table, "gs", GsForm)
    return ScannerProfile(
        device,
        tested_on,
        gs,
        _sign(table, gs),
        _choice(table, "aim", Aim),
        _choice(table, "suffix", Suffix),
        Exchange(
            _layout(table, "scanner_layout"),
            _layout(table, "host_layout"),
            _choice(table, "case", Case),
        ),
        _milliseconds(table, "median_ms"),
        _milliseconds(table, "longest_ms"),
        tuple(missing),
    )


def _sign(table: Mapping[str, object], gs: GsForm) -> str:
    sign = table["gs_sign"]
    if not isinstance(sign, str) or (sign not in VISIBLE if gs is GsForm.VISIBLE else sign != ""):
        raise _Wrong("gs_sign", f"'gs_sign' must be one of {' '.join(sorted(VISIBLE))} where gs is visible, else empty")
    return sign


def _layout(table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or value not in NAMES:
        raise _Wrong(key, f"'{key}' must be one of {', '.join(NAMES)}")
    return value


def _choice(table: Mapping[str, object], key: str, kind: type[Chosen]) -> Chosen:
    value = table[key]
    if not isinstance(value, str) or value not in list(kind):
        raise _Wrong(key, f"'{key}' must be one of {', '.join(kind)}")
    return kind(value)


def _milliseconds(table: Mapping[str, object], key: str) -> int:
    value = table[key]
    if type(value) is not int or not -1 <= value <= 3_600_000:
        raise _Wrong(key, f"'{key}' is no number of milliseconds")
    return value


def fault(file: Path, what: str, line: int | None = None) -> ConfigurationError:
    """Why ``file`` is not used (``profile``)."""
    place = f"{file.name}, line {line}" if line else file.name
    return ConfigurationError(
        f"{place}: {safe(what, 200).removesuffix('?')}{'?' if what.endswith('?') else '.'}",
        hint="Take the file away, or test the scanner again.",
        code="profile",
    )
