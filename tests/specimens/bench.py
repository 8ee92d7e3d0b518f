"""A scanner at a real workstation, and the records that it leaves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.laboratory import NOW, Laboratory, open_laboratory
from tests.people.asking import PIN
from tracker.hardware.scan import Scan
from tracker.people.proofs import Proof
from tracker.station import Outcome, Station

TUBES = 6


class Scanner:
    """Hands scans in, three seconds apart, and keeps what is answered."""

    def __init__(self, station: Station) -> None:
        self.station, self.at = station, NOW
        self.outcomes: list[Outcome] = []
        station.subscribe(self.outcomes.append)

    def play(self, outcomes: list[Outcome]) -> Outcome:
        """The very scans again, as a recording of them would bring them."""
        for outcome in outcomes:
            self.station.submit(outcome.scan)
        assert self.station.drain(60)
        return self.outcomes[-1]

    def __call__(self, *codes: str) -> Outcome:
        for code in codes:
            self.at += timedelta(seconds=3)
            self.station.submit(Scan(code, source="serial:/dev/ttyACM0", at=self.at))
        assert self.station.drain(60)
        return self.outcomes[-1]


def records(home: Path) -> Laboratory:
    return open_laboratory(home / "tracker.db")


def sign_in(station: Station, badge: str) -> None:
    """By badge and PIN, in a clinic that asks for it (:mod:`tests.people.asking`)."""
    station.signing.sign_in(badge, Proof(PIN))
