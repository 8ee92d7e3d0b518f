"""``tracker staff``: whose badge is whose, how its owner proves it, and who may do what."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.console import say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError


def staff(
    badge: Annotated[
        str,
        typer.Argument(
            help="The code on the badge, as 'tracker label badge' drew it; or one of: list, add, rename, pin, reset,"
            " release, revoke, replace, ask-pins, roles, allow, deny, role, licence."
        ),
    ],
    given: Annotated[
        list[str] | None,
        typer.Argument(
            help="Behind a badge what the screens show for its owner, e.g. 'CMA 07'. Behind add a name; behind rename a"
            " badge and a name; behind replace the old badge and perhaps the new one; behind allow and deny a role and a"
            " permission; behind role a badge and a role; behind licence a badge, its kind, its number and its last day;"
            " behind the others a badge."
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--badge", "--by", metavar="BADGE", help="Whose hand this is; the journal keeps it.")
    ] = "",
    role: Annotated[str, typer.Option("--role", help="For add: assistant, collector, courier, lab, lead ...")] = "",
    by_keys: Annotated[
        bool,
        typer.Option(
            "--by-keys",
            help="For release and reset, at a terminal, by whoever holds the machine and its keys: the last lead, whom no"
            " other lead could let in. It asks for a reason and stands first in the next review.",
        ),
    ] = False,
    format: Annotated[str, typer.Option("--format", help="For roles: table, json or csv.")] = "table",  # noqa: A002
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Give a badge to a person; a badge that is known gets the new name. 'add' draws a new one. 'reset' gives a one-time
    code to whoever forgot his PIN, 'release' lets somebody try again, 'pin' has you choose your own, 'revoke' and 'replace'
    are for lost badges, 'ask-pins' has the clinic ask for PINs from now on. 'roles' shows who may do what, 'allow' and
    'deny' change it, 'role' says as what somebody works, 'licence' until when he may.

    The last lead has forgotten his PIN, and no other can sign in: 'reset BADGE --by-keys' gives him a one-time code."""
    from tracker.cli.staff_people import ACTIONS, staff_people
    from tracker.cli.staff_roles import WRITTEN, staff_roles

    words = tuple(given or ())
    if by_keys:
        return _by_keys(badge, words, by, database)
    if badge in WRITTEN:
        return staff_roles(settings_for(database), badge, words, by, format)
    if badge in ACTIONS:
        return staff_people(settings_for(database), badge, words, by, role, as_json=json)
    if len(words) != 1:
        raise ConfigurationError("A badge takes one name.", hint="Write it like: tracker staff B0000000723 'CMA 07'.")
    _give(badge, words[0], by, database)
    return 0


def _by_keys(action: str, given: tuple[str, ...], by: str, database: str | None) -> int:
    from tracker.cli.staff_keys import release, reset

    acts = {"release": release, "reset": reset}
    if action not in acts or len(given) != 1 or by:
        raise ConfigurationError(
            "--by-keys belongs to release and reset, and to no --badge.",
            hint="Write it like: tracker staff reset BADGE --by-keys",
        )
    acts[action](settings_for(database), given[0])
    return 0


def _give(badge: str, name: str, by: str, database: str | None) -> None:
    from tracker.barcodes import house
    from tracker.barcodes.meaning import BadgeCode
    from tracker.cli.proving import open_as
    from tracker.hardware.scan import utc_now
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.staff import enrol, require_badge
    from tracker.specimens.names_kept import require_staffs_name
    from tracker.station.opening import vault_at_hand

    if not (house.has_house_shape(badge) and isinstance(house.parse(badge), BadgeCode)):
        raise ConfigurationError(f"{badge} is not a badge's code.", hint="Draw one with 'tracker label badge'.")
    settings = settings_for(database)
    store, journal = open_as(settings, by)
    try:
        with store.writing() as connection:
            if by:
                require_badge(connection, by)
            pen = Pen(journal, stamp(utc_now()), by or "command line")
            enrol(connection, pen, badge, name)
            require_staffs_name(connection, vault_at_hand(store, settings), pen, name)
    finally:
        store.close()
    say(f"✔ {badge} belongs to {name}")
