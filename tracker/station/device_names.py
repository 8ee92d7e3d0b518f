"""By which name each device is opened again, and which of the URLs in the settings has which device."""

from __future__ import annotations

import threading
from pathlib import Path

from tracker.hardware.sources import troubles
from tracker.hardware.sources.opening import is_live
from tracker.hardware.sources.stable_names import DEV, same_device, stable_url


class DeviceNames:
    """For any number of threads, one for each URL."""

    def __init__(self, dev: Path = DEV) -> None:
        self._dev = dev
        self._stable: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        self._lock = threading.Lock()

    def take(self, url: str) -> str:
        """The name to open it by. DeviceError ``busy`` where another URL has the device.

        Two readers of one scanner would get half of each scan, or each scan twice.
        """
        named = self.lasting(url)
        if not is_live(url):
            return named
        device = same_device(named, self._dev)
        with self._lock:
            other = next((each for each, taken in self._taken.items() if taken == device and each != url), None)
            if other is None:
                self._taken[url] = device
        if other is not None:
            raise troubles.same_as("It", other)
        return named

    def lasting(self, url: str) -> str:
        """The name that stays with the device; ``url`` where it has no other, or was not open yet."""
        return self._stable.get(url, url)

    def learn(self, url: str) -> None:
        """Remember the lasting name; to be asked while the device is open."""
        self._stable.setdefault(url, stable_url(url, self._dev))

    def give_back(self, url: str) -> None:
        with self._lock:
            self._taken.pop(url, None)
