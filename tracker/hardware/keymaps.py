"""Five keyboard layouts, whole: what each key of a scanner types, by the kernel's key codes.

A scanner in keyboard mode sends the keys that *its* layout setting asks for; the computer's own layout plays no part
once the device is grabbed. A key that a layout does not have gives nothing, and the scan is refused: a keymap that
guesses turns one lot into another. Signs in :data:`Keymap.dead` wait for the next key, as on the real keyboard.

The keys are those of Windows' layouts of these names, which scanners are made for. They were compared key by key with
xkeyboard-config 2.35.1 (symbols/us, gb, de, fr, es): every plain and every shifted sign is the same but for the key left of
Z on the US layout, which US keyboards do not have; of AltGr's, all that are ASCII here are the same there. Three dead keys
are plain there (:attr:`Keymap.doubtful`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

NAMES = ("us", "gb", "de", "fr", "es")
SPACE, BACKSLASH, EXTRA, _DECIMAL = 57, 43, 86, 83
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
    """``(code, shift, altgr)`` to the character; ``dead`` are those that wait for the next key.

    ``doubtful`` are dead on Windows and plain in xkeyboard-config: with a letter behind it may be meant ``ñ``, or ``~n``.
    """

    typed: dict[tuple[int, bool, bool], str]
    dead: frozenset[tuple[int, bool, bool]]
    doubtful: frozenset[tuple[int, bool, bool]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Four rows plain and shifted, the keys beside Enter and left of Z, and what AltGr gives."""

    plain: tuple[str, str, str, str]
    shifted: tuple[str, str, str, str]
    backslash: str
    extra: str
    altgr: dict[int, str]
    dead: frozenset[tuple[int, bool, bool]] = frozenset()
    doubtful: frozenset[tuple[int, bool, bool]] = frozenset()
    decimal: str = "."
    """On the keypad's key between 0 and Enter."""


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
    decimal=",",
)
_FR = _Layout(
    ("²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!"),
    (f"{_NONE}1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%", "WXCVBN?./§"),
    "*µ",
    "<>",
    {3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}", 18: "€", 27: "¤"},
    frozenset({(26, False, False), (26, True, False), (3, False, True), (8, False, True)}),
    frozenset({(3, False, True), (8, False, True)}),
)
_ES = _Layout(
    ("º1234567890'¡", "qwertyuiop`+", "asdfghjklñ´", "zxcvbnm,.-"),
    ('ª!"·$%&/()=?¿', "QWERTYUIOP^*", "ASDFGHJKLÑ¨", "ZXCVBNM;:_"),
    "çÇ",
    "<>",
    {41: "\\", 2: "|", 3: "@", 4: "#", 5: "~", 6: "€", 7: "¬", 18: "€", 26: "[", 27: "]", 40: "{", 43: "}"},
    frozenset({(26, False, False), (26, True, False), (40, False, False), (40, True, False), (5, False, True)}),
    frozenset({(5, False, True)}),
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
        typed[_DECIMAL, is_shifted, False] = layout.decimal
    typed |= {(code, False, True): sign for code, sign in layout.altgr.items()}
    return Keymap(typed, layout.dead, layout.doubtful)
