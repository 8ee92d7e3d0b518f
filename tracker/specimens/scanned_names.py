"""How often somebody scanned what is, or looks like, a patient's name or number; asked at every code that nobody knows.

What was read of the journal is remembered, so that a scan reads only what came since.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

from tracker.people.permissions import Permission
from tracker.people.permitting import may
from tracker.specimens.naming import FREE, MARKS, minutes_left, named_in, within_day
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

FREE_OF_CARE = 10
"""So many in a day cost whoever may see patients nothing: wristbands are about him all day, and he could look them up."""
_LOOKED_BACK = 20_000
_KEPT = 5_000


@dataclass(slots=True)
class _Read:
    """Up to the event in row ``row``, whose hash is ``mark``: after a restore it is another's."""

    row: int = 0
    mark: bytes | None = None
    named: deque[tuple[str, datetime]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    """The newest first."""


_READ: WeakKeyDictionary[Vault, _Read] = WeakKeyDictionary()


def minutes_to_wait(connection: Connection, vault: Vault, by: str, at: str) -> int:
    """For so long no unknown code of ``by`` is looked at; 0 where it is. Over all stations, and over scans and texts alike:
    else whoever may see no patient could ask by codes who is one."""
    before = within_day(_named(connection, vault), by, at)
    if len(before) < FREE:
        return 0
    free = FREE_OF_CARE if may(connection, by, Permission.PATIENT_SEE) else FREE
    return minutes_left(before, datetime.fromisoformat(at), free)


def _named(connection: Connection, vault: Vault) -> deque[tuple[str, datetime]]:
    read = _READ.setdefault(vault, _Read())
    same = connection.exec_driver_sql("SELECT hash FROM journal WHERE rowid = ?", (read.row,)).scalar()
    if same != read.mark:
        read = _READ[vault] = _Read()
    last = connection.exec_driver_sql("SELECT rowid, hash FROM journal ORDER BY rowid DESC LIMIT 1").first()
    if last is None or last[0] == read.row:
        return read.named
    rows = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE rowid > ? AND (instr(body, ?) > 0 OR instr(body, ?) > 0) ORDER BY rowid",
        (max(read.row, last[0] - _LOOKED_BACK), *MARKS),
    ).scalars()
    read.named.extendleft(each for body in rows if (each := named_in(body)) is not None)
    read.row, read.mark = last
    return read.named
