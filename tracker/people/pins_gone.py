"""Whether the clinic's row that PINs are asked for was taken out: without it every badge would count as its owner, and
everybody might do everything. Whoever has the database's key can take it out for a moment; the journal keeps that PINs were
asked for.
"""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.people.access import asks_pin
from tracker.people.badges import ASKED
from tracker.store.connection import Connection

PINS_GONE = "pins_gone"


def has_asked(connection: Connection) -> bool:
    """Whether the journal tells that PINs were asked for once."""
    mark = f'"kind":"{ASKED}"'.encode()
    return connection.exec_driver_sql("SELECT 1 FROM journal WHERE instr(body, ?) LIMIT 1", (mark,)).first() is not None


def require_pins_stand(connection: Connection) -> None:
    """Refuse (``pins_gone``) where the journal tells that PINs are asked for, and the database does not say so. Asked when
    the clinic is opened, and not from scan to scan: the journal is read only where no PINs are asked for."""
    if not asks_pin(connection) and has_asked(connection):
        raise pins_gone()


def pins_gone() -> Refusal:
    return Refusal(
        "The clinic asked for PINs, and its database does not say so any more; nothing of this program switches that off.",
        hint="Nothing was done. Stop work, keep the file, run 'tracker doctor --deep', and restore the last good backup.",
        code=PINS_GONE,
    )
