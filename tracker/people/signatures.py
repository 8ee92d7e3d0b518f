"""Electronic signatures: who signed what, when, and what it means (21 CFR 11.50), bound to the signed event (11.70).

A signature is an event of its own, in the same transaction and right behind the event that it signs. It bears that event's
id and hash, so that it can be cut out and put to no other; and the signed event says beforehand whose signatures follow.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.store.connection import Connection

SIGNATURE = "signature"
"""The kind of the event."""
TO_SIGN = "to_sign"
"""In the signed event: the badges whose signatures follow, in their order."""


@dataclass(frozen=True, slots=True)
class Given:
    """One signature that somebody has given by his PIN: his badge, his printed name, and what it means."""

    badge: str
    name: str
    meaning: str


def sign(connection: Connection, pen: Pen, event_id: str, given: tuple[Given, ...]) -> None:
    """Sign the event ``event_id``, written in this very transaction, in the order in which its ``to_sign`` names them."""
    digest = connection.exec_driver_sql("SELECT hash FROM journal WHERE event_id = ?", (event_id,)).scalar_one()
    for each in given:
        body: dict[str, Value] = {
            "by": each.badge,
            "hash": digest.hex(),
            "meaning": each.meaning,
            "name": each.name,
            "of": event_id,
        }
        pen.journal.append(connection, new_id(), SIGNATURE, pen.at, body)


def last_event(connection: Connection, pen: Pen) -> str:
    """The id of the event that this station wrote last: the one that closes an act of several."""
    return str(
        connection.exec_driver_sql(
            "SELECT event_id FROM journal WHERE station_id = ? ORDER BY seq DESC LIMIT 1", (pen.journal.station_id,)
        ).scalar_one()
    )
