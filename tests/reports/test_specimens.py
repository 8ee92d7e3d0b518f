"""What is missing is told when it is due, and a specimen's whole way can be asked for; no patient is named."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.laboratory import ANNE, BEN, CARA, COURIER, LABORATORY, STAT_REQUISITION, Laboratory
from tracker.errors import Refusal
from tracker.reports.manifests import manifest_of
from tracker.reports.specimen_custody import custody
from tracker.reports.specimens import is_missing, missing, specimens
from tracker.reports.table import Table
from tracker.specimens.facts import PartyKind
from tracker.specimens.orders import Arrive, LoseShipment, Step
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do

CHICAGO = ZoneInfo("America/Chicago")


def rows_of(table: Table) -> list[dict[str, object]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def missing_now(laboratory: Laboratory) -> list[dict[str, object]]:
    with laboratory.database.reading() as connection:
        return rows_of(missing(SpecimenReader(connection, laboratory.now), CHICAGO))


def test_the_culture_that_never_arrived_is_missing_an_hour_after_it_was_due(laboratory: Laboratory) -> None:
    """Expected in three hours, with an hour of grace."""
    culture = laboratory.drawn(1, requisition=STAT_REQUISITION)
    laboratory.sent(culture)
    laboratory.later(hours=3, minutes=59)
    assert missing_now(laboratory) == []
    laboratory.later(minutes=1)
    assert missing_now(laboratory) == [
        {
            "number": culture,
            "container": "Blood culture",
            "state": "departed",
            "due_at": "2026-11-16T11:00-06:00",
            "missing_since": "2026-11-16T13:00-06:00",
            "last_with": "Swift couriers",
            "since": "2026-11-16T09:00-06:00",
            "shipment": laboratory.trip().code,
            "where": "B17",
            "rejected": None,
        }
    ]


def test_a_lost_bag_is_missing_at_once_and_in_the_senders_name(laboratory: Laboratory) -> None:
    shipment_id = laboratory.sent(laboratory.drawn(1), laboratory.drawn(3))
    laboratory.order(LoseShipment(shipment_id, BEN, "lost in transit"))
    assert [(row["state"], row["last_with"]) for row in missing_now(laboratory)] == [("lost", "Anne A.")] * 2


def test_the_board_has_the_missing_first_and_then_what_keeps_the_shortest(laboratory: Laboratory) -> None:
    blood_count, clot = laboratory.drawn(1), laboratory.drawn(3)
    culture = laboratory.drawn(1, requisition=STAT_REQUISITION)
    laboratory.order(Step(Do.RELEASE, (culture,), ANNE))
    laboratory.later(minutes=70)
    with laboratory.database.reading() as connection:
        rows = rows_of(specimens(SpecimenReader(connection, laboratory.now), CHICAGO))
    assert [(row["number"], row["status"]) for row in rows] == [
        (culture, "missing"),
        (clot, "too_old"),
        (blood_count, "keeps"),
    ]
    assert [row["minutes_left"] for row in rows] == [50, -10, 24 * 60 - 70]
    assert [row["due_kind"] for row in rows] == ["receive", "spin", "test"]


def test_custody_tells_every_step_with_its_people_and_its_hl7_event(laboratory: Laboratory) -> None:
    number = laboratory.drawn(1)
    shipment_id = laboratory.sent(number)
    laboratory.later(hours=1)
    laboratory.order(Arrive(shipment_id, BEN, is_seal_whole=False))
    laboratory.order(Step(Do.REJECT, (number,), BEN, to=BEN, reason="RB"))
    with laboratory.database.reading() as connection:
        table = custody(SpecimenReader(connection, laboratory.now), f"{number[:8]} {number[8:]}", CHICAGO)
    rows = rows_of(table)
    anne, ben = f"Anne A. …{ANNE[-4:]}", f"Ben B. …{BEN[-4:]}"
    assert [(row["do"], row["hl7"], row["by"], row["custodian"]) for row in rows] == [
        ("label", "S38", anne, None),
        ("collect", "S39", anne, anne),
        ("place", None, anne, anne),
        ("depart", "S41", anne, "Swift couriers"),
        ("arrive", "S42", ben, "Swift couriers"),
        ("reject", "S44", ben, ben),
    ]
    assert rows[4]["condition"] == "seal_broken"
    assert (rows[5]["reason"], rows[5]["at"]) == ("RB", "2026-11-16T10:00-06:00")
    assert len({row["event_id"] for row in rows}) == len(rows)
    assert "Doe" not in str(table)


def test_custody_of_a_number_that_was_never_used_is_refused(laboratory: Laboratory) -> None:
    with laboratory.database.reading() as connection:
        reader = SpecimenReader(connection, laboratory.now)
        with pytest.raises(Refusal) as caught:
            custody(reader, "2600000126")
        assert not is_missing(reader, "2600000126")
    assert caught.value.code == "unknown_specimen"


def test_a_manifest_has_all_that_departed_wherever_it_is_now(laboratory: Laboratory) -> None:
    one, other = laboratory.drawn(1), laboratory.drawn(3)
    shipment_id = laboratory.sent(one, other)
    code = laboratory.trip().code
    laboratory.order(Arrive(shipment_id, CARA, is_seal_whole=True))
    laboratory.order(Step(Do.ACCEPT, (one,), CARA, to=CARA))
    with laboratory.database.reading() as connection:
        made = manifest_of(SpecimenReader(connection, laboratory.now), code, zone=CHICAGO)
    assert [each.number for each in made.specimens] == [one, other]
    assert (made.shipment.seal, made.target_clia, made.clinic) == ("SEAL-1", "05D0000001", "Northgate clinic")
    assert made.shipment.courier is not None
    assert (made.shipment.courier.code, made.shipment.courier.kind) == (COURIER, PartyKind.COURIER)
    assert made.shipment.target is not None
    assert made.shipment.target.code == LABORATORY


def test_a_manifest_of_a_bag_that_is_being_packed_has_what_is_in_it(laboratory: Laboratory) -> None:
    number = laboratory.drawn(1)
    laboratory.packed(number)
    with laboratory.database.reading() as connection:
        reader = SpecimenReader(connection, laboratory.now)
        made = manifest_of(reader, laboratory.trip().code)
        with pytest.raises(Refusal):
            manifest_of(reader, "T0000000009997")
    assert [each.number for each in made.specimens] == [number]
    assert made.target_clia == ""
