"""Whatever was done, undone and entered afterwards: each report adds up to what the ledger itself adds up to."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import TODAY, Clinic, open_clinic
from tests.reports.stockroom import EARLIEST, GAUZE, SYRINGE, answer, item_called, received, rows_of
from tracker.errors import Refusal
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Count, Order, Reverse, Transfer, Use, Waste
from tracker.inventory.tracing import trace
from tracker.reports.asked import Asked
from tracker.reports.budget import budget
from tracker.reports.classes import classes
from tracker.reports.dead import dead
from tracker.reports.expiring import expiring
from tracker.reports.fefo import fefo
from tracker.reports.stock import stock
from tracker.reports.stockouts import stockouts
from tracker.reports.turns import turns
from tracker.reports.usage import usage
from tracker.reports.valuation import valuation
from tracker.reports.waste import waste
from tracker.store.connection import Row

EVER = Asked(since=EARLIEST)
SPAN_DAYS = 100
NOW = TODAY + timedelta(days=SPAN_DAYS)
"""Days after the small clinic's opening: then what is used is not always its opening stock."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One posting, as a clerk with a pencil reads the ledger."""

    day: date
    kind: str
    reason: str | None
    item: str
    source: str
    target: str
    source_kind: str
    target_kind: str
    quantity: int
    price_micros: int | None
    counts: bool
    """Neither undone, nor an undoing."""

    def leaves(self) -> bool:
        return self.source_kind in ("site", "room", "cabinet", "bin")

    def enters(self) -> bool:
        return self.target_kind in ("site", "room", "cabinet", "bin")


def ledger(clinic: Clinic) -> list[Posted]:
    with clinic.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT p.day, m.kind, m.reason, i.name, f.code, t.code, f.kind, t.kind, p.quantity, c.unit_price_micros, m.id,"
            " m.reverses FROM posting p JOIN movement m ON m.id = p.movement_id JOIN item i ON i.id = p.item_id"
            " JOIN location f ON f.id = p.from_id JOIN location t ON t.id = p.to_id"
            " LEFT JOIN receipt c ON c.movement_id = m.id ORDER BY m.id, p.line"
        ).all()
    reversed_ids = {row[11] for row in rows}
    return [_posted(row, is_undone=row[10] in reversed_ids) for row in rows]


def _posted(row: Row, *, is_undone: bool) -> Posted:
    day, kind, reason, item, source, target, source_kind, target_kind, quantity, price, _, undoes = row
    ends = (source, target, source_kind, target_kind)
    return Posted(date.fromisoformat(day), kind, reason, item, *ends, quantity, price, undoes is None and not is_undone)


Step = tuple[str, tuple[str, str], tuple[str, str], int, int, int | None]
KINDS = ("receive", "use", "waste", "transfer", "count", "undo", "use", "undo")
LOTS = ((SYRINGE, "EARLY"), (SYRINGE, "LATE"), (GAUZE, ""))


def steps_of(
    kinds: tuple[str, ...] = KINDS,
    lots: tuple[tuple[str, str], ...] = LOTS,
    places: tuple[str, ...] = ("A", "B", "Cart", "Wall"),
    quantities: tuple[int, ...] = (1, 4, 10, 30, 50),
) -> st.SearchStrategy[list[Step]]:
    """A stretch of work at few places, so that one thing meets the other."""
    step = st.tuples(
        st.sampled_from(kinds),
        st.sampled_from(lots),
        st.permutations(places).map(lambda order: (order[0], order[1])),
        st.sampled_from(quantities),
        st.integers(0, SPAN_DAYS),
        st.sampled_from([None, 0, 250_000, 1_333_333]),
    )
    return st.lists(step, min_size=3, max_size=20)


STEPS = steps_of()


@contextmanager
def worked(furnished: Path, steps: list[Step]) -> Iterator[tuple[Clinic, list[str]]]:
    """A copy of the small clinic after these steps, each on a day of its own; and the events of those that happened."""
    with tempfile.TemporaryDirectory() as folder:
        clinic = open_clinic(Path(shutil.copy(furnished, Path(folder) / "tracker.db")))
        clinic.execute("UPDATE item SET unit_cost_micros = 125000 WHERE name = ?", (GAUZE,))
        clinic.execute("UPDATE lot SET expiry = '2027-03-31' WHERE number = 'EARLY'")
        done: list[str] = []
        for step in steps:
            with suppress(Refusal):
                done += carry_out(clinic, step, done)
        yield clinic, done
        clinic.database.close()


def carry_out(clinic: Clinic, step: Step, done: list[str]) -> list[str]:
    kind, (item, lot), (place, other), quantity, back, price = step
    day = NOW - timedelta(days=back)
    ids = (clinic.items[item], clinic.lots[lot], clinic.places[place], quantity)
    if kind == "receive":
        return [received(clinic, quantity, day, price_micros=price, lot=lot, item=item, place=place)]
    if kind == "undo":
        return [clinic.order(Reverse(done[quantity % len(done)]), today=day)] if done else []
    orders: dict[str, Order] = {
        "use": Use(*ids),
        "waste": Waste(*ids, list(WasteReason)[quantity % 3]),
        "transfer": Transfer((clinic.move(lot, place, other, quantity, item),)),
        "count": Count(*ids[:3], quantity - 1),
    }
    return [clinic.order(orders[kind], today=day)]


def number(cell: object) -> int:
    assert isinstance(cell, int)
    return cell


def added_up(rows: list[dict[str, object]], *keys: str, of: str = "quantity") -> dict[tuple[object, ...], int]:
    found: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        found[tuple(row[key] for key in keys)] += number(row[of])
    return {key: quantity for key, quantity in found.items() if quantity}


def told(clinic: Clinic, report: object, asked: Asked) -> list[dict[str, object]]:
    return [dict(row) for row in rows_of(answer(clinic, report, asked, NOW))]  # type: ignore[arg-type]


@settings(max_examples=30)
@given(steps=STEPS, back=st.integers(0, SPAN_DAYS))
def test_stock_and_value_of_any_day_are_the_ledgers(furnished_file: Path, steps: list[Step], back: int) -> None:
    day = NOW - timedelta(days=back)
    with worked(furnished_file, steps) as (clinic, _):
        stood: Counter[tuple[object, ...]] = Counter()
        for each in ledger(clinic):
            if each.day <= day:
                stood[each.item, each.target] += each.quantity * each.enters()
                stood[each.item, each.source] -= each.quantity * each.leaves()
        expected = {key: quantity for key, quantity in stood.items() if quantity}
        assert added_up(told(clinic, stock, Asked(as_of=day)), "item", "location_code") == expected
        of_items: Counter[object] = Counter()
        for (item, _), quantity in expected.items():
            of_items[item] += quantity
        valued = {row["item"]: row for row in told(clinic, valuation, Asked(as_of=day))}
        assert {item: row["quantity"] for item, row in valued.items()} == {k: v for k, v in of_items.items() if v}
        for item, row in valued.items():
            require_first_in_first_out(clinic, day, str(item), row)


def require_first_in_first_out(clinic: Clinic, day: date, item: str, row: dict[str, object]) -> None:
    """Base unit by base unit: the last that came is the last that goes."""
    came = [
        (each.day, at, each.price_micros)
        for at, each in enumerate(ledger(clinic))
        if each.item == item and each.counts and each.day <= day and each.kind in ("receive", "opening")
        for _ in range(each.quantity)
    ]
    left = sorted(came, key=lambda unit: unit[:2])[-max(0, number(row["quantity"])) or len(came) :]
    prices = [price for _, _, price in left] if number(row["quantity"]) > 0 else []
    unpriced = number(row["quantity"]) - sum(price is not None for price in prices)
    assert row["fifo_unpriced"] == unpriced
    if unpriced != row["quantity"]:
        assert row["fifo_value"] == Decimal(sum(price or 0 for price in prices)) / 1_000_000


@settings(max_examples=30)
@given(steps=STEPS, days=st.tuples(st.integers(0, SPAN_DAYS), st.integers(0, SPAN_DAYS)))
def test_what_was_used_wasted_and_bought_is_the_ledgers(
    furnished_file: Path, steps: list[Step], days: tuple[int, int]
) -> None:
    since, until = (NOW - timedelta(days=back) for back in (max(days), min(days)))
    asked = Asked(since=since, until=until)
    with worked(furnished_file, steps) as (clinic, _):
        within = [each for each in ledger(clinic) if each.counts and since <= each.day <= until]
        outflow: defaultdict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
        for each in within:
            outflow[each.target_kind][(each.item,)] += each.quantity
            outflow[each.source_kind][(each.item,)] += each.quantity
        used_up = dict(outflow["use"])
        for by in ("item", "room", "person", "month"):
            rows = told(clinic, usage, Asked(since=since, until=until, by=by))
            assert added_up(rows, "item") == used_up, by
        assert added_up(told(clinic, classes, asked), "item") == used_up
        assert added_up(told(clinic, turns, asked), "item") == used_up
        by_item = told(clinic, waste, Asked(since=since, until=until, by="item"))
        assert added_up(by_item, "item") == dict(outflow["waste"])
        assert sum(number(row["times"]) for row in told(clinic, waste, asked)) == sum(
            number(row["times"]) for row in by_item
        )
        bought = told(clinic, budget, Asked(since=since, until=until, by="item"))
        assert added_up(bought, "item") == dict(outflow["supplier"])
        spent = sum(each.quantity * (each.price_micros or 0) for each in within if each.source_kind == "supplier")
        for by in ("month", "supplier", "item"):
            rows = told(clinic, budget, Asked(since=since, until=until, by=by))
            assert sum(Decimal(str(row["spent"] or 0)) for row in rows) == Decimal(spent) / 1_000_000, by


@settings(max_examples=30)
@given(steps=STEPS, back=st.integers(0, SPAN_DAYS))
def test_the_mean_on_hand_is_that_of_the_days(furnished_file: Path, steps: list[Step], back: int) -> None:
    since = NOW - timedelta(days=back)
    with worked(furnished_file, steps) as (clinic, _):
        book = ledger(clinic)
        for row in told(clinic, turns, Asked(since=since)):
            of_item = [each for each in book if each.item == row["item"]]
            begin = max(since, min(each.day for each in of_item))
            ends = [
                sum(
                    each.quantity * (each.enters() - each.leaves())
                    for each in of_item
                    if each.day <= begin + timedelta(days=n)
                )
                for n in range((NOW - begin).days + 1)
            ]
            assert row["mean_on_hand"] == round(Decimal(sum(ends)) / len(ends), 1)


@settings(max_examples=30)
@given(steps=STEPS)
def test_a_lots_way_adds_up_to_what_is_left_of_it(furnished_file: Path, steps: list[Step]) -> None:
    with worked(furnished_file, steps) as (clinic, _):
        for item, lot in ((SYRINGE, "EARLY"), (SYRINGE, "LATE"), (GAUZE, "")):
            with clinic.database.reading() as connection:
                traced = trace(connection, item_called(clinic, item), lot)
            left = sum(held.quantity for held in traced.left)
            assert traced.total("receive", "opening", "use", "waste", "adjust", "transfer") == left
            assert all(step.quantity > 0 for step in traced.steps)


@settings(max_examples=30)
@given(steps=STEPS)
def test_when_everything_was_undone_nothing_was_used_wasted_or_bought(furnished_file: Path, steps: list[Step]) -> None:
    """In whichever order and on whichever days it was done: undone from the last to the first, the shelves are as before."""
    with worked(furnished_file, []) as (untouched, _):
        before = answer(untouched, stock, Asked(), NOW).rows
        lying = {report: answer(untouched, report, Asked(), NOW).rows for report in (dead, expiring, stockouts)}
    with worked(furnished_file, steps) as (clinic, done):
        for event_id in reversed(done):
            with suppress(Refusal):
                clinic.order(Reverse(event_id), today=NOW)
        assert answer(clinic, stock, Asked(), NOW).rows == before
        for report in (usage, waste, budget, classes):
            assert answer(clinic, report, EVER, NOW).rows == ()
        assert {row["quantity"] for row in told(clinic, turns, EVER)} <= {0}
        assert answer(clinic, expiring, Asked(), NOW).rows == lying[expiring]
        value = answer(clinic, valuation, Asked(), NOW)
        assert all(row["fifo_unpriced"] == row["quantity"] for row in rows_of(value)), "only opening stock is left"


@settings(max_examples=30)
@given(steps=steps_of(("transfer", "use", "undo"), LOTS[:2], ("B", "Cart"), (1, 4, 10)))
def test_what_was_passed_over_is_what_a_clerk_finds_who_plays_the_whole_ledger(
    furnished_file: Path, steps: list[Step]
) -> None:
    since = NOW - timedelta(days=60)
    with worked(furnished_file, steps) as (clinic, _):
        assert told_passed_over(clinic, since) == played_through(clinic, since)


def told_passed_over(clinic: Clinic, since: date) -> list[tuple[object, ...]]:
    rows = told(clinic, fefo, Asked(since=since))
    return [
        (row["day"], row["room"], row["taken_lot"], row["quantity"], row["older_lot"], row["stood"]) for row in rows
    ]


def played_through(clinic: Clinic, since: date) -> list[tuple[object, ...]]:
    with clinic.database.reading() as connection:
        read = connection.exec_driver_sql
        room: dict[int, str] = dict(
            read("SELECT l.id, coalesce(r.name, l.name) FROM location l LEFT JOIN location r ON r.id = l.room_id").all()
        )
        lots = {row[0]: row[1:] for row in read("SELECT id, item_id, number, coalesce(expiry, '9999'), state FROM lot")}
        undone = set(read("SELECT reverses FROM movement WHERE reverses IS NOT NULL").scalars())
        rows = read(
            "SELECT p.day, m.id, p.lot_id, p.from_id, p.to_id, p.quantity, m.kind, m.reverses FROM posting p"
            " JOIN movement m ON m.id = p.movement_id ORDER BY p.day, m.id, p.line"
        ).all()
    held: Counter[tuple[str, int]] = Counter()
    found: list[tuple[object, ...]] = []
    for day, movement, lot, source, target, quantity, kind, reverses in rows:
        here, there = room[source], room[target]
        item, number, expiry, _ = lots[lot]
        older = [
            (other[2], other[1], held[here, key])
            for key, other in lots.items()
            if other[0] == item and other[3] == "usable" and day <= other[2] < expiry and held[here, key] > 0
        ]
        is_taken = kind in ("use", "transfer") and here != there and reverses is None and movement not in undone
        if is_taken and older and day >= since.isoformat():
            _, passed, stood = min(older)
            found.append((date.fromisoformat(day), here, number, quantity, passed, stood))
        held[here, lot] -= quantity
        held[there, lot] += quantity
    return found


@settings(max_examples=30)
@given(
    steps=steps_of(("transfer", "receive", "use", "undo"), LOTS[2:], ("A", "B", "Cart")), back=st.integers(0, SPAN_DAYS)
)
def test_days_without_any_are_those_at_whose_end_the_stores_had_none(
    furnished_file: Path, steps: list[Step], back: int
) -> None:
    """Gauze never expires, and has a par level: each day counts at whose end both store shelves are empty."""
    since = NOW - timedelta(days=back)
    with worked(furnished_file, steps) as (clinic, _):
        book = [each for each in ledger(clinic) if each.item == GAUZE]
        shelves = {
            str(clinic.value("SELECT code FROM location WHERE id = ?", (clinic.places[name],))) for name in ("A", "B")
        }
        empty = [
            day
            for number in range((NOW - since).days + 1)
            for day in (since + timedelta(days=number),)
            if day >= min(each.day for each in book)
            and sum(
                each.quantity * ((each.target in shelves) - (each.source in shelves))
                for each in book
                if each.day <= day
            )
            <= 0
        ]
        rows = {row["item"]: row for row in told(clinic, stockouts, Asked(since=since))}
        assert (rows[GAUZE]["days_out"] if GAUZE in rows else 0) == len(empty)
        if empty:
            assert (rows[GAUZE]["first_out"], rows[GAUZE]["last_out"]) == (empty[0], empty[-1])
            assert rows[GAUZE]["is_out_now"] == ("yes" if empty[-1] == NOW else "no")
