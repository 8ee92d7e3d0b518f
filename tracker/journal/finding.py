"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written. ``station`` is empty where it concerns no single one, ``seq`` 0 where it
    concerns no single event."""

    station: str
    seq: int
    code: str
    message: str


MOST = 100
"""So many findings of a kind are kept: one changed event is reported once, and more would help nobody."""
