"""Everything a screen or report may ask of stock and specimens alike, bound to one consistent view and one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.inventory.facts import Item, Place
from tracker.inventory.reader import Reader
from tracker.labelling.counting import QueueCounts, counts
from tracker.media import PrinterSetting
from tracker.specimens.entries import KnownLab
from tracker.specimens.knowing import what_is_known_of_the_lab
from tracker.specimens.patients import Vault
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.resolving import resolve
from tracker.specimens.subjects import SpecimensSubject

if TYPE_CHECKING:
    from tracker.inventory.facts import PurchaseOrder, StockTransfer
    from tracker.inventory.item_past import ItemPast
    from tracker.inventory.ordering.facts import Line
    from tracker.labelling.offering import Offered
    from tracker.labelling.queue import PrintJob


@dataclass(frozen=True, slots=True)
class StationReader(Reader):
    """As short-lived as the reader that it extends. ``vault`` is None where the patients' key is not on this machine."""

    specimens: SpecimenReader
    vault: Vault | None
    printers: tuple[PrinterSetting, ...] = ()
    """What the settings say of them."""

    def lab(self) -> KnownLab:
        """The tests and tubes that an order is entered with."""
        return what_is_known_of_the_lab(self.connection)

    def print_jobs(self, limit: int = 200) -> tuple[PrintJob, ...]:
        """The print queue: what needs a person first, what is done with last."""
        from tracker.labelling.queue import shown_jobs

        return shown_jobs(self.connection, limit)

    def called(self, printer: str) -> str:
        """The name of the printer with this URL; the URL of one that has none."""
        from tracker.labelling.destinations import called

        return called(self.printers, printer)

    def label_counts(self) -> QueueCounts:
        return counts(self.connection)

    def labels_of(self, data: str, aim: str, place_id: int | None = None) -> tuple[Offered, ...]:
        """The labels of what a scan names, the likeliest first; none for what has none of ours. ``place_id``: the place in
        hand, in whose room an item may have its shelf."""
        from tracker.labelling.offering import offered_for

        try:
            meaning = understand(data, aim, today=self.today)
        except BarcodeError:
            return ()
        return offered_for(self.connection, meaning, data, self.today, place_id)

    def proposal(self, service: float | None = None, review_days: int | None = None) -> tuple[Line, ...]:
        """What is to be ordered and why, as 'tracker report reorder' has it; what threatens most to run out first.

        ``service`` (above 0 and below 1) and ``review_days``: what if these held for all, instead of what is set.
        """
        from tracker.inventory.ordering.asking import situations
        from tracker.inventory.ordering.proposing import WhatIf, propose
        from tracker.inventory.ordering.urgency import by_urgency

        what_if = WhatIf(service, review_days)
        return by_urgency(propose(situations(self.connection, self.today), self.today, what_if))

    def item_past(self, item_id: int) -> ItemPast:
        from tracker.inventory.item_past import item_past

        return item_past(self.connection, item_id, self.today)

    def purchase_orders(self, limit: int = 200) -> tuple[PurchaseOrder, ...]:
        """Those that are open before those that are over, the newest first."""
        from tracker.inventory.facts import OrderState
        from tracker.inventory.ordering.orders import purchase_orders

        is_open = (OrderState.DRAFT, OrderState.SENT)
        is_over = (OrderState.CLOSED, OrderState.CANCELLED)
        found = purchase_orders(self.connection, is_open, limit)
        return (*found, *purchase_orders(self.connection, is_over, limit - len(found)))

    def stock_transfers(self, limit: int = 200) -> tuple[StockTransfer, ...]:
        """Shipments between sites: those that are open before those that are over, the newest first."""
        from tracker.inventory.facts import TransferState
        from tracker.inventory.stock_transfers import stock_transfers

        found = stock_transfers(self.connection, (TransferState.OPEN,), limit)
        is_over = (TransferState.CLOSED, TransferState.CANCELLED)
        return (*found, *stock_transfers(self.connection, is_over, limit - len(found)))

    def stock_transfer(self, number: str) -> StockTransfer | None:
        from tracker.inventory.stock_transfers import stock_transfer

        return stock_transfer(self.connection, number)

    def answered(self, data: str, aim: str) -> Item | Place | SpecimensSubject | None:
        """What a scan names, for a screen that shows more of it than the verdict; None for what names nothing here."""
        named = self.named(data, aim)
        if named is not None:
            return named
        try:
            meaning = understand(data, aim, today=self.today)
        except BarcodeError:
            return None
        return resolve(self.connection, self.vault, meaning, data, self.today)
