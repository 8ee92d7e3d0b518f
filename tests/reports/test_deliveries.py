"""What of orders has come, as a report: a finding only where somebody has to do something about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.clinic import TODAY
from tests.inventory.proposals import ITEM
from tracker.inventory.purchase_order_facts import BesideOrder, OrderedLine, OrderState, PurchaseOrder
from tracker.reports.deliveries import deliveries
from tracker.reports.table import as_text

LINE = OrderedLine(1, ITEM, "box", 100, 3, None, "", "", 0)
ORDER = PurchaseOrder(
    1, "PO-1", "Tarnbeck", "", None, "Northgate", OrderState.SENT, "", date(2026, 11, 10), date(2026, 11, 20), None,
    (LINE,),
)  # fmt: skip
GLOVE = replace(ITEM, id=2, name="Glove")


def told(*lines: OrderedLine, beside: tuple[BesideOrder, ...] = ()) -> PurchaseOrder:
    return replace(ORDER, lines=lines, beside=beside)


@pytest.mark.parametrize(
    ("order", "is_finding"),
    [
        (ORDER, False),
        (replace(ORDER, expected_on=date(2026, 11, 15)), True),
        (told(replace(LINE, arrived=300)), False),
        (told(replace(LINE, arrived=200)), True),
        (told(replace(LINE, arrived=400)), True),
        (told(replace(LINE, arrived=300, short_dated=100)), True),
        (told(replace(LINE, damaged=100)), True),
        (told(LINE, beside=(BesideOrder(GLOVE, 5, 0, 0),)), True),
        (replace(ORDER, state=OrderState.CLOSED), False),
        (replace(ORDER, state=OrderState.DRAFT), False),
    ],
)
def test_what_came_otherwise_than_it_was_ordered_or_is_late_is_a_finding(
    order: PurchaseOrder, *, is_finding: bool
) -> None:
    assert deliveries([order], TODAY).has_findings is is_finding


def test_one_that_was_closed_short_is_a_finding_for_whoever_asks_for_it_by_its_number() -> None:
    assert deliveries([replace(ORDER, state=OrderState.CLOSED)], TODAY, is_one=True).has_findings


def test_every_difference_has_a_column_and_stands_in_the_text() -> None:
    line = replace(LINE, arrived=200, short_dated=50, damaged=100)
    table = deliveries([told(line, beside=(BesideOrder(GLOVE, 5, 0, 0),))], TODAY)
    rows = [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]
    found = [
        [row[key] for key in ("line", "item", "ordered", "arrived", "short", "over", "short_dated", "damaged")]
        for row in rows
    ]
    assert found == [[1, "Syringe 3 mL", 300, 200, 100, 0, 50, 100], [None, "Glove", 0, 5, 0, 5, 0, 0]]
    text = " ".join(" ".join(as_text(table)).split())
    assert "1 line short, 1 not ordered, 1 short-dated, 1 damaged" in text
    assert "Syringe 3 mL (each): came 200 of 300: 100 short, 50 short-dated, 100 damaged" in text


def test_of_what_is_awaited_nothing_is_short_yet() -> None:
    table = deliveries([ORDER], TODAY)
    place = [column.key for column in table.columns].index("short")
    assert [row[place] for row in table.rows] == [None]
    assert "3 lines short" not in " ".join(as_text(table))


def test_nothing_on_its_way_is_said() -> None:
    table = deliveries([], TODAY)
    assert (table.rows, table.has_findings, table.notes) == ((), False, ("No order is on its way.",))
