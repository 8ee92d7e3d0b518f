"""Places that stand in no site of a clinic that has some: no site's report and no order knows what they hold, so that it is
ordered again. The import of places makes none any more; a clinic that had none before it had a second site may have some.
"""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.inventory import daily_use
from tracker.store.connection import Connection


def is_outside(connection: Connection, place_id: int) -> bool:
    """Whether what comes there is in no site's figures."""
    if daily_use.sites(connection, (place_id,)).get(place_id) != daily_use.NO_SITE:
        return False
    return connection.exec_driver_sql("SELECT 1 FROM location WHERE kind = 'site' LIMIT 1").first() is not None


def require_within(connection: Connection, place_id: int) -> None:
    """Raises :class:`Refusal` (``no_site``)."""
    if is_outside(connection, place_id):
        raise Refusal(
            "This shelf is in no site: no report and no order would know of it.",
            hint="Scan another shelf; the lead writes its room's site: tracker import locations.",
            code="no_site",
        )


def stocked_outside(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Path and code of those that hold stock."""
    sites = daily_use.sites(connection)
    outside = [place_id for place_id, site_id in sites.items() if site_id == daily_use.NO_SITE]
    if not outside or len(outside) == len(sites):
        return ()
    found = connection.exec_driver_sql(
        f"SELECT path, code FROM location l WHERE id IN ({','.join(map(str, outside))})"
        " AND EXISTS (SELECT 1 FROM balance b WHERE b.location_id = l.id AND b.quantity > 0) ORDER BY path, id"
    )
    return tuple((path, code) for path, code in found)
