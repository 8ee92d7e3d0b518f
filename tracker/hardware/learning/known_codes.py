"""The codes of the test sheet, in the order in which they are scanned. What arrives is compared with them.

None of them names anything: the GTIN is of GS1's own range for examples (950), the house code is NO. So a sheet that is
scanned outside of a test changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.text import GS


class Carrier(StrEnum):
    """How the sheet draws it; the value is the word that designs of labels use."""

    CODE_128 = "code128"
    GS1_128 = "gs1_128"
    GS1_DATA_MATRIX = "gs1_datamatrix"
    EAN_13 = "ean13"


@dataclass(frozen=True, slots=True)
class KnownCode:
    """One symbol. ``aim`` is the identifier (ISO/IEC 15424) that a scanner sends before it where that is switched on;
    ``elements`` are its GS1 fields, from which the sheet draws it."""

    number: int
    name: str
    carrier: Carrier
    aim: str
    data: str
    printed: str
    shows: str
    elements: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """What stands between its separators."""
        return tuple(self.data.split(GS))


SIGNS = "Bb-Yy/Zz+Aa]Qq#Ww@Mm*\\<0123456789>"
"""Both cases, and every sign that the five keyboard layouts exchange and a code may hold."""
_LOT, _SERIAL = "Lot42b", "Ser0001"
_GTIN, _EXPIRY = "09506000134352", "301231"

KNOWN_CODES = (
    KnownCode(
        1,
        "Letters and signs",
        Carrier.CODE_128,
        "]C0",
        SIGNS,
        SIGNS,
        "Keyboard layout, Caps Lock, and what the scanner sends before and behind a code.",
    ),
    KnownCode(
        2,
        "GS1-128, lot and serial",
        Carrier.GS1_128,
        "]C1",
        f"10{_LOT}{GS}21{_SERIAL}",
        f"(10){_LOT}(21){_SERIAL}",
        "Whether the separator (GS) between two fields arrives, from bars.",
        (("10", _LOT), ("21", _SERIAL)),
    ),
    KnownCode(
        3,
        "GS1 DataMatrix, as on packs",
        Carrier.GS1_DATA_MATRIX,
        "]d2",
        f"01{_GTIN}17{_EXPIRY}10{_LOT}{GS}21{_SERIAL}",
        f"(01){_GTIN} (17){_EXPIRY} (10){_LOT} (21){_SERIAL}",
        "The same from a square symbol, which a scanner for bars alone cannot read.",
        (("01", _GTIN), ("17", _EXPIRY), ("10", _LOT), ("21", _SERIAL)),
    ),
    KnownCode(
        4,
        "EAN-13, as on goods",
        Carrier.EAN_13,
        "]E0",
        _GTIN[1:],
        _GTIN[1:],
        "Whether retail codes are switched on, and come whole.",
    ),
    KnownCode(
        5,
        "HIBC, as on devices",
        Carrier.CODE_128,
        "]C0",
        "+A123BJC5D6E71G",
        "+A123BJC5D6E71G",
        "Whether a code that begins with a plus sign comes whole.",
    ),
    KnownCode(
        6,
        "A code of this program",
        Carrier.CODE_128,
        "]C0",
        "C000259",
        "C000259  (NO)",
        "The end of the test: scan it last.",
    ),
)
