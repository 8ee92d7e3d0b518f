"""A PIN that somebody, or a barcode on a badge, typed where none is asked for: it is shown to nobody and kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from tracker.hardware.scan import Quality, Scan
from tracker.jobs.desk import Desk
from tracker.people.proofs import may_be_pin
from tracker.people.withheld import may_be_asked_pin, withheld

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
    return withheld(scan) if (is_coming or is_signing) and may_be_asked_pin(scan) else scan


class Asking:
    """Which screens ask for a PIN that this desk does not: for a count, a review, or to sign in by name. A screen tells it,
    and every scanner's scans are judged by it when they come: the dialog may be closed before a full disk lets them in."""

    def __init__(self) -> None:
        self._by: frozenset[object] = frozenset()

    def tell(self, by: object, is_asking: bool) -> None:
        """From one thread alone, the screen's; ``by`` is whoever asks. Saying it twice changes nothing."""
        self._by = self._by | {by} if is_asking else self._by - {by}

    def judged(self, scan: Scan) -> Scan:
        """``scan`` without its digits where they may be that PIN. From any thread."""
        return withheld(scan) if self._by and may_be_asked_pin(scan) else scan
