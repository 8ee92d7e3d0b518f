"""Whoever cannot get in: chosen from all who work here, and then let in again, or given a one-time code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import fitted, line, text
from tracker.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from tracker.people.badges import StaffLine

ABOUT = "No lead can see or choose anybody's PIN: a one-time code is good for a day, and only for choosing a new one."
LEAVING = "Any scan closes this and counts as ever. Esc closes it."


class PeopleDialog(Dialog["StaffLine | None"]):
    """Who is to be helped; None where it was left."""

    ABOUT = Help("People", (ABOUT, LEAVING))

    def __init__(self, staff: tuple[StaffLine, ...]) -> None:
        super().__init__()
        self._staff = tuple(each for each in staff if each.ended_at is None)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("Who cannot get in?", "bold"))
            yield Choices(
                line((fitted(each.name, 22), "bold"), fitted(each.role.replace("_", " "), 17), _state(each))
                for each in self._staff
            )
            yield Static(text(LEAVING, "$muted"))

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.highlighted = 0 if self._staff else None
        choices.focus()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._staff[event.option_index])


def _state(each: StaffLine) -> str:
    if each.state != "active":
        return each.state
    return "no PIN yet" if not each.proof else "has a code" if each.proof.startswith("code") else ""


class CodeDialog(Dialog[None]):
    """Shown once: whoever needs it again is given another."""

    ABOUT = Help("A one-time code", (ABOUT,))

    def __init__(self, name: str, code: str) -> None:
        super().__init__()
        self._called, self._code = name, code

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text(f"The one-time code for {self._called}", "bold"))
            yield Static(text(f"\n   {self._code[:4]} {self._code[4:]}\n", "bold $accent"))
            yield Static(text(f"{self._called} scans the badge, types it, and chooses a PIN. It runs out in 24 hours."))
            yield Static(text("It is not shown again. Esc, or any scan, closes this.", "$muted"))
