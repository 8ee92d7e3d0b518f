"""A label that waits was drawn up from the records of then: meanwhile a room was renamed, a cabinet moved, a par set anew.
Asked for again, it would say something else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.errors import Refusal
from tracker.inventory.opening_queries import container
from tracker.labelling.finding import place_named
from tracker.labelling.holders import holders, partners
from tracker.labelling.shipments import shipment_labels
from tracker.labelling.wanted import Wanted, Wants, of_opened, of_place
from tracker.store.connection import Connection
from tracker.text import safe

_AGREEING = frozenset({"clinic", "site", "departed", "opened", "use_by", "initials", "role", "unit"})
"""Whose the label is, and what stays as it was on the day."""


def changed_since(connection: Connection, wanted: Wanted) -> str:
    """What of the label is another thing on record by now, in words; empty where it says what it would say anew."""
    if wanted.wants is Wants.SHELF:
        return _shelf(connection, wanted.values)
    look = _ANEW.get(wanted.wants)
    if look is None:
        return ""
    try:
        now = look(connection, wanted.values.get("code", ""))
    except Refusal as refusal:
        return refusal.message
    before = wanted.values
    fields = [name for name in before if name not in _AGREEING and before[name] and name in now]
    field = next((name for name in fields if before[name] != now[name]), None)
    return f"It says {safe(before[field])}, and by now that is {safe(now[field]) or 'nothing'}." if field else ""


def _shelf(connection: Connection, values: Mapping[str, str]) -> str:
    """By the place's path, since a shelf's label bears the item's code alone."""
    path, par = values.get("path", ""), values.get("par", "")
    found = connection.exec_driver_sql(
        "SELECT r.par FROM par_level r JOIN item i ON i.id = r.item_id JOIN location l ON l.id = r.location_id"
        " WHERE i.code = ? AND l.path = ?",
        (values.get("code", ""), path),
    ).scalar()
    if not path or (found is not None and str(found) == par):
        return ""
    if found is None:
        return f"By now it has no par level in a place called {safe(path)}."
    return f"It says par {safe(par)}, and by now that is {found}."


def _place(connection: Connection, code: str) -> Mapping[str, str]:
    return of_place(place_named(connection, code), "").values


def _opened(connection: Connection, code: str) -> Mapping[str, str]:
    found = container(connection, code)
    return of_opened(found, None).values if found is not None else {}


_ANEW: Mapping[Wants, Callable[[Connection, str], Mapping[str, str]]] = {
    Wants.ROOM: _place,
    Wants.PLACE: _place,
    Wants.OPENED: _opened,
    Wants.RACK: lambda connection, code: holders(connection, (code,), "")[0].values,
    Wants.BAG: lambda connection, code: holders(connection, (code,), "")[0].values,
    Wants.PARTNER: lambda connection, code: partners(connection, (code,))[0].values,
    Wants.MANIFEST: lambda connection, code: shipment_labels(connection, (code,), None)[0].values,
}
