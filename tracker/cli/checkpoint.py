"""``tracker checkpoint``: sign what the journal is now, and take the proof of it elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for

if TYPE_CHECKING:
    from tracker.journal.checkpoints import Checkpoint
    from tracker.journal.witnesses import Copied


def checkpoint(
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE|FOLDER", help="A copy there too, besides the settings' folders."),
    ] = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Sign a checkpoint of the whole journal and print it; exit status 1 where a copy could not be written."""
    from tracker.cli.proving import require_as
    from tracker.journal.checkpoints import make_checkpoint
    from tracker.journal.occasion import stamp
    from tracker.journal.witnesses import copy_out, copy_to
    from tracker.people.permissions import Permission
    from tracker.station.opening import clock_of, open_pen

    settings = settings_for(database)
    require_as(settings, Permission.PROGRAM_CHECKPOINT)
    store, journal = open_pen(settings)
    try:
        with store.writing() as connection:
            made = make_checkpoint(connection, journal, stamp(clock_of(connection)()), "asked")
    finally:
        store.close()
    copied = copy_out(made, settings.checkpoint_to)
    if to is not None:
        copied += copy_to(made, to)
    if json:
        out_json(_object(made, copied))
    else:
        for line in made.note.splitlines():
            out(line)
    for trouble in copied.troubles:
        say(f"✖ {trouble}")
    return 1 if copied.troubles else 0


def _object(made: Checkpoint, copied: Copied) -> dict[str, object]:
    return {
        "at": made.at,
        "files": [str(path) for path in copied.files],
        "note": made.note,
        "root": made.root.hex(),
        "size": made.size,
        "station": made.station,
        "troubles": list(copied.troubles),
        "why": made.why,
    }
