"""What a key press stands for: characters by the names that Textual gives keys, and what begins a scanner's message."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.aim import split_aim

MODIFIERS = frozenset(
    f"{side}_{key}" for side in ("left", "right") for key in ("shift", "control", "alt", "super", "hyper", "meta")
) | {"iso_level3_shift", "iso_level5_shift", "caps_lock", "num_lock"}
EDITING = frozenset({"backspace", "delete"})
_NAMED = {
    "enter": "\r",
    "tab": "\t",
    "space": " ",
    "escape": "\x1b",
    "ctrl+at": "\x00",
    "ctrl+@": "\x00",
    "ctrl+left_square_bracket": "\x1b",
    "ctrl+backslash": "\x1c",
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+underscore": "\x1f",
}
ENDS = ("\r", "\n", "\t")
"""What scanners send after a code, alone or one after another."""


@dataclass(frozen=True, slots=True)
class Came:
    """Between which two looks at the terminal a key came: at the first it was not there, by the second it was read."""

    after_s: float
    by_s: float


@dataclass(frozen=True, slots=True)
class Key:
    """One key press as the terminal library names it. ``at_s``: seconds on any clock that never goes back. ``came``: where
    that is less than the truth (:mod:`tracker.hardware.key_clock`), what is known for certain."""

    name: str
    character: str | None
    at_s: float
    came: Came | None = None

    @property
    def read_s(self) -> float:
        """When it was read: what was read apart did not come together."""
        return self.came.by_s if self.came is not None else self.at_s

    def surely_behind_s(self, other: Key) -> float:
        """So long after ``other``, an earlier key, it came at least, whatever stalled the reader between them."""
        return (self.came.after_s if self.came is not None else self.at_s) - other.read_s


def character_of(key: Key) -> str | None:
    """The character a key stands for, by its name first: under the kitty protocol control keys bring none."""
    if key.name in _NAMED:
        return _NAMED[key.name]
    prefix, _, letter = key.name.rpartition("+")
    if prefix == "ctrl" and len(letter) == 1 and "a" <= letter <= "z":
        return chr(ord(letter) - ord("a") + 1)
    if "alt+" in key.name or key.character is None or len(key.character) != 1:
        return None
    return key.character


def is_framed(text: str) -> bool:
    """Whether ``text`` begins with something that scanners send and people do not type."""
    return split_aim(text)[0] != "" or text[:3] == "[)>"


def may_be_framed(text: str) -> bool:
    """Whether ``text`` is so short that the next keys may yet make it something that :func:`is_framed`."""
    return len(text) < 3 and any(is_framed(text + whole[len(text) :]) for whole in ("]A0", "[)>"))


def key_of(character: str, at_s: float) -> Key:
    """The key press that would have typed ``character``, for text that came as a paste."""
    names = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", "\x1d": "ctrl+right_square_bracket"}
    return Key(names.get(character, character), character, at_s)
