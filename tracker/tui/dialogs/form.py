"""What forms have in common: DONE saves, NO leaves, and a pack scanned meanwhile is refused aloud instead of kept."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Quality, Scan
from tracker.text import counted
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.keys import is_command
from tracker.tui.showing import text

T = TypeVar("T")
BLANK = "_" * 30
"""An empty field looks like one on paper, not like one filled in."""


class Form(Dialog[T]):
    """``TEACH`` stands in the line ``#said`` until something is to be mended."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f10", "save", "Save", key_display="F10")]
    TEACH: ClassVar[str]
    CAME: ClassVar[str]
    """What the record says of a scan that came meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._refused = 0

    def action_save(self) -> None:
        raise NotImplementedError

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        if is_command(scan, Command.DONE) or is_command(scan, Command.YES):
            self.action_save()
            return ()
        if is_command(scan, Command.NO) or is_command(scan, Command.UNDO):
            self.dismiss(None)
            return (scan,)
        return self._not_counted(scan)

    def _not_counted(self, scan: Scan) -> tuple[Scan]:
        """Handed in as one that counts for nothing: refused aloud and recorded now, where it can be seen.

        Kept for later, several would be answered in one burst that nobody reads.
        """
        self._refused += 1
        self.refuse(f"{counted(self._refused, 'scan')} NOT COUNTED: finish the form, then scan again. {self.TEACH}")
        return (replace(scan, quality=Quality.DOUBTFUL, evidence=self.CAME),)

    def refuse(self, words: str) -> None:
        """Say what is to be mended; what was filled in stays."""
        self.query_one("#said", Static).update(text(f"✖ {words}", "bold $text-error"))

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        self.focus_next()
