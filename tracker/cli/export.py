"""``tracker export``: everything, in open formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_answer, out_json, progress, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.specimens.vault import Vault
    from tracker.store.database import Database


def export(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new folder.")],
    patients: Annotated[
        bool,
        typer.Option("--patients", help="Patients and raw scans too, in the clear; the journal keeps that you did."),
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why the patients; it stays in the journal.")] = "",
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed with --patients.")] = "",
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Every table as CSV and JSON Lines, with a schema that says what each column is."""
    from tracker.cli.proving import open_as
    from tracker.exchange.leaving import export as write
    from tracker.exchange.leaving import require_new_folder
    from tracker.hardware.scan import utc_now
    from tracker.journal.occasion import stamp
    from tracker.people.permissions import Permission
    from tracker.people.permitting import NO_PERSON, require
    from tracker.people.pins_gone import require_pins_stand
    from tracker.station.opening import open_store

    settings, to = settings_for(database), to.absolute()
    require_new_folder(to)
    vault = None
    if patients:
        store, vault = _revealed(settings, badge, reason)
    else:
        store = open_as(settings, badge)[0] if badge else open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            require_pins_stand(connection)
            require(connection, badge or NO_PERSON, Permission.DATA_EXPORT)
        with progress("writing tables") as report, store.reading() as connection:
            done = write(connection, to, vault, stamp(utc_now()), report)
    finally:
        store.close()
    rows = sum(each.rows for each in done)
    if json:
        out_json({"folder": str(to), "rows": {each.table: each.rows for each in done}, "patients": patients})
        return 0
    out(f"✔ {to}")
    out_answer(
        " ", f"{rows:,} rows of {len(done)} tables, each as .csv and .jsonl; schema.json says what each column is"
    )
    if patients:
        say("! Patients stand in it in the clear: keep it on an encrypted disk, and delete")
        say("  it once it was taken over.")
    else:
        say("  Without patients, raw scans and what stood on labels: --patients, with")
        say("  --badge and --reason, takes them too.")
    return 0


def _revealed(settings: Settings, badge: str, reason: str) -> tuple[Database, Vault]:
    """The store, once it is on disk who takes the patients along and why; and what opens them."""
    from tracker.cli.proving import open_as
    from tracker.exchange.leaving import record_export
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.staff import badge_missing, require_badge
    from tracker.station.opening import clock_of, vault_of

    if not badge:
        raise badge_missing()
    store, journal = open_as(settings, badge)
    try:
        vault = vault_of(store, settings)
        with store.writing() as connection:
            require_badge(connection, badge)
            pen = Pen(journal, stamp(clock_of(connection)()), badge, settings.zone)
            record_export(connection, vault, pen, reason)
    except BaseException:
        store.close()
        raise
    return store, vault
