"""Which item does an unknown code belong to? Scanned, or found by its name."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tracker.inventory.facts import Item
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line, text
from tracker.tui.widgets.picker import MOST_FOUND, Picker

TEACH = "Scan the item's own code or its shelf label, or type part of its name. NO or Esc leaves it."


Ask = Callable[[Callable[[ReaderLike], "tuple[Item, ...]"], Callable[["tuple[Item, ...]"], None]], None]
"""Run a question on a worker thread and hand its answer to the second function, on the app's."""


class BindingDialog(Dialog["Item | None"]):
    ABOUT = Help("Bind a code", ("From then on the code counts as this item, one base unit a scan.", TEACH))

    def __init__(self, code: str, ask: Ask) -> None:
        super().__init__()
        self._code = code
        self._ask = ask

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -tall"):
            yield Static(line(("Which item is ", "bold"), (self._code, "bold $accent"), ("?", "bold")))
            yield Picker("name of the item")
            yield Static(text(TEACH, "$muted"))

    @on(Picker.Sought)
    def _seek(self, event: Picker.Sought) -> None:
        def search(reader: ReaderLike) -> tuple[Item, ...]:
            return reader.search(event.words, MOST_FOUND) if event.words else ()

        self._ask(search, self._show)

    def _show(self, found: tuple[Item, ...]) -> None:
        picker = self.query_one(Picker)
        if found:
            picker.show(found)
        else:
            picker.explain("Nothing has that name.")

    @on(Picker.Picked)
    def _pick(self, event: Picker.Picked) -> None:
        self.dismiss(event.item)
