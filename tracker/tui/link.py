"""The app's end of the station: opening it, handing scans in, and hearing what came of it.

The station's threads and the app's meet only here, by messages.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from tracker.diagnostics.unforeseen import unforeseen
from tracker.errors import DeviceError, TrackerError
from tracker.hardware.scan import Scan, utc_now
from tracker.jobs.desk import HISTORY, Desk
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.text import counted
from tracker.tui.at_the_desk import is_asking
from tracker.tui.keys import is_private, is_whole
from tracker.tui.messages import Answered, Failed, LabelsCounted, NotOpened, Opened, Papered, Troubled
from tracker.tui.questions import Questions

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.hardware.keystrokes import Key
    from tracker.station.outcomes import Outcome
    from tracker.tui.recording import KeyboardRecording
    from tracker.tui.seam import OpenStation, StationLike

UNSAVED = "unsaved-*.jsonl"


_ASKED_APART = (Code.PIN_ASKED, Code.SIGN_ASKED)
"""Asked in a place of their own, and no part of what was done."""


class StationLink(Questions):
    """Scans that come before the station is open, or while a dialog must be finished, are held in order."""

    def __init__(self, app: App[None], open_station: OpenStation) -> None:
        super().__init__(app)
        self._open_station = open_station
        self.log: deque[Outcome] = deque(maxlen=HISTORY)
        """What was posted, asked about or refused, newest last; what was only noted is not kept."""
        self.latest: Outcome | None = None
        self.half: Verdict | None = None
        """How the half-read pack on the desk was shown."""
        self.recording: KeyboardRecording | None = None
        self._held: list[Scan] = []
        self._is_closed = False
        self.unsaved: Path | None = None
        """After closing: the recording of what the store would not take."""

    @property
    def desk(self) -> Desk:
        """The desk as of the latest outcome shown; the station's own before the first."""
        if self.latest is not None:
            return self.latest.desk
        return self.station.desk if self.station else Desk()

    @property
    def held(self) -> int:
        return len(self._held)

    def now(self) -> datetime:
        """The clinic's clock; the wall's until the clinic is open."""
        return self.station.now() if self.station else utc_now()

    # -- opening and closing ------------------------------------------------------------------------------------

    def open(self, first: Callable[[], None] | None = None) -> None:
        """Open the station on a worker thread; :class:`Opened` or :class:`NotOpened` says how it went.

        ``first`` is done before, on the same thread.
        """
        self._app.run_worker(
            partial(self._open, first), thread=True, group="opening", exit_on_error=False, description="Opening"
        )

    def _open(self, first: Callable[[], None] | None) -> None:
        try:
            if first is not None:
                first()
            station = self._open_station()
        except TrackerError as error:
            self._app.post_message(NotOpened(error))
            return
        except Exception as error:
            self._app.post_message(NotOpened(unforeseen(error)))
            return
        if self._is_closed:
            station.close()
        else:
            self._app.post_message(Opened(station))

    def left_by_quitting(self) -> tuple[str, str]:
        """How many scans would not be stored if the app were left now, and what becomes of them; empty for none."""
        station = self.station
        if station is None:
            return (f"{counted(self.held, 'scan')} kept so far.", "Quitting loses them.") if self.held else ("", "")
        waiting = station.counts.waiting
        if station.fault is None or not waiting:
            return "", ""
        folder = station.database_path.parent
        asks = f"{counted(waiting, 'scan')} not stored yet."
        return asks, f"Wait, or quit: then they are kept in {folder}/{UNSAVED}, and the next start says how to go on."

    def unsaved_before(self) -> tuple[Path, ...]:
        """Recordings of scans that an earlier session could not store, oldest first."""
        return tuple(sorted(self.station.database_path.parent.glob(UNSAVED))) if self.station else ()

    def connect(self, station: StationLike) -> None:
        """Hear the station, from its first scan on, and hand in what was held."""
        self.station = station
        station.subscribe_from_the_start(lambda outcome: self._post(Answered(outcome)))
        station.subscribe_trouble(lambda error: self._post(Troubled(error)))
        station.subscribe_papers(lambda paper: self._post(Papered(paper)))
        station.labels.subscribe(lambda counts: self._post(LabelsCounted(counts)))
        self.do(station.labels.counts, lambda counts: self._post(LabelsCounted(counts)), group="label counts")
        self.release()

    def _post(self, message: Answered | Troubled | Papered | LabelsCounted) -> None:
        if not self._is_closed:
            self._app.post_message(message)

    def close(self) -> None:
        self._is_closed = True
        if self.recording is not None:
            self.recording.close()
        if self.station is not None:
            self.release()
            self.unsaved = self.station.close()

    @property
    def is_shown(self) -> bool:
        """Whether what the station would answer YES to is what the screen shows: nothing newer is on its way."""
        station = self.station
        if station is None or station.fault is not None or station.counts.waiting:
            return False
        return _answerable(station.desk) == _answerable(self.desk)

    # -- scans --------------------------------------------------------------------------------------------------

    def submit(self, scan: Scan) -> None:
        """Hand a scan in, behind those that are held."""
        self._held.append(scan)
        self.release()

    def hold(self, scan: Scan) -> int:
        """Keep a scan until :meth:`release`; how many are kept now."""
        self._held.append(scan)
        return len(self._held)

    def release(self) -> None:
        """Hand in what was held, in the order of arrival."""
        if self.station is None:
            return
        held, self._held = self._held, []
        for scan in held:
            self.station.submit(scan)

    def tell_asking(self, by: object, is_asking: bool) -> None:
        """``by`` asks for a PIN from now on, or does no longer: the station hears other scanners than the keyboard."""
        if self.station is not None:
            self.station.tell_asking(by, is_asking)

    def submit_first(self, *scans: Scan) -> None:
        """Hand these in before what is held: they answer the question that the held ones came after."""
        self._held[:0] = scans
        self.release()

    def heard(self, outcome: Outcome) -> None:
        """Take note of an outcome. Called on the app's thread, in the order of the commits. What was done in one session
        is not shown in the next."""
        if _session(outcome.desk) != _session(self.desk):
            self.log.clear()
        self.latest = outcome
        if outcome.verdict.code == Code.HALF_READ:
            self.half = outcome.verdict
        is_told = outcome.verdict.tone in (Tone.ASK, Tone.REFUSE) and outcome.verdict.code not in _ASKED_APART
        if outcome.is_posted or is_told:
            self.log.append(outcome)

    @property
    def must_sign_in(self) -> bool:
        """Whether nobody is signed in where somebody must be."""
        if self.station is None or self.desk.session is not None:
            return False
        said = self.latest.verdict.code if self.latest is not None else ""
        return self.station.asks_pin or said in (Code.SIGN_IN_FIRST, Code.PIN_ASKED)

    def asked_about(self) -> Scan | None:
        """The scan that the open question is about."""
        question = self.desk.question
        if question is None:
            return None
        return next((each.scan for each in reversed(self.log) if each.verdict.code == question.code), None)

    def record(self, scan: Scan, keys: tuple[Key, ...]) -> Scan:
        """Write a keyboard scan down with its keys, where recording is on, but nothing that a patient has said or that names
        one, and no PIN; the scan as it is known from then on. A recording that fails ends, and says so."""
        if self.recording is None or is_private(scan) or (is_asking(self.desk) and not is_whole(scan)):
            return scan
        if self.station is not None and self.station.asks_pin:
            from tracker.station.typed_pins import is_perhaps_pin

            if is_perhaps_pin(scan):
                return scan
        try:
            return self.recording.write(scan, keys)
        except DeviceError as error:
            self.recording.close()
            self.recording = None
            self._app.post_message(Failed(error))
            return scan

    def toggle_recording(self, source: str) -> None:
        """Begin or end writing down what the keyboard scans. Raises :class:`DeviceError` where it cannot begin."""
        from tracker.tui.recording import KeyboardRecording

        if self.recording is not None:
            self.recording.close()
            self.recording = None
        elif self.station is not None:
            self.recording = KeyboardRecording(self.station.database_path.parent, self.now(), source)


def _session(desk: Desk) -> str:
    return desk.session.id if desk.session is not None else ""


def _answerable(desk: Desk) -> tuple[object, ...]:
    """All that YES could answer: it must be on the screen before a key may say YES."""
    return desk.question, desk.matter, desk.latched, desk.work
