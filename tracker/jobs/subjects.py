"""What one scan may name, of the stock or of the specimens."""

from __future__ import annotations

from tracker.inventory.facts import Subject as StockSubject
from tracker.specimens.facts import SpecimensSubject

Subject = StockSubject | SpecimensSubject
