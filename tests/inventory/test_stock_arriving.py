"""Stock from another site is received against its note, pack by pack, whatever became of it on the way."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clinic import SYRINGE_BOX_GTIN, Clinic
from tests.inventory.between_sites import audited, now, packed, receiving, sites
from tests.inventory.several_sites import Station, pen_of
from tracker.barcodes.commands import Command
from tracker.errors import Refusal
from tracker.inventory import stock_transfer_acts as acts
from tracker.inventory.queries import item_by_id, place_by_code
from tracker.inventory.recall_cases import open_case
from tracker.inventory.recall_facts import rooms_of
from tracker.inventory.recall_signing import sign_room
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Tone

__all__ = ["sites"]


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


def test_an_arrival_at_a_closed_shipment_is_not_undone(sites: Clinic) -> None:
    shipment = packed(sites)
    station = receiving(sites, shipment.number)
    station.pack("LATE", 10)
    with sites.database.writing() as connection:
        acts.close(connection, pen_of(sites), shipment.number)
    with pytest.raises(Refusal, match="is closed"):
        station.say(Command.UNDO)
    assert sites.held("South store", "LATE") == 10


def test_what_is_received_from_a_paper_is_received_in_one_act(sites: Clinic) -> None:
    shipment = packed(sites)
    with sites.database.writing() as connection:
        shelf = connection.exec_driver_sql("SELECT code FROM location WHERE name = 'South store'").scalar_one()
        place = place_by_code(connection, shelf)
        assert place is not None
        acts.receive(connection, pen_of(sites), shipment.number, place, [(shipment.lots[0], 10)])
    assert sites.held("South store", "LATE") == 10
    audited(sites)
