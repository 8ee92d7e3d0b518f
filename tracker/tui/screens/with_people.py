"""A lead lets somebody in who has tried too often, or has forgotten his PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.text import safe
from tracker.tui.helping import Help
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.people.badges import StaffLine


class WithPeople(Asking):
    def action_people(self) -> None:
        from tracker.tui.dialogs.people import PeopleDialog

        def ask(staff: tuple[StaffLine, ...]) -> None:
            self._open(PeopleDialog(staff), self._help_in)

        self.link.ask(lambda reader: reader.staff(), ask, "people")

    def action_shell(self) -> None:
        """Whoever's work has no screen, as a privacy officer's, is told where it is done."""
        from tracker.tui.dialogs.help import HelpDialog
        from tracker.tui.shell_words import shell_lines

        said = Help("At the command line you may", shell_lines(self.link.may))
        self._open(HelpDialog((said,)), lambda _: None)

    def _help_in(self, line: StaffLine | None) -> None:
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog

        station = self.link.station
        if line is None or station is None:
            return
        signing, badge, name = station.signing, line.badge, line.name

        def failed(words: str) -> None:
            self.app.notify(f"✖ NOT DONE  {safe(words)}", severity="error", markup=False, timeout=12)

        def released(_: None) -> None:
            self.app.notify(f"✔ {safe(name)} may try again, with the PIN that there was", markup=False, timeout=8)

        def do(deed: str | None) -> None:
            if deed == "release":
                self.link.do(lambda: signing.release(badge), released, failed, "people")
            elif deed == "reset":
                self.link.do(lambda: signing.reset(badge), lambda code: self._show_code(name, code), failed, "people")

        deeds = (
            Deed(LEAVE, "leave", "nothing is done"),
            Deed("release", "let try again", "with the PIN that there is"),
            Deed("reset", "one-time code", "the PIN counts no longer; a new one is chosen"),
        )
        said = ("shut out after too many tries",) if line.state == "shut out" else ()
        self._open(DeedsDialog(safe(name), (line.role.replace("_", " "), *said), deeds), do)

    def _show_code(self, name: str, code: str) -> None:
        from tracker.tui.dialogs.people import CodeDialog

        self._open(CodeDialog(safe(name), code), lambda _: None)
