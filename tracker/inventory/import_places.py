"""The tree of places, and what each is to hold of each item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from itertools import count

from tracker.barcodes.house import location_code, next_number
from tracker.errors import Refusal
from tracker.inventory import daily_use
from tracker.inventory.entries import LocationRow, ParRow
from tracker.inventory.facts import PATH_SEPARATOR, PlaceKind
from tracker.journal.canonical import Value
from tracker.journal.pen import Imported, Pen, Report
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection, Row
from tracker.store.numbering import given_out


@needs(Permission.CATALOGUE_EDIT)
def import_locations(connection: Connection, rows: Sequence[LocationRow], pen: Pen, report: Report) -> Imported:
    """Add or amend places, parents first. Paths and rooms of everything below a place are made anew at the end."""
    places = _Places(connection, {row.code for row in rows})
    by_line: dict[int, str] = {}
    added = changed = 0
    told: list[Value] = []
    before = daily_use.sites(connection)
    for position, row in enumerate(rows, start=1):
        parent = row.parent_code or by_line.get(row.parent_line, "")
        code, given = places.meant(row, parent)
        by_line[row.line] = code
        is_new = code not in places.known
        if not places.put(code, given):
            continue
        added += is_new
        changed += not is_new
        told.append([code, row.name, row.kind.value, parent, row.is_store])
        if position % 1000 == 0:
            report(position, len(rows))
    if told:
        stocked = connection.exec_driver_sql(_STOCKED).all()
        _trace(connection)
        after = daily_use.sites(connection)
        _require_at_rest(connection, stocked, before, after, places.line_of(by_line))
        if any(after[place_id] != site_id for place_id, site_id in before.items()):
            daily_use.recompute(connection)
    pen.record(connection, "locations", told)
    return Imported(added, changed, len(rows) - added - changed)


class PlaceNotEmpty(Refusal):
    """Stock would change its place with no movement in the ledger. ``line`` is the file's that moves the place."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message, hint=hint, code="place_not_empty")
        self.line = line


_Given = tuple[str, str, int | None, int]
"""A place's name, kind, parent and whether it lies in a store, as they are in its row."""


class _Places:
    """The places that are known, and become known, during one import."""

    def __init__(self, connection: Connection, written: Set[str]) -> None:
        """``written`` are the codes that the file writes itself: no place without one is given one of those."""
        self._connection = connection
        self.known: dict[str, tuple[int, _Given]] = {
            code: (key, (name, kind, parent_id, is_store))
            for code, key, name, kind, parent_id, is_store in connection.exec_driver_sql(
                "SELECT code, id, name, kind, parent_id, is_store FROM location"
                " WHERE id NOT IN (SELECT place_id FROM stock_transfer)"
            )
        }
        self._by_name = {given[:3]: code for code, (_, given) in self.known.items()}
        numbers = count(next_number(self.known, "L", given_out(connection, "L")))
        self._drawn = (code for code in map(location_code, numbers) if code not in written)

    def meant(self, row: LocationRow, parent: str) -> tuple[str, _Given]:
        """The row's place in the tree, with its own code, that of the known place of its name there, or a new one."""
        parent_id, parent_in_store = None, False
        if parent:
            parent_id, above = self.known[parent]
            parent_in_store = bool(above[3])
        given = (row.name, row.kind.value, parent_id, int(row.is_store or parent_in_store))
        return row.code or self._by_name.get(given[:3]) or next(self._drawn), given

    def line_of(self, by_line: Mapping[int, str]) -> Callable[[int], int]:
        """Which of the lines (the code that each wrote) moved a place (its id): its own, or that of what it stands in."""
        codes = {key: code for code, (key, _) in self.known.items()}
        lines = {code: line for line, code in by_line.items()}

        def found(place_id: int) -> int:
            step: int | None = place_id
            while step is not None:
                code = codes[step]
                if code in lines:
                    return lines[code]
                step = self.known[code][1][2]
            return 0

        return found

    def put(self, code: str, given: _Given) -> bool:
        """Make the place ``code`` be so; whether anything is new."""
        before = self.known.get(code)
        if before is not None and before[1] == given:
            return False
        if before is None:
            key = self._connection.exec_driver_sql(
                "INSERT INTO location (code, name, kind, parent_id, is_store, path) VALUES (?, ?, ?, ?, ?, '') RETURNING id",
                (code, *given),
            ).scalar_one()
            self._by_name[given[:3]] = code
        else:
            key = before[0]
            self._connection.exec_driver_sql(
                "UPDATE location SET name = ?, kind = ?, parent_id = ?, is_store = ? WHERE id = ?", (*given, key)
            )
        self.known[code] = (key, given)
        return True


_STOCKED = """
    SELECT l.id, l.name, l.room_id, r.name, (SELECT sum(quantity) FROM balance WHERE location_id = l.id) AS held
    FROM location l LEFT JOIN location r ON r.id = l.room_id
    WHERE l.id IN (SELECT location_id FROM balance WHERE quantity > 0)
    AND l.id NOT IN (SELECT place_id FROM stock_transfer)"""


def _require_at_rest(
    connection: Connection,
    before: Sequence[Row],
    was_at: Mapping[int, int],
    is_at: Mapping[int, int],
    line_of: Callable[[int], int],
) -> None:
    """A place that holds stock stays in its room and in its site (``was_at``, ``is_at`` by place): its stock would change
    them with no movement in the ledger. Out of no site into one it may."""
    after = {row[0]: row for row in connection.exec_driver_sql(_STOCKED)}
    for key, name, room_id, room, held in before:
        if was_at[key] not in (daily_use.NO_SITE, is_at[key]):
            origin, target = _site_name(connection, was_at[key]), _site_name(connection, is_at[key])
            raise PlaceNotEmpty(
                line_of(key),
                f"{name} holds {held} base units, and would move with them from {origin} to {target}.",
                f"Send the stock to {target} as a shipment first, or leave the place where it is."
                if is_at[key]
                else "Write the site that it stands in.",
            )
        if after[key][2] != room_id:
            raise PlaceNotEmpty(
                line_of(key),
                f"{name} holds {held} base units, and would move with them from {room} to {after[key][3]}.",
                "Transfer the stock by scanning first, or leave the place where it is.",
            )


def _site_name(connection: Connection, site_id: int) -> str:
    found = connection.exec_driver_sql("SELECT name FROM location WHERE id = ?", (site_id,)).scalar()
    return str(found) if found is not None else "no site"


def _trace(connection: Connection) -> None:
    """Each place's room, its path from the room down, and whether it lies in a store."""
    found = {
        key: (name, PlaceKind(kind), parent_id, bool(is_store))
        for key, name, kind, parent_id, is_store in connection.exec_driver_sql(
            "SELECT id, name, kind, parent_id, is_store FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin')"
            " AND id NOT IN (SELECT place_id FROM stock_transfer)"
        )
    }
    traced = []
    for key in found:
        _require_no_loop(found, key)
        room_id, names, in_store = None, [], False
        step: int | None = key
        while step is not None and room_id is None:
            name, kind, parent_id, is_store = found[step]
            names.append(name)
            in_store |= is_store
            room_id = step if kind is PlaceKind.ROOM else None
            step = parent_id
        path = PATH_SEPARATOR.join(reversed(names if room_id else names[:1]))
        traced.append((room_id, path, int(in_store), key))
    connection.exec_driver_sql("UPDATE location SET room_id = ?, path = ?, is_store = ? WHERE id = ?", traced)


def _require_no_loop(found: Mapping[int, tuple[str, PlaceKind, int | None, bool]], key: int) -> None:
    """Two known places can each be told to stand in the other; whatever walks the tree would never come out."""
    passed = {key}
    step = found[key][2]
    while step is not None:
        if step in passed:
            raise Refusal(
                f"{found[key][0]} would stand in itself.", hint="Correct its parent in the file.", code="location_loop"
            )
        passed.add(step)
        step = found[step][2]


@needs(Permission.PAR_SET)
def import_pars(connection: Connection, rows: Sequence[ParRow], pen: Pen, report: Report) -> Imported:
    """Set par levels; 0 takes one away. The rows' codes are known to exist."""
    places = ids_by_code(connection, "location")
    items = ids_by_code(connection, "item")
    known = {
        (location_id, item_id): par
        for location_id, item_id, par in connection.exec_driver_sql("SELECT location_id, item_id, par FROM par_level")
    }
    sets: list[tuple[int, int, int]] = []
    drops: list[tuple[int, int]] = []
    added = changed = 0
    told: list[Value] = []
    for row in rows:
        key = (places[row.location_code], items[row.item_code])
        before = known.get(key, 0)
        if before == row.par:
            continue
        if row.par:
            sets.append((*key, row.par))
        else:
            drops.append(key)
        known[key] = row.par
        added += before == 0
        changed += before != 0
        told.append([row.location_code, row.item_code, row.par])
    _write_pars(connection, sets, drops)
    pen.record(connection, "par", told)
    report(len(rows), len(rows))
    return Imported(added, changed, len(rows) - added - changed)


def _write_pars(connection: Connection, sets: Sequence[tuple[int, int, int]], drops: Sequence[tuple[int, int]]) -> None:
    if sets:
        connection.exec_driver_sql(
            "INSERT INTO par_level (location_id, item_id, par) VALUES (?, ?, ?)"
            " ON CONFLICT (location_id, item_id) DO UPDATE SET par = excluded.par",
            sets,
        )
    if drops:
        connection.exec_driver_sql("DELETE FROM par_level WHERE location_id = ? AND item_id = ?", drops)


def ids_by_code(connection: Connection, table: str) -> dict[str, int]:
    """Row ids of ``location`` or ``item`` by house code."""
    return {row[0]: row[1] for row in connection.exec_driver_sql(f"SELECT code, id FROM {table}")}
