"""Which unframed keyboard bursts prove themselves whole: at their beginning, by their own content; the Enter is the end.

A burst's end is never in doubt: an Enter closed it, and a pause inside makes the keyboard's reader refuse it. What may be
cut off is the beginning, and with it goes the proof that each form below carries there.
"""

from __future__ import annotations

import re

_GTIN_LENGTHS = (12, 13, 14)
_GTIN_8 = "000000"
"""So begins a GTIN-8 in 14 digits, as a scanner set to lengthen EAN-8 sends it, and no other trade item: the prefixes
0000001 to 0000099 are unused for its sake, and 0000000 is for numbers within one company (GS1's list of prefixes)."""
_ITEM = re.compile(r"(?:\x1d?0[12]| *\(0[12]\) *)([0-9]{14})")
"""The item of a GS1 message that begins with it, as transmitted or as printed.

Many scanners send the FNC1 before it as a GS, in whatever form they send one. It takes nothing from the proof: what is
lost before a GS and 01 is what is lost before the 01 alone, whole fields of a message in which the item does not come
first; and either is believed only where no part of a scan came within a second."""
_CAME_WHOLE = "gs1_length"
"""The refusal of what came whole: without GS the end of a field cannot be told. It says better than "garbled" what to do,
and so does the refusal of a sign that stands for GS."""


def vouches(data: str) -> bool:
    """Whether ``data`` cannot be the rest of a longer burst whose beginning was lost.

    A house code's shape (a wrong one is refused by its check digits), a sound GTIN of 12 to 14 digits, a GS1 message that
    begins with 01 or 02, and is read to its end, or a HIBC code (its ``+``, and a check character over all of it). A
    pack's second code (``17…10…``) and a vendor's number may as well be the rest of something: they need an AIM identifier.

    A GTIN-8 needs an identifier too: of the tubes' codes that lost two digits one in ten is a sound one by chance
    (``00447102`` of ``2600447102``), and so it is with an EAN-13, a UPC-A and an ITF-14 that lost more. A longer number
    may be the rest of a code of ours with a letter, or of a case's ITF-14 that lost two digits, one time in ten, where a
    scan stalls for over a second behind just its first one to three characters. Without them no pack with an EAN-13 could
    be scanned. The counters of our codes begin with zeros: the rest of the first million of each begins as a GTIN-8 does.
    """
    from tracker.barcodes import house

    return house.has_house_shape(data) or _is_gtin(data) or _is_item_message(data) or _is_hibc(data)


def _is_gtin(data: str) -> bool:
    from tracker.barcodes import gtin

    return len(data) in _GTIN_LENGTHS and not data.zfill(14).startswith(_GTIN_8) and gtin.has_check_digit(data)


def _is_item_message(data: str) -> bool:
    """The check digit is asked first: hardly a burst that is no GS1 message ever costs the table of all fields."""
    from tracker.barcodes import gs1, gtin, hri, standing_in, transmitted
    from tracker.errors import BarcodeError
    from tracker.text import Separators

    text = transmitted.restore_separators(data)
    item = _ITEM.match(text) or _ITEM.match(standing_in.with_gs(text))
    if item is None or not gtin.has_check_digit(item[1]):
        return False
    if standing_in.stand_in(text):
        return True
    try:
        transmitted.refuse_foreign(text)
        elements = hri.read(text) if hri.is_hri(text) else gs1.read(text, separators=Separators.KEPT)
    except BarcodeError as error:
        return error.code == _CAME_WHOLE
    return elements[0][1] == item[1]


def _is_hibc(data: str) -> bool:
    """Small letters count as capitals: that Caps Lock is on is for the parser to say."""
    from tracker.barcodes import hibc

    return hibc.has_shape(data) and hibc.has_check_character(hibc.bare(data).upper())
