"""What somebody was filling in when his session ended: it is thrown away, and he is told so when he comes back.

It is not kept for him: a requisition's form holds a patient's data, which is nowhere but in the form until it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen

from tracker.tui.dialogs.dialog import Dialog


def is_filled_in(dialog: Dialog[Any]) -> bool:
    """Whether anything stands in a field of it that is no secret."""
    from textual.widgets import Input

    return any(field.value and not field.password for field in dialog.query(Input))


class LeftBehind:
    """The titles of what was thrown away, by the badge of whoever had filled it in."""

    def __init__(self) -> None:
        self._by_badge: dict[str, tuple[str, ...]] = {}

    def note(self, badge: str, screens: Iterable[Screen[Any]]) -> None:
        titles = tuple(each.help.title for each in screens if isinstance(each, Dialog) and is_filled_in(each))
        if badge and titles:
            self._by_badge[badge] = (*self._by_badge.get(badge, ()), *titles)

    def told(self, badge: str) -> str:
        """What ``badge``'s owner is told, once; empty for nothing."""
        titles = dict.fromkeys(self._by_badge.pop(badge, ()))
        if not titles:
            return ""
        return (
            f"! NOT SAVED: {', '.join(titles)}. Your session ended meanwhile; nothing of it was kept. Enter it again."
        )
