"""The one screen of all work: the same places everywhere, and only the middle changes with the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher

from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.tui.authority import may_view
from tracker.tui.helping import Help
from tracker.tui.keys import is_specimens, is_thing, typed
from tracker.tui.link import StationLink
from tracker.tui.screens.saying import OPENING
from tracker.tui.screens.with_cameras import VIEW as CAMERA
from tracker.tui.screens.with_counts import COUNT_VIEWS
from tracker.tui.screens.with_duties import DUTIES
from tracker.tui.screens.with_orders import DESK_VIEWS
from tracker.tui.screens.with_panes import WithPanes, seen
from tracker.tui.screens.with_par import PAR
from tracker.tui.screens.with_reviews import REVIEW
from tracker.tui.widgets.banner import VerdictBanner
from tracker.tui.widgets.counts import CountsLine
from tracker.tui.widgets.history import History
from tracker.tui.widgets.keysline import KeysLine
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.topline import TopLine

if TYPE_CHECKING:
    from tracker.hardware.scan import Scan
    from tracker.labelling.counting import QueueCounts
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.station.outcomes import Outcome

PARTS = frozenset({TopLine, VerdictBanner, CountsLine, History})
DAY_OPEN = "day_open"
"""Why CLOSE DAY is refused: the tubes without a place are listed, all of them."""
LEAVES_A_VIEW = (
    Code.JOB_OPENED,
    Code.ROOM_OPENED,
    Code.ROUND_DONE,
    Code.ORDER_OPENED,
    Code.SHIPMENT_OPENED,
)
"""Answers behind which the job is what is to be seen: what is still to come of a delivery stands in RECEIVE."""
LOOKING = frozenset({CAMERA, "devices"})
HISTORY_GIVES_WAY = DESK_VIEWS | COUNT_VIEWS | LOOKING | {DUTIES, PAR, REVIEW}


class Bench(WithPanes):
    """``view`` is what the person looks at instead of the job: devices or parked codes."""

    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (Textual declares it so)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012 (Textual declares it so)

    def __init__(self, link: StationLink, *, is_demo: bool = False) -> None:
        super().__init__()
        self._is_demo, self._is_demo_over = is_demo, False
        self._said_over = False
        self.link = link
        self.view = ""
        self.is_new_view = False
        self._fault: Verdict | None = None
        self.named = None
        self._before_label: Verdict | None = None
        self._is_label_left = False
        self._doubt_shown: SpecimenDoubt | None = None
        self._label_trouble = None
        self._warned = ()

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield VerdictBanner(OPENING)
        with Horizontal(id="middle"):
            with ContentSwitcher(id="panes", initial=JobName.HOME.value):
                yield self._panes[JobName.HOME.value]
            with Vertical(id="aside"):
                yield Listing(id="side", about=Help("Side panel", ("More about what the middle shows.",)))
        yield CountsLine()
        yield History()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one(TopLine).is_demo = self._is_demo
        self.set_interval(1.0, self.tick)
        self.call_after_refresh(self.link.open)
        self._show_place()
        self.tick()

    def on_key(self, event: events.Key) -> None:
        """A character that nothing else took; a scan never comes here."""
        if event.is_printable and event.character:
            self.pane.take_typed(event.character)

    def on_paste(self, event: events.Paste) -> None:
        self.pane.take_typed(event.text)

    # -- what is shown ------------------------------------------------------------------------------------------

    def _helpable_pane(self) -> object:
        return self.pane

    @property
    def is_up(self) -> bool:
        """Whether the screen stands; answers may still come in while the app is closing, and a pane that was being made then
        says that it is mounted, and has nothing in it.

        To look for each part among all widgets took a sixth of the time of every answer.
        """
        if not self.app.is_running:
            return False
        here = {type(child) for child in self.children}
        return self.is_attached and here >= PARTS and any(pane.is_attached for pane in self._panes.values())

    def opened(self) -> None:
        """The station is open: show its desk, and its clock."""
        self._tell_home()
        self.tick()
        self.show_all()

    def answered(self) -> None:
        """One scan has its outcome. A change of job also leaves a view."""
        outcome = self.link.latest
        assert outcome is not None
        if not self.is_up:
            return
        self.is_new_view = self._said_over = False
        self._last_scan = seen(outcome)
        shown = self.query_one("#panes", ContentSwitcher).current
        if outcome.verdict.tone in (Tone.ASK, Tone.REFUSE):
            self.app.bell()
        self._turn_to(outcome)
        self._take_in_hand(outcome)
        if outcome.verdict.code == Code.NEW_ITEM:
            self.action_new_item()
        self.show_all(is_new_pane=shown != self.pane_name)

    def _turn_to(self, outcome: Outcome) -> None:
        """The view that the outcome opens, or leaves."""
        if self.view and outcome.verdict.code in LEAVES_A_VIEW:
            self.view = ""
        if outcome.verdict.code == Code.FOUND:
            self._pane(JobName.FIND.value).found(outcome.scan)
            if self._is_traced(outcome):
                self.view = JobName.FIND.value
        if outcome.verdict.code == DAY_OPEN:
            self.view = "unplaced"
        if self._is_looked_away(outcome.scan) or (self.view and not may_view(self.view, self.link.may)):
            self.view = ""

    def _take_in_hand(self, outcome: Outcome) -> None:
        """What was scanned is what a label is asked for next."""
        self._is_label_left = False
        if outcome.verdict.code == Code.LABEL_ASKED:
            said = self.query_one(VerdictBanner).verdict
            self._before_label = said if said.code != Code.LABEL_ASKED else self._before_label
            self.action_label()
        elif not outcome.is_private and is_thing(outcome.scan):
            self.named = outcome.scan
            self.offer_opened(outcome)

    def _is_traced(self, outcome: Outcome) -> bool:
        """Whether what was found has a timeline that home and board make room for: a tube, rack, bag or requisition."""
        if outcome.desk.job is JobName.BOARD:
            return True
        return outcome.desk.job is JobName.HOME and is_specimens(outcome.scan)

    def left(self) -> None:
        """Whoever worked here has left: the next one finds the screen as it begins."""
        self.view, self.is_new_view = "", False
        self.named, self._last_scan = None, ""
        self._before_label, self._is_label_left = None, False
        self.forget_typed()

    def show_all(self, *, is_new_pane: bool = True) -> None:
        """Banner, top line, counts and history at once; the lists a moment later, from the database."""
        self._show_banner()
        self._show_place()
        self._show_camera()
        self._make_room()
        self._show_counts()
        self._show_history()
        if is_new_pane:
            pane = self.pane
            if pane.parent is None:
                return  # the app is closing, and takes no pane any more
            self.query_one("#panes", ContentSwitcher).current = pane.id
            if self.focused is not None and self._is_of_another(self.focused):
                self.set_focus(None)
            self._read()
        else:
            self.read_soon()
        self.refresh_bindings()

    def _make_room(self) -> None:
        """For a view that needs it the side panel gives way, and on a short terminal the history.

        Each has the class itself: where the screen had it, every widget was styled anew, for 30 ms at each turn.
        """
        self.query_one("#aside").set_class(self.view in LOOKING | {"labels"}, "-away")
        self.query_one(History).set_class(self.view in HISTORY_GIVES_WAY, "-away")

    def back_to_work(self) -> None:
        outcome = self.link.latest
        if outcome is not None and outcome.verdict.code == Code.LABEL_ASKED:
            self._is_label_left = True
            self._show_banner()

    def shown_scan(self) -> Scan | None:
        chosen = self.pane.shown_code()
        return typed(chosen, self.link.now()) if chosen else self.named

    def labels_counted(self, counts: QueueCounts) -> None:
        """The queue has moved: a label that is in doubt now, or no more, changes what is asked."""
        super().labels_counted(counts)
        if self.is_up and self.specimen_doubt != self._doubt_shown:
            self._doubt_shown = self.specimen_doubt
            if self.labels is not None and self.labels.doubt is None:
                self.answered_elsewhere()
            self._show_banner()
            self.refresh_bindings()

    def tick(self) -> None:
        link = self.link
        devices = link.station.devices.states() if link.station else ()
        now = link.station.local(link.now()) if link.station else link.now().astimezone()
        self.query_one(TopLine).show_live(f"{now:%H:%M}", devices)
        self.query_one(TopLine).show_backup(link.station.upkeep.backup_in_short() if link.station else "")
        self._show_warnings()
        self.query_one(TopLine).show_emergency(link.station.emergency_in_short() if link.station else "")
        self._look_at_replay(devices)
        self._show_camera()
        self._tell_devices(devices)
        if link.station is None:
            self.query_one(CountsLine).show_held(link.held)
        elif self._fault is not None:
            self._show_counts()
        if self.pane.EVERY_S and self.is_settled and self.elapsed_s() - self._read_at >= self.pane.EVERY_S:
            self.read_soon()
