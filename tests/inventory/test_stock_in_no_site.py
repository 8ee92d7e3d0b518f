"""Nothing is moved to or received onto a shelf in no site; within a site nothing is on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.between_sites import audited, sites
from tests.inventory.several_sites import Station, shipments
from tracker.barcodes.commands import Command
from tracker.errors import Refusal
from tracker.inventory.orders import Receive
from tracker.jobs.verdict import Tone
from tracker.station.examining_contents import in_no_site

__all__ = ["sites"]


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


def test_restocking_takes_from_the_stores_of_its_own_site(sites: Clinic) -> None:
    station = Station(sites)
    station.go("South exam")
    step = station.pack("LATE")
    assert step.verdict.tone is not Tone.ACCEPT
    assert shipments(sites) == ()
