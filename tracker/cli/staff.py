"""``tracker staff``: whose badge is whose."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.console import say
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError


def staff(
    badge: Annotated[str, typer.Argument(help="The code on the badge, as 'tracker label badge' drew it.")],
    name: Annotated[str, typer.Argument(help="What the screens show for its owner, e.g. 'CMA 07'.")],
    by: Annotated[str, typer.Option("--by", metavar="BADGE", help="Who gives it; the journal keeps it.")] = "",
    database: DatabaseOption = None,
) -> None:
    """Give a badge to a person; a badge that is known gets the new name."""
    from tracker.barcodes import house
    from tracker.barcodes.meaning import BadgeCode
    from tracker.hardware.scan import utc_now
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.staff import enrol, require_badge
    from tracker.station.opening import open_pen

    if not (house.has_house_shape(badge) and isinstance(house.parse(badge), BadgeCode)):
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
