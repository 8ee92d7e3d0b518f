"""``tracker keys``: which keys there are, and another one in the place of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_answer, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings

WHICH = ("database", "patients", "station")


def keys(
    action: Annotated[str, typer.Argument(help="list or rotate.")],
    which: Annotated[str | None, typer.Argument(help="rotate: database, patients or station.")] = None,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed for rotate.")] = "",
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """The keys of this station, or a new one in the place of one that may be known to others.

    For the database every page is written anew: close all windows first. The former key is kept, since backups of before
    open with nothing else; once they have expired, delete it.
    """
    if action not in ("list", "rotate"):
        raise ConfigurationError(f"There is no action '{action}'.", hint="There are: list, rotate.")
    if (which in WHICH) != (action == "rotate"):
        raise ConfigurationError("'rotate' needs one key.", hint=f"There are: {', '.join(WHICH)}.")
    settings = settings_for(database)
    return _rotate(settings, str(which), badge) if which is not None else _list(settings, badge, json)


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
    if which == "patients":
        say("  Other stations need the new key: copy it into their keys folders.")
    return 0


def _tell_signing(settings: Settings, former: str) -> None:
    from tracker.journal.chain import fingerprint
    from tracker.station.clinic_keys import own_key

    own = own_key(settings)
    assert own is not None
    out(f"  {own[0]} signs with {fingerprint(own[1])} from now on")
    say(f"! The former key is kept as {former}. Close other windows of this station, and tell whoever compares keys;")
    say("  where settings.toml names the clinic's stations, write the new one there, at every station.")
