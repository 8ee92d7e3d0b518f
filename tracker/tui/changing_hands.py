"""Who comes to a screen at which another is at work, and who was there before: whatever is open, the badge wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tracker.hardware.keystrokes import Key
from tracker.hardware.scan import Scan
from tracker.text import safe
from tracker.tui.behind_badge import NOT_TAKEN, BehindBadge
from tracker.tui.capture import ScanCapture
from tracker.tui.keys import KEYBOARD, is_badge, pressed
from tracker.tui.left_behind import LeftBehind

if TYPE_CHECKING:
    from tracker.tui.link import StationLink

TOLD_S = 60.0
"""So long it is told what was thrown away."""


class ChangingHands(ScanCapture):
    """The mixin."""

    link: StationLink
    elapsed_s: Callable[[], float] = staticmethod(monotonic)
    """Seconds that no clock which is set can move; tests bring their own."""

    def watch_hands(self) -> None:
        self._behind_badge, self._left_behind = BehindBadge(), LeftBehind()
        self._owner = ""
        """The badge of whoever's session was shown last."""

    @property
    def is_shut(self) -> bool:
        """Whether the sign-in screen stands before everything."""
        raise NotImplementedError

    def asks_secret(self) -> bool:
        """Whether what is typed now goes into a field that shows it to nobody."""
        from textual.widgets import Input

        return isinstance(self.focused, Input) and self.focused.password

    # -- digits behind a badge ----------------------------------------------------------------------------------

    def mark_badge(self, scan: Scan) -> None:
        """A scan came: digits right behind a badge may be its owner's PIN."""
        station = self.link.station
        is_marked = station is not None and station.asks_pin and is_badge(scan)
        self._behind_badge.scanned(self.elapsed_s(), is_badge=is_marked)

    def mark_elsewhere(self, scan: Scan) -> None:
        """The same of another scanner's, which is known once it was answered."""
        if scan.source != KEYBOARD and is_badge(scan):
            self.mark_badge(scan)

    def refuses_key(self, key: Key) -> bool:
        if self.asks_secret() or not self._behind_badge.refuses(key, self.elapsed_s()):
            return False
        self.bell()
        if key.name == "enter":
            self.notify(NOT_TAKEN, markup=False, severity="error")
        return True

    # -- leaving ------------------------------------------------------------------------------------------------

    def ends_session(self, scan: Scan) -> bool:
        """Whether ``scan`` ends the session whatever is filled in meanwhile: SIGN OUT, and another's badge."""
        station = self.link.station
        if station is None or not station.asks_pin or not scan.stands_alone:
            return False
        from tracker.jobs.session import ends  # with all that jobs need: the first screen does without

        return ends(station.desk, scan.data)

    def action_sign_out(self) -> None:
        """From whatever stands on the screen."""
        from tracker.barcodes.commands import Command

        if self.is_shut or self.link.desk.session is None:
            self.bell()
            return
        self.link.submit_first(pressed(Command.SIGN_OUT, self.link.now()))

    def note_left(self, screens: Sequence[Screen[Any]]) -> None:
        """The session is over: what was filled in on ``screens`` is thrown away with them."""
        self._left_behind.note(self._owner, screens)
        self._owner = ""

    def tell_left(self) -> None:
        """Whose session it is now; and to whoever came back, what was thrown away of what he had filled in."""
        session = self.link.desk.session
        badge = session.badge if session is not None else ""
        if badge == self._owner:
            return
        self._owner = badge
        said = self._left_behind.told(badge)
        if said:
            self.notify(safe(said), markup=False, severity="warning", timeout=TOLD_S)
