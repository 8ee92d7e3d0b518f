"""Print its label: which, how many, and where. Enter prints; a QUANTITY barcode says how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.text import safe
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.keys import is_command, quantity_of
from tracker.tui.showing import fitted, line, lines, text, without_middle
from tracker.tui.widgets.choices import Choices
from tracker.tui.widgets.label_picture import LabelPicture

if TYPE_CHECKING:
    from tracker.labelling.offering import Offered
    from tracker.station.label_pictures import Picture

KINDS = {
    "lot": "with lot and expiry",
    "item": "the item's own code",
    "opened": "opened, with use-by",
    "location": "place",
    "shelf": "shelf, with its par",
    "rack": "rack, box or bag",
    "partner": "courier or laboratory",
    "own_badge": "badge",
}
TEACH = (
    "Enter or YES prints. QUANTITY says how many. Esc, NO, DONE leave it.",
    "Any other scan closes this and counts as ever.",
)
NO_PRINTER = "No label was printed yet: write the printer's address, zpl://HOST:9100 or cups:QUEUE."
MOST = 99
ABOUT_WIDTH = 44
"""So that no line is broken in two."""


@dataclass(frozen=True, slots=True)
class Ordered:
    offered: Offered
    copies: int
    printer: str


Hand = Callable[[Ordered, Callable[[], None], Callable[[str], None]], None]
"""Hands an order in, and calls back: done, or what is to be mended."""
Look = Callable[["Offered", Callable[["Picture"], None], Callable[[str], None]], None]


class PrintLabelDialog(Dialog[bool]):
    """True once it is in the queue."""

    ABOUT = Help(
        "Print its label", ("It goes into the queue, and out as soon as the printer is ready: F12 shows it.", *TEACH)
    )

    def __init__(self, offered: tuple[Offered, ...], printers: tuple[str, ...], hand_in: Hand, look: Look) -> None:
        super().__init__()
        self._offered, self._printers = offered, printers
        self._hand_in, self._look = hand_in, look
        self._is_handed_in = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -whole -form"):
            yield Static(text("Print its label", "bold"))
            yield Choices((_said(each) for each in self._offered), id="which")
            with Horizontal(classes="field"):
                yield Static(text("How many"), classes="label")
                yield Input("1", restrict=r"[0-9]*", max_length=4, select_on_focus=True, id="many")
            with Horizontal(classes="field"):
                yield Static(text("Printer"), classes="label")
                first = self._printers[0] if self._printers else ""
                yield Input(
                    safe(first), placeholder="zpl://HOST:9100", max_length=200, select_on_focus=False, id="printer"
                )
            yield Choices((text(each) for each in self._printers), id="others")
            yield Static(lines([text(part, "$muted") for part in self._teach()]), id="said")
            yield LabelPicture(id="picture")

    def _teach(self) -> tuple[str, ...]:
        return TEACH if self._printers else (NO_PRINTER, *TEACH)

    def on_mount(self) -> None:
        which, others = self.query_one("#which", Choices), self.query_one("#others", Choices)
        which.highlighted = 0
        which.can_focus = len(self._offered) > 1
        others.display = len(self._printers) > 1
        self.query_one("#many" if self._printers else "#printer").focus()

    def take(self, scan: Scan) -> tuple[Scan, ...] | None:
        quantity = quantity_of(scan)
        if quantity is not None:
            self.query_one("#many", Input).value = f"{quantity:d}"
            return ()
        if is_command(scan, Command.YES):
            self._print()
            return ()
        if is_command(scan, Command.NO) or is_command(scan, Command.DONE):
            self.dismiss(False)
            return ()
        return super().take(scan)

    @on(OptionList.OptionHighlighted, "#which")
    def _show(self, event: OptionList.OptionHighlighted) -> None:
        picture = self.query_one(LabelPicture)
        picture.show(None, "drawing …")
        self._teach_again()
        self._look(self._offered[event.option_index], self._pictured, self._undrawn)

    def _undrawn(self, words: str) -> None:
        if self.is_attached:
            self.query_one(LabelPicture).show(None)
        self.mend(words)

    def _teach_again(self) -> None:
        """What was said of another label holds no more."""
        self.query_one("#said", Static).update(lines([text(part, "$muted") for part in self._teach()]))

    def _pictured(self, picture: Picture) -> None:
        if self.is_attached:
            self.query_one(LabelPicture).show(picture)

    @on(OptionList.OptionSelected, "#which")
    def _which(self) -> None:
        self.query_one("#many", Input).focus()

    @on(OptionList.OptionSelected, "#others")
    def _elsewhere(self, event: OptionList.OptionSelected) -> None:
        self.query_one("#printer", Input).value = safe(self._printers[event.option_index])
        self.query_one("#many", Input).focus()

    @on(Input.Submitted)
    def _print(self) -> None:
        many, printer = self.query_one("#many", Input).value, self.query_one("#printer", Input).value
        if not many or not 1 <= int(many) <= MOST:
            self.mend(f"How many? 1 to {MOST}.")
        elif not printer:
            self.mend(NO_PRINTER)
        elif not self._is_handed_in:
            self._is_handed_in = True
            which = self._offered[self.query_one("#which", Choices).highlighted or 0]
            self._hand_in(Ordered(which, int(many), printer), self._done, self.mend)

    def _done(self) -> None:
        if self.is_attached:
            self.dismiss(True)

    def mend(self, words: str) -> None:
        """Say what stands in the way; what was filled in stays."""
        self._is_handed_in = False
        if self.is_attached:
            self.app.bell()
            self.query_one("#said", Static).update(text(f"✖ {words}", "bold $text-error"))


def _said(offered: Offered) -> Content:
    return line(
        (fitted(KINDS.get(offered.kind, offered.kind), 22), "$muted"),
        (without_middle(offered.about, ABOUT_WIDTH), "bold"),
    )
