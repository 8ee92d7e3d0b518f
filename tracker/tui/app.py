"""The terminal app: draws its first screen, opens the station behind it, and sends scans one way and answers the other.

Nothing here knows what a scan means. Importing this loads neither the database's libraries nor the camera's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, ScreenStackError
from textual.binding import Binding, BindingType

from tracker.hardware.scan import Scan
from tracker.hardware.wedge import Caught
from tracker.tui.beginning import Beginning
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.guarded import gate_sheets
from tracker.tui.keys import KEYBOARD
from tracker.tui.link import StationLink
from tracker.tui.messages import Answered, Failed, LabelsCounted, Opened, Papered, Replied, Troubled
from tracker.tui.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.command import Provider

    from tracker.people.proofs import Proof
    from tracker.tui.seam import OpenStation


def palette() -> type[Provider]:
    """The palette's source of commands, imported when it is first opened: it costs a tenth of the start."""
    from tracker.tui.commands import Commands

    return Commands


class TrackerApp(Beginning):
    """``open_station`` is called on a worker thread once the first screen stands, and again when asked to retry.

    ``make_clinic`` founds a clinic of the given name where there is none yet; ``make_lead`` its first lead, whose badge it
    returns. ``is_demo`` has the screens say so. ``is_shut``: the first screen asks who is there.
    """

    TITLE = "Tracker"
    CSS_PATH: ClassVar = ["app.tcss", "screens/bench.tcss", "dialogs/dialogs.tcss"]
    """The dialogs' sheet too: read when the first one opens, all are read again and every widget is styled anew."""
    COMMANDS: ClassVar = {palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
    ]
    NOTIFICATION_TIMEOUT = 4.0

    def __init__(
        self,
        open_station: OpenStation,
        *,
        theme: str = "dark",
        make_clinic: Callable[[str], None] | None = None,
        make_lead: Callable[[str, Proof], str] | None = None,
        is_demo: bool = False,
        is_shut: bool = False,
    ) -> None:
        # With its own sheets from the start, the sign-in screen has all the others read once and not twice.
        super().__init__(css_path=[*self.CSS_PATH, *gate_sheets()] if is_shut else None)
        for each in THEMES:
            self.register_theme(each)
        self._begin_with(theme)
        self.link = StationLink(self, open_station)
        self.guard(is_shut=is_shut, is_demo=is_demo)
        self._make_clinic, self._make_lead = make_clinic, make_lead

    def _begin_with(self, theme: str) -> None:
        """As setting it does, before anything is drawn: set as usual, every style sheet would be read twice."""
        self.set_reactive(App.theme, theme)
        self.set_class(True, f"-theme-{theme}", update=False)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def on_unmount(self) -> None:
        self.link.close()

    def _fatal_error(self) -> None:
        """Textual would print the lines of code with every value in them, a scan's text and a patient's name. Here the app
        only ends; whoever opened it tells of :attr:`crashed` once the terminal is as it was before."""
        self.bell()
        self._close_messages_no_wait()

    @property
    def crashed(self) -> Exception | None:
        """What nobody foresaw and ended the app."""
        return self._exception

    # -- scans in -----------------------------------------------------------------------------------------------

    def caught(self, scan: Caught) -> None:
        made = Scan(
            scan.data,
            aim=scan.aim,
            source=KEYBOARD,
            at=self.link.now(),
            quality=scan.quality,
            evidence=scan.evidence,
            is_behind=scan.is_behind,
        )
        dialog = self._dialog()
        if dialog is None or not dialog.is_secret(made):
            made = self.link.record(made, scan.keys)
        self.mark_badge(made)
        if dialog is not None and self.ends_session(made):
            self.link.submit_first(made)  # before what waits for the dialog's end, which comes to nobody's desk then
            return
        if dialog is None and self.screen.is_modal:
            self.pop_screen()  # the command palette
        taken = dialog.take(made) if dialog is not None else (made,)
        if taken is None and dialog is not None:
            dialog.waiting(self.link.hold(made))
            self.bell()
        for each in taken or ():
            self.link.submit(each)
        if self.link.station is None and not self.is_shut:
            self.bench.tick()

    def _dialog(self) -> Dialog[object] | None:
        try:
            return self.screen if isinstance(self.screen, Dialog) else None
        except ScreenStackError:
            return None

    # -- answers out --------------------------------------------------------------------------------------------

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        self.link.connect(event.station)
        self.bench.opened()
        self.judge()

    async def action_quit(self) -> None:
        """At once, unless scans would be left behind; where PINs are asked for, by somebody who is signed in."""
        if self.refuses_quitting():
            return
        asks, becomes = self.link.left_by_quitting()
        if not asks:
            self.exit()
            return
        from tracker.tui.dialogs.quitting import QuittingDialog

        if not isinstance(self.screen, QuittingDialog):
            self.push_screen(QuittingDialog(asks, becomes), lambda is_sure: self.exit() if is_sure else None)

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        self.link.heard(event.outcome)
        self.bench.answered()
        dialog = self._dialog()
        if dialog is not None and not event.outcome.counts.waiting:
            dialog.answered(self.link.desk)
        self.judge()

    @on(Troubled)
    def _troubled(self, event: Troubled) -> None:
        self.bench.troubled(event.error)
        self.told(event.error)

    @on(Papered)
    def _papered(self, event: Papered) -> None:
        self.bench.papered(event.paper)

    @on(LabelsCounted)
    def _labels_counted(self, event: LabelsCounted) -> None:
        self.bench.labels_counted(event.counts)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.bench.failed(event.error)
        self.told(event.error)

    @on(Replied)
    def _replied(self, event: Replied) -> None:
        event.tell()
