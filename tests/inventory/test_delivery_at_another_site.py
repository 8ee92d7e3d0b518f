"""A delivery that comes to another site than it was ordered for: asked about once, and right for both afterwards."""

from __future__ import annotations

import pytest

from tests.clinic import SYRINGE_BOX_GTIN, Clinic
from tests.inventory.deliveries import ordered
from tests.inventory.several_sites import Station, with_sites
from tracker.barcodes.commands import Command
from tracker.inventory.ordering.arrivals import on_order
from tracker.inventory.scope import scope_of
from tracker.inventory.spending import bought
from tracker.jobs.verdict import Code, Tone
from tracker.station.resuming import context


@pytest.fixture
def sites(clinic: Clinic) -> Clinic:
    return with_sites(clinic)


@pytest.fixture
def number(sites: Clinic) -> str:
    """Three boxes of syringes for Northgate, at 20.00."""
    made = ordered(sites)
    sites.execute("UPDATE purchase_order_line SET price_micros = 20000000")
    sites.execute("UPDATE purchase_order SET site_id = ?", (sites.places["Northgate"],))
    return made


def at_the_door(sites: Clinic, number: str, shelf: str) -> Station:
    station = Station(sites)
    station.say(Command.RECEIVE)
    station.scan(number)
    station.go(shelf)
    return station


def box(station: Station, lot: str) -> tuple[str, Tone]:
    told = station.pack(lot, gtin=SYRINGE_BOX_GTIN, expiry="271231").verdict
    return str(told.code), told.tone


def spent(sites: Clinic, site: str) -> int:
    with sites.database.reading() as connection:
        found = bought(connection, "2026-01-01", "2026-12-31", scope_of(connection, site=site))
    return sum(each.spent_micros for each in found)


def test_a_shelf_of_the_site_that_ordered_is_not_asked_about(sites: Clinic, number: str) -> None:
    assert box(at_the_door(sites, number, "B"), "N1") == ("accepted", Tone.ACCEPT)


def test_a_shelf_of_another_site_is_asked_about_once(sites: Clinic, number: str) -> None:
    station = at_the_door(sites, number, "South store")
    asked = station.pack("N1", gtin=SYRINGE_BOX_GTIN, expiry="271231").verdict
    assert (asked.code, asked.tone, asked.word) == (Code.OTHER_SITE, Tone.ASK, "FOR ANOTHER SITE")
    assert (asked.aside, asked.detail) == (f"order {number} is for Northgate", "the shelf in hand is in Southgate")
    assert station.say(Command.YES).verdict.tone is Tone.ACCEPT
    assert box(station, "N2") == ("accepted", Tone.ACCEPT), "it was said of the delivery"
    station.go("East store")
    assert box(station, "N3")[0] == Code.OTHER_SITE, "and not of a third site"
    station.say(Command.NO)
    station.go("B")
    assert box(station, "N3") == ("accepted", Tone.ACCEPT)


def test_a_no_books_nothing(sites: Clinic, number: str) -> None:
    station = at_the_door(sites, number, "South store")
    box(station, "N1")
    station.say(Command.NO)
    assert sites.value("SELECT count(*) FROM movement WHERE kind = 'receive'") == 0
    assert box(station, "N1")[0] == Code.OTHER_SITE


def test_what_is_on_order_and_what_was_spent_are_right_for_both_sites(sites: Clinic, number: str) -> None:
    """Nothing more will come of it to the one; the other has it, and has paid for it."""
    item, north, south = (sites.items["Syringe 3 mL"], sites.places["Northgate"], sites.places["Southgate"])
    station = at_the_door(sites, number, "South store")
    box(station, "N1")
    station.say(Command.YES)
    with sites.database.reading() as connection:
        coming = on_order(connection)
    assert (coming.get((item, north), 0), coming.get((item, south), 0)) == (200, 0)
    assert (spent(sites, "Northgate"), spent(sites, "Southgate")) == (0, 20_000_000)


def test_a_damaged_pack_goes_onto_no_shelf_and_an_order_for_no_site_to_any(sites: Clinic, number: str) -> None:
    station = at_the_door(sites, number, "South store")
    station.say(Command.REASON_DAMAGED)
    assert box(station, "N1")[0] == Code.DAMAGED
    sites.execute("UPDATE purchase_order SET site_id = NULL")
    assert box(at_the_door(sites, number, "South store"), "N2") == ("accepted", Tone.ACCEPT)


def test_what_was_said_is_known_again_after_a_crash_and_not_of_the_next_order(sites: Clinic, number: str) -> None:
    station = at_the_door(sites, number, "South store")
    box(station, "N1")
    station.say(Command.YES)
    code = sites.value("SELECT code FROM location WHERE id = ?", (sites.places["Southgate"],))
    assert context(station.desk)["elsewhere"] == code
    station.say(Command.DONE)
    assert station.desk.elsewhere == ""
