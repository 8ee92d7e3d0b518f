"""Labels for what belongs in a room, and for what travels: from what is on record, and read back with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from labels.drawing import Promise, draw
from labels.loading import own_designs
from labels.reading import read_back
from labels.resolution import Resolution
from labels.stocks import own_stocks
from tests.clinic import Clinic
from tracker.barcodes.house import holder_code, shipment_code
from tracker.errors import ConfigurationError, Refusal
from tracker.labelling.asking import Asked, wanted_for
from tracker.labelling.shipments import of_shipment
from tracker.labelling.wanted import Wanted, Wants, design_for, values_for
from tracker.media import Medium
from tracker.specimens.facts import Party, PartyKind, Transport
from tracker.specimens.holder_facts import Holder, HolderKind, Shipment, ShipmentState

BAG = Holder(1, holder_code(17), "B17", HolderKind.BAG, 0, 0, None, "")
TRIP = Shipment(
    id=1,
    code=shipment_code(1),
    holder=BAG,
    state=ShipmentState.DEPARTED,
    sender=Party("P00000000000194", "Northgate clinic", PartyKind.SITE),
    target=Party("P00000000000291", "Central Laboratory", PartyKind.LABORATORY),
    transport=Transport.REFRIGERATED,
    seal="",
    courier=None,
    opened_at=datetime(2026, 11, 25, 15, 0, tzinfo=UTC),
    departed_at=datetime(2026, 11, 25, 16, 10, tzinfo=UTC),
    expected_at=None,
    arrived_at=None,
    reason="",
)


def test_every_par_level_has_a_shelf_label_that_says_it(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        wanted = wanted_for(connection, Asked("shelf", is_all=True))
        on_record = connection.exec_driver_sql(
            "SELECT i.code, CAST(r.par AS TEXT), l.path FROM par_level r JOIN item i ON i.id = r.item_id"
            " JOIN location l ON l.id = r.location_id"
        ).all()
    assert sorted((one.values["code"], one.values["par"], one.values["path"]) for one in wanted) == sorted(
        tuple(row) for row in on_record
    )
    for one in wanted:
        design = own_designs()["shelf"]
        label = read_back(draw(design, values_for(one, design), Resolution.DPI_203))
        assert label.promises == (Promise("]C0", one.values["code"]),)


def test_a_place_without_par_levels_has_no_shelf_labels(clinic: Clinic) -> None:
    with clinic.database.reading() as connection, pytest.raises(Refusal) as refused:
        wanted_for(connection, Asked("shelf", ("Storeroom",)))
    assert refused.value.code == "label_none"


def test_a_bag_that_travels_says_where_to_and_how_kept_and_names_no_patient() -> None:
    wanted = of_shipment(TRIP, 14, UTC)
    assert wanted.values == {
        "code": TRIP.code,
        "bag": "bag B17",
        "to": "Central Laboratory",
        "from": "Northgate clinic",
        "count": "14 specimens",
        "departed": "2026-11-25 16:10",
        "handling": "REFRIGERATED",
    }
    label = read_back(draw(own_designs()["manifest"], wanted.values, Resolution.DPI_203))
    assert {one.data for one in label.promises} == {TRIP.code}


def test_a_bag_that_is_still_packed_has_a_label_without_what_nobody_knows_yet() -> None:
    wanted = of_shipment(replace(TRIP, departed_at=None, target=None, transport=None), 1, UTC)
    assert wanted.values["count"] == "1 specimen"
    read_back(draw(own_designs()["manifest"], wanted.values, Resolution.DPI_203))


def test_a_shipment_is_named_one_by_one(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        with pytest.raises(ConfigurationError):
            wanted_for(connection, Asked("manifest", is_all=True))
        with pytest.raises(Refusal) as refused:
            wanted_for(connection, Asked("manifest", (TRIP.code,)))
    assert refused.value.code == "label_no_such_shipment"


@pytest.mark.parametrize(
    ("wants", "stock", "name"),
    [
        (Wants.SHELF, "5163", "shelf"),
        (Wants.SHELF, None, "shelf_small"),
        (Wants.SHELF, "5167", "item_small"),
        (Wants.MANIFEST, "5163", "manifest"),
        (Wants.EQUIPMENT, "5160", "equipment"),
        (Wants.SPECIMEN, None, "tube"),
        (Wants.SPECIMEN, "5160", "tube"),
        (Wants.SPECIMEN, "5163", "tube_large"),
        (Wants.SPECIMEN, "l7651", "cryo"),
        (Wants.LOT, "5163", "lot"),
    ],
)
def test_the_design_is_the_largest_that_the_sheet_holds(wants: Wants, stock: str | None, name: str) -> None:
    sheet = own_stocks()[stock] if stock else None
    assert design_for(Wanted(wants, "", {}), own_designs(), sheet, None).name == name


def test_a_roll_of_wrap_around_labels_gets_their_design() -> None:
    roll = Medium(50.8, 38.1)
    assert design_for(Wanted(Wants.SPECIMEN, "", {}), own_designs(), None, None, roll).name == "tube_wrap"
