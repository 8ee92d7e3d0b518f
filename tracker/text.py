"""The one door for foreign text on its way to a screen, a log, a file name or a terminal.

Escape sequences pass through every Textual and Rich type to the real terminal (measured in a pty: clipboard writes,
screen clears and bidi overrides all arrived), and markup in a plain string runs actions or crashes the app. So whatever
came from a scanner, a file or the database is shown only as ``safe(value)``, in a type that knows no markup.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from enum import StrEnum

GS = "\x1d"
"""GS1's FNC1 as scanners and decoders transmit it. Python counts it as white space: never strip or split scan text."""


class Separators(StrEnum):
    """What is known of a scan's way in: whether a GS in the symbol arrives. Without it lot and serial run together."""

    KEPT = "kept"
    """Our own decoder, or a scanner that passed the separator test."""
    UNKNOWN = "unknown"
    """Nobody has tested this device."""
    LOST = "lost"
    """A scanner that was tested and drops GS."""


_ESCAPED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def is_text(word: str) -> bool:
    """Whether it is made of characters. Half a UTF-16 pair is none: JSON can say one, and Python makes such of each byte of
    the command line that is no UTF-8 (PEP 383)."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def safe(value: object, limit: int = 400) -> str:
    """``value`` as text in which every character is visible and harmless.

    Control, format (bidi, zero width), private-use, surrogate and unassigned characters come out as ``\\x1b`` or
    ``\\u202e``; GS as ``<GS>``, the way the field writes it. At most ``limit`` characters of input are shown, then
    ``…`` with the full length, so that a 4 kB scan cannot flood a screen.
    """
    text = str(value)
    shown = "".join(map(_visible, text[:limit]))
    return shown if len(text) <= limit else f"{shown}… ({len(text)} characters)"


def typed_part(text: str) -> str:
    """Of a text that somebody pastes what could have been typed. What cannot be seen is left out and not escaped: it was not
    meant, and the field that shows it would hand it to the terminal as it is."""
    return "".join(each for each in text if _visible(each) == each)


def _visible(character: str) -> str:
    if character == GS:
        return "<GS>"
    if character == " " or (character.isprintable() and unicodedata.category(character) not in _ESCAPED):
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


_NO_NAME = re.compile(r"[^A-Za-z0-9._-]|^\.")
_LONGEST_NAME = 80


def as_file_name(value: object) -> str:
    """``value`` as one part of a path, whatever it says: a number out of a database that somebody else has written may be
    ``../../keys/station``.

    Letters, digits, ``.``, ``-`` and ``_`` stay; all else, a dot at the beginning and what is longer than 80 characters
    gives way to ``_`` and eight digits of the whole text's SHA-256, so that no two texts share a file by chance.
    """
    text = str(value)
    made = _NO_NAME.sub("_", text)[:_LONGEST_NAME]
    if made == text and made:
        return made
    return f"{made}_{hashlib.sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


HIDDEN = "..."
"""Stands where something is not shown."""
_NO_ADDRESS = frozenset({"serial", "evdev", "hidpos", "camera", "keyboard", "images", "video", "recording"})
"""Kinds of source behind which stands a port, a name or a file, unless a ``//`` follows."""
_OWN_OPTIONS = ("socket:", "serial:socket:")
"""What stands behind the ``?`` of these is an option of ours (``baud=9600``)."""
_HEAD = re.compile(r"(?:(?:mjpeg|serial):)?(?:[A-Za-z][A-Za-z0-9+.\-]*:/{1,2})?")


def without_secrets(url: str) -> str:
    """A source's URL as it may be shown and kept: without name, password and query, each replaced by ``...``.

    Cameras take a password before an ``@`` (RFC 3986, section 3.2.1) or a key in the query; an address stands on screens
    that everybody sees, and with each scan in the journal. In doubt more is hidden: a password may hold any character.
    """
    kind = url.partition(":")[0]
    if kind in _NO_ADDRESS and "//" not in url:
        return url
    matched = _HEAD.match(url)
    head = matched[0] if matched else ""
    place, mark, query = url[len(head) :].partition("?")
    if "@" in query and (head or ":" in place):
        return f"{head}{HIDDEN}"
    before, sign, rest = place.rpartition("@")
    if sign and (head or ":" in before):
        place = f"{HIDDEN}@{rest}"
    is_told = head.startswith(_OWN_OPTIONS) or not (head or "=" in query)
    return f"{head}{place}{mark}{query}" if is_told else f"{head}{place}{mark and '?' + HIDDEN}"


def three_figures(value: float) -> str:
    """``0.31``, ``31.9``, ``2650``: as exact as a rate is, and never with an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 item``, ``4 items``; ``many`` where it is not ``one`` with an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"
