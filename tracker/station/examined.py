"""One answer of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Examined:
    """One answer. A ``warning`` is worth knowing, a ``fault`` must be mended."""

    state: Literal["ok", "warning", "fault"]
    about: str
    words: str
    hint: str = ""
