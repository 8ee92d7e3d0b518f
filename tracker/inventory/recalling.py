"""Which recalls touch what stands here: our codes and our lots, looked up among those that a notice names.

A notice that names one of our codes and one of our lots is sure, unless it may name the lot as one that is not meant. So is
one that names a code and says that it holds for every lot. *Perhaps* are: a lot alone, which may be another maker's of the
same number; and a code where the notice's lots cannot be told (a range, serial numbers, nothing, a lot of another shape than
those that are listed). Only where a notice lists lots and ours is none of them is it not ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.barcodes import hibc, ndc
from tracker.inventory.facts import LotState
from tracker.registers.lots_named import Lots, is_findable
from tracker.registers.recalls import Notice, RecallFile, looked_through, naming, token_of
from tracker.store.connection import Connection

LONG_ENOUGH = 6
"""Characters of a lot that says something without its product's code. Shorter ones are common: ``A123``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One lot where it stands. ``quantity`` in base units."""

    item_id: int
    item_code: str
    item: str
    lot_id: int
    lot: str
    state: LotState
    location: str
    quantity: int
    base_unit: str

    @property
    def is_usable(self) -> bool:
        return self.state is LotState.USABLE


@dataclass(frozen=True, slots=True)
class Recalled:
    """One notice that touches one lot in one place. ``matched`` is what of ours stands in its text."""

    notice: Notice
    standing: Standing
    matched: str
    is_sure: bool


HOW = "Download openFDA's enforcement reports for devices and drugs, then: tracker import recalls FILE"
"""How notices come here."""


@dataclass(frozen=True, slots=True)
class Search:
    """What stands here and is named by a recall, the gravest class first; and among how many notices, from which files, it
    was looked for."""

    found: tuple[Recalled, ...]
    notices: int
    files: tuple[RecallFile, ...]


def search(connection: Connection, register: sqlite3.Connection) -> Search:
    """Look for all that stands here in ``register``."""
    codes = _codes(connection)
    found = [each for standing in _standing(connection) for each in _of(register, standing, codes)]
    return Search(tuple(sorted(found, key=_gravest)), *looked_through(register))


def tokens_of(kind: str, value: str) -> tuple[str, ...]:
    """An item's code in the forms in which notices write it."""
    if kind == "gtin":
        shorter = [value[-length:] for length in (13, 12) if value[:-length].strip("0") == ""]
        drug = ndc.of_gtin(value)
        return (value, *shorter, *((drug,) if drug else ()))
    if kind == "hibc":
        return (value[1:], value[1:-1]) if hibc.is_primary(value) else ()
    return (value,) if kind == "ndc" else ()


def _codes(connection: Connection) -> dict[int, tuple[str, ...]]:
    codes: dict[int, list[str]] = {}
    for item_id, kind, value in connection.exec_driver_sql(
        "SELECT item_id, kind, value FROM identifier WHERE kind IN ('gtin', 'hibc', 'ndc') ORDER BY item_id"
    ):
        codes.setdefault(item_id, []).extend(map(token_of, tokens_of(kind, value)))
    return {item_id: tuple(dict.fromkeys(tokens)) for item_id, tokens in codes.items()}


def _standing(connection: Connection) -> Iterator[Standing]:
    rows = connection.exec_driver_sql(
        "SELECT i.id, i.code, i.name, t.id, t.number, t.state, l.path, b.quantity, i.base_unit"
        " FROM balance b JOIN item i ON i.id = b.item_id JOIN location l ON l.id = b.location_id"
        " JOIN lot t ON t.id = b.lot_id WHERE b.quantity > 0 ORDER BY i.id, t.id, l.path"
    )
    for item_id, code, name, lot_id, number, state, path, quantity, unit in rows:
        yield Standing(item_id, code, name, lot_id, number or "", LotState(state), path, quantity, unit)


def _of(register: sqlite3.Connection, standing: Standing, codes: dict[int, tuple[str, ...]]) -> Iterator[Recalled]:
    own, lot = codes.get(standing.item_id, ()), token_of(standing.lot)
    by_code = {token: naming(register, (token,)) for token in own}
    by_lot = naming(register, (lot,)) if is_findable(lot) else {}
    told: set[str] = set()
    for token, notices in by_code.items():
        for notice in notices.values():
            is_named = notice.number in by_lot
            if notice.number in told or (not is_named and notice.spares(lot)):
                continue
            told.add(notice.number)
            matched = f"{token}, {standing.lot}" if is_named else token
            yield Recalled(notice, standing, matched, notice.lots is Lots.ALL or (is_named and not notice.denies))
    if len(lot) >= LONG_ENOUGH:
        yield from (Recalled(by_lot[each], standing, standing.lot, False) for each in by_lot if each not in told)


def _gravest(each: Recalled) -> tuple[bool, str, str, str, str]:
    return (not each.is_sure, each.notice.recall_class, each.notice.number, each.standing.item, each.standing.location)


def sure_lots(found: Sequence[Recalled]) -> dict[int, Recalled]:
    """The lots that may still be used and for sure must not be, each with the gravest notice."""
    lots: dict[int, Recalled] = {}
    for each in found:
        if each.is_sure and each.standing.is_usable:
            lots.setdefault(each.standing.lot_id, each)
    return lots
