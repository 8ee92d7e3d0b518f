"""An order for tests entered by hand: for whom, what, and by whom it was ordered.

What is typed is a patient's data: it goes to the station and nowhere else, and is gone with the dialog.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, OptionList, Static

from tracker.hardware.scan import FORM_OPEN
from tracker.specimens.facts import Test
from tracker.tui.dialogs.form import BLANK, Form
from tracker.tui.helping import Help
from tracker.tui.showing import line, text
from tracker.tui.widgets.choices import Choices, Tick

TEACH = "F10 or DONE saves it, Esc or NO leaves it, F1 says what is meant."
MOST_OFFERED = 50
_FIELDS = (
    ("family_name", "Family name"),
    ("given_name", "Given name"),
    ("birth_date", "Birth date"),
    ("record_number", "Record number"),
    ("provider", "Ordered by"),
)

_FORMS = {"birth_date": "YYYY-MM-DD", "record_number": "may stay empty"}
"""What an empty field says of its own form."""

Fields = Mapping[str, str]
"""By the names of the columns of requisitions.csv."""
Save = Callable[[Fields, Callable[[str], None], Callable[[str], None]], None]
"""Enter what was filled in; then calls the second with the requisition's code, or the third with what is to be mended."""


class RequisitionDialog(Form["str | None"]):
    """Answers the new requisition's house code, once it is on disk."""

    TEACH = TEACH
    CAME = f"{FORM_OPEN}: a requisition."
    ABOUT = Help(
        "A requisition by hand",
        (
            "Birth date as 1980-03-05. The record number may stay empty.",
            "Tests: type part of a name or a code, Enter takes the first that is listed; again, and it is taken out.",
            "A patient who is known by record number, or by name and birth date, is found again.",
            TEACH,
        ),
    )

    def __init__(self, tests: tuple[Test, ...], save: Save) -> None:
        super().__init__()
        self._tests = tests
        self._save = save
        self._wanted: tuple[str, ...] = ()
        self._offered: tuple[Test, ...] = ()
        self._is_saving = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide -form"):
            yield Static(text("A new requisition", "bold"))
            for name, says in _FIELDS:
                with Horizontal(classes="field"):
                    yield Static(text(says), classes="label")
                    yield Input(placeholder=_FORMS.get(name, BLANK), max_length=80, id=name)
            yield Tick("STAT", False, id="stat")
            with Horizontal(classes="field"):
                yield Static(text("Tests"), classes="label")
                yield Input(placeholder="type part of a name, then Enter", max_length=40, id="sought")
            yield Choices(id="tests")
            yield Static(text("wanted: none yet", "bold"), id="wanted")
            yield Static(text(TEACH, "$muted"), id="said")

    def on_mount(self) -> None:
        self.query_one("#tests", Choices).display = False

    @on(Input.Changed, "#sought")
    def _seek(self, event: Input.Changed) -> None:
        words = event.value.casefold()
        found = tuple(each for each in self._tests if words in f"{each.code} {each.name}".casefold()) if words else ()
        self._offered = found[:MOST_OFFERED]
        choices = self.query_one("#tests", Choices)
        choices.display = bool(words)
        if found:
            choices.offer(line((f"{each.code:<8}", "bold"), f" {each.name}") for each in self._offered)
        else:
            choices.explain("No test has that name or code.")

    @on(Input.Submitted, "#sought")
    def _take_first(self, event: Input.Submitted) -> None:
        event.prevent_default()
        if self._offered:
            self._toggle(self._offered[0])
        elif not event.value:
            self.action_save()

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        if event.option_index < len(self._offered):
            self._toggle(self._offered[event.option_index])

    def _toggle(self, test: Test) -> None:
        others = tuple(code for code in self._wanted if code != test.code)
        self._wanted = others if test.code in self._wanted else (*others, test.code)
        said = ", ".join(self._wanted) or "none yet"
        self.query_one("#wanted", Static).update(text(f"wanted: {said}", "bold"))
        sought = self.query_one("#sought", Input)
        sought.value = ""
        sought.focus()

    def action_save(self) -> None:
        if self._is_saving:
            return
        self._is_saving = True
        given = {name: self.query_one(f"#{name}", Input).value for name, _ in _FIELDS}
        given |= {
            "tests": " ".join(self._wanted),
            "priority": "stat" if self.query_one("#stat", Tick).value else "routine",
        }
        self._save(given, self._saved, self._mend)

    def _saved(self, code: str) -> None:
        self.dismiss(code)

    def _mend(self, words: str) -> None:
        """It was not entered: say why, and leave all that was filled in."""
        self._is_saving = False
        self.app.bell()
        self.refuse(f"{words} {TEACH}")
