"""The codes in a catalogue file: GTINs, house codes, and the identifiers of other systems, each with its check."""

from __future__ import annotations

import re
from typing import Final

from stdnum import ean
from stdnum.iso7064 import mod_97_10

from tracker.barcodes.gtin import LENGTHS
from tracker.barcodes.hibc import check_character
from tracker.barcodes.house import has_house_shape
from tracker.barcodes.ndc import normal as normal_ndc
from tracker.exchange.cells import AS_TEXT, code_text, text
from tracker.exchange.table import Line
from tracker.text import safe

_HOUSE: Final = {
    "I": (9, "an item"),
    "L": (8, "a place"),
    "R": (12, "a rack, box or bag"),
    "P": (15, "a courier, laboratory or site"),
}
_SHORT: Final = re.compile(r"[A-Z0-9][A-Z0-9._/+\-]{0,19}")
_CLIA: Final = re.compile(r"[0-9]{2}D[0-9]{7}")
_CUT: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)


def gtin(line: Line, column: str) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits as 14; empty for an empty cell; None after a fault.

    A leading zero that a spreadsheet has dropped is no loss between 14, 13 and 12 digits: they are one number.
    """
    cell = text(line, column)
    if not cell:
        return cell
    digits = cell.replace(" ", "").replace("-", "")
    if not (digits.isdigit() and digits.isascii()):
        _no_digits(line, column, cell)
    elif len(digits) not in LENGTHS:
        _no_length(line, column, digits)
    elif not int(digits):
        line.fault(column, f"{digits} is no GTIN: nothing but zeros.", "Leave the cell empty where there is none.")
    elif (right := ean.calc_check_digit(digits[:-1])) != digits[-1]:
        line.fault(
            column,
            f"The check digit of {digits} is wrong: it ends in {digits[-1]}, {digits[:-1]} asks for {right}.",
            f"If only the last digit is mistyped it is {digits[:-1]}{right}; compare all of it with the package.",
        )
    else:
        return digits.zfill(14)
    return None


def _no_digits(line: Line, column: str, cell: str) -> None:
    shown = safe(cell, 60)
    if _CUT.fullmatch(cell):
        line.fault(column, f"“{shown}”: Excel has cut this number.", "Format the column as text and paste it again.")
    elif re.fullmatch(r"\d+[.,]0+", cell):
        line.fault(column, f"“{shown}” has been turned into a decimal number.", AS_TEXT)
    elif cell.startswith("(01)"):
        line.fault(column, f"“{shown}” is a whole scan.", f"Write only the 14 digits after (01): {safe(cell[4:18])}.")
    else:
        line.fault(column, f"“{shown}” is not a GTIN.", "A GTIN has 8, 12, 13 or 14 digits and nothing else.")


def _no_length(line: Line, column: str, digits: str) -> None:
    shown = safe(digits, 30)
    whole = next((length for length in LENGTHS if length > len(digits)), 0)
    padded = digits.zfill(whole)
    if len(digits) >= 6 and whole and int(digits) and ean.calc_check_digit(padded[:-1]) == padded[-1]:
        hint = f"It would be {padded} if leading zeros have been lost: compare. {AS_TEXT}"
    else:
        hint = "A GTIN has 8, 12, 13 or 14 digits: copy all digits under the bars."
    line.fault(column, f"{shown} has {len(digits)} digits.", hint)


def is_like_house_code(cell: str, letter: str) -> bool:
    """Whether a code was meant, right or wrong, and no name: the letter, and digits alone."""
    return re.fullmatch(rf"{letter}[0-9]+", cell.strip().upper()) is not None


def is_like_gtin(cell: str) -> bool:
    """Whether a number was meant, cut by a spreadsheet perhaps, and no name."""
    return re.fullmatch(r"[\d .,+\-]+(E\+?\d+)?", cell.strip(), re.IGNORECASE) is not None


def house_code(line: Line, column: str, letter: str) -> str | None:
    """A code of ours with the kind letter ``letter``; empty for an empty cell; None after a fault."""
    cell = text(line, column)
    if not cell:
        return cell
    code = cell.upper()
    length, what = _HOUSE[letter]
    if not has_house_shape(code) or code[0] != letter:
        line.fault(
            column,
            f"“{safe(cell, 60)}” is not the code of {what}.",
            f"That is {letter} and {length - 1} digits. Leave it empty for a new one: it is given the next free code.",
        )
        return None
    right = code[:-2] + mod_97_10.calc_check_digits(code[:-2])
    if code != right:
        line.fault(
            column,
            f"The check digits of {code} are wrong.",
            f"It is {right} if only they are mistyped; compare all of it with the label.",
        )
        return None
    return code


def short_code(line: Line, column: str) -> str | None:
    """A test's or container's code as people write it, in capitals; None after a fault."""
    cell = text(line, column)
    if not cell:
        line.fault(column, f"The column {column} is empty here.", "Every line needs it.")
        return None
    code = cell.upper()
    if not _SHORT.fullmatch(code) or has_house_shape(code):
        line.fault(
            column,
            f"{line.quoted(cell)} cannot be such a code.",
            "At most 20 letters, digits and . _ / + -, without spaces: CBC, UA-C, SST5.",
        )
        return None
    return code


def clia(line: Line, column: str) -> str | None:
    """A laboratory's CLIA number: two digits, D, seven digits; empty for an empty cell; None after a fault.

    CMS gives out ten characters (HL7 Terminology, NamingSystem CLIA), D the third of them; the CDC's own SimpleReport
    accepts this pattern (``isValidCLIANumber``). Its provisional numbers with a Z are not taken: no specimen is sent there.
    """
    cell = text(line, column)
    if not cell:
        return cell
    number = cell.upper()
    if not _CLIA.fullmatch(number):
        hint = "It is two digits, D and seven digits, as on the laboratory's certificate."
        line.fault(column, f"{line.quoted(cell)} is not a CLIA number.", hint)
        return None
    return number


def vendor_number(line: Line, column: str) -> str | None:
    cell = code_text(line, column)
    if cell and has_house_shape(cell):
        message = f"{cell} looks like one of our own codes: a scan of it could never mean this item."
        line.fault(column, message, "Leave it out, and scan the package's other code.")
        return None
    return cell


def hibc(line: Line, column: str) -> str | None:
    """HIBC primary data as printed: ``+``, four characters of labeler, product, unit digit, check character.

    A check character that is a space is printed as ``_``.
    """
    cell = text(line, column)
    if not cell:
        return cell
    code = cell.strip("*").upper()
    code = f"{code[:-1]} " if code.endswith("_") else code
    if not re.fullmatch(r"\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9][0-9A-Z\-. $/+%]", code, re.ASCII):
        line.fault(
            column,
            f"“{safe(cell, 60)}” is not a HIBC primary code.",
            "Write all of it, from + to the check character at its end: scan it into the cell.",
        )
        return None
    right = check_character(code[:-1])
    if code[-1] != right:
        line.fault(
            column,
            f"The check character of {code} is wrong: {code[:-1]} asks for “{right}”.",
            "Scan the code into the cell instead of typing it.",
        )
        return None
    return code


def ndc(line: Line, column: str) -> str | None:
    """A US drug number as the ten digits that stand in its barcode."""
    cell = text(line, column)
    if not cell:
        return cell
    if (digits := normal_ndc(cell)) is not None:
        return digits
    if re.fullmatch(r"\d{5}-?\d{4}-?\d{2}", cell, re.ASCII):
        message = f"{cell} is the 11-digit billing form, in which a zero has been put somewhere."
        line.fault(column, message, "Write the ten digits with hyphens, as on the carton.")
    elif _CUT.fullmatch(cell):
        line.fault(column, f"“{cell}”: Excel has cut this number.", "Format the column as text and paste it again.")
    else:
        line.fault(column, f"“{safe(cell, 60)}” is not an NDC.", "It has ten digits: 4-4-2, 5-3-2 or 5-4-1. " + AS_TEXT)
    return None
