"""GS1 element strings from pairs of application identifier and value.

Built apart from the library that draws the symbol, so that what is read back is compared with what was *asked for*: a
lot number with parentheses in it would otherwise become another field, and agree with itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from labels.errors import LabelError

GS = "\x1d"

_PREDEFINED = frozenset(f"{number:02d}" for number in (*range(5), *range(11, 21), *range(31, 37), 41))
"""First two digits of the identifiers whose fields end by their length (GS1 General Specifications, figure 7.8.5-2);
all others end by FNC1 unless they are the last."""


_LONGEST = {"10": 20, "21": 20}
"""Signs of a lot and of a serial number (GS1 General Specifications, 3.4.1 and 3.5.2)."""

_FIELD = r"\(([0-9]{2,4})\)([^()]+)"


def in_parentheses(elements: Sequence[tuple[str, str]]) -> str:
    """``(01)09506000134352(10)AB-12``, as people read it and as the symbol's writer takes it.

    :raises LabelError: a parenthesis in a value, which nobody could tell from an identifier; a lot or serial number that
        is too long.
    """
    for ai, value in elements:
        if not (value.isascii() and value.isprintable()) or set("() ") & set(value):
            raise LabelError(
                f"'{value}' cannot stand in field ({ai}) of a GS1 barcode.",
                hint="Letters, digits and the signs of GS1's set, without spaces and parentheses.",
                code="label_element",
            )
        if len(value) > _LONGEST.get(ai, len(value)):
            raise LabelError(
                f"'{value}' has {len(value)} signs; field ({ai}) of a GS1 barcode holds at most {_LONGEST[ai]}.",
                hint="Compare with what the maker printed; or label the pack with the item's own code.",
                code="label_element",
            )
    return "".join(f"({ai}){value}" for ai, value in elements)


def in_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """:func:`in_parentheses` undone. Empty where the text is not wholly made of such fields."""
    if not re.fullmatch(rf"(?:{_FIELD})+", text):
        return ()
    return tuple((found[1], found[2]) for found in re.finditer(_FIELD, text))


def element_string(elements: Sequence[tuple[str, str]]) -> str:
    """The same as a reader gives it: GS (FNC1) after each field whose end is not known by its length."""
    parts = []
    for number, (ai, value) in enumerate(elements, start=1):
        is_last = number == len(elements)
        parts.append(f"{ai}{value}" + ("" if is_last or ai[:2] in _PREDEFINED else GS))
    return "".join(parts)
