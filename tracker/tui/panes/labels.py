"""Labels: what is on its way to a printer, what may have come out, and printing one again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Verdict
from tracker.text import counted, safe
from tracker.tui.helping import Help
from tracker.tui.panes.label_words import (
    LACKING,
    STATES,
    cause,
    doubt,
    doubt_words,
    is_held_up,
    lacking_words,
    stuck,
    what,
    what_now,
    without_label,
)
from tracker.tui.panes.pane import ROOMY, Drawn, Pane
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line, lines, text, without_middle
from tracker.tui.widgets.choices import Choices
from tracker.tui.widgets.label_picture import LabelPicture

if TYPE_CHECKING:
    from tracker.labelling.counting import QueueCounts
    from tracker.labelling.lacking import Lacking
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.specimen_doubt import SpecimenDoubt

SHOWN = 100
EMPTY = "No label for the stock was printed yet. Scan a thing, then LABEL; or F8, 'label: print'."
"""Of specimens' labels only those stand here that are not out, or may be."""
_BEFORE_ABOUT = 16
"""Columns before a job's name: the mark, its sign and its state."""


@dataclass(frozen=True, slots=True)
class Queue:
    """``jobs`` are the first ones; ``counts`` are of all; ``names`` are what their printers are called, by URL."""

    jobs: tuple[PrintJob, ...]
    counts: QueueCounts
    names: Mapping[str, str]
    doubts: tuple[SpecimenDoubt, ...] = ()
    """Specimens' labels that may have come out; they stand in no queue."""
    lacking: tuple[Lacking, ...] = ()
    """Tubes to be drawn whose label is not out."""

    @property
    def is_empty(self) -> bool:
        return not (self.jobs or self.doubts or self.lacking)


class _Jobs(Choices):
    help = Help("Labels", ("Arrows choose. Enter: its picture, and all that can be done with it.",))


class LabelsPane(Pane[Queue]):
    TITLE = "LABELS"
    IDLE = ("LABELS", "Scan a thing, then LABEL, to print its label. Here is what became of the others.")
    ABOUT = (
        "? in doubt   it may have come out: look, then YES (F2) or NO (F3)",
        "▸ printing   on its way to the printer",
        "○ waits      F4 prints it, once its printer works again",
        "› taken      by a print system: look whether it came out",
        "✔ printed    by the printer's own word",
        "F6 prints the chosen one again. Enter shows it large, and cancels what waits.",
        "✖ not out    a tube's label, which waits for nobody: COLLECT prints it beside the patient, F6 an aliquot's",
        "F12 or F10 goes back to work.",
    )
    EVERY_S = 5
    IS_LIST_FIRST = True

    class Chosen(Message):
        """Another job is under the hand; ``is_entered``: with Enter."""

        def __init__(self, job: PrintJob, *, is_entered: bool = False) -> None:
            super().__init__()
            self.job, self.is_entered = job, is_entered

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._found: Queue | None = None
        self._chosen_id = 0
        self._chosen_lacking = ""
        self._pictured = 0
        self._names: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield _Jobs(id="printjobs")
            with Vertical(id="onejob"):
                yield Static(id="jobwords")
                yield LabelPicture(id="jobpicture")

    def place(self, desk: Desk) -> str:
        return ""

    @property
    def jobs(self) -> tuple[PrintJob, ...]:
        return self._found.jobs if self._found is not None else ()

    @property
    def asked(self) -> PrintJob | None:
        """The oldest job in doubt."""
        return next((job for job in self.jobs if job.state.value == "unknown"), None)

    @property
    def chosen(self) -> PrintJob | None:
        return next((job for job in self.jobs if job.id == self._chosen_id), None)

    @property
    def chosen_state(self) -> str:
        """How it stands with what is under the hand; empty for nothing that a key is for."""
        if self.lacking is not None:
            return "lacking"
        return self.chosen.state.value if self.chosen is not None else ""

    @property
    def lacking(self) -> Lacking | None:
        """The tube without a label under the hand, where that is printed at the bench."""
        found = self._found.lacking if self._found is not None else ()
        chosen = self._chosen_lacking
        return next((each for each in found if each.number == chosen and each.parents and _is_not_out(each)), None)

    def take_focus(self) -> None:
        """Arrows and Enter at once: there is nothing to type here."""
        self.query_one(_Jobs).focus()

    def question(self) -> Verdict | None:
        asked = self.asked
        return doubt(asked, self._called(asked)) if asked is not None else None

    def _called(self, job: PrintJob) -> str:
        return self._names.get(job.printer, job.printer)

    def idle(self) -> Verdict:
        waiting = [job for job in self.jobs if job.state.value == "queued"]
        failed = next((job for job in waiting if job.fault), None)
        if self._found is None:
            return super().idle()
        if failed is None:
            lacking = tuple(each for each in self._found.lacking if _is_not_out(each))
            return without_label(lacking) if lacking else super().idle()
        return stuck(failed, self._found.counts.waiting)

    def read(self, reader: ReaderLike, desk: Desk) -> Queue:
        jobs = reader.print_jobs(SHOWN)
        names = {url: reader.called(url) for url in {job.printer for job in jobs}}
        return Queue(jobs, reader.label_counts(), names, reader.label_doubts(), reader.labels_lacking())

    def draw(self, desk: Desk, found: Queue, now: datetime) -> Drawn:
        self._names = found.names
        if found != self._found or not self.query_one(_Jobs).option_count:
            self._found = found
            # Lines are cut to the list's width, which a view that was just opened does not have yet.
            self.call_after_refresh(self._offer)
        return Drawn(_left(found))

    def on_resize(self) -> None:
        if self._found is not None and not self._found.is_empty:
            self.call_after_refresh(self._offer)

    def _offer(self) -> None:
        """The same job stays under the hand, wherever it went in the list; what needs a person is chosen first."""
        choices, found = self.query_one(_Jobs), self._found
        if found is None:
            return
        if found.is_empty:
            choices.explain(EMPTY)
            self.query_one("#jobwords", Static).update(text(""))
            self.query_one(LabelPicture).show(None)
            return
        ids = [*[0] * self._above, *[job.id for job in found.jobs]]
        is_asked = bool(found.doubts) or self.asked is not None
        place = ids.index(self._chosen_id) if self._chosen_id in ids and not is_asked else 0
        room = max(16, choices.content_size.width - _BEFORE_ABOUT)
        doubted = (_said_so(*STATES["unknown"][:2], doubt.about, room) for doubt in found.doubts)
        lacking = (_said_so(*LACKING[each.state.value], each.about, room) for each in found.lacking)
        jobs = (_said_so(*STATES[job.state.value][:2], what(job), room) for job in found.jobs)
        choices.offer([*doubted, *lacking, *jobs])
        choices.highlighted = place
        self._choose(place)

    @on(OptionList.OptionHighlighted)
    def _move(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._choose(event.option_index)

    @on(OptionList.OptionSelected)
    def _enter(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        place = event.option_index - self._above
        if 0 <= place < len(self.jobs):
            self.post_message(self.Chosen(self.jobs[place], is_entered=True))

    @property
    def _above(self) -> int:
        """How many lines stand above the jobs."""
        return len(self._found.doubts) + len(self._found.lacking) if self._found is not None else 0

    def _choose(self, place: int) -> None:
        found = self._found
        if found is None or found.is_empty:
            return
        self._chosen_lacking = ""
        if place < len(found.doubts):
            self._tell(doubt_words(found.doubts, place))
            return
        if place < self._above or not found.jobs:
            lacking = found.lacking[min(place, self._above - 1) - len(found.doubts)]
            self._chosen_lacking = lacking.number
            self._tell(lacking_words(lacking))
            return
        job = found.jobs[min(place - self._above, len(found.jobs) - 1)]
        self._chosen_id = job.id
        self.query_one("#jobwords", Static).update(self._words(job))
        if self._pictured != job.id:
            self._pictured = job.id
            self.query_one(LabelPicture).show(None, "drawing …")
            self.post_message(self.Chosen(job))

    def _tell(self, words: tuple[str, ...]) -> None:
        """Of a specimen's label, and no picture: a name stands on it."""
        self._chosen_id = self._pictured = 0
        head, *rest = words
        self.query_one("#jobwords", Static).update(lines([text(head, "bold"), *(text(each) for each in rest)]))
        self.query_one(LabelPicture).show(None)

    def _words(self, job: PrintJob) -> Content:
        sign, word, style = STATES[job.state.value]
        said = [line((f"{sign} {word.upper()}  ", f"bold {style}".rstrip(" ")), (self._called(job), ""))]
        if self._called(job) != job.printer and self.size.width >= ROOMY:
            said.append(text(job.printer, "$muted"))
        if job.reason:
            said.append(text(f"reprint {job.reprint} of job {job.reprint_of}: {job.reason}"))
        if job.fault and job.state.value == "queued":
            said.append(text(cause(job)))
        # The one in doubt stands in the banner, whole.
        if job != self.asked:
            said.append(text(what_now(job, is_held_up=is_held_up(job, self.jobs)), "bold"))
        return lines(said)

    def show_picture(self, job_id: int, picture: object) -> None:
        """The picture of a job, unless another one was chosen meanwhile."""
        from tracker.station.label_pictures import Picture

        if job_id == self._pictured:
            shown = picture if isinstance(picture, Picture) else None
            self.query_one(LabelPicture).show(shown, "" if shown else safe(picture))


def _is_not_out(lacking: Lacking) -> bool:
    """Neither waits nor is on its way."""
    return lacking.state.value == "not_printed"


def _said_so(sign: str, word: str, about: str, room: int) -> Content:
    """One line: a name that is too long loses its middle, since lot and number stand at its end. Without colour, which the
    mark's ground would swallow."""
    return line((f"{sign} {word:<9}  ", "bold"), (without_middle(about, room), ""))


def _left(found: Queue) -> str:
    """What is to be done yet, for the line below."""
    waiting = found.counts.waiting + found.counts.sending + found.counts.doubtful
    told = [
        f"{counted(len(found.lacking), 'tube')} without a label" if found.lacking else "",
        f"{counted(len(found.doubts), 'label')} in doubt" if found.doubts else "",
        f"{counted(waiting, 'job')} not out yet" if waiting else "",
    ]
    if any(told):
        return " · ".join(filter(None, told))
    return "✔ all labels are out" if found.jobs else ""
