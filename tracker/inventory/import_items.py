"""Items, their package levels and every code that the world calls them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from tracker.barcodes.house import item_code, next_number
from tracker.errors import Refusal
from tracker.inventory.entries import ItemRow
from tracker.inventory.opening import Keeps, KeepsUnit
from tracker.inventory.searching import put_names_in_order
from tracker.journal.canonical import Value
from tracker.journal.pen import Imported, Pen, Report
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection
from tracker.store.numbering import given_out

_FIELDS = "name, base_unit, category, supplier_id, lead_time_days, unit_cost_micros, tracks_lot, tracks_expiry"


class _Catalogue:
    """The known catalogue as dictionaries: one read instead of 100,000 look-ups."""

    def __init__(self, connection: Connection) -> None:
        read = connection.exec_driver_sql
        self.items: dict[str, tuple[Any, ...]] = {
            row[0]: tuple(row)[1:] for row in read(f"SELECT code, id, {_FIELDS} FROM item")
        }
        self.by_name: dict[tuple[str, str], str] = {(row[1], row[2]): code for code, row in self.items.items()}
        self.by_gtin: dict[str, str] = {
            row[0]: row[1]
            for row in read(
                "SELECT n.value, i.code FROM identifier n JOIN item i ON i.id = n.item_id WHERE n.kind = 'gtin'"
            )
        }
        self.suppliers: dict[str, int] = {name: key for key, name in read("SELECT id, name FROM supplier")}
        self.packages: dict[tuple[int, str], tuple[int, int]] = {
            (item_id, name): (key, factor)
            for key, item_id, name, factor in read("SELECT id, item_id, name, factor FROM package_level")
        }
        self.identifiers: dict[tuple[str, str], tuple[int, int]] = {
            (kind, value): (item_id, package_id)
            for kind, value, item_id, package_id in read("SELECT kind, value, item_id, package_id FROM identifier")
        }
        self.keeps: dict[int, Keeps] = {
            item_id: Keeps(amount, KeepsUnit(unit))
            for item_id, amount, unit in read("SELECT item_id, amount, unit FROM keeps_opened")
        }
        self.criticality: dict[int, str | None] = dict(read("SELECT id, criticality FROM item").all())
        self.controlled: dict[int, bool] = {
            key: bool(found) for key, found in read("SELECT id, is_controlled FROM item")
        }
        self.factors: dict[int, int] = dict(self.packages.values())
        self.supplier_names = {key: name for name, key in self.suppliers.items()}
        self.next_number = next_number(self.items, "I", given_out(connection, "I"))
        self.next_item = read("SELECT coalesce(max(id), 0) + 1 FROM item").scalar_one()
        self.next_package = read("SELECT coalesce(max(id), 0) + 1 FROM package_level").scalar_one()

    def name_of(self, item_id: int) -> str:
        return next((str(row[1]) for row in self.items.values() if row[0] == item_id), "another item")

    def facts(self, code: str) -> Mapping[str, Value]:
        """What the item is after the row, whatever the row left out: by it the table can be held against the journal."""
        item_id, _, _, category, supplier_id, lead_days, cost, *_ = self.items[code]
        return {
            "category": category,
            "supplier": self.supplier_names.get(supplier_id),
            "lead_days": lead_days,
            "cost": cost,
            "ved": self.criticality.get(item_id),
            "controlled": self.controlled.get(item_id, False),
        }

    def drawn(self, written: Set[str]) -> str:
        """A new code, none of those that the file writes itself on another line."""
        while True:
            code = item_code(self.next_number)
            self.next_number += 1
            if code not in written:
                return code

    def code_for(self, row: ItemRow) -> str | None:
        """The item that a row without a code means: by a GTIN of it, else by its very name and unit."""
        if row.code:
            return row.code
        for package in row.packages:
            if package.gtin in self.by_gtin:
                return self.by_gtin[package.gtin]
        return self.by_name.get((row.name, row.base_unit))


@needs(Permission.CATALOGUE_EDIT)
def import_items(connection: Connection, rows: Sequence[ItemRow], pen: Pen, report: Report) -> Imported:
    """Add or amend items. A package level keeps its name; its factor never changes, since the ledger was counted by it."""
    known = _Catalogue(connection)
    written = {row.code for row in rows}
    writes = _Writes()
    added = changed = 0
    told: list[Value] = []
    for number, row in enumerate(rows, start=1):
        code = known.code_for(row)
        before = known.items.get(code) if code else None
        if code is None:
            code = known.drawn(written)
        touched = _item(known, writes, code, row, before)
        item_id = known.items[code][0]
        touched |= _codes(known, writes, item_id, code, row)
        touched |= _keeps(known, writes, item_id, row)
        touched |= _criticality(known, writes, item_id, row)
        touched |= _controlled(known, writes, item_id, row)
        added += before is None
        changed += before is not None and touched
        if before is None or touched:
            told.append(_told(code, row, known.facts(code)))
        if number % 1000 == 0:
            report(number, len(rows))
    writes.flush(connection)
    pen.record(connection, "items", told)
    return Imported(added, changed, len(rows) - added - changed)


def _told(code: str, row: ItemRow, facts: Mapping[str, Value]) -> Value:
    said: dict[str, Value] = {"keeps": [row.keeps.amount, row.keeps.unit.value]} if row.keeps is not None else {}
    if row.criticality is not None:
        said["ved"] = row.criticality
    if row.is_controlled is not None:
        said["controlled"] = row.is_controlled
    return {
        **said,
        "is": facts,
        "item": code,
        "name": row.name,
        "unit": row.base_unit,
        "lot": row.tracks_lot,
        "expiry": row.tracks_expiry,
        "packages": [[package.name, package.factor, package.gtin] for package in row.packages],
        "codes": [list(identifier) for identifier in row.identifiers],
    }


def _item(known: _Catalogue, writes: _Writes, code: str, row: ItemRow, before: tuple[Any, ...] | None) -> bool:
    supplier_id = None
    if row.supplier:
        if row.supplier not in known.suppliers:
            known.suppliers[row.supplier] = max(known.suppliers.values(), default=0) + 1
            known.supplier_names[known.suppliers[row.supplier]] = row.supplier
            writes.suppliers.append((known.suppliers[row.supplier], row.supplier))
        supplier_id = known.suppliers[row.supplier]
    given = (
        row.name,
        row.base_unit,
        row.category or None,
        supplier_id,
        row.lead_time_days,
        row.unit_cost_micros,
        int(row.tracks_lot),
        int(row.tracks_expiry),
    )
    if before is None:
        made = (
            known.next_item,
            *(value if value is not None or index != 2 else "" for index, value in enumerate(given)),
        )
        known.next_item += 1
        known.items[code] = made
        known.by_name[(row.name, row.base_unit)] = code
        writes.new_items.append((code, *made))
        return True
    after = (before[0], *(new if new is not None else old for new, old in zip(given, before[1:], strict=True)))
    known.items[code] = after
    if after == before:
        return False
    writes.changed_items.append((*after[1:], after[0]))
    return True


def _keeps(known: _Catalogue, writes: _Writes, item_id: int, row: ItemRow) -> bool:
    if row.keeps is None or known.keeps.get(item_id) == row.keeps:
        return False
    known.keeps[item_id] = row.keeps
    writes.keeps.append((item_id, row.keeps.amount, row.keeps.unit.value))
    return True


def _controlled(known: _Catalogue, writes: _Writes, item_id: int, row: ItemRow) -> bool:
    if row.is_controlled is None or known.controlled.get(item_id, False) == row.is_controlled:
        return False
    known.controlled[item_id] = row.is_controlled
    writes.controlled.append((int(row.is_controlled), item_id))
    return True


def _criticality(known: _Catalogue, writes: _Writes, item_id: int, row: ItemRow) -> bool:
    if row.criticality is None or known.criticality.get(item_id) == row.criticality:
        return False
    known.criticality[item_id] = row.criticality
    writes.criticality.append((row.criticality, item_id))
    return True


def _codes(known: _Catalogue, writes: _Writes, item_id: int, code: str, row: ItemRow) -> bool:
    """Package levels and identifiers that are new; returns whether there were any."""
    touched = False
    by_factor: dict[int, int] = {}
    for package in row.packages:
        key = (item_id, package.name)
        if key not in known.packages:
            known.packages[key] = (known.next_package, package.factor)
            known.factors[known.next_package] = package.factor
            writes.packages.append((known.next_package, item_id, package.name, package.factor))
            known.next_package += 1
            touched = True
        package_id, factor = known.packages[key]
        if factor != package.factor:
            raise Refusal(
                f"Line {row.line}: a {package.name} of {row.name} is known to hold {factor} {row.base_unit},"
                f" not {package.factor}.",
                hint="Give the new size a name of its own, e.g. 'box of 50'; the ledger was counted by the old one.",
                code="package_conflict",
            )
        by_factor.setdefault(factor, package_id)
        if package.gtin:
            touched |= _identifier(known, writes, row, ("gtin", package.gtin), (item_id, package_id))
            known.by_gtin[package.gtin] = code
    touched |= _identifier(known, writes, row, ("house", code), (item_id, by_factor[1]))
    for identifier in row.identifiers:
        target = (item_id, by_factor[identifier.factor])
        touched |= _identifier(known, writes, row, (identifier.kind, identifier.value), target)
    return touched


def _identifier(
    known: _Catalogue, writes: _Writes, row: ItemRow, name: tuple[str, str], target: tuple[int, int]
) -> bool:
    """Bind ``name`` to (item, package level). One that already names another item, or another quantity, is refused:
    every later scan of it would book the wrong thing."""
    before = known.identifiers.get(name)
    if before == target:
        return False
    if before is not None and (before[0] != target[0] or known.factors[before[1]] != known.factors[target[1]]):
        raise Refusal(
            f"Line {row.line}: {name[1]} is known to name {known.factors[before[1]]} of {known.name_of(before[0])},"
            f" not {known.factors[target[1]]} of {row.name}.",
            hint="Look at the pack and correct the file.",
            code="identifier_conflict",
        )
    known.identifiers[name] = target
    writes.identifiers.append((*name, *target))
    return True


class _Writes:
    """What an import will write, gathered so that each table is written by one prepared statement."""

    def __init__(self) -> None:
        self.suppliers: list[tuple[int, str]] = []
        self.new_items: list[tuple[Any, ...]] = []
        self.changed_items: list[tuple[Any, ...]] = []
        self.packages: list[tuple[int, int, str, int]] = []
        self.identifiers: list[tuple[str, str, int, int]] = []
        self.keeps: list[tuple[int, int, str]] = []
        self.criticality: list[tuple[str, int]] = []
        self.controlled: list[tuple[int, int]] = []

    def flush(self, connection: Connection) -> None:
        for statement, rows in (
            ("INSERT INTO supplier (id, name) VALUES (?, ?)", self.suppliers),
            (f"INSERT INTO item (code, id, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self.new_items),
            (
                "UPDATE item SET name = ?, base_unit = ?, category = ?, supplier_id = ?, lead_time_days = ?,"
                " unit_cost_micros = ?, tracks_lot = ?, tracks_expiry = ? WHERE id = ?",
                self.changed_items,
            ),
            ("INSERT INTO package_level (id, item_id, name, factor) VALUES (?, ?, ?, ?)", self.packages),
            (
                "INSERT INTO identifier (kind, value, item_id, package_id) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (kind, value) DO UPDATE SET item_id = excluded.item_id, package_id = excluded.package_id",
                self.identifiers,
            ),
            (
                "INSERT INTO keeps_opened (item_id, amount, unit) VALUES (?, ?, ?)"
                " ON CONFLICT (item_id) DO UPDATE SET amount = excluded.amount, unit = excluded.unit",
                self.keeps,
            ),
            ("UPDATE item SET criticality = ? WHERE id = ?", self.criticality),
            ("UPDATE item SET is_controlled = ? WHERE id = ?", self.controlled),
        ):
            if rows:
                connection.exec_driver_sql(statement, rows)
        if self.new_items or self.changed_items:
            put_names_in_order(connection)
