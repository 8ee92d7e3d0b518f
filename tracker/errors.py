"""Every error that a person may see: one root, five families, one table of exit statuses.

An error here is part of the interface. ``message`` says what happened, ``hint`` says what to do now, ``code`` is a
stable snake_case word that scripts may match on. All three may quote foreign text (a scan, a file): whoever shows them
passes them through :func:`tracker.text.safe` first.
"""

from __future__ import annotations


class TrackerError(Exception):
    """The root. Anything that reaches the user and is not one of these is a bug (exit status 70)."""

    default_code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code


class ConfigurationError(TrackerError):
    """A setting, an argument or a file that the user named cannot be used as it is."""

    default_code = "configuration"


class DeviceError(TrackerError):
    """A scanner, camera, picture or printer does not do what was asked of it."""

    default_code = "device"


class BarcodeError(TrackerError):
    """A scanned string that is damaged, ambiguous or forbidden. It is never acted on and never bound to an item."""

    default_code = "barcode"


class Refusal(TrackerError):
    """An answer, not a fault: the rules of the clinic say no. Shown, recorded, never a traceback."""

    default_code = "refused"


class StoreError(TrackerError):
    """The database cannot be opened, read or written."""

    default_code = "store"


EXIT_STATUS: dict[type[TrackerError], int] = {
    Refusal: 1,
    BarcodeError: 1,
    ConfigurationError: 2,
    DeviceError: 3,
    StoreError: 4,
}
"""DESIGN: 0 done, 1 refused or findings, 2 usage, 3 device, 4 store, 70 bug."""

BUG = 70


def exit_status(error: BaseException) -> int:
    """The process's exit status for ``error``; 70 for whatever is not a :class:`TrackerError`."""
    for family, status in EXIT_STATUS.items():
        if isinstance(error, family):
            return status
    return 1 if isinstance(error, TrackerError) else BUG
