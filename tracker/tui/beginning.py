"""The first run, and what is asked where the clinic's records cannot be opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from tracker.tui.guarded import Guarded
from tracker.tui.messages import NotOpened

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.people.proofs import Proof


class Beginning(Guarded):
    """Founds a clinic and its first lead, by what the app was given for it, or asks whether to try again."""

    _make_clinic: Callable[[str], None] | None
    _make_lead: Callable[[str, Proof], str] | None

    @on(NotOpened)
    def _not_opened(self, event: NotOpened) -> None:
        if event.error.code == "store_missing" and self._make_clinic is not None:
            self._welcome(event, self._make_clinic)
            return
        from tracker.tui.dialogs.opening import OpeningDialog

        def again(is_again: bool | None) -> None:
            if is_again:
                self.link.open()
            else:
                self.exit(return_code=4)

        self.push_screen(OpeningDialog(event.error), again)

    def _welcome(self, event: NotOpened, make_clinic: Callable[[str], None]) -> None:
        from tracker.tui.dialogs.welcome import WelcomeDialog

        def make(name: str | None) -> None:
            if name is None:
                self.exit(return_code=0)
            elif self._make_lead is None:
                self.link.open(lambda: make_clinic(name))
            else:
                self._ask_lead(partial(make_clinic, name), self._make_lead)

        self.push_screen(WelcomeDialog(event.error), make)

    def _ask_lead(self, make_clinic: Callable[[], None], make_lead: Callable[[str, Proof], str]) -> None:
        from tracker.tui.dialogs.first_lead import FirstLeadDialog

        def make(lead: tuple[str, Proof] | None) -> None:
            def found() -> None:
                make_clinic()
                if lead is not None:
                    badge = make_lead(*lead)
                    printed = f"tracker label badge {badge} --badge {badge} --to badge.pdf"
                    self.note = f"Your badge is {badge}: write it down. To print it: {printed}"

            self.link.open(found)

        self.push_screen(FirstLeadDialog(), make)
