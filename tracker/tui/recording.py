"""The keyboard's scans written down as they come, key by key, so that a fault can be seen again (``recording:FILE``).

What a person types is no scan, and is not in it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tracker.hardware.key_framing import as_bytes
from tracker.hardware.keystrokes import Key
from tracker.hardware.scan import Scan
from tracker.hardware.sources.raw import Raw
from tracker.hardware.sources.tape import Tape
from tracker.hardware.sources.taped import Identities


class KeyboardRecording:
    """A new file beside the database. DeviceError ``recording_not_written`` where it cannot be made or written."""

    def __init__(self, folder: Path, begun: datetime, source: str) -> None:
        self.path = folder / f"keyboard-{begun:%Y%m%dT%H%M%S}.jsonl"
        self._tape = Tape(self.path, source, begun)
        self._identities = Identities(source, begun)

    def write(self, scan: Scan, keys: tuple[Key, ...]) -> Scan:
        """``scan`` under the identity that every replay gives it, also one of a recording that was cut."""
        named = self._identities.named(scan)
        for key in keys:
            self._tape.hear(Raw("keys", as_bytes(key), key.at_s))
        self._tape.write(named)
        return named

    def close(self) -> None:
        self._tape.close()
