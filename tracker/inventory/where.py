"""What the job at hand is about: what a scan names is looked up with the facts that it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.inventory.count_rules import CountRules


@dataclass(frozen=True, slots=True)
class Where:
    """What the job at hand is about; the resolver fills a subject's facts relative to it."""

    room_id: int | None = None
    """The room (or cabinet, bin) in hand: restock's target, use's and waste's origin, transfer's source."""
    item_id: int | None = None
    """The item of the pack in hand, which a second barcode is about: it names a lot, and no item."""
    order: str | None = None
    """The number of the order to a supplier whose delivery is in hand."""
    is_pulling: bool = False
    """Whether recalled stock is being pulled from that room: then every scan is told what the room still has to do."""
    transfer: str | None = None
    """The number of the shipment between sites that is being received."""
    target_id: int | None = None
    """Where transferred stock goes to."""
    lot_number: str | None = None
    """The lot that another barcode of the pack has named already, before the one that names the item."""
    counts: CountRules = field(default_factory=CountRules)
    is_counting: bool = False
    """Whether the job is COUNT: then what is open in the place is told with the subject."""
    is_opening: bool = False
    """Whether what is scanned is being opened."""
    is_without_order: bool = False
    """Whether stock is being received of which nobody has said yet whether an order waits for it."""
