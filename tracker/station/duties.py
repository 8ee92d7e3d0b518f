"""What the person who answers for stock has to do today, what harms most first: for the screen, and for a report by cron.

Each kind of work has one function here that finds it; a new one is one function, one line in :data:`AT_ONCE` or
:data:`RECKONED`, and one in :data:`_LEADS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from tracker.inventory.count_due import due
from tracker.inventory.count_lines import count_cases, sheet_of
from tracker.inventory.ordering.delivered import is_late
from tracker.inventory.ordering.orders import purchase_orders
from tracker.inventory.purchase_order_facts import OrderState
from tracker.inventory.recall_facts import cases, rooms_of
from tracker.inventory.stock_transfer_facts import TransferState
from tracker.inventory.stock_transfers import LATE_DAYS, stock_transfers
from tracker.people.access import asks_pin
from tracker.people.leads import leads_with_proof
from tracker.people.licences import WARN_DAYS, ending
from tracker.people.permissions import Permission
from tracker.people.reviewing import resets_by_keys
from tracker.station.reader import StationReader
from tracker.station.reviewing import overdue

if TYPE_CHECKING:
    from tracker.inventory.queries import Expiring

SOON_DAYS = 30
_HORIZON_DAYS = 90
_NAMED = 2
"""So many rooms or items are named in a line; of the rest the number is told."""


class Harm(IntEnum):
    """What comes of it if nobody does it, the worst first."""

    PATIENT = 0
    """Somebody may be hurt: expired or recalled stock within reach, a specimen that is lost."""
    OUT = 1
    """Nothing is left of something, or soon will be of what must not be lacking; or somebody may be in who has no business
    here."""
    SHORT = 2
    """It will be lacking, or thrown away, if it is left."""
    ORDER = 3
    """The books get worse."""


@dataclass(frozen=True, slots=True)
class Duty:
    """``what`` is to be done, ``why`` in a few words; ``view`` is the screen that shows it, by name, and ``command`` how it
    is asked for without one."""

    code: str
    harm: Harm
    count: int
    what: str
    why: str
    view: str
    command: str


_LEADS = {
    "recall": ("recalls", "tracker report recall"),
    "expired": ("expiring", "tracker report expiring --days 0"),
    "missing": ("board", "tracker report missing"),
    "by_keys": ("review", "tracker audit review"),
    "none_left": ("reorder", "tracker report reorder"),
    "vital": ("reorder", "tracker report reorder"),
    "reorder": ("reorder", "tracker report reorder"),
    "labels": ("labels", "tracker queue"),
    **dict.fromkeys(("late", "partly", "draft", "received"), ("orders", "tracker order list")),
    "shipment": ("transfers", "tracker report transfers"),
    "expiring": ("expiring", f"tracker report expiring --days {SOON_DAYS}"),
    "counting": ("counts", "tracker count list"),
    **dict.fromkeys(("count_a", "count_b", "count_c"), ("counts", "tracker report count")),
    "licences": ("", "tracker report staff"),
    "leads": ("", "tracker staff add NAME --role lead --by BADGE"),
    "par": ("par", "tracker report par"),
    "parked": ("parked", "tracker report parked"),
    "review": ("review", "tracker audit review"),
}
"""The screen that shows it, where there is one, and what asks for it without."""


def _duty(code: str, harm: Harm, count: int, what: str, why: str) -> Duty:
    return Duty(code, harm, count, what, why, *_LEADS[code])


def duties(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """All of it, what harms most first. Reckons what is to be ordered of every item: seconds where there are thousands."""
    return worst_first(at_once(reader, now), reckoned(reader, now))


def at_once(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """What is known by a look at a few rows."""
    return tuple(duty for provider in AT_ONCE for duty in provider(reader, now))


def reckoned(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """What takes longer the more items there are: home is drawn without it first."""
    return tuple(duty for provider in RECKONED for duty in provider(reader, now))


def of_review(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """What whoever reviews has to do, though he may see no stock."""
    return worst_first((*_by_keys(reader, now), *_review(reader, now)))


def worst_first(*found: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """By harm; among what harms alike as :data:`_LEADS` has it."""
    places = {code: place for place, code in enumerate(_LEADS)}
    return tuple(sorted((duty for some in found for duty in some), key=lambda each: (each.harm, places[each.code])))


def _recalls(reader: StationReader, now: datetime) -> Iterator[Duty]:
    for case in cases(reader.connection):
        if not case.is_open:
            continue
        rooms = [room for room in rooms_of(reader.connection, case) if room.must_sign or room.stands]
        lot = f"lot {case.lot}" if case.lot else "all lots"
        what = f"recall {case.number}: {case.item.name}, {lot}"
        why = f"{_n(len(rooms), 'room has', 'rooms have')} not signed: {_some([room.path for room in rooms])}"
        why = why if rooms else "every room has signed: close it"
        yield Duty("recall", Harm.PATIENT, len(rooms), what, why, "recalls", f"tracker report recall {case.number}")


def _expired(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = [each for each in reader.expiring(_HORIZON_DAYS, 10_000) if each.days_left < 0]
    if found:
        what = f"pull {_n(len({each.holding.lot.id for each in found}), 'expired lot')}"
        yield _duty("expired", Harm.PATIENT, len(found), what, _where(found))


def _missing(reader: StationReader, now: datetime) -> Iterator[Duty]:
    board = reader.specimens.board(1)
    if board.missing_count:
        first = board.missing[0]
        hours = int((now - first.missing_at).total_seconds() // 3600) if first.missing_at is not None else 0
        why = f"the longest, {first.shown}, for {hours} h"
        what = f"find {_n(board.missing_count, 'missing specimen')}"
        yield _duty("missing", Harm.PATIENT, board.missing_count, what, why)


def _lines(reader: StationReader, now: datetime) -> Iterator[Duty]:
    lines = reader.proposal()
    out = [line.situation.item.name for line in lines if not line.usable]
    vital = [line.situation.item.name for line in lines if line.usable and line.situation.criticality == "V"]
    rest = len(lines) - len(out) - len(vital)
    if out:
        yield _duty("none_left", Harm.OUT, len(out), f"order {_n(len(out), 'item')}: none left", _some(out))
    if vital:
        what = f"order {_n(len(vital), 'vital item')}"
        yield _duty("vital", Harm.OUT, len(vital), what, f"below the level: {_some(vital)}")
    if rest:
        suppliers = {line.situation.supplier.name for line in lines if line.situation.supplier is not None}
        why = f"below the level; {_n(len(suppliers), 'supplier')}"
        yield _duty("reorder", Harm.SHORT, rest, f"order {_n(rest, 'item')}", why)


def _orders(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = purchase_orders(reader.connection, (OrderState.DRAFT, OrderState.SENT))
    late = [each for each in found if is_late(each, reader.today)]
    partly = [each for each in found if each.state_words == "partly received" and each not in late]
    drafts = [each for each in found if each.state is OrderState.DRAFT]
    done = [each for each in found if each.state_words == "received"]
    for some, harm, code, what, why in (
        (late, Harm.SHORT, "late", "ask after {}", "due, and not all of it has come"),
        (partly, Harm.SHORT, "partly", "settle {}", "came in part: wait for the rest, or close"),
        (drafts, Harm.SHORT, "draft", "send {}", "made, and not sent"),
        (done, Harm.ORDER, "received", "close {}", "all of it has come"),
    ):
        if some:
            named = _some([f"{each.number} {each.supplier}" for each in some])
            count = _n(len(some), "order")
            yield _duty(code, harm, len(some), what.format(count), f"{why}: {named}")


def _shipments(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """Between sites: what is on the way for too long."""
    found = [each for each in stock_transfers(reader.connection, (TransferState.OPEN,)) if each.on_the_way]
    late = [each for each in found if (reader.today - each.left_on).days > LATE_DAYS]
    if late:
        named = _some([f"{each.number} {each.origin} → {each.target}" for each in late])
        what = f"look for {_n(len(late), 'late shipment')}"
        yield _duty("shipment", Harm.SHORT, len(late), what, f"on the way for more than {LATE_DAYS} days: {named}")


def _soon(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = [each for each in reader.expiring(SOON_DAYS, 10_000) if each.days_left >= 0]
    if found:
        what = f"use up {_n(len({each.holding.lot.id for each in found}), 'lot')} within {SOON_DAYS} days"
        yield _duty("expiring", Harm.SHORT, len(found), what, _where(found))


def _labels(reader: StationReader, now: datetime) -> Iterator[Duty]:
    counts = reader.label_counts()
    if counts.doubtful:
        what = f"say whether {_n(counts.doubtful, 'label')} came out"
        yield _duty("labels", Harm.SHORT, counts.doubtful, what, "others wait behind it")


def _parked(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = reader.parked(1000)
    if found:
        what = f"say what {_n(len(found), 'unknown code is', 'unknown codes are')}"
        yield _duty("parked", Harm.ORDER, len(found), what, "what they stand on is in no books")


def _counting(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """Counts that somebody has begun: nothing of them is booked before they are closed."""
    for case in count_cases(reader.connection):
        if case.is_open:
            sheet = sheet_of(reader.connection, case, reader.rules)
            left = len(sheet.lines) - sheet.done
            what = f"{'finish' if left else 'close'} count {case.number}: {case.words}"
            why = f"{left} of {_n(len(sheet.lines), 'line')} to count" if left else "all of it is counted"
            yield _duty("counting", Harm.ORDER, max(1, left), what, why)


def _counts(reader: StationReader, now: datetime) -> Iterator[Duty]:
    found = due(reader.connection, reader.today, reader.rules)
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
        what = f"count {_n(len(some), 'class ' + grade + ' shelf', 'class ' + grade + ' shelves')}"
        yield _duty(f"count_{grade.lower()}", Harm.ORDER, len(some), what, why)


def _licences(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """What has run out stops its owner; what is about to takes weeks to renew."""
    found = ending(reader.connection, reader.today)
    over = [each for each in found if each.days_left(reader.today) < 0]
    soon = [each for each in found if each not in over]
    for some, harm, what, why in (
        (over, Harm.SHORT, "{} of staff ran out", "renew"),
        (soon, Harm.ORDER, f"{{}} of staff: {WARN_DAYS} days or less", "ask for the new one"),
    ):
        if some:
            said = _some([f"{each.name}, {each.kind.value.replace('_', ' ')} {each.expires_on}" for each in some])
            words = what.format(_n(len(some), "licence"))
            yield _duty("licences", harm, len(some), words, f"{why}: {said}")


def _leads(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """A second lead, while there is only one who could let anybody in."""
    if asks_pin(reader.connection) and len(leads_with_proof(reader.connection)) == 1:
        why = "one alone: where he is shut out or away, nobody lets anybody in"
        yield _duty("leads", Harm.ORDER, 1, "have a second lead, with a PIN", why)


def _by_keys(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """A PIN that went past everybody whom the clinic has put in charge, until somebody has signed for it."""
    found = resets_by_keys(reader.connection)
    if found:
        said = _some([f"{each.name}'s, on {each.at.astimezone(reader.looked.zone):%Y-%m-%d}" for each in found])
        what = "look at a PIN reset by the keys" if len(found) == 1 else f"look at {len(found)} PINs reset by keys"
        yield _duty("by_keys", Harm.OUT, len(found), what, f"{said}: ask who did it, then sign for it")


def _par(reader: StationReader, now: datetime) -> Iterator[Duty]:
    # With all that levels are reckoned by: home, which asks for what is known at once, would wait for it.
    from tracker.inventory.ordering.par import Drift

    found = reader.par_drift()
    if found:
        low = sum(each.drift is not Drift.TOO_HIGH for each in found)
        why = f"{low} too low, {len(found) - low} too high for what is used"
        yield _duty("par", Harm.ORDER, len(found), f"look at {_n(len(found), 'par level')}", why)


def _review(reader: StationReader, now: datetime) -> Iterator[Duty]:
    may_look = reader.may(Permission.AUDIT_SIGN) or reader.may(Permission.JOURNAL_READ)
    found = overdue(reader.connection, reader.looked, reader.review_days, now) if may_look else ()
    if found:
        days = (now - found[0].first_at).days
        kinds = list(dict.fromkeys(each.words for each in found))
        why = f"signed by nobody for {days} days: {_some(kinds)}"
        yield _duty("review", Harm.ORDER, len(found), "review what was done", why)


_Provider = Callable[[StationReader, datetime], Iterator[Duty]]
AT_ONCE: tuple[_Provider, ...] = (
    _recalls,
    _expired,
    _missing,
    _labels,
    _orders,
    _shipments,
    _soon,
    _counting,
    _licences,
    _leads,
    _by_keys,
    _parked,
)
RECKONED: tuple[_Provider, ...] = (_lines, _counts, _par, _review)


def _n(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _some(names: list[str]) -> str:
    named, more = names[:_NAMED], len(names) - _NAMED
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _where(found: list[Expiring]) -> str:
    return _some(list(dict.fromkeys(each.holding.place.path.partition(" · ")[0] for each in found)))
