"""``tracker scanner list``: what is plugged in, as settings.toml takes it, and whether what is named there works."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import out, out_answer, out_json
from tracker.cli.options import settings_for

if TYPE_CHECKING:
    from tracker.hardware.profile_files import Profiles
    from tracker.hardware.sources.plugged import Plugged
    from tracker.station.outcomes import DeviceState

WORDS = {
    "serial": "serial",
    "evdev": "a keyboard, or a scanner in keyboard mode",
    "hidpos": "HID POS",
    "camera": "camera",
}
SIGNS = {"live": "●", "waiting": "○", "failed": "✖", "ended": "–"}
"""As on the Devices screen."""


def list_scanners(
    database: str | None, *, is_json: bool, sysfs: Path = Path("/sys"), nodes: Path = Path("/dev")
) -> int:
    """Every device with its URL, whether this user may open it, and what its test said.

    The sources that the settings name are opened for a moment: nothing else tells one that is in use from one that is not.
    """
    from tracker.hardware.profile_files import PROFILES, Profiles
    from tracker.hardware.sources.plugged import plugged
    from tracker.hardware.sources.plugged_ports import NOT_LISTED, listed_ports, ports
    from tracker.hardware.sources.stable_names import same_device
    from tracker.station.trying import tried

    settings = settings_for(database)
    profiles = Profiles(settings.home / PROFILES)
    has_sysfs = sys.platform == "linux"
    found = plugged(sysfs, nodes) if has_sysfs else ports(listed_ports())
    states = tried(settings.sources, settings.file, nodes)
    named = {same_device(each.url, nodes): each for each in reversed(states)}
    by_url = {each.url: named.get(same_device(each.url, nodes)) for each in found}
    if is_json:
        devices = [_as_object(each, by_url[each.url], profiles) for each in found]
        sources = [_state_object(each) for each in states]
        out_json({"devices": devices, "sources": sources, "keyboard": profiles.words("keyboard:")})
        return 0
    _tell_plugged(found, by_url, profiles)
    for state in states:
        if state not in by_url.values():
            tested = profiles.words(state.url) if profiles.of(state.url) or not state.code else ""
            out_answer(SIGNS[state.state], state.name, *_state_lines(state), tested)
    if not has_sysfs:
        out(f"○ {NOT_LISTED}")
    out('In settings.toml: sources = ["URL"]. To test one: tracker scanner test URL')
    return 0


def _tell_plugged(found: list[Plugged], states: Mapping[str, DeviceState | None], profiles: Profiles) -> None:
    """One device, and what is known of it, after the other."""
    out_answer("●", "keyboard:", f"scanners that type into the window: {profiles.words('keyboard:')}")
    for each in found:
        ids = f" {each.vendor}:{each.product}" if each.vendor else ""
        about = f"{each.name}{ids}, {WORDS[each.kind]}"
        state = states[each.url]
        if state is not None:
            said = f"{about}: {profiles.words(each.url)}"
            out_answer(SIGNS[state.state], each.url, said, *_state_lines(state))
        else:
            said = profiles.words(each.url) if each.may_open else "may not be opened by this user"
            out_answer("●" if each.may_open else "✖", each.url, f"{about}: {said}", each.hint)
    if not found:
        out("○ nothing else is plugged in")


def _state_lines(state: DeviceState) -> tuple[str, str]:
    """What became of the source that the settings name, and what to do."""
    from tracker.hardware.sources.troubles import in_short

    if not state.code:
        return f"in settings.toml: {state.words}", ""
    return f"in settings.toml: {in_short(state.code)}. {state.words}", state.hint


def _as_object(device: Plugged, state: DeviceState | None, profiles: Profiles) -> dict[str, object]:
    return {
        "kind": device.kind,
        "url": device.url,
        "name": device.name,
        "node": str(device.node),
        "vendor": device.vendor,
        "product": device.product,
        "may_open": device.may_open,
        "in_settings": state is not None,
        "profile": profiles.words(device.url),
        "hint": device.hint,
    }


def _state_object(state: DeviceState) -> dict[str, object]:
    """``code`` is empty for what works, else as in :mod:`tracker.hardware.sources.troubles`."""
    return {"url": state.name, "state": state.state, "code": state.code, "words": state.words, "hint": state.hint}
