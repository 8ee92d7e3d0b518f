"""EAN and UPC as they are printed, against the thirteen digits in which decoders and scanners report them."""

from __future__ import annotations

_UPC_E_PARITY = ("GGGLLL", "GGLGLL", "GGLLGL", "GGLLLG", "GLGGLL", "GLLGGL", "GLLLGG", "GLGLGL", "GLGLLG", "GLLGLG")


def as_printed(text: str, symbology: str) -> str:
    """The digits under the bars: twelve for UPC-A, eight for UPC-E, else ``text`` as it is."""
    if symbology == "UPCA" and len(text) == 13:
        return text[1:]
    if symbology == "UPCE" and len(text) == 13:
        return _zeros_suppressed(text[1:])
    return text


def upc_e_parity(printed: str) -> str:
    """Which digits are drawn odd (L) and even (G): GS1 General Specifications 5.2, by check digit and number system."""
    parity = _UPC_E_PARITY[int(printed[7])]
    return parity if printed[0] == "0" else parity.translate(str.maketrans("LG", "GL"))


def _zeros_suppressed(digits: str) -> str:
    system, maker, product, check = digits[0], digits[1:6], digits[6:11], digits[11]
    if maker[2] in "012" and maker[3:] == "00" and product[:2] == "00":
        six = maker[:2] + product[2:] + maker[2]
    elif maker[3:] == "00" and product[:3] == "000":
        six = maker[:3] + product[3:] + "3"
    elif maker[4] == "0" and product[:4] == "0000":
        six = maker[:4] + product[4] + "4"
    elif product[:4] == "0000":
        six = maker + product[4]
    else:
        return digits
    return system + six + check
