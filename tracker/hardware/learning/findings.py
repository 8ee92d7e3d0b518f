"""What a test found out, in words: what the scanner does, what it should be set to, and why."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.hardware.learning.exchanging import Case
from tracker.hardware.learning.finding import BETTER, Finding
from tracker.hardware.learning.known_codes import KNOWN_CODES, Carrier, KnownCode
from tracker.hardware.learning.learned import Aim, Channel, Learned, Suffix
from tracker.hardware.learning.separator_findings import separator
from tracker.hardware.wedge_rules import GAP_S, STALL_S

_COUNTRIES = {"gb": "British", "de": "German", "fr": "French", "es": "Spanish"}
_AGAIN = "Test again, and scan it once more. If it stays so, set the scanner to its factory defaults first."


def findings(learned: Learned) -> list[Finding]:
    """All of them, in the order of the sheet. ``words`` quote no more than a few signs that arrived."""
    if not learned.arrived:
        return [_nothing(learned)]
    return [
        *_symbols(learned),
        *_layout(learned),
        *_case(learned),
        *separator(learned),
        *_identifiers(learned),
        *_framing(learned),
        *_pace(learned),
    ]


def _nothing(learned: Learned) -> Finding:
    """A scanner may type each sign as Alt and its number, or send at another speed: then all of it is strange."""
    hint = "Scan the codes of the sheet ('tracker scanner sheet'), from 1 on."
    if not learned.strange:
        return Finding("fault", "Codes", "none of the sheet's codes arrived", hint)
    if learned.channel in (Channel.KEYBOARD, Channel.EVDEV):
        hint = (
            "Set the scanner's keyboard country to this computer's, and Alt codes (ALT mode, universal keyboard) off, "
            f"{BETTER}; then scan from 1 on."
        )
    elif learned.channel is Channel.LINE:
        hint = "Set the same baud rate and parity in the scanner and in its URL; then scan from 1 on."
    return Finding("fault", "Codes", "none of the sheet's codes arrived: what came looks like no code of it", hint)


def _symbols(learned: Learned) -> Iterator[Finding]:
    if not learned.missing:
        yield Finding("ok", "Codes", f"{len(learned.arrived)} of {len(KNOWN_CODES)} arrived")
    for code in KNOWN_CODES:
        if code.number in learned.missing:
            yield _missing(code, learned)
    if learned.strange:
        words = f"{learned.strange} scan{'s' * (learned.strange != 1)} did not look like any code of the sheet"
        hint = "Scan the sheet alone, printed at 100 %; a scan breaks off where a battery is low or a plug loose."
        if learned.is_exchanged_unknown:
            hint = "The layout may be the cause, see below."
        yield Finding("warning", "Codes", words, hint)


def _missing(code: KnownCode, learned: Learned) -> Finding:
    """What came in a code's turn, and is none of the sheet's, may be that code, torn or changed: then it can be read."""
    if code.number in learned.strange_steps:
        words = f"{code.number} ({code.name}) did not come whole: what came in its turn is no code of the sheet"
        hint = "Set the layout first, see below." if learned.is_exchanged_unknown else _AGAIN
        return Finding("fault", "Codes", words, hint)
    if code.carrier is Carrier.GS1_DATA_MATRIX:
        return Finding(
            "fault",
            "Codes",
            "the DataMatrix did not arrive: most medical packs carry no other code",
            "A scanner for bars alone cannot read it: use an area imager or a camera; else switch DataMatrix on.",
        )
    hint = "Switch this kind of code on in the scanner, and scan it again."
    return Finding("fault", "Codes", f"{code.number} ({code.name}) did not arrive", hint)


def _layout(learned: Learned) -> Iterator[Finding]:
    if learned.channel not in (Channel.KEYBOARD, Channel.EVDEV):
        return
    scanner, host = learned.exchange.scanner, learned.exchange.host
    if learned.is_exchanged_unknown:
        hint = f"Set the scanner's keyboard country to this computer's, {BETTER}; then test again, code 1 first."
        yield Finding("fault", "Layout", "what came is not code 1 on any keyboard that is known here", hint)
    elif learned.is_layout_unseen:
        words = "not seen: code 1, which shows it, did not arrive"
        yield Finding("warning", "Layout", words, "Test again, and begin with code 1.")
    elif scanner == host:
        yield Finding("ok", "Layout", "scanner and computer use the same keyboard layout")
    elif learned.channel is Channel.EVDEV:
        yield Finding(
            "fault",
            "Layout",
            f"it types for a {_country(scanner)} keyboard, and is read as a {_country(host)} one",
            f"In settings.toml write layout={scanner} into its URL, behind a ? or an &; then test again.",
        )
    else:
        yield Finding(
            "fault",
            "Layout",
            f"it types for a {_country(scanner)} keyboard, and this computer reads a {_country(host)} one",
            f"Set the scanner's keyboard country to {_country(host)}, {BETTER}; then test again.",
        )


def _country(layout: str) -> str:
    """As manuals list it, with the short name that settings use."""
    return f"{_COUNTRIES[layout]} ({layout.upper()})" if layout in _COUNTRIES else layout.upper()


def _case(learned: Learned) -> Iterator[Finding]:
    case = learned.exchange.case
    if case is Case.SWAPPED:
        hint = "Switch Caps Lock off, and the scanner's own Caps Lock setting; then test again."
        yield Finding("fault", "Letters", "capital and small letters are exchanged: Caps Lock is on", hint)
    elif case is not Case.KEPT:
        kind = "capital" if case is Case.UPPER else "small"
        hint = "Set the scanner to send letters as they are (no case conversion): a lot 'a1' is not the lot 'A1'."
        yield Finding("fault", "Letters", f"every letter comes as a {kind} one", hint)


def _identifiers(learned: Learned) -> Iterator[Finding]:
    if learned.is_exchanged_unknown:
        return  # "]" may be the very sign that came as another
    if learned.aim is Aim.SENT:
        yield Finding("ok", "Symbology", "each code says its kind (AIM identifier)")
    else:
        which = "no code says" if learned.aim is Aim.ABSENT else "not every code says"
        words = f"{which} its kind (AIM identifier)"
        hint = (
            "In its manual look for AIM, symbology identifier or code ID, and switch it on: "
            "it tells GS1 codes from plain ones, and scans from typing."
        )
        yield Finding("warning", "Symbology", words, hint)


def _framing(learned: Learned) -> Iterator[Finding]:
    """A whole message needs no end of its own."""
    if learned.channel is not Channel.WHOLE:
        yield _end(learned)
    if learned.prefix:
        hint = "Take the prefix out of the scanner's settings: it becomes part of every code."
        yield Finding("fault", "Prefix", f"{len(learned.prefix)} sign(s) come before every code", hint)
    if learned.has_xor:
        hint = "It is left out; switch it off in the scanner all the same (no LRC, BCC or check byte)."
        yield Finding("warning", "End", "a check byte (XOR) comes behind the end of each scan", hint)


def _end(learned: Learned) -> Finding:
    if learned.suffix in (Suffix.CR, Suffix.CRLF):
        return Finding("ok", "End", f"{learned.suffix} ends each scan")
    if learned.suffix is Suffix.ETX and learned.channel is Channel.LINE:
        return Finding("ok", "End", "each scan stands between STX and ETX")
    hint = "Set its suffix to CR (Enter): by it the end of a scan is known at once and for certain."
    if learned.suffix in (Suffix.LF, Suffix.TAB):
        return Finding("warning", "End", f"{learned.suffix} ends each scan", hint)
    is_bare = learned.suffix is Suffix.NONE
    words = "nothing ends a scan" if is_bare else "the end of a scan is none that is known here, or not always the same"
    return Finding("fault", "End", words, hint)


def _pace(learned: Learned) -> Iterator[Finding]:
    """Keys that come slower than the keyboard reader's own limits are taken for a person's."""
    middle, longest = learned.median_ms, learned.longest_ms
    if middle is None or longest is None:
        return
    words = f"{middle} ms between keys, {longest} ms at most"
    if learned.channel is Channel.KEYBOARD and middle > GAP_S * 1000:
        hint = f"Set its delay between characters to 0: over {GAP_S * 1000:.0f} ms it cannot be told from typing."
        yield Finding("fault", "Pace", words, hint)
    elif learned.channel is Channel.KEYBOARD and longest > STALL_S * 1000:
        hint = "A busy computer, or a weak radio link: scan nearer to the base, or use a cable."
        yield Finding("warning", "Pace", words, hint)
    else:
        yield Finding("ok", "Pace", words)
