"""One job of the print queue: its picture as large as the terminal has room, and all that can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import fitted, line, text
from tracker.tui.widgets.choices import Choices
from tracker.tui.widgets.label_picture import LabelPicture

if TYPE_CHECKING:
    from tracker.labelling.print_jobs import PrintJob
    from tracker.station.label_pictures import Picture

LEAVING = "Any scan closes this and counts as ever. Esc closes it."


@dataclass(frozen=True, slots=True)
class Deed:
    """``name`` is an action of the bench in the labels' view."""

    name: str
    words: str
    says: str


DEEDS = {
    "unknown": (
        Deed("leave", "look first", "nothing changes"),
        Deed("came_out", "it came out", "F2: it is in your hand"),
        Deed("not_out", "it did not come out", "F3: once the printer holds it no more"),
    ),
    "queued": (
        Deed("leave", "let it wait", "nothing changes"),
        Deed("print_waiting", "print it now", "F4, and what waits before it"),
        Deed("cancel", "cancel it", "it is not printed"),
        Deed("cancel_all", "cancel all that wait", "for this printer; none of them is printed"),
    ),
    "sent": (Deed("leave", "leave it", "nothing changes"), Deed("again", "print it again", "F6, with the reason")),
    "confirmed": (Deed("leave", "leave it", "nothing changes"), Deed("again", "print it again", "F6, with the reason")),
}
"""The first is what a careless Enter takes: never what wastes a label, and never an answer that nobody looked for."""


class PrintJobDialog(Dialog["str | None"]):
    """Gives the :class:`Deed`'s name."""

    ABOUT = Help("A label on its way", ("Arrows and Enter choose.", LEAVING))

    def __init__(self, job: PrintJob, words: str, *, is_alone: bool) -> None:
        """``is_alone``: no other one waits for its printer."""
        super().__init__()
        self._job, self._words = job, words
        deeds = DEEDS.get(job.state.value, ())
        self._deeds = tuple(each for each in deeds if not (is_alone and each.name == "cancel_all"))

    def compose(self) -> ComposeResult:
        job = self._job
        with Vertical(classes="dialog -wide -whole -picture"):
            yield Static(line((f"job {job.id}  ", "$muted"), (self._words, "bold")))
            yield LabelPicture(id="picture")
            yield Choices(line((fitted(each.words, 22), "bold"), (each.says, "")) for each in self._deeds)
            yield Static(text(LEAVING, "$muted"))

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.display = bool(self._deeds)
        if self._deeds:
            choices.focus()

    def show_picture(self, picture: Picture) -> None:
        if self.is_attached:
            self.query_one(LabelPicture).show(picture)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._deeds[event.option_index].name)


class WhyAgainDialog(Dialog["str | None"]):
    """The reason for printing a label again: chosen, or typed."""

    ABOUT = Help("Print it again", ("The reprint gets a number, and its reason stays on record.", LEAVING))

    def __init__(self, about: str, reasons: tuple[str, ...], warning: str = "") -> None:
        super().__init__()
        self._about, self._reasons, self._warning = about, reasons, warning

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(line(("Why is it printed again?  ", "bold"), (self._about, "")))
            if self._warning:
                yield Static(text(f"! {self._warning}", "bold $text-warning"))
            yield Choices(text(each) for each in self._reasons)
            yield Input(placeholder="or another reason, then Enter", max_length=200, select_on_focus=False)
            yield Static(text(f"It is recorded. {LEAVING}", "$muted"), id="said")

    def on_mount(self) -> None:
        self.query_one(Choices).focus()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._reasons[event.option_index])

    @on(Input.Submitted)
    def _type(self, event: Input.Submitted) -> None:
        if event.value.strip(" "):
            self.dismiss(event.value)
            return
        self.app.bell()
        self.query_one("#said", Static).update(text("✖ A reprint needs its reason.", "bold $text-error"))
