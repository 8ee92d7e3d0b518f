"""A GS1 code in which a scanner wrote something visible where its separator stood.

Scanners that cannot send GS offer ``~``, ``|``, ``#`` and the like in its place. What a device sends is for its test to
learn: a guess would make one lot of another. So such a code is refused, with what to do.
"""

from __future__ import annotations

import re

from tracker.errors import BarcodeError
from tracker.text import GS, Separators

_FOREIGN = re.compile(r"[ #$@\[\\\]^`{|}~]")
"""The printable signs outside of GS1's set of 82 (General Specifications, figure 7.11-1)."""
_TAG = re.compile(r"[<({\[](?:FNC ?1|GS|0x1D|1D|029)[>)}\]]", re.IGNORECASE)
"""In full, as no scanner's GS is known to come: where one does, its test says so. ``<GS>`` itself is GS by now."""
_NUMBERED = frozenset({"01", "02"})
_SECOND = frozenset({"10", "21"})


def refuse_stand_in(text: str) -> None:
    """Turn away a text that is a GS1 message only if some sign in it is GS: BarcodeError ``gs1_stand_in``."""
    sign = stand_in(text)
    if sign:
        raise BarcodeError(
            f"{sign} may stand for the separator GS in this code.",
            hint="The scanner test finds out: 'scanner: test' in the menu, or tracker scanner test. "
            "Till then type it as printed: (01)…(17)…(10)…",
            code="gs1_stand_in",
        )


def stand_in(text: str) -> str:
    """What may stand for GS in ``text``; empty where nothing does: a GS came, or the text with one is no GS1 message."""
    from tracker.barcodes import gs1

    sign = _only_candidate(text)
    message = with_gs(text)
    if not sign or not message.removeprefix(GS)[:2].isdigit():
        return ""
    try:
        found = {identifier for identifier, _ in gs1.read(message, separators=Separators.KEPT)}
    except BarcodeError:
        return ""
    return sign if _is_a_packs(found, sign) else ""


def with_gs(text: str) -> str:
    """``text`` as it were if the one foreign sign in it were GS: to be looked at, never to be acted on."""
    sign = _only_candidate(text)
    return text.replace(sign, GS) if sign else text


def _only_candidate(text: str) -> str:
    if GS in text:
        return ""
    tag = _TAG.search(text)
    signs = {tag[0]} if tag else set(_FOREIGN.findall(text))
    return signs.pop() if len(signs) == 1 else ""


def _is_a_packs(identifiers: set[str], sign: str) -> bool:
    """A vendor's own number may hold a space, and look like fields behind it."""
    if identifiers & _NUMBERED:
        return True
    return len(identifiers) > 1 and bool(identifiers & _SECOND) and (sign != " " or "17" in identifiers)
