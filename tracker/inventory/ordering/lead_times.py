"""How long a supplier takes: as measured from his deliveries, else as the catalogue says, else a stated default; and the day
on which an order is expected by that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from statistics import fmean

from tracker.inventory.ordering.arrivals import MOST_LEAD_DAYS, measured_leads
from tracker.inventory.ordering.facts import Leads
from tracker.store.connection import Connection

DEFAULT_LEAD_DAYS = 7
ENOUGH_LEADS = 3

Measured = Mapping[tuple[int, int], tuple[int, ...]]
"""Days by item and supplier; the item 0 for all of the supplier's."""


def leads_of(measured: Measured, item_id: int, supplier_id: int | None, stated: int | None) -> Leads:
    """``stated`` is what the catalogue says, in days."""
    if supplier_id is not None:
        for key, whose in (((item_id, supplier_id), "its own"), ((0, supplier_id), "the supplier's")):
            found = measured.get(key, ())
            if len(found) >= ENOUGH_LEADS:
                return Leads(found, f"measured from {whose} {len(found)} deliveries")
    if stated is None:
        return Leads((DEFAULT_LEAD_DAYS,), f"told by nobody, {DEFAULT_LEAD_DAYS} days taken")
    if stated > MOST_LEAD_DAYS:
        return Leads((MOST_LEAD_DAYS,), f"{stated} days in the catalogue cannot be, {MOST_LEAD_DAYS} taken")
    return Leads((stated,), "as in the catalogue")


def expected_days(connection: Connection, order_ids: Sequence[int]) -> Mapping[int, date]:
    """When sent orders should be there: on the day of sending and the mean lead time of the line that takes longest, since
    an order is there when all of it is."""
    measured = measured_leads(connection) if order_ids else {}
    expected: dict[int, date] = {}
    for key in order_ids:
        lines = connection.exec_driver_sql(
            "SELECT o.sent_on, i.id, o.supplier_id, i.lead_time_days FROM purchase_order o JOIN purchase_order_line n"
            " ON n.order_id = o.id JOIN item i ON i.id = n.item_id WHERE o.id = ? AND o.sent_on IS NOT NULL",
            (key,),
        ).all()
        if lines:
            days = max(ceil(fmean(leads_of(measured, *line[1:]).days)) for line in lines)
            expected[key] = date.fromisoformat(lines[0][0]) + timedelta(days=days)
    return expected


def expect(connection: Connection, order_ids: Sequence[int]) -> Mapping[int, date]:
    """Write down when sent orders should be there, as it is reckoned on the day of sending."""
    expected = expected_days(connection, order_ids)
    if expected:
        connection.exec_driver_sql(
            "UPDATE purchase_order SET expected_on = ? WHERE id = ?",
            [(day.isoformat(), key) for key, day in expected.items()],
        )
    return expected
