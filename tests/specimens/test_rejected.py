"""A rejected tube that is tested all the same hurts a patient: it stays rejected, whoever holds it and wherever it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.laboratory import ANNE, BAG, BEN, BOX, CARA, LABORATORY, RACK, ROLL, THIRD_REQUISITION, Laboratory
from tests.specimens.custody import refused
from tracker.barcodes import house
from tracker.errors import StoreError
from tracker.reports.specimen_custody import custody
from tracker.reports.specimens import missing
from tracker.specimens.auditing import audit_custody
from tracker.specimens.board import board
from tracker.specimens.orders import Arrive, Divide, OpenShipment, Pool, Retract, Step
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do, State


def rejected(laboratory: Laboratory, line: int = 1) -> str:
    """In Ben's hands, hemolyzed."""
    tube = laboratory.drawn(line, requisition=THIRD_REQUISITION)
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RH"))
    return tube


def handed_on(laboratory: Laboratory, tube: str) -> None:
    laboratory.order(Step(Do.RELEASE, (tube,), BEN))
    laboratory.order(Step(Do.ACCEPT, (tube,), CARA))


def lost_and_found(laboratory: Laboratory, tube: str) -> None:
    laboratory.order(Step(Do.LOSE, (tube,), BEN, reason="lost_here"))
    laboratory.order(Step(Do.FIND, (tube,), CARA, witness=ANNE))


def taken_over(laboratory: Laboratory, tube: str) -> None:
    laboratory.order(Step(Do.TAKE_OVER, (tube,), CARA, reason="found here", witness=ANNE))


def stored_and_retrieved(laboratory: Laboratory, tube: str) -> None:
    laboratory.order(Step(Do.STORE, (tube,), BEN, holder_code=BOX))
    laboratory.order(Step(Do.RETRIEVE, (tube,), CARA))


def sent_and_accepted(laboratory: Laboratory, tube: str) -> None:
    laboratory.order(OpenShipment(BAG, BEN))
    laboratory.order(Step(Do.PLACE, (tube,), BEN, holder_code=BAG, overrides=("rejected",)))
    shipment_id = laboratory.trip().id
    laboratory.order(replace(laboratory.departure(shipment_id, by=BEN), overrides=("rejected",)))
    laboratory.order(Arrive(shipment_id, CARA))
    laboratory.order(Step(Do.ACCEPT, (tube,), CARA))


ROADS = (handed_on, lost_and_found, taken_over, stored_and_retrieved, sent_and_accepted)


@pytest.mark.parametrize("road", ROADS)
def test_whatever_has_happened_since_a_rejected_tube_is_not_tested_divided_or_pooled(
    laboratory: Laboratory, road: Callable[[Laboratory, str], None]
) -> None:
    tube = rejected(laboratory)
    road(laboratory, tube)
    specimen = laboratory.specimen(tube)
    assert (specimen.state, specimen.is_rejected, specimen.rejected_for) == (State.REJECTED, True, "RH")
    good, number = laboratory.drawn(2, requisition=THIRD_REQUISITION, by=CARA), house.specimen_code(ROLL[0])
    for order in (
        Step(Do.TEST, (tube,), CARA),
        Step(Do.SPIN, (tube,), CARA),
        Step(Do.TEST, (good, tube), CARA),
        Divide(tube, number, CARA, is_roll=True),
        Pool((good, tube), number, CARA, is_roll=True),
    ):
        refusal = refused(laboratory, order)
        assert (refusal.code, "RH" in refusal.message) == ("rejected", True)
        assert "ask for another" in refusal.hint


@pytest.mark.parametrize("do", [Do.RELEASE, Do.STORE, Do.LOSE])
def test_where_it_is_in_nobodys_hands_it_is_rejected_too(laboratory: Laboratory, do: Do) -> None:
    tube = rejected(laboratory)
    laboratory.order(Step(do, (tube,), BEN, reason="lost_here", holder_code=BOX if do is Do.STORE else None))
    specimen = laboratory.specimen(tube)
    assert specimen.is_rejected
    assert specimen.state is not State.REJECTED
    assert specimen.due_at is None
    assert refused(laboratory, Step(Do.TEST, (tube,), BEN)).code == "rejected"


@pytest.mark.parametrize("road", ROADS)
def test_its_limits_count_no_more_and_it_is_kept_for_nobody(
    laboratory: Laboratory, road: Callable[[Laboratory, str], None]
) -> None:
    tube = rejected(laboratory)
    road(laboratory, tube)
    specimen = laboratory.specimen(tube)
    assert specimen.due_at is None
    assert specimen.keep_until is not None
    assert specimen.keep_until > laboratory.now
    laboratory.order(Step(Do.DISPOSE, (tube,), CARA, reason="rejected", method="autoclave"))


def test_it_is_not_sent_on_as_if_it_were_fit(laboratory: Laboratory) -> None:
    tube, good = rejected(laboratory), laboratory.drawn(2, requisition=THIRD_REQUISITION, by=BEN)
    laboratory.order(OpenShipment(BAG, BEN))
    packed = Step(Do.PLACE, (good, tube), BEN, holder_code=BAG)
    assert refused(laboratory, packed).code == "rejected"
    laboratory.order(replace(packed, overrides=("rejected",)))
    departure = laboratory.departure(laboratory.trip().id, by=BEN)
    assert refused(laboratory, departure).code == "rejected"
    laboratory.order(replace(departure, overrides=("rejected",)))
    assert laboratory.specimen(tube).state is State.DEPARTED
    assert laboratory.specimen(tube).is_rejected


def test_a_laboratory_that_takes_it_over_has_a_rejected_one(laboratory: Laboratory) -> None:
    tube = rejected(laboratory)
    laboratory.order(OpenShipment(BAG, BEN))
    laboratory.order(Step(Do.PLACE, (tube,), BEN, holder_code=BAG, overrides=("rejected",)))
    shipment_id = laboratory.trip().id
    laboratory.order(replace(laboratory.departure(shipment_id, by=BEN), overrides=("rejected",)))
    laboratory.order(Arrive(shipment_id, BEN, confirmed_by=LABORATORY))
    laboratory.order(Step(Do.ACCEPT, (tube,), BEN, to=LABORATORY, reason="confirmed by the laboratory"))
    assert laboratory.specimen(tube).state is State.REJECTED


def test_the_undo_of_that_very_rejection_makes_it_fit_again(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.RELEASE, (tube,), ANNE))
    before = laboratory.specimen(tube)
    laboratory.order(Retract(laboratory.order(Step(Do.REJECT, (tube,), BEN, reason="RH")), BEN))
    now = laboratory.specimen(tube)
    assert (now.is_rejected, now.state, now.due_at, now.rejected_for) == (False, State.RELEASED, before.due_at, "")
    laboratory.order(Step(Do.ACCEPT, (tube,), BEN))
    laboratory.order(Step(Do.TEST, (tube,), BEN))
    with laboratory.database.reading() as connection:
        assert list(audit_custody(connection)) == []


def test_no_other_undo_does_not_even_that_of_a_second_rejection(laboratory: Laboratory) -> None:
    tube = rejected(laboratory)
    laboratory.order(Step(Do.RELEASE, (tube,), BEN))
    first = laboratory.specimen(tube).rejected_at
    laboratory.later(minutes=5)
    again = laboratory.order(Step(Do.REJECT, (tube,), CARA, reason="RC"))
    assert (laboratory.specimen(tube).rejected_at, laboratory.specimen(tube).rejected_for) == (first, "RH")
    laboratory.order(Retract(again, CARA))
    accepted = laboratory.order(Step(Do.ACCEPT, (tube,), CARA))
    laboratory.order(Retract(accepted, CARA))
    specimen = laboratory.specimen(tube)
    assert (specimen.state, specimen.rejected_at, specimen.rejected_for) == (State.RELEASED, first, "RH")
    with laboratory.database.reading() as connection:
        assert list(audit_custody(connection)) == []


@pytest.mark.parametrize("state", [State.ACCEPTED, State.RETRIEVED, State.COLLECTED])
def test_the_database_itself_keeps_no_rejected_tube_as_a_good_one(laboratory: Laboratory, state: State) -> None:
    tube = rejected(laboratory)
    with pytest.raises(StoreError, match="CHECK"):
        laboratory.execute("UPDATE specimen SET state = ? WHERE number = ?", (state, tube))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE specimen SET rejected_at = NULL, rejected_for = NULL WHERE rejected_at IS NOT NULL",
        "UPDATE specimen SET rejected_for = 'QS' WHERE rejected_at IS NOT NULL",
        "UPDATE custody_step SET rejected_at = NULL, rejected_for = NULL WHERE do = 'store'",
        "UPDATE custody_step SET rejected_for = 'QS' WHERE do = 'reject'",
    ],
)
def test_a_rejection_that_somebody_took_out_of_the_books_is_found(laboratory: Laboratory, attack: str) -> None:
    tube = rejected(laboratory)
    laboratory.order(Step(Do.STORE, (tube,), BEN, holder_code=BOX))
    laboratory.execute(attack)
    with laboratory.database.reading() as connection:
        codes = {difference.code for difference in audit_custody(connection)}
    assert codes & {"specimen_changed", "step_changed"}


def test_the_journal_says_of_every_further_step_that_it_is_a_rejected_tube(laboratory: Laboratory) -> None:
    good, tube = laboratory.accepted(2), rejected(laboratory)
    laboratory.order(Step(Do.PLACE, (good, tube), BEN, holder_code=RACK))
    body = laboratory.value("SELECT CAST(body AS TEXT) FROM journal ORDER BY rowid DESC LIMIT 1")
    assert '"rejected_for":[null,"RH"]' in str(body)


def test_board_and_reports_say_rejected_and_why(laboratory: Laboratory) -> None:
    tube, gone = rejected(laboratory), rejected(laboratory, 2)
    handed_on(laboratory, tube)
    laboratory.order(Step(Do.DISPOSE, (gone,), BEN, reason="rejected", method="autoclave"))
    laboratory.later(hours=9)
    with laboratory.database.reading() as connection:
        assert board(connection, laboratory.now, 10).rejected_count == 1
        reader = SpecimenReader(connection, laboratory.now)
        table = missing(reader)
        assert [
            dict(zip([each.key for each in table.columns], row, strict=True))["rejected"] for row in table.rows
        ] == ["RH"]
        assert "REJECTED (RH)" in custody(reader, tube).title
