"""F1: what has focus, the last answer in full, and the keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text


class HelpDialog(Dialog[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,enter,f10", "leave", "Close")]
    ABOUT = Help("Help", ("This is it.",))

    def __init__(self, topics: tuple[Help, ...]) -> None:
        super().__init__()
        self._topics = topics

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -wide"):
            for topic in self._topics:
                yield Static(text(topic.title, "bold $accent"), classes="topic")
                yield Static(lines([text(part) for part in topic.lines]), classes="said")
            yield Static(text("Esc closes this; so does any scan, which then counts as ever.", "$muted"))
