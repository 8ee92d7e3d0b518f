"""GS1 element strings, read by biip and then not believed until nothing was guessed.

biip cuts a lot of more than 20 characters at 20 and reads the rest as further fields, passes a GTIN with a wrong check
digit, takes two different lots in one message, and asks the machine's clock for the century. Against GS1's own syntax
engine it accepted 118 of 201 vectors too many. So its result is put back together and compared with what was scanned,
and every rule that matters to a clinic is asked again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from tracker.barcodes import gluing, gs1_common, gs1_rules, gtin, house
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

if TYPE_CHECKING:
    from biip import ParseConfig
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier
    from biip.gs1_element_strings import GS1ElementString

Elements = tuple[tuple[str, str], ...]
"""(application identifier, value) in the order scanned."""
_SHORT_DATES = frozenset({"11", "12", "13", "15", "16", "17"})


def read(message: str, *, separators: Separators = Separators.UNKNOWN) -> Elements:
    """The fields of a GS1 message in which GS is 0x1D, all of them certain.

    ``separators`` says what is known of the channel. Where it is known to carry GS,
    then a last field without a separator is simply the last. Otherwise :mod:`tracker.barcodes.gluing` decides: by
    evidence where nothing is known, by mere possibility where the channel is known to lose GS.

    BarcodeError ``gs1_syntax`` (no GS1 message), ``gs1_length`` (a field too long, or its separator missing),
    ``gs1_value``, ``gtin_check_digit``, ``gs1_check_digit``, ``gs1_date``, ``gs1_conflict``, ``gs1_ambiguous``,
    ``gs1_separator_lost``.
    """
    body = message.removeprefix(GS).removesuffix(GS)
    elements = gs1_common.read(body) or _by_biip(body)
    if separators is Separators.LOST and GS not in body:
        _refuse_several(elements)
    elif separators is not Separators.KEPT and GS not in message and ".." in _table()[elements[-1][0]].format:
        _refuse_glued(elements)
    return elements


def _by_biip(body: str) -> Elements:
    elements = checked(_walk(body)) if body.isascii() else ()
    if not elements:
        raise _no_message()
    return elements


def element(identifier: str, value: str) -> GS1ElementString:
    """One field whose borders are known (typed in parentheses, or a part of a URL), read by the same table."""
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString

    if identifier not in _table():
        raise BarcodeError(
            f"({identifier}) is no GS1 application identifier.",
            hint="Compare the figures in parentheses with the label.",
            code="gs1_syntax",
        )
    if not value.isascii():
        raise gs1_rules.bad_value(identifier, value)  # biip's patterns take any script's digits
    try:
        found = GS1ElementString.parse(identifier + value, config=_config())
    except (ParseError, ValueError, ArithmeticError, LookupError):
        _refuse_date(identifier + value)
        raise gs1_rules.bad_value(identifier, value) from None
    if (found.ai.ai, found.value) != (identifier, value):
        raise gs1_rules.bad_value(identifier, value)
    return found


def checked(parsed: Iterable[GS1ElementString]) -> Elements:
    """The fields as plain pairs, where each of them and all together obey GS1's rules."""
    elements = []
    for one in parsed:
        _check_value(one)
        elements.append((one.ai.ai, one.value))
    gs1_rules.check_together(elements)
    return tuple(elements)


def name_of(identifier: str) -> str:
    """What an application identifier stands for, in GS1's words: ``"Batch or lot number"``."""
    entry = _table().get(identifier)
    return entry.description if entry else "?"


@cache
def _table() -> dict[str, GS1ApplicationIdentifier]:
    """biip's own table. Imported on first use: biip unpacks its prefix lists at import (0.1 s measured)."""
    from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS

    return _GS1_APPLICATION_IDENTIFIERS


@cache
def _config() -> ParseConfig:
    """Dates are ours to check: biip's answer depends on the day that the machine believes in."""
    from biip import ParseConfig

    return ParseConfig(gs1_element_strings_verify_date=False)


def _walk(body: str) -> Iterator[GS1ElementString]:
    """Field by field, each where the one before it ends: by its length, or by GS where the length is its own."""
    at = 0
    while at < len(body):
        one = _first(body[at:])
        field = one.ai.ai + one.value
        if not body.startswith(field, at) or not one.value:
            raise gs1_rules.no_end(one.ai.ai)
        at += len(field)
        if body.startswith(GS, at):
            at += 1
            if at == len(body):
                raise gs1_rules.no_end(one.ai.ai)
        elif one.ai.separator_required and at < len(body):
            raise gs1_rules.no_end(one.ai.ai)
        yield one


def _first(rest: str) -> GS1ElementString:
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString

    try:
        return GS1ElementString.extract(rest, config=_config())
    except (ParseError, ValueError, ArithmeticError, LookupError):
        _refuse_date(rest)
        raise _no_message() from None


def _refuse_date(rest: str) -> None:
    """biip's patterns know no month 13 and call such a field unknown; it is a date, of the right length, and wrong."""
    identifier = rest[:2] if rest[:2] in _SHORT_DATES else rest[:4]
    day = rest[len(identifier) :][:6]
    if len(day) == 6 and gtin.is_digits(day):
        gs1_rules.check_date(identifier, day)


def _no_message() -> BarcodeError:
    return BarcodeError(
        "This is no whole GS1 message: a field is cut short, too long or unknown.",
        hint="Scan it again. If it stays so, type what is printed, with its parentheses: (01)…(17)…(10)…",
        code="gs1_syntax",
    )


def _check_value(one: GS1ElementString) -> None:
    if not one.value:
        raise gs1_rules.bad_value(one.ai.ai, one.value)
    if one.ai.ai in ("01", "02", "03"):
        gtin.to_gtin14(one.value)
    is_right = gs1_rules.has_key_check_digit(one.ai.ai, one.value)
    if not is_right or one.gtin_error or one.gln_error or one.sscc_error:
        raise gs1_rules.bad_check_digit(one.ai.ai, one.value)
    gs1_rules.check_date(one.ai.ai, one.value)


def _refuse_glued(elements: Elements) -> None:
    if code := house.ended_by(elements[-1][1]):
        raise BarcodeError(
            f"({elements[-1][0]}){elements[-1][1]} ends in {code}, one of our own codes: two scans may have run together.",
            hint="Scan each by itself. If it is printed so, type it with parentheses: (01)…(17)…(10)…",
            code="gs1_ambiguous",
        )
    if found := gluing.swallowed(elements):
        identifier, value = elements[-1]
        raise BarcodeError(
            f"({identifier}){value} may be two fields, ({identifier}){found[0]} and {found[1]}: "
            "no separator arrived with this scan.",
            hint="Type it as printed, with parentheses: (01)…(17)…(10)…; and set the scanner to send GS (0x1D).",
            code="gs1_ambiguous",
        )


def _is_field(identifier: str, value: str) -> bool:
    entry = _table().get(identifier)
    if entry is None or not re.match(entry.pattern, identifier + value):
        return False
    try:
        _check_value(element(identifier, value))
    except BarcodeError:
        return False
    return True


def _refuse_several(elements: Elements) -> None:
    identifier, value = elements[-1]
    if gluing.could_be_several(identifier, value, _is_field):
        raise BarcodeError(
            f"({identifier}){value} could be two fields, and this scanner is known to lose the separator between them.",
            hint="Use another scanner, set this one to send GS (0x1D), or type it with parentheses: (01)…(17)…(10)…",
            code="gs1_separator_lost",
        )
