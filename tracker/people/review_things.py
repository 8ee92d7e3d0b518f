"""What badges, items and warnings are called, for whoever looks at what stands out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from tracker.people.review_rules import dicts_of
from tracker.store.connection import Connection

_MOST_NAMED = 3
WARNINGS: Mapping[str, str] = {
    "awaited": "an order waits for it",
    "expires_before_use": "it will expire unused",
    "held_arrival": "it is held back",
    "newer_lot": "an older lot is there",
    "not_in_par": "it is not kept there",
    "not_ordered": "it was not ordered",
    "open_already": "one is open already",
    "opened_first": "an opened pack is there",
    "other_site": "it is another site's",
    "over_par": "it is more than par",
    "own_courier": "whoever sends carries it himself",
    "rejected": "it was rejected",
    "repeated": "it was scanned twice",
    "retention": "it was to be kept longer",
    "short_dated": "it expires soon",
    "temperature": "it travels at another temperature",
    "too_many": "it is more than was ordered",
    "too_old": "it is too old",
    "turned_away": "it was turned away",
    "which_lot": "the code names no lot",
}
"""What was warned of, behind "though"."""


class Things:
    """Names as they are now; each item is asked once."""

    def __init__(self, connection: Connection, zone: tzinfo | None) -> None:
        self._connection, self._zone = connection, zone
        self._items: dict[str, str] = {}
        rows = connection.exec_driver_sql("SELECT badge, name, role, ended_at FROM staff").all()
        self._names: dict[str, str] = {badge: name for badge, name, _, _ in rows}
        self._roles: dict[str, str] = {badge: role for badge, _, role, ended_at in rows if ended_at is None}

    def person(self, badge: object) -> str:
        """``lead 01 (B0000000141)``; of what is nobody's badge itself."""
        name = self._names.get(str(badge))
        return f"{name} ({badge})" if name is not None else str(badge or "nobody")

    def role(self, badge: object) -> str | None:
        """None for a badge that was never given out, or has ended."""
        return self._roles.get(str(badge))

    def time(self, at: object) -> str:
        """A stamp by the clinic's clock; of what is none itself."""
        try:
            return f"{datetime.fromisoformat(str(at)).astimezone(self._zone):%Y-%m-%d %H:%M}"
        except ValueError:
            return str(at)

    def warning(self, code: object) -> str:
        return WARNINGS.get(str(code), str(code).replace("_", " "))

    def change(self, told: Mapping[str, Any]) -> str:
        """``transfer Syringe 3 mL 20``, ``dispose specimen 2600001387``"""
        did = str(told.get("do", "")).split(".")[-1].replace("_", " ")
        named = list(dict.fromkeys(self._named(told)))
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        return f"{did} {', '.join(named[:_MOST_NAMED])}{more}".rstrip(" ")

    def _named(self, told: Mapping[str, Any]) -> Iterator[str]:
        for line in dicts_of(told, "lines"):
            yield f"{self._item(str(line.get('item')))} {line.get('quantity', '')}"
        specimens = told.get("specimens")
        for number in specimens if isinstance(specimens, list) else ():
            yield f"specimen {number}"
        if not told.get("lines") and not specimens:
            yield from (str(told[key]) for key in ("requisition", "order", "holder", "item") if told.get(key))

    def _item(self, code: str) -> str:
        if code not in self._items:
            name = self._connection.exec_driver_sql("SELECT name FROM item WHERE code = ?", (code,)).scalar()
            self._items[code] = str(name or code)
        return self._items[code]
