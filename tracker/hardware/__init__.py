"""What can be touched: scanners, cameras, pictures, recordings. Nothing here knows what a code means."""

from tracker.hardware.sources import Source, open_source, record

__all__ = ["Source", "open_source", "record"]
