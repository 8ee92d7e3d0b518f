"""What comes in and goes out in others' formats. A file is read and checked here without a database.

A checked file is rows, or faults with their lines (:class:`Checked`); what is no table at all is a ConfigurationError.
"""

from __future__ import annotations

from tracker.exchange.containers import read_containers
from tracker.exchange.holders import read_holders
from tracker.exchange.items import read_items
from tracker.exchange.lab_tests import read_tests
from tracker.exchange.locations import read_locations
from tracker.exchange.offers import read_offers
from tracker.exchange.orders import read_orders
from tracker.exchange.par import read_par
from tracker.exchange.partners import read_partners
from tracker.exchange.requisitions import read_requisition, read_requisitions
from tracker.exchange.rows import Checked, Fault
from tracker.exchange.stock import read_stock
from tracker.exchange.suppliers import read_suppliers

__all__ = [
    "Checked",
    "Fault",
    "read_containers",
    "read_holders",
    "read_items",
    "read_locations",
    "read_offers",
    "read_orders",
    "read_par",
    "read_partners",
    "read_requisition",
    "read_requisitions",
    "read_stock",
    "read_suppliers",
    "read_tests",
]
