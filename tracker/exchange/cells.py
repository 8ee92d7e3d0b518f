"""One cell to one value: what a spreadsheet can do to a number, a code or a date, met and named.

Every function takes a line and a column, and gives the value, or None after it has put a fault on that line. An empty
cell is a fault only where the function's name begins with ``need_``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from tracker.exchange.table import Line
from tracker.text import safe

LONGEST: Final = 200
"""Characters in a cell. Names on a screen have 40; whatever is longer has been pasted into the wrong place."""

MOST: Final = 1_000_000
"""Base units in one place, and in one package: above this a code has slipped into a column of numbers."""

_CUT: Final = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]\d+", re.IGNORECASE | re.ASCII)
"""Spreadsheets write the sign always; ``6E310`` is a good lot number."""
_SHEET_ERROR: Final = re.compile(r"#(?:N/?A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|#+)", re.IGNORECASE)
_FORMULA: Final = frozenset("=@＝＠")
"""A spreadsheet set to an East Asian language takes the full-width signs for the plain ones."""
_YES: Final = frozenset({"yes", "y", "true", "1", "x"})
_NO: Final = frozenset({"no", "n", "false", "0"})
AS_TEXT: Final = "Format the column as text and enter the value again."


def text(line: Line, column: str) -> str | None:
    """The cell as one clean line of NFC text; line breaks and runs of spaces inside it become one space."""
    cell = line.get(column)
    if not cell:
        return ""
    if not cell.isprintable() or cell[0] == " " or cell[-1] == " " or "  " in cell:
        cell = re.sub(r"[ \t\r\n\u00a0\u202f]+", " ", cell).strip(" \ufeff")
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell)
    return cell if _is_clean(line, column, cell) else None


def need_text(line: Line, column: str) -> str | None:
    value = text(line, column)
    if value == "":
        line.fault(column, f"The column {column} is empty here.", "Every line needs it.")
        return None
    return value


def name(line: Line, column: str) -> str | None:
    """What something or somebody is called: one line, as it was entered. A line break or tab in it, which in other cells
    only comes of a column that is too narrow, would here make two names look like one."""
    cell = line.get(column)
    if any(character in cell for character in "\t\r\n"):
        hint = "A name is one line: clear the cell and type it in again."
        line.fault(column, f"{line.quoted(cell)} holds a line break or a tab.", hint)
        return None
    return text(line, column)


def need_name(line: Line, column: str) -> str | None:
    return need_text(line, column) if name(line, column) is not None else None


def _is_clean(line: Line, column: str, cell: str) -> bool:
    if not cell.isprintable():
        bad = next(character for character in cell if not character.isprintable())
        name = unicodedata.name(bad, "control character")
        line.fault(
            column,
            f"{line.quoted(cell)} holds an invisible character (U+{ord(bad):04X}, {name.lower()}).",
            "Clear the cell and type it in again.",
        )
    elif len(cell) > LONGEST:
        line.fault(column, f"This cell has {len(cell):,} characters.", f"At most {LONGEST} are meant for it.")
    elif cell[:1] in _FORMULA:
        line.fault(column, f"{line.quoted(cell)} is a formula.", "Write the value itself (paste special: values).")
    elif cell[:1] == "#" and _SHEET_ERROR.fullmatch(cell):
        line.fault(column, f"“{cell}” is an error of the spreadsheet, not a value.", "Correct it there and save again.")
    else:
        return True
    return False


def _is_cut(line: Line, column: str, cell: str) -> bool:
    if _CUT.fullmatch(cell):
        hint = "Format the column as text and paste it again."
        line.fault(column, f"{line.quoted(cell)}: Excel has cut this number.", hint)
        return True
    return False


def whole(line: Line, column: str, low: int = 0, high: int = MOST) -> int | None:
    """A whole number from ``low`` to ``high``; None for an empty cell, without a fault."""
    cell = line.get(column)
    if not (cell.isdigit() and cell.isascii()):
        cleaned = text(line, column)
        if not cleaned:
            return None
        cell = cleaned
    if not (cell.isdigit() and cell.isascii()):
        _no_whole(line, column, cell)
        return None
    if len(cell) > 12 or not low <= int(cell) <= high:
        line.fault(column, f"{safe(cell, 30)} cannot be right for {column}.", f"It goes from {low} to {high:,}.")
        return None
    return int(cell)


def need_whole(line: Line, column: str, low: int = 0, high: int = MOST) -> int | None:
    if not line.get(column).strip():
        line.fault(column, f"The column {column} is empty here.", "Write a whole number, 0 for none.")
        return None
    return whole(line, column, low, high)


def need_signed(line: Line, column: str, most: int = MOST) -> int | None:
    """A whole number that may be below zero: what came back."""
    cell = line.get(column).strip(" ")
    if not re.fullmatch(r"-\d{1,12}", cell, re.ASCII):
        return need_whole(line, column, 0, most)
    if -int(cell) > most:
        line.fault(column, f"{safe(cell, 30)} cannot be right for {column}.", f"It goes from -{most:,} to {most:,}.")
        return None
    return int(cell)


def _no_whole(line: Line, column: str, cell: str) -> None:
    if _is_cut(line, column, cell):
        return
    shown = safe(cell, 30)
    if re.fullmatch(r"-\d+([.,]\d+)?", cell):
        line.fault(column, f"{shown} is below zero.", f"{column} is never negative.")
    elif re.fullmatch(r"\d{1,3}([.,' ]\d{3})+", cell):
        plain = re.sub(r"\D", "", cell)
        line.fault(column, f"{shown} may be {plain} or a fraction.", f"Write {plain}, without separators.")
    elif re.fullmatch(r"\d+[.,]\d+", cell):
        line.fault(column, f"{shown} is a fraction.", "Count in base units: whole numbers only.")
    else:
        line.fault(column, f"“{shown}” is not a number.", "Write digits only.")


def yes_or_no(line: Line, column: str) -> bool | None:
    """None for an empty cell, without a fault."""
    cell = text(line, column)
    if not cell:
        return None
    word = cell.casefold()
    if word in _YES:
        return True
    if word not in _NO:
        line.fault(column, f"“{safe(cell, 30)}” is neither yes nor no.", "Write yes or no.")
        return None
    return False


def need_yes_or_no(line: Line, column: str) -> bool | None:
    if not line.get(column).strip():
        line.fault(column, f"The column {column} is empty here.", "Write yes or no: nothing is guessed about safety.")
        return None
    return yes_or_no(line, column)


def micros(line: Line, column: str) -> int | None:
    """A price as millionths of the currency; a decimal comma is taken where it can be nothing else."""
    cell = text(line, column)
    if not cell or _is_cut(line, column, cell):
        return None
    if not re.fullmatch(r"\d{1,7}([.,]\d{1,6})?", cell):
        line.fault(
            column, f"“{safe(cell, 30)}” is not a price.", "Write it like 12.50, without currency or separators."
        )
        return None
    if re.fullmatch(r"\d{1,3},\d{3}", cell):
        whole_part, rest = cell.split(",")
        line.fault(
            column,
            f"{cell} may be {whole_part}{rest} or {whole_part}.{rest}.",
            f"Write {whole_part}{rest} or {whole_part}.{rest}, with a point for the decimals.",
        )
        return None
    return int(Decimal(cell.replace(",", ".")) * 1_000_000)


def price(line: Line, column: str) -> int | None:
    """Like :func:`micros`, for what a pack costs: nothing is for nothing, and a 0 is a cell that nobody filled in."""
    found = micros(line, column)
    if found == 0:
        line.fault(column, "A price of 0 cannot be right.", "Leave the cell empty where the price is not known.")
        return None
    return found


def code_text(line: Line, column: str) -> str | None:
    """A lot or vendor number: visible ASCII without spaces, since it must equal what a scanner sends."""
    cell = text(line, column)
    if not cell:
        return cell
    if _is_cut(line, column, cell):
        return None
    if not cell.isascii() or " " in cell:
        bad = next(character for character in cell if character == " " or not character.isascii())
        shown = "a space" if bad == " " else "a sign" if line.is_private else f"“{safe(bad)}”"
        line.fault(
            column, f"{line.quoted(cell)} has {shown} in it.", "Write it as a scanner gives it: scan it into the cell."
        )
        return None
    return cell


def choice(line: Line, column: str, words: Sequence[str]) -> str | None:
    """One of ``words``, in any case; empty for an empty cell; None after a fault."""
    cell = text(line, column)
    if not cell:
        return cell
    if cell.casefold() not in words:
        line.fault(column, f"{line.quoted(cell, 30)} is not one of its words.", f"Write {' or '.join(words)}.")
        return None
    return cell.casefold()


def need_choice(line: Line, column: str, words: Sequence[str]) -> str | None:
    word = choice(line, column, words)
    if word == "":
        line.fault(column, f"The column {column} is empty here.", f"Write {' or '.join(words)}.")
        return None
    return word


def need_microlitres(line: Line, column: str, low: int, high: int) -> int | None:
    """Millilitres with at most three decimals, as microlitres; a decimal comma is taken where it can be nothing else."""
    cell = need_text(line, column)
    if not cell or _is_cut(line, column, cell):
        return None
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,3})?", cell, re.ASCII):
        hint = "Write it like 2.7, without a unit or separators."
        line.fault(column, f"{line.quoted(cell, 30)} is not a volume in mL.", hint)
        return None
    if re.fullmatch(r"\d{1,3},\d{3}", cell):
        hint = "Write it with a point for the decimals."
        line.fault(column, f"{line.quoted(cell, 30)} may be a fraction or thousands.", hint)
        return None
    volume_ul = int(Decimal(cell.replace(",", ".")) * 1000)
    if not low <= volume_ul <= high:
        message = f"{line.quoted(cell, 30)} cannot be right for {column}."
        line.fault(column, message, f"It goes from {low / 1000:g} to {high / 1000:,g} mL.")
        return None
    return volume_ul
