"""From the kernel's key events to the bytes that the scanner meant. Pure; the keymap is the scanner's own layout.

Caps Lock and Num Lock are not asked: the device is ours alone, and a scanner that sends a capital holds Shift. What
cannot be told (a key that the layout does not have, events that the kernel dropped) comes out as the byte 0xFF, which
is no text, so that the framer refuses the whole scan.
"""

from __future__ import annotations

import unicodedata

from tracker.hardware.keymaps import FUNCTION_KEYS, KEYPAD, keymap

EV_SYN, EV_KEY, SYN_DROPPED = 0, 1, 3
UNTOLD = b"\xff"
_SHIFT, _CONTROL, _ALT, _ALTGR, _META = {42, 54}, {29, 97}, {56}, {100}, {125, 126}
_MODIFIERS = _SHIFT | _CONTROL | _ALT | _ALTGR | _META
_LOCKS = {58, 69, 70}
_PLAIN = {28: b"\r", 96: b"\r", 15: b"\t", 1: b"\x1b"}
_COMBINING = {"^": "\u0302", "´": "\u0301", "`": "\u0300", "¨": "\u0308", "~": "\u0303"}
_CONTROLS = "@[\\]^_"


class KeyDecoder:
    """Feed it every event in order. ``gs_key`` names a function key that the scanner sends for GS (``"f12"``)."""

    def __init__(self, layout: str = "us", gs_key: str = "") -> None:
        self._keymap = keymap(layout)
        self._us = keymap("us")
        self._gs_code = FUNCTION_KEYS.get(gs_key)
        self._held: set[int] = set()
        self._dead = ""
        self._is_doubtful = False
        self._alt_digits = ""

    def feed(self, kind: int, code: int, value: int) -> bytes:
        """What one event (type, code, value) types; empty for most."""
        if kind == EV_SYN and code == SYN_DROPPED:
            self.release()
            return UNTOLD
        if kind != EV_KEY or code in _LOCKS:
            return b""
        if code in _MODIFIERS:
            return self._modify(code, value)
        return self._press(code) if value == 1 else b""  # 2 is the kernel's own repeat of a key that is still down

    def release(self) -> None:
        """Take every key for up: a scan that broke off may have left Shift down, and would turn the next one's digits."""
        self._held.clear()
        self._dead = self._alt_digits = ""

    def _modify(self, code: int, value: int) -> bytes:
        if value:
            self._held.add(code)
            return b""
        self._held.discard(code)
        if code not in _ALT or not self._alt_digits:
            return b""
        number, self._alt_digits = int(self._alt_digits), ""
        return bytes([number]) if number < 0x80 else UNTOLD

    def _press(self, code: int) -> bytes:
        if code == self._gs_code:
            return b"\x1d"
        if self._held & _META:
            return UNTOLD
        if self._held & _ALT:
            return self._alt(code)
        if code in _PLAIN:
            return self._flushed() + _PLAIN[code]
        if self._held & _CONTROL:
            return self._control(code)
        return self._type(code)

    def _alt(self, code: int) -> bytes:
        """Alt and digits on the keypad: a character by its number, as Windows keyboards type it (Alt+029 is GS)."""
        digit = KEYPAD.get(code, "")
        if not digit.isdigit() or len(self._alt_digits) >= 4:
            return UNTOLD
        self._alt_digits += digit
        return b""

    def _control(self, code: int) -> bytes:
        """Control characters by the layout's own signs; failing that by the place of the key on a US keyboard."""
        is_shifted = bool(self._held & _SHIFT)
        for where in (self._keymap, self._us):
            for with_altgr in (False, True):
                sign = where.typed.get((code, is_shifted, with_altgr), "").upper()
                if sign and (sign in _CONTROLS or (sign.isascii() and sign.isalpha())):
                    return bytes([ord(sign) & 0x1F])
        return UNTOLD

    def _type(self, code: int) -> bytes:
        key = (code, bool(self._held & _SHIFT), bool(self._held & _ALTGR))
        sign = self._keymap.typed.get(key)
        if sign is None:
            self._dead = ""
            return UNTOLD
        if key in self._keymap.dead and not self._dead:
            self._dead, self._is_doubtful = sign, key in self._keymap.doubtful
            return b""
        dead, self._dead = self._dead, ""
        joined = _joined(dead, sign)
        is_accented = bool(dead) and sign != " " and len(joined) == 1
        return UNTOLD if is_accented and self._is_doubtful else joined.encode()

    def _flushed(self) -> bytes:
        dead, self._dead = self._dead, ""
        return dead.encode()


def _joined(dead: str, sign: str) -> str:
    """A dead key's accent and what follows it: a space gives the accent itself, a letter may carry it."""
    if not dead:
        return sign
    if sign == " ":
        return dead
    carried = unicodedata.normalize("NFC", sign + _COMBINING[dead])
    return carried if len(carried) == 1 else dead + sign
