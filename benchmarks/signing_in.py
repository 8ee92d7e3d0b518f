"""How long somebody waits for his sign-in, beside the one hash that it must compute: two transactions with their events come
on top.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from argon2 import PasswordHasher

from benchmarks.figure import Figure, at_most, interleaved
from tracker.demo import BADGE
from tracker.demo.clinic import build_clinic
from tracker.demo.signing import PIN, ask_pins
from tracker.errors import Refusal
from tracker.people.proofs import Proof
from tracker.station import Station, open_station

ROUNDS = 21
_OWASP = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def figures(folder: Path) -> Iterator[Figure]:
    settings = build_clinic(folder / "clinic")
    ask_pins(settings)
    station = open_station(settings, sources=())
    try:
        right, nobody, hashed = interleaved(
            (
                lambda: station.signing.sign_in(BADGE, Proof(PIN)),
                lambda: _refused(station),
                lambda: _OWASP.hash(PIN),
            ),
            ROUNDS,
        )
    finally:
        station.close()
    yield at_most("sign-in / one argon2id hash", right / hashed, 5.0, f"({right * 1e3:.0f} ms)")
    yield at_most("sign-in of nobody's badge / one argon2id hash", nobody / hashed, 5.0, f"({nobody * 1e3:.0f} ms)")


def _refused(station: Station) -> None:
    try:
        station.signing.sign_in("B0000000999", Proof(PIN))
    except Refusal:
        return
    raise AssertionError("nobody's badge was let in")
