"""``tracker run``: a job without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.station import Outcome

JOBS = ("restock", "receive", "use", "waste", "transfer", "find")
_SIGNS = {"accept": "✔", "note": "·", "ask": "?", "refuse": "✖"}


def run(
    job: Annotated[str, typer.Argument(help="restock, receive, use, waste, transfer or find.")],
    source: Annotated[str, typer.Option("--from", help="What to scan: images:DIR, video:FILE, recording:FILE ...")],
    own_pace: Annotated[bool, typer.Option("--own-pace", help="With the source's own pauses, not at once.")] = False,
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Do a job from a source of scans; exit status 1 where anything was refused."""
    from tracker.barcodes import house
    from tracker.barcodes.commands import Command
    from tracker.barcodes.plausibility import is_plausible
    from tracker.hardware.scan import Scan
    from tracker.hardware.sources.opening import open_source
    from tracker.station import open_station

    if job not in JOBS:
        raise ConfigurationError(f"There is no job '{job}'.", hint=f"There are: {', '.join(JOBS)}.")
    scans = open_source(source, is_plausible=is_plausible, pace="own" if own_pace else "at_once")
    station = open_station(settings_for(database), sources=())
    station.subscribe(_show_json if json else _show)
    try:
        station.submit(Scan(house.command_code(Command(job)), source="cli:"))
        for scan in scans:
            station.submit(scan)
        station.drain()
    finally:
        unsaved = station.close()
    counts, refused = station.counts, station.tally.refused_by_code
    say(f"scanned {counts.scanned} · posted {counts.posted} · noted {counts.noted} · refused {counts.refused}")
    if unsaved:
        say(f"✖ {counts.waiting} scans could not be stored; they are in {unsaved}")
        return 4
    return 1 if refused else 0


def _show(outcome: Outcome) -> None:
    verdict = outcome.verdict
    parts = (_SIGNS[verdict.tone], verdict.word, verdict.headline, verdict.aside, verdict.detail, verdict.way_out)
    out("  ".join(part for part in parts if part))


def _show_json(outcome: Outcome) -> None:
    verdict = outcome.verdict
    out_json(
        {
            "scan": outcome.scan.id,
            "at": outcome.scan.at.isoformat(),
            "source": outcome.scan.source,
            "data": outcome.scan.data,
            "verdict": verdict.code,
            "tone": verdict.tone.value,
            "posted": outcome.is_posted,
            "headline": verdict.headline,
            "detail": verdict.detail,
            "way_out": verdict.way_out,
        }
    )
