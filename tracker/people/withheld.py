"""What comes by a scanner, or in one burst of keys, while a PIN is asked for: it may be that PIN, and is kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from tracker.hardware.scan import Quality, Scan
from tracker.people.proofs import may_be_pin

CAME = "It came while a PIN was asked for"
"""Evidence of such a scan begins so, and goes on with how long it was."""
_TRADE_ITEM = "]E"
"""The identifiers of EAN and UPC begin so (ISO/IEC 15424)."""


def withheld(scan: Scan) -> Scan:
    """``scan`` without what it said: only that it came, and how long it was."""
    kind = "digits" if scan.data.isdecimal() else "characters"
    return replace(scan, data="", quality=Quality.DOUBTFUL, evidence=f"{CAME}: {len(scan.data)} {kind}")


def is_withheld(scan: Scan) -> bool:
    return scan.evidence.startswith(CAME)


def may_be_asked_pin(scan: Scan) -> bool:
    """Whether it may be the PIN that is asked for: digits of a PIN's length, whichever code they were read from, but a
    trade item's.

    EAN and UPC (``]E``) are printed on goods alone, with a check digit of their own: no badge bears a PIN in one, and what
    is lost of a GTIN is a use of stock. The number of one of our tubes is not spared. Code 128 and Data Matrix bear
    anything, one PIN of ten digits in 97 has sound check digits, and what is believed to be a tube is acted on behind the
    dialog, where nobody reads whose it is: a patient pays for it, a withheld scan is only made again, and its scanner
    says no at once.
    """
    if not may_be_pin(scan.data):
        return False
    from tracker.barcodes.gtin import has_check_digit  # with what reads codes, which the first screen does without

    return not (scan.aim.startswith(_TRADE_ITEM) and has_check_digit(scan.data))


def may_be_asked(scan: Scan) -> bool:
    """Whether it may be what is asked for: a PIN, and whatever a keyboard, or a machine that is one, sent without an
    identifier, as a passphrase is."""
    return may_be_asked_pin(scan) or not scan.aim
