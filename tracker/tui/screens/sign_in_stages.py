"""How far somebody has come in signing in, and what is said of it."""

from __future__ import annotations

from enum import Enum, auto


class Stage(Enum):
    WHO = auto()
    OPENING = auto()
    """A badge was scanned, and whose it is is known only once the records are open: nothing can be typed for it yet."""
    PROOF = auto()
    CHECKING = auto()
    NEW = auto()
    AGAIN = auto()


HINTS = {
    Stage.WHO: "No badge at hand? Type your name, then Enter.",
    Stage.OPENING: "Your PIN is asked for in a moment.",
    Stage.PROOF: "Not you? Scan your badge. Esc goes back.",
    Stage.CHECKING: "",
    Stage.NEW: "6 to 12 digits, or 12 characters or more. Nobody else ever sees it.",
    Stage.AGAIN: "So that no slip shuts you out. Esc begins anew.",
}
