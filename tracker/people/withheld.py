"""What comes by a scanner, or in one burst of keys, while a PIN is asked for: it may be that PIN, and is kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from tracker.hardware.scan import Quality, Scan
from tracker.people.proofs import may_be_pin

CAME = "It came while a PIN was asked for"
"""Evidence of such a scan begins so, and goes on with how long it was."""


def withheld(scan: Scan) -> Scan:
    """``scan`` without what it said: only that it came, and how long it was."""
    kind = "digits" if scan.data.isdecimal() else "characters"
    return replace(scan, data="", quality=Quality.DOUBTFUL, evidence=f"{CAME}: {len(scan.data)} {kind}")


def is_withheld(scan: Scan) -> bool:
    return scan.evidence.startswith(CAME)


def may_be_asked(scan: Scan) -> bool:
    """Whether it may be what is asked for: digits of a PIN's length, whichever code they were read from; and whatever a
    keyboard, or a machine that is one, sent without an identifier, as a passphrase is."""
    return may_be_pin(scan.data) or not scan.aim
