"""What a test has found out about a scanner: the words in which it is told, kept and acted on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tracker.hardware.learning.exchanging import Exchange
from tracker.text import Separators


class Channel(StrEnum):
    """How codes come from a device."""

    KEYBOARD = "keyboard"
    """Keys through the computer's own keyboard layout."""
    EVDEV = "evdev"
    LINE = "line"
    """Bytes."""
    WHOLE = "whole"
    """Whole scans, of which nothing can be lost on the way: HID POS, cameras, pictures."""


class Suffix(StrEnum):
    CR = "CR"
    LF = "LF"
    CRLF = "CRLF"
    TAB = "TAB"
    ETX = "ETX"
    """STX before, ETX behind."""
    NONE = "none"
    OTHER = "other"


class Aim(StrEnum):
    """Symbology identifiers (ISO/IEC 15424) before each code."""

    SENT = "sent"
    ABSENT = "absent"
    MIXED = "mixed"
    """Before some codes only, or those of another symbology."""


class GsForm(StrEnum):
    """What arrives in place of GS (0x1D)."""

    KEPT = "kept"
    WRITTEN = "written"
    """As ``<GS>``, ``{GS}``, ``[GS]`` or ``^]``."""
    VISIBLE = "visible"
    """A sign that no GS1 field may hold."""
    FUNCTION_KEY = "function_key"
    ALT_CODE = "alt_code"
    LOST = "lost"
    OTHER = "other"
    """Something that cannot be told from data, or not twice the same."""
    UNSEEN = "unseen"
    """No code with two fields arrived, or none that tells anything: the key that types GS is another on another layout."""

    @property
    def separators(self) -> Separators:
        """Whether a GS is known to arrive where it does so in this form."""
        if self in (GsForm.KEPT, GsForm.WRITTEN, GsForm.VISIBLE):
            return Separators.KEPT
        return Separators.UNKNOWN if self is GsForm.UNSEEN else Separators.LOST


@dataclass(frozen=True, slots=True)
class Learned:
    """``gs_sign`` is the sign or key that stood for GS. ``median_ms`` and ``longest_ms`` are pauses between keys, None where
    there are no keys. ``missing`` are the numbers of codes that never arrived; ``strange`` counts what arrived and is no
    code of the sheet, and ``strange_steps`` are the codes whose turn it was."""

    channel: Channel
    arrived: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    strange: int = 0
    strange_steps: tuple[int, ...] = ()
    suffix: Suffix = Suffix.NONE
    prefix: str = ""
    aim: Aim = Aim.ABSENT
    gs: GsForm = GsForm.UNSEEN
    gs_sign: str = ""
    exchange: Exchange = field(default_factory=Exchange)
    has_xor: bool = False
    median_ms: int | None = None
    longest_ms: int | None = None

    @property
    def is_exchanged_unknown(self) -> bool:
        """Whether code 1, which shows the layout, came as no layout that is known here would have it. Seen with a US scanner
        at a German keyboard without dead keys: digits come right, and letters must not be believed."""
        return self.is_layout_unseen and 1 in self.missing and self.strange > 0

    @property
    def is_layout_unseen(self) -> bool:
        """Whether nothing that came tells the layout: not code 1, and no other code that one exchanges."""
        types = self.channel in (Channel.KEYBOARD, Channel.EVDEV)
        return types and 1 not in self.arrived and self.exchange.is_faithful

    @property
    def separators(self) -> Separators:
        """Whether a GS in a symbol is known to arrive as one."""
        return self.gs.separators
