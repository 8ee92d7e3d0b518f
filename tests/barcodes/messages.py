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
