"""Which pepper the clinic's PINs were hashed over: its fingerprint in the database, so that another in its place is told
from a wrong PIN. It says nothing of the pepper, and is of no use for trying PINs.

The journal tells it, too: whoever changes the database's own row would shut everybody out, and have every PIN chosen anew.
"""

from __future__ import annotations

from tracker.hardware.scan import new_id
from tracker.journal.pen import Pen
from tracker.journal.told import event_told
from tracker.people.credentials import PROOF_RESET_BY_KEYS
from tracker.people.hashing import fingerprint
from tracker.store.connection import Connection

PEPPER_TOLD = "keys.pepper_told"
"""Kind of the event: under which pepper a PIN was right, or that whoever holds the keys has made a new one."""
_MARK = f'"kind":"{PEPPER_TOLD}"'.encode()
_ID, _EVENT = "pepper_id", "pepper_event"
"""The settings of the database. A clinic of before has none until the first PIN that was right."""


def told_pepper(connection: Connection) -> str:
    """The fingerprint (:attr:`tracker.people.hashing.Hasher.id`) of the clinic's pepper; empty where none is told yet."""
    return _setting(connection, _ID)


def pepper_on_record(connection: Connection) -> str:
    """The same as the journal has it: what counts. It is looked for in all of the journal."""
    found = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE instr(body, ?) > 0 ORDER BY rowid DESC", (_MARK,)
    )
    for (body,) in found:
        event = event_told(body)
        if event is not None and event["kind"] == PEPPER_TOLD:
            return str(event.get("pepper", ""))
    return ""


def is_on_record(connection: Connection, pepper: str) -> bool:
    """Whether the event that the database names as the last one tells ``pepper``: a look at one row."""
    body = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE event_id = ?", (_setting(connection, _EVENT),)
    ).scalar()
    event = event_told(body) if body is not None else None
    return event is not None and event["kind"] == PEPPER_TOLD and event.get("pepper") == pepper


def tell_pepper(connection: Connection, pepper: str, pen: Pen | None = None) -> None:
    """From now on that is the clinic's; on record by ``pen``, or with the first PIN that is right under it."""
    told = {_ID: pepper}
    if pen is not None:
        told[_EVENT] = new_id()
        pen.journal.append(connection, told[_EVENT], PEPPER_TOLD, pen.at, {"by": pen.by, "pepper": pepper})
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        list(told.items()),
    )


def is_lost_with_pepper(connection: Connection, verifier: str, set_at: str) -> bool:
    """Whether ``verifier`` was made before whoever holds the keys had to make a new pepper: nothing fits it any more. What
    was set since, by the clock, is not looked for; of the rest the journal says whether it came later all the same."""
    rows = connection.exec_driver_sql(
        "SELECT j.rowid, j.body FROM proof_reset_by_keys k JOIN journal j USING (event_id) WHERE k.at >= ?"
        " ORDER BY j.rowid DESC",
        (set_at,),
    ).all()
    for rowid, body in rows:
        event = event_told(body)
        if event is not None and event["kind"] == PROOF_RESET_BY_KEYS and event.get("pepper") == "new":
            later = connection.exec_driver_sql(
                "SELECT 1 FROM journal WHERE rowid >= ? AND instr(body, ?) > 0 LIMIT 1",
                (rowid, fingerprint(verifier).encode()),
            )
            return later.first() is None
    return False


def has_credentials(connection: Connection) -> bool:
    """Whether anybody has a PIN, a passphrase or a one-time code: it was hashed over a pepper."""
    return connection.exec_driver_sql("SELECT 1 FROM credential LIMIT 1").first() is not None


def _setting(connection: Connection, name: str) -> str:
    return str(connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar() or "")
