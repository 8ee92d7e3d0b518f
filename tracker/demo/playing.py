"""The recorded shift, played without a screen: the same scans, the same ledger, on every machine and every day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from tracker.barcodes.judging import code_rules
from tracker.config import Settings
from tracker.demo import SHIFT
from tracker.demo.clinic import OPENS, build_clinic
from tracker.errors import StoreError
from tracker.hardware.sources.opening import open_source
from tracker.inventory.auditing import ledger_digest
from tracker.station import open_station

FRAME_SECONDS = 4


class ShiftClock:
    """Times for pictures that have none: the n-th scan is as late as the n-th of the recorded shift.

    Repeat windows and expiry dates are judged by these, so that the pictures lead to the very ledger of the recording.
    """

    def __init__(self) -> None:
        self._times: Iterator[datetime] = iter([scan.at for scan in open_source(f"recording:{SHIFT}", pace="at_once")])
        self._last = OPENS

    def __call__(self) -> datetime:
        self._last = next(self._times, self._last + timedelta(seconds=FRAME_SECONDS))
        return self._last


@dataclass(frozen=True, slots=True)
class Played:
    """What a shift came to. ``refused`` counts scans by verdict code; ``seconds`` is the playing, without the building."""

    scans: int
    posted: int
    noted: int
    refused: Mapping[str, int]
    ledger_digest: str
    seconds: float

    def as_object(self) -> dict[str, object]:
        return {
            "scans": self.scans,
            "posted": self.posted,
            "noted": self.noted,
            "refused": dict(sorted(self.refused.items())),
            "ledger_digest": self.ledger_digest,
            "seconds": round(self.seconds, 3),
        }


def play(home: Path, source: str | None = None) -> Played:
    """Build a fresh demo clinic in ``home`` and play ``source`` (default: the recorded shift) as fast as it goes."""
    return play_in(build_clinic(home, has_past=True), source)


def play_in(settings: Settings, source: str | None = None) -> Played:
    """The same in a demo clinic that is there, as it was built."""
    given = source or f"recording:{SHIFT}"
    station = open_station(settings)
    try:
        began = perf_counter()
        for scan in open_source(given, clock=ShiftClock(), judging=code_rules(), pace="at_once"):
            station.submit(scan)
        station.drain()
        seconds = perf_counter() - began
        with station.read() as reader:
            digest = ledger_digest(reader.connection)
        counts = station.counts
        refused = dict(station.tally.refused_by_code)
    finally:
        unsaved = station.close()
    if unsaved is not None:
        raise StoreError(f"Not all of the shift could be stored; the rest is in {unsaved}.", hint="Free some space.")
    return Played(counts.scanned, counts.posted, counts.noted, refused, digest, seconds)
