"""What F1 shows: help for what has focus, else for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Help:
    title: str
    lines: tuple[str, ...]


@runtime_checkable
class Helpable(Protocol):
    """A widget or screen that can say what it is for and what may be scanned or pressed there."""

    @property
    def help(self) -> Help: ...


KEYS = Help(
    "Keys, each with the barcode that does the same",
    (
        "F1   help                     F2   YES",
        "F3   NO                       F4   QUANTITY",
        "F5   UNDO                     F6   WASTE",
        "F7   parked codes             F8   menu: what can be done now",
        "F9   next room                F10  DONE",
        "F12  labels: the queue        LABEL: print a label of what was scanned last",
        "With an unknown code: F2 binds it, F4 makes a new item, F7 parks it.",
        "Ctrl+P  commands by name      Ctrl+Q  quit",
        "Tab  next list or field       arrows, Page Up, Page Down  scroll",
    ),
)
COUNTS = Help(
    "The counts line",
    (
        "scanned  every scan of this session; it is always the sum of the others",
        "posted   stock moved, and it is on disk",
        "noted    understood, nothing moved: a room opened, a number set, a badge",
        "refused  stopped or asked about; a YES afterwards is a scan of its own",
        "waiting  not stored yet",
    ),
)
PAPER = Help(
    "A paper is being entered",
    (
        "All that is scanned is recorded at the paper's time, as entered afterwards by whoever began.",
        "Another line, another time: FROM PAPER again (F8 'paper: enter'), or F4 and type it, 09:40.",
        "The badge on the paper says whose hands it was. PAPER DONE: from there on it is now.",
    ),
)
SCANNER = Help(
    "The scanner",
    (
        "Set it to send the AIM identifier first, and CR (Enter) last; GS as Ctrl+].",
        "Without that, only house codes, EAN, GS1 that begins with 01, and HIBC count.",
    ),
)
