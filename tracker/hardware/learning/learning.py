"""From what arrived for the test sheet's codes to what the device does to every code.

No guess is made about a single sign: each way in which a text may come (two layouts, four cases) is tried on everything
that arrived, and the one that explains most of it is the device's. What none explains is said to be strange.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import xor
from statistics import median

from tracker.hardware.learning.exchanging import Exchange, exchanges
from tracker.hardware.learning.known_codes import KNOWN_CODES, KnownCode
from tracker.hardware.learning.learned import Aim, Channel, GsForm, Learned, Suffix
from tracker.hardware.learning.matching import Match, Spelled, is_torn_off, match, spelled
from tracker.hardware.learning.strokes import Stroke, bursts
from tracker.text import GS

Burst = tuple[Stroke, ...]
_SUFFIXES = {
    "": Suffix.NONE,
    "\r": Suffix.CR,
    "\n": Suffix.LF,
    "\r\n": Suffix.CRLF,
    "\t": Suffix.TAB,
    "\x03": Suffix.ETX,
}
_WRITTEN = frozenset({"<gs>", "{gs}", "[gs]", "^]", "\\x1d", "\\u001d", "␝"})
_ALT_CODES = frozenset({("alt+0", "alt+2", "alt+9"), ("alt+2", "alt+9"), ("º", "™", "ª")})
"""The last is what macOS types for Option with those digits; seen in Textual."""
VISIBLE = frozenset("~|#@^`{}$")
"""Signs outside of GS1's set of 82 (General Specifications, figure 7.11-1) that scanners offer in place of GS."""


def learn(strokes: Iterable[Stroke], channel: Channel, host: str | None = None) -> Learned:
    """What ``strokes`` (in order, with their times) tell. ``host`` is the layout by which keys were read, where known."""
    pulled = bursts(strokes)
    matches, exchange = _explained(pulled, channel, host)
    arrived = {each.code.number: each for _, each in matches}
    gs, gs_sign = _separator(list(arrived.values()))
    suffixes = {_suffix(burst, each) for burst, each in matches}
    ends = {suffix for suffix, _ in suffixes}
    pauses = _pauses_ms([burst for burst, _ in matches]) if channel in (Channel.KEYBOARD, Channel.EVDEV) else []
    last = max(arrived, default=0)
    learned = Learned(
        channel,
        arrived=tuple(sorted(arrived)),
        missing=tuple(code.number for code in KNOWN_CODES if code.number not in arrived and code.number < last),
        strange=len(pulled) - len(matches),
        strange_steps=_strange_steps(pulled, matches),
        suffix=ends.pop() if len(ends) == 1 else Suffix.OTHER if ends else Suffix.NONE,
        prefix=_prefix(list(arrived.values())),
        aim=_identifiers(list(arrived.values())),
        gs=gs,
        gs_sign=gs_sign,
        exchange=exchange,
        has_xor=any(has_xor for _, has_xor in suffixes),
        median_ms=round(median(pauses)) if pauses else None,
        longest_ms=round(max(pauses)) if pauses else None,
    )
    return learned if _tells_gs(learned) else replace(learned, gs=GsForm.UNSEEN, gs_sign="")


_MOST_AROUND = 8
"""Signs around a short code: a prefix of a few, CR LF, and a check byte."""


def recognised(burst: Burst, channel: Channel, host: str | None = None) -> KnownCode | None:
    """Which code of the sheet one burst is, whatever the device did to it."""
    matches, _ = _explained([burst], channel, host)
    return matches[0][1].code if matches else None


def _explained(
    pulled: Sequence[Burst], channel: Channel, host: str | None
) -> tuple[list[tuple[Burst, Match]], Exchange]:
    """The bursts that are codes of the sheet, each with its match, under the exchange that explains most."""
    may_exchange = channel in (Channel.KEYBOARD, Channel.EVDEV)
    ways = exchanges(host) if may_exchange else tuple(each for each in exchanges("us") if each.scanner == "us")
    best: list[tuple[Burst, Match]] = []
    chosen, most = ways[0], 0
    texts = [(burst, spelled(burst)) for burst in pulled]
    for way in ways:
        found = [(burst, each) for burst, text in texts if (each := _matched(text, way)) is not None]
        told = sum(each.told for _, each in found)
        if told > most:
            best, chosen, most = found, way, told
        if way == ways[0] and len(found) == len(pulled) and all(_is_nearly_all(each) for _, each in found):
            break
    return best, chosen


def _is_nearly_all(found: Match) -> bool:
    """Whether little of the burst is left over. The pack's code holds the thirteen digits of the retail code, which no case
    and hardly a layout exchanges: as that code it would be half explained, and its letters never looked at."""
    return 2 * (len(found.before) + len(found.after)) <= found.told


def _matched(burst: Spelled, way: Exchange) -> Match | None:
    found = [each for code in KNOWN_CODES if (each := match(burst, code, way)) is not None and _is_all(each, way)]
    return max(found, key=lambda each: each.told, default=None)


def _is_all(found: Match, way: Exchange) -> bool:
    """Whether what is left over can be a prefix and a suffix. A pack's code that broke off still holds the retail code, or
    the one of lot and serial."""
    is_little = len(found.before) + len(found.after) <= max(_MOST_AROUND, found.told // 2)
    return is_little and not any(is_torn_off(found, other, way) for other in KNOWN_CODES)


def _strange_steps(pulled: Sequence[Burst], matches: Sequence[tuple[Burst, Match]]) -> tuple[int, ...]:
    """The codes that were to come when what came was none of the sheet's."""
    numbers = {id(burst): each.code.number for burst, each in matches}
    last, steps = 0, set()
    for burst in pulled:
        if id(burst) in numbers:
            last = max(last, numbers[id(burst)])
        else:
            steps.add(last + 1)
    return tuple(sorted(steps))


def _tells_gs(learned: Learned) -> bool:
    """Whether what stood between the fields says anything. Ctrl+] is typed by a key that another layout has elsewhere: a
    GS that is lost so comes once the layout is right."""
    if learned.is_exchanged_unknown:
        return False
    return not (learned.is_layout_unseen and learned.gs in (GsForm.LOST, GsForm.OTHER))


def _separator(matches: Sequence[Match]) -> tuple[GsForm, str]:
    forms = {_form(each.between) for each in matches if each.between is not None}
    if not forms:
        return GsForm.UNSEEN, ""
    if len(forms) == 1:
        return forms.pop()
    return (GsForm.LOST, "") if (GsForm.LOST, "") in forms else (GsForm.OTHER, "")


def _form(between: tuple[str, ...]) -> tuple[GsForm, str]:
    text = "".join(between)
    if not between:
        return GsForm.LOST, ""
    if text == GS:
        return GsForm.KEPT, ""
    if text.casefold() in _WRITTEN:
        return GsForm.WRITTEN, text
    if between in _ALT_CODES:
        return GsForm.ALT_CODE, ""
    if len(between) == 1 and text[0] == "f" and text[1:].isdigit():
        return GsForm.FUNCTION_KEY, text
    if text in VISIBLE:
        return GsForm.VISIBLE, text
    return GsForm.OTHER, text


def _suffix(burst: Burst, found: Match) -> tuple[Suffix, bool]:
    """What ends the scan, and whether an XOR of the message stands behind it."""
    after = "".join(found.after)
    has_xor = after not in _SUFFIXES and after[:-1] in _SUFFIXES and after[-1] in _sums(burst, len(found.after))
    return _SUFFIXES.get(after[:-1] if has_xor else after, Suffix.OTHER), has_xor


def _sums(burst: Burst, behind: int) -> set[str]:
    """What an XOR byte would be, over the message alone or with its end."""
    text = "".join(stroke.sign for stroke in burst[: len(burst) - behind])
    plain = reduce(xor, text.encode(), 0)
    return {chr(plain ^ end) for end in (0, 0x0D, 0x0A, 0x0D ^ 0x0A)}


def _prefix(matches: Sequence[Match]) -> str:
    """What every code had before it, apart from STX."""
    before = {"".join(each.before).removeprefix("\x02") for each in matches}
    return before.pop() if len(before) == 1 else ""


def _identifiers(matches: Sequence[Match]) -> Aim:
    right = {each.aim == each.code.aim for each in matches}
    if right == {True}:
        return Aim.SENT
    return Aim.ABSENT if not any(each.aim for each in matches) else Aim.MIXED


def _pauses_ms(pulled: Sequence[Burst]) -> list[float]:
    return [(following.at_s - stroke.at_s) * 1000 for burst in pulled for stroke, following in pairwise(burst)]
