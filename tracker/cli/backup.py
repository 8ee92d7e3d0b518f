"""``tracker backup``: a copy of the database that was read through, in another place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_answer, out_json, progress, say, say_error
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError, TrackerError, exit_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.backups.making import Made, Source
    from tracker.config import Settings
    from tracker.store.connection import Connection
    from tracker.store.database import Database


def backup(
    to: Annotated[
        list[Path] | None,
        typer.Option("--to", metavar="DIR", help="A folder on another disk; else those of the settings."),
    ] = None,
    with_keys: Annotated[
        Path | None,
        typer.Option("--with-keys", metavar="FILE", help="The keys too, in a file of their own, under a passphrase."),
    ] = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Copy the database while it is in use, read the copy through, and delete copies that are not kept.

    Where the clinic asks for PINs, cron copies to the folders that settings.toml names in backup_to, and needs no badge:
    whoever writes there holds this machine and its keys. Any other folder takes --badge, or "backup" in unattended.
    """
    from tracker.cli.proving import require_as, require_named
    from tracker.people.permissions import Permission
    from tracker.station.backing_up import open_source

    settings = settings_for(database)
    folders = [folder.absolute() for folder in to or settings.backup_to]
    if not folders:
        raise ConfigurationError(
            "No folder is named for the backup.",
            hint='Write: tracker backup --to DIR; or in settings.toml: backup_to = ["/mnt/office/clinic"].',
            code="backup_folder",
        )
    stands = require_as(settings, Permission.PROGRAM_KEYS if with_keys is not None else Permission.PROGRAM_BACKUP)
    if to and not set(folders) <= set(settings.backup_to):
        require_named(settings, "backup")
    source = open_source(settings)
    try:
        sealed = _seal(settings, source.database, with_keys, stands) if with_keys is not None else None
        made, errors = _make(settings, source, folders)
    finally:
        source.database.close()
    if json:
        out_json({"backups": [_object(each) for each in made], "keys": str(sealed) if sealed else None})
    for each in made if not json else ():
        _tell(each)
    for error in errors:
        say_error(error)
    if made:
        _tell_keys(settings, sealed, folders)
    return max((exit_status(error) for error in errors), default=0)


def _make(settings: Settings, source: Source, folders: list[Path]) -> tuple[list[Made], list[TrackerError]]:
    """Every folder has its turn, whatever became of the one before."""
    from tracker.backups.making import make_backup
    from tracker.hardware.scan import utc_now
    from tracker.station.backup_folders import keeping_of

    made, errors = [], []
    for folder in folders:
        try:
            with progress("reading the copy through") as report:
                made.append(make_backup(source, folder, keeping_of(settings), utc_now(), report))
        except TrackerError as error:
            errors.append(error)
    if not made and len(errors) == 1:
        raise errors[0]
    return made, errors


def _seal(settings: Settings, store: Database, path: Path, stands: Callable[[Connection], object]) -> Path:
    from tracker.backups.sealing import require_new, seal_keys
    from tracker.cli.passphrases import ask_new_passphrase
    from tracker.station.backing_up import keys_to_seal

    require_new(path)
    keys = keys_to_seal(settings)
    passphrase = ask_new_passphrase(path.name)
    with store.reading() as connection:
        stands(connection)
    seal_keys(path, keys, passphrase)
    say(f"✔ {path}: the keys {', '.join(sorted(keys.keys))}, under that passphrase")
    say("  Without the passphrase nobody opens it. Keep file and passphrase in two")
    say("  places, neither beside the backups.")
    return path


def _tell(made: Made) -> None:
    manifest = made.manifest
    out(f"✔ {made.file}")
    out(f"  {manifest.size / 1e6:,.1f} MB, {manifest.events:,} events, read through: whole, and as the journal tells")
    if made.deleted:
        copies = "1 older copy" if len(made.deleted) == 1 else f"{len(made.deleted)} older copies"
        out(f"  {copies} deleted, as the settings say")
    for warning in made.warnings:
        out_answer("!", warning)


def _tell_keys(settings: Settings, sealed: Path | None, folders: list[Path]) -> None:
    from tracker.station.clinic_keys import database_key

    if sealed is None:
        say("  Nobody can read it without the keys, which are not in it. They are in")
        say(f"  {database_key(settings).kept_in}.")
        say("  Keep a copy elsewhere, under a passphrase: tracker backup --with-keys FILE")
    elif sealed.absolute().parent in folders:
        say(f"! {sealed} lies beside the backup: who takes one takes both. Move it elsewhere.")


def _object(made: Made) -> dict[str, object]:
    manifest = made.manifest
    return {
        "at": manifest.at,
        "counts": dict(manifest.counts),
        "deleted": [str(path) for path in made.deleted],
        "events": manifest.events,
        "file": str(made.file),
        "schema": manifest.schema,
        "sha256": manifest.sha256,
        "size": manifest.size,
        "warnings": list(made.warnings),
    }
