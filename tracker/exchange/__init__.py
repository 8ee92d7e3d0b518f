"""What comes in and goes out in others' formats. A file is read and checked here without a database.

A checked file is rows, or faults with their lines (:class:`Checked`); what is no table at all is a ConfigurationError.
"""

from __future__ import annotations

from tracker.exchange.items import read_items
from tracker.exchange.locations import read_locations
from tracker.exchange.par import read_par
from tracker.exchange.rows import Checked, Fault
from tracker.exchange.stock import read_stock

__all__ = ["Checked", "Fault", "read_items", "read_locations", "read_par", "read_stock"]
