"""A patient's name, on request: first the reason, which is recorded, then the name for a short while."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from tracker.specimens.patients import Patient
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import line, lines, text
from tracker.tui.widgets.choices import Choices

SHOWN_S = 20.0
REASONS = (
    "call from the ordering clinic",
    "urgent result",
    "label damaged or unreadable",
    "identity in doubt",
    "asked by the patient",
)
LOGGED = "Who looks, at whose data and why is recorded for good."


class ReasonDialog(Dialog["str | None"]):
    ABOUT = Help("A patient's name", (LOGGED, f"The name is shown for {SHOWN_S:.0f} seconds, and never printed."))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(text("Why must the name be seen?", "bold"))
            yield Choices(text(reason) for reason in REASONS)
            yield Static(text(f"{LOGGED} Esc leaves it. A scan counts as ever.", "$muted"))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(REASONS[event.option_index])


class PatientDialog(Dialog[None]):
    """Closes by itself. The time is monotonic: no clock that is set keeps a name on the screen."""

    ABOUT = Help("A patient's name", (LOGGED, "Esc closes it at once; so does any scan, which then counts as ever."))

    def __init__(self, patient: Patient, elapsed_s: Callable[[], float]) -> None:
        super().__init__()
        self._patient = patient
        self.elapsed_s = elapsed_s
        self._until_s = elapsed_s() + SHOWN_S

    def compose(self) -> ComposeResult:
        patient = self._patient
        said = [line((f"{patient.family}, {patient.given}", "bold")), text(f"born {patient.born.isoformat()}")]
        said += [text(f"record {patient.record}")] if patient.record else []
        with Vertical(classes="dialog"):
            yield Static(lines(said), id="patient")
            yield Static(text(""), id="said")

    def on_mount(self) -> None:
        self.set_interval(0.25, self._count)
        self._count()

    def _count(self) -> None:
        left_s = self._until_s - self.elapsed_s()
        if left_s <= 0:
            self.dismiss(None)
        else:
            self.query_one("#said", Static).update(text(f"Closes in {left_s:.0f} s. Esc closes it.", "$muted"))
