"""GS1 as it is printed under the bars and typed by a person: ``(01)…(17)…(10)AB-1/2.3``."""

from __future__ import annotations

import re

from tracker.barcodes import gs1
from tracker.errors import BarcodeError

_START = re.compile(r" *\([0-9]{2,4}\)")
_FIELD = re.compile(r" *\(([0-9]{2,4})\) *([^()]*?) *(?=\(|\Z)")


def is_hri(text: str) -> bool:
    """Whether ``text`` begins with an application identifier in parentheses."""
    return _START.match(text) is not None


def read(text: str) -> gs1.Elements:
    """The typed fields, under the very checks of a scanned message (errors as :func:`tracker.barcodes.gs1.read`).

    Own splitter: biip's loses ``-``, ``/`` and ``.`` in lots. Spaces around a field are a typist's and are dropped. A
    parenthesis inside a value is legal in GS1 but cannot be told from the next identifier: ``hri_parentheses``.
    """
    fields, at = [], 0
    while at < len(text):
        found = _FIELD.match(text, at)
        if found is None:
            raise BarcodeError(
                "The parentheses do not pair up as (01)…(17)…(10)…, each around two to four digits.",
                hint="A lot that itself holds a parenthesis cannot be typed: scan that code.",
                code="hri_parentheses",
            )
        fields.append(gs1.element(found[1], found[2]))
        at = found.end()
    return gs1.checked(fields)
