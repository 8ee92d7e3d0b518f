"""The doctor's questions about reading: the engines, what is plugged in, what the settings name, and what tests said."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tracker.config import Settings
from tracker.errors import ConfigurationError, TrackerError
from tracker.hardware.profile_files import PROFILES, load_profile
from tracker.hardware.profiles import ScannerProfile
from tracker.hardware.sources.plugged import DEV, SYS, Plugged, plugged
from tracker.station.examined import Examined
from tracker.station.examining_reading import examine_reading
from tracker.text import Separators

KEYBOARD = "keyboard:"
_TEST_AGAIN = "Mend what its test named, then: tracker scanner test"


def examine_engines(settings: Settings) -> Iterator[Examined]:
    """What reads pictures, and the drivers of scanners."""
    yield from examine_reading()
    yield _driver("pyserial", "serial:", "pip install pyserial", settings)
    yield _driver("hidapi", "hidpos:", "pip install hidapi; or set the scanner to USB COM and use serial:", settings)


def examine_devices(settings: Settings, sysfs: Path = SYS, nodes: Path = DEV) -> Iterator[Examined]:
    """What is plugged in and what the settings name: each of a known kind, and there. Whether it reads shows at the first
    scan."""
    yield _keyboard(settings)
    found = plugged(sysfs, nodes)
    keyboards = [each for each in found if each.kind == "evdev"]
    if keyboards:
        words = f"{len(keyboards)}; one that is a scanner may be read by evdev: as well"
        yield Examined("ok", "Keyboards plugged in", words, "To see them: tracker scanner list")
    for each in found:
        if each.kind != "evdev" and each.url not in settings.sources:
            yield _plugged(each, settings)
    yield from _named(settings)


def _named(settings: Settings) -> Iterator[Examined]:
    """The sources that the settings name."""
    from tracker.hardware.sources.opening import is_live, open_source

    for url in settings.sources:
        try:
            open_source(url).close()
        except TrackerError as error:
            yield Examined("fault", "Scanner", f"{url}: {error.message}", error.hint)
        else:
            yield _tested("Scanner", url, url, settings) if is_live(url) else Examined("ok", "Scanner", url)


def _keyboard(settings: Settings) -> Examined:
    return _tested("Keyboard", KEYBOARD, "scanners that type into the window", settings)


def _plugged(device: Plugged, settings: Settings) -> Examined:
    """Not in use here; that is told, since a new scanner is plugged in before it is written down."""
    words = f"{device.url} ({device.name}) is plugged in, and not among the sources of settings.toml"
    if not device.may_open:
        return Examined("warning", "Scanner", f"{words}; it may not be opened by this user", device.hint)
    return _tested("Scanner", device.url, words, settings)


def _tested(about: str, url: str, words: str, settings: Settings) -> Examined:
    """``words``, and what the device's test said."""
    try:
        profile = load_profile(settings.home / PROFILES, url)
    except ConfigurationError as error:
        return Examined("warning", about, f"{words}; its profile is not used: {error.message}", error.hint)
    if profile is None:
        hint = f"tracker scanner test {'' if url == KEYBOARD else url}".rstrip(" ")
        return Examined("ok", about, f"{words}; not tested", hint)
    said = f"{words}; tested {profile.tested_on}: {profile.in_words}"
    return Examined("warning", about, said, _TEST_AGAIN) if _is_limited(profile) else Examined("ok", about, said)


def _is_limited(profile: ScannerProfile) -> bool:
    return profile.separators is Separators.LOST or not profile.exchange.is_faithful


def _driver(package: str, kind: str, what_to_do: str, settings: Settings) -> Examined:
    """A driver that is missing is a fault only where the settings ask for it."""
    found = _version(package)
    if found:
        return Examined("ok", "Driver", f"{kind} by {package} {found}")
    is_asked_for = any(url.startswith(kind) for url in settings.sources)
    words = f"{kind} needs {package}, which is not installed"
    return Examined("fault" if is_asked_for else "ok", "Driver", words, what_to_do)


def _version(package: str) -> str:
    """Empty where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
