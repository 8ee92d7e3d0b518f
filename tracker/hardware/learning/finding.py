"""One answer of a scanner's test, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BETTER = "or set it to USB COM or HID POS mode, where nothing is typed"
"""The way out of everything that a keyboard does to a code."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of the test. A ``warning`` is worth mending, with a ``fault`` some codes cannot be used."""

    state: Literal["ok", "warning", "fault"]
    about: str
    words: str
    hint: str = ""
