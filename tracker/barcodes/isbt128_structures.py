"""The data structures of ISBT 128: by which signs each begins, and how long it is, so that a message falls apart.

After ICCBBA ST-001 (version 6.2.2), table 2, as told by two public readings of it: the list of identifiers in
github.com/kitcalc/kitcalc.github.io (``js/src/isbt128.nim``), the lengths and counted structures in
github.com/pdesiatnyk/ISBT128 (``typescript/src/structures.ts``, ``parser.ts``). They agree on every identifier but two:
flexible date and time (a blank in the one, ``=(`` in the other) and donors' registration (``&):`` and ``&:``); those
with a length are taken. Facilities' own structures (``&a`` to ``&z``) have no length at all and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Structure:
    """``length`` counts the characters behind the identifier; where ``each`` is set, those ``length`` are digits that
    say how many groups of ``each`` characters follow."""

    name: str
    length: int
    each: int = 0

    def length_in(self, rest: str) -> int | None:
        """How many characters of ``rest``, the text behind the identifier, are this structure's; None where it has no
        count and should."""
        if not self.each:
            return self.length
        count = rest[: self.length]
        return self.length + self.each * int(count) if count.isascii() and count.isdigit() else None


DIN = Structure("Donation identification number", 15)
STRUCTURES = {
    "=%": Structure("Blood groups", 4),
    "=<": Structure("Product code", 8),
    "=>": Structure("Expiration date", 6),
    "&>": Structure("Expiration date and time", 10),
    "=*": Structure("Collection date", 6),
    "&*": Structure("Collection date and time", 10),
    "=}": Structure("Production date", 6),
    "&}": Structure("Production date and time", 10),
    "&(": Structure("Special testing", 5),
    "={": Structure("Special testing: red cell antigens (retired)", 18),
    "=\\": Structure("Special testing: red cell antigens", 18),
    "&\\": Structure("Special testing: red cell antigens, Finnish", 18),
    "&{": Structure("Special testing: platelet antigens", 18),
    "=[": Structure("Special testing: HLA-A and -B alleles (retired)", 18),
    '="': Structure("Special testing: HLA-DRB1 alleles (retired)", 18),
    "=)": Structure("Container's manufacturer and catalogue number", 10),
    "&)": Structure("Container's lot number", 10),
    "=;": Structure("Donor identification number", 21),
    "='": Structure("Staff member", 11),
    "=-": Structure("Manufacturer and catalogue number, no container", 10),
    "&-": Structure("Lot number, no container", 10),
    "=]": Structure("Expiration month and year", 6),
    '&"': Structure("Markers of transmitted infections", 18),
    "=$": Structure("Product consignment", 16),
    "&$": Structure("Dimensions", 2, each=14),
    "&%": Structure("Red cell antigens with test history", 3, each=10),
    "=(": Structure("Flexible date and time", 16),
    "=,": Structure("Product divisions; of a UDI the serial number", 6),
    "&+": Structure("Processing facility", 11),
    "=/": Structure("UDI device identifier", 16),
    "&,1": Structure("Lot number", 18),
    "&,2": Structure("Supplemental identification number", 18),
    "&,3": Structure("Donor's global registration identifier (retired)", 19),
    "&,4": Structure("Single European Code", 40),
    "&:": Structure("Donor's global registration identifier", 19),
    "&/": Structure("Chain of identity", 15),
}
PATIENTS = ("=#", "&#")
"""A patient's date of birth and number: no part of them is told, kept or repeated."""
OPEN = re.compile(r"(&[;!])([0-9A-Za-z]{2,})")
"""A nation's own donor number and the confidential exclusion: their length is not public, so they stand alone."""
BEGINS = re.compile(
    r"=\+[0-9]{2}|=[A-NP-Z1-9][0-9A-Z]{4}[0-9]{2}|(?:"
    + "|".join(map(re.escape, (*STRUCTURES, *PATIENTS)))
    + ")[0-9A-Za-z]{2}"
)
"""How a message begins: a compound's count, a donation number, or an identifier and what it names."""
