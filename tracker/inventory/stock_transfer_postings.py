"""Movements that cross from one site to another: they go onto a shipment, and are taken off it at the other end.

Asked inside the transaction of the movement: two stations that receive one shipment at once take from the same balance, and
the second finds nothing left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.inventory import daily_use
from tracker.inventory.orders import Portion
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferState
from tracker.inventory.stock_transfers import open_between, stock_transfer_in
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.store.connection import Connection
from tracker.store.numbering import given_out


@dataclass(frozen=True, slots=True)
class Crossing:
    """A movement's shipment. ``is_new`` where it opened it, ``is_arrival`` where it takes stock off it."""

    shipment: StockTransfer
    is_new: bool = False
    is_arrival: bool = False


def routed(
    connection: Connection, portions: Sequence[Portion], occasion: Occasion
) -> tuple[tuple[Portion, ...], Crossing | None]:
    """``portions`` as they are to be booked, and the shipment where they cross sites.

    Raises :class:`Refusal`: ``transfer_closed``, ``transfer_elsewhere`` (taken off at a third site), ``several_sites``,
    ``no_site`` (from a site onto a shelf in none).
    """
    arriving = stock_transfer_in(connection, portions[0].from_id) if portions else None
    sites = daily_use.sites(connection, {place_id for each in portions for place_id in (each.from_id, each.to_id)})
    if arriving is not None:
        _require_arrival(arriving, {sites.get(each.to_id, daily_use.NO_SITE) for each in portions})
        return tuple(portions), Crossing(arriving, is_arrival=True)
    pairs = {(sites.get(each.from_id, 0), sites.get(each.to_id, 0)) for each in portions}
    if any(pair[0] and not pair[1] for pair in pairs):
        raise Refusal(
            "The shelf that it goes to is in no site: no report and no order would know of it.",
            hint="Write its room's site: tracker import locations; or scan another shelf.",
            code="no_site",
        )
    crossed = {pair for pair in pairs if pair[0] and pair[1] and pair[0] != pair[1]}
    if not crossed:
        return tuple(portions), None
    if len(pairs) > 1:
        raise Refusal(
            "This comes from several sites at once.", hint="Move it site by site; nothing moved.", code="several_sites"
        )
    ((origin_id, target_id),) = crossed
    shipment, is_new = _shipment(connection, origin_id, target_id, occasion.at, occasion.today.isoformat())
    return tuple(replace(each, to_id=shipment.place.id) for each in portions), Crossing(shipment, is_new)


def _require_arrival(shipment: StockTransfer, sites: set[int]) -> None:
    require_open(shipment)
    if not sites <= {shipment.target_id, shipment.origin_id}:
        raise Refusal(
            f"Shipment {shipment.number} goes from {shipment.origin} to {shipment.target}, and this shelf is at neither.",
            hint=f"Send it on to {shipment.target}, unopened; nothing was received.",
            code="transfer_elsewhere",
        )


def require_open(shipment: StockTransfer) -> None:
    if shipment.state is not TransferState.OPEN:
        raise Refusal(
            f"Shipment {shipment.number} is {shipment.state.value}.",
            hint="Ask the inventory lead: where a pack of it turns up, the shelf is counted.",
            code=f"transfer_{shipment.state.value}",
        )


def _shipment(connection: Connection, origin_id: int, target_id: int, at: str, day: str) -> tuple[StockTransfer, bool]:
    found = open_between(connection, origin_id, target_id, day)
    if found is not None and not any(each.arrived or each.lost for each in found.lots):
        return found, False
    return opened(connection, origin_id, target_id, at, day), True


def opened(connection: Connection, origin_id: int, target_id: int, at: str, day: str) -> StockTransfer:
    """A new shipment between two sites (ids), empty, with its place in the ledger."""
    last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM stock_transfer").scalar_one()
    key = max(last, given_out(connection, "X")) + 1
    number = house.stock_transfer_code(key)
    origin, target = (
        connection.exec_driver_sql("SELECT name FROM location WHERE id = ?", (site_id,)).scalar_one()
        for site_id in (origin_id, target_id)
    )
    name = f"On the way {origin} → {target}"
    place_id = connection.exec_driver_sql(
        "INSERT INTO location (code, name, kind, path, is_store) VALUES (?, ?, 'bin', ?, 0) RETURNING id",
        (number, name, f"{name} · {number}"),
    ).scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO stock_transfer (id, number, place_id, from_site_id, to_site_id, state, opened_at, opened_on)"
        " VALUES (?, ?, ?, ?, ?, 'open', ?, ?)",
        (key, number, place_id, origin_id, target_id, at, day),
    )
    made = stock_transfer_in(connection, place_id)
    assert made is not None
    return made


def kept(connection: Connection, movement_id: int, crossing: Crossing, day: str) -> None:
    """Remember that the movement is the shipment's; whose first arrival says that it was sent."""
    shipment = crossing.shipment
    connection.exec_driver_sql(
        "INSERT INTO stock_transfer_movement (movement_id, transfer_id) VALUES (?, ?)", (movement_id, shipment.id)
    )
    if crossing.is_arrival and shipment.sent_on is None:
        connection.exec_driver_sql("UPDATE stock_transfer SET sent_on = ? WHERE id = ?", (day, shipment.id))


def told(connection: Connection, crossing: Crossing) -> dict[str, Value]:
    """What the journal says of it beside the movement, in codes."""
    shipment = crossing.shipment
    words: dict[str, Value] = {"transfer": shipment.number}
    if crossing.is_new:
        words["opened"] = sites_told(connection, shipment)
    return words


def sites_told(connection: Connection, shipment: StockTransfer) -> list[Value]:
    codes = (
        connection.exec_driver_sql("SELECT code FROM location WHERE id = ?", (site_id,)).scalar_one()
        for site_id in (shipment.origin_id, shipment.target_id)
    )
    return list(codes)


def require_undoable(connection: Connection, portions: Sequence[Portion]) -> None:
    """An undo may not put anything onto a shipment that is over, nor take it off; nor off one that has left: its packs are
    with a courier, and whoever receives them would be told that nothing is on it. Raises :class:`Refusal`."""
    taken_from = {each.from_id for each in portions}
    for place_id in taken_from | {each.to_id for each in portions}:
        shipment = stock_transfer_in(connection, place_id)
        if shipment is None:
            continue
        require_open(shipment)
        if place_id in taken_from and shipment.sent_on is not None:
            raise Refusal(
                f"Shipment {shipment.number} was sent {shipment.sent_on}: the pack is on its way to {shipment.target}.",
                hint=f"Did it stay here? Scan RECEIVE, its shelf, the note {shipment.number}, then the pack.",
                code="transfer_left",
            )
