"""One workstation: its store, its pen in the journal, its scanners, and the one thread that writes."""

from tracker.station.checkpointing import CheckpointMade
from tracker.station.opening import found_clinic, open_station
from tracker.station.outcomes import Counts, DeviceState, Outcome
from tracker.station.workstation import Station

__all__ = ["CheckpointMade", "Counts", "DeviceState", "Outcome", "Station", "found_clinic", "open_station"]
