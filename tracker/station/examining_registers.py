"""Which public registers are here, and of which day."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.config import Settings
from tracker.registers.reading import FOLDER, states
from tracker.station.examined import Examined


def examine_registers(settings: Settings) -> Iterator[Examined]:
    """Each register that was imported; nothing where there is none, since a clinic can do without."""
    for state in states(settings.home / FOLDER):
        about = f"Register: {state.name}"
        if state.fault:
            kind = state.file.removesuffix(".db")
            yield Examined("warning", about, state.fault, f"Import it again: tracker import {kind} FILE")
        else:
            yield Examined("ok", about, f"{state.rows:,} rows, imported {state.imported}")
