"""Orders to suppliers held against the journal: what somebody with the key changes in the file is named."""

from __future__ import annotations

import pytest

from tests.clinic import AT, Clinic
from tracker.inventory.auditing_orders import audit_purchase_orders
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.purchasing import Wanted
from tracker.journal.pen import Pen


def differences(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [each.code for each in audit_purchase_orders(connection)]


@pytest.fixture
def ordered(clinic: Clinic) -> Clinic:
    """One order, drafted in two goes, amended, and sent."""
    pen = Pen(clinic.journal, AT, "lead")
    with clinic.database.writing() as connection:
        made = connection.exec_driver_sql("INSERT INTO supplier (name) VALUES ('Tarnbeck') RETURNING id")
        supplier = int(made.scalar_one())
        packs = connection.exec_driver_sql("SELECT item_id, min(id) FROM package_level GROUP BY 1 ORDER BY 1").all()
        (first, one), (second, other) = packs[:2]
        number = purchasing.draft(connection, pen, supplier, 0, [Wanted(first, one, 2, None)])
        purchasing.draft(connection, pen, supplier, 0, [Wanted(first, one, 3, None), Wanted(second, other, 1, None)])
        purchasing.amend(connection, pen, number, 2, 0)
        purchasing.draft(connection, pen, supplier, 0, [Wanted(second, other, 4, None)])
        purchasing.send(connection, pen, number)
    return clinic


def test_an_order_as_it_was_made_is_as_the_journal_tells(ordered: Clinic) -> None:
    assert ordered.value("SELECT group_concat(packs) FROM purchase_order_line") == "5,4"
    assert differences(ordered) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE purchase_order SET state = 'draft'",
        "UPDATE purchase_order_line SET packs = packs + 1 WHERE line = 1",
        "DELETE FROM purchase_order_line WHERE line = 1",
        "UPDATE purchase_order SET number = 'K0000000000009999'",
    ],
)
def test_an_order_changed_behind_the_journals_back_is_named(ordered: Clinic, statement: str) -> None:
    ordered.execute(statement)
    assert set(differences(ordered)) == {"purchase_order_changed"}
