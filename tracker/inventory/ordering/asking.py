"""What the reorder rule needs to know, read for all items and sites at once.

Demand comes from the kept daily use, stock from the balances, lead times from receipts against orders: no question here
goes through the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from statistics import median

import numpy as np

from tracker.inventory import daily_use, rows
from tracker.inventory.demand.history import Floats
from tracker.inventory.facts import Item
from tracker.inventory.month_ends import standing
from tracker.inventory.opening_queries import insides
from tracker.inventory.ordering.arrivals import is_draft, last_day, measured_leads, on_order
from tracker.inventory.ordering.facts import Choice, Offer, Past, Situation, Standing, Supplier
from tracker.inventory.ordering.lead_times import leads_of
from tracker.inventory.ordering.pasts import pasts
from tracker.inventory.rows import ITEM, ITEM_WIDTH
from tracker.inventory.stock_transfers import promised
from tracker.store.connection import Connection

_Pair = tuple[int, int]
_EMPTY: Floats = np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Everything that was read, by item or by item and site."""

    pasts: Mapping[_Pair, Past]
    stock: Mapping[_Pair, tuple[Standing, ...]]
    on_order: Mapping[_Pair, int]
    pars: Mapping[_Pair, int]
    offers: Mapping[_Pair, tuple[Offer, ...]]
    """By item and supplier."""
    offering: Mapping[int, tuple[int, ...]]
    """The suppliers who offer an item, the cheapest by the base unit first."""
    packs: Mapping[int, tuple[Offer, ...]]
    suppliers: Mapping[int, Supplier]
    leads: Mapping[_Pair, tuple[int, ...]]
    """By item and supplier; the item 0 for all of the supplier's."""
    shelf_lives: Mapping[int, int]
    drafted: Mapping[_Pair, Mapping[_Pair, int]] = field(default_factory=dict)
    """By item and site: packs by supplier and package."""
    promised: Mapping[_Pair, int] = field(default_factory=dict)
    sites: Mapping[int, str] = field(default_factory=dict)


def situations(
    connection: Connection, today: date, as_of: date | None = None, zone: tzinfo | None = UTC
) -> Iterator[Situation]:
    """Every item at every site where it was ever moved, has a par level or is on order.

    ``as_of`` is a past day, at whose end stock, orders and deliveries are told, with ``today`` that day as well: what is
    set in the catalogue (par levels, offers, suppliers, lots' states) keeps no past and is today's. ``zone`` is the
    clinic's: it says when that day was over.
    """
    known = _read(connection, today, as_of, zone)
    pairs = {*known.pasts, *known.stock, *known.on_order, *known.pars}
    found = connection.exec_driver_sql(
        f"SELECT {ITEM}, i.supplier_id, i.criticality, i.lead_time_days FROM item i ORDER BY i.name COLLATE NOCASE, i.id"
    ).all()
    by_item: dict[int, list[int]] = defaultdict(list)
    for item_id, site in sorted(pairs):
        by_item[item_id].append(site)
    for row in found:
        for site in by_item.get(row[0], ()):
            yield _situation(known, rows.item(row), site, *row[ITEM_WIDTH:])


def _situation(
    known: _Known, item: Item, site_id: int, own: int | None, criticality: str | None, stated: int | None
) -> Situation:
    offering = known.offering.get(item.id, ()) if own is None else ()
    supplier_id = own if own is not None else next(iter(offering), None)
    offers = known.offers.get((item.id, supplier_id), ()) if supplier_id is not None else ()
    pair = (item.id, site_id)
    return Situation(
        item=item,
        site_id=site_id,
        site=known.sites.get(site_id, "the clinic"),
        supplier=known.suppliers[supplier_id] if supplier_id is not None else None,
        criticality=criticality,
        past=known.pasts.get(pair, Past(_EMPTY)),
        leads=leads_of(known.leads, item.id, supplier_id, stated),
        stock=known.stock.get(pair, ()),
        on_order=known.on_order.get(pair, 0),
        par=known.pars.get(pair, 0),
        offers=offers or known.packs.get(item.id, ()),
        is_offered=bool(offers),
        shelf_life_days=known.shelf_lives.get(item.id),
        promised=known.promised.get(pair, 0),
        drafted=known.drafted.get(pair, {}),
        choices=tuple(
            Choice(known.suppliers[each], leads_of(known.leads, item.id, each, stated), known.offers[item.id, each])
            for each in (offering if len(offering) > 1 else ())
        ),
    )


def _offering(offers: Mapping[_Pair, tuple[Offer, ...]]) -> Mapping[int, tuple[int, ...]]:
    """Who offers each item, by the price of the base unit; those whose price nobody knows come last."""
    found: dict[int, list[tuple[bool, float, int]]] = defaultdict(list)
    for (item_id, supplier_id), of_supplier in offers.items():
        found[item_id].append(min((*_dearness(each), supplier_id) for each in of_supplier))
    return {item_id: tuple(supplier_id for *_, supplier_id in sorted(each)) for item_id, each in found.items()}


def _dearness(offer: Offer) -> tuple[bool, float]:
    return offer.price_micros is None, (offer.price_micros or 0) / offer.factor


def _read(connection: Connection, today: date, as_of: date | None, zone: tzinfo | None) -> _Known:
    stock, held = _stock(connection, None, zone)
    pasts_now = pasts(connection, today, held)  # back from what stands now, whatever day is asked for
    if as_of is not None:
        stock, _ = _stock(connection, as_of, zone)
    offers = _offers(connection)
    return _Known(
        pasts=pasts_now,
        stock=stock,
        on_order=on_order(connection, as_of, zone),
        pars=_pars(connection),
        offers=offers,
        offering=_offering(offers),
        packs=_packs(connection),
        suppliers={
            row[0]: Supplier(*row) for row in connection.exec_driver_sql("SELECT id, name, review_days FROM supplier")
        },
        leads=measured_leads(connection, as_of),
        shelf_lives=_shelf_lives(connection, as_of),
        drafted=_drafted(connection, as_of, zone),
        promised=promised(connection, as_of),
        sites=dict(connection.exec_driver_sql("SELECT id, name FROM location WHERE kind = 'site'").all()),
    )


def _stock(
    connection: Connection, as_of: date | None, zone: tzinfo | None
) -> tuple[Mapping[_Pair, tuple[Standing, ...]], Mapping[_Pair, int]]:
    """Stock that may be used, by lots; and all stock, as a day without any is told from."""
    sites = daily_use.sites(connection)
    usable: dict[_Pair, list[Standing]] = defaultdict(list)
    held: dict[_Pair, int] = defaultdict(int)
    opened = _opened(connection, as_of, zone)
    stands = standing(connection, as_of)
    for item_id, place_id, lot_id, quantity, expiry, state in connection.exec_driver_sql(
        "SELECT b.item_id, b.location_id, b.lot_id, b.quantity, t.expiry, t.state"
        f" FROM {stands.table} b JOIN lot t ON t.id = b.lot_id WHERE b.quantity > 0",
        stands.values,
    ):
        if place_id not in sites:  # on the way: it counts as on order
            continue
        pair = (item_id, sites[place_id])
        held[pair] += quantity
        if state == "usable":
            inside = opened.get((item_id, place_id, lot_id), ())
            usable[pair] += inside
            unopened = quantity - sum(each.quantity for each in inside)
            if unopened > 0:
                usable[pair].append(Standing(date.fromisoformat(expiry) if expiry else None, unopened))
    return {pair: tuple(found) for pair, found in usable.items()}, held


def _opened(
    connection: Connection, as_of: date | None, zone: tzinfo | None
) -> Mapping[tuple[int, int, int], tuple[Standing, ...]]:
    """Of each item, place and lot what is in opened containers: usable until their own use-by, and no longer."""
    found: dict[tuple[int, int, int], tuple[Standing, ...]] = {}
    for each in insides(connection, as_of, zone):
        key = (each.item_id, each.place_id, each.lot_id)
        found[key] = (*found.get(key, ()), Standing(each.use_by, each.quantity))
    return found


def _drafted(connection: Connection, as_of: date | None, zone: tzinfo | None) -> Mapping[_Pair, Mapping[_Pair, int]]:
    """What stands in the drafts that orders made now add to: the oldest open one of each supplier and site."""
    found: dict[_Pair, dict[_Pair, int]] = defaultdict(dict)
    for item_id, site_id, supplier_id, package_id, packs in connection.exec_driver_sql(
        "SELECT l.item_id, coalesce(o.site_id, 0), o.supplier_id, l.package_id, l.packs FROM purchase_order o"
        f" JOIN purchase_order_line l ON l.order_id = o.id WHERE {is_draft('o')} AND o.id = (SELECT min(d.id)"
        f" FROM purchase_order d WHERE {is_draft('d')} AND d.supplier_id = o.supplier_id"
        " AND d.site_id IS o.site_id)",
        last_day(as_of, zone),
    ):
        found[item_id, site_id][supplier_id, package_id] = packs
    return dict(found)


def _pars(connection: Connection) -> Mapping[_Pair, int]:
    sites = daily_use.sites(connection)
    pars: dict[_Pair, int] = defaultdict(int)
    for item_id, place_id, par in connection.exec_driver_sql("SELECT item_id, location_id, par FROM par_level"):
        pars[item_id, sites[place_id]] += par
    return pars


def _offers(connection: Connection) -> Mapping[_Pair, tuple[Offer, ...]]:
    offers: dict[_Pair, list[Offer]] = defaultdict(list)
    for item_id, supplier_id, *rest in connection.exec_driver_sql(
        "SELECT o.item_id, o.supplier_id, k.id, k.name, k.factor, o.from_packs, o.price_micros,"
        " coalesce(o.part_number, '') FROM offer o JOIN package_level k ON k.id = o.package_id"
        " ORDER BY 1, 2, k.factor, o.from_packs"
    ):
        offers[item_id, supplier_id].append(Offer(*rest))
    return {key: tuple(found) for key, found in offers.items()}


def _packs(connection: Connection) -> Mapping[int, tuple[Offer, ...]]:
    """Where nobody offers an item: the pack that bears the supplier's number, else the base unit, at the catalogue's
    cost."""
    packs: dict[int, tuple[Offer, ...]] = {}
    for item_id, package_id, name, factor, cost in connection.exec_driver_sql(
        "SELECT k.item_id, k.id, k.name, k.factor, i.unit_cost_micros FROM package_level k JOIN item i"
        " ON i.id = k.item_id LEFT JOIN identifier n ON n.package_id = k.id AND n.kind = 'vendor'"
        " ORDER BY k.item_id, n.value IS NULL, k.factor <> 1, k.factor, k.id"
    ):
        price = None if cost is None else cost * factor
        packs.setdefault(item_id, (Offer(package_id, name, factor, 1, price),))
    return packs


def _shelf_lives(connection: Connection, as_of: date | None) -> Mapping[int, int]:
    """How long a lot still kept on the day of its delivery: the median over the deliveries on record."""
    found: dict[int, list[int]] = defaultdict(list)
    for item_id, days in connection.exec_driver_sql(
        "SELECT p.item_id, CAST(julianday(t.expiry) - julianday(p.day) AS INTEGER) FROM receipt r CROSS JOIN posting p"
        " ON p.movement_id = r.movement_id JOIN lot t ON t.id = p.lot_id WHERE t.expiry IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM movement u WHERE u.reverses = r.movement_id) AND p.day <= :day",
        last_day(as_of),
    ):
        found[item_id].append(days)
    return {item_id: max(0, int(median(days))) for item_id, days in found.items()}
