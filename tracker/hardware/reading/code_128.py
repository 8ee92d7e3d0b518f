"""How a text may stand in Code 128: which codewords a printer would have chosen for it (ISO/IEC 15417)."""

from __future__ import annotations

from collections.abc import Iterator

# fmt: off
CODE_128 = (
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
)
# fmt: on
STOP = "2331112"
_START = {"A": 103, "B": 104, "C": 105}
_SWITCH = {"A": 101, "B": 100, "C": 99}
_FNC1 = 102
_NEVER = 999
"""As the least run of digits: set C is not used at all."""


def encodations(text: str, aim: str) -> Iterator[list[int]]:
    """The usual encodations: by ISO/IEC 15417 annex E with runs of digits in set C from 4, 6 or never on, odd digit
    before or after the run. Most printers follow one of them; for the rest other guards decide."""
    if not text.isascii():
        return
    seen: set[tuple[int, ...]] = set()
    for least, is_odd_first in ((4, True), (4, False), (2, True), (2, False), (6, True), (_NEVER, True)):
        codewords = _encoded(text, aim == "]C1", least, is_odd_first)
        if tuple(codewords) not in seen:
            seen.add(tuple(codewords))
            yield codewords


def _encoded(text: str, is_gs1: bool, least: int, is_odd_first: bool) -> list[int]:
    code_set = _next_set(text, 0, "", least, is_odd_first)
    values = [_START[code_set], *([_FNC1] if is_gs1 else [])]
    place = 0
    while place < len(text):
        if is_gs1 and text[place] == "\x1d" and place:
            values.append(_FNC1)
            place += 1
            continue
        wanted = _next_set(text, place, code_set, least, is_odd_first)
        if wanted != code_set:
            values.append(_SWITCH[wanted])
            code_set = wanted
        step = 2 if code_set == "C" else 1
        values.append(int(text[place : place + 2]) if code_set == "C" else _letter(text[place], code_set))
        place += step
    return values


def _next_set(text: str, place: int, code_set: str, least: int, is_odd_first: bool) -> str:
    """The code set for what stands at ``place``: C for enough digits, else the one that has the character."""
    digits = _digits_at(text, place)
    if code_set == "C" and digits >= 2:
        return "C"
    is_at_end = place == 0 or place + digits == len(text)
    inside = {2: 4, _NEVER: _NEVER}.get(least, 6)
    is_enough = digits >= (least if is_at_end else max(least, inside))
    if is_enough and digits % 2 and is_odd_first and place:
        is_enough = False
    return "C" if is_enough else _letter_set(text, place, code_set)


def _digits_at(text: str, place: int) -> int:
    end = place
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return end - place


def _letter_set(text: str, place: int, code_set: str) -> str:
    character = text[place] if place < len(text) else "0"
    if character < " ":
        return "A"
    if character > "_":
        return "B"
    return code_set if code_set in {"A", "B"} else "B"


def _letter(character: str, code_set: str) -> int:
    point = ord(character)
    return point + 64 if code_set == "A" and point < 32 else point - 32
