"""``tracker keys``: which keys there are, and another one in the place of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_answer, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.journal.writing import Journal
    from tracker.store.database import Database

WHICH = ("database", "patients", "station")


def keys(
    action: Annotated[str, typer.Argument(help="list, rotate, export or import.")],
    which: Annotated[
        str | None, typer.Argument(help="rotate: database, patients or station. export and import: a file.")
    ] = None,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed for all but list.")] = "",
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """The keys of this station, or a new one in the place of one that may be known to others.

    For the database every page is written anew: close all windows first. The former key is kept, since backups of before
    open with nothing else; once they have expired, delete it.

    Other stations of the same database need the new key, too: 'export FILE' writes the shared keys under a passphrase, and
    'import FILE' takes them in at each of the others. Delete FILE when all have them.
    """
    if action not in ("list", "rotate", "export", "import"):
        raise ConfigurationError(f"There is no action '{action}'.", hint="There are: list, rotate, export, import.")
    if action == "rotate" and which not in WHICH:
        raise ConfigurationError("'rotate' needs one key.", hint=f"There are: {', '.join(WHICH)}.")
    if (which is None) != (action == "list"):
        raise ConfigurationError(f"'{action}' stands with other words behind it.", hint="See: tracker keys --help")
    settings = settings_for(database)
    if which is None:
        return _list(settings, badge, json)
    from tracker.station.own_database import require_own

    require_own(settings)
    return {"rotate": _rotate, "export": _export, "import": _import}[action](settings, which, badge)


def _list(settings: Settings, badge: str, json: bool) -> int:
    from tracker.cli.proving import open_as
    from tracker.people.staff import require_badge
    from tracker.station.examining_keys import keys_here

    if badge:
        store, _ = open_as(settings, badge)
        try:
            with store.reading() as connection:
                require_badge(connection, badge)
        finally:
            store.close()
    found = keys_here(settings)
    if json:
        out_json(
            {"keys": [{"name": e.name, "kept_in": e.kept_in, "since": e.since, "former": e.former} for e in found]}
        )
        return 0
    for each in found:
        former = f"; {each.former} former" if each.former else ""
        out_answer("✔" if each.kept_in else "✖", f"{each.name}: {each.words}{former}", f"since {each.since or '?'}")
    return 0


def _rotate(settings: Settings, which: str, badge: str) -> int:
    from tracker.cli.proving import open_as
    from tracker.people.staff import badge_missing
    from tracker.station.rotating import rotate_database, rotate_patients, rotate_station

    if not badge:
        raise badge_missing()
    open_as(settings, badge)[0].close()
    rotate = {"database": rotate_database, "patients": rotate_patients, "station": rotate_station}[which]
    done = rotate(settings, badge)
    out(f"✔ the {which} key is a new one, in {done.kept_in}")
    if which == "patients":
        out(f"  {done.patients} patients were encrypted anew")
    if done.trouble:
        say(f"! {done.trouble}")
    if which == "station":
        _tell_signing(settings, done.former)
        return 0
    say(f"! Backups of before open with the former key only: it is kept as {done.former}.")
    say("  Make a backup now, and new sealed keys with it: tracker backup --with-keys FILE.")
    say("  Other stations of this database need it: tracker keys export FILE here, tracker keys import FILE there.")
    return 0


def _export(settings: Settings, file: str, badge: str) -> int:
    from pathlib import Path

    from tracker.backups.sealing import require_new, seal_keys
    from tracker.cli.passphrases import ask_new_passphrase
    from tracker.station.carrying_keys import EXPORTED, keys_to_carry, tell_carried

    path = Path(file)
    require_new(path)
    with _keeper(settings, badge) as (store, journal):
        keys = keys_to_carry(settings)
        passphrase = ask_new_passphrase(path.name)
        tell_carried(store, journal, badge, EXPORTED, [*keys.keys])
    seal_keys(path, keys, passphrase)
    out(f"✔ {path}: the keys {', '.join(keys.keys)}, under that passphrase (mode 0600)")
    say(f"  At each other station: tracker keys import {path.name} --badge BADGE. Then delete it everywhere.")
    return 0


def _import(settings: Settings, file: str, badge: str) -> int:
    """The file's own key comes first: without it nobody's badge can be read."""
    from pathlib import Path

    from tracker.backups.sealing import open_keys
    from tracker.cli.passphrases import ask_passphrase
    from tracker.people.staff import badge_missing
    from tracker.station.carrying_keys import IMPORTED, take_database_key, take_others, tell_carried

    if not badge:
        raise badge_missing()
    path = Path(file)
    sealed = open_keys(path, ask_passphrase(path.name))
    taken: tuple[str, ...] = ("database",) if take_database_key(settings, sealed) else ()
    with _keeper(settings, badge) as (store, journal):
        taken += take_others(settings, sealed)
        if taken:
            tell_carried(store, journal, badge, IMPORTED, taken)
    out(
        f"✔ taken in: {', '.join(taken)}; the former are kept"
        if taken
        else "✔ the keys that are here are those; nothing was changed"
    )
    say(f"  Delete {path} when every station has them.")
    return 0


@contextmanager
def _keeper(settings: Settings, badge: str) -> Iterator[tuple[Database, Journal]]:
    """The open clinic, for whoever may change its keys, as long as he may."""
    from tracker.cli.proving import open_as
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require_given
    from tracker.people.staff import badge_missing, require_badge

    if not badge:
        raise badge_missing()
    store, journal = open_as(settings, badge)
    try:
        with store.reading() as connection:
            require_badge(connection, badge)
            require_given(connection, badge, Permission.PROGRAM_KEYS)
        yield store, journal
    finally:
        store.close()


def _tell_signing(settings: Settings, former: str) -> None:
    from tracker.journal.chain import fingerprint
    from tracker.station.clinic_keys import own_key

    own = own_key(settings)
    assert own is not None
    out(f"  {own[0]} signs with {fingerprint(own[1])} from now on")
    say(f"! The former key is kept as {former}. Close other windows of this station, and tell whoever compares keys;")
    say("  where settings.toml names the clinic's stations, write the new one there, at every station.")
