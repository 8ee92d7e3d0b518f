"""Which known item a line of a file is, and what must not be there twice or in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tracker.exchange.table import Line
from tracker.inventory.entries import ItemRow, Known, KnownItem
from tracker.text import safe


class Seen:
    """What must be there once only: codes, GTINs, other identifiers, and names."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._names: dict[str, str] = {}
        for code, item in known.items.items():
            key = item.name.casefold()
            self._names[key] = "" if key in self._names else code
        self._lines: dict[tuple[str, str], int] = {}

    def settle(self, line: Line, row: ItemRow) -> ItemRow | None:
        """``row`` with the code of the item that it is, if the catalogue has it already."""
        is_guessed = not row.code
        if is_guessed:
            row = replace(row, code=self._recognise(row))
        fine = self._is_first(line, "name", row.name, row.name.casefold())
        if row.code in self._known.items:
            fine &= _counts_alike(line, row, self._known.items[row.code])
            fine &= _tracks_on(line, row, self._known.items[row.code])
        if row.code:
            fine &= self._is_first(line, "code", row.code, row.code)
        for column, value, owner in self._scannable(row):
            fine &= self._is_first(line, column, value, value)
            if owner and owner != row.code:
                item = self._known.items.get(owner)
                whose = f"{safe(item.name, 60)} ({owner})" if item else owner
                line.fault(column, f"{value} is a code of {whose} already.", "One code names one item: correct one.")
                fine = False
        if fine and is_guessed:
            fine = self._keeps_name(line, row)
        return row if fine else None

    def _recognise(self, row: ItemRow) -> str:
        owners = (owner for _, _, owner in self._scannable(row) if owner)
        return next(owners, self._names.get(row.name.casefold(), ""))

    def _keeps_name(self, line: Line, row: ItemRow) -> bool:
        """Whether a line without a code calls the item that its GTIN stands for by its name. Another name may be another
        item's line with a mistyped GTIN: that one would be renamed with all its stock."""
        known = self._known.items.get(row.code)
        if known is None or known.name.casefold() == row.name.casefold():
            return True
        column, value = next((column, value) for column, value, owner in self._scannable(row) if owner == row.code)
        message = f"{value} is known: it stands for {safe(known.name, 60)}, here for {safe(row.name, 60)}."
        line.fault(column, message, f"Write its code, {row.code}, to rename it; else correct the number.")
        return False

    def _scannable(self, row: ItemRow) -> Iterator[tuple[str, str, str]]:
        """(column, code, house code of the item that the catalogue gives it to)"""
        for level in row.packages:
            if level.gtin:
                yield "gtin", level.gtin, self._known.gtins.get(level.gtin, "")
        for kind, value, _ in row.identifiers:
            yield kind, value, self._known.identifiers.get(value, "")

    def _is_first(self, line: Line, column: str, shown: str, value: str) -> bool:
        kind = column if column in ("name", "code") else "scannable"
        first = self._lines.get((kind, value))
        if first is None:
            self._lines[kind, value] = line.number
            return True
        where = "twice on this line" if first == line.number else f"on line {first} already"
        hint = "Keep one of them." if first == line.number else f"See lines {first} and {line.number}, and keep one."
        line.fault(column, f"{safe(shown, 60)} stands {where}.", hint)
        return False


def _tracks_on(line: Line, row: ItemRow, known: KnownItem) -> bool:
    """An item with lots on record stays tracked: its recalled and expired lots would else be taken for good ones."""
    for column, before, after in (
        ("tracks_lot", known.tracks_lot, row.tracks_lot),
        ("tracks_expiry", known.tracks_expiry, row.tracks_expiry),
    ):
        if known.has_lots and before and not after:
            message = f"{safe(known.name, 60)} has lots on record: {column} is yes in the clinic, no here."
            line.fault(column, message, "Write yes, or make it a new item with a name of its own.")
            return False
    return True


def _counts_alike(line: Line, row: ItemRow, known: KnownItem) -> bool:
    """Whether the file counts as the ledger did: another unit or factor would give every past movement a new meaning."""
    unit = known.base_unit
    if unit and unit != row.base_unit:
        message = f"{safe(known.name, 60)} is counted in {safe(unit, 30)}, here in {safe(row.base_unit, 30)}."
        line.fault("base_unit", message, f"Write {safe(unit, 30)}, or make it a new item with a name of its own.")
        return False
    for level in row.packages:
        factor = known.factors.get(level.name, level.factor)
        if factor != level.factor:
            name = safe(level.name, 30)
            message = f"A {name} has {factor} {safe(unit, 30)} in the catalogue, here {level.factor}."
            line.fault("packages", message, f"Is it a new size? Give it a name of its own: {name} of {level.factor}.")
            return False
    return True
