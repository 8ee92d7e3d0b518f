"""``tracker scanner list``: what is plugged in, as settings.toml takes it."""

from __future__ import annotations

from tracker.cli.console import out, out_json
from tracker.cli.options import settings_for

WORDS = {
    "serial": "serial",
    "evdev": "keyboard; an ordinary one, or a scanner in keyboard mode",
    "hidpos": "scanner, HID POS",
    "camera": "camera",
}


def list_scanners(database: str | None, *, is_json: bool) -> int:
    """Every device with its URL, whether this user may open it, and what its test said."""
    from tracker.hardware.profile_files import PROFILES, Profiles
    from tracker.hardware.sources.plugged import plugged

    settings = settings_for(database)
    profiles = Profiles(settings.home / PROFILES)
    found = plugged()
    if is_json:
        objects = [
            {
                "kind": each.kind,
                "url": each.url,
                "name": each.name,
                "node": str(each.node),
                "vendor": each.vendor,
                "product": each.product,
                "may_open": each.may_open,
                "in_settings": each.url in settings.sources,
                "profile": profiles.words(each.url),
                "hint": each.hint,
            }
            for each in found
        ]
        out_json({"devices": objects, "keyboard": profiles.words("keyboard:")})
        return 0
    out(f"● keyboard:  scanners that type into the window  ({profiles.words('keyboard:')})")
    for each in found:
        ids = f" {each.vendor}:{each.product}" if each.vendor else ""
        out(f"{'●' if each.may_open else '✖'} {each.url}  {each.name}{ids}  ({WORDS[each.kind]})")
        said = profiles.words(each.url)
        out(f"    {said if each.may_open else 'may not be opened by this user'}")
        if each.hint:
            out(f"    {each.hint}")
    if not found:
        out("○ nothing else is plugged in: no serial port, keyboard, HID POS scanner or camera")
    out('In settings.toml: sources = ["URL"]. To test one: tracker scanner test URL')
    return 0
