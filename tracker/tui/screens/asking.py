"""What every group of the bench's actions needs: the station's end, and asking over the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from tracker.people.permissions import TO, Permission
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.link import StationLink

if TYPE_CHECKING:
    from tracker.tui.dialogs.deeds import Deed

T = TypeVar("T")


class Asking(Screen[None]):
    """Dialogs are imported where they are opened: their widgets would hold up the first screen."""

    link: StationLink

    def _open(self, dialog: Dialog[T], then: Callable[[T | None], None]) -> None:
        """Ask a question over the work. ``then`` gets None where it was left."""
        self.app.push_screen(dialog, then)

    def _permitted(self, deeds: Iterable[Deed]) -> tuple[Deed, ...]:
        """Those that whoever is signed on may do."""
        return tuple(each for each in deeds if each.needs is None or self.link.may(each.needs))

    def _is_permitted(self, permission: Permission) -> bool:
        """Whether whoever is signed on may do it; told, where not, with whom to ask."""
        if self.link.may(permission):
            return True
        self.app.bell()
        said = f"✖ NOT PERMITTED  This badge may not {TO[permission]}. A colleague's may: scan it."
        self.app.notify(said, severity="error", markup=False, timeout=8)
        return False
