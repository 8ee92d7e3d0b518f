"""Questions to the catalogue and the balances, each answered by frozen facts from one consistent view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.inventory import daily_use, rows
from tracker.inventory.facts import Holding, Item, Lot, LotState, Need, Place, Pull, Take, WasteReason
from tracker.inventory.opening import Opened
from tracker.inventory.opening_queries import OVER, REMAINS, ending, open_containers
from tracker.inventory.rows import FEFO, ITEM, ITEM_WIDTH, LOT, PLACE, PLACE_WIDTH
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class RoomState:
    """One room on the home screen: how many items lack, how many holdings must be pulled."""

    place: Place
    lacking: int
    pulls: int
    lines: int
    """Items that have a par level here; 0 means that nobody has set any."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """Stock that expires within the days asked for; ``days_left`` is negative for what has expired."""

    item: Item
    holding: Holding
    days_left: int
    opened: Opened | None = None
    """The opened container that it is, which counts by its own use-by and not by its lot's date."""

    @property
    def until(self) -> date:
        """The last day on which it may be used."""
        by_lot = self.holding.lot.expiry or date.max
        return self.opened.use_by.day if self.opened is not None and self.opened.use_by is not None else by_lot


@dataclass(frozen=True, slots=True)
class Parked:
    """An unknown code put aside."""

    text: str
    at: str
    scan_id: str


def is_usable(lot: Lot, today: date) -> bool:
    """Whether a lot may go to a patient today: neither held back nor past its expiry date (good on that day itself)."""
    return lot.state is LotState.USABLE and (lot.expiry is None or lot.expiry >= today)


_USABLE = "t.state = 'usable' AND (t.expiry IS NULL OR t.expiry >= :today)"


def item_by_id(connection: Connection, item_id: int) -> Item:
    return rows.item(connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.id = ?", (item_id,)).one())


def place_by_code(connection: Connection, code: str) -> Place | None:
    found = connection.exec_driver_sql(f"SELECT {PLACE} FROM location l WHERE l.code = ?", (code,)).first()
    return rows.place(found) if found else None


def rooms(connection: Connection, today: date) -> tuple[RoomState, ...]:
    """Every room that is not a store, in the order of its path."""
    found = connection.exec_driver_sql(
        f"""
        WITH hand AS (
            SELECT l.room_id, b.item_id, sum(b.quantity - coalesce({OVER}, 0)) AS quantity
            FROM balance b JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id
            WHERE b.quantity > 0 AND l.room_id IS NOT NULL AND NOT l.is_store AND {_USABLE}
            GROUP BY 1, 2),
        par AS (
            SELECT l.room_id, p.item_id, sum(p.par) AS par
            FROM par_level p JOIN location l ON l.id = p.location_id
            WHERE l.room_id IS NOT NULL AND NOT l.is_store GROUP BY 1, 2),
        lines AS (
            SELECT par.room_id, count(*) AS lines, sum(coalesce(hand.quantity, 0) < par.par) AS lacking
            FROM par LEFT JOIN hand ON hand.room_id = par.room_id AND hand.item_id = par.item_id GROUP BY 1),
        pulls AS (
            SELECT room_id, count(*) AS pulls FROM (
                SELECT l.room_id FROM balance b JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id
                WHERE b.quantity > 0 AND NOT l.is_store AND NOT ({_USABLE})
                UNION ALL
                SELECT l.room_id FROM opened o JOIN location l ON l.id = o.location_id JOIN lot t ON t.id = o.lot_id
                WHERE o.remains > 0 AND o.use_by_day < :today AND NOT l.is_store AND {_USABLE})
            GROUP BY 1)
        SELECT {PLACE}, coalesce(lines.lacking, 0), coalesce(pulls.pulls, 0), coalesce(lines.lines, 0)
        FROM location l LEFT JOIN lines ON lines.room_id = l.id LEFT JOIN pulls ON pulls.room_id = l.id
        WHERE l.kind = 'room' AND NOT l.is_store AND l.id NOT IN (SELECT location_id FROM quarantine) ORDER BY l.path, l.id
        """,
        {"today": today.isoformat()},
    )
    return tuple(RoomState(rows.place(row), *row[PLACE_WIDTH:]) for row in found)


def needs(connection: Connection, room_id: int, today: date) -> tuple[Need, ...]:
    """What the room lacks against its par levels, with where to take it from, in the order of the items' names."""
    found = connection.exec_driver_sql(
        f"""
        SELECT {ITEM}, {PLACE}, par.par, coalesce(hand.quantity, 0)
        FROM (SELECT p.item_id, sum(p.par) AS par, max(p.par), p.location_id AS shelf
              FROM par_level p JOIN location l ON l.id = p.location_id WHERE l.room_id = :room GROUP BY p.item_id) par
        JOIN item i ON i.id = par.item_id JOIN location l ON l.id = par.shelf
        LEFT JOIN (SELECT b.item_id, sum(b.quantity - coalesce({OVER}, 0)) AS quantity
              FROM balance b JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id
              WHERE l.room_id = :room AND {_USABLE} GROUP BY b.item_id) hand ON hand.item_id = par.item_id
        WHERE coalesce(hand.quantity, 0) < par.par ORDER BY i.name COLLATE NOCASE, i.id
        """,
        {"room": room_id, "today": today.isoformat()},
    ).all()
    stock = _stock_of(connection, [row[0] for row in found], room_id, today)
    made = []
    for row in found:
        par, on_hand = row[ITEM_WIDTH + PLACE_WIDTH :]
        there = stock.get(row[0], ())
        takes, in_store = propose(there, par - on_hand), sum(each.quantity for each in there)
        made.append(Need(rows.item(row), rows.place(row[ITEM_WIDTH:]), par, on_hand, par - on_hand, takes, in_store))
    return tuple(made)


def propose(stock: tuple[Holding, ...], quantity: int) -> tuple[Take, ...]:
    """``quantity`` out of usable ``stock`` in FEFO order; less where there is less."""
    takes = []
    for held in stock:
        if quantity <= 0:
            break
        part = min(quantity, held.quantity)
        takes.append(Take(held.place, held.lot, part))
        quantity -= part
    return tuple(takes)


def _stock_of(connection: Connection, item_ids: list[int], room_id: int, today: date) -> dict[int, tuple[Holding, ...]]:
    """Usable stock for each of the items in the stores of the room's own site: that of another one must travel."""
    stock: dict[int, list[Holding]] = {}
    for start in range(0, len(item_ids), 500):
        part = item_ids[start : start + 500]
        marks = ",".join(str(int(item_id)) for item_id in part)
        found = connection.exec_driver_sql(
            f"SELECT b.item_id, {PLACE}, {LOT}, b.quantity FROM balance b JOIN location l ON l.id = b.location_id"
            f" JOIN lot t ON t.id = b.lot_id WHERE b.item_id IN ({marks}) AND l.is_store AND b.quantity > 0"
            f" AND {_USABLE} {FEFO}",
            {"today": today.isoformat()},
        ).all()
        sites = daily_use.sites(connection, {room_id, *(row[1] for row in found)})
        own = sites.get(room_id, daily_use.NO_SITE)
        for row in found:
            if own and sites.get(row[1], own) not in (own, daily_use.NO_SITE):
                continue
            stock.setdefault(row[0], []).append(rows.holding(row[1:]))
    return {item_id: tuple(held) for item_id, held in stock.items()}


def pulls(connection: Connection, room_id: int, today: date) -> tuple[Pull, ...]:
    """Stock in the room that must leave it: recalled, quarantined or expired, and what was opened too long ago."""
    found = connection.exec_driver_sql(
        f"SELECT {ITEM}, {PLACE}, {LOT}, b.quantity FROM balance b JOIN item i ON i.id = b.item_id"
        " JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id"
        f" WHERE l.room_id = :room AND b.quantity > 0 AND NOT ({_USABLE}) {FEFO}",
        {"room": room_id, "today": today.isoformat()},
    )
    made = []
    for row in found:
        held = rows.holding(row[ITEM_WIDTH:])
        reason = "expired" if held.lot.state is LotState.USABLE else held.lot.state.value
        made.append(Pull(rows.item(row), held, reason))
    too_long = (each for each in open_containers(connection, room_id) if each.use_by and each.use_by.day < today)
    made += [
        Pull(each.item, Holding(each.place, each.lot, each.quantity), WasteReason.OPENED_TOO_LONG.value)
        for each in too_long
        if is_usable(each.lot, today)
    ]
    return tuple(made)


def expiring(connection: Connection, today: date, days: int, limit: int = 200) -> tuple[Expiring, ...]:
    """Stock on hand that has expired or expires within ``days``, soonest first; opened containers by their own use-by."""
    last, unopened = today + timedelta(days=days), f"b.quantity - coalesce({REMAINS.format('')}, 0)"
    found = connection.exec_driver_sql(
        f"SELECT {ITEM}, {PLACE}, {LOT}, {unopened} FROM lot t JOIN balance b ON b.lot_id = t.id"
        " JOIN item i ON i.id = b.item_id JOIN location l ON l.id = b.location_id"
        f" WHERE t.expiry <= ? AND {unopened} > 0 {FEFO} LIMIT ?",
        (last.isoformat(), limit),
    )
    made = []
    for row in found:
        held = rows.holding(row[ITEM_WIDTH:])
        assert held.lot.expiry is not None
        made.append(Expiring(rows.item(row), held, (held.lot.expiry - today).days))
    for each in ending(connection, last, limit):
        assert each.use_by is not None
        held = Holding(each.place, each.lot, each.quantity)
        made.append(Expiring(each.item, held, (each.use_by.day - today).days, each))
    return tuple(sorted(made, key=lambda each: each.until)[:limit])


def parked(connection: Connection, limit: int = 200) -> tuple[Parked, ...]:
    """Codes that wait for somebody to say what they are, newest first."""
    found = connection.exec_driver_sql(
        "SELECT text, at, scan_id FROM parked WHERE settled IS NULL ORDER BY at DESC, text LIMIT ?", (limit,)
    )
    return tuple(Parked(*row) for row in found)


def holdings_of(connection: Connection, item_id: int) -> tuple[Holding, ...]:
    """Where an item is, every lot, FEFO order."""
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, {LOT}, b.quantity FROM balance b JOIN location l ON l.id = b.location_id"
        f" JOIN lot t ON t.id = b.lot_id WHERE b.item_id = ? AND b.quantity > 0 {FEFO}",
        (item_id,),
    )
    return tuple(rows.holding(row) for row in found)


def contents(connection: Connection, place_id: int, limit: int = 500) -> tuple[tuple[Item, Holding], ...]:
    """What stands in a place and in all below it, by item."""
    found = connection.exec_driver_sql(
        "WITH RECURSIVE below(id) AS (SELECT ? UNION ALL SELECT c.id FROM location c JOIN below ON c.parent_id = below.id)"
        f" SELECT {ITEM}, {PLACE}, {LOT}, b.quantity FROM below JOIN balance b ON b.location_id = below.id"
        " JOIN item i ON i.id = b.item_id JOIN location l ON l.id = b.location_id JOIN lot t ON t.id = b.lot_id"
        " WHERE b.quantity > 0 ORDER BY i.name COLLATE NOCASE, i.id, t.expiry IS NULL, t.expiry, l.path LIMIT ?",
        (place_id, limit),
    )
    return tuple((rows.item(row), rows.holding(row[ITEM_WIDTH:])) for row in found)
