"""What becomes of parked codes once their item is known: a parked text is one pack's, the item's code all packs'."""

from __future__ import annotations

from datetime import date

from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.store.connection import Connection
from tracker.text import Separators


def settle(connection: Connection, text: str, how: str, today: date) -> None:
    """Take ``text``, and every parked code that means the GTIN ``text``, off the work list as ``how``."""
    for parked in _meant_by(connection, text, None, today):
        connection.exec_driver_sql("UPDATE parked SET settled = ? WHERE text = ?", (how, parked))


def unsettle(connection: Connection, text: str, how: str, today: date) -> None:
    """The reverse of :func:`settle`, for what it settled as ``how``."""
    for parked in _meant_by(connection, text, how, today):
        connection.exec_driver_sql("UPDATE parked SET settled = NULL WHERE text = ?", (parked,))


def _meant_by(connection: Connection, text: str, state: str | None, today: date) -> list[str]:
    rows = connection.exec_driver_sql("SELECT text FROM parked WHERE settled IS ?", (state,)).all()
    return [parked for (parked,) in rows if parked == text or _gtin(parked, today) == text]


def _gtin(text: str, today: date) -> str | None:
    """The GTIN in a parked code. GS counts as kept: the GTIN stands before any field that a lost one could spoil."""
    try:
        meaning = understand(text, today=today, separators=Separators.KEPT)
    except BarcodeError:
        return None
    return meaning.gtin if isinstance(meaning, ItemCode) else None
