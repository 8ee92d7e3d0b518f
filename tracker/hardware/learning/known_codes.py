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
        "Layout and case",
        Carrier.CODE_128,
        "]C0",
        SIGNS,
        SIGNS,
        "Letters and signs: keyboard layout, Caps Lock, and what is sent before and behind each code.",
    ),
    KnownCode(
        2,
        "Separator in bars (GS1-128)",
        Carrier.GS1_128,
        "]C1",
        f"10{_LOT}{GS}21{_SERIAL}",
        f"(10){_LOT}(21){_SERIAL}",
        "Lot and serial in one code: does the separator (GS, 0x1D) between the two arrive?",
        (("10", _LOT), ("21", _SERIAL)),
    ),
    KnownCode(
        3,
        "Separator in GS1 DataMatrix",
        Carrier.GS1_DATA_MATRIX,
        "]d2",
        f"01{_GTIN}17{_EXPIRY}10{_LOT}{GS}21{_SERIAL}",
        f"(01){_GTIN} (17){_EXPIRY} (10){_LOT} (21){_SERIAL}",
        "The same in the square code of most medical packs. A scanner for bars alone cannot read it.",
        (("01", _GTIN), ("17", _EXPIRY), ("10", _LOT), ("21", _SERIAL)),
    ),
    KnownCode(
        4,
        "Retail codes (EAN-13)",
        Carrier.EAN_13,
        "]E0",
        _GTIN[1:],
        _GTIN[1:],
        "Goods from a shop: is this kind switched on, and does it come with all 13 digits?",
    ),
    KnownCode(
        5,
        "Device codes (HIBC)",
        Carrier.CODE_128,
        "]C0",
        "+A123BJC5D6E71G",
        "+A123BJC5D6E71G",
        "Medical devices: does a code that begins with a plus sign come whole, to its last character?",
    ),
    KnownCode(
        6,
        "Codes of this program",
        Carrier.CODE_128,
        "]C0",
        "C000259",
        "C000259  (NO)",
        "The commands and labels of this program. Scan it last: it ends the test and brings the verdict.",
    ),
)
