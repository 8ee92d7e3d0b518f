"""Everything a screen or report may ask of stock and specimens alike, bound to one consistent view and one moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.inventory.count_rules import CountRules
from tracker.inventory.facts import Item, Place, PlaceKind
from tracker.inventory.reader import Reader
from tracker.inventory.scope import EVERYTHING, Scope
from tracker.labelling.counting import QueueCounts, counts
from tracker.media import PrinterSetting
from tracker.people.review_lines import Looked
from tracker.specimens.entries import KnownLab
from tracker.specimens.knowing import what_is_known_of_the_lab
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.resolving import resolve
from tracker.specimens.subjects import SpecimensSubject
from tracker.specimens.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.inventory.count_due import Due
    from tracker.inventory.count_facts import CountSheet
    from tracker.inventory.counts_in_place import CountsHere
    from tracker.inventory.held_back import HeldBack
    from tracker.inventory.item_past import ItemPast
    from tracker.inventory.naming import Located
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.ordering.par import ParProposal
    from tracker.inventory.ordering.splitting import Way
    from tracker.inventory.purchase_order_facts import PurchaseOrder
    from tracker.inventory.stock_transfer_facts import StockTransfer
    from tracker.labelling.lacking import Lacking
    from tracker.labelling.offering import Offered
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.labelling.unprinted import LabelState
    from tracker.people.badges import StaffLine
    from tracker.people.permissions import Permission
    from tracker.station.duty import Duty
    from tracker.station.recalls_shown import RecallShown
    from tracker.station.reviews import StoodOut


@dataclass(frozen=True, slots=True)
class StationReader(Reader):
    """As short-lived as the reader that it extends. ``vault`` is None where the patients' key is not on this machine."""

    specimens: SpecimenReader
    vault: Vault | None
    printers: tuple[PrinterSetting, ...] = ()
    """What the settings say of them."""
    rules: CountRules = field(default_factory=CountRules)
    restock_days: int = 7
    """From one restocking of a room to the next."""
    doubts: Callable[[], tuple[SpecimenDoubt, ...]] = tuple
    """Looks for specimens' labels in doubt, in a view of its own."""
    on_the_way: Callable[[], frozenset[str]] = frozenset
    """The numbers of specimens' labels that are about to be printed here."""
    looked: Looked = field(default_factory=Looked)
    review_days: int = 7
    """What stands out for longer and was signed by nobody is told."""
    scope: Scope = EVERYTHING
    """Of which site what is to be done about stock is told."""
    may: Callable[[Permission], bool] = lambda permission: True
    """Whether whoever looks may: what is a sum of several things leaves out what he may not see."""

    def lab(self) -> KnownLab:
        """The tests and tubes that an order is entered with."""
        return what_is_known_of_the_lab(self.connection)

    def print_jobs(self, limit: int = 200) -> tuple[PrintJob, ...]:
        """The print queue: what needs a person first, what is done with last."""
        from tracker.labelling.queue_listing import shown_jobs

        return shown_jobs(self.connection, limit)

    def called(self, printer: str) -> str:
        """The name of the printer with this URL; the URL of one that has none."""
        from tracker.labelling.destinations import called

        return called(self.printers, printer)

    def label_doubts(self) -> tuple[SpecimenDoubt, ...]:
        """Specimens' labels that may have come out; they stand in no queue."""
        return self.doubts()

    def labels_lacking(self) -> tuple[Lacking, ...]:
        """Tubes, to be drawn or filled at the bench, whose label is not out."""
        from tracker.labelling.lacking import lacking

        here, doubts = self.on_the_way(), self.doubts()
        return lacking(self.connection, doubts, here)

    def label_states(self, numbers: Sequence[str]) -> dict[str, LabelState]:
        """How it stands with these specimens' labels at this moment; none for one of which nothing is on record."""
        if not numbers:
            return {}
        from tracker.labelling.unprinted import label_states

        # Before the record is read: what is printed meanwhile is told as out.
        here, doubts = self.on_the_way(), self.doubts()
        return label_states(self.connection, numbers, doubts, here)

    def staff(self) -> tuple[StaffLine, ...]:
        """Everybody who has a badge or had one."""
        from tracker.people.badges import staff_list

        return staff_list(self.connection)

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

    def par_drift(self) -> tuple[ParProposal, ...]:
        """Par levels that no longer fit what their room uses, what is too low first."""
        from tracker.inventory.ordering.par import Drift, par_proposals

        order = (Drift.TOO_LOW, Drift.NOT_SET, Drift.TOO_HIGH)
        found = [each for each in par_proposals(self.connection, self.today, self.restock_days) if each.drift in order]
        return tuple(sorted(found, key=lambda each: order.index(each.drift)))

    def item_past(self, item_id: int) -> ItemPast:
        from tracker.inventory.item_past import item_past

        return item_past(self.connection, item_id, self.today)

    def ways(self, item_id: int) -> tuple[Way, ...]:
        """Every pack that any supplier offers the item in, the cheapest by the base unit first."""
        from tracker.inventory.ordering.splitting import ways_of

        return ways_of(self.connection, item_id)

    def purchase_orders(self, limit: int = 200) -> tuple[PurchaseOrder, ...]:
        """Those that are open before those that are over, the newest first."""
        from tracker.inventory.ordering.orders import purchase_orders
        from tracker.inventory.purchase_order_facts import OrderState

        is_open = (OrderState.DRAFT, OrderState.SENT)
        is_over = (OrderState.CLOSED, OrderState.CANCELLED)
        found = purchase_orders(self.connection, is_open, limit)
        return (*found, *purchase_orders(self.connection, is_over, limit - len(found)))

    def counts(self, limit: int = 200) -> tuple[CountSheet, ...]:
        """Counts of rooms and classes: those that are open before those that are over, the newest first."""
        from tracker.inventory.count_lines import count_cases, sheet_of

        return tuple(sheet_of(self.connection, each, self.rules) for each in count_cases(self.connection, limit))

    def count_sheet(self, number: str) -> CountSheet:
        """Raises :class:`tracker.errors.Refusal` (``unknown_count``)."""
        from tracker.inventory.count_lines import case_numbered, sheet_of

        return sheet_of(self.connection, case_numbered(self.connection, number), self.rules)

    def count_at(self, place_id: int) -> CountsHere | None:
        """The counts that are open in this very place: whoever stands there counts for all of them."""
        from tracker.inventory.count_lines import open_cases_at, sheet_of
        from tracker.inventory.counts_in_place import CountsHere

        cases = open_cases_at(self.connection, place_id)
        sheets = tuple(sheet_of(self.connection, case, self.rules) for case in cases)
        return CountsHere(place_id, sheets) if sheets else None

    def counts_due(self) -> tuple[Due, ...]:
        """Items that are due to be counted in the places where they stand, by their class."""
        from tracker.inventory.count_due import due

        return due(self.connection, self.today, self.rules)

    def countable(self) -> tuple[Located, ...]:
        """The rooms that may be counted, stores among them, by site and name."""
        from tracker.inventory.naming import places_of

        rooms = (each for each in places_of(self.connection).values() if each.place.kind is PlaceKind.ROOM)
        return tuple(sorted(rooms, key=lambda each: (each.site, each.place.path, each.place.id)))

    def duties(self) -> tuple[Duty, ...]:
        """What is to be done today about the stock, what harms most first."""
        from tracker.station.duties import duties

        return duties(self, self.specimens.now)

    def stood_out(self) -> tuple[StoodOut, ...]:
        """What somebody should look at of what was done, and what was signed for."""
        from tracker.station.reviews import stood_out

        return stood_out(self.connection, self.looked)

    def duties_at_once(self) -> tuple[Duty, ...]:
        """Those of them that are known by a look at a few rows."""
        from tracker.station.duties import at_once

        return at_once(self, self.specimens.now)

    def duties_of_review(self) -> tuple[Duty, ...]:
        """Those of whoever reviews what was done, and may see no stock."""
        from tracker.station.duties import of_review

        return of_review(self, self.specimens.now)

    def duties_reckoned(self) -> tuple[Duty, ...]:
        """The others."""
        from tracker.station.duties import reckoned

        return reckoned(self, self.specimens.now)

    def purchase_order(self, number: str) -> PurchaseOrder | None:
        """An order with what of it has come until now."""
        from tracker.inventory.ordering.orders import purchase_order

        return purchase_order(self.connection, number)

    def recalls(self) -> tuple[RecallShown, ...]:
        from tracker.station.recalls_shown import recalls_shown

        return recalls_shown(self.connection, self.specimens)

    def held_back(self) -> tuple[HeldBack, ...]:
        from tracker.inventory.held_back import held_back

        return held_back(self.connection)

    def stock_transfers(self, limit: int = 200) -> tuple[StockTransfer, ...]:
        """Shipments between sites: those that are open before those that are over, the newest first."""
        from tracker.inventory.stock_transfer_facts import TransferState
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
