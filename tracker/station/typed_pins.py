"""A PIN that somebody, or a barcode on a badge, typed where none is asked for: it is shown to nobody and kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from tracker.hardware.scan import Quality, Scan
from tracker.jobs.desk import Desk
from tracker.people.proofs import may_be_pin
from tracker.people.withheld import withheld

DIGITS = "digits alone, in one burst: perhaps a PIN, and not kept"
"""Evidence of such a scan."""


def is_perhaps_pin(scan: Scan) -> bool:
    """Whether digits came that were not read as any code, as a PIN does from a keyboard. What names itself by an identifier
    is a code, and a number with a sound check digit counts as one."""
    return scan.quality is not Quality.READ and not scan.aim and may_be_pin(scan.data)


def without_pin(scan: Scan) -> Scan:
    """``scan`` with nothing of what may be a PIN."""
    if not is_perhaps_pin(scan):
        return scan
    return replace(scan, data="", evidence=DIGITS if scan.quality is Quality.GARBLED else scan.evidence)


def while_pin_is_asked(desk: Desk, scan: Scan) -> Scan:
    """``scan`` without its digits where it may be the PIN that is asked for at this desk, to sign in or to sign: by whatever
    scanner it came, since the screen hears only its own keyboard."""
    is_coming = desk.session is None and desk.signing is not None
    is_signing = desk.unsigned is not None and not desk.unsigned.needs_badge
    return withheld(scan) if (is_coming or is_signing) and may_be_pin(scan.data) else scan
