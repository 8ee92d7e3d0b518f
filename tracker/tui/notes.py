"""What Home says before anything else: scans that an earlier session left behind, and that this is a demo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.jobs.verdict import Tone, Verdict

if TYPE_CHECKING:
    from tracker.station.outcomes import Counts, DeviceState

PLAYING = "A recorded morning plays: watch, or scan yourself."
DEMO_OVER = Verdict(
    "demo_over",
    Tone.NOTE,
    "NOW YOU",
    "The recording is over.",
    way_out="Now you: scan a room, or F8, then type a code, e.g. L0010336",
)
LAB_DEMO_OVER = replace(
    DEMO_OVER, way_out="Now you: F10 ends the hand-off. Then scan a tube, or F8 and type 2600000708"
)


def home_notes(
    unsaved: tuple[Path, ...], *, is_demo: bool, is_over: bool, warned: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """A line each, what matters most first."""
    left = warned + tuple(
        f"scans not stored: 'tracker run JOB --from recording:{path}', then move the file away" for path in unsaved
    )
    return (*left, DEMO_OVER.way_out if is_over else PLAYING) if is_demo else left


def is_played(devices: tuple[DeviceState, ...], shown: Counts, now: Counts) -> bool:
    """Whether a recording has ended and all of it has been answered on the screen."""
    has_ended = any(each.state == "ended" and each.url.startswith("recording:") for each in devices)
    return has_ended and shown.scanned == now.scanned and not shown.waiting
