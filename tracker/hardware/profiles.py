"""What is known of each scanner from its test, and what it does to every scan that the scanner makes.

Only one thing is ever rewritten: the sign that a device sends in place of GS. What may have been exchanged (a layout, a
case) is refused in words: undone, a wrong guess would turn one lot into another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from tracker.aim import GS1_IDENTIFIERS
from tracker.hardware.learning.exchanging import Case, Exchange
from tracker.hardware.learning.learned import Aim, GsForm, Learned, Suffix
from tracker.hardware.scan import Quality, Scan
from tracker.text import GS, Separators, without_secrets


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """One device's test. ``device`` is the stable part of its URL; ``gs_sign`` the sign that stands for GS where it is
    visible; ``missing`` the numbers of the sheet's codes that it did not read."""

    device: str
    tested_on: date
    gs: GsForm = GsForm.UNSEEN
    gs_sign: str = ""
    aim: Aim = Aim.ABSENT
    suffix: Suffix = Suffix.NONE
    exchange: Exchange = field(default_factory=Exchange)
    median_ms: int = -1
    longest_ms: int = -1
    missing: tuple[int, ...] = ()

    @property
    def separators(self) -> Separators:
        return self.gs.separators

    @property
    def is_limited(self) -> bool:
        """Whether some codes may not be used with it as it is."""
        return self.separators is Separators.LOST or not self.exchange.is_faithful

    @property
    def in_words(self) -> str:
        """What it may be used for, in a few words."""
        if not self.exchange.is_faithful:
            return "letters or signs come exchanged"
        if self.separators is Separators.LOST:
            return "loses GS: not fit for GS1 codes with lot and serial"
        keeps = "keeps GS" if self.separators is Separators.KEPT else "GS not seen"
        return f"{keeps}, {'with' if self.aim is Aim.SENT else 'without'} AIM identifiers"

    def applied(self, scan: Scan) -> Scan:
        """``scan`` with what the test knows about its device: separators judged, a visible GS restored, and what may have
        been exchanged turned away.

        Without an identifier, from a device that sends one with every code, it is a part of a code: the rest behind a stall,
        or what stands behind an end that was encoded (one QR code of ``URL CR UNDO CR`` pressed UNDO).
        """
        if scan.quality is not Quality.READ:
            return scan
        if self.aim is Aim.SENT and not scan.aim:
            return replace(scan, quality=Quality.GARBLED, evidence=self._unnamed)
        if self.exchange.may_have_changed(scan.data):
            return replace(scan, quality=Quality.EXCHANGED, evidence=self._exchanged)
        if self.separators is Separators.LOST:
            return replace(scan, separators=Separators.LOST, evidence=self._lost)
        return replace(scan, separators=self.separators, data=self.restored(scan.aim, scan.data))

    def restored(self, aim: str, data: str) -> str:
        """``data`` with GS in place of the sign that this device sends for it, in codes that can be GS1's."""
        if self.gs is not GsForm.VISIBLE:
            return data
        message = data.replace(self.gs_sign, GS)
        may_be_gs1 = aim in GS1_IDENTIFIERS or (not aim and message.removeprefix(GS)[:2].isdigit())
        return message if may_be_gs1 else data

    @property
    def _lost(self) -> str:
        return f"It lost GS, the sign between fields, in its test on {self.tested_on}: {self.device}"

    @property
    def _unnamed(self) -> str:
        return f"no identifier, which it sent with every code in its test on {self.tested_on}: {self.device}"

    @property
    def _exchanged(self) -> str:
        exchange = self.exchange
        if exchange.scanner != exchange.host:
            what = f"typed for a {exchange.scanner.upper()} keyboard on a {exchange.host.upper()} one"
        else:
            what = (
                "exchanged capital and small letters" if exchange.case is Case.SWAPPED else f"sent {exchange.case} case"
            )
        return f"It {what} in its test on {self.tested_on}: {self.device}"


def profile_of(learned: Learned, url: str, tested_on: date) -> ScannerProfile:
    """The profile of the device behind ``url``, as a test on that day found it."""
    return ScannerProfile(
        stable_part(url),
        tested_on,
        gs=learned.gs,
        gs_sign=learned.gs_sign if learned.gs is GsForm.VISIBLE else "",
        aim=learned.aim,
        suffix=learned.suffix,
        exchange=learned.exchange,
        median_ms=-1 if learned.median_ms is None else learned.median_ms,
        longest_ms=-1 if learned.longest_ms is None else learned.longest_ms,
        missing=learned.missing,
    )


def stable_part(url: str) -> str:
    """What stays the same of a device's URL: without options, and without the picture behind ``#``."""
    return without_secrets(url).partition("#")[0].partition("?")[0]
