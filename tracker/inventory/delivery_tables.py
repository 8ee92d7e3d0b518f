"""The table of what came damaged, in the manner of :mod:`tracker.inventory.tables`: a description that a test holds against
the migrated tables, for whoever reads the program and for Alembic. No query uses this class.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class DeliveryDamageRecord(SQLModel, table=True):
    """Packs of a delivery that were damaged and are not received: nothing of them is in the ledger."""

    __tablename__ = "delivery_damage"
    event_id: str = Field(primary_key=True, sa_type=Text)
    """The event of the scan. What is undone has no row any more."""
    order_id: int = Field(foreign_key="purchase_order.id")
    item_id: int = Field(foreign_key="item.id")
    quantity: int
    """Base units."""
