"""What the terminal can do, and what stands between it and a scanner: for the doctor."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.station.examined import Examined

COLUMNS, ROWS = 80, 24
_KITTY = ("xterm-kitty", "xterm-ghostty")
_KITTY_PROGRAMS = ("WezTerm", "ghostty", "iTerm.app")


def examine_terminal(
    environment: Mapping[str, str] = os.environ, encoding: str | None = None, size: os.terminal_size | None = None
) -> Iterator[Examined]:
    """Its kind, colours, characters and size, and the programs in between. Nothing is asked of it: reading the answer could
    swallow a scan."""
    from tracker.station.examined import Examined

    term = environment.get("TERM", "")
    if term in ("", "dumb"):
        hint = "Start the program in a terminal window; TERM is usually xterm-256color."
        yield Examined("warning", "Terminal", f"TERM is {term or 'not set'}: no screens can be drawn", hint)
        return
    yield Examined("ok", "Terminal", f"{term}, {_colours(environment)}{_keys(environment)}")
    columns, rows = size or shutil.get_terminal_size((COLUMNS, ROWS))
    if columns < COLUMNS or rows < ROWS:
        hint = f"Make the window at least {COLUMNS} × {ROWS}."
        yield Examined("warning", "Terminal size", f"{columns} × {rows}: parts of screens are cut off", hint)
    else:
        yield Examined("ok", "Terminal size", f"{columns} × {rows}")
    named = (encoding or sys.stdout.encoding or "").lower().replace("-", "")
    if named != "utf8":
        hint = "Set the locale: export LANG=C.UTF-8"
        yield Examined("warning", "Characters", f"{named or 'unknown'}, not UTF-8: signs come out wrong", hint)
    yield from _between(environment)


def _colours(environment: Mapping[str, str]) -> str:
    if environment.get("NO_COLOR"):
        return "no colours, as NO_COLOR asks"
    if environment.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in environment.get("TERM", "") else "16 colours or fewer"


def _keys(environment: Mapping[str, str]) -> str:
    """Whether the kitty keyboard protocol is known to be spoken: then GS comes as a key without a character."""
    speaks = environment.get("TERM") in _KITTY or environment.get("TERM_PROGRAM") in _KITTY_PROGRAMS
    return ", kitty keyboard protocol" if speaks else ""


def _between(environment: Mapping[str, str]) -> Iterator[Examined]:
    """Programs that take some bytes of a scan for themselves (STX is tmux's key, SOH is screen's; measured for tmux)."""
    from tracker.station.examined import Examined

    if environment.get("TMUX"):
        hint = "Let keyboard scanners send no STX (0x02): CR as the suffix alone."
        yield Examined("ok", "Between", "tmux, which keeps a scanner's STX to itself", hint)
    elif environment.get("STY"):
        hint = "Let keyboard scanners send no SOH (0x01): CR as the suffix alone."
        yield Examined("ok", "Between", "screen, which keeps a scanner's SOH to itself", hint)
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        hint = "Let keyboard scanners send no ~ as a prefix: behind Enter it is ssh's own."
        yield Examined("ok", "Between", "ssh: scanners are read at the far end only as a keyboard", hint)
