"""Devices: every scanner, its state in words, and what to do about one that does not work."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk
from tracker.text import safe
from tracker.tui.helping import SCANNER
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.seam import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.topline import STATE_SIGNS
from tracker.tui.widgets.viewfinder import Viewfinder

if TYPE_CHECKING:
    from tracker.station.outcomes import DeviceState

COLUMNS = (Column("Scanners", 24), Column("state", 8), Column("in words"))
KEYBOARD = Row(("keyboard:", "live", "scanners that type into this window"), "●")
HINT_WIDTH = 74
"""What a row of the narrowest terminal holds beside its sign."""
TEST = "F6 tests a scanner: a new one, or one whose scans are refused"
SHEET = "The page of codes for it: tracker scanner sheet --to sheet.pdf"


def device_row(state: DeviceState) -> Row:
    style = "$text-error" if state.state == "failed" else ""
    return Row((state.url, state.state, state.words), STATE_SIGNS[state.state], style)


def advice_rows(states: tuple[DeviceState, ...], last: str, recording: str, limited: tuple[str, ...]) -> list[Row]:
    """What arrived last, what to do about what does not work, and how a scanner should be set. ``limited`` says of which
    scanner some codes are refused, and why."""
    rows = [Row((f"last scan  {last}" if last else "no scan yet",), "▸")]
    is_on = f"recording the keyboard to {recording}" if recording else "recording is off; F8, then 'scan: record'"
    rows.append(Row((is_on,), "●" if recording else "○"))
    for hint in (*limited, *(state.hint for state in states)):
        rows += [Row((part,), "" if number else "!", "$text-warning") for number, part in enumerate(_lines(hint))]
    rows += [Row((TEST,), "▸"), Row((SHEET,))]
    return [*rows, *(Row((part,), "", "$muted") for part in SCANNER.lines)]


def _lines(hint: str) -> list[str]:
    """What to do is read to its end, and a udev rule copied: a list's rows are cut where they do not fit."""
    return textwrap.wrap(safe(hint), HINT_WIDTH)


class DevicesPane(Pane[None]):
    TITLE = "DEVICES"
    IDLE = ("SCANNERS", "Scan anything to try a scanner: what it names appears here, and the job goes on.")
    ABOUT = (
        "● live    ○ waiting to be plugged in    ✖ does not work    – ended",
        "Scanners are named in settings.toml: sources = ['serial:/dev/ttyACM0?beep=bel', 'hidpos:'].",
        "One that is unplugged, busy or asleep is opened again by itself.",
        "F6 tests a scanner, and says what to set it to.",
        *SCANNER.lines,
        "F8 then 'job: home' goes back to work.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="devices", about=self.help)
        yield Listing(id="advice", about=SCANNER)
        yield Viewfinder(id="lens")

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> None:
        return None

    def draw(self, desk: Desk, found: None, now: datetime) -> Drawn:
        return Drawn()

    def tell_devices(
        self, states: tuple[DeviceState, ...], last: str, recording: str, limited: tuple[str, ...]
    ) -> None:
        """``last`` is the latest scan as it was received, control characters made visible."""
        self.query_one("#devices", Listing).show(COLUMNS, [KEYBOARD, *map(device_row, states)])
        self.query_one("#advice", Listing).show(
            (Column("What arrives"),), advice_rows(states, last, recording, limited)
        )
