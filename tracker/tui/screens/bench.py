"""The one screen of all work: the same places everywhere, and only the middle changes with the job."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher

from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.text import safe
from tracker.tui.authority import CLOSED, may_view
from tracker.tui.helping import Help
from tracker.tui.keys import is_specimens, is_thing, typed
from tracker.tui.link import StationLink
from tracker.tui.messages import Sought
from tracker.tui.panes.home import HomePane
from tracker.tui.panes.making import made_pane
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.screens.saying import OPENING, Saying
from tracker.tui.screens.with_counts import COUNT_VIEWS
from tracker.tui.screens.with_duties import DUTIES
from tracker.tui.screens.with_orders import DESK_VIEWS
from tracker.tui.screens.with_par import PAR
from tracker.tui.widgets.banner import VerdictBanner
from tracker.tui.widgets.counts import CountsLine
from tracker.tui.widgets.history import History
from tracker.tui.widgets.keysline import KeysLine
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.topline import TopLine, labels_in_short

if TYPE_CHECKING:
    from textual.widget import Widget

    from tracker.hardware.scan import Scan
    from tracker.labelling.counting import QueueCounts
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.station.outcomes import DeviceState, Outcome

MOUNTING_S = 0.02
"""How long to wait for a pane that is still being made. A callback after each refresh would never let it be."""
REFRESH_S = 0.05
"""Lists are read again this long after an outcome, once for a whole burst of scans."""
DAY_OPEN = "day_open"
"""Why CLOSE DAY is refused: the tubes without a place are listed, all of them."""
PANE_OF_JOB = {JobName.WASTE: JobName.USE, JobName.ACCEPT: JobName.HAND_OFF}


class Bench(Saying):
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
        self.drawn = Drawn()
        # To look for it among all widgets, for each key that may be shown, took a fifth of every change of the screen.
        self._panes: dict[str, Pane[Any]] = {JobName.HOME.value: HomePane(id=JobName.HOME.value)}
        self._refresh_due = False
        self._reading = self._newest_read = 0
        self._read_at = 0.0
        self._last_scan = ""
        self._patient_shown = self._count_shown = ""
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

    # -- what is shown ------------------------------------------------------------------------------------------

    @property
    def pane_name(self) -> str:
        """The middle that belongs to the view, else to the job."""
        job = self.link.desk.job
        if not self.view and not may_view(job.value, self.link.may):
            return CLOSED
        return self.view or PANE_OF_JOB.get(job, job).value

    @property
    def requisition(self) -> str:
        return self.pane.requisition(self.link.desk)

    @property
    def pane(self) -> Pane[Any]:
        return self._pane(self.pane_name)

    def _pane(self, name: str) -> Pane[Any]:
        found = self._panes.get(name)
        if found is not None:
            return found
        self._panes[name] = made = made_pane(name)
        made.display = False
        self.query_one("#panes", ContentSwitcher).mount(made)
        return made

    def _helpable_pane(self) -> object:
        return self.pane

    @property
    def is_up(self) -> bool:
        """Whether the screen stands; answers may still come in while the app is closing."""
        parts = (TopLine, VerdictBanner, Pane, CountsLine, History)
        return self.is_attached and all(self.query(part) for part in parts)

    @property
    def is_settled(self) -> bool:
        """Whether the lists show what the latest outcome led to."""
        return not self._refresh_due and self._reading == 0

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
        self._last_scan = _seen(outcome)
        shown = self.query_one("#panes", ContentSwitcher).current
        if self.view and outcome.verdict.code in (Code.JOB_OPENED, Code.ROOM_OPENED, Code.ROUND_DONE):
            self.view = ""
        if outcome.verdict.tone in (Tone.ASK, Tone.REFUSE):
            self.app.bell()
        if outcome.verdict.code == Code.FOUND:
            self._pane(JobName.FIND.value).found(outcome.scan)
            if self._is_traced(outcome):
                self.view = JobName.FIND.value
        if outcome.verdict.code == DAY_OPEN:
            self.view = "unplaced"
        if self._is_looked_away(outcome.scan) or (self.view and not may_view(self.view, self.link.may)):
            self.view = ""
        self._is_label_left = False
        if outcome.verdict.code == Code.LABEL_ASKED:
            said = self.query_one(VerdictBanner).verdict
            self._before_label = said if said.code != Code.LABEL_ASKED else self._before_label
            self.action_label()
        elif not outcome.is_private and is_thing(outcome.scan):
            self.named = outcome.scan
            self.offer_opened(outcome)
        if outcome.verdict.code == Code.NEW_ITEM:
            self.action_new_item()
        self.show_all(is_new_pane=shown != self.pane_name)

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

    def show_all(self, *, is_new_pane: bool = True) -> None:
        """Banner, top line, counts and history at once; the lists a moment later, from the database."""
        self._show_banner()
        self._show_place()
        self._show_camera()
        self.set_class(self.view == "labels", "-labelling")
        self.set_class(self.view in DESK_VIEWS | COUNT_VIEWS | {DUTIES, PAR}, "-desk")
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

    def back_to_work(self) -> None:
        outcome = self.link.latest
        if outcome is not None and outcome.verdict.code == Code.LABEL_ASKED:
            self._is_label_left = True
            self._show_banner()

    def shown_scan(self) -> Scan | None:
        chosen = self.pane.shown_code()
        return typed(chosen, self.link.now()) if chosen else self.named

    def labels_counted(self, counts: QueueCounts) -> None:
        """The queue has moved: said in the top line, and shown where it is looked at."""
        if not self.is_up:
            return
        self.query_one(TopLine).show_labels(labels_in_short(counts))
        if self.pane_name in ("labels", JobName.HOME, JobName.COLLECT):
            self.read_soon()
        if self.specimen_doubt != self._doubt_shown:
            self._doubt_shown = self.specimen_doubt
            if self.labels is not None and self.labels.doubt is None:
                self.answered_elsewhere()
            self._show_banner()
            self.refresh_bindings()

    def tick(self) -> None:
        link = self.link
        devices = link.station.device_states() if link.station else ()
        now = link.station.local(link.now()) if link.station else link.now().astimezone()
        self.query_one(TopLine).show_live(f"{now:%H:%M}", devices)
        self.query_one(TopLine).show_backup(link.station.backup_in_short() if link.station else "")
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

    def _tell_devices(self, devices: tuple[DeviceState, ...]) -> None:
        link = self.link
        for pane in self.query("#devices").results(Pane):
            if pane.is_mounted:
                recording = link.recording.path.name if link.recording else ""
                limited = link.station.limited_devices() if link.station else ()
                pane.tell_devices(devices, self._last_scan, recording, limited)

    def _show_first(self) -> None:
        """What such a view asks or sums up is known only once it is read; its list is at hand at once."""
        self._show_banner()
        self.refresh_bindings()
        if self.focused is None or self._is_of_another(self.focused):
            self.pane.take_focus()

    def _is_of_another(self, focused: Widget) -> bool:
        """Whether the keyboard is with a view that is not shown any more: Textual takes it away only once that is drawn,
        which may be after the new list was offered it."""
        return any(isinstance(each, Pane) and each is not self.pane for each in focused.ancestors)

    # -- lists --------------------------------------------------------------------------------------------------

    @on(Sought)
    def read_soon(self) -> None:
        if not self._refresh_due:
            self._refresh_due = True
            self.set_timer(REFRESH_S, self._read)

    def _read(self) -> None:
        self._refresh_due = False
        if not self.is_up:
            return
        pane, desk = self.pane, self.link.desk
        self._reading, self._read_at = 1, self.elapsed_s()
        self._newest_read = number = self._newest_read + 1

        def draw(found: object) -> None:
            if number != self._newest_read:
                return  # it waited for its pane, and a later answer has been drawn meanwhile
            if not pane.is_mounted and self.is_up:
                self.set_timer(MOUNTING_S, partial(draw, found))
                return
            self._reading = 0
            if self.is_up and pane is self.pane and self.link.station is not None:
                self.drawn = pane.draw(self.link.desk, found, self.link.station.local(self.link.now()))
                self._tell_devices(self.link.station.device_states())  # a pane that was made just now waits for no tick
                drawn = self.drawn
                self.query_one("#side", Listing).show(drawn.columns, drawn.rows, empty=drawn.empty)
                self._show_counts()
                if pane.IS_LIST_FIRST:
                    self._show_first()
                if self.pane_name == JobName.COLLECT:
                    self._show_banner()
                if (self._patient_shown, self._count_shown) != (self.requisition, self.count_in_hand):
                    self._patient_shown, self._count_shown = self.requisition, self.count_in_hand
                    self.refresh_bindings()

        self.link.ask(lambda reader: pane.read(reader, desk), draw)


def _seen(outcome: Outcome) -> str:
    """What the devices' view says of the last scan."""
    if outcome.is_private:
        from tracker.barcodes.personal import CODE  # with all that it reads codes by, an eighth of the start

        return "a patient's code" if outcome.verdict.code == CODE else "a letter"
    return safe(f"{outcome.scan.aim}{outcome.scan.data}", 60)
