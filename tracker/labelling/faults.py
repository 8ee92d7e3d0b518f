"""A label that is not made, told in the families that the rest of the program speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from labels.errors import LabelError
from tracker.errors import ConfigurationError, Refusal

_BY_WHOEVER_ASKED = frozenset(
    [
        "label_design",
        "label_design_unknown",
        "label_stock",
        "label_stock_unknown",
        "label_resolution",
        "label_position",
        "label_offset",
        "label_pages",
    ]
)
"""What a command line or a file got wrong. All else is an answer about this label's contents."""

_NAMES_NO_VALUE = _BY_WHOEVER_ASKED | {
    "label_medium",
    "label_text_too_small",
    "label_field_unknown",
    "label_field_missing",
    "label_control",
    "label_right_to_left",
    "label_character",
    "label_page",
}
"""Faults whose words name a file, a design, a printer, a field, or one sign by its Unicode name: nothing of what is to stand
on the label. Every other one is told in words of our own, or as good as not at all."""

_OF_A_VALUE: Mapping[str, tuple[str, str]] = {
    "label_text_too_long": ("a name or an identifier does not fit its field.", "Use a larger label."),
    "label_symbol": ("no barcode can be made of its number.", "Report this one."),
    "label_symbol_too_wide": (
        "its barcode does not fit the label in a width that can be read.",
        "Use a larger label, or another design.",
    ),
    "label_unreadable": (
        "its label does not read back as it should, and was not made.",
        "Use another design or size, and report this one.",
    ),
}
_NOT_TOLD = ("its label cannot be made.", "Use another design or size, and report this one.")


def without_values(error: LabelError) -> LabelError:
    """The same fault with nothing in its words of what was to stand on the label: a patient's name, record number or birth
    date must reach no screen, log or terminal by way of an error."""
    if error.code in _NAMES_NO_VALUE:
        return LabelError(error.message, hint=error.hint, code=error.code)
    message, hint = _OF_A_VALUE.get(error.code, _NOT_TOLD)
    return LabelError(message, hint=hint, code=error.code)


def family_of(error: LabelError) -> type[ConfigurationError] | type[Refusal]:
    return ConfigurationError if error.code in _BY_WHOEVER_ASKED else Refusal


@contextmanager
def in_families(about: str = "") -> Iterator[None]:
    """Raise :class:`LabelError` on as ConfigurationError or Refusal; ``about`` says which label it was."""
    try:
        yield
    except LabelError as error:
        message = f"{about}: {error.message}" if about else error.message
        raise family_of(error)(message, hint=error.hint, code=error.code) from error
