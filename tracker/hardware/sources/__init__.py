"""Everything that yields scans, each behind a URL. Nothing heavy is imported until a source is opened."""

from tracker.hardware.sources.opening import is_live, open_source
from tracker.hardware.sources.recorder import record
from tracker.hardware.sources.source import Answering, Clock, Pace, Source

__all__ = ["Answering", "Clock", "Pace", "Source", "is_live", "open_source", "record"]
