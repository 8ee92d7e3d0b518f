"""What somebody meant who wrote a source's URL almost right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

KINDS: Mapping[str, str] = {
    "serial": "serial:",
    "socket": "socket://",
    "evdev": "evdev:",
    "hidpos": "hidpos:",
    "camera": "camera:",
    "mjpeg": "mjpeg:http://",
    "images": "images:",
    "video": "video:",
    "recording": "recording:",
    "keyboard": "keyboard:",
}
"""Each kind as its URLs begin."""
_ALIKE = 0.7
"""``serail``, ``Serial`` and ``hid-pos`` are as near as that; ``teleport`` is not."""
_BARE: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"https?://[^/]"), lambda url: f"mjpeg:{url}"),
    (re.compile(r"/dev/(tty|serial/|rfcomm|cu\.)"), lambda url: f"serial:{url}"),
    (re.compile(r"(tty(ACM|USB|S)|rfcomm)[0-9]+(?![^?])"), lambda url: f"serial:/dev/{url}"),
    (re.compile(r"COM[0-9]+(?![^?])", re.IGNORECASE), lambda url: f"serial:{url}"),
    (re.compile(r"/dev/video[0-9]+$"), lambda url: f"camera:{url.removeprefix('/dev/video')}"),
    (re.compile(r"/dev/v4l/"), lambda url: f"camera:{url}"),
    (re.compile(r"/dev/input/"), lambda url: f"evdev:{url}"),
    (re.compile(r"(tcp|telnet)://"), lambda url: f"socket://{url.partition('://')[2]}"),
    (re.compile(r"socket:(?!//)."), lambda url: f"socket://{url.partition(':')[2].lstrip('/')}"),
    (re.compile(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}$"), lambda url: f"hidpos:{url}"),
    (re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z0-9.-]+:[0-9]{1,5}$"), lambda url: f"socket://{url}"),
    (re.compile(r"(camera|webcam) ?(?P<number>[0-9]*)$", re.IGNORECASE), lambda url: f"camera:{_digits(url) or '0'}"),
)
"""What is often written without its kind, and with it."""


def right_spelling(url: str) -> str:
    """The nearest URL of a kind that is known; empty where nothing is near, and for what begins rightly."""
    kind, colon, rest = url.partition(":")
    if colon and kind in KINDS and (kind != "socket" or rest.startswith("//")):
        return ""
    for pattern, corrected in _BARE:
        if pattern.match(url):
            return corrected(url)
    near = get_close_matches(kind.casefold(), KINDS, 1, _ALIKE)
    if not near or not (colon or kind.casefold() in KINDS):
        return ""
    begin = KINDS[near[0]]
    given = rest if begin.endswith(":") else rest.removeprefix("http:").lstrip("/")
    return f"{begin}{given}"


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
