"""Which unframed keyboard bursts prove themselves whole: a fixed length and a check digit."""

from __future__ import annotations

_GTIN_LENGTHS = (8, 12, 13, 14)


def vouches(data: str) -> bool:
    """Whether ``data`` has a house code's shape (a wrong one is refused by its check digits) or is a sound GTIN.

    A GS1 element string without its symbology identifier has no fixed length: cut short, it is a shorter lot.
    """
    from stdnum import ean
    from stdnum.exceptions import ValidationError

    from tracker.barcodes.house import has_house_shape

    if has_house_shape(data):
        return True
    if not (data.isascii() and data.isdigit() and len(data) in _GTIN_LENGTHS):
        return False
    try:
        return bool(ean.validate(data))
    except ValidationError:
        return False
