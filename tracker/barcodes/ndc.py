"""The US National Drug Code: ten digits, in whatever dress they come.

Labeler, product and package part as 4-4-2, 5-3-2 or 5-4-1 (21 CFR 207.35(b) as of 2006), and a barcode holds the ten
digits without saying which. Billing pads one part to 5-4-2, eleven digits: with hyphens the padding can
be taken back, without them it cannot be told from where (``00045044910`` may be three numbers), so that bare eleven
digits are no NDC here. Six digits of a labeler (21 CFR 207.33) are not given out yet; twelve, as 6-4-2 for all, come
into force on 7 March 2033 (91 FR 10749).
"""

from __future__ import annotations

import re

_TEN = re.compile(r"[0-9]{10}|[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2}|[0-9]{5}-[0-9]{4}-[0-9]")
_BILLING = re.compile(r"([0-9]{5})-([0-9]{4})-([0-9]{2})")


def normal(text: str) -> str | None:
    """The ten digits of an NDC: bare, or with hyphens as 4-4-2, 5-3-2, 5-4-1; None for all else.

    Of the hyphened billing form 5-4-2 only where exactly one part can have been padded: ``00045-0449-10`` has two
    leading zeros, so either could be the padding, and is None.
    """
    if _TEN.fullmatch(text):
        return text.replace("-", "")
    found = _BILLING.fullmatch(text)
    if found is None:
        return None
    labeler, product, package = found.groups()
    padded = [part.startswith("0") for part in (labeler, product, package)]
    if sum(padded) != 1:
        return None
    parts = [
        part[1:] if is_padded else part for part, is_padded in zip((labeler, product, package), padded, strict=True)
    ]
    return "".join(parts)


def is_hyphened(text: str) -> bool:
    """Whether ``text`` is written as an NDC is printed, so that it can be meant as nothing else."""
    return "-" in text and normal(text) is not None


def of_gtin(gtin: str) -> str | None:
    """The ten digits inside a 14-digit GTIN, or None.

    A UPC-A that starts with 3, an EAN-13 with 03 and a GTIN-14 with any indicator digit and 03 are one rule once
    padded: ``i 03 NDC10 check``. Health products that are no drugs (NHRIC) use the same prefix: match the ten digits
    against the catalogue.
    """
    return gtin[3:13] if gtin[1:3] == "03" else None
