"""Five keyboard layouts, whole: what each key of a scanner types, by the kernel's key codes.

A scanner in keyboard mode sends the keys that *its* layout setting asks for; the computer's own layout plays no part
once the device is grabbed. A key that a layout does not have gives nothing, and the scan is refused: a keymap that
guesses turns one lot into another. Signs in :data:`Keymap.dead` wait for the next key, as on the real keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

NAMES = ("us", "gb", "de", "fr", "es")
SPACE, BACKSLASH, EXTRA = 57, 43, 86
_ROWS = ((41, *range(2, 14)), tuple(range(16, 28)), tuple(range(30, 41)), tuple(range(44, 54)))
KEYPAD = dict(zip((71, 72, 73, 75, 76, 77, 79, 80, 81, 82), "7894561230", strict=True)) | {
    55: "*", 74: "-", 78: "+", 83: ".", 98: "/", 117: "=",
}  # fmt: skip
"""Num Lock is not asked: a scanner means the digit."""
FUNCTION_KEYS = {f"f{number}": 58 + number for number in range(1, 11)} | {"f11": 87, "f12": 88}
_NONE = "\0"
"""Stands in the tables below for a key that types nothing."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """``(code, shift, altgr)`` to the character; ``dead`` are those that wait for the next key."""

    typed: dict[tuple[int, bool, bool], str]
    dead: frozenset[tuple[int, bool, bool]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Four rows plain and shifted, the keys beside Enter and left of Z, and what AltGr gives."""

    plain: tuple[str, str, str, str]
    shifted: tuple[str, str, str, str]
    backslash: str
    extra: str
    altgr: dict[int, str]
    dead: frozenset[tuple[int, bool, bool]] = frozenset()


_US = _Layout(
    ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    ("~!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"', "ZXCVBNM<>?"),
    "\\|",
    "\\|",
    {},
)
_GB = _Layout(
    ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    ('¬!"£$%^&*()_+', "QWERTYUIOP{}", "ASDFGHJKL:@", "ZXCVBNM<>?"),
    "#~",
    "\\|",
    {41: "¦", 5: "€", 18: "é", 22: "ú", 23: "í", 24: "ó", 30: "á"},
)
_DE = _Layout(
    ("^1234567890ß´", "qwertzuiopü+", "asdfghjklöä", "yxcvbnm,.-"),
    ('°!"§$%&/()=?`', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ", "YXCVBNM;:_"),
    "#'",
    "<>",
    {3: "²", 4: "³", 8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 18: "€", 27: "~", 50: "µ", 86: "|"},
    frozenset({(41, False, False), (13, False, False), (13, True, False)}),
)
_FR = _Layout(
    ("²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!"),
    (f"{_NONE}1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%", "WXCVBN?./§"),
    "*µ",
    "<>",
    {3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}", 18: "€", 27: "¤"},
    frozenset({(26, False, False), (26, True, False), (3, False, True), (8, False, True)}),
)
_ES = _Layout(
    ("º1234567890'¡", "qwertyuiop`+", "asdfghjklñ´", "zxcvbnm,.-"),
    ('ª!"·$%&/()=?¿', "QWERTYUIOP^*", "ASDFGHJKLÑ¨", "ZXCVBNM;:_"),
    "çÇ",
    "<>",
    {41: "\\", 2: "|", 3: "@", 4: "#", 5: "~", 6: "€", 7: "¬", 18: "€", 26: "[", 27: "]", 40: "{", 43: "}"},
    frozenset({(26, False, False), (26, True, False), (40, False, False), (40, True, False), (5, False, True)}),
)
_LAYOUTS = dict(zip(NAMES, (_US, _GB, _DE, _FR, _ES), strict=True))


@cache
def keymap(name: str) -> Keymap:
    """The layout ``name`` (one of :data:`NAMES`)."""
    layout = _LAYOUTS[name]
    typed: dict[tuple[int, bool, bool], str] = {}
    for is_shifted, rows in ((False, layout.plain), (True, layout.shifted)):
        for codes, row in zip(_ROWS, rows, strict=True):
            typed |= {(code, is_shifted, False): sign for code, sign in zip(codes, row, strict=True) if sign != _NONE}
        typed[BACKSLASH, is_shifted, False] = layout.backslash[is_shifted]
        typed[EXTRA, is_shifted, False] = layout.extra[is_shifted]
        typed[SPACE, is_shifted, False] = " "
        typed |= {(code, is_shifted, False): sign for code, sign in KEYPAD.items()}
    typed |= {(code, False, True): sign for code, sign in layout.altgr.items()}
    return Keymap(typed, layout.dead)
