"""Patients' labels drawn on trial before their tubes have numbers: what cannot be printed leaves a roll's label possible.

A tube with a number takes no other label. So a name that no label can bear must be known before, and not from the printer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tracker.errors import ConfigurationError, Refusal
from tracker.media import LabelKind

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.jobs.orders import Order
    from tracker.specimens.vault import Vault
    from tracker.store.connection import Connection

Trial = Callable[["Connection", Sequence[str]], None]
"""Raises Refusal where one of these specimens can have no label of the program's."""

_WHY = {
    "label_right_to_left": "The name is written from right to left.",
    "label_character": "The labels' typeface lacks a letter of the name.",
    "label_control": "The name holds a sign that nobody can see.",
    "label_text_too_long": "The name or an identifier is too long for it.",
    "label_field_missing": "The name or the second identifier is missing.",
}
"""Faults of what is to stand on it, each in a line of a screen, and none quoting it."""


def label_trial(settings: Settings, vault: Vault | None) -> Trial:
    """As they would go to this station's printer. Nothing is read back yet, and nothing leaves."""

    def try_labels(connection: Connection, numbers: Sequence[str]) -> None:
        from labels.resolution import resolution
        from tracker.labelling.making import Setting
        from tracker.labelling.specimens import require_drawable, specimen_labels
        from tracker.labelling.trying_designs import tried_designs

        if vault is None:
            return
        profile = settings.printer_for(LabelKind.SPECIMEN)
        dots = resolution((profile and profile.dpi) or settings.specimen_printer_dpi)
        setting = Setting(tried_designs(settings.home / "labels"), dots, profile=profile)
        try:
            require_drawable(specimen_labels(connection, vault, numbers, settings.zone), setting)
        except ConfigurationError:
            # A design or a roll that somebody mends: the number is good, and its label is printed afterwards.
            return
        except Refusal as refusal:
            if refusal.code in _WHY:
                raise _not_printable(refusal) from None
            raise

    return try_labels


def numbered_here(orders: Sequence[Order]) -> tuple[str, ...]:
    """The tubes that get a number, and a label printed for it."""
    from tracker.specimens.orders import Label

    return tuple(order.number for order in orders if isinstance(order, Label) and not order.is_roll)


def _not_printable(refusal: Refusal) -> Refusal:
    """Without the number that it would have had: nobody has it."""
    return Refusal(
        _WHY[refusal.code or ""],
        hint="Take a roll's label for each tube, add the name by hand, and scan it.",
        code="label_not_printable",
    )
