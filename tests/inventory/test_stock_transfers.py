"""Stock that goes from one site of the clinic to another: packed, on its way, received against its note, or lost."""

from __future__ import annotations

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.between_sites import audited, now, packed, receiving, sites
from tests.inventory.several_sites import Station, pen_of, shipments
from tracker.barcodes.commands import Command
from tracker.errors import Refusal
from tracker.inventory import stock_transfer_acts as acts
from tracker.inventory.item_past import item_past
from tracker.inventory.stock_transfer_facts import TransferState
from tracker.jobs.verdict import Tone

__all__ = ["sites"]


def test_stock_for_another_site_is_on_the_way_and_at_neither(sites: Clinic) -> None:
    shipment = packed(sites)
    assert (shipment.origin, shipment.target, shipment.on_the_way) == ("Northgate", "Southgate", 10)
    assert sites.held("B", "LATE") == 90
    assert sites.held("South store", "LATE") == 0
    audited(sites)


def test_packs_of_one_day_go_onto_one_shipment_until_it_is_sent(sites: Clinic) -> None:
    first = packed(sites, 4)
    packed(sites, 3)
    assert [each.on_the_way for each in shipments(sites)] == [7]
    with sites.database.writing() as connection:
        acts.send(connection, pen_of(sites), first.number)
    packed(sites, 2)
    assert [each.on_the_way for each in shipments(sites)] == [2, 7]


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
