"""Keys for labels: print one of what is shown, answer for one in doubt, print one again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tracker.text import safe
from tracker.tui.keys import typed
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.hardware.scan import Scan
    from tracker.jobs.verdict import Verdict
    from tracker.labelling.lacking import Lacking
    from tracker.labelling.offering import Offered
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.station.label_pictures import Picture
    from tracker.station.outcomes import Outcome
    from tracker.tui.dialogs.print_label import Ordered
    from tracker.tui.panes.labels import LabelsPane
    from tracker.tui.seam_services import LabelsLike

VIEW = "labels"
ASKING = frozenset({VIEW, "home", "board", "collect", "find", "aliquot"})
"""Where a specimen's label in doubt is asked about: where somebody prints one, looks for one, or has nothing in hand."""


class WithLabels(Asking):
    view: str
    named: Scan | None = None
    """What was scanned last and is no command: its label is what LABEL is about."""

    def action_view(self, name: str) -> None:
        raise NotImplementedError

    @property
    def pane_name(self) -> str:
        raise NotImplementedError

    @property
    def labels(self) -> LabelsLike | None:
        return self.link.station.labels if self.link.station is not None else None

    @property
    def labels_pane(self) -> LabelsPane | None:
        if self.view != VIEW:
            return None
        from tracker.tui.panes.labels import LabelsPane

        return next(iter(self.query(f"#{VIEW}").results(LabelsPane)), None)

    # -- a label of what is shown -------------------------------------------------------------------------------

    def action_labels(self) -> None:
        """The labels' queue, and back."""
        self.action_view("" if self.view == VIEW else VIEW)

    def action_label(self) -> None:
        """Ask how many labels of what is shown, and where; what has none is told."""
        scan = self.shown_scan()
        if scan is None:
            self.action_view(VIEW)
            return

        def ask(found: tuple[Offered, ...]) -> None:
            if not found:
                self.app.notify(
                    "✖ There is no label of ours for what was scanned last.", severity="error", markup=False
                )
            elif found[0].kind == "specimen":
                self._reprint_specimen(found[0])
            else:
                self._ask_label(found)

        room = self.link.desk.room
        place_id = room.id if room is not None else None
        self.link.ask(lambda reader: reader.labels_of(scan.data, scan.aim, place_id), ask, "label")

    def offer_opened(self, outcome: Outcome) -> None:
        """What was just opened has a label of its own, asked for at once where there is a printer for it."""
        opened = outcome.desk.history[-1].opened if outcome.is_posted and outcome.desk.history else ""
        labels = self.labels
        if not opened or labels is None:
            return
        self.named = code = typed(opened, self.link.now())

        def ask(printers: tuple[str, ...]) -> None:
            if printers and self.named == code:
                self.link.ask(lambda reader: reader.labels_of(code.data, code.aim), self._ask_label, "label")

        self.link.do(labels.printers, ask)

    def action_own_badge(self) -> None:
        """The label of the badge of whoever is signed on."""
        operator = self.link.desk.operator
        if operator is not None:
            badge = typed(operator.badge, self.link.now())
            self.link.ask(lambda reader: reader.labels_of(badge.data, badge.aim), self._ask_label, "label")

    def back_to_work(self) -> None:
        """The banner says what the open work is about, and no longer what LABEL asks."""
        raise NotImplementedError

    def shown_scan(self) -> Scan | None:
        """What the screen is about: the item, place, lot, rack or tube that a label may be wanted of."""
        return self.named

    def _ask_label(self, found: tuple[Offered, ...]) -> None:
        from tracker.tui.dialogs.print_label import PrintLabelDialog

        labels = self.labels
        if labels is None or not found:
            return

        def hand_in(order: Ordered, done: Callable[[], None], mend: Callable[[str], None]) -> None:
            work = partial(labels.print_label, order.offered, order.copies, order.printer)
            self.link.do(work, lambda _: done(), mend)

        def look(offered: Offered, show: Callable[[Picture], None], mend: Callable[[str], None]) -> None:
            self.link.do(partial(labels.picture, offered), show, mend, "picture")

        def ask(printers: tuple[str, ...]) -> None:
            self._open(PrintLabelDialog(found, printers, hand_in, look), lambda _: self.back_to_work())

        self.link.do(labels.printers, ask)

    def _reprint_specimen(self, offered: Offered) -> None:
        """A full tube's label once more: with its reason, in somebody's name, and past the queue."""
        from tracker.tui.dialogs.print_job import WhyAgainDialog

        labels = self.labels
        if labels is None or not self._may_print_names():
            return

        def told(where: str) -> None:
            self.app.notify(f"✔ {safe(offered.about)}: {safe(where)}", markup=False, timeout=8)

        def again(reason: str | None) -> None:
            if reason is not None:
                self.link.do(partial(labels.reprint_specimen, offered.code, reason), told, group="specimen label")

        warning = "It names a patient and comes out now: only with this tube in your hand."
        self._open(WhyAgainDialog(offered.about, labels.specimen_reasons, warning), again)

    def _may_print_names(self) -> bool:
        """Whether a patient's name may be printed now; says why not."""
        said = ""
        if self.link.desk.operator is None:
            said = "✖ Scan your badge first: a specimen's label names a patient, and who prints it is recorded."
        elif self.link.desk.paper is not None:
            said = "✖ From paper nothing is printed. LABEL after PAPER DONE."
        if said:
            self.app.notify(said, severity="error", markup=False, timeout=8)
        return not said

    # -- the queue ----------------------------------------------------------------------------------------------

    @property
    def specimen_doubt(self) -> SpecimenDoubt | None:
        """The specimens' labels that are asked about here."""
        return self.labels.doubt if self.labels is not None and self.pane_name in ASKING else None

    def label_question(self) -> Verdict | None:
        """Whether a label came out, where that is asked: patients' labels go first."""
        if (doubt := self.specimen_doubt) is not None:
            from tracker.tui.panes.label_words import specimens_doubt

            return specimens_doubt(doubt)
        pane = self.labels_pane
        return pane.question() if pane is not None else None

    def _ask_about_label(self, is_asked: bool) -> None:
        """From now on YES and NO, of whatever scanner, are about the label that the banner asks about."""
        pane, labels = self.labels_pane, self.labels
        if labels is None:
            return
        job = pane.asked if pane is not None else None
        asked = self.specimen_doubt or (job.id if job is not None else None)
        labels.ask_about(asked if is_asked else None)

    def action_print_waiting(self) -> None:
        if self.labels is not None:
            self.labels.go_on()

    def action_again(self) -> None:
        """Print the chosen job again, once its reason is given."""
        from tracker.tui.dialogs.print_job import WhyAgainDialog
        from tracker.tui.panes.label_words import what

        pane, labels = self.labels_pane, self.labels
        job = pane.chosen if pane is not None else None
        if pane is not None and pane.lacking is not None:
            self._print_lacking(pane.lacking)
        if job is None or labels is None:
            return

        def again(reason: str | None) -> None:
            if reason is not None:
                self.link.do(partial(labels.reprint, job.id, reason), lambda _: None)

        self._open(WhyAgainDialog(what(job), labels.reasons), again)

    def _print_lacking(self, lacking: Lacking) -> None:
        """An aliquot's or a pool's, of which none has come out yet."""
        labels = self.labels
        if labels is None or not self._may_print_names():
            return

        def told(where: str) -> None:
            self.app.notify(f"✔ {safe(lacking.about)}: {safe(where)}", markup=False, timeout=8)

        self.link.do(partial(labels.print_lacking, lacking.number), told, group="specimen label")

    def on_labels_pane_chosen(self, event: LabelsPane.Chosen) -> None:
        """Called by its name: the first screen waits for no pane that nobody has asked for (20 ms)."""
        labels, pane, job = self.labels, self.labels_pane, event.job
        if labels is None or pane is None:
            return
        if event.is_entered:
            self._open_job(event)
            return

        def failed(words: str) -> None:
            pane.show_picture(job.id, words)

        self.link.do(partial(labels.picture, job.id), partial(pane.show_picture, job.id), failed, "picture")

    def _open_job(self, event: LabelsPane.Chosen) -> None:
        from tracker.tui.dialogs.print_job import PrintJobDialog
        from tracker.tui.panes.label_words import what

        labels, job, pane = self.labels, event.job, self.labels_pane
        if labels is None or pane is None:
            return
        waiting = [each for each in pane.jobs if each.state == job.state and each.printer == job.printer]
        dialog = PrintJobDialog(job, what(job), is_alone=len(waiting) < 2)

        def do(deed: str | None) -> None:
            match deed:
                case "came_out" | "not_out":
                    self.link.do(partial(labels.answer, job.id, has_come_out=deed == "came_out"), lambda _: None)
                case "cancel":
                    self.link.do(partial(labels.cancel, job.id), lambda _: None)
                case "cancel_all":
                    self.link.do(partial(labels.cancel_waiting, job.printer), lambda _: None)
                case "print_waiting":
                    labels.go_on()
                case "again":
                    self.action_again()

        self._open(dialog, do)
        self.link.do(partial(labels.picture, job.id), dialog.show_picture, lambda _: None, "large picture")
