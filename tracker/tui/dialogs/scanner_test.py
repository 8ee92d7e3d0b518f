"""A scanner set up in a minute: which code of the sheet to scan next, what was learned, and what to set.

Keys come here as they are, before anything is made of them, and so does what other scanners send. Nothing that is
scanned here moves anything.
"""

from __future__ import annotations

from textual import _time, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tracker.errors import TrackerError
from tracker.hardware.keystrokes import Key
from tracker.hardware.learning.finding import Finding
from tracker.hardware.learning.findings import findings
from tracker.hardware.learning.known_codes import KNOWN_CODES
from tracker.hardware.learning.strokes import Stroke, of_key
from tracker.hardware.learning.verdict import verdict
from tracker.hardware.scan import Scan
from tracker.hardware.sources.raw import Raw
from tracker.hardware.sources.tested import Listened
from tracker.text import without_secrets
from tracker.tui.capture import ScanCapture
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import KEYBOARD
from tracker.tui.link import StationLink
from tracker.tui.showing import line, lines, text

TICK_S = 0.1
SHEET = "The sheet of codes: tracker scanner sheet --to sheet.pdf"
LEAVE = "Nothing that is scanned here moves anything. Esc goes back to work."
AGAIN = "Set what is told, and scan 1 to test again. Esc goes back to work."
_SIGNS = {"ok": "✔", "warning": "!", "fault": "✖"}
_STYLES = {"ok": "$text-success", "warning": "$text-warning", "fault": "bold $text-error"}


class Arrived(Message):
    """Something came from another scanner than the keyboard's."""

    def __init__(self, url: str, piece: Raw | Scan) -> None:
        super().__init__()
        self.url = url
        self.piece = piece


class ScannerTestDialog(Dialog[None]):
    """Whichever scanner is used is the one that is tested; at the last code its profile is kept."""

    ABOUT = Help("The scanner's test", ("Scan the codes from 1 to 6; what cannot be read is left out.", SHEET, LEAVE))

    def __init__(self, link: StationLink) -> None:
        super().__init__()
        self._link = link
        self._tested: dict[str, Listened] = {}
        self._url = KEYBOARD
        self._kept = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -whole"):
            yield Static(id="step")
            yield Static(id="steps", classes="topic")
            yield Static(id="leave")
            yield Static(id="found", classes="topic")
            yield Static(text(SHEET, "$muted"), id="sheet", classes="topic")

    def on_mount(self) -> None:
        if isinstance(self.app, ScanCapture):
            self.app.listener = self._press
        if self._link.station is not None:
            self._link.station.devices.divert(self.overhear)
        self.set_interval(TICK_S, self._pass_time)
        self._show()

    def on_unmount(self) -> None:
        if isinstance(self.app, ScanCapture):
            self.app.listener = None
        if self._link.station is not None:
            self._link.station.devices.divert(None)

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        """A scan that began before the test is no part of it, and moves nothing either."""
        return ()

    def _press(self, key: Key) -> None:
        """A key of the keyboard's scanner; Escape or F1 out of the quiet is a person's."""
        listened = self._of(KEYBOARD)
        if key.name == "escape" and listened.session.is_quiet:
            self.dismiss(None)
        elif key.name == "f1" and listened.session.is_quiet:
            self.action_explain()
        else:
            self._hear(KEYBOARD, of_key(key))

    def overhear(self, url: str, piece: Raw | Scan) -> None:
        """What a device sent; called on its thread."""
        self.post_message(Arrived(url, piece))

    @on(Arrived)
    def _arrived(self, event: Arrived) -> None:
        self._hear(event.url, self._of(event.url).strokes(event.piece))

    def _hear(self, url: str, strokes: list[Stroke]) -> None:
        if strokes:
            self._url = url
            self._ended(url, bool(self._of(url).session.hear(strokes)))

    def _pass_time(self) -> None:
        now_s = _time.get_time()
        for url, listened in tuple(self._tested.items()):
            self._ended(url, bool(listened.session.pass_time(now_s)))

    def _ended(self, url: str, has_ended: bool) -> None:
        """A code has come whole: what is known now, and at the last one what is kept."""
        if not has_ended:
            return
        listened = self._of(url)
        self._kept = ""
        if listened.session.is_over:
            self._keep(url)
        self._show()

    def _keep(self, url: str) -> None:
        station = self._link.station
        if station is None:
            return
        try:
            station.profiles.keep(url, self._of(url).session.learned())
            self._kept = "Kept: every scan of this scanner is judged by this test from now on."
        except TrackerError as error:
            self._kept = f"Not kept: {error.message} {error.hint}"

    def _of(self, url: str) -> Listened:
        if url not in self._tested:
            self._tested[url] = Listened(url)
        return self._tested[url]

    def _show(self) -> None:
        session = self._of(self._url).session
        code = session.next_code
        learned = session.learned()
        found = findings(learned) if learned.arrived or learned.strange else []
        if code is not None:
            step = [text(f"SCAN {code.number}   {code.name}", "bold $accent"), text(code.shows)]
        else:
            said = verdict(learned)
            step = [line((f"{_SIGNS[said.state]} {said.words}", _STYLES[said.state]))]
            is_new = said.hint and all(said.hint != each.hint for each in found)
            step += [*([text(f"  {said.hint}")] if is_new else []), text(self._kept)]
        is_told = code is None and any(each.state != "ok" for each in found)
        title = text(f"TEST A SCANNER   {without_secrets(self._url)}", "bold")
        self.query_one("#step", Static).update(lines([title, text(""), *step]))
        self.query_one("#steps", Static).update(_steps(learned.arrived, code.number if code else 0))
        self.query_one("#leave", Static).update(text(AGAIN if is_told else LEAVE, "$muted"))
        self.query_one("#found", Static).update(lines(_found(found)))
        self.query_one("#sheet").display = code is not None  # the verdict needs its room


def _steps(arrived: tuple[int, ...], now: int) -> Content:
    """A sign for each code, which needs no colour."""
    parts: list[str] = []
    for code in KNOWN_CODES:
        sign = (
            "✔"
            if code.number in arrived
            else "▸"
            if code.number == now
            else "–"
            if code.number < now or not now
            else "·"
        )
        parts.append(f"{sign} {code.number}")
    return text("   ".join(parts))


def _found(found: list[Finding]) -> list[Content]:
    """What is to be mended first, each with what to do; what is well in one line."""
    rows: list[Content] = []
    for state in ("fault", "warning"):
        for each in found:
            if each.state == state:
                rows.append(line((f"{_SIGNS[state]} {each.about}: {each.words}", _STYLES[state])))
                rows += [text(f"  {each.hint}")] if each.hint else []
    well = "; ".join(each.words for each in found if each.state == "ok")
    return [*rows, line((f"✔ {well}", _STYLES["ok"]))] if well else rows
