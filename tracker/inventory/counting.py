"""What was counted against what the books had at that time, and the difference between the two.

A count that is entered afterwards is of the moment at which it was written: what has moved since is not part of it, and
stays moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.errors import Refusal
from tracker.inventory import ledger
from tracker.inventory.count_facts import CountReason
from tracker.inventory.count_shares import share_of
from tracker.inventory.ledger import Entry
from tracker.inventory.orders import Count, MovementKind, Portion
from tracker.inventory.prices import last_price
from tracker.journal.canonical import Value
from tracker.journal.looking_back import written_since
from tracker.journal.occasion import Occasion
from tracker.money import amount
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Counted:
    """``expected`` is what the books had then; ``of`` names item, lot and place in codes. No portion: they agree."""

    expected: int
    of: Mapping[str, Value]
    portions: tuple[Portion, ...]


def count(connection: Connection, order: Count, occasion: Occasion) -> Counted:
    """Book the difference. Raises :class:`Refusal`: ``counted_since`` (a later count is on record, and what was before is
    in it), ``count_too_small`` (more has been taken away since than was there), ``count_needs_lead``."""
    _require_no_case(connection, order)
    if order.opened:
        return _count_opened(connection, order, occasion)
    of = _codes(connection, order)
    if occasion.entered_by:
        _require_last(connection, of, occasion)
    held = connection.exec_driver_sql(
        "SELECT coalesce(sum(quantity), 0) FROM balance WHERE item_id = ? AND location_id = ? AND lot_id = ?",
        (order.item_id, order.place_id, order.lot_id),
    ).scalar_one()
    since = 0 if occasion.is_now else _moved_since(connection, order, occasion.at)
    if order.quantity + since < 0:
        raise Refusal(
            f"{order.quantity} counted, but {-since} of it have been taken away since: it cannot have been so few.",
            hint="Look at the paper again: its number, its time, its place. Else count it now.",
            code="count_too_small",
        )
    expected = held - since
    _require_little(connection, order, order.quantity - expected)
    portions = _difference(connection, order, order.quantity - expected)
    if portions:
        day = occasion.today.isoformat()
        entry = Entry(occasion.event_id, MovementKind.ADJUST, occasion.at, day, CountReason.UNEXPLAINED)
        ledger.post(connection, entry, portions)
    keep_last(
        connection, [(order.place_id, order.item_id, order.lot_id, occasion.today.isoformat(), occasion.event_id)]
    )
    return Counted(expected, of, portions)


def keep_last(connection: Connection, counts: Sequence[tuple[int, int, int, str, str]]) -> None:
    """Note that each lot was counted: ids of place, item and lot, the clinic's day, the event. A later day stays."""
    connection.exec_driver_sql(
        "INSERT INTO last_count (location_id, item_id, lot_id, day, event_id) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (location_id, item_id, lot_id) DO UPDATE SET day = excluded.day, event_id = excluded.event_id"
        " WHERE excluded.day >= day",
        list(counts),
    )


def forget_count(connection: Connection, event_id: str) -> None:
    """A count that is taken back was none: what it counted is due as if it never had been."""
    connection.exec_driver_sql("DELETE FROM last_count WHERE event_id = ?", (event_id,))


def _require_no_case(connection: Connection, order: Count) -> None:
    """Only what comes from a paper, or is said of one opened container, gets so far: a scan there counts for the case."""
    found = connection.exec_driver_sql(
        "SELECT c.id, c.number, l.path FROM count_place p JOIN count_case c ON c.id = p.case_id"
        " JOIN location l ON l.id = p.location_id WHERE p.location_id = ? AND c.state = 'open' ORDER BY c.id",
        (order.place_id,),
    ).all()
    counting = [row for row in found if share_of(connection, row[0]).counts(order.place_id, order.item_id)]
    if not counting:
        return
    _, number, path = counting[0]
    hint = "Count it there and now, by scanning; or cancel that count, and enter the paper."
    if order.opened:
        hint = "Scan a pack of the lot, and count all of it that is there, opened or not."
    raise Refusal(f"{path} is being counted: {number}.", hint=hint, code="count_open")


def _count_opened(connection: Connection, order: Count, occasion: Occasion) -> Counted:
    """What is left in one container; the rest of its lot stays as it is in the books."""
    expected = connection.exec_driver_sql(
        "SELECT remains FROM opened WHERE code = ? AND location_id = ?", (order.opened, order.place_id)
    ).scalar()
    if expected is None:
        raise Refusal("This container has been moved since.", hint="Scan it again.", code="opened_moved")
    _require_little(connection, order, order.quantity - expected)
    portions = _difference(connection, order, order.quantity - expected)
    if portions:
        day, why = occasion.today.isoformat(), CountReason.UNEXPLAINED
        entry = Entry(occasion.event_id, MovementKind.ADJUST, occasion.at, day, why, opened=order.opened)
        ledger.post(connection, entry, portions)
    return Counted(expected, {**_codes(connection, order), "container": order.opened}, portions)


def _require_little(connection: Connection, order: Count, difference: int) -> None:
    """What a single count may not book comes from a paper, or is of an opened container: at a shelf it has become a count
    that waits for a lead (:mod:`tracker.inventory.spot_checks`)."""
    if not difference:
        return
    name, is_controlled = connection.exec_driver_sql(
        "SELECT name, is_controlled FROM item WHERE id = ?", (order.item_id,)
    ).one()
    price = last_price(connection, order.item_id, date.max)
    worth = abs(difference) * price.micros if price is not None else 0
    if not is_controlled and worth <= order.most_micros:
        return
    why = "it is a controlled substance" if is_controlled else f"the difference is worth {amount(worth)}"
    hint = "Count it there and now, by scanning a pack of it: then it waits for a lead."
    if order.opened:
        hint = "Scan a pack of the lot, and count all of it that is there, opened or not: then it waits for a lead."
    raise Refusal(
        f"{name} is {abs(difference)} too {'few' if difference < 0 else 'many'}, which nobody books alone: {why}.",
        hint=hint,
        code="count_needs_lead",
    )


def _codes(connection: Connection, order: Count) -> Mapping[str, Value]:
    item, lot, place = connection.exec_driver_sql(
        "SELECT i.code, t.number, l.code FROM item i JOIN lot t ON t.item_id = i.id, location l"
        " WHERE i.id = ? AND t.id = ? AND l.id = ?",
        (order.item_id, order.lot_id, order.place_id),
    ).one()
    return {"item": item, "lot": lot, "place": place}


_MOVED_SINCE = """
    SELECT coalesce(sum(CASE WHEN p.to_id = ?3 THEN p.quantity ELSE -p.quantity END), 0)
    FROM posting p JOIN movement m ON m.id = p.movement_id
    WHERE p.item_id = ?1 AND p.lot_id = ?2 AND (p.to_id = ?3 OR p.from_id = ?3) AND m.at > ?4
        AND m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)"""
"""What was taken back never moved: neither the movement nor its reverse changed the shelf."""


def _moved_since(connection: Connection, order: Count, at: str) -> int:
    values = (order.item_id, order.lot_id, order.place_id, at)
    return int(connection.exec_driver_sql(_MOVED_SINCE, values).scalar_one())


def _difference(connection: Connection, order: Count, more: int) -> tuple[Portion, ...]:
    """``more`` than the books had, which may be below zero."""
    account = ledger.account(connection, "@difference")
    if more > 0:
        return (Portion(order.item_id, order.lot_id, account, order.place_id, more),)
    if more < 0:
        return (Portion(order.item_id, order.lot_id, order.place_id, account, -more),)
    return ()


def _require_last(connection: Connection, of: Mapping[str, Value], occasion: Occasion) -> None:
    """A count that agreed with the books has left no movement: the journal knows of it."""
    taken_back: set[str] = set()
    for event in written_since(connection, occasion.at):
        for change in event.get("changes", ()):
            if change["do"] == "undo":
                taken_back.add(change["of"])
            is_same = change["do"] in ("adjust", "count") and of.items() <= change.items()
            if is_same and event["at"] > occasion.at and event["id"] not in taken_back:
                raise Refusal(
                    f"This was counted once more at {occasion.shown(event['at'])}: what was before is in that.",
                    hint="Leave this line out, or count it again now.",
                    code="counted_since",
                )
