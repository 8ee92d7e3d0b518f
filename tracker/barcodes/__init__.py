"""What a scanned string means. Pure: no database, no device, no clock."""

from tracker.barcodes.plausibility import is_plausible
from tracker.barcodes.transmitted import split_aim
from tracker.barcodes.understanding import understand

__all__ = ["is_plausible", "split_aim", "understand"]
