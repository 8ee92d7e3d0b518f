"""Electronic signatures: who signed what, when, and what it means (21 CFR 11.50), bound to the signed event (11.70).

A signature is an event of its own, in the same transaction and right behind the event that it signs. It bears that event's
id and hash, so that it can be cut out and put to no other; and the signed event says beforehand whose signatures follow.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.signed import SIGNATURE, TO_SIGN
from tracker.store.connection import Connection

ACT_SIGNED = "act.signed"
"""The kind of the event that closes an act of several, to be signed."""
REVIEWED = "reviewed"
"""What the signature under a review means: what stands out was looked at."""
ADJUSTED = "adjusted"
"""What the signature of a count's closing means: the books were made to say what was found."""


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


def sign_act(connection: Connection, pen: Pen, about: dict[str, Value], given: tuple[Given, ...]) -> None:
    """Sign an act of several events, all written in this very transaction: by an event of its own behind them, whose hash
    covers theirs. ``about`` says which act it was."""
    event_id = new_id()
    body: dict[str, Value] = {**about, "by": pen.by, TO_SIGN: [each.badge for each in given]}
    pen.journal.append(connection, event_id, ACT_SIGNED, pen.at, body)
    sign(connection, pen, event_id, given)
