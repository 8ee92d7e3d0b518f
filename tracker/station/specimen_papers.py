"""Specimens' labels that a scan has ordered, and what is said of those that may have come out: each as the paper it gives.

A label is printed now or not at all: what did not come out is told, and asked for again by LABEL at the patient's side; what
may have come out is asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.hardware.printers.printer import PrinterFault
from tracker.station.errands import Errand, Paper, counted
from tracker.station.specimen_labels import SpecimenLabels

if TYPE_CHECKING:
    from tracker.labelling.specimen_doubt import SpecimenDoubt

LOOK = "Look at the printer, then say YES or NO."


class SpecimenPapers:
    """Run on the thread of papers. ``order`` gives it what is to follow."""

    def __init__(self, specimens: SpecimenLabels, order: Callable[[Errand], None]) -> None:
        self._specimens, self._order = specimens, order

    def look(self) -> Paper | None:
        """What a station that was cut off has left in doubt."""
        self._specimens.look()
        return _in_doubt(self._specimens.doubt) if self._specimens.doubt is not None else None

    def labels(self, errand: Errand) -> Paper:
        specimens, numbers = self._specimens, errand.numbers
        specimens.require_settled()
        try:
            where = specimens.send(specimens.wanted(numbers), is_lacking=errand.is_lacking)
        except PrinterFault as fault:
            if (doubt := specimens.doubt) is not None:
                return _in_doubt(doubt)
            left = getattr(fault, "rest", numbers)
            hint = f"{fault.hint} {'Then F12, F6.' if errand.is_filled else 'Then LABEL.'}".lstrip(" ")
            return Paper(False, counted(left), fault.message, hint, is_specimens=True)
        return Paper(True, counted(numbers), where, is_specimens=True)

    def settle(self, errand: Errand) -> Paper | None:
        """What a person has said of labels in doubt; what the printer cannot bear out is in doubt still."""
        doubt, is_yes = errand.doubt, errand.kind == "yes"
        if doubt is None:
            return None
        try:
            self._specimens.settle(doubt, has_come_out=is_yes)
        except PrinterFault as fault:
            return Paper(False, doubt.about, fault.message, fault.hint, "in doubt", is_queued=True, is_specimens=True)
        except TrackerError as error:
            return Paper(False, doubt.about, error.message, error.hint, "not answered", is_specimens=True)
        self._go_on(doubt, doubt.rest if is_yes else (*doubt.numbers, *doubt.rest))
        return Paper(True, doubt.about, "it is out", is_specimens=True) if is_yes else None

    def scanned(self, number: str) -> Paper | None:
        """A label in somebody's hand has come out; told where it was asked about."""
        from tracker.labelling.specimen_doubt import about

        doubt = self._specimens.scanned(number)
        if doubt is None:
            return None
        if doubt.numbers == (number,):
            self._go_on(doubt, doubt.rest)
        return Paper(True, about((number,)), "it was scanned, so it is out", is_specimens=True)

    def _go_on(self, doubt: SpecimenDoubt, numbers: tuple[str, ...]) -> None:
        """With what this doubt, which is over, has held up."""
        if numbers:
            self._order(Errand("follow", numbers, is_lacking=True, is_left=doubt.is_left, doubt=doubt))
        self._order(Errand("settled"))

    def follow(self, errand: Errand) -> Paper:
        """What a doubt held up, or a label that did not come out: at the patient's side, or not at all."""
        from tracker.labelling.specimen_doubt import listed

        if not errand.is_left and self._specimens.may_follow(errand.numbers):
            return self.labels(errand)
        is_drawn = errand.doubt is not None and errand.doubt.is_drawn
        words = f"their patient is not in front of you any more: {listed(errand.numbers)}."
        if is_drawn:
            words = f"it did not come out, and is not printed again by itself: {listed(errand.numbers)}."
        hint = errand.doubt.once_more if errand.doubt is not None else ""
        return Paper(False, counted(errand.numbers), words, hint, is_specimens=True)


def _in_doubt(doubt: SpecimenDoubt) -> Paper:
    words = f"it may have come out of {doubt.called}, or not."
    return Paper(False, doubt.about, words, LOOK, "in doubt", is_queued=True, is_specimens=True)
