"""``tracker scanner list``: what is plugged in, as settings.toml takes it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import out, out_answer, out_json
from tracker.cli.options import settings_for

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.hardware.profile_files import Profiles
    from tracker.hardware.sources.plugged import Plugged

WORDS = {
    "serial": "serial",
    "evdev": "a keyboard, or a scanner in keyboard mode",
    "hidpos": "HID POS",
    "camera": "camera",
}


def list_scanners(
    database: str | None, *, is_json: bool, sysfs: Path = Path("/sys"), nodes: Path = Path("/dev")
) -> int:
    """Every device with its URL, whether this user may open it, and what its test said."""
    from tracker.hardware.profile_files import PROFILES, Profiles
    from tracker.hardware.sources.plugged import plugged
    from tracker.hardware.sources.plugged_ports import NOT_LISTED, listed_ports, ports

    settings = settings_for(database)
    profiles = Profiles(settings.home / PROFILES)
    has_sysfs = sys.platform == "linux"
    found = plugged(sysfs, nodes) if has_sysfs else ports(listed_ports())
    if is_json:
        objects = [_as_object(each, settings, profiles) for each in found]
        out_json({"devices": objects, "keyboard": profiles.words("keyboard:")})
        return 0
    _tell(found, profiles, settings)
    if not has_sysfs:
        out(f"○ {NOT_LISTED}")
    out('In settings.toml: sources = ["URL"]. To test one: tracker scanner test URL')
    return 0


def _tell(found: list[Plugged], profiles: Profiles, settings: Settings) -> None:
    """One device, and what is known of it, after the other; then what the settings name besides."""
    from tracker.hardware.sources.stable_names import same_device

    out_answer("●", "keyboard:", f"scanners that type into the window: {profiles.words('keyboard:')}")
    for each in found:
        ids = f" {each.vendor}:{each.product}" if each.vendor else ""
        said = profiles.words(each.url) if each.may_open else "may not be opened by this user"
        out_answer("●" if each.may_open else "✖", each.url, f"{each.name}{ids}, {WORDS[each.kind]}: {said}", each.hint)
    if not found:
        out("○ nothing else is plugged in")
    shown = {same_device(each.url) for each in found}
    for url in settings.sources:
        if same_device(url) not in shown:
            out_answer("○", url, f"named in settings.toml, and not among what is plugged in: {profiles.words(url)}")


def _as_object(device: Plugged, settings: Settings, profiles: Profiles) -> dict[str, object]:
    from tracker.hardware.sources.stable_names import same_device

    return {
        "kind": device.kind,
        "url": device.url,
        "name": device.name,
        "node": str(device.node),
        "vendor": device.vendor,
        "product": device.product,
        "may_open": device.may_open,
        "in_settings": same_device(device.url) in map(same_device, settings.sources),
        "profile": profiles.words(device.url),
        "hint": device.hint,
    }
