"""What is known of this station's scanners by their tests: every scan is judged by it, and the screens tell of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import ConfigurationError
from tracker.hardware.profile_files import PROFILES, Profiles, save_profile
from tracker.hardware.profiles import ScannerProfile, profile_of
from tracker.text import without_secrets

if TYPE_CHECKING:
    from tracker.hardware.learning.learned import Learned
    from tracker.hardware.scan import Scan
    from tracker.station.devices import Devices

KEYBOARD = "keyboard:"
"""The scanners that type into the window: no source, so not among the devices."""


class ScannerProfiles:
    """Of the devices, and of the keyboard."""

    def __init__(self, home: Path, devices: Devices, today: Callable[[], date]) -> None:
        self._devices, self._today = devices, today
        self._profiles = Profiles(home / PROFILES, devices.lasting_name)

    def applied(self, scan: Scan) -> Scan:
        """``scan`` as its device's test has it."""
        return self._profiles.applied(scan)

    def limited(self) -> tuple[str, ...]:
        """Of which scanners some codes are refused, and why, in words."""
        urls = (KEYBOARD, *(state.url for state in self._devices.states()))
        limited = (url for url in urls if self._profiles.is_limited(url))
        return tuple(f"{without_secrets(url)}  {self._profiles.words(url)}" for url in limited)

    def keep(self, url: str, learned: Learned) -> ScannerProfile:
        """Judge the device behind ``url`` by this test from now on. Raises :class:`ConfigurationError` (``profile``)."""
        if learned.is_exchanged_unknown:
            raise ConfigurationError(
                "What arrived for code 1 fits no keyboard that is known here.", hint="Test it again.", code="profile"
            )
        profile = profile_of(learned, self._devices.lasting_name(url), self._today())
        save_profile(self._profiles.folder, profile)
        return profile
