"""Devices: every scanner in a line, and below it all about the chosen one: its state in words, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from tracker.hardware.sources.troubles import in_short
from tracker.jobs.desk import Desk
from tracker.tui.helping import SCANNER, Help
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import fitted, line, lines, without_middle, wrapped
from tracker.tui.tables import GUTTER, Column, Row
from tracker.tui.widgets.choices import CHOSEN, Choices
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.topline import STATE_SIGNS
from tracker.tui.widgets.viewfinder import Viewfinder

if TYPE_CHECKING:
    from tracker.station.outcomes import DeviceState

NARROWEST = 24
WORDS = 22
"""Columns for what is the matter in a word or two; all of it stands below."""
BEFORE = len(CHOSEN) + 2
"""Columns before a name: the mark, and the sign of its state."""
LEAST = 4
"""Lines at least for what stands below the list: most troubles, with what to do, take as many at 80 columns."""
LENS, TOLD_BESIDE_LENS = 8, 2
"""Lines at least for a camera's picture, and for words beside it."""
CAMERAS = ("camera:", "mjpeg:", "video:")
KEYBOARD, TYPED = "keyboard:", "what is typed here"
TEST = "F6 tests a scanner: a new one, or one whose scans are refused"
SHEET = "The page of codes for it: tracker scanner sheet --to sheet.pdf"


def name_width(room: int) -> int:
    """For a list of ``room`` columns: names get all that the words leave."""
    return max(NARROWEST, room - BEFORE - GUTTER - WORDS)


def shown_names(states: Sequence[DeviceState], width: int) -> list[list[str]]:
    """Each device's name in rows of ``width``, no two devices' alike. A long one is cut where no other then looks the same;
    two that differ only in what is not shown (a key in the address) are numbered."""
    urls = {each.url: each.name for each in states}
    alike = {name: [url for url, other in urls.items() if other == name] for name in urls.values()}
    names = {
        url: f"{name} no. {alike[name].index(url) + 1}" if len(alike[name]) > 1 else name for url, name in urls.items()
    }
    cut = {url: without_middle(name, width) for url, name in names.items()}
    often = Counter(cut.values())
    return [[cut[url]] if often[cut[url]] == 1 else wrapped(names[url], width) for url in (each.url for each in states)]


def device_lines(states: Sequence[DeviceState], room: int) -> list[Content]:
    """The keyboard's line, and one for each device. Without colour, which the mark's ground would swallow."""
    width = name_width(room)
    told = [_line(STATE_SIGNS["live"], [KEYBOARD], TYPED, width)]
    for each, name in zip(states, shown_names(states, width), strict=True):
        told.append(_line(STATE_SIGNS[each.state], name, in_short(each.code) or each.words, width))
    return told


def _line(sign: str, name: list[str], words: str, width: int) -> Content:
    rows = zip_longest((f"{sign} ",), name, (fitted(words, WORDS).rstrip(" "),), fillvalue="")
    return lines(
        [
            line((first or " " * BEFORE, "bold"), (fitted(part, width) + " " * GUTTER, ""), (short, ""))
            for first, part, short in rows
        ]
    )


def first_to_tell(states: Sequence[DeviceState]) -> int:
    """The line to choose where nobody has: the first device with a trouble, else a camera, whose picture is worth a look."""
    troubled = (place for place, each in enumerate(states, 1) if each.code)
    seeing = (place for place, each in enumerate(states, 1) if has_picture(each))
    return next(troubled, next(seeing, min(1, len(states))))


def has_picture(state: DeviceState | None) -> bool:
    return state is not None and state.state == "live" and state.url.startswith(CAMERAS)


def advice_rows(
    chosen: DeviceState | None, last: str, recording: str, limited: tuple[str, ...], width: int
) -> list[Row]:
    """All about the chosen device, None for the keyboard; then what arrived last, and how a scanner should be set. Nothing
    of it is cut. ``limited`` says of which scanner some codes are refused, and why.
    """
    is_on = f"recording the keyboard to {recording}" if recording else "recording is off; F8, then 'scan: record'"
    return [
        *_about(chosen, width),
        *(row for words in limited for row in _rows(words, width, "!", "$text-warning")),
        *_rows(f"last scan  {last}" if last else "no scan yet", width, "▸"),
        *_rows(is_on, width, "●" if recording else "○"),
        *_rows(TEST, width, "▸"),
        *_rows(SHEET, width, ""),
        *(row for part in SCANNER.lines for row in _rows(part, width, "", "$muted")),
    ]


def _about(chosen: DeviceState | None, width: int) -> list[Row]:
    if chosen is None:
        return _rows(f"LIVE  {KEYBOARD} {TYPED}", width, STATE_SIGNS["live"])
    if not chosen.code:
        return _rows(f"{chosen.state.upper()}  {chosen.name}  {chosen.words}", width, STATE_SIGNS[chosen.state])
    style = "$text-error" if chosen.state == "failed" else "$text-warning"
    said = f"{chosen.state.upper()}  {chosen.words} {chosen.hint}"
    return _rows(said, width, STATE_SIGNS[chosen.state], style)


def _rows(words: str, width: int, sign: str, style: str = "") -> list[Row]:
    first, *rest = wrapped(words, width)
    return [Row((first,), sign, style), *(Row((part,), "", style) for part in rest)]


class Scanners(Choices):
    help = Help(
        "Devices", ("Arrows choose: below stands what is wrong with the chosen one, and what to do.", *SCANNER.lines)
    )


class DevicesPane(Pane[None]):
    TITLE = "DEVICES"
    IS_LIST_FIRST = True
    IDLE = ("SCANNERS", "Scan anything to try a scanner: what it names appears here, and the job goes on.")
    ABOUT = (
        "● live    ○ waiting for it    ✖ does not work    – ended",
        "Arrows choose one: all about it stands below the list. Tab, then arrows: the rest of it.",
        "Scanners are named in settings.toml: sources = ['serial:/dev/ttyACM0?beep=bel', 'hidpos:'].",
        "One that is unplugged, busy or asleep is opened again by itself.",
        "F6 tests a scanner, and says what to set it to.",
        *SCANNER.lines,
        "F8 then 'job: home' goes back to work.",
    )

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._told: tuple[tuple[DeviceState, ...], str, str, tuple[str, ...]] | None = None
        self._lines: list[Content] = []
        self._place = 0
        self._chosen_url = ""
        """Whom somebody has chosen; empty for nobody."""

    def compose(self) -> ComposeResult:
        yield Scanners(id="scanners")
        yield Listing(id="advice", about=SCANNER)
        yield Viewfinder(id="lens")

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> None:
        return None

    def draw(self, desk: Desk, found: None, now: datetime) -> Drawn:
        return Drawn()

    def take_focus(self) -> None:
        """Arrows at once: there is nothing to type here."""
        self.query_one(Scanners).focus()

    @property
    def chosen(self) -> DeviceState | None:
        """None for the keyboard."""
        states = self._told[0] if self._told is not None else ()
        return states[self._place - 1] if 0 < self._place <= len(states) else None

    def tell_devices(
        self, states: tuple[DeviceState, ...], last: str, recording: str, limited: tuple[str, ...]
    ) -> None:
        """``last`` is the latest scan as it was received, control characters made visible."""
        self._told = (states, last, recording, limited)
        urls = [KEYBOARD, *(each.url for each in states)]
        is_chosen = self._chosen_url in urls
        self._place = urls.index(self._chosen_url) if is_chosen else first_to_tell(states)
        self._offer(device_lines(states, self._room))
        self._tell_chosen()

    @property
    def _room(self) -> int:
        return self.query_one(Scanners).scrollable_content_region.width or self.size.width

    def _offer(self, told: list[Content]) -> None:
        scanners = self.query_one(Scanners)
        if told != self._lines:
            self._lines = told
            scanners.offer(told)
        if scanners.highlighted != self._place:
            scanners.highlighted = self._place

    def _tell_chosen(self) -> None:
        """A camera's picture says more than words; without one the words have the room."""
        if self._told is None:
            return
        _, last, recording, limited = self._told
        is_seen, advice = has_picture(self.chosen), self.query_one("#advice", Listing)
        lens = self.query_one(Viewfinder)
        lens.display, lens.camera_url = is_seen, self.chosen.url if self.chosen is not None else ""
        below = TOLD_BESIDE_LENS + LENS if is_seen else LEAST
        self.query_one(Scanners).styles.max_height = max(LEAST, self.size.height - below)
        advice.styles.height = TOLD_BESIDE_LENS if is_seen else "1fr"
        advice.show((Column(""),), advice_rows(self.chosen, last, recording, limited, advice.room))

    @on(OptionList.OptionHighlighted)
    def _move(self, event: OptionList.OptionHighlighted) -> None:
        """Somebody has chosen where another line is marked than the one that was offered."""
        event.stop()
        if self._told is None or event.option_index in (self._place, None):
            return
        if event.option_index != self.query_one(Scanners).highlighted:
            return
        self._place = event.option_index
        chosen = self.chosen
        self._chosen_url = KEYBOARD if chosen is None else chosen.url
        self._tell_chosen()

    @on(OptionList.OptionSelected)
    def _enter(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    def on_resize(self) -> None:
        """How wide it is shows first when it stands: then what was told is broken into rows anew."""
        if self._told is not None:
            self.tell_devices(*self._told)
