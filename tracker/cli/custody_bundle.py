"""``tracker report custody NUMBER --bundle FILE.zip``: what leaves the house, and the record that it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import out, say

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.reports.custody_bundle import CustodyBundle


def write_custody_bundle(
    settings: Settings, number: str, path: Path, badge: str, paper: str, *, may_replace: bool
) -> int:
    """Export it and say by what it can be checked; status 1 where its checkpoint could not be copied out, too.

    The file is written once the journal has the export on disk: one that fails then (a full disk) is on record though
    nothing left the house, and never the other way round.
    """
    from tracker.cli.writing import write_new
    from tracker.journal.witnesses import copy_out

    made: list[CustodyBundle] = []

    def make() -> bytes:
        made.append(_export(settings, number, badge, paper))
        return made[0].data

    write_new(path, make, may_replace=may_replace)
    bundle = made[0]
    of = f", with the {bundle.specimens - 1} that it was filled from" if bundle.specimens > 1 else ""
    out(f"✔ {path}: custody of {bundle.number}{of}, {bundle.events} events")
    out(f"  in the checkpoint of {bundle.checkpoint.size:,} events of {bundle.checkpoint.at}")
    for name, key in bundle.keys.items():
        out(f"  key of {name}: {key}")
    say(
        "  Compare these keys with what 'tracker doctor' shows at each station, and tell them to the receiver on another way"
    )
    say("  than the file: by telephone, or on paper. He checks with")
    say(f"  tracker verify {path.name} {' '.join(f'--key {key}' for key in bundle.keys.values())}")
    troubles = copy_out(bundle.checkpoint, settings.checkpoint_to).troubles
    for trouble in troubles:
        say(f"✖ {trouble}")
    return 1 if troubles else 0


def _export(settings: Settings, number: str, badge: str, paper: str) -> CustodyBundle:
    from labels.card import Paper
    from tracker.cli.proving import open_as
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.labelling.faults import in_families
    from tracker.people.staff import require_badge
    from tracker.reports.custody_bundle import export_custody
    from tracker.specimens.reader import SpecimenReader
    from tracker.station.opening import clock_of

    store, journal = open_as(settings, badge)
    try:
        with in_families(), store.writing() as connection:
            if badge:
                require_badge(connection, badge)
            now = clock_of(connection)()
            pen = Pen(journal, stamp(now), badge or "command line", settings.zone)
            return export_custody(connection, pen, number, SpecimenReader(connection, now), Paper(paper), settings.zone)
    finally:
        store.close()
