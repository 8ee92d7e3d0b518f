"""zbar, by pyzbar: another method (edges by slope, not by threshold), so that its word confirms where ours cannot.

It knows no DataMatrix, cannot tell GS1-128 from Code 128, and needs the system library libzbar0; without that nothing
breaks.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import cast

from tracker.hardware.reading.reading import Grey


@cache
def _zbar() -> ModuleType | None:
    """pyzbar, where the system has libzbar0."""
    try:
        from pyzbar import pyzbar
    except (ImportError, OSError):
        return None
    return cast(ModuleType, pyzbar)


def is_available() -> bool:
    """Whether there is a second engine. Without it reading goes on; a few worn codes more stay doubtful."""
    return _zbar() is not None


def read_with_zbar(grey: Grey, symbology: str) -> list[str] | None:
    """What zbar reads of one symbology; None where zbar is missing or does not know it. Its texts only ever confirm:
    it cannot tell GS1-128 from Code 128."""
    pyzbar = _zbar()
    if pyzbar is None or symbology not in _ZBAR:
        return None
    wanted = [getattr(pyzbar.ZBarSymbol, name) for name in _ZBAR[symbology]]
    return [_zbar_text(found.data, found.type) for found in pyzbar.decode(grey, symbols=wanted)]


_ZBAR = {
    "Code128": ("CODE128",),
    "Code39": ("CODE39",),
    "Code93": ("CODE93",),
    "Codabar": ("CODABAR",),
    "ITF": ("I25",),
    "EAN13": ("EAN13", "UPCA"),
    "UPCA": ("EAN13", "UPCA"),
    "EAN8": ("EAN8",),
}


def _zbar_text(data: bytes, kind: str) -> str:
    text = data.decode("utf-8", "replace")
    return "0" + text if kind == "UPCA" and len(text) == 12 else text
