"""Stock that goes from one site of the clinic to another: packed, on its way, received against its note, or lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.clinic import SYRINGE_BOX_GTIN, TODAY, Clinic
from tests.inventory.several_sites import Station, pen_of, shipments, with_sites
from tracker.barcodes.commands import Command
from tracker.errors import Refusal
from tracker.inventory import stock_transfer_acts as acts
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.item_past import item_past
from tracker.inventory.ordering.arrivals import on_order
from tracker.inventory.ordering.asking import situations
from tracker.inventory.orders import Receive
from tracker.inventory.queries import item_by_id, place_by_code
from tracker.inventory.recall_cases import open_case
from tracker.inventory.recall_facts import rooms_of
from tracker.inventory.recall_signing import sign_room
from tracker.inventory.stock_transfer_auditing import audit_stock_transfers
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferState
from tracker.inventory.stock_transfers import stock_transfer
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Tone
from tracker.station.examining_contents import in_no_site


@pytest.fixture
def sites(clinic: Clinic) -> Clinic:
    return with_sites(clinic)


def packed(sites: Clinic, quantity: int = 10, lot: str = "LATE") -> StockTransfer:
    """So many syringes of one lot on their way from Northgate to Southgate."""
    station = Station(sites)
    station.say(Command.TRANSFER)
    station.go("B")
    station.go("South store")
    assert station.pack(lot, quantity).verdict.tone is Tone.ACCEPT
    return shipments(sites)[0]


def receiving(sites: Clinic, number: str, shelf: str = "South store") -> Station:
    station = Station(sites)
    station.say(Command.RECEIVE)
    station.go(shelf)
    station.scan(number)
    return station


def now(sites: Clinic, number: str) -> StockTransfer:
    with sites.database.reading() as connection:
        found = stock_transfer(connection, number)
    assert found is not None
    return found


def audited(sites: Clinic) -> None:
    with sites.database.reading() as connection:
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []
        assert list(audit_daily_use(connection)) == []


def test_stock_for_another_site_is_on_the_way_and_at_neither(sites: Clinic) -> None:
    shipment = packed(sites)
    assert (shipment.origin, shipment.target, shipment.on_the_way) == ("Northgate", "Southgate", 10)
    assert sites.held("B", "LATE") == 90
    assert sites.held("South store", "LATE") == 0
    audited(sites)


def test_within_a_site_nothing_is_on_the_way(sites: Clinic) -> None:
    station = Station(sites)
    station.say(Command.TRANSFER)
    station.go("B")
    station.go("Cart")
    station.pack("LATE", 3)
    assert shipments(sites) == ()
    assert sites.held("Cart", "LATE") == 7


def test_nothing_is_moved_to_a_shelf_in_no_site_and_the_doctor_names_what_stands_in_one(sites: Clinic) -> None:
    with sites.database.reading() as connection:
        assert list(in_no_site(connection)) == []
    sites.execute("UPDATE location SET parent_id = NULL WHERE name = 'Exam 2'")
    station = Station(sites)
    station.say(Command.TRANSFER)
    station.go("B")
    station.go("Drawer")
    with pytest.raises(Refusal) as refused:
        station.pack("LATE", 3)
    assert refused.value.code == "no_site"
    with sites.database.reading() as connection:
        (found,) = in_no_site(connection)
    code = sites.value("SELECT code FROM location WHERE name = 'Drawer'")
    assert f"({code})" in found.words


def test_a_delivery_is_not_received_onto_a_shelf_in_no_site_and_the_shelf_is_refused_before_a_pack_is(
    sites: Clinic,
) -> None:
    """What came there would be in no site's figures, and be ordered again."""
    sites.execute("UPDATE location SET parent_id = NULL WHERE name = 'South store'")
    station = Station(sites)
    station.say(Command.RECEIVE)
    verdict = station.go("South store").verdict
    assert (verdict.tone, verdict.code) == (Tone.REFUSE, "wrong_kind")
    assert "in no site" in verdict.detail
    assert "tracker import locations" in verdict.way_out
    assert station.pack("NEW", 5, expiry="270630").verdict.code == "no_target"
    order = Receive(sites.items["Syringe 3 mL"], "NEW", TODAY + timedelta(days=200), sites.places["South store"], 5)
    with pytest.raises(Refusal) as refused:
        sites.order(order)
    assert refused.value.code == "no_site"
    station.go("B")
    assert station.pack("NEW", 5, expiry="270630").verdict.tone is Tone.ACCEPT
    audited(sites)


def test_a_clinic_without_any_site_receives_as_ever(clinic: Clinic) -> None:
    clinic.execute("UPDATE location SET parent_id = NULL WHERE kind = 'room'")
    clinic.execute("DELETE FROM location WHERE kind = 'site'")
    station = Station(clinic)
    station.say(Command.RECEIVE)
    station.go("B")
    assert station.pack("NEW", 5, expiry="270630").verdict.tone is Tone.ACCEPT


def test_a_delivery_tells_what_the_store_of_its_own_site_has_that_may_be_used(sites: Clinic) -> None:
    """Northgate's store has 140 that may be used, and 40 of a recalled lot; Southgate's has none."""
    said = []
    for shelf in ("South store", "B"):
        station = Station(sites)
        station.say(Command.RECEIVE)
        station.go(shelf)
        said.append(station.pack("NEW", 5, expiry="270630").verdict.aside)
    assert said == ["in the store 5", "in the store 145"]


def test_packs_of_one_day_go_onto_one_shipment_until_it_is_sent(sites: Clinic) -> None:
    first = packed(sites, 4)
    packed(sites, 3)
    assert [each.on_the_way for each in shipments(sites)] == [7]
    with sites.database.writing() as connection:
        acts.send(connection, pen_of(sites), first.number)
    packed(sites, 2)
    assert [each.on_the_way for each in shipments(sites)] == [2, 7]


def test_it_is_received_from_its_note_pack_by_pack_and_at_two_stations(sites: Clinic) -> None:
    shipment = packed(sites, 10)
    first, second = receiving(sites, shipment.number), receiving(sites, shipment.number)
    assert first.desk.job is JobName.RECEIVE
    assert first.pack("LATE", 6).verdict.tone is Tone.ACCEPT
    assert now(sites, shipment.number).state_words == "partly received"
    assert second.pack("LATE", 6).verdict.code == "more_than_sent"
    assert "4" in second.pack("LATE", 4).verdict.headline
    assert now(sites, shipment.number).state_words == "received"
    assert sites.held("South store", "LATE") == 10
    assert first.pack("LATE").verdict.code == "more_than_sent"
    assert Station(sites).scan(shipment.number).verdict.code == "came_already"
    audited(sites)


def test_what_has_left_is_not_undone_at_its_origin(sites: Clinic) -> None:
    """Whoever receives it would read that nothing is on it by the books. A pack that stayed is received where it stands."""
    station = Station(sites)
    station.say(Command.TRANSFER)
    for place in ("B", "South store"):
        station.go(place)
    for quantity in (6, 4):
        station.pack("LATE", quantity)
    number = shipments(sites)[0].number
    assert station.say(Command.UNDO).verdict.tone is Tone.ACCEPT, "it is packed, and has not left"
    with sites.database.writing() as connection:
        acts.send(connection, pen_of(sites), number)
    with pytest.raises(Refusal) as refused:
        station.say(Command.UNDO)
    assert refused.value.code == "transfer_left"
    assert number in (refused.value.hint or "")
    assert now(sites, number).on_the_way == 6
    back = receiving(sites, number, "B")
    assert back.pack("LATE", 6).verdict.tone is Tone.ACCEPT
    assert back.say(Command.UNDO).verdict.tone is Tone.ACCEPT, "an arrival is undone as ever"
    assert now(sites, number).on_the_way == 6
    audited(sites)


def test_the_quantity_that_is_named_is_one_of_packs_and_works_when_it_is_scanned(sites: Clinic) -> None:
    """QUANTITY counts boxes where a box is scanned: the pieces that are left would be a hundred times too many."""
    shipment = packed(sites, 100)
    station = receiving(sites, shipment.number)
    told = station.pack("LATE", 5, SYRINGE_BOX_GTIN).verdict
    assert (told.code, told.aside) == ("more_than_sent", "sent 100, came 0, this is 500")
    assert told.way_out.startswith("Scan QUANTITY 1 or less and the pack again.")
    assert station.pack("LATE", 1, SYRINGE_BOX_GTIN).verdict.tone is Tone.ACCEPT


def test_of_less_than_a_box_single_ones_are_asked_for(sites: Clinic) -> None:
    shipment = packed(sites, 40)
    station = receiving(sites, shipment.number)
    told = station.pack("LATE", 1, SYRINGE_BOX_GTIN).verdict
    assert told.way_out.startswith("Opened? Scan QUANTITY 40 or less and the code of a single one.")
    assert station.pack("LATE", 40).verdict.tone is Tone.ACCEPT


def test_a_wrong_item_and_a_wrong_lot_are_not_taken_in(sites: Clinic) -> None:
    shipment = packed(sites)
    station = receiving(sites, shipment.number)
    assert station.pack("EARLY").verdict.code == "other_lot"
    assert station.pack("NEVERSEEN").verdict.tone is Tone.REFUSE
    gauze = str(sites.value("SELECT code FROM item WHERE name LIKE 'Gauze%'"))
    assert station.scan(gauze).verdict.code == "not_on_note"
    assert now(sites, shipment.number).on_the_way == 10


def test_done_names_what_is_short(sites: Clinic) -> None:
    shipment = packed(sites)
    station = receiving(sites, shipment.number)
    station.pack("LATE", 8)
    said = station.say(Command.DONE).verdict
    assert "2 still on the way" in said.aside


def test_an_arrival_that_is_undone_is_on_the_way_again(sites: Clinic) -> None:
    shipment = packed(sites)
    station = receiving(sites, shipment.number)
    station.pack("LATE", 8)
    station.say(Command.UNDO)
    assert now(sites, shipment.number).on_the_way == 10
    assert sites.held("South store", "LATE") == 0
    audited(sites)


def test_a_lot_recalled_on_the_way_is_asked_about_and_held_where_it_arrives(sites: Clinic) -> None:
    shipment = packed(sites)
    with sites.database.writing() as connection:
        item = item_by_id(connection, sites.items["Syringe 3 mL"])
        open_case(connection, pen_of(sites), item, "LATE", "particles")
    station = receiving(sites, shipment.number)
    asked = station.pack("LATE", 10).verdict
    assert (asked.code, asked.tone) == ("held_arrival", Tone.ASK)
    assert sites.held("South store", "LATE") == 0
    assert "held" in station.say(Command.YES).verdict.aside
    assert sites.held("South store", "LATE") == 10
    must_sign = sites.value(
        "SELECT count(*) FROM recall_room WHERE room_id = ? AND signed_by IS NULL", (sites.places["South store"],)
    )
    assert must_sign == 1


def test_what_is_recalled_on_the_way_is_on_the_pull_list_until_it_has_come(sites: Clinic) -> None:
    shipment = packed(sites)
    with sites.database.writing() as connection:
        item = item_by_id(connection, sites.items["Syringe 3 mL"])
        case = open_case(connection, pen_of(sites), item, "LATE", "particles")
        duties = {each.code: each for each in rooms_of(connection, case)}
        assert duties[shipment.number].stands == 10
        assert "On the way Northgate → Southgate" in duties[shipment.number].path
        with pytest.raises(Refusal, match="still holds 10"):
            sign_room(connection, pen_of(sites), case.number, shipment.number, 0)
    station = receiving(sites, shipment.number)
    station.pack("LATE", 10)
    station.say(Command.YES)
    with sites.database.reading() as connection:
        duties = {each.code: each for each in rooms_of(connection, case)}
    assert shipment.number not in duties, "nobody pulls or signs on the way any more"
    assert [each.stands for each in duties.values() if each.path == "South store"] == [10]


def test_a_lot_that_expired_on_the_way_is_asked_about(sites: Clinic) -> None:
    shipment = packed(sites)
    station = receiving(sites, shipment.number)
    station.today = date(2027, 7, 1)
    assert station.pack("LATE").verdict.word == "EXPIRED ON THE WAY"
    assert station.say(Command.NO).verdict.tone is Tone.NOTE
    assert now(sites, shipment.number).on_the_way == 10


def test_a_note_scanned_at_a_third_site_is_refused_before_or_at_the_pack(sites: Clinic) -> None:
    shipment = packed(sites)
    third = Station(sites)
    third.say(Command.RECEIVE)
    third.go("East store")
    assert third.scan(shipment.number).verdict.word == "NOT FOR HERE"
    late = Station(sites)
    late.scan(shipment.number)
    late.go("East store")
    with pytest.raises(Refusal, match="at neither"):
        late.pack("LATE")
    assert now(sites, shipment.number).on_the_way == 10


def test_it_may_come_back_to_the_site_that_sent_it(sites: Clinic) -> None:
    shipment = packed(sites)
    assert receiving(sites, shipment.number, "A").pack("LATE", 10).verdict.tone is Tone.ACCEPT
    assert sites.held("A", "LATE") == 10


def test_what_is_short_stays_on_the_way_until_somebody_says_that_it_is_lost(sites: Clinic) -> None:
    shipment = packed(sites)
    receiving(sites, shipment.number).pack("LATE", 7)
    with sites.database.writing() as connection, pytest.raises(Refusal, match="3 base units"):
        acts.close(connection, pen_of(sites), shipment.number)
    with sites.database.writing() as connection:
        (lost,) = acts.close(connection, pen_of(sites), shipment.number, is_lost=True)
    assert lost.on_the_way == 3
    closed = now(sites, shipment.number)
    assert (closed.state, closed.on_the_way, closed.lots[0].lost) == (TransferState.CLOSED, 0, 3)
    assert sites.value("SELECT reason FROM movement WHERE kind = 'waste'") == "lost_in_transit"
    assert Station(sites).scan(shipment.number).verdict.code == "not_expected"
    audited(sites)


def test_an_arrival_at_a_closed_shipment_is_not_undone(sites: Clinic) -> None:
    shipment = packed(sites)
    station = receiving(sites, shipment.number)
    station.pack("LATE", 10)
    with sites.database.writing() as connection:
        acts.close(connection, pen_of(sites), shipment.number)
    with pytest.raises(Refusal, match="is closed"):
        station.say(Command.UNDO)
    assert sites.held("South store", "LATE") == 10


def test_cancelling_gives_everything_back_and_only_before_any_of_it_has_come(sites: Clinic) -> None:
    shipment = packed(sites)
    packed(sites, 5, "EARLY")
    with sites.database.writing() as connection:
        acts.cancel(connection, pen_of(sites), shipment.number)
    assert (sites.held("B", "LATE"), sites.held("B", "EARLY")) == (100, 10)
    audited(sites)
    other = packed(sites)
    receiving(sites, other.number).pack("LATE", 1)
    with sites.database.writing() as connection, pytest.raises(Refusal, match="has come"):
        acts.cancel(connection, pen_of(sites), other.number)


def test_reorder_counts_it_as_arriving_and_as_stock_of_neither_site(sites: Clinic) -> None:
    packed(sites, 10)
    syringe = sites.items["Syringe 3 mL"]
    with sites.database.reading() as connection:
        assert on_order(connection) == {(syringe, sites.places["Southgate"]): 10}
        found = {each.site: each for each in situations(connection, date(2026, 11, 16)) if each.item.id == syringe}
    assert set(found) == {"Northgate", "Southgate"}
    assert found["Southgate"].on_order == 10
    assert found["Southgate"].stock == ()


def test_what_is_received_from_a_paper_is_received_in_one_act(sites: Clinic) -> None:
    shipment = packed(sites)
    with sites.database.writing() as connection:
        shelf = connection.exec_driver_sql("SELECT code FROM location WHERE name = 'South store'").scalar_one()
        place = place_by_code(connection, shelf)
        assert place is not None
        acts.receive(connection, pen_of(sites), shipment.number, place, [(shipment.lots[0], 10)])
    assert sites.held("South store", "LATE") == 10
    audited(sites)


def test_restocking_takes_from_the_stores_of_its_own_site(sites: Clinic) -> None:
    station = Station(sites)
    station.go("South exam")
    step = station.pack("LATE")
    assert step.verdict.tone is not Tone.ACCEPT
    assert shipments(sites) == ()


def test_an_items_page_tells_what_is_on_the_way_apart_from_what_lies_here_and_from_what_is_ordered(
    sites: Clinic,
) -> None:
    with sites.database.reading() as connection:
        before = item_past(connection, sites.items["Syringe 3 mL"], TODAY)
    packed(sites, 30)
    with sites.database.reading() as connection:
        after = item_past(connection, sites.items["Syringe 3 mL"], TODAY)
    assert (before.on_hand, before.on_the_way, before.on_order) == (192, 0, 0)
    assert (after.on_hand, after.on_the_way, after.on_order) == (162, 30, 0)
    assert [each.place.name for each in after.holdings if "On the way" in each.place.path] == []
    assert after.stock[-1] == (TODAY, 162)
    assert after.stock[-2][1] == before.stock[-2][1], "yesterday's stock is what it was"


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
