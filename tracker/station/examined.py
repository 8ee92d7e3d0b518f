"""One answer of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Examined:
    """One answer. A ``warning`` is worth knowing, a ``fault`` must be mended; ``absent`` is not there and not needed."""

    state: Literal["ok", "absent", "warning", "fault"]
    about: str
    words: str
    hint: str = ""
