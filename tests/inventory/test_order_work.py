"""What is to be done with an order: one thing at a time, whatever has come and whenever it was expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.inventory.facts import Item
from tracker.inventory.ordering.delivered import OrderWork, is_late, work_of
from tracker.inventory.purchase_order_facts import BesideOrder, OrderedLine, OrderState, PurchaseOrder

TODAY = date(2026, 11, 16)
ITEM = Item(1, "I00010000", "Syringe 3 mL", "each", tracks_lot=True, tracks_expiry=True)
LINE = OrderedLine(1, ITEM, "box", 100, 3, None, "", "", 0)


def order(*arrived: int, state: OrderState = OrderState.SENT, late_days: int = 0) -> PurchaseOrder:
    lines = tuple(replace(LINE, line=place, arrived=each) for place, each in enumerate(arrived, start=1))
    expected = TODAY - timedelta(days=late_days)
    return PurchaseOrder(1, "K1", "Tarnbeck", "", None, "", state, "", TODAY, expected, None, lines)


def test_what_came_wholly_after_its_day_is_closed_and_not_asked_after() -> None:
    assert work_of(order(300, 300, late_days=4), TODAY) is OrderWork.CLOSE


def test_what_came_in_part_after_its_day_is_asked_after_and_not_settled_as_well() -> None:
    assert work_of(order(300, 200, late_days=4), TODAY) is OrderWork.ASK_AFTER
    assert work_of(order(300, 200), TODAY) is OrderWork.SETTLE


def test_a_draft_is_to_be_sent_and_what_is_awaited_is_left_alone() -> None:
    assert work_of(order(0, state=OrderState.DRAFT, late_days=9), TODAY) is OrderWork.SEND
    assert work_of(order(0), TODAY) is None


def test_an_order_without_lines_is_no_more_than_a_draft_or_to_be_closed() -> None:
    assert work_of(order(), TODAY) is OrderWork.CLOSE, "nothing of it can come any more"


@given(
    st.lists(st.integers(0, 500), max_size=4),
    st.sampled_from(OrderState),
    st.integers(-30, 30),
    st.integers(0, 3),
)
def test_it_is_late_only_where_it_is_asked_after(
    arrived: list[int], state: OrderState, late_days: int, beside: int
) -> None:
    of = order(*arrived, state=state, late_days=late_days)
    of = replace(of, beside=tuple(BesideOrder(ITEM, 1, 0, 0) for _ in range(beside)))
    found = work_of(of, TODAY)
    assert is_late(of, TODAY) == (found is OrderWork.ASK_AFTER)
    assert (found is OrderWork.CLOSE) == (state is OrderState.SENT and not any(each.lacks for each in of.lines))
    if state in (OrderState.CLOSED, OrderState.CANCELLED):
        assert found is None
