"""Whether a lot or serial may have swallowed the field behind it, because the scanner lost the separator.

``10ABC123<GS>21SER9`` without its GS is ``10ABC12321SER9``: one perfectly legal lot, and a wrong one. Syntax cannot
prove it either way, so the rule below is about evidence, and is asked only of messages in which *no* GS arrived and
whose channel is not known to carry GS.

**The rule.** The message's last value, of variable length, is suspect if it can be cut into a shorter value and what
begins like a further field of a pack that the message does not have yet: 11, 15 or 17 with a date that exists (behind
at least one character), or 10, 21 or 240 where both parts have a believable length (lot and 240: three characters,
serial: four, counts: one).

**What it claims.** Take any message of 01, perhaps a count (30), and then the fields 10, 11, 15, 17, 21, 240, each at
most once, in any order, lots and 240 of at least three characters, serials of at least four. Remove all its separators.
Then it is refused, or it is read with the very same lot, serial, expiry and count. A Hypothesis law holds it.

**What it does not see**: one- and two-character lots or up to three-character serials behind the lost separator,
swallowed fields of other kinds (a count behind the lot, 710, 91 …: looking for 30 alone would refuse 3 % of
eight-digit lots), and a channel that loses only some separators.

**What it costs** (``benchmarks/parsing.py``, 200,000 invented lots and serials of forms that makers use): of honest
``01 17 10`` messages, which need no GS and bring none, 1.1 % are suspect, of ``01 17 21`` 2.3 %; of lots of up to eight
digits none, of ten digits 2.3 %, of twelve 4.6 %. Without least lengths it would be 4.7 % and 6.7 %, which people would
learn to work around. A refused package can be read by camera, by a scanner that is known to send GS, or typed
with parentheses: all three are exact.

**A lost end** glues the next scan on. Where that is a code of ours with its check digits, it is seen
(:func:`tracker.barcodes.house.ended_by`), and refused at a cost of 16 in 200,000 invented lots and serials.

**A channel that is known to lose GS** is asked more (:func:`could_be_several`): not evidence but possibility, over
every field of GS1's table. There the law has no exceptions: any message whose separators are removed is refused or read
with identical fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tracker.barcodes import gs1_dates

_DATES = ("11", "15", "17")
_LEAST = {"10": 3, "21": 4, "240": 3}
_SHORTEST = {"253": 13, "255": 13, "7007": 6, "7011": 6, "8003": 14, "8008": 8}
"""Characters of the fixed part of a value that may go on: nothing shorter is a value that could have ended there."""


def swallowed(elements: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The last value's (shorter value, swallowed rest) where it may hold a further field, or None.

    ``elements`` are the message's (identifier, value) pairs, the last of variable length.
    """
    identifier, value = elements[-1]
    present = {ai for ai, _ in elements}
    for cut in range(_SHORTEST.get(identifier, 1), len(value)):
        rest = value[cut:]
        if rest[:2] in _DATES and rest[:2] not in present and _begins_with_date(rest[2:8]):
            return value[:cut], rest
        if cut >= _LEAST.get(identifier, 1) and _begins_with_text_field(rest, present):
            return value[:cut], rest
    return None


def could_be_several(identifier: str, value: str, is_field: Callable[[str, str], bool]) -> bool:
    """Whether ``value`` could be a shorter value of ``identifier`` and one or more further whole fields behind it.

    ``is_field`` says whether an identifier and a value are one well-formed field of GS1's table. It costs about half of
    honest ``01 17 10`` messages and two thirds of ``01 17 21`` (52 % and 67 % of 20,000 each, ``benchmarks/parsing.py``):
    such a scanner is for plain codes, and for GS1 that ends in a field of fixed length.
    """
    ends = {len(value)}
    for start in range(len(value) - 3, 0, -1):
        if any(is_field(ai, part) for ai, part in _fields_at(value, start, ends)):
            if is_field(identifier, value[:start]):
                return True
            ends.add(start)
    return False


def _fields_at(value: str, start: int, ends: set[int]) -> Iterator[tuple[str, str]]:
    """Every identifier and value that would fill ``value`` from ``start`` to where whole fields or the end follow."""
    for length in (2, 3, 4):
        ai, behind = value[start : start + length], start + length
        if ai.isdigit():
            yield from ((ai, value[behind:end]) for end in ends if end > behind)


def _begins_with_date(digits: str) -> bool:
    return len(digits) == 6 and digits.isdigit() and gs1_dates.is_legal(digits)


def _begins_with_text_field(rest: str, present: set[str]) -> bool:
    return any(
        rest.startswith(ai) and ai not in present and len(rest) - len(ai) >= least for ai, least in _LEAST.items()
    )
