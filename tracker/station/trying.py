"""Whether a source can be opened now, for whoever asks without the app: it is opened, and let go at once."""

from __future__ import annotations

from tracker.errors import DeviceError
from tracker.hardware.sources.opening import open_source
from tracker.station.device_states import faulty, ready
from tracker.station.outcomes import DeviceState


def tried(url: str) -> DeviceState:
    """Its state in the words of the Devices screen. ``busy`` is also what tracker's own app makes of its scanners."""
    try:
        open_source(url).close()
    except DeviceError as fault:
        return faulty(url, fault)
    return ready(url)
