"""Whether sources can be opened now, for whoever asks without the app: they are opened, and let go at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.stable_names import DEV
from tracker.station.device_names import DeviceNames
from tracker.station.device_states import faulty, ready
from tracker.station.outcomes import DeviceState

BY_THE_APP = "Tracker's own app holds its scanners: where it is open now, all is well. Is it not?"
"""Whoever asks while the app is open is told this of what is in use."""


def tried(urls: Sequence[str], settings_file: Path | None = None, nodes: Path = DEV) -> tuple[DeviceState, ...]:
    """Their states in the words of the Devices screen, in the same order.

    All of them are open at once, as in the app: so two names of one device are found out. ``busy`` is also what
    tracker's own app makes of its scanners.
    """
    names = DeviceNames(nodes)
    with ExitStack() as opened:
        return tuple(_state(url, names, opened, settings_file) for url in dict.fromkeys(urls))


def _state(url: str, names: DeviceNames, opened: ExitStack, settings_file: Path | None) -> DeviceState:
    try:
        source = open_source(names.take(url))
    except DeviceError as fault:
        state = faulty(url, fault, settings_file)
        return replace(state, hint=f"{BY_THE_APP} {state.hint}") if state.code == "busy" else state
    opened.callback(source.close)
    return ready(url)
