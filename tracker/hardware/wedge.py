"""A barcode scanner that pretends to be a keyboard: which key presses are a scan, and which are a person typing.

A pure state machine, without a terminal and without a clock: it is told each key with the time at which it came, and how
time went by. The rules it keeps are in :mod:`tracker.hardware.wedge_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from tracker.aim import split_aim
from tracker.hardware.keystrokes import (
    EDITING,
    ENDS,
    MODIFIERS,
    Key,
    character_of,
    is_framed,
    key_of,
    may_be_framed,
)
from tracker.hardware.scan import Quality
from tracker.hardware.wedge_rules import (
    BURST_KEYS,
    GAP_S,
    LONGEST_SCAN,
    QUIET_S,
    REPORTED_KEYS,
    SHORTEST_SCAN,
    STALL_S,
    TAIL_S,
    UNPROVEN,
)

TYPED_S = (GAP_S + QUIET_S) / 2
"""Stands for a gap of which only the least is known: longer than a scanner's, and no quiet."""
_UNTYPABLE = "\ufffd"
"""Stands for a key that no character belongs to (an arrow, an Alt combination); a scan with it in is garbled."""


@dataclass(frozen=True, slots=True)
class Caught:
    """A whole scan. ``data`` is exact; ``aim`` is the symbology identifier, cut off, or empty. ``keys`` is what it was made
    of, for a recording."""

    data: str
    aim: str
    quality: Quality
    evidence: str
    keys: tuple[Key, ...] = field(default=(), compare=False, repr=False)
    is_behind: bool = False
    """It began within 100 ms of the key before it: no pull of a trigger of its own."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys that a person typed, to be handed on in this order."""

    keys: tuple[Key, ...]


Heard = Caught | Typed


class _State(Enum):
    IDLE = auto()
    """Nothing is held."""
    BURST = auto()
    """Keys are held that may become a scan, or turn out to be typing."""
    FRAMED = auto()
    RUIN = auto()
    """A broken burst is swallowed up to its end."""


class Wedge:
    """The assembler. ``vouches(data)`` says whether an unframed burst's content proves itself whole."""

    def __init__(self, vouches: Callable[[str], bool]) -> None:
        self._vouches = vouches
        self._state = _State.IDLE
        self._keys: list[Key] = []
        self._text: list[str] = []
        self._why = ""
        self._last_s: float | None = None
        self._last: Key | None = None
        self._may_begin = False
        self._begun_quietly = True
        self._begun_behind_scan = self._begun_behind_key = False
        self._ended: Key | None = None
        self._tail_until_s: float | None = None

    @property
    def deadline_s(self) -> float | None:
        """When :meth:`pass_time` has something to say if no key comes first; None while nothing is held."""
        if self._state is _State.IDLE or self._last_s is None:
            return None
        if self._state is _State.RUIN:
            return self._last_s + QUIET_S
        is_patient = self._state is _State.FRAMED or (self._begun_behind_scan and may_be_framed("".join(self._text)))
        return self._last_s + (STALL_S if is_patient else GAP_S)

    def press(self, key: Key) -> list[Heard]:
        """One key, in the order they were read."""
        if key.name in MODIFIERS:
            return []
        heard = self.pass_time(key.at_s)
        if self._last is not None:
            gap_s = _gap_s(self._last, key)
        else:
            gap_s = float("inf") if self._last_s is None else key.at_s - self._last_s
        self._last, self._last_s = key, key.at_s
        if self._state is _State.IDLE:
            heard += self._begin(key, gap_s)
        elif self._state is _State.BURST:
            heard += [*self._release(), *self._begin(key, TYPED_S)] if self._is_typed(key) else self._go_on(key)
        else:
            heard += self._swallow(key)
        return heard

    def pass_time(self, now_s: float) -> list[Heard]:
        """No key has come up to ``now_s``: what was held long enough is decided."""
        deadline_s = self.deadline_s
        if deadline_s is None or now_s <= deadline_s:
            return []
        if self._is_softly_ended() and self._state is not _State.RUIN:
            return self._end()
        if self._state is _State.BURST and len(self._keys) < BURST_KEYS:
            return self._release()
        self._why = self._why or "it broke off"
        if self._state is _State.BURST:
            self._state = _State.RUIN
            return self.pass_time(now_s)
        self._tail_until_s = (self._last_s or 0.0) + TAIL_S
        return self._report()

    def paste(self, text: str, at_s: float) -> list[Heard] | None:
        """A bracketed paste: None where a person's plain text goes to what has focus, else what it was.

        Terminal multiplexers hand scans over as pastes, GS and CR included. A paste with control characters in it never
        reaches a widget, which would cut it at the first of them.
        """
        if not is_framed(text) and not any(character < " " or character == "\x7f" for character in text):
            return None
        before = self.pass_time(float("inf"))
        is_apart = self._last_s is None or at_s - self._last_s >= QUIET_S
        self._may_begin, self._last, self._last_s = True, None, None if is_apart else at_s
        heard: list[Heard] = []
        for character in text:
            if self._state is not _State.IDLE or character not in ENDS:
                heard += self.press(key_of(character, at_s))
        if self._state is not _State.IDLE:
            if not self._is_softly_ended():
                self._why = self._why or "it has no end"
            heard += self._end()
        return before + [_as_garbled(each) for each in heard]

    def _begin(self, key: Key, gap_s: float) -> list[Heard]:
        character = character_of(key)
        is_behind_scan = self._ended is not None and _gap_s(self._ended, key) < QUIET_S
        if character in ENDS and is_behind_scan:
            return []
        if character == "\r":
            self._tail_until_s = None
        if character is None or character in ENDS or key.name in EDITING:
            return [Typed((key,))]
        is_quiet = self._may_begin or gap_s >= QUIET_S
        if not is_quiet and gap_s > GAP_S and character not in "][":
            self._tail_until_s = key.at_s + TAIL_S
            return [Typed((key,))]
        self._begun_quietly, self._begun_behind_scan, self._may_begin = is_quiet, is_behind_scan, False
        self._begun_behind_key = gap_s < QUIET_S
        self._state, self._keys, self._text = _State.BURST, [key], [character]
        return []

    def _go_on(self, key: Key) -> list[Heard]:
        character = character_of(key)
        if character is None or key.name in EDITING:
            heard = self._release() if len(self._keys) < BURST_KEYS else self._report("a key that no scanner sends")
            return [*heard, Typed((key,))]
        if character == "\r":
            return self._end(key)
        if self._is_softly_ended() and (character in "\n\t" or character in "]["):
            return self._end(key) if character in ENDS else [*self._end(), *self._begin(key, 0.0)]
        self._keys.append(key)
        self._text.append(character)
        if len(self._text) == 3 and is_framed("".join(self._text)):
            self._state = _State.FRAMED
            if not self._begun_quietly:
                self._why = "it began in the middle of typing"
        return self._report_piece() if len(self._keys) >= REPORTED_KEYS else []

    def _swallow(self, key: Key) -> list[Heard]:
        character = character_of(key)
        if character == "\r":
            return self._end(key)
        if self._state is _State.FRAMED and self._is_softly_ended() and character in ("\n", "\t", "]", "["):
            return self._end(key) if character in ENDS else [*self._end(), *self._begin(key, 0.0)]
        if character is None:
            self._why = self._why or "a key that no scanner sends"
        self._keys.append(key)
        self._text.append(_UNTYPABLE if character is None else character)
        return self._report_piece() if len(self._keys) >= REPORTED_KEYS else []

    def _is_typed(self, key: Key) -> bool:
        """Whether ``key`` came so long behind the first that no scanner has sent all of them, though each seems to be right
        behind the one before (:mod:`tracker.hardware.key_clock`)."""
        if self._is_softly_ended() or (self._begun_behind_scan and may_be_framed("".join(self._text))):
            return False
        return key.surely_behind_s(self._keys[0]) > GAP_S * len(self._keys)

    def _is_softly_ended(self) -> bool:
        return bool(self._text) and self._text[-1] in "\n\t" and len(self._text) > 1

    def _end(self, end: Key | None = None) -> list[Heard]:
        """The burst is whole: a scan, a garbled one, or a few keys typed at once."""
        state = self._state
        data_keys = self._text[:-1] if self._is_softly_ended() else self._text
        if state is _State.BURST and len(data_keys) < SHORTEST_SCAN:
            typed = Typed((*self._keys, end) if end is not None else tuple(self._keys))
            self._clear()
            return [typed]
        text = "".join(data_keys)
        why = self._why or self._objection(text, state)
        self._ended = self._last
        if end is not None:
            self._keys.append(end)
        if why:
            heard, self._may_begin = self._report(why, text), True
            return heard
        aim, data = split_aim(text)
        keys = tuple(self._keys)
        self._clear()
        self._may_begin = True
        how = "framed" if aim or is_framed(text) else "unframed"
        return [Caught(data, aim, Quality.READ, f"keyboard, {how}", keys, self._begun_behind_key)]

    def _objection(self, text: str, state: _State) -> str:
        """Why a burst with an end is no scan; empty where it is one."""
        if len(split_aim(text)[1]) > LONGEST_SCAN:
            return f"longer than {LONGEST_SCAN} characters"
        if state is _State.FRAMED:
            return "" if split_aim(text)[1] else "nothing after the preamble"
        if not self._begun_quietly:
            return "it began in the middle of typing"
        if self._tail_until_s is not None and self._last_s is not None and self._last_s < self._tail_until_s:
            return "it may be the tail of a broken scan"
        return "" if self._vouches(text) else UNPROVEN

    def _release(self) -> list[Heard]:
        typed = Typed(tuple(self._keys))
        self._tail_until_s = self._keys[-1].at_s + TAIL_S
        self._clear()
        return [typed]

    def _report(self, why: str = "", text: str | None = None) -> list[Heard]:
        """Everything held, as one garbled scan: said aloud, stored, and never typed anywhere."""
        whole = "".join(self._text) if text is None else text
        heard = [_garbled(whole, self._why or why, tuple(self._keys))] if self._keys else []
        self._clear()
        return [*heard]

    def _report_piece(self) -> list[Heard]:
        """More than memory should hold: this much is reported, and the rest of it goes on being swallowed."""
        heard = self._report("too long")
        self._state, self._why = _State.RUIN, "too long"
        return heard

    def _clear(self) -> None:
        self._state, self._keys, self._text, self._why = _State.IDLE, [], [], ""
        self._may_begin = False


def _gap_s(before: Key, key: Key) -> float:
    """So long ``key`` came behind ``before`` at least."""
    return max(key.at_s - before.at_s, key.surely_behind_s(before))


def _garbled(text: str, why: str, keys: tuple[Key, ...] = ()) -> Caught:
    aim, data = split_aim(text)
    return Caught(data, aim, Quality.GARBLED, f"keyboard, garbled: {why}", keys)


def _as_garbled(heard: Heard) -> Heard:
    """What came in a paste is never typed: its Enter would press whatever has focus."""
    if isinstance(heard, Caught):
        return heard
    return _garbled("".join(character_of(key) or "" for key in heard.keys), "a paste that is no scan", heard.keys)
