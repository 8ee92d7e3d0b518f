"""Suppliers, their offers, and orders that were made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.errors import Refusal
from tracker.inventory.entries import OfferRow, OrderRow, SupplierRow
from tracker.inventory.import_places import ids_by_code
from tracker.inventory.ordering.lead_times import expect
from tracker.journal.canonical import Value
from tracker.journal.pen import Imported, Pen, Report
from tracker.money import amount
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection
from tracker.text import safe

SHOWN = 3
"""Differences of one order that are told: whoever has more of them has another order."""

_Wanted = tuple[int, int, int, int | None]
"""A line's item, package, packs and price for one pack."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the catalogue has already, by what a file calls it; a supplier that is made joins it."""

    items: Mapping[str, int]
    packages: Mapping[tuple[int, str], int]
    suppliers: dict[str, int]
    places: Mapping[str, int]

    def wanted(self, row: OrderRow) -> _Wanted:
        item_id = self.items[row.item_code]
        return item_id, self.packages[item_id, row.package], row.packs, row.price_micros


@needs(Permission.CATALOGUE_EDIT)
def import_suppliers(connection: Connection, rows: Sequence[SupplierRow], pen: Pen, report: Report) -> Imported:
    """Add or amend suppliers by their names."""
    known = {
        row[0]: row[1:]
        for row in connection.exec_driver_sql("SELECT name, review_days, minimum_order_micros, account FROM supplier")
    }
    added = changed = 0
    told: list[Value] = []
    for row in rows:
        before = known.get(row.name)
        review, least, account = before or (7, None, None)
        minimum = least if row.minimum_order_micros is None else row.minimum_order_micros
        after = (row.review_days or review, minimum, row.account or account)
        if before == after:
            continue
        connection.exec_driver_sql(
            "INSERT INTO supplier (name, review_days, minimum_order_micros, account) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET review_days = excluded.review_days,"
            " minimum_order_micros = excluded.minimum_order_micros, account = excluded.account",
            (row.name, *after),
        )
        added, changed = added + (before is None), changed + (before is not None)
        told.append([row.name, *after])
    pen.record(connection, "suppliers", told)
    report(len(rows), len(rows))
    return Imported(added, changed, len(rows) - added - changed)


@needs(Permission.CATALOGUE_EDIT)
def import_offers(connection: Connection, rows: Sequence[OfferRow], pen: Pen, report: Report) -> Imported:
    """Set prices; a supplier that is new is made. The rows' items and packages are known to exist."""
    items, packages, suppliers = ids_by_code(connection, "item"), _packages(connection), _suppliers(connection)
    known = {
        tuple(row[:4]): tuple(row[4:])
        for row in connection.exec_driver_sql(
            "SELECT item_id, supplier_id, package_id, from_packs, price_micros, part_number FROM offer"
        )
    }
    added = changed = 0
    told: list[Value] = []
    for row in rows:
        supplier_id = _supplier(connection, suppliers, row.supplier)
        item_id = items[row.item_code]
        key = (item_id, supplier_id, packages[item_id, row.package], row.from_packs)
        before = known.get(key)
        after = (row.price_micros, row.part_number or (before[1] if before else None))
        if before == after:
            continue
        known[key] = after
        connection.exec_driver_sql(
            "INSERT INTO offer (item_id, supplier_id, package_id, from_packs, price_micros, part_number)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET price_micros = excluded.price_micros,"
            " part_number = excluded.part_number",
            (*key, *after),
        )
        added, changed = added + (before is None), changed + (before is not None)
        told.append([row.supplier, row.item_code, row.package, row.from_packs, *after])
    pen.record(connection, "offers", told)
    report(len(rows), len(rows))
    return Imported(added, changed, len(rows) - added - changed)


@needs(Permission.ORDER_SEND)
def import_orders(connection: Connection, rows: Sequence[OrderRow], pen: Pen, report: Report) -> Imported:
    """Enter orders with all their lines, sent or as drafts. One that is known and the same is unchanged; another of its
    number is refused. Raises :class:`Refusal`."""
    known = _Known(
        ids_by_code(connection, "item"),
        _packages(connection),
        _suppliers(connection),
        ids_by_code(connection, "location"),
    )
    orders: dict[str, list[OrderRow]] = {}
    for row in rows:
        orders.setdefault(row.number, []).append(row)
    entered: dict[int, list[OrderRow]] = {}
    for number, lines in orders.items():
        wanted = [known.wanted(each) for each in lines]
        before = connection.exec_driver_sql("SELECT id FROM purchase_order WHERE number = ?", (number,)).scalar()
        if before is not None:
            _require_same(connection, int(before), lines, wanted)
            continue
        entered[_enter(connection, known, lines[0], wanted, pen.at)] = lines
    expected = expect(connection, [key for key, lines in entered.items() if lines[0].sent_on])
    told = [_told(lines[0], each, expected.get(key)) for key, lines in entered.items() for each in lines]
    added = len(told)
    pen.record(connection, "orders", told)
    report(len(rows), len(rows))
    return Imported(added, 0, len(rows) - added)


def _enter(connection: Connection, known: _Known, head: OrderRow, wanted: Sequence[_Wanted], at: str) -> int:
    """A new order with its lines; its id."""
    key = connection.exec_driver_sql(
        "INSERT INTO purchase_order (number, supplier_id, site_id, state, made_at, sent_on)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (
            head.number,
            _supplier(connection, known.suppliers, head.supplier),
            known.places.get(head.site_code),
            "sent" if head.sent_on else "draft",
            at,
            _day(head),
        ),
    ).scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO purchase_order_line (order_id, line, item_id, package_id, packs, price_micros, why)"
        " VALUES (?, ?, ?, ?, ?, ?, '')",
        [(key, line, *each) for line, each in enumerate(wanted, start=1)],
    )
    return int(key)


def _told(head: OrderRow, line: OrderRow, expected: date | None) -> Value:
    """A line for the journal; what holds for the whole order is as its first line has it."""
    said = (line.item_code, line.package, line.packs, line.price_micros)
    return [
        head.number,
        head.supplier,
        _day(head),
        *said,
        head.site_code or None,
        expected.isoformat() if expected else None,
    ]


def _day(head: OrderRow) -> str | None:
    return head.sent_on.isoformat() if head.sent_on else None


def _require_same(connection: Connection, key: int, lines: Sequence[OrderRow], wanted: Sequence[_Wanted]) -> None:
    """Raises :class:`Refusal` that says in what the known order is another one."""
    head = lines[0]
    said = _differences_of_head(connection, key, head)
    known = connection.exec_driver_sql(
        "SELECT item_id, package_id, packs, price_micros FROM purchase_order_line WHERE order_id = ? ORDER BY line",
        (key,),
    ).all()
    if len(known) != len(wanted):
        said.append(f"it has {len(known)} lines here, {len(wanted)} in the file")
    for number, (here, there) in enumerate(zip(known, wanted, strict=False), start=1):
        if tuple(here) != there:
            said.append(f"its line {number} {_difference(tuple(here), there)}")
    if said:
        raise Refusal(
            f"Line {head.line}: order {safe(head.number, 40)} is known, and {safe('; '.join(said[:SHOWN]), 300)}.",
            hint="Nothing was imported. Is it another order? Give it a number of its own. Else correct the file.",
            code="order_known",
        )


def _differences_of_head(connection: Connection, key: int, head: OrderRow) -> list[str]:
    supplier, site, sent_on = connection.exec_driver_sql(
        "SELECT s.name, coalesce(l.code, ''), o.sent_on FROM purchase_order o JOIN supplier s ON s.id = o.supplier_id"
        " LEFT JOIN location l ON l.id = o.site_id WHERE o.id = ?",
        (key,),
    ).one()
    return [
        f"its {what} is {here or 'none'} here, {there or 'none'} in the file"
        for what, here, there in (
            ("supplier", supplier, head.supplier),
            ("site", site, head.site_code),
            (
                "day of sending",
                sent_on,
                _day(head) or sent_on,
            ),  # a file without the day does not say that it was never sent
        )
        if here != there and not (what == "site" and not here)
    ]


def _difference(here: _Wanted, there: _Wanted) -> str:
    if here[:2] != there[:2]:
        return "is of another item or package"
    if here[2] != there[2]:
        return f"is {here[2]} packs here, {there[2]} in the file"
    costs = ("not known" if each is None else amount(each) for each in (here[3], there[3]))
    return "costs {} a pack here, {} in the file".format(*costs)


def _packages(connection: Connection) -> dict[tuple[int, str], int]:
    return {
        (item_id, name): key
        for key, item_id, name in connection.exec_driver_sql("SELECT id, item_id, name FROM package_level")
    }


def _suppliers(connection: Connection) -> dict[str, int]:
    return {name: key for key, name in connection.exec_driver_sql("SELECT id, name FROM supplier")}


def _supplier(connection: Connection, known: dict[str, int], name: str) -> int:
    if name not in known:
        made = connection.exec_driver_sql("INSERT INTO supplier (name) VALUES (?) RETURNING id", (name,))
        known[name] = int(made.scalar_one())
    return known[name]
