"""What is drafted for another site counts as on order until it is packed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.between_sites import audited, now, packed, sites
from tests.inventory.several_sites import pen_of
from tracker.inventory import stock_transfer_acts as acts
from tracker.inventory.ordering.arrivals import on_order
from tracker.inventory.ordering.asking import situations
from tracker.inventory.stock_transfer_auditing import audit_stock_transfers
from tracker.inventory.stock_transfer_facts import StockTransfer

__all__ = ["sites"]


def test_reorder_counts_it_as_arriving_and_as_stock_of_neither_site(sites: Clinic) -> None:
    packed(sites, 10)
    syringe = sites.items["Syringe 3 mL"]
    with sites.database.reading() as connection:
        assert on_order(connection) == {(syringe, sites.places["Southgate"]): 10}
        found = {each.site: each for each in situations(connection, date(2026, 11, 16)) if each.item.id == syringe}
    assert set(found) == {"Northgate", "Southgate"}
    assert found["Southgate"].on_order == 10
    assert found["Southgate"].stock == ()


def drafted(sites: Clinic, quantity: int = 30) -> StockTransfer:
    north, south = sites.places["Northgate"], sites.places["Southgate"]
    with sites.database.writing() as connection:
        return acts.plan(connection, pen_of(sites), north, south, sites.items["Syringe 3 mL"], quantity)


def ordered_at_south(sites: Clinic, as_of: date | None = None) -> tuple[int, int]:
    """Base units of syringes that are on order at Southgate, and that Northgate has promised."""
    syringe = sites.items["Syringe 3 mL"]
    with sites.database.reading() as connection:
        found = situations(connection, as_of or TODAY, as_of)
        at = {each.site_id: each for each in found if each.item.id == syringe}
        return on_order(connection, as_of).get((syringe, sites.places["Southgate"]), 0), at[
            sites.places["Northgate"]
        ].promised


def test_a_drafted_shipment_counts_as_on_order_until_it_is_packed_and_is_ordered_no_second_time(sites: Clinic) -> None:
    shipment = drafted(sites)
    assert (shipment.state_words, shipment.on_the_way) == ("to pack", 0)
    assert ordered_at_south(sites) == (30, 30)
    sites.execute("UPDATE stock_transfer SET opened_on = '2026-11-10'")  # packed days after it was drafted
    assert packed(sites, 20).number == shipment.number, "the packs go onto the draft"
    assert [(each.quantity, each.packed, each.left) for each in now(sites, shipment.number).to_pack] == [(30, 20, 10)]
    assert ordered_at_south(sites) == (30, 10), "20 on the way, 10 to be packed"
    assert ordered_at_south(sites, TODAY - timedelta(days=1)) == (30, 30), "as it was before it was packed"
    assert ordered_at_south(sites, date(2026, 11, 9)) == (0, 0), "and before it was drafted"
    with sites.database.writing() as connection:
        acts.send(connection, pen_of(sites), shipment.number)
    assert ordered_at_south(sites) == (20, 0), "what was not packed does not come"
    assert now(sites, shipment.number).to_pack == ()
    audited(sites)


def test_a_second_draft_goes_onto_the_first_and_a_cancelled_one_counts_no_more(sites: Clinic) -> None:
    first = drafted(sites)
    assert drafted(sites, 5).number == first.number
    assert [each.quantity for each in now(sites, first.number).to_pack] == [35]
    with sites.database.writing() as connection:
        acts.cancel(connection, pen_of(sites), first.number)
    assert ordered_at_south(sites) == (0, 0)
    assert drafted(sites).number != first.number


@pytest.mark.parametrize(
    "statement", ["UPDATE stock_transfer_plan SET quantity = 9", "DELETE FROM stock_transfer_plan"]
)
def test_a_draft_that_was_changed_by_hand_is_found(sites: Clinic, statement: str) -> None:
    drafted(sites)
    with sites.database.reading() as connection:
        assert list(audit_stock_transfers(connection)) == []
    sites.execute(statement)
    with sites.database.reading() as connection:
        assert [each.code for each in audit_stock_transfers(connection)] == ["stock_transfer_plan_changed"]
