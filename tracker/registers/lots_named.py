"""Whether a notice lists the lots that it is about, so that another lot is not meant, or holds for all of the product.

``code_info`` is free text: "all lot and/or serial numbers, product numbers, packer or manufacturer numbers, sell or use by
dates" (openFDA, enforcement reports, field reference). There is no end to what may be written in it, so that nobody can
name all that makes a list longer than it looks: ``2K417-430``, ``2K417, 18, 19``, ``2K41X``. It is the other way round: a
text is a list only if all of it, from the first character to the last, is one of :data:`_LISTING`, and it says "all" only
in the words of :data:`_EVERY`. All else, an empty text too, is unclear: a person then looks, since a lot that is left out
by mistake stays on the shelf.
"""

from __future__ import annotations

import re
from enum import StrEnum

TOKEN = re.compile(r"[0-9A-Z](?:[0-9A-Z]|[-./](?=[0-9A-Z]))*")
"""In capitals: a code or lot as it stands between spaces, commas and brackets."""
SHORTEST_TOKEN, LONGEST_TOKEN = 4, 40
"""Characters, one of them a digit. Shorter lots are found only beside their product's code."""
_NUMBER = r"(?:\s?(?:Number\(s\)|Numbers?|Nos?\b\.?|Codes?|\#s?))?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEAR = r"(?:20[0-9]{2}|[0-9]{2})"
_DATE = (
    rf"(?:(?:0?[1-9]|1[0-2])/(?:[0-3]?[0-9]/)?{_YEAR}|20[0-9]{{2}}-[01][0-9](?:-[0-3][0-9])?"
    rf"|(?:[0-3]?[0-9][ -]?)?{_MONTH}\.?[ -]?(?:[0-3]?[0-9],\s?)?{_YEAR})"
)
_ENDS = "(?![0-9A-Za-z/.-])"
_PART = re.compile(
    rf"""(?ai:
      (?P<L> (?:Lot\(s\)|Lots?\b|Batch(?:es)?\b|Control\b(?=\s?(?:N|\#))) {_NUMBER}
             (?:\sand\sexp(?:iration|iry|\.)?\sdates?)? \s?[:\#]? (?:(?<=[:\#.)])|(?![0-9A-Z])) )
    | (?P<E> \(? (?: (?:Exp(?:iration|iry|ires|\.)?(?:\sdates?)?|Use\sby)[.:]?\s?{_DATE}
                   | [0-3]?[0-9]-{_MONTH}-20[0-9]{{2}} ) {_ENDS} \)? )
    | (?P<P> (?: (?:UDI-DI|UDI|DI|GTIN|UPC){_NUMBER}:?\s?(?:\(01\))?[0-9]{{11,14}}
               | NDC{_NUMBER}:?\s?[0-9]{{4,5}}-[0-9]{{3,4}}-[0-9]{{1,2}}
               | (?:REF|Cat(?:alog)?\.?|Item|Part|Model|Product){_NUMBER}:?\s(?=[A-Z]*[0-9])[0-9A-WYZ]{{3,20}} ) {_ENDS} )
    | (?P<S> [,;\n]\s*(?:and\b|&)? | and\b | & )
    )
    | (?P<N> (?=[A-Za-z]*[0-9]) (?:[0-9A-Z]{{{SHORTEST_TOKEN},20}}|[0-9a-z]{{{SHORTEST_TOKEN},20}}) {_ENDS} )
    """,
    re.VERBOSE,
)
"""What a list is made of: a word for lots, an expiry date, a product's code, a separator, a lot. A lot has at most 20
characters (GS1 General Specifications, AI 10), in capitals or in small letters: ``2K41x`` has a wildcard."""
_LISTING = re.compile(r"(?:PS?)*LN(?:S?E)?(?:S(?:(?:PS?)*L)?N(?:S?E)?)*")
"""The order of such parts: every product's code comes before lots, and every lot after the word for it."""
_NO_LOT = re.compile(
    rf"X|[NYZ]$|([MNYZDWQ])\1|^[0-9]*(?i:{_MONTH})[0-9]*$|^(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])?$"
    r"|^(?:LOTS?|BATCH|CONTROL|EXP|SN|SER|REF|CAT|MFG)[0-9]"
    r"|[0-9](?:TO|THRU|THROUGH|AND|OR|UP|ETC|FF|PLUS|ON|ALL)(?:[0-9]|$)|[0-9]Q[1-4]$|^Q[1-4]|WK"
)
"""What may stand for more than one lot or for something else: ``2K41X``, ``2K4NN``, ``MAR2026``, ``2026``, ``202603``,
``24Q3``, ``LOT2K417``, ``SN1001``, ``12345TO12350``."""
_WHICH = rf"(?:Lots?|Batch|Serial){_NUMBER}|Batches|Units|Devices"
_EVERY = re.compile(
    rf"""(?ai)\s* (?:(?:(?:UDI-DI|UDI|DI|GTIN|UPC):?\s?[0-9]{{11,14}}|NDC:?\s?[0-9-]{{11,13}})\s?[,;:]?\s*)*
    (?: All\s(?:unexpired\s)?(?:{_WHICH})(?:\s(?:and|or|and/or|&)\s(?:{_WHICH}))?(?:\swithin\s(?:expiry|expiration))?
      | (?:Lots?|Batch|Serial){_NUMBER}\s?[:\#]?\s?All ) \.?\s*""",
    re.VERBOSE,
)
_DENIES = re.compile(
    r"(?i)\b(?:except\w*|exclud\w*|exempt\w*|other than|not|non|without|but|unaffected|replac\w*|correct\w*)\b"
)
_BLANK = re.compile(r"[ \t\r\xa0]+")


class Lots(StrEnum):
    """``LISTED``: those in the notice and no others; ``ALL``: every one of the product; ``UNCLEAR``: ask a person."""

    LISTED = "listed"
    ALL = "all"
    UNCLEAR = "unclear"


def lots_named(codes: str) -> Lots:
    """What a notice's ``code_info`` says of lots."""
    if _EVERY.fullmatch(codes):
        return Lots.ALL
    return Lots.LISTED if listed(codes) else Lots.UNCLEAR


def listed(codes: str) -> tuple[str, ...]:
    """The lots in a text that is a list of whole lots and nothing else; empty for every other text.

    All are of one length, with letters and digits in the same places: a shorter one would be the end of a lot whose
    beginning stands once (``2K417, 18, 19``), and no text says which.
    """
    text, order, lots, at = _BLANK.sub(" ", codes).strip(" \n").removesuffix("."), [], [], 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.lastgroup is None:
            return ()
        order.append(part.lastgroup)
        if part.lastgroup == "N":
            lots.append(part[0])
        at = _past_blank(text, part.end())
    is_list = _LISTING.fullmatch("".join(order)) and len(set(map(_form, lots))) == 1
    return tuple(lots) if is_list and not any(_NO_LOT.search(lot.upper()) for lot in lots) else ()


def shape_of(lot: str) -> str:
    """Where it has letters and where digits, in capitals: ``2K417`` is ``9A999``. A maker's lots mostly share one."""
    return "".join("9" if character.isdigit() else "A" if character.isalpha() else character for character in lot)


def denies(codes: str) -> bool:
    """Whether a text may name a lot to say that it is *not* meant: ``All lots except 2K417``."""
    return _DENIES.search(codes) is not None


def _past_blank(text: str, at: int) -> int:
    return at + 1 if text.startswith(" ", at) else at


def _form(lot: str) -> tuple[str, bool]:
    return shape_of(lot), lot.islower()


def is_findable(lot: str) -> bool:
    """Whether a lot (in capitals) would be one token wherever a notice names it."""
    return is_token(lot) and TOKEN.fullmatch(lot) is not None


def is_token(text: str) -> bool:
    """Whether a register keeps ``text``, so that it can be looked up."""
    return SHORTEST_TOKEN <= len(text) <= LONGEST_TOKEN and any(character.isdigit() for character in text)
