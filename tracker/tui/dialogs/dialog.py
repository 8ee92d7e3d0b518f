"""What every dialog has in common: it says what may be scanned in it, and decides what becomes of a scan."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

T = TypeVar("T")
EXPLAINED = "explained"


class Dialog(ModalScreen[T]):
    """Escape leaves it. ``help`` is what F1 shows for it."""

    CSS_PATH: ClassVar = [Path(__file__).parent / "dialogs.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", key_display="Esc"),
        Binding("f1", "explain", "help", show=False),
        Binding("ctrl+l", "app.sign_out", "sign out", show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-roomy"), (34, "-tall")]  # noqa: RUF012 (Textual declares it so)
    """Where there is room, a dialog opens under the banner: the question in it stays in sight."""
    ABOUT: ClassVar[Help]

    def is_secret(self, scan: Scan) -> bool:
        """Whether ``scan`` may be what somebody types here and nobody may keep."""
        return False

    def refuses_rushed(self) -> bool:
        """Whether characters that came faster than people type are not taken here: a PIN is asked for. Says so, and empties
        the field."""
        return False

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        """What to hand in for ``scan``; None where the scan waits for the dialog's end. Most dialogs give way."""
        self.dismiss(None)
        return (scan,)

    def waiting(self, count: int) -> None:
        """So many scans wait until this dialog is closed."""

    def answered(self, desk: Desk) -> None:
        """All scans have been answered, by whatever device they came: this is the desk now. What a dialog asks for may be
        over."""

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_explain(self) -> None:
        """Beside the dialog, where nothing is filled in: over the banner, or at the foot of a short terminal. F1 again takes
        it away."""
        shown = self.query(f"#{EXPLAINED}")
        if shown:
            shown.remove()
            return
        said = (text(self.help.title, "bold $accent"), *(text(part) for part in self.help.lines))
        self.mount(Static(lines(list(said)), id=EXPLAINED))

    @property
    def help(self) -> Help:
        return self.ABOUT
