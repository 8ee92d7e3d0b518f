"""AIM symbology identifiers (ISO/IEC 15424): the ``]``, letter and digit that a scanner may send before what it read.

Below the floors that speak of barcodes and of devices: both must cut them off alike.
"""

from __future__ import annotations

import re

GS1_IDENTIFIERS = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
"""GS1-128, GS1 DataMatrix, GS1 QR, GS1 DataBar, GS1 DotCode: FNC1 stood in first position."""

_AIM = re.compile(r"\][A-Za-z][0-9]")


def split_aim(text: str) -> tuple[str, str]:
    """``text`` as (AIM symbology identifier, data): ``"]C1010950…"`` gives ``("]C1", "010950…")``, else ``("", text)``.

    A scanner that sends identifiers marks every scan as such (no person types one) and tells GS1 from plain codes.
    """
    return (text[:3], text[3:]) if _AIM.match(text) else ("", text)
