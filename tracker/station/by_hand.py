"""What is entered or asked for by hand, not by a scan: a new item, an order of tests, a patient in the clear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError, Refusal
from tracker.inventory.catalogue import NewItem, create_item
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.specimens.names_kept import require_things_names
from tracker.specimens.ordering import create_requisition
from tracker.specimens.patient_care import patient_of_requisition, reveal
from tracker.station.hands import hand

if TYPE_CHECKING:
    from tracker.inventory.facts import Item
    from tracker.jobs.desk import Desk
    from tracker.specimens.entries import NewRequisition
    from tracker.specimens.patients import Patient
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer


class ByHand:
    """Each is done in turn with the scans, and blocks: call it from a worker thread.

    Raises :class:`tracker.errors.TrackerError` where it cannot be; then nothing was entered.
    """

    def __init__(self, handler: Handler, writer: Writer, now: Callable[[], datetime]) -> None:
        self._handler, self._writer, self._now = handler, writer, now

    def enter_item(self, new: NewItem) -> Item:
        """A new item."""
        return self._writer.in_turn(lambda desk: enter_item(self._handler, new, self._now(), desk))

    def enter_requisition(self, new: NewRequisition) -> str:
        """An order of tests; its house code."""
        return self._writer.in_turn(lambda desk: enter_requisition(self._handler, new, self._now(), desk))

    def reveal_patient(self, requisition: str, reason: str) -> Patient:
        """A requisition's patient in the clear, once it is on disk who asked and why."""
        return self._writer.in_turn(lambda desk: reveal_patient(self._handler, requisition, reason, self._now(), desk))


def enter_item(handler: Handler, new: NewItem, at: datetime, desk: Desk) -> Item:
    """A new item for a code that nobody had entered. Raises :class:`Refusal` or :class:`StoreError`."""
    try:
        meaning = understand(new.text, today=handler.today(at))
    except BarcodeError:
        meaning = None
    with handler.database.writing() as connection:
        pen = Pen(handler.journal, stamp(at), hand(desk), handler.zone)
        made = create_item(connection, pen, new, meaning if isinstance(meaning, ItemCode) else None)
        require_things_names(connection, handler.vault, pen, "new item", [(0, replace(new, text=""))])
        return made


def enter_requisition(handler: Handler, new: NewRequisition, at: datetime, desk: Desk) -> str:
    """An order entered by hand; its house code. Raises :class:`Refusal` or :class:`StoreError`."""
    vault = handler.open_vault()
    with handler.database.writing() as connection:
        return create_requisition(connection, vault, Pen(handler.journal, stamp(at), hand(desk), handler.zone), new)


def reveal_patient(handler: Handler, requisition: str, reason: str, at: datetime, desk: Desk) -> Patient:
    """The patient of a requisition in the clear, once it is on disk who asked and why. Raises :class:`Refusal`."""
    if desk.operator is None:
        hint = "Scan your badge, then ask again: who looks at a name is recorded."
        raise Refusal("A patient's name is shown to nobody in particular.", hint=hint, code="sign_on_first")
    # In a hand-off the receiver acts, and whoever has signed in by PIN looks.
    by = desk.session.badge if desk.session is not None else desk.operator.badge
    vault = handler.open_vault()
    with handler.database.writing() as connection:
        pen = Pen(handler.journal, stamp(at), by, handler.zone)
        return reveal(connection, vault, pen, patient_of_requisition(connection, requisition), reason)
