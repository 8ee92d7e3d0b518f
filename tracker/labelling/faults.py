"""A label that is not made, told in the families that the rest of the program speaks."""

from __future__ import annotations

from collections.abc import Iterator
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
