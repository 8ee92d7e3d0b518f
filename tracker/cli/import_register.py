"""``tracker import gudid|ndc|recalls``: a public register, as it was downloaded, into a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import out, out_json, progress, say
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.registers.facts import TakenIn

REGISTERS = ("gudid", "ndc", "recalls")


def import_register(kind: str, file: Path, settings: Settings, *, is_dry_run: bool, as_json: bool) -> int:
    """Take it in, in place of the one before; broken rows are left out and told, and exit status is 1 for them."""
    from datetime import UTC, datetime

    from tracker.registers import gudid, ndc, recalls
    from tracker.registers.reading import FOLDER

    if is_dry_run:
        raise ConfigurationError(
            "A register is taken in without --dry-run.", hint="Nothing in the clinic changes by it."
        )
    take_in = {"gudid": gudid.take_in, "ndc": ndc.take_in, "recalls": recalls.take_in}[kind]
    today = datetime.now(UTC).astimezone(settings.zone).date()
    with progress(f"importing {kind}") as report:
        taken = take_in(file, settings.home / FOLDER, today, report)
    _journalled(kind, settings, taken)
    if as_json:
        out_json(
            {"import": kind, "rows": taken.rows, "broken": taken.broken, "faults": taken.faults, "sha256": taken.sha256}
        )
    else:
        _say(taken)
    return 1 if taken.broken else 0


def _say(taken: TakenIn) -> None:
    for fault in taken.faults:
        out(f"! {fault}")
    if untold := taken.broken - len(taken.faults):
        out(f"! and {untold} more")
    left_out = f", {taken.broken} broken rows left out" if taken.broken else ""
    say(f"✔ {taken.register}: {taken.rows} rows{left_out}")


def _journalled(kind: str, settings: Settings, taken: TakenIn) -> None:
    """Which file the clinic went by from this day on is an event; without a clinic there is nothing to write it in."""
    if not settings.database.exists():
        return
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.station.opening import clock_of, open_pen

    store, journal = open_pen(settings)
    try:
        with store.writing() as connection:
            pen = Pen(journal, stamp(clock_of(connection)()), zone=settings.zone)
            pen.record(connection, kind, [{"rows": taken.rows, "broken": taken.broken, "sha256": taken.sha256}])
    finally:
        store.close()
