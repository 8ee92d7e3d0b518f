"""What a supplier offers one pack at: from how many on, and what so many of it cost."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.inventory.ordering.facts import Offer
from tracker.inventory.ordering.packing import least_packs, so_many
from tracker.store.connection import Connection

MOST_PACKS = 1_000_000


def offers_of(connection: Connection, supplier_id: int, item_id: int, package_id: int) -> tuple[Offer, ...]:
    found = connection.exec_driver_sql(
        "SELECT k.id, k.name, k.factor, o.from_packs, o.price_micros, coalesce(o.part_number, '') FROM offer o"
        " JOIN package_level k ON k.id = o.package_id WHERE o.supplier_id = ? AND o.item_id = ? AND o.package_id = ?"
        " ORDER BY o.from_packs",
        (supplier_id, item_id, package_id),
    )
    return tuple(Offer(*row) for row in found)


def price_of(packs: int, offers: Sequence[Offer], known: int | None) -> int | None:
    """For one of so many; ``known`` where the supplier offers none, or nobody knows his price."""
    found = so_many(packs, offers).price_micros if offers else None
    return known if found is None else found


def require_packs(
    packs: int, offers: Sequence[Offer] = (), drafted: int = 0, whose: str = "", or_else: str = ""
) -> None:
    """Raises :class:`Refusal` (``order_packs``) for less than the minimum order, beside what is ``drafted`` already, and for
    more than can be right. ``or_else`` is what else may be said."""
    least = least_packs(offers, drafted)
    if not least <= packs <= MOST_PACKS:
        is_below = 1 <= packs < least
        why = f"are below the minimum order of {least:,}" if is_below else "cannot be ordered"
        hint = f"From {least:,} to {MOST_PACKS:,}{or_else}."
        raise Refusal(f"{packs:,} packs{whose} {why}.", hint=hint, code="order_packs")
