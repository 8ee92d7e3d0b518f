"""The only values that a log line or a crash report may hold: each field has a form, and what does not fit it is left out.

By what is allowed and not by what is forbidden: nobody can list how a patient may be called, and a scan may say anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

Value = str | int
LEFT_OUT = "..."
"""Stands where a value did not fit."""


def _form(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 32 and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_PLACE = r"[a-zA-Z0-9_./-]{1,120}\.py:[0-9]{1,6}"
_ERROR = (
    r"[A-Za-z_]{0,60}(Error|Exception|Interrupt|Exit|Expired|Fault|Iteration|Missing|Plain|Refusal|Timeout|Warning)"
)
FIELDS: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "at": _is_time,
        "level": _form("debug|info|warning|error|critical"),
        "from": _form(r"(tracker|labels)(\.[a-z0-9_]{1,40}){0,6}"),
        # A constant of the program; a test reads every call for that.
        "text": _form(r"[\w …,:;.()'/%-]{1,160}"),
        "code": _form(r"[a-z][a-z0-9_]{0,60}"),
        "error": _form(_ERROR),
        "count": lambda value: type(value) is int and abs(value) < 10**15,
        "place": _form(_PLACE),
        "version": _form(r"[0-9][0-9a-z.+-]{0,40}"),
        "verb": _form(r"[a-z]{1,20}"),
    }
)


def allowed(given: Mapping[str, object]) -> dict[str, Value]:
    """What of ``given`` may be kept. A field that is not known is dropped, one of another form says so."""
    kept: dict[str, Value] = {}
    for name, fits in FIELDS.items():
        if name in given:
            value = given[name]
            kept[name] = value if isinstance(value, str | int) and fits(value) else LEFT_OUT
    return kept
