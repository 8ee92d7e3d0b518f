"""What in a reason may be a family name: a word, several run together, one of everyday's behind a title or an initial."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.specimens.common_words import COMMON
from tracker.specimens.spelled import plain, spaced_words, spellings, words
from tracker.specimens.vault import folded

_TITLED = re.compile(
    r"(?<![^\W_])(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam)(?:[.] ?| +)([^\W\d_]{2,})"
    r"|(?:patient|pt|name|named|called)[.:]? +([^\W\d_]{3,}))"
)
"""Behind one of these a common word is a name; not the ``to`` of 'the name to be checked'."""
_IN_CODES = re.compile(r"[^\W_]*[0-9][^\W_]*")
_SHORTEST_IN_CODE = 4
"""Letters of a name that stands with digits in one: ``cermakova2``, and not the lot NG4251."""
SHORTEST = 2
"""Letters of a family name that is looked for."""
_LONG_PART = 4
"""Letters of a part of one that names by itself: not the van of van der Tulpenbrug."""
_RUN_TOGETHER = 5
"""Letters of a name that two words of a text may make: of ``to ng`` there is none."""
_MOST_RUN = 5
_INITIAL_FIRST = re.compile(r"(?<![\w.'’-])(?:([^\W\d_])\.[ ]?|([A-Z])[ ](?=[A-Z]))([^\W\d_]{2,})")
_INITIAL_LAST = re.compile(r"([^\W\d_]{2,}),?[ ]([^\W\d_])\.|([A-Z][^\W\d_]+),[ ]?([A-Z])(?![\w'’])")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""``CermakovaRuzena``, ``DAngelo``."""


@dataclass(frozen=True, slots=True)
class FamilyWords:
    """``alone``: each is a name by itself. ``runs``: words beside each other. ``joined``: the same as one word.
    ``initialled``: a word, and the letter before or behind it. ``flat``: the whole, for what is written without spaces."""

    alone: frozenset[str]
    runs: frozenset[tuple[str, ...]]
    joined: frozenset[str]
    initialled: frozenset[tuple[str, str]]
    flat: str

    def name(self, family: str, given: str) -> bool:
        """Whether one of them is ``family``, or a long part of it; or a word of everyday's beside the first letter of
        ``given``."""
        initials = {parts[0][0] for parts in spellings(given) if parts} if self.initialled else set()
        if any(self._say(parts, initials) for parts in spellings(family)):
            return True
        is_spaceless = not any(each.isupper() or each.islower() for each in family)
        return is_spaceless and len(family) >= SHORTEST and folded(family) in self.flat

    def _say(self, parts: tuple[str, ...], initials: set[str]) -> bool:
        whole = "".join(parts)
        if whole in self.alone or any(part in self.alone for part in parts if len(part) >= _LONG_PART):
            return True
        if (len(parts) > 1 and parts in self.runs) or (len(whole) >= _RUN_TOGETHER and whole in self.joined):
            return True
        return any((whole, initial) in self.initialled for initial in initials)


def family_words(text: str, least: int = SHORTEST) -> FamilyWords:
    """All of ``text`` that may be a family name, of ``least`` letters where it is one word, or whose it is: ``Wrens tube``.
    Two words of everyday's make none: ``over all``."""
    whole, text = folded(text), _IN_CODES.sub(_long_in, text)
    found, apart = words(text), words(_HUMP.sub(" ", text))
    alone = {word for word in (*found, *apart) if len(word) >= least and word not in COMMON} | spaced_words(text)
    alone |= {word[:-1] for word in alone if word.endswith("s") and len(word) > _LONG_PART and word[:-1] not in COMMON}
    alone |= {one or other for one, other in _TITLED.findall(plain(text))}
    runs = {run for each in (found, apart) for run in _runs(each)}
    joined = {"".join(run) for run in runs if not COMMON.issuperset(run)}
    return FamilyWords(frozenset(alone), frozenset(runs), frozenset(joined), frozenset(_initialled(text)), whole)


def _long_in(code: re.Match[str]) -> str:
    return " ".join(word for word in words(code[0]) if len(word) >= _SHORTEST_IN_CODE)


def _runs(found: list[str]) -> set[tuple[str, ...]]:
    return {
        tuple(found[begin:end])
        for begin in range(len(found))
        for end in range(begin + 2, min(begin + _MOST_RUN, len(found)) + 1)
    }


def _initialled(text: str) -> set[tuple[str, str]]:
    """``J. Long``, ``J Long``, ``Long, J.``: each word with its letter. A sentence's ``I`` and ``A`` are none without a
    point."""
    first = {(word, pointed or bare) for pointed, bare, word in _INITIAL_FIRST.findall(text) if bare not in ("A", "I")}
    last = {(one or other, mine or its) for one, mine, other, its in _INITIAL_LAST.findall(text)}
    return {(plain(word), plain(letter)) for word, letter in first | last}
