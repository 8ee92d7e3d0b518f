"""What is proposed, ordered and received: the rule's laws, and the way of one order from the proposal to its last pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import AT, SYRINGE_BOX_GTIN, TODAY, Clinic
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code
from tracker.barcodes.understanding import understand
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.inventory import rows
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.demand.backtest import SHORTEST_DAYS, WARM_UP
from tracker.inventory.demand.methods import Waiting
from tracker.inventory.facts import Item
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.auditing import audit_receipts
from tracker.inventory.ordering.delivered import arrived_words, differing, is_late
from tracker.inventory.ordering.facts import (
    Basis,
    Choice,
    Leads,
    Line,
    Offer,
    Past,
    Situation,
    Spare,
    Standing,
    Supplier,
)
from tracker.inventory.ordering.levels import Asked, achieved, level_for, levels_for, moments
from tracker.inventory.ordering.packing import packed
from tracker.inventory.ordering.par import Drift, accept, par_proposals
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.ordering.usable import expiring_of, usable
from tracker.inventory.orders import Damage, Receive, Reverse, Use
from tracker.inventory.recall_cases import open_case
from tracker.inventory.resolving import resolve
from tracker.inventory.rows import ITEM as ITEM_COLUMNS
from tracker.inventory.scope import Scope
from tracker.inventory.services import perform
from tracker.inventory.spending import bought
from tracker.jobs.advancing import advance, where
from tracker.jobs.desk import Desk, Rules, Step
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen

ITEM = Item(1, "I00000192", "Syringe 3 mL", "each", True, True)
BOX = Offer(2, "box", 100, 1, 12_000_000)
SUPPLIER = Supplier(1, "Tarnbeck", 7)

used_days = st.lists(st.integers(0, 50) | st.just(0), max_size=400)
offers = st.lists(
    st.builds(
        Offer,
        st.integers(1, 3),
        st.just("pack"),
        st.integers(1, 1000),
        st.integers(1, 50),
        st.none() | st.integers(0, 10**9),
    ),
    max_size=5,
)
stocks = st.lists(
    st.builds(
        Standing,
        st.none() | st.integers(-400, 4000).map(lambda days: TODAY + timedelta(days=days)),
        st.integers(1, 900),
    ),
    max_size=5,
)


def situation(
    used: list[int],
    *,
    par: int = 0,
    leads: tuple[int, ...] = (3,),
    stock: tuple[Standing, ...] = (),
    on_order: int = 0,
    offered: tuple[Offer, ...] = (BOX,),
    supplier: Supplier | None = SUPPLIER,
    shelf_life_days: int | None = None,
    site_id: int = 1,
) -> Situation:
    past = np.array(used, dtype=np.float64)
    last = np.flatnonzero(past)
    since = len(past) - 1 - int(last[-1]) if len(last) else None
    return Situation(
        ITEM, site_id, f"site {site_id}", supplier, None, Past(past, 0, since), Leads(leads, "as in the catalogue"),
        stock, on_order, par, offered, True, shelf_life_days,
    )  # fmt: skip


def line(of: Situation) -> Line:
    return propose([of], TODAY)[0]


@given(
    used_days,
    st.integers(0, 500),
    st.lists(st.sampled_from([0, 1, 3, 40, 365, 3650]), min_size=1, max_size=4).map(tuple),
    stocks.map(tuple),
    st.integers(0, 5000),
    offers.map(tuple),
    st.booleans(),
    st.none() | st.integers(0, 5000),
)
def test_whatever_the_past_an_order_is_never_negative_and_is_explained(
    used: list[int],
    par: int,
    leads: tuple[int, ...],
    stock: tuple[Standing, ...],
    on_order: int,
    offered: tuple[Offer, ...],
    has_supplier: bool,
    shelf: int | None,
) -> None:
    of = situation(
        used,
        par=par,
        leads=leads,
        stock=stock,
        on_order=on_order,
        offered=offered,
        supplier=SUPPLIER if has_supplier else None,
        shelf_life_days=shelf,
    )
    made = line(of)
    assert made.why
    assert made.lacks == max(0, (made.level.quantity or 0) - made.usable - on_order)
    assert 0 <= made.usable <= sum(each.quantity for each in stock)
    assert (made.packed is None) == (made.lacks == 0 or not offered)
    if made.packed is not None:
        assert made.packed.quantity >= made.lacks
        assert made.packed.packs >= 1
    if made.expiring is not None:
        assert made.packed is not None
        assert 0 < made.expiring.quantity <= made.packed.quantity
    if made.level.achieved is not None:
        assert 0.0 <= made.level.achieved <= 1.0
    elif made.lacks:
        assert made.level.unachieved
    if made.level.basis is Basis.NOTHING:
        assert not made.lacks


@st.composite
def several(draw: st.DrawFn) -> list[Asked]:
    """Some pasts as long as each other and some not, some with one wait and some with another, dense, sparse and empty."""
    lengths = draw(st.lists(st.sampled_from([0, 30, SHORTEST_DAYS, 300]), min_size=1, max_size=5))
    waits = st.sampled_from([Waiting(7, (3,)), Waiting(7, (2, 5, 9)), Waiting(14, (0,)), Waiting(7, (40,))])
    sizes = st.sampled_from([(1, 30), (0, 30), (0, 3)])
    found = []
    for days in lengths:
        least, most = draw(sizes)
        used = draw(st.lists(st.integers(least, most) | st.just(0), min_size=days, max_size=days))
        service = draw(st.sampled_from([0.9, 0.95, 0.99]))
        found.append(Asked(situation(used).past, draw(waits), service, draw(st.integers(0, 9))))
    return found


def served_one_by_one(asked: Asked, basis: Basis) -> float:
    """Day by day, as the backtest says it."""
    used, waiting = asked.past.used, asked.waiting
    begins, leads = int(len(used) * WARM_UP), sorted(waiting.lead_days)
    mornings = range(begins, len(used), waiting.review_days)
    means, spreads = moments(basis, used, mornings, waiting)
    cushion = NormalDist().inv_cdf(asked.service)
    stock: float | None = None
    served, coming = 0.0, dict.fromkeys(range(len(used)), 0.0)
    for day in range(begins, len(used)):
        if day in mornings:
            review = mornings.index(day)
            level = float(np.ceil(max(0.0, means[review] + cushion * spreads[review])))
            stock = level if stock is None else stock
            wanted = max(0.0, level - stock - sum(coming[later] for later in coming if later >= day))
            arrives = day + leads[review % len(leads)]
            coming[arrives] = coming.get(arrives, 0.0) + wanted
        assert stock is not None
        stock += coming[day]
        taken = min(stock, used[day])
        served, stock = served + taken, stock - taken
    return float(served / used[begins:].sum())


@given(several())
@settings(max_examples=60)
def test_levels_told_together_are_each_told_as_alone_and_serve_what_a_walk_through_the_days_serves(
    asked: list[Asked],
) -> None:
    levels = levels_for(asked)
    assert levels == [level_for(each.past, each.waiting, each.service, each.par) for each in asked]
    for level, each, (share, why_not) in zip(levels, asked, achieved(levels, asked), strict=True):
        assert (share is None) == bool(why_not)
        if share is not None:
            assert share == pytest.approx(served_one_by_one(each, level.basis))


@given(used_days, stocks.map(tuple), offers.filter(bool).map(tuple))
def test_what_was_ordered_once_is_not_ordered_again(
    used: list[int], stock: tuple[Standing, ...], offered: tuple[Offer, ...]
) -> None:
    of = situation(used, par=40, stock=stock, offered=offered)
    first = line(of)
    if first.packed is not None:
        assert line(replace(of, on_order=first.packed.quantity)).lacks == 0


@given(stocks, st.floats(0.01, 100))
def test_usable_grows_with_the_pace_and_never_counts_what_has_expired(stock: list[Standing], pace: float) -> None:
    assert usable(stock, pace, TODAY) <= usable(stock, pace * 2, TODAY)
    good = [each for each in stock if each.expiry is None or each.expiry >= TODAY]
    assert usable(stock, pace, TODAY) == usable(good, pace, TODAY)


def test_of_two_lots_only_what_is_used_before_each_date_counts() -> None:
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=9)
    # Two days at 5 a day are 10 of the first 30; ten days are 50, less those 10.
    assert usable([Standing(tomorrow, 30), Standing(later, 100)], 5.0, TODAY) == 10 + 40


def test_a_single_sale_tells_no_rate_and_par_stands_in() -> None:
    assert line(situation([0] * 30 + [7] + [0] * 100, par=12)).level.quantity == 12
    nothing = line(situation([0] * 30 + [7] + [0] * 100))
    assert nothing.level.basis is Basis.NOTHING
    assert "nobody has said how much" in nothing.why


def test_dense_use_goes_by_its_own_swings_and_rare_use_by_smaller_rules() -> None:
    assert line(situation([3] * 200)).level.basis is Basis.OWN_SWINGS
    # Ten days of waiting at three a day, and no swing to add.
    assert line(situation([3] * 200)).level.quantity == 30
    assert line(situation(([2] + [0] * 29) * 10)).level.basis is Basis.SBA
    assert line(situation(([2] + [0] * 9) * 10 + [0] * 200)).level.basis is Basis.TSB


def test_steady_use_is_served_whole_and_a_short_past_says_why_not() -> None:
    assert line(situation([3] * 200)).level.achieved == 1.0
    assert "180 are needed" in line(situation([3] * 40)).level.unachieved


def test_the_cheapest_pack_wins_and_a_price_break_is_told() -> None:
    breaks = (replace(BOX, price_micros=2_000_000), replace(BOX, from_packs=12, price_micros=1_325_000))
    way = packed(1000, breaks)
    assert way is not None
    assert (way.packs, way.total_micros) == (10, 20_000_000)
    # Twelve at 1.325 are 15.90.
    assert way.break_words == "12 instead of 10 cost 4.10 less in all"


def test_the_minimum_order_is_kept() -> None:
    way = packed(30, (replace(BOX, from_packs=5),))
    assert way is not None
    assert way.packs == 5


def test_without_a_supplier_of_its_own_the_whole_order_is_compared_and_not_the_unit_s_price() -> None:
    dear = replace(BOX, price_micros=9_000_000)
    cheap = replace(BOX, from_packs=50, price_micros=4_000_000)
    many = Choice(SUPPLIER, Leads((3,), "as in the catalogue"), (cheap,))
    few = Choice(Supplier(2, "Ohme", 7), Leads((3,), "as in the catalogue"), (dear,))
    unpriced = Choice(Supplier(3, "Wint", 7), Leads((3,), "as in the catalogue"), (replace(BOX, price_micros=None),))
    of = replace(situation([3] * 200, offered=(cheap,)), choices=(unpriced, many, few))
    made = line(of)
    assert made.packed is not None
    assert made.situation.supplier == few.supplier, f"{made.packed.packs} packs of the other would cost more"
    assert made.packed.packs < 50


def test_the_minimum_order_and_the_price_break_are_of_all_that_the_draft_has() -> None:
    steps = (replace(BOX, from_packs=5, price_micros=2_000_000), replace(BOX, from_packs=8, price_micros=1_000_000))
    way = packed(130, steps, {BOX.package_id: 6})
    assert way is not None
    assert (way.packs, way.price_micros) == (2, 1_000_000)
    drafted = {(SUPPLIER.id, BOX.package_id): 6}
    made = line(replace(situation([3] * 200, offered=(replace(BOX, from_packs=50),)), drafted=drafted))
    assert made.packed is not None
    assert made.packed.packs == 44


def test_of_an_order_what_outlives_its_use_will_expire() -> None:
    # It comes after 2 days and keeps 28: at 5 a day 140 of 200 are used, since 10 in stock last until it comes.
    found = expiring_of(200, 5.0, 10, 2.0, 28, TODAY)
    assert found is not None
    assert (found.quantity, found.day) == (60, TODAY + timedelta(days=30))


def test_another_site_with_more_than_its_level_is_named_instead_of_an_order() -> None:
    needy = situation([3] * 200)
    rich = replace(situation([3] * 200, stock=(Standing(None, 75),), site_id=2), site="Eastside")
    made = propose([needy, rich], TODAY)
    assert made[0].instead == "transfer 30 from Eastside, which has 45 above its level"


@pytest.mark.parametrize("used", [[0] * 90, [2] + [0] * 89])
def test_what_lies_idle_at_another_site_is_offered_though_nobody_has_said_how_much_it_needs(used: list[int]) -> None:
    needy = situation([3] * 200)
    idle = replace(situation(used, stock=(Standing(None, 20),), site_id=2), site="South")
    made = propose([needy, idle], TODAY)
    assert made[0].spare == Spare("South", 20, 2)
    assert made[0].instead == "transfer 20 from South, no use at South in 12 weeks, 20 usable here"


def test_of_idle_stock_no_more_is_offered_than_can_be_used_before_its_date() -> None:
    needy = situation([3] * 200, stock=(Standing(None, 4),))
    soon = Standing(TODAY + timedelta(days=3), 20)
    idle = replace(situation([0] * 90, stock=(soon,), site_id=2), site="South")
    made = propose([needy, idle], TODAY)
    assert made[0].spare == Spare("South", 12, 2), "3 a day, on 4 days"


@pytest.mark.parametrize("days", [7, 83])
def test_what_came_a_while_ago_and_waits_for_its_use_is_left_where_it_is(days: int) -> None:
    idle = replace(situation([0] * days, stock=(Standing(None, 20),), site_id=2), site="South")
    assert propose([situation([3] * 200), idle], TODAY)[0].spare is None


def test_what_a_site_has_too_much_of_is_given_out_once_to_the_more_urgent_first() -> None:
    calm = situation([3] * 200, stock=(Standing(None, 10),))
    urgent = situation([3] * 200, site_id=3)
    rich = replace(situation([3] * 200, stock=(Standing(None, 75),), site_id=2), site="Eastside")
    lesser, greater, _ = propose([calm, urgent, rich], TODAY)
    assert (lesser.spare, greater.spare) == (Spare("Eastside", 15, 2), Spare("Eastside", 30, 2))
    assert lesser.instead == "transfer 15 from Eastside, which has 45 above its level, 30 of that for others"


def pen(clinic: Clinic) -> Pen:
    return Pen(clinic.journal, AT)


def supplied(clinic: Clinic) -> None:
    clinic.execute("INSERT OR IGNORE INTO supplier (id, name, review_days) VALUES (1, 'Tarnbeck', 7)")
    clinic.execute("UPDATE item SET supplier_id = 1, lead_time_days = 2")
    clinic.execute("UPDATE par_level SET par = 200 WHERE item_id = ?", (clinic.items["Syringe 3 mL"],))


def ordered(clinic: Clinic) -> str:
    """One sent order: of syringes only, since gauze has enough."""
    supplied(clinic)
    with clinic.database.writing() as connection:
        (number,) = purchasing.make_drafts(connection, pen(clinic), propose(situations(connection, TODAY), TODAY))
        purchasing.send(connection, pen(clinic), number)
    return number


def test_a_second_run_makes_nothing(clinic: Clinic) -> None:
    supplied(clinic)
    for expected in (1, 0):
        with clinic.database.writing() as connection:
            made = purchasing.make_drafts(connection, pen(clinic), propose(situations(connection, TODAY), TODAY))
        assert len(made) == expected


class Counter:
    """One workstation in RECEIVE: the real resolver, rules and services."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, self.desk, self.at = clinic, Desk(), datetime.fromisoformat(AT)

    def scan(self, text: str, aim: str = "") -> Step:
        self.at += timedelta(seconds=5)
        scan = Scan(text, aim, "wedge", self.at)
        with self.clinic.database.writing() as connection:
            meaning = understand(text, aim, today=TODAY)
            subject = resolve(connection, meaning, text, where(self.desk), TODAY)
            step = advance(self.desk, subject, scan, today=TODAY, rules=Rules())
            occasion = Occasion(scan.id, AT, TODAY)
            changes: list[Value] = [perform(connection, order, occasion) for order in step.orders]  # type: ignore[arg-type]
            self.clinic.journal.append(connection, scan.id, "scan", AT, {"changes": changes})
        self.desk = step.desk
        return step


def box(lot: str, expiry: str = "271231") -> str:
    return f"01{SYRINGE_BOX_GTIN}17{expiry}10{lot}"


SHELF = location_code(3)
YES, DONE, DAMAGED = (command_code(each) for each in (Command.YES, Command.DONE, Command.REASON_DAMAGED))


def test_a_delivery_is_received_against_its_order_by_scanning(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    assert counter.scan(number).verdict.code == "order_opened"
    counter.scan(SHELF)
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert counter.scan(box("N2", "261220"), "]d2").verdict.code == "short_dated"
    assert counter.scan(YES).verdict.code == "accepted"
    counter.scan(DAMAGED)
    assert counter.scan(box("N3"), "]d2").verdict.code == "damaged"
    with clinic.database.reading() as connection:
        (syringes,) = purchasing.require_order(connection, number).lines
    # Two shelves are to hold 200 each; of what stands there 149 may be used, and 251 more are three boxes of 100.
    assert (syringes.quantity, syringes.arrived) == (300, 200)
    assert counter.scan(DONE).verdict.aside == "1 line short, 1 short-dated, 1 damaged"


def test_more_than_was_ordered_is_asked_about_and_a_second_delivery_noticed(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    counter.scan(number)
    counter.scan(SHELF)
    for lot in ("N1", "N2", "N3"):
        assert counter.scan(box(lot), "]d2").verdict.code == "accepted"
    assert counter.scan(box("N4"), "]d2").verdict.code == "too_many"
    counter.scan(command_code(Command.NO))
    counter.scan(DONE)
    assert counter.scan(number).verdict.code == "came_already"


def test_all_that_was_not_as_ordered_is_told_at_the_end_and_afterwards(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    for text in (number, SHELF):
        counter.scan(text)
    for lot in ("N1", "N2", "N3"):
        counter.scan(box(lot), "]d2")
    for lot, expiry in (("N4", "271231"), ("N5", "261220")):
        counter.scan(box(lot, expiry), "]d2")
        while counter.desk.question is not None:
            assert counter.scan(YES).verdict.code in ("short_dated", "accepted")
    gauze = str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))
    undo = command_code(Command.UNDO)
    for text in (gauze, YES, DAMAGED, gauze, YES, box("N6"), YES, undo, box("N6"), YES):
        counter.scan(text, "]d2" if text == box("N6") else "")
    done = counter.scan(DONE).verdict
    assert done.aside == "1 line over, 1 not ordered, 1 short-dated, 2 damaged"
    with clinic.database.reading() as connection:
        order = purchasing.require_order(connection, number)
        assert list(audit_receipts(connection)) == []
    said = [(each.item.name, arrived_words(each)) for each in differing(order)]
    assert said == [
        ("Syringe 3 mL", "came 500 of 300: 200 over, 100 short-dated, 100 damaged"),
        ("Gauze 4×4", "came 1, not ordered, 1 damaged"),
    ]
    assert all(f"{name} {words}" in done.detail for name, words in said)
    assert done.way_out == "", "nothing is short"


def bought_of(clinic: Clinic, item: str) -> list[tuple[str | None, int, int]]:
    """Supplier, millionths spent, and base units without a price."""
    with clinic.database.reading() as connection:
        found = bought(connection, "2026-01-01", "2027-12-31", Scope())
    return [(e.supplier, e.spent_micros, e.unpriced) for e in found if e.item_id == clinic.items[item]]


def test_what_came_beside_an_order_was_bought_of_its_supplier_at_the_last_known_price(clinic: Clinic) -> None:
    clinic.execute("INSERT INTO supplier (id, name) VALUES (2, 'Velmed')")
    number = ordered(clinic)
    clinic.execute("UPDATE item SET supplier_id = 2, unit_cost_micros = 3000000 WHERE name = 'Gauze 4×4'")
    gauze = clinic.items["Gauze 4×4"]
    clinic.order(Receive(gauze, "", None, clinic.places["A"], 4, beside=number))
    assert bought_of(clinic, "Gauze 4×4") == [("Tarnbeck", 12_000_000, 0)], (
        "as in the catalogue, since nothing came before"
    )
    clinic.execute("UPDATE receipt SET unit_price_micros = 2000000")
    clinic.order(Receive(gauze, "", None, clinic.places["A"], 1, beside=number), today=TODAY + timedelta(days=1))
    assert bought_of(clinic, "Gauze 4×4") == [("Tarnbeck", 10_000_000, 0)], "as it was paid last"
    with pytest.raises(Refusal) as refused, clinic.database.writing() as connection:
        purchasing.cancel(connection, pen(clinic), number)
    assert refused.value.code == "order_arrived"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receipt SET beside_order_id = NULL",
        "UPDATE receipt SET wanted_days = NULL",
        "UPDATE delivery_damage SET quantity = 9",
        "DELETE FROM delivery_damage",
    ],
)
def test_what_a_delivery_had_is_held_against_the_journal(clinic: Clinic, statement: str) -> None:
    number = ordered(clinic)
    to = clinic.places["A"]
    clinic.order(Receive(clinic.items["Gauze 4×4"], "", None, to, 4, beside=number, wanted_days=90))
    clinic.order(Damage(clinic.items["Syringe 3 mL"], 100, number))
    with clinic.database.reading() as connection:
        assert list(audit_receipts(connection)) == []
    clinic.execute(statement)
    with clinic.database.reading() as connection:
        assert len(list(audit_receipts(connection))) == 1


def closed(clinic: Clinic) -> str:
    number = ordered(clinic)
    with clinic.database.writing() as connection:
        purchasing.close(connection, pen(clinic), number)
    return number


def booked(clinic: Clinic) -> object:
    return clinic.value("SELECT count(*) FROM movement WHERE kind = 'receive'")


@pytest.mark.parametrize("is_open", [False, True])
def test_after_a_closed_order_was_refused_its_packs_are_asked_about_before_they_are_booked(
    clinic: Clinic, *, is_open: bool
) -> None:
    number, counter = closed(clinic), Counter(clinic)
    if is_open:
        counter.scan(command_code(Command.RECEIVE))
    assert counter.scan(number).verdict.code == "not_expected"
    if not is_open:
        counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, number in asked.aside) == ("turned_away", True)
    counter.scan(command_code(Command.NO))
    assert counter.scan(box("N1"), "]d2").verdict.code == "turned_away", "NO is said of one pack"
    assert booked(clinic) == 0
    assert counter.scan(YES).verdict.code == "accepted"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted", "YES is said of the delivery"
    assert booked(clinic) == 2


def test_a_delivery_without_its_orders_code_is_asked_about_once_and_its_code_answers(clinic: Clinic) -> None:
    number, counter = ordered(clinic), Counter(clinic)
    counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, number in asked.aside, booked(clinic)) == ("awaited", True, 0)
    counter.scan(command_code(Command.NO))
    assert counter.scan(box("N1"), "]d2").verdict.code == "awaited", "NO is said of one pack"
    assert counter.scan(number).verdict.code == "accepted", "the pack in hand is received against it"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted"
    assert (arrived(clinic, number), booked(clinic)) == (200, 2)


def test_after_a_refused_order_the_one_that_waits_for_the_pack_is_named_and_its_code_answers(clinic: Clinic) -> None:
    refused = closed(clinic)
    number, counter = ordered(clinic), Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF, refused):
        counter.scan(text)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, number in asked.aside, booked(clinic)) == ("awaited", True, 0)
    assert counter.scan(number).verdict.code == "accepted"
    assert (arrived(clinic, number), booked(clinic)) == (100, 1)


def test_a_delivery_said_to_be_of_no_order_is_asked_about_once(clinic: Clinic) -> None:
    number, counter = ordered(clinic), Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    counter.scan(box("N1"), "]d2")
    assert counter.scan(YES).verdict.code == "accepted"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted", "YES is said of the item's packs in this delivery"
    assert (arrived(clinic, number), booked(clinic)) == (0, 2)
    for text in (DONE, command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    assert counter.scan(box("N3"), "]d2").verdict.code == "awaited", "and of no other one"


def test_an_order_sent_before_expected_days_were_kept_is_expected_after_the_lead_time(clinic: Clinic) -> None:
    number = ordered(clinic)
    clinic.execute("UPDATE purchase_order SET expected_on = NULL")
    with clinic.database.reading() as connection:
        found = purchasing.require_order(connection, number)
    assert (found.sent_on, found.expected_on) == (TODAY, TODAY + timedelta(days=2)), "two days by the catalogue"
    assert not is_late(found, TODAY + timedelta(days=2))
    assert is_late(found, TODAY + timedelta(days=3))
    came = replace(found, lines=tuple(replace(each, arrived=each.quantity) for each in found.lines))
    assert not is_late(came, TODAY + timedelta(days=3)), "all of it is there"


def test_what_is_said_of_one_item_says_nothing_of_the_next_that_an_order_waits_for(clinic: Clinic) -> None:
    clinic.execute("UPDATE par_level SET par = 500 WHERE item_id = ?", (clinic.items["Gauze 4×4"],))
    number, counter = ordered(clinic), Counter(clinic)
    gauze = str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))
    for text in (command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert "This item is of no order: YES" in asked.way_out
    assert counter.scan(YES).verdict.code == "accepted"
    asked = counter.scan(gauze).verdict
    assert (asked.code, number in asked.aside, booked(clinic)) == ("awaited", True, 1)
    assert counter.scan(YES).verdict.code == "accepted"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted", "and what was said of the first still holds"
    assert booked(clinic) == 3


def test_another_order_in_answer_is_refused_and_the_pack_stays_asked_about(clinic: Clinic) -> None:
    gone, number = closed(clinic), ordered(clinic)
    counter = Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    counter.scan(box("N1"), "]d2")
    assert counter.scan(gone).verdict.code == "not_expected"
    assert booked(clinic) == 0
    assert counter.scan(number).verdict.code == "accepted"
    assert arrived(clinic, number) == 100


def test_of_an_order_that_is_refused_beside_the_one_in_hand_no_pack_is_booked_to_that(clinic: Clinic) -> None:
    first = closed(clinic)
    second = ordered(clinic)
    counter = Counter(clinic)
    for text in (second, SHELF, first):
        counter.scan(text)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, f"against {second}: YES" in asked.way_out) == ("turned_away", True)
    counter.scan(command_code(Command.NO))
    assert booked(clinic) == 0
    counter.scan(second)
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted", "whose order is scanned again is known"


def test_what_is_not_on_the_order_is_asked_about(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    counter.scan(number)
    counter.scan(SHELF)
    gauze = str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))
    assert counter.scan(gauze).verdict.code == "not_ordered"
    assert counter.scan(YES).verdict.code == "accepted"


def test_a_pack_said_to_be_damaged_by_mistake_is_taken_back_and_then_received(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    for text in (number, SHELF, DAMAGED):
        counter.scan(text)
    assert counter.scan(box("N1"), "]d2").verdict.code == "damaged"
    undone = counter.scan(command_code(Command.UNDO))
    assert (undone.verdict.word, undone.verdict.detail) == ("UNDONE", f"damaged, order {number}")
    assert counter.scan(command_code(Command.UNDO)).verdict.detail == "DAMAGED is over"
    assert counter.scan(command_code(Command.UNDO)).verdict.code == "nothing_to_undo"
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert arrived(clinic, number) == 100


def arrived(clinic: Clinic, number: str) -> int:
    with clinic.database.reading() as connection:
        return purchasing.require_order(connection, number).lines[0].arrived


def test_a_case_counts_all_that_is_in_it_and_one_scan_of_two_cases_is_more_than_was_ordered(clinic: Clinic) -> None:
    syringe = clinic.items["Syringe 3 mL"]
    clinic.execute("INSERT INTO package_level (item_id, name, factor) VALUES (?, 'case', 1000)", (syringe,))
    clinic.execute(
        "INSERT INTO identifier (kind, value, item_id, package_id)"
        " SELECT 'gtin', '29520101000402', item_id, id FROM package_level WHERE name = 'case'"
    )
    case = "01295201010004021727123110C1"
    counter = Counter(clinic)
    counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    step = counter.scan(case, "]d2")
    assert (step.verdict.code, step.verdict.headline) == ("accepted", "+1000  Syringe 3 mL")
    clinic.order(Reverse(step.desk.history[-1].scan_id))
    counter.scan(ordered(clinic))
    assert counter.scan(case.replace("10C1", "10C2"), "]d2").verdict.code == "too_many"


def test_the_delivery_note_s_number_is_said_once_and_kept_with_every_pack_of_it(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    counter.scan(number)
    asked = counter.scan("DN-2026/77", "]C0")
    assert asked.verdict.code == "unknown_code"
    assert "delivery note" in asked.verdict.way_out
    assert counter.scan(YES).verdict.word == "DELIVERY NOTE"
    counter.scan(SHELF)
    for lot in ("N1", "N2"):
        counter.scan(box(lot), "]d2")
    counter.scan(DONE)
    assert clinic.value("SELECT count(*) FROM receipt WHERE document = 'DN-2026/77' AND order_id IS NOT NULL") == 2
    counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    counter.scan(box("N3"), "]d2")
    assert clinic.value("SELECT count(*) FROM receipt WHERE document IS NOT NULL") == 2, "the next delivery has its own"


def test_a_delivery_without_an_order_keeps_its_note_too(clinic: Clinic) -> None:
    counter = Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF, "DN-5", YES):
        counter.scan(text)
    counter.scan(box("N1"), "]d2")
    assert clinic.value("SELECT document FROM receipt") == "DN-5"


@pytest.mark.parametrize("job", [Command.USE, Command.RESTOCK, Command.WASTE])
def test_in_other_jobs_an_unknown_code_is_no_paper(clinic: Clinic, job: Command) -> None:
    counter = Counter(clinic)
    counter.scan(command_code(job))
    assert "delivery note" not in counter.scan("DN-5").verdict.way_out
    assert counter.scan(YES).desk.document == ""


def test_a_lot_that_is_recalled_while_it_is_on_the_way_is_refused_at_the_door(clinic: Clinic) -> None:
    number = ordered(clinic)
    with clinic.database.writing() as connection:
        found = connection.exec_driver_sql(f"SELECT {ITEM_COLUMNS} FROM item i WHERE i.name = 'Syringe 3 mL'").one()
        open_case(connection, pen(clinic), rows.item(found), "N1", "needle")
    counter = Counter(clinic)
    counter.scan(number)
    counter.scan(SHELF)
    assert counter.scan(box("N1"), "]d2").verdict.code == "quarantined"
    assert arrived(clinic, number) == 0


def test_what_was_undone_never_came_and_lead_times_are_measured_from_what_did(clinic: Clinic) -> None:
    number = ordered(clinic)
    syringe = clinic.items["Syringe 3 mL"]
    order = Receive(syringe, "N1", date(2028, 1, 1), clinic.places["A"], 100, number, 1, "DN-7")
    first = clinic.order(order, today=TODAY + timedelta(days=4))
    clinic.order(Reverse(first))
    with clinic.database.reading() as connection:
        assert purchasing.require_order(connection, number).lines[0].arrived == 0
    for days in (5, 6, 7):
        clinic.order(replace(order, quantity=10), today=TODAY + timedelta(days=days))
    with clinic.database.reading() as connection:
        of = next(each for each in situations(connection, TODAY) if each.item.id == syringe)
        assert purchasing.require_order(connection, number).lines[0].arrived == 30
    assert of.on_order == 270
    assert of.leads.days == (2,)
    assert clinic.value("SELECT count(*) FROM receipt WHERE document = 'DN-7'") == 4


def sent_and_come(clinic: Clinic, number: str, days: int, *, lines: int) -> None:
    """An order sent ``days`` before today, of which every line has come today."""
    syringe = clinic.items["Syringe 3 mL"]
    sent = (TODAY - timedelta(days=days)).isoformat()
    clinic.execute(
        "INSERT INTO purchase_order (number, supplier_id, site_id, state, made_at, sent_on) VALUES (?, 1, ?, 'sent', ?, ?)",
        (number, clinic.places["Northgate"], AT, sent),
    )
    for each in range(1, lines + 1):
        clinic.execute(
            "INSERT INTO purchase_order_line (order_id, line, item_id, package_id, packs, why)"
            " SELECT o.id, ?, ?, k.id, 5, ''"
            " FROM purchase_order o, package_level k WHERE o.number = ? AND k.item_id = ? AND k.name = 'each'",
            (each, syringe, number, syringe),
        )
        clinic.order(Receive(syringe, f"{number}-{each}", date(2028, 1, 1), clinic.places["A"], 5, number, each))


def leads_of(clinic: Clinic) -> Leads:
    with clinic.database.reading() as connection:
        found = situations(connection, TODAY)
        return next(each.leads for each in found if each.item.id == clinic.items["Syringe 3 mL"])


def test_one_delivery_of_three_lines_tells_one_lead_time(clinic: Clinic) -> None:
    supplied(clinic)
    sent_and_come(clinic, "PO-1", 9, lines=3)
    assert leads_of(clinic) == Leads((2,), "as in the catalogue"), "one delivery is not enough to measure by"
    sent_and_come(clinic, "PO-2", 4, lines=2)
    sent_and_come(clinic, "PO-3", 6, lines=1)
    assert leads_of(clinic) == Leads((9, 4, 6), "measured from its own 3 deliveries")


def test_an_order_is_expected_after_its_lead_time(clinic: Clinic) -> None:
    number = ordered(clinic)
    expected = "SELECT expected_on FROM purchase_order WHERE number = ?"
    assert clinic.value(expected, (number,)) == (TODAY + timedelta(days=2)).isoformat(), "as in the catalogue"
    for name, days in (("PO-1", 9), ("PO-2", 4), ("PO-3", 6)):
        sent_and_come(clinic, name, days, lines=1)
    with clinic.database.writing() as connection:
        syringe = clinic.items["Syringe 3 mL"]
        box = connection.exec_driver_sql("SELECT min(id) FROM package_level WHERE item_id = ?", (syringe,)).scalar_one()
        number = purchasing.draft(connection, pen(clinic), 1, 0, [purchasing.Wanted(syringe, box, 1, None)])
        sent = purchasing.send(connection, pen(clinic), number)
    assert sent.expected_on == TODAY + timedelta(days=7), "the mean of 9, 4 and 6, measured"


def test_an_order_for_no_site_is_on_order_at_the_only_site_there_is(clinic: Clinic) -> None:
    number = ordered(clinic)
    clinic.execute("UPDATE purchase_order SET site_id = NULL WHERE number = ?", (number,))
    with clinic.database.reading() as connection:
        found = propose(situations(connection, TODAY), TODAY)
    assert [(each.situation.item.name, each.situation.on_order, each.lacks) for each in found if each.lacks] == []
    assert [each.situation.on_order for each in found if each.situation.item.name == "Syringe 3 mL"] == [300]


def test_only_what_fits_an_orders_state_may_be_done_to_it(clinic: Clinic) -> None:
    number = ordered(clinic)
    for act in (
        lambda connection: purchasing.send(connection, pen(clinic), number),
        lambda connection: purchasing.amend(connection, pen(clinic), number, 1, 3),
    ):
        with pytest.raises(Refusal, match="is sent"), clinic.database.writing() as connection:
            act(connection)
    with clinic.database.writing() as connection:
        (short,) = purchasing.close(connection, pen(clinic), number)
    assert short.lacks == 300
    assert Counter(clinic).scan(number).verdict.code == "not_expected"
    order = Receive(clinic.items["Syringe 3 mL"], "N1", date(2028, 1, 1), clinic.places["A"], 100, number, 1)
    with pytest.raises(Refusal) as refused:
        clinic.order(order)
    assert refused.value.code == "order_not_open"


def test_use_counts_on_its_day_and_days_without_stock_are_left_out(clinic: Clinic) -> None:
    saline = clinic.items["Saline 0.9 %"]
    use = clinic.order(Use(saline, clinic.lots["SAL1"], clinic.places["Drawer"], 6))
    with clinic.database.reading() as connection:
        later = TODAY + timedelta(days=11)
        of = next(each for each in situations(connection, later) if each.item.id == saline)
    # Opened on the 15th, all six used on the 16th, and ten days of nothing until the 27th.
    assert (of.past.used.tolist(), of.past.days_out) == ([0.0, 6.0], 10)
    clinic.order(Reverse(use), today=TODAY + timedelta(days=3))
    with clinic.database.reading() as connection:
        of = next(each for each in situations(connection, later) if each.item.id == saline)
        assert (of.past.used.sum(), of.past.days_out) == (0.0, 0)
        assert list(audit_daily_use(connection)) == []


def test_a_rooms_par_follows_its_use_and_drift_is_named(clinic: Clinic) -> None:
    syringe = clinic.items["Syringe 3 mL"]
    clinic.execute("UPDATE balance SET quantity = 500 WHERE quantity = 4")
    for days in range(40, 0, -1):
        clinic.order(Use(syringe, clinic.lots["LATE"], clinic.places["Cart"], 6), today=TODAY - timedelta(days=days))
    with clinic.database.writing() as connection:
        found = [each for each in par_proposals(connection, TODAY) if each.room.name == "Exam 1"]
        (each,) = [one for one in found if one.item.id == syringe]
        # Six a day for seven days; cart and wall are to hold 20 and 10.
        assert (each.par, each.proposed, each.drift, each.source) == (30, 42, Drift.TOO_LOW, "use")
        accept(connection, pen(clinic), [each])
        (each,) = [one for one in par_proposals(connection, TODAY) if one.item.id == syringe]
    assert (each.par, each.drift) == (42, Drift.FITS)
    assert clinic.value("SELECT par FROM par_level WHERE location_id = ?", (clinic.places["Cart"],)) == 32
