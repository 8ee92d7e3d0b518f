"""What the screen says of itself: the verdict, where one is, the counts, the newest answers, and what went wrong."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from tracker.errors import TrackerError
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording_paper import shown
from tracker.people.permissions import Permission
from tracker.text import safe
from tracker.tui.at_the_desk import is_custody
from tracker.tui.authority import taught
from tracker.tui.notes import DEMO_OVER, LAB_DEMO_OVER, home_notes, is_played
from tracker.tui.panes.home import HomePane
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.screens.doing import Doing
from tracker.tui.standing import beside, standing
from tracker.tui.widgets.banner import VerdictBanner
from tracker.tui.widgets.counts import CountsLine
from tracker.tui.widgets.history import History, entry
from tracker.tui.widgets.topline import TopLine

if TYPE_CHECKING:
    from tracker.station.errands import Paper
    from tracker.station.outcomes import DeviceState, Outcome

OPENING = Verdict("opening", Tone.NOTE, "OPENING", "the clinic's records", way_out="You may scan already: it is kept.")
HISTORY_LINES = 20
NOT_PERMITTED = "not_permitted"
"""The verdict's code of what whoever scanned may not do: of the thing itself it tells nothing."""
LABELS_PRINTING = "LABELS PRINTING"
"""The word by which the bench says that specimens' labels are on their way."""
WARNED_S = 60
"""So long a full disk is told beside the top line, which goes on telling it."""
QUEUED_S = 10
"""So long a label's fault is told beside the top line and the labels' view, which go on telling it."""


class Saying(Doing):
    """The parts around the middle. Each is shown anew from what the station has said; nothing here asks it for more."""

    is_new_view: bool
    drawn: Drawn
    _is_demo: bool
    _is_demo_over: bool
    _said_over: bool
    _reading: int
    _fault: Verdict | None
    _before_label: Verdict | None
    _is_label_left: bool
    _label_trouble: Paper | None
    _warned: tuple[str, ...]

    @property
    @abstractmethod
    def pane(self) -> Pane[Any]:
        """The middle."""

    @property
    @abstractmethod
    def is_up(self) -> bool: ...

    @abstractmethod
    def read_soon(self) -> None: ...

    def _show_banner(self) -> None:
        """A fault goes first, then what waits to be answered or acknowledged, then the latest answer."""
        banner, outcome = self.query_one(VerdictBanner), self.link.latest
        matter = standing(self.link.desk, self.link.half)
        question = self.label_question() if matter is None and self._fault is None else None
        self._ask_about_label(question is not None)
        aside = beside(matter, outcome.verdict) if matter is not None and outcome is not None else ""
        aside = "the recording is over" if self._said_over else aside
        if self._fault is not None:
            banner.show(self._fault, is_latched=True)
        elif self.link.station is None:
            banner.show(OPENING)
        elif self._said_over and matter is None:
            banner.show(LAB_DEMO_OVER if is_custody(self.link.desk) else DEMO_OVER)
        elif question is not None:
            said = beside(question, outcome.verdict) if outcome is not None and not self.is_new_view else ""
            banner.show(question, beside=said)
        elif outcome is not None and matter is not None:
            banner.show(matter, is_latched=matter.tone is Tone.REFUSE, beside=aside)
        elif outcome is None or self.is_new_view:
            banner.show(taught(self.pane.idle(), self.link.may))
        elif (not_out := self._not_out(outcome.verdict)) is not None:
            banner.show(not_out, is_latched=True)
        elif self._is_label_left and self._before_label is not None:
            banner.show(self._before_label)
        elif outcome.verdict.code == Code.QUANTITY_SET and not outcome.verdict.way_out:
            banner.show(replace(outcome.verdict, way_out="Now scan the pack."))
        else:
            latest = self.pane.reworded(outcome.verdict, self.link.desk)
            banner.show(taught(latest, self.link.may), is_latched=latest.tone is Tone.REFUSE)

    def _not_out(self, said: Verdict) -> Verdict | None:
        """Instead of "labels printing", where they are not."""
        if self._label_trouble is None or said.word != LABELS_PRINTING:
            return None
        from tracker.tui.panes.label_words import specimens_not_out

        return specimens_not_out(self._label_trouble)

    def _show_place(self) -> None:
        desk, pane = self.link.desk, self.pane
        clinic = self.link.station.clinic if self.link.station else ""
        person = desk.session.name if desk.session else desk.operator.name if desk.operator else ""
        where = pane.title(desk)
        if desk.paper is not None and self.link.station is not None:
            at = desk.paper.at
            time = shown(self.link.station.local(at), self.link.station.local(self.link.now())) if at else "when?"
            where = f"{where}  FROM PAPER {time} ({desk.paper.entered_by.name})"
        self.query_one(TopLine).show(where, pane.place(desk) or clinic, person)

    def _show_counts(self) -> None:
        if self.link.station is not None:
            outcome = self.link.latest
            is_live = outcome is None or self._fault is not None
            counts = self.link.station.counts if is_live or outcome is None else outcome.counts
            self.query_one(CountsLine).show(counts, self.drawn.left)

    def _show_history(self) -> None:
        station = self.link.station
        if station is None:
            return
        done = {each.scan_id: each for each in self.link.desk.history}
        newest = islice((each for each in reversed(self.link.log) if self._may_tell(each)), HISTORY_LINES)
        self.query_one(History).show(
            tuple(
                entry(outcome, done.get(outcome.scan.id), f"{station.local(outcome.scan.at):%H:%M:%S}")
                for outcome in newest
            )
        )

    def _may_tell(self, outcome: Outcome) -> bool:
        """What the badge before has scanned is told to a role that may see it."""
        needed = Permission.SPECIMEN_SEE if is_custody(outcome.desk) else Permission.STOCK_SEE
        return outcome.verdict.code == NOT_PERMITTED or self.link.may(needed)

    def _tell_home(self) -> None:
        """What is wrong with disk or database, scans of an earlier session, and the demo, by name."""
        before, warned = self.link.unsaved_before(), self._warned
        notes = home_notes(before, is_demo=self._is_demo, is_over=self._is_demo_over, warned=warned)
        self.query_one(HomePane).tell(notes)

    def _look_at_replay(self, devices: tuple[DeviceState, ...]) -> None:
        """Say once that the demo's recording has ended, as soon as all of it has been answered."""
        station, latest = self.link.station, self.link.latest
        if not self._is_demo or self._is_demo_over or station is None or latest is None:
            return
        if is_played(devices, latest.counts, station.counts):
            self._is_demo_over = self._said_over = True
            self._tell_home()
            self._show_banner()
            self.read_soon()

    def troubled(self, error: TrackerError | None) -> None:
        """Something cannot be stored or read: said in the banner until it is over."""
        if not self.is_up:
            return
        self._fault = None
        if error is not None:
            self._fault = Verdict(error.code, Tone.REFUSE, "NOT STORED YET", error.message, way_out=error.hint)
            self.app.bell()
        self._show_banner()
        self._show_counts()

    def _show_warnings(self) -> None:
        """That the disk is full, or the database damaged, is told in full once, and in the top line until it is over."""
        station = self.link.station
        if station is None:
            return
        self.query_one(TopLine).show_warnings(station.upkeep.warnings_in_short())
        told = station.upkeep.warnings_told()
        for words in told:
            if words not in self._warned:
                self.app.bell()
                self.app.notify(f"✖ {safe(words, 600)}", severity="error", markup=False, timeout=WARNED_S)
        if told != self._warned:
            self._warned = told
            self._tell_home()
            self._show_banner()
            self.read_soon()

    def papered(self, paper: Paper) -> None:
        """What came out is said for a moment; what did not stays long enough to be read and acted on."""
        if not self.is_up:
            return  # the app is closing
        if paper.is_specimens:
            if self._label_trouble is not None:
                # What was told of them before holds no longer.
                self.app.clear_notifications()
            self._label_trouble = None if paper.is_out else paper
            self._show_banner()
            self.refresh_bindings()
        if paper.is_out:
            self.app.notify(f"✔ {safe(paper.about)}: {safe(paper.words)}", markup=False, timeout=6)
            return
        self.app.bell()
        said = f"✖ {safe(paper.failed).upper()}  {safe(paper.about)}: {safe(paper.words)} {safe(paper.hint)}"
        self.app.notify(said, severity="error", markup=False, timeout=QUEUED_S if paper.is_queued else 60)

    def answered_elsewhere(self) -> None:
        """Nobody is asked about a specimen's label any more: what was told of the doubt holds no longer."""
        if self._label_trouble is not None and self._label_trouble.failed == "in doubt":
            self._label_trouble = None
            self.app.clear_notifications()

    def failed(self, error: TrackerError) -> None:
        """A question or a new item came to nothing; scans go on as ever. What was held meanwhile is handed in."""
        self._reading = 0
        self.link.release()
        self._show_banner()
        self.refresh_bindings()
        self.app.notify(f"✖ {safe(error.message)} {safe(error.hint)}", severity="error", markup=False, timeout=12)
