"""How what is to be done is marked, and which key of home leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.tui.tables import Row

if TYPE_CHECKING:
    from tracker.station.duty import Duty

SIGNS = (("✖", "$text-error"), ("✖", "$text-error"), ("!", "$text-warning"), ("·", ""))
"""By harm."""
KEYS = {"expiring": "F3", "reorder": "F4", "parked": "F7", "labels": "F12"}
"""View → home's own key for it. F2 lists all that is to be done; Enter leads from a line to any view."""


def home_row(duty: Duty, key: str = "F2") -> Row:
    """``key``: where the view has none of its own."""
    sign, style = SIGNS[duty.harm]
    return Row((duty.what, KEYS.get(duty.view, key)), sign, style)
