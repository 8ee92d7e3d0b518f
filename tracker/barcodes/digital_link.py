"""GS1 Digital Link: a web address that carries the same fields, ``https://id.gs1.org/01/GTIN/10/LOT?17=YYMMDD``.

The address is only read, never opened, so that any host will do.
"""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

from tracker.barcodes import gs1, gtin
from tracker.errors import BarcodeError

_URL = re.compile(r"https?://", re.IGNORECASE)
_QUALIFIERS = ("22", "10", "21", "235")


def is_url(text: str) -> bool:
    """Whether ``text`` is a web address, GS1's or not."""
    return _URL.match(text) is not None


def read(text: str) -> gs1.Elements | None:
    """The fields of a Digital Link, or None for any other address.

    A Digital Link is known by ``/01/`` before 8, 12, 13 or 14 digits. Once it is one, whatever else it says must be
    right: BarcodeErrors as :func:`tracker.barcodes.gs1.read`. Query names that are no digits (``linkType``) are others'
    business.
    """
    try:
        address = urlsplit(text)
    except ValueError:
        return None
    parts = [unquote(part) for part in address.path.split("/")]
    start = _start(parts)
    if start is None:
        return None
    fields = [gs1.element("01", gtin.to_gtin14(parts[start + 1]))]
    qualifiers = parts[start + 2 :]
    if qualifiers and not qualifiers[-1]:
        qualifiers.pop()
    fields += [gs1.element(*pair) for pair in _pairs(qualifiers)]
    query = parse_qsl(address.query, keep_blank_values=True)
    fields += [gs1.element(name, value) for name, value in query if gtin.is_digits(name)]
    return gs1.checked(fields)


def _start(parts: list[str]) -> int | None:
    """Where the GTIN's ``01`` stands: a host may put any folders before it."""
    for at, (name, value) in enumerate(pairwise(parts)):
        if name == "01" and gtin.is_digits(value) and len(value) in gtin.LENGTHS:
            return at
    return None


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    """The qualifiers behind the GTIN, in pairs of name and value."""
    names, values = parts[::2], parts[1::2]
    if len(names) != len(values) or any(name not in _QUALIFIERS for name in names):
        raise BarcodeError(
            "This GS1 Digital Link goes on behind the GTIN with something other than a lot (10) or a serial (21).",
            hint="Scan another code on the package, or type what is printed: (01)…(17)…(10)…",
            code="gs1_syntax",
        )
    return list(zip(names, values, strict=True))
