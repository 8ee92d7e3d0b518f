"""Any key events on any layout: bounded output, and never a byte that the layout cannot type."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.hardware.event_framing import EVENT, EventFramer
from tracker.hardware.key_events import KeyDecoder
from tracker.hardware.keymaps import NAMES
from tracker.hardware.scan import Quality


def target(data: bytes) -> None:
    """The first byte chooses the layout; then three bytes for each event: kind and value, code."""
    layout = NAMES[(data[0] if data else 0) % len(NAMES)]
    events = [
        (head & 3, code % 256 if head & 64 else code % 128, head >> 4 & 3)
        for head, code in zip(data[1::2], data[2::2], strict=False)
    ]
    structures = [EVENT.pack(0, 0, *event) for event in events]
    once, cut = EventFramer(KeyDecoder(layout)), EventFramer(KeyDecoder(layout))
    found = once.feed(b"".join(structures), 0.0) + once.pass_time(9.0)
    pieces = [each for structure in structures for each in cut.feed(structure, 0.0)]
    assert found == pieces + cut.pass_time(9.0)
    for each in found:
        assert each.quality is Quality.GARBLED or len(each.data) <= 2 * len(events)


if __name__ == "__main__":
    sys.exit(run(target))
