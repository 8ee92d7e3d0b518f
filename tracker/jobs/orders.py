"""What one scan may lead to: orders to the stock's ledger, and orders to the specimens' records."""

from __future__ import annotations

from tracker.inventory.orders import Order as StockOrder
from tracker.specimens.orders import SpecimensOrder

Order = StockOrder | SpecimensOrder
