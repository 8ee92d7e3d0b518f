"""``tracker staff``: whose badge is whose, and who may do what."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.console import say
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError


def staff(
    badge: Annotated[
        str,
        typer.Argument(
            help="The code on the badge, as 'tracker label badge' drew it; or one of: roles, allow, deny, role, licence."
        ),
    ],
    given: Annotated[
        list[str] | None,
        typer.Argument(
            help="Behind a badge what the screens show for its owner, e.g. 'CMA 07'. Behind allow and deny a role and a"
            " permission; behind role a badge and a role; behind licence a badge, its kind, its number and its last day."
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="BADGE", help="Who says so; the journal keeps it.")] = "",
    format: Annotated[str, typer.Option("--format", help="For roles: table, json or csv.")] = "table",  # noqa: A002
    database: DatabaseOption = None,
) -> int:
    """Give a badge to a person; a badge that is known gets the new name. Or say who may do what: 'roles' shows it, 'allow'
    and 'deny' change what a role may do, 'role' says as what somebody works, 'licence' until when he may."""
    from tracker.cli.staff_roles import WRITTEN, staff_roles

    words = tuple(given or ())
    if badge in WRITTEN:
        return staff_roles(settings_for(database), badge, words, by, format)
    if len(words) != 1:
        raise ConfigurationError("A badge takes one name.", hint="Write it like: tracker staff B0000000723 'CMA 07'.")
    _give(badge, words[0], by, database)
    return 0


def _give(badge: str, name: str, by: str, database: str | None) -> None:
    from tracker.barcodes import house
    from tracker.barcodes.meaning import BadgeCode
    from tracker.hardware.scan import utc_now
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.staff import enrol, require_badge
    from tracker.station.opening import open_pen

    if not isinstance(house.parse(badge), BadgeCode):
        raise ConfigurationError(f"{badge} is not a badge's code.", hint="Draw one with 'tracker label badge'.")
    store, journal = open_pen(settings_for(database))
    try:
        with store.writing() as connection:
            if by:
                require_badge(connection, by)
            enrol(connection, Pen(journal, stamp(utc_now()), by or "command line"), badge, name)
    finally:
        store.close()
    say(f"✔ {badge} belongs to {name}")
