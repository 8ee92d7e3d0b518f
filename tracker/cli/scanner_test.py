"""``tracker scanner test``: says what to scan next, what arrived, and what the scanner should be set to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tracker.cli.console import out_answer, out_json, say
from tracker.cli.options import settings_for
from tracker.text import safe, without_secrets

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.hardware.learning.finding import Finding
    from tracker.hardware.learning.learned import Learned
    from tracker.hardware.learning.session import Heard, Session
    from tracker.hardware.learning.strokes import Stroke

KEYBOARD = "keyboard:"
SIGNS = {"ok": "✔", "warning": "!", "fault": "✖"}
_LEAVING = {("\x1b",), ("\x1b", "\x1b"), ("q", "\r"), ("q", "\n")}
"""What a person presses to end the test; no scanner sends it alone."""

Feed = Iterator[tuple["list[Stroke]", float]]
"""What arrived, and up to when (seconds on one clock)."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A device's URL, and what its test found out."""

    url: str
    learned: Learned


def run_test(database: str | None, source: str, *, is_json: bool, may_save: bool | None) -> int:
    """Test ``source``; exit status 1 where something must be mended before every code can be used."""
    from tracker.hardware.learning.findings import findings
    from tracker.hardware.learning.verdict import verdict

    settings = settings_for(database)
    tested = _on_keyboard() if source in ("", KEYBOARD) else _on_source(source)
    found = [*findings(tested.learned), verdict(tested.learned)]
    if not is_json:
        for at, each in enumerate(found):
            is_new = all(each.hint != earlier.hint for earlier in found[:at])
            out_answer(SIGNS[each.state], f"{each.about}: {each.words}", each.hint if is_new else "")
    saved = _saved(settings, tested, may_save, is_json=is_json)
    if is_json:
        out_json(_as_object(tested, found, saved))
    return 1 if any(each.state == "fault" for each in found) else 0


def _on_keyboard() -> Tested:
    from tracker.cli.raw_keys import raw_keys
    from tracker.hardware.learning.learned import Channel
    from tracker.hardware.learning.session import Session
    from tracker.hardware.learning.strokes import TerminalKeys

    session, keys = Session(Channel.KEYBOARD), TerminalKeys()
    with raw_keys() as read:

        def feed() -> Feed:
            while True:
                typed, now_s = read()
                yield (keys.feed(typed, now_s) if typed else keys.flush(now_s)), now_s

        say("A scanner that types into this window. To end: Esc, or q and Enter.")
        say("The page of codes: tracker scanner sheet --to sheet.pdf")
        _guide(session, feed())
    return Tested(KEYBOARD, session.learned())


def _on_source(source: str) -> Tested:
    from tracker.hardware.sources.tested import heard_from

    with closing(heard_from(source)) as heard:
        if heard.is_live:
            say(f"{without_secrets(heard.url)}. To end: Ctrl+C.")
        try:
            _guide(heard.session, iter(heard), is_live=heard.is_live)
        except KeyboardInterrupt:
            say("Ended.")
    return Tested(heard.url, heard.session.learned())


def _guide(session: Session, feed: Feed, *, is_live: bool = True) -> None:
    """Ask for one code after another until the last has come, the feed ends, or the person leaves."""
    _ask(session, is_live=is_live)
    for strokes, now_s in feed:
        for heard in (*session.hear(strokes), *session.pass_time(now_s)):
            if is_live and heard.signs in _LEAVING:
                session.forget(heard)
                return
            _tell(heard)
            if session.is_over:
                return
            _ask(session, is_live=is_live)


def _ask(session: Session, *, is_live: bool) -> None:
    code = session.next_code
    if is_live and code is not None:
        say(f"▸ Scan {code.number}: {code.name}   (not readable? go on with the next)")


def _tell(heard: Heard) -> None:
    if heard.code is not None:
        say(f"✔ {heard.code.number} {heard.code.name}")
    else:
        say(f"! no code of the sheet: {''.join(heard.signs[:60])}")


def _saved(settings: Settings, tested: Tested, may_save: bool | None, *, is_json: bool) -> Path | None:
    """Where the profile was written; None where it was not."""
    from tracker.hardware.profile_files import PROFILES, save_profile
    from tracker.hardware.profiles import profile_of

    if not tested.learned.arrived or tested.learned.is_exchanged_unknown:
        say("Not kept: what arrived says too little of the device.")
        return None
    if may_save is None:
        if is_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            say("Not kept: say --save to keep this as the device's profile.")
            return None
        may_save = typer.confirm(
            f"Keep this as the profile of {safe(without_secrets(tested.url))}?", default=True, err=True
        )
    if not may_save:
        return None
    profile = profile_of(tested.learned, tested.url, datetime.now(settings.zone).date())
    file = save_profile(settings.home / PROFILES, profile)
    say(f"✔ Kept in {file}; every scan of this device is judged by it from now on.")
    return file


def _as_object(tested: Tested, found: list[Finding], saved: Path | None) -> dict[str, object]:
    learned = tested.learned
    said = [{"state": each.state, "about": each.about, "words": each.words, "hint": each.hint} for each in found]
    return {
        "source": without_secrets(tested.url),
        "channel": learned.channel,
        "arrived": list(learned.arrived),
        "missing": list(learned.missing),
        "strange": learned.strange,
        "strange_steps": list(learned.strange_steps),
        "suffix": learned.suffix,
        "aim": learned.aim,
        "gs": learned.gs,
        "gs_sign": learned.gs_sign,
        "separators": learned.separators,
        "case": learned.exchange.case,
        "scanner_layout": learned.exchange.scanner,
        "host_layout": learned.exchange.host,
        "prefix": learned.prefix,
        "xor": learned.has_xor,
        "median_ms": learned.median_ms,
        "longest_ms": learned.longest_ms,
        "findings": said[:-1],
        "verdict": said[-1],
        "profile": None if saved is None else str(saved),
    }
