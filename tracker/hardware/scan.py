"""One thing seen by one device: the only shape in which hardware speaks to the rest of the house."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from tracker.text import Separators


class Quality(StrEnum):
    """How far a reading may be trusted."""

    READ = "read"
    """The device stands by every character."""

    DOUBTFUL = "doubtful"
    """A code was seen, but the guards did not accept it (engines disagree, too few pixels, a failed check)."""

    UNREADABLE = "unreadable"
    """Something code-like or a whole frame from which nothing could be read."""

    GARBLED = "garbled"
    """A keyboard wedge's burst without an end, or with a stall in it: part of it may be missing."""

    EXCHANGED = "exchanged"
    """Whole, from a device whose test showed that it exchanges letters or signs, some of which this scan holds."""


PULL_S = 0.100
"""Nobody pulls a trigger twice within this time, and no scanner decodes, sends and is ready again so soon. What begins
sooner behind what the same device sent is no pull of its own: it stands behind a CR that was encoded, or was buffered."""

KEYS = "keys:"
"""The source of what a person pressed, typed or chose from a list: no device saw it."""
SPOKEN = "said by the patient"
"""Evidence of a letter that was entered in the dialog for it. It quotes nothing."""


def utc_now() -> datetime:
    """The wall clock, aware, in UTC, to the millisecond (what the journal keeps)."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def new_id() -> str:
    """A scan's identity, made where the scan was made: 32 hexadecimal digits, unique over all stations.

    The first twelve are the milliseconds since 1970, as in RFC 9562's version 7, so that events stand side by side in
    every index: a journal larger than the cache is else read by one random page for each event.
    """
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


FORM_OPEN = "It came while a form was open"
"""So begins the evidence of a scan that was read well, and counts for nothing because of where the person was."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a device saw. No meaning yet.

    ``data`` is exact: GS stays ``\\x1d``, spaces stay, no case is changed, and the symbology identifier is cut off
    into ``aim`` (``"]C1"``, ``"]d2"``; empty where the device said none). ``source`` is the device's URL. ``at`` is
    when it was seen, aware and in UTC; jobs measure repeat windows by it and never by a clock, so that a replay decides
    as the shift did. ``separators`` says whether the device is known to hand GS on. ``evidence`` says in one line how
    it was read, or why it was not accepted. ``is_behind``: it began within :data:`PULL_S` of what the same device sent
    before it. One QR code of ``URL CR UNDO CR`` is two scans, so that what is behind is no command and no badge: these are
    what a stranger can print in advance. Everything else is taken: a scanner that buffers (batch mode, a flood of packs)
    sends places, specimens and items so, honestly.
    """

    data: str
    aim: str = ""
    source: str = ""
    at: datetime = field(default_factory=utc_now)
    quality: Quality = Quality.READ
    symbology: str = ""
    separators: Separators = Separators.UNKNOWN
    evidence: str = ""
    id: str = field(default_factory=new_id)
    is_behind: bool = False

    @property
    def device(self) -> str:
        """The device alone: a picture's ``source`` also names the picture, behind a ``#``."""
        return self.source.partition("#")[0]

    @property
    def stands_alone(self) -> bool:
        """Whether it may command, answer or sign somebody on: read well, and no part of another code."""
        return self.quality is Quality.READ and not self.is_behind

    def without_answer(self) -> Scan:
        """What may be told and kept of a scan that is part of a patient's answer: nothing that quotes it."""
        return replace(self, data="", evidence=self.evidence if self.evidence == SPOKEN else "")
