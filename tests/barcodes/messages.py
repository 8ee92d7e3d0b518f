"""GS1 messages as packages carry them, made from their fields: the tests' own renderer, not the product's."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tracker.barcodes.meaning import Meaning
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import GS

TODAY = date(2026, 11, 22)
GTIN = "09501101530003"
CHARACTERS = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""GS1's 82 characters (General Specifications, figure 7.11-1)."""
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""HIBC's 43 characters in the order of their values."""
VARIABLE = {"10", "21", "240", "30", "37", "91"}
Fields = tuple[tuple[str, str], ...]


def outcome(text: str, aim: str = "") -> Meaning | BarcodeError:
    """What ``text`` means, or why it was refused; any other exception is the test's failure."""
    try:
        return understand(text, aim, today=TODAY)
    except BarcodeError as refusal:
        return refusal


def render(fields: Fields, separator: str = GS) -> str:
    """The message of ``fields``, with ``separator`` behind every variable field that is not last."""
    parts = []
    for at, (ai, value) in enumerate(fields):
        ends = ai in VARIABLE and at < len(fields) - 1
        parts.append(ai + value + (separator if ends else ""))
    return "".join(parts)


def render_hibc(elements: Fields) -> str:
    """The HIBC label of a meaning's elements, check character and all; dates and quantities in the form that was read.

    Of a label without a date it is the shortest form: ``$`` and the lot, where the label may have said ``$$7``.
    """
    found = dict(elements)
    head = "+" + "".join(found.get(name, "") for name in ("LIC", "PCN", "U"))
    further = [name + value for name, value in elements if name in ("S", "Q", "14D", "16D")]
    behind = "/".join(([reference] if (reference := _reference(found)) else []) + further)
    body = head + ("/" if "LIC" in found and behind else "") + behind + found.get("L", "")
    return body + SIGNS[sum(SIGNS.index(sign) for sign in body) % 43]


def _reference(found: dict[str, str]) -> str:
    written, count = found.get("EXP", ""), found.get("QTY", "")
    value, plus = found.get("LOT", "") or found.get("SN", ""), "+" if "SN" in found else ""
    if len(written) == 5:
        return written + value
    if written or count:
        quantity = "" if not count else ("8" if len(count) == 2 else "9") + count
        return f"$${plus}{quantity}{written or '7'}{value}"
    return f"${plus}{value}" if value else "" if "LIC" in found else "$$7"


def gtins() -> st.SearchStrategy[str]:
    """GTIN-14s with the right check digit (GS1's weights 3 and 1 from the right)."""

    def complete(payload: str) -> str:
        total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(payload))
        return payload + str(-total % 10)

    return st.from_regex(r"[0-9]{12}[1-9]", fullmatch=True).map(complete)


def dates(first: int, last: int) -> st.SearchStrategy[str]:
    return st.dates(date(first, 1, 1), date(last, 12, 31)).map(lambda day: day.strftime("%y%m%d"))


def texts(least: int, most: int = 20) -> st.SearchStrategy[str]:
    """Values of GS1's characters that do not happen to spell a separator or markup."""
    plain = st.text(CHARACTERS, min_size=least, max_size=most)
    digits = st.text("0123456789", min_size=least, max_size=most)
    capitals = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-", min_size=least, max_size=most)
    return (plain | digits | capitals).filter(lambda text: "<" not in text)


@st.composite
def packages(draw: st.DrawFn, least_lot: int = 1, least_serial: int = 1, least_reference: int = 1) -> Fields:
    """A GTIN and any of a package's production fields, in any order, of at most 128 characters."""
    choices = {
        "10": texts(least_lot),
        "11": dates(2015, 2026),
        "15": dates(2020, 2040),
        "17": dates(2020, 2045),
        "21": texts(least_serial),
        "240": texts(least_reference),
        "30": st.integers(1, 9999).map(str),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(choices)), unique=True, max_size=7))
    fields = (("01", draw(gtins())), *((ai, draw(choices[ai])) for ai in chosen))
    while len(render(fields)) > 128:
        fields = fields[:-1]
    return fields
