"""What every group of the bench's actions needs: the station's end, and asking over the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.screen import Screen

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.link import StationLink

T = TypeVar("T")


class Asking(Screen[None]):
    """Dialogs are imported where they are opened: their widgets would hold up the first screen."""

    link: StationLink

    def _open(self, dialog: Dialog[T], then: Callable[[T | None], None]) -> None:
        """Ask a question over the work. ``then`` gets None where it was left."""
        self.app.push_screen(dialog, then)
