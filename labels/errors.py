"""What can go wrong with a label, as an answer for a person: nothing is ever drawn half, cut or almost right."""

from __future__ import annotations


class LabelError(ValueError):
    """This label is not made. ``message`` says why, ``hint`` what to do, ``code`` is a stable word for scripts.

    A family of its own, since this package knows nothing of the program around it.
    """

    def __init__(self, message: str, *, hint: str = "", code: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
