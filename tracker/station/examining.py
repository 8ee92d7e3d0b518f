"""The doctor's questions: each answered in words, none of them changing anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tracker.config import Settings
from tracker.station.examined import Examined
from tracker.station.examining_designs import examine_designs
from tracker.station.examining_devices import examine_devices, examine_engines
from tracker.station.examining_printers import examine_printers
from tracker.station.examining_registers import examine_registers
from tracker.station.examining_store import examine_store
from tracker.store.engine import sqlite_version


def examine(settings: Settings, *, is_deep: bool = False) -> list[Examined]:
    """All answers in order. A database that cannot be opened is an answer too."""
    return [
        *_program(),
        *examine_engines(settings),
        *examine_devices(settings),
        *examine_printers(settings),
        *examine_designs(settings),
        *examine_registers(settings),
        *examine_store(settings, is_deep),
    ]


def _program() -> Iterator[Examined]:
    yield Examined("ok", "Python", sys.version.split(" ")[0])
    version = sqlite_version()
    words = f"{'.'.join(map(str, version))}, encrypted by SQLCipher"
    if version >= (3, 51, 3):
        yield Examined("ok", "SQLite", words)
    else:
        yield Examined(
            "fault", "SQLite", words, "Versions before 3.51.3 can damage a database that two programs have open."
        )
