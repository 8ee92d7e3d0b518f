"""What the journal says the catalogue is: its events told again from the first, the last word counting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tracker.store.connection import Connection


def events(connection: Connection) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every event in the order in which it was written; None for a body that cannot be read."""
    for event_id, body in connection.exec_driver_sql("SELECT event_id, body FROM journal ORDER BY rowid"):
        yield event_id, body_of(body)


def body_of(body: bytes) -> dict[str, Any] | None:
    """A body as it was told; None where somebody has put something else in its place."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


NEW_SUPPLIER = (7, None, None)
"""What is kept of one that was only named: by an offer, an item or an order."""
OpenedAsTold = tuple[str, str, int, str | None, str | None]
"""Item, lot, base units in it when it was opened, and its use-by: day and moment."""


@dataclass(slots=True)
class Recounted:
    """In codes, never in row ids: (item, lot) → [expiry, state], and so on."""

    lots: dict[tuple[str, str], tuple[str | None, str]] = field(default_factory=dict)
    tracked: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    codes: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """(kind, value) → (item, base units)."""
    packages: dict[tuple[str, str], int] = field(default_factory=dict)
    pars: dict[tuple[str, str], int] = field(default_factory=dict)
    keeps: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Item → how long it keeps once opened."""
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    """Item → what else it is, as far as events say: name, unit, and since they do category, supplier, cost and so on."""
    places: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    """Code → name, kind, and the code of what it stands in."""
    suppliers: dict[str, tuple[int, int | None, str | None]] = field(default_factory=dict)
    """Name → days between reviews, minimum order, account."""
    offers: dict[tuple[str, str, str, int], tuple[int, str | None]] = field(default_factory=dict)
    """(supplier, item, package, from how many packs) → price of one pack, part number."""
    opened: dict[str, OpenedAsTold] = field(default_factory=dict)
    """By code, without those whose opening was taken back."""

    def tell(self, event: dict[str, Any]) -> None:
        """One event more. Raises what a malformed body raises: KeyError, TypeError, ValueError, AttributeError."""
        rows = event.get("rows", ())
        match event["kind"]:
            case "import.lots":
                self.lots |= {(item, lot): (expiry, state) for item, lot, expiry, state in rows}
            case "import.items":
                for row in rows:
                    self._item(row)
            case "import.locations":
                self.places |= {code: (name, kind, parent or None) for code, name, kind, parent, _ in rows}
            case "import.suppliers":
                self.suppliers |= {name: (review, minimum, account) for name, review, minimum, account in rows}
            case "import.offers":
                for supplier, item, package, from_packs, price, part_number in rows:
                    self.suppliers.setdefault(supplier, NEW_SUPPLIER)
                    self.offers[supplier, item, package, from_packs] = (price, part_number)
            case "import.par":
                for place, item, par in rows:
                    self.pars.pop((place, item), None)
                    if par:
                        self.pars[place, item] = par
        for change in event.get("changes", ()):
            self._change(change)

    def _item(self, row: dict[str, Any]) -> None:
        item = row["item"]
        self.tracked[item] = (row["lot"], row["expiry"])
        self.codes["house", item] = (item, 1)
        self.facts[item] = self.facts.get(item, {}) | {"name": row["name"], "unit": row["unit"]} | row.get("is", {})
        if row.get("keeps"):
            amount, unit = row["keeps"]
            self.keeps[item] = (amount, unit)
        for name, factor, gtin in row["packages"]:
            self.packages[item, name] = factor
            if gtin:
                self.codes["gtin", gtin] = (item, factor)
        self.codes |= {(kind, value): (item, factor) for kind, value, factor in row["codes"]}

    def _change(self, change: dict[str, Any]) -> None:
        if change.get("do") == "bind":
            item, factor = change["item"], change["factor"]
            self.codes[change["as"], change["text"]] = (item, factor)
            if factor not in {known for (owner, _), known in self.packages.items() if owner == item}:
                self.packages[item, f"pack of {factor}"] = factor
        elif change.get("do") == "unbind":
            self.codes.pop((change["as"], change["text"]), None)
        elif change.get("do") == "open":
            day, moment = change["use_by"]
            told = (change["item"], change["lot"], change["quantity"], day, moment)
            self.opened[change["container"]] = told
        elif change.get("do") == "unopen":
            self.opened.pop(change["container"], None)
        elif change.get("do") == "receive":
            for line in change["lines"]:
                expiry, state = self.lots.get((line["item"], line["lot"]), (None, "usable"))
                self.lots[line["item"], line["lot"]] = (change.get("expiry") or expiry, state)
