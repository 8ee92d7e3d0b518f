"""The last resort for scans that the store would not take: a recording that can be replayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep
from tracker.station.handling import KEPT_CHARACTERS


def keep_unsaved(home: Path, scans: Sequence[Scan]) -> Path:
    """Write ``scans`` to a new recording of mode 0600 in ``home``, on disk before this returns.

    ``tracker run JOB --from FILE`` replays it.
    """
    path = home / f"unsaved-{scans[0].at:%Y%m%dT%H%M%S}-{scans[0].id[:6]}.jsonl"
    try:
        keep((replace(scan, data=scan.data[:KEPT_CHARACTERS]) for scan in scans), path)
    except OSError as error:
        raise StoreError(
            f"{len(scans)} scans could neither be stored nor written to {path}: {error.strerror}.",
            hint="Write down what the screen shows, free some space, and scan them again.",
        ) from error
    return path
