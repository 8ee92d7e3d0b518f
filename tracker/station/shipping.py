"""Shipments between sites that the screens ask for: sent with their note, closed and cancelled in turn with the scans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import StoreError
from tracker.inventory.stock_transfers import has_several_sites
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import require
from tracker.station.hands import written
from tracker.station.performing import operator_of
from tracker.store.naming import write_over
from tracker.text import as_file_name

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")
FOLDER = "transfers"
"""Beside the database: the notes that travel with shipments."""


class Shipping:
    """Every call blocks: make it on a worker thread. Each raises :class:`tracker.errors.TrackerError` where nothing was
    done."""

    def __init__(self, handler: Handler, settings: Settings, writer: Writer) -> None:
        self._handler, self._settings, self._writer = handler, settings, writer
        with handler.database.reading() as connection:
            self._has_several_sites = has_several_sites(connection)

    @property
    def has_several_sites(self) -> bool:
        """As it was when the station opened; a clinic with one site is offered none of this. Does not block."""
        return self._has_several_sites

    def plan(self, line: Line) -> StockTransfer:
        """Have another site send what it has to spare of ``line``: the draft of a shipment, which is packed by scanning.

        Raises :class:`Refusal` (``proposal_old``) where more or less is on order than when it was proposed.
        """
        from tracker.inventory import stock_transfer_acts
        from tracker.station.buying import require_new

        of, spare = line.situation, line.spare
        if spare is None:
            raise ValueError("no other site has any of it to spare")

        def plan(connection: Connection, pen: Pen) -> StockTransfer:
            require_new(connection, (line,))
            return stock_transfer_acts.plan(connection, pen, spare.site_id, of.site_id, of.item.id, spare.quantity)

        return self._written(plan)

    def send(self, number: str) -> StockTransfer:
        from tracker.inventory import stock_transfer_acts

        return self._written(lambda connection, pen: stock_transfer_acts.send(connection, pen, number))

    def close(self, number: str, *, is_lost: bool) -> tuple[TransferredLot, ...]:
        """What was written off."""
        from tracker.inventory import stock_transfer_acts

        return self._written(
            lambda connection, pen: stock_transfer_acts.close(connection, pen, number, is_lost=is_lost)
        )

    def cancel(self, number: str) -> StockTransfer:
        from tracker.inventory import stock_transfer_acts

        return self._written(lambda connection, pen: stock_transfer_acts.cancel(connection, pen, number))

    def note(self, number: str) -> Path:
        """Write the note as PDF, over an earlier one of the same number; its path."""
        from labels.card import Paper
        from tracker.inventory.stock_transfer_acts import require_transfer
        from tracker.labelling.faults import in_families
        from tracker.reports.clinic import clinic_name
        from tracker.reports.transfer_note import transfer_note

        with self._handler.database.reading() as connection:
            require(connection, operator_of(self._writer.desk), Permission.STOCK_SHIP)
            shipment, clinic = require_transfer(connection, number), clinic_name(connection)
        with in_families():
            pdf = transfer_note(shipment, clinic, Paper(self._settings.paper))
        file = self._settings.home / FOLDER / f"{as_file_name(shipment.number)}.pdf"
        try:
            file.parent.mkdir(exist_ok=True)
            write_over(file, pdf)
        except OSError as error:
            hint = "Make room there, or look who may write into it."
            raise StoreError(
                f"{file.parent} takes no file: {error.strerror}.", hint=hint, code="transfer_note"
            ) from error
        return file

    def _written(self, work: Callable[[Connection, Pen], T]) -> T:
        return written(self._handler, self._writer, work)
