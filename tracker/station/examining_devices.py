"""The doctor's questions about reading: the engines, what is plugged in, what the settings name, and what tests said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata, util
from pathlib import Path

from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.hardware.profile_files import PROFILES, load_profile
from tracker.hardware.sources.plugged import DEV, SYS, Plugged, plugged
from tracker.hardware.sources.plugged_ports import listed_ports, ports
from tracker.hardware.sources.stable_names import same_device, stable_url
from tracker.hardware.sources.troubles import in_short
from tracker.station.examined import Examined
from tracker.station.examining_reading import examine_reading
from tracker.text import without_secrets

KEYBOARD = "keyboard:"
_TEST_AGAIN = "Mend what its test named, then: tracker scanner test"


Version = Callable[[str], str]


def installed(package: str) -> str:
    """Its version; empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def is_importable(module: str) -> bool:
    return util.find_spec(module) is not None


def examine_engines(
    settings: Settings, version: Version = installed, has_module: Callable[[str], bool] = is_importable
) -> Iterator[Examined]:
    """What reads pictures, and the drivers of scanners. ``version`` says which one of a package is there,
    ``has_module`` whether a module is."""
    yield from examine_reading()
    yield _driver("pyserial", "serial:", "pip install pyserial", settings, version)
    yield _hid_driver(settings, version, has_module)


def examine_devices(settings: Settings, sysfs: Path = SYS, nodes: Path = DEV) -> Iterator[Examined]:
    """What is plugged in and what the settings name: each of a known kind, and there. Whether it reads shows at the first
    scan."""
    yield _keyboard(settings)
    found = plugged(sysfs, nodes) if sys.platform == "linux" else ports(listed_ports())
    yield from examine_plugged(found, settings, nodes)
    yield from _named(settings, nodes)


def examine_plugged(found: Sequence[Plugged], settings: Settings, nodes: Path = DEV) -> Iterator[Examined]:
    """What is plugged in beside the sources that the settings name."""
    in_use = {same_device(url, nodes) for url in settings.sources}
    keyboards = [each for each in found if each.kind == "evdev"]
    if keyboards:
        words = f"{len(keyboards)}; one that is a scanner may be read by evdev: as well"
        yield Examined("ok", "Keyboards plugged in", words, "To see them: tracker scanner list")
    for each in found:
        if each.kind != "evdev" and same_device(each.url, nodes) not in in_use:
            yield _plugged(each, settings)


def _named(settings: Settings, nodes: Path) -> Iterator[Examined]:
    """The sources that the settings name, each with the test of the device that it is now."""
    from tracker.hardware.sources.opening import is_live
    from tracker.station.trying import tried

    for state in tried(settings.sources, settings.file, nodes):
        name = stable_url(state.url, nodes)
        words = f"{in_short(state.code)}. {state.words}" if state.code else state.words
        said = f"{_named_so(state.name)}{words}"
        if state.code == "busy":
            # Tracker's own app holds its scanners for itself, and is open for most of the day.
            yield _tested("Scanner", name, said.removesuffix("."), settings, worse_hint=state.hint)
        elif state.code:
            yield Examined("fault", "Scanner", said, state.hint)
        else:
            yield _tested("Scanner", name, said, settings) if is_live(state.url) else Examined("ok", "Scanner", said)


def _named_so(name: str) -> str:
    """``hidpos:`` ends with a colon itself."""
    return f"{name} " if name.endswith(":") else f"{name}: "


def _keyboard(settings: Settings) -> Examined:
    return _tested("Keyboard", KEYBOARD, "scanners that type into the window", settings)


def _plugged(device: Plugged, settings: Settings) -> Examined:
    """Not in use here; that is told, since a new scanner is plugged in before it is written down."""
    words = f"{device.url} ({device.name}) is plugged in, and not among the sources of settings.toml"
    if not device.may_open:
        return Examined("warning", "Scanner", f"{words}; it may not be opened by this user", device.hint)
    return _tested("Scanner", device.url, words, settings)


def _tested(about: str, url: str, words: str, settings: Settings, worse_hint: str = "") -> Examined:
    """``words``, and what the device's test said. With ``worse_hint`` the words are a warning by themselves."""
    try:
        profile = load_profile(settings.home / PROFILES, url)
    except ConfigurationError as error:
        return Examined("warning", about, f"{words}; its profile is not used: {error.message}", error.hint)
    if profile is None:
        shown = without_secrets(url)
        which = "" if url == KEYBOARD else url if shown == url else f"URL, as in {settings.file}"
        hint = worse_hint or f"tracker scanner test {which}".rstrip(" ")
        return Examined("warning" if worse_hint else "ok", about, f"{words}; not tested", hint)
    said = f"{words}; tested {profile.tested_on}: {profile.in_words}"
    if worse_hint and not profile.is_limited:
        return Examined("warning", about, said, worse_hint)
    return Examined("warning", about, said, _TEST_AGAIN) if profile.is_limited else Examined("ok", about, said)


def _hid_driver(settings: Settings, version: Version, has_module: Callable[[str], bool]) -> Examined:
    """On Linux hidapi without its ``hidraw`` sees no scanner that the kernel knows (:mod:`.hid_pos`)."""
    what_to_do = "pip install hidapi; or set the scanner to USB COM and use serial:"
    found = version("hidapi")
    if not found or sys.platform != "linux" or has_module("hidraw"):
        return _driver("hidapi", "hidpos:", what_to_do, settings, version)
    words = f"hidpos: by hidapi {found}, which is built without hidraw: it finds no scanner that the kernel knows"
    return Examined("warning", "Driver", words, what_to_do.replace("install", "install --upgrade"))


def _driver(package: str, kind: str, what_to_do: str, settings: Settings, version: Version) -> Examined:
    """A driver that is missing is a fault only where the settings ask for it."""
    found = version(package)
    if found:
        return Examined("ok", "Driver", f"{kind} by {package} {found}")
    is_asked_for = any(url.startswith(kind) for url in settings.sources)
    words = f"{kind} needs {package}, which is not installed"
    if not is_asked_for:
        words = f"{words}; no source of the settings needs it"
    return Examined("fault" if is_asked_for else "absent", "Driver", words, what_to_do)
