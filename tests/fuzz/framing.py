"""A serial line's bytes in any pieces: no crash, bounded memory, and how the pieces were cut changes nothing."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.hardware.framing import KEPT, LONGEST, Framer
from tracker.hardware.scan import Quality


def target(data: bytes) -> None:
    """The first byte says in what pieces the rest comes; all of it within no time."""
    size, stream = (data[0] % 16 + 1 if data else 1), data[1:]
    whole, cut = Framer(), Framer()
    once = whole.feed(stream, 0.0) + whole.pass_time(9.0)
    pieces = [found for at in range(0, len(stream), size) for found in cut.feed(stream[at : at + size], 0.0)]
    assert once == pieces + cut.pass_time(9.0)
    for found in once:
        if found.quality is Quality.READ:
            assert (found.aim + found.data).encode() in stream
            assert len(found.data.encode()) <= LONGEST
        else:
            assert len(found.data) <= KEPT


if __name__ == "__main__":
    sys.exit(run(target))
