"""Devices: every scanner, its state in words, and what to do about one that does not work."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.hardware.sources.troubles import in_short
from tracker.jobs.desk import Desk
from tracker.tui.helping import SCANNER
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.seam import ReaderLike
from tracker.tui.showing import without_middle, wrapped
from tracker.tui.tables import GUTTER, SIGN_WIDTH, Column, Row
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.topline import STATE_SIGNS
from tracker.tui.widgets.viewfinder import Viewfinder

if TYPE_CHECKING:
    from tracker.station.outcomes import DeviceState

NARROWEST = 24
STATE, WORDS = Column("state", 8), Column("in words", 24)
TOLD = ("keyboard:", "live", "scanners that type here")
TEST = "F6 tests a scanner: a new one, or one whose scans are refused"
SHEET = "The page of codes for it: tracker scanner sheet --to sheet.pdf"


def columns(room: int) -> tuple[Column, Column, Column]:
    """For a list of ``room`` columns: names get all that the words leave."""
    others = STATE.width + WORDS.width + 2 * GUTTER + SIGN_WIDTH
    return Column("Scanners", max(NARROWEST, room - others)), STATE, WORDS


def device_rows(states: tuple[DeviceState, ...], name_width: int) -> list[Row]:
    """What is wrong in a word or two; all of it stands below. A long name is cut where no other then looks the same."""
    cut = {url: without_middle(url, name_width) for url in {each.url for each in states}}
    often = Counter(cut.values())
    rows = [Row(TOLD, STATE_SIGNS["live"])]
    for each in states:
        style = "$text-error" if each.state == "failed" else ""
        name = [cut[each.url]] if often[cut[each.url]] == 1 else wrapped(each.url, name_width)
        words = wrapped(in_short(each.code) or each.words, WORDS.width)
        cells = zip_longest(name, (each.state,), words, fillvalue="")
        rows += [Row(part, "" if number else STATE_SIGNS[each.state], style) for number, part in enumerate(cells)]
    return rows


def advice_rows(
    states: tuple[DeviceState, ...], last: str, recording: str, limited: tuple[str, ...], width: int
) -> list[Row]:
    """What arrived last, what is wrong and what to do about it, and how a scanner should be set; nothing of it is cut.

    ``limited`` says of which scanner some codes are refused, and why.
    """
    is_on = f"recording the keyboard to {recording}" if recording else "recording is off; F8, then 'scan: record'"
    wrong = [f"{state.words} {state.hint}" if state.code else state.hint for state in states if state.hint]
    return [
        *_rows(f"last scan  {last}" if last else "no scan yet", width, "▸"),
        *(row for words in (*limited, *wrong) for row in _rows(words, width, "!", "$text-warning")),
        *_rows(is_on, width, "●" if recording else "○"),
        *_rows(TEST, width, "▸"),
        *_rows(SHEET, width, ""),
        *(row for part in SCANNER.lines for row in _rows(part, width, "", "$muted")),
    ]


def _rows(words: str, width: int, sign: str, style: str = "") -> list[Row]:
    first, *rest = wrapped(words, width)
    return [Row((first,), sign, style), *(Row((part,), "", style) for part in rest)]


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

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._told: tuple[tuple[DeviceState, ...], str, str, tuple[str, ...]] | None = None

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
        self._told = (states, last, recording, limited)
        devices, advice = self.query_one("#devices", Listing), self.query_one("#advice", Listing)
        shown = columns(devices.room + SIGN_WIDTH)
        devices.show(shown, device_rows(states, shown[0].width))
        advice.show((Column("What arrives"),), advice_rows(*self._told, advice.room))

    def on_resize(self) -> None:
        """How wide it is shows first when it stands: then what was told is broken into rows anew."""
        if self._told is not None:
            self.tell_devices(*self._told)
