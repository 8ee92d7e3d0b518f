"""The fields that medical packages really carry, read without biip.

A message of any other field, or with any doubt about where one ends, is left to biip. A law in the tests holds both
ways to one answer, refusals included. Measured: a tenth of the time for 01 17 10 21, a sixteenth for 01 7003 712 30 10.
"""

from __future__ import annotations

import re

from tracker.barcodes import gs1_rules, gtin
from tracker.text import GS

_X = '[!"%-?A-Z_a-z]'
_FIELD = re.compile(
    "(?:(01|02)([0-9]{14})|(1[1-35-7])([0-9]{6}))\x1d?"
    f"|(?:(10|21|71[0-5])({_X}{{1,20}})|(3[07])([0-9]{{1,8}})|(7003)([0-9]{{10}})"
    f"|(240|250|90)({_X}{{1,30}})|(9[1-9])({_X}{{1,90}}))(?:\x1d|\\Z)"
)
"""Identifier and value of one field; one of a length of its own must be ended by GS or be the last."""


def read(body: str) -> tuple[tuple[str, str], ...] | None:
    """The fields of ``body`` (no GS at either end), or None where biip must be asked.

    BarcodeErrors of :mod:`tracker.barcodes.gs1_rules`, as biip's way raises them.
    """
    elements, at = [], 0
    while at < len(body):
        found = _FIELD.match(body, at)
        if found is None or not found.lastindex:
            return None
        identifier, value = found.group(found.lastindex - 1, found.lastindex)
        if identifier in ("01", "02") and not gtin.has_check_digit(value):
            return None
        elements.append((identifier, value))
        at = found.end()
    if not elements or body.endswith(GS):
        return None
    for identifier, value in elements:
        gs1_rules.check_date(identifier, value)
    gs1_rules.check_together(elements)
    return tuple(elements)
