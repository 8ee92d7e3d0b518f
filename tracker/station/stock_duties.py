"""What there is to do about stock: pull, order, use up, count, and say what an unknown code is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.inventory.count_due import due
from tracker.inventory.count_lines import count_cases, sheet_of
from tracker.inventory.facts import LotState
from tracker.inventory.held_back import held_back
from tracker.inventory.ordering.delivered import OrderWork, work_of
from tracker.inventory.ordering.orders import purchase_orders
from tracker.inventory.outside_sites import stocked_outside
from tracker.inventory.purchase_order_facts import OrderState
from tracker.inventory.recall_facts import cases, rooms_of
from tracker.inventory.stock_transfer_facts import TransferState
from tracker.inventory.stock_transfers import LATE_DAYS, stock_transfers
from tracker.station.duty import SOON_DAYS, Duty, Harm, duty, named
from tracker.station.reader import StationReader
from tracker.text import counted

if TYPE_CHECKING:
    from tracker.inventory.queries import Expiring


_HORIZON_DAYS = 90
_NAMED = 3


def open_recalls(reader: StationReader, now: datetime) -> Iterator[Duty]:
    for case in cases(reader.connection):
        if not case.is_open:
            continue
        rooms = [room for room in rooms_of(reader.connection, case) if room.must_sign or room.stands]
        rooms = [room for room in rooms if reader.scope.has(room.room_id)]
        if not rooms and reader.scope.site is not None:
            continue
        lot = f"lot {case.lot}" if case.lot else "all lots"
        what = f"recall {case.number}: {case.item.name}, {lot}"
        why = f"{counted(len(rooms), 'room has', 'rooms have')} not signed: {named([room.path for room in rooms])}"
        why = why if rooms else "every room has signed: close it"
        yield Duty("recall", Harm.PATIENT, len(rooms), what, why, "recalls", f"tracker report recall {case.number}")


def held(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """What no open recall asks for, and is on no pull list."""
    found = [each for each in held_back(reader.connection) if reader.scope.has(each.holding.place.id)]
    if found:
        what = f"pull {counted(len({each.holding.lot.id for each in found}), 'lot')} not to be used"
        rooms = list(dict.fromkeys(each.holding.place.path.partition(" · ")[0] for each in found))
        yield duty("held", Harm.PATIENT, len(found), what, f"{named(rooms)}: no recall is open for it")


def expired(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """Without what is held back, which goes into quarantine, and is there or on a pull list."""
    found = [
        each
        for each in reader.expiring(_HORIZON_DAYS, 10_000)
        if each.days_left < 0 and each.holding.lot.state is LotState.USABLE and _is_here(reader, each)
    ]
    if found:
        what = f"pull {counted(len({each.holding.lot.id for each in found}), 'expired lot')}"
        yield duty("expired", Harm.PATIENT, len(found), what, _where(found))


def to_order(reader: StationReader, now: datetime) -> Iterator[Duty]:
    lines = [line for line in reader.proposal() if reader.scope.has(line.situation.site_id)]
    out = [line.situation.item.name for line in lines if not line.usable]
    vital = [line.situation.item.name for line in lines if line.usable and line.situation.criticality == "V"]
    rest = len(lines) - len(out) - len(vital)
    if out:
        yield duty("none_left", Harm.OUT, len(out), f"order {counted(len(out), 'item')}: none left", named(out))
    if vital:
        what = f"order {counted(len(vital), 'vital item')}"
        yield duty("vital", Harm.OUT, len(vital), what, f"below the level: {named(vital)}")
    if rest:
        suppliers = {line.situation.supplier.name for line in lines if line.situation.supplier is not None}
        why = f"below the level; {counted(len(suppliers), 'supplier')}"
        yield duty("reorder", Harm.SHORT, rest, f"order {counted(rest, 'item')}", why)


def open_orders(reader: StationReader, now: datetime) -> Iterator[Duty]:
    site = reader.scope.site
    orders = purchase_orders(reader.connection, (OrderState.DRAFT, OrderState.SENT))
    found = [each for each in orders if site is None or each.site == site.name]
    for work, harm, code, what, why in (
        (OrderWork.ASK_AFTER, Harm.SHORT, "late", "ask after {}", "due, and not all of it has come"),
        (OrderWork.SETTLE, Harm.SHORT, "partly", "settle {}", "came in part: wait for the rest, or close"),
        (OrderWork.SEND, Harm.SHORT, "draft", "send {}", "made, and not sent"),
        (OrderWork.CLOSE, Harm.ORDER, "received", "close {}", "all of it has come"),
    ):
        some = [each for each in found if work_of(each, reader.today) is work]
        if some:
            which = named([f"{each.supplier} {each.number}" for each in some])  # the name tells more where it is cut
            count = counted(len(some), "order")
            yield duty(code, harm, len(some), what.format(count), f"{why}: {which}")


def late_shipments(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """Between sites: what is on the way for too long."""
    found = [each for each in stock_transfers(reader.connection, (TransferState.OPEN,)) if each.on_the_way]
    found = [each for each in found if reader.scope.has(each.origin_id, each.target_id)]
    late = [each for each in found if (reader.today - each.left_on).days > LATE_DAYS]
    if late:
        which = named([f"{each.number} {each.origin} → {each.target}" for each in late])
        what = f"look for {counted(len(late), 'late shipment')}"
        yield duty("shipment", Harm.SHORT, len(late), what, f"on the way for more than {LATE_DAYS} days: {which}")


def expiring_soon(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = [each for each in reader.expiring(SOON_DAYS, 10_000) if each.days_left >= 0 and _is_here(reader, each)]
    if found:
        what = f"use up {counted(len({each.holding.lot.id for each in found}), 'lot')} within {SOON_DAYS} days"
        yield duty("expiring", Harm.SHORT, len(found), what, _where(found))


def outside_sites(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = stocked_outside(reader.connection)
    if found and reader.scope.site is None:
        what = f"write the site of {counted(len(found), 'place')} with stock"
        yield duty(
            "no_site", Harm.SHORT, len(found), what, f"in no order's figures: {named([path for path, _ in found])}"
        )


def parked(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = reader.parked(1000)
    if found and reader.scope.site is None:
        what = f"say what {counted(len(found), 'unknown code is', 'unknown codes are')}"
        yield duty("parked", Harm.ORDER, len(found), what, "what they stand on is in no books")


def counts_begun(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """Counts that somebody has begun: nothing of them is booked before they are closed."""
    for case in count_cases(reader.connection):
        if case.is_open:
            sheet = sheet_of(reader.connection, case, reader.rules)
            if not reader.scope.has(*(line.place.id for line in sheet.lines)):
                continue
            left = len(sheet.lines) - sheet.done
            what = f"{'finish' if left else 'close'} count {case.number}: {case.words}"
            why = f"{left} of {counted(len(sheet.lines), 'line')} to count" if left else "all of it is counted"
            if case.is_spot_check:
                why = f"{', '.join(line.item.name for line in sheet.lines[:_NAMED])}: not as the books; {why}"
            yield duty("counting", Harm.ORDER, max(1, left), what, why)


def counts_due(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = due(reader.connection, reader.today, reader.rules, reader.scope)
    for grade in sorted({each.grade for each in found}):
        some = [each for each in found if each.grade == grade]
        never = sum(each.last is None for each in some)
        why = (
            "never counted"
            if never == len(some)
            else f"{never} of them never counted"
            if never
            else f"last counted over {some[0].days} days ago"
        )
        what = f"count {counted(len(some), 'class ' + grade + ' shelf', 'class ' + grade + ' shelves')}"
        yield duty(f"count_{grade.lower()}", Harm.ORDER, len(some), what, why)


def par_drift(reader: StationReader, now: datetime) -> Iterator[Duty]:
    # With all that levels are reckoned by: home, which asks for what is known at once, would wait for it.
    from tracker.inventory.ordering.par import Drift

    found = [each for each in reader.par_drift() if reader.scope.has(each.room.id)]
    if found:
        low = sum(each.drift is not Drift.TOO_HIGH for each in found)
        why = f"{low} too low, {len(found) - low} too high for what is used"
        yield duty("par", Harm.ORDER, len(found), f"look at {counted(len(found), 'par level')}", why)


def _is_here(reader: StationReader, each: Expiring) -> bool:
    return reader.scope.has(each.holding.place.id)


def _where(found: list[Expiring]) -> str:
    return named(list(dict.fromkeys(each.holding.place.path.partition(" · ")[0] for each in found)))
