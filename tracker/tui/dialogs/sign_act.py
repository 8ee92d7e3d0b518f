"""A signature for an act that was chosen on the screen and not scanned: closing a count, a review."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.hardware.scan import Scan
from tracker.people.proofs import Proof
from tracker.people.signatures import ADJUSTED
from tracker.tui.dialogs.sign import SignDialog
from tracker.tui.keys import is_badge
from tracker.tui.link import StationLink

if TYPE_CHECKING:
    from tracker.jobs.desk import Session


class SignActDialog(SignDialog):
    """Asks for the badge of whoever is signed in, unless he has shown it for a signature before, and for his PIN; ``give``
    gets both. Another's badge takes the desk over, as everywhere."""

    def __init__(
        self,
        link: StationLink,
        session: Session,
        about: str,
        give: Callable[[Proof, str], None],
        meaning: str = ADJUSTED,
    ) -> None:
        super().__init__(link, lambda proof: give(proof, self._badge), self._left)
        self._session, self._what, self._meaning = session, about, meaning
        self._badge = ""
        self._ask()

    def _left(self) -> None:
        self.dismiss(None)

    def _ask(self) -> None:
        needs_badge = not self._session.has_signed and not self._badge
        name = self._session.name
        what = "Scan your badge, then type your PIN." if needs_badge else f"{name}: type your PIN, then Enter."
        self.ask(f"SIGN   {self._what}", f"{name} signs: {self._meaning}. {what}", needs_badge=needs_badge)

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        if is_badge(scan) and scan.data == self._session.badge:
            self._badge = scan.data
            self._ask()
            return ()
        return super().take(scan)
