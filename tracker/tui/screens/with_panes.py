"""The middle of the bench: the pane of each job or view, made when it is first shown, and its lists read anew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.widgets import ContentSwitcher

from tracker.jobs.desk import JobName
from tracker.text import safe
from tracker.tui.authority import CLOSED, may_view
from tracker.tui.messages import Sought
from tracker.tui.panes.home import HomePane
from tracker.tui.panes.making import made_pane
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.screens.saying import Saying
from tracker.tui.widgets.listing import Listing
from tracker.tui.widgets.topline import TopLine, labels_in_short

if TYPE_CHECKING:
    from textual.widget import Widget

    from tracker.labelling.counting import QueueCounts
    from tracker.station.outcomes import DeviceState, Outcome

MOUNTING_S = 0.02
"""How long to wait for a pane that is still being made. A callback after each refresh would never let it be."""
REFRESH_S = 0.05
"""Lists are read again this long after an outcome, once for a whole burst of scans."""
PANE_OF_JOB = {JobName.WASTE: JobName.USE, JobName.ACCEPT: JobName.HAND_OFF}


class WithPanes(Saying):
    """Only the middle changes with the job. What a pane lists is asked of the database, and drawn when it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = Drawn()
        # To look for it among all widgets, for each key that may be shown, took a fifth of every change of the screen.
        self._panes: dict[str, Pane[Any]] = {JobName.HOME.value: HomePane(id=JobName.HOME.value)}
        self._refresh_due = False
        self._reading = self._newest_read = 0
        self._read_at = 0.0
        self._last_scan = ""
        self._keys_are_for = ("", "", "")
        """The patient, the count and the item that the keys shown below are for."""

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

    def forget_typed(self) -> None:
        """Whose session begins now finds no field filled in, nor what somebody else has looked up."""
        for pane in self._panes.values():
            if pane.is_mounted:
                pane.forget()

    @property
    def is_settled(self) -> bool:
        """Whether the lists show what the latest outcome led to."""
        return not self._refresh_due and self._reading == 0

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
        self.link.ask(lambda reader: pane.read(reader, desk), partial(self._draw, pane, number))

    def _draw(self, pane: Pane[Any], number: int, found: object) -> None:
        """What ``pane`` found, unless it is an older answer: it waited for its pane, and a later one has been drawn."""
        if number != self._newest_read:
            return
        if not pane.is_mounted and self.is_up:
            self.set_timer(MOUNTING_S, partial(self._draw, pane, number, found))
            return
        self._reading = 0
        station = self.link.station
        if not self.is_up or pane is not self.pane or station is None:
            return
        self.drawn = drawn = pane.draw(self.link.desk, found, station.local(self.link.now()))
        self._tell_devices(station.devices.states())  # a pane that was made just now waits for no tick
        self.query_one("#side", Listing).show(drawn.columns, drawn.rows, empty=drawn.empty)
        is_alone = pane.IS_LIST_FIRST and not (drawn.rows or drawn.empty)
        self.query_one("#aside").set_class(is_alone, "-alone")
        self._show_counts()
        if pane.IS_LIST_FIRST:
            self._show_first()
        if self.pane_name == JobName.COLLECT:
            self._show_banner()
        shown = (self.requisition, self.count_in_hand, pane.shown_code())
        if self._keys_are_for != shown:
            self._keys_are_for = shown
            self.refresh_bindings()

    def draw_again(self, found: object) -> None:
        """The pane, of what was read already: only how it is shown has changed."""
        self._show_place()
        self._draw(self.pane, self._newest_read, found)

    def labels_counted(self, counts: QueueCounts) -> None:
        """The queue has moved: said in the top line, and shown where it is looked at."""
        if not self.is_up:
            return
        self.query_one(TopLine).show_labels(labels_in_short(counts))
        if self.pane_name in ("labels", JobName.HOME, JobName.COLLECT):
            self.read_soon()

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

    def _tell_devices(self, devices: tuple[DeviceState, ...]) -> None:
        link = self.link
        pane = self._panes.get("devices")
        if pane is not None and pane.is_mounted:
            recording = link.recording.path.name if link.recording else ""
            limited = link.station.profiles.limited() if link.station else ()
            pane.tell_devices(devices, self._last_scan, recording, limited)


def seen(outcome: Outcome) -> str:
    """What the devices' view says of the last scan."""
    if outcome.is_private:
        from tracker.barcodes.personal import CODE  # with all that it reads codes by, an eighth of the start

        return "a patient's code" if outcome.verdict.code == CODE else "a letter"
    return safe(f"{outcome.scan.aim}{outcome.scan.data}", 60)
