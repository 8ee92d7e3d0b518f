"""One workstation: its store, its pen in the journal, its scanners, and the one thread that writes.

What is named here is read when it is first asked for: a report opens the same store, but needs neither the workstation nor
what a scan means, which take twice as long to read as all the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.station.checkpointing import CheckpointMade
    from tracker.station.opening import found_clinic, open_station
    from tracker.station.outcomes import Counts, DeviceState, Outcome
    from tracker.station.workstation import Station

__all__ = ["CheckpointMade", "Counts", "DeviceState", "Outcome", "Station", "found_clinic", "open_station"]

_ROOMS = {
    "CheckpointMade": "checkpointing",
    "Counts": "outcomes",
    "DeviceState": "outcomes",
    "Outcome": "outcomes",
    "Station": "workstation",
    "found_clinic": "opening",
    "open_station": "opening",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
