"""What it costs a scan to ask whether whoever scans may do it, in a clinic that asks who he is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from time import thread_time

from benchmarks.figure import Figure, at_most, seconds
from benchmarks.scanning import _packs, _post
from tracker.config import Settings
from tracker.demo import LEAD
from tracker.demo.clinic import build_clinic
from tracker.people.access import ASKS_PIN, SIGN_IN, Role
from tracker.people.hashing import Hasher
from tracker.people.permissions import Permission
from tracker.people.permitting import Authority
from tracker.people.proofs import Proof
from tracker.station import open_station
from tracker.station.opening import open_store
from tracker.station.pepper import made_pepper
from tracker.store.connection import Connection

ROUNDS, BATCH = 20, 20
PIN = Proof("482913")
ASKED = (Permission.STOCK_SEE, Permission.STOCK_RECEIVE, Permission.STOCK_RECEIVE)
"""What a pack that is received asks: may its item be seen, may it be received, and the same of its order."""


def figures(folder: Path) -> Iterator[Figure]:
    """In turns: a batch of packs received, and the same number of times what each of them asks, within one transaction."""
    settings = build_clinic(folder / "station")
    _ask_who(settings)
    station = open_station(settings)
    store = open_store(settings, is_readonly=True)
    try:
        station.signing.sign_in(LEAD, PIN)
        packs = _packs(station)
        _post(station, *islice(packs, BATCH))
        computing: list[float] = []
        station.subscribe(lambda outcome: computing.append(thread_time()))
        scans: list[float] = []
        questions: list[float] = []
        for _ in range(ROUNDS):
            scans += [seconds(lambda scan=scan: _post(station, scan)) for scan in islice(packs, BATCH)]  # type: ignore[misc]
            with store.reading() as connection:
                questions += [seconds(lambda: _ask(connection)) for _ in range(BATCH)]
        assert station.tally.refused_by_code.total() == 0, "all of it was posted"
        asked, computed = median(questions), median(later - former for former, later in pairwise(computing))
        for of, whole in (("the scan", median(scans)), ("what it computes", computed)):
            note = f"({asked * 1e6:.0f} µs of {whole * 1e3:.2f} ms)"
            yield at_most(f"asking whether a scan is permitted / {of}, in per cent", asked / whole * 100, 2, note)
    finally:
        store.close()
        station.close()


def _ask(connection: Connection) -> None:
    authority = Authority(connection)
    for permission in ASKED:
        authority.require(LEAD, permission)


def _ask_who(settings: Settings) -> None:
    """The demo's lead has a PIN, and the clinic has said ten words of what a lead may do."""
    store = open_store(settings)
    verifier = Hasher(made_pepper(store, settings)).made(LEAD, PIN)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET role = ? WHERE badge = ?", (Role.LEAD.value, LEAD))
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", (SIGN_IN, ASKS_PIN))
        connection.exec_driver_sql(
            "INSERT INTO credential (badge, kind, verifier, must_change, set_at) VALUES (?, 'pin', ?, 0, ?)",
            (LEAD, verifier, "2026-11-16T06:00:00.000Z"),
        )
        connection.exec_driver_sql(
            "INSERT INTO role_permission (role, permission, is_allowed) VALUES (?, ?, 1)",
            [(Role.LEAD.value, each.value) for each in list(Permission)[:10]],
        )
    store.close()
