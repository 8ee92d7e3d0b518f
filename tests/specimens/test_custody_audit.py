"""Whoever changes the books of custody, the deep examination finds it: rows, steps and journal tell the same."""

from __future__ import annotations

import pytest

from tests.laboratory import ANNE, BAG, BEN, BOX, FRIDGE, ROLL, STRANGER, TUBE_LOT, Laboratory
from tracker.barcodes import house
from tracker.specimens.auditing import audit_custody
from tracker.specimens.orders import Arrive, Divide, Draw, NotDrawn, PlaceHolder, Pool, Retract, Step
from tracker.specimens.states import Do


@pytest.fixture
def busy(laboratory: Laboratory) -> Laboratory:
    """A morning with a step of most kinds in it: specimens 1 to 7, the second an accepted one in the box."""
    lot = laboratory.value("SELECT id FROM lot WHERE number = ?", (TUBE_LOT,))
    assert isinstance(lot, int)
    first = laboratory.labelled(1)
    drawn = laboratory.order(Draw(first, ANNE, lot_id=lot))
    laboratory.order(Retract(drawn, ANNE))
    laboratory.order(Draw(first, ANNE, lot_id=lot))
    stored = laboratory.accepted(2)
    laboratory.order(Step(Do.STORE, (stored,), BEN, holder_code=BOX))
    laboratory.order(PlaceHolder(BOX, laboratory.id_of("location", FRIDGE), BEN))
    sent, other = laboratory.drawn(3), laboratory.drawn(1, requisition=house.requisition_code(3))
    shipment_id = laboratory.sent(sent, other)
    laboratory.order(Arrive(shipment_id, BEN, is_seal_whole=False))
    laboratory.order(Step(Do.REJECT, (sent,), BEN, reason="RC", condition="cafe\u0301"), station=1)
    laboratory.order(Divide(first, house.specimen_code(ROLL[0]), ANNE, is_roll=True))
    laboratory.order(Pool((first, house.specimen_code(ROLL[0])), house.specimen_code(ROLL[1]), ANNE, is_roll=True))
    laboratory.labelled(2, requisition=house.requisition_code(3))
    laboratory.order(NotDrawn(laboratory.id_of("requisition", house.requisition_code(3)), 2, "refused", ANNE))
    assert found(laboratory) == set()
    return laboratory


def found(laboratory: Laboratory) -> set[str]:
    with laboratory.database.reading() as connection:
        return {difference.code for difference in audit_custody(connection)}


@pytest.mark.parametrize(
    ("attack", "codes"),
    [
        # The row alone.
        (f"UPDATE specimen SET custodian = '{ANNE}' WHERE id = 2", {"specimen_changed"}),
        (f"UPDATE specimen SET custodian = '{STRANGER}' WHERE id = 2", {"specimen_changed", "custodian"}),
        ("UPDATE specimen SET slot = 9 WHERE id = 2", {"specimen_changed"}),
        ("UPDATE specimen SET steps = steps - 1 WHERE id = 2", {"specimen_changed"}),
        ("UPDATE specimen SET state = 'retrieved' WHERE id = 2", {"specimen_changed"}),
        # A tube swapped for another patient's.
        ("UPDATE specimen SET requisition_id = 2 WHERE id = 2", {"origin_changed"}),
        ("UPDATE specimen SET container_id = 1 WHERE id = 2", {"origin_changed"}),
        ("UPDATE specimen SET is_pool = 1 WHERE id = 2", {"origin_changed"}),
        ("DELETE FROM specimen_test WHERE specimen_id = 2", {"origin_changed"}),
        ("UPDATE specimen_parent SET parent_id = 2 WHERE specimen_id = 5", {"origin_changed"}),
        ("DELETE FROM specimen_lot", {"lots_changed"}),
        ("INSERT INTO specimen_lot SELECT 2, id FROM lot WHERE number = 'EDTA-R'", {"lots_changed"}),
        # The step beside it.
        (f"UPDATE custody_step SET done_by = '{ANNE}' WHERE specimen_id = 2 AND seq = 4", {"step_changed"}),
        ("UPDATE custody_step SET reason = 'RH' WHERE do = 'reject'", {"step_changed"}),
        ("UPDATE custody_step SET condition = NULL WHERE do = 'arrive'", {"step_changed"}),
        (f"UPDATE custody_step SET custodian = '{ANNE}' WHERE specimen_id = 2 AND seq = 4", {"step_changed"}),
        ("UPDATE custody_step SET at = '2026-11-16T14:00:00.000Z' WHERE do = 'store'", {"step_changed"}),
        ("DELETE FROM custody_step WHERE specimen_id = 2 AND seq = 3", {"specimen_changed", "step_changed"}),
        # The last step of both at once.
        (
            "DELETE FROM custody_step WHERE specimen_id = 3 AND do = 'reject'",
            {"specimen_changed", "step_changed"},
        ),
    ],
)
def test_what_was_changed_in_the_books_is_found(busy: Laboratory, attack: str, codes: set[str]) -> None:
    busy.execute(attack)
    assert found(busy) >= codes


def test_a_step_taken_out_together_with_its_row_is_missed_in_the_journal(busy: Laboratory) -> None:
    """The last step of specimen 2 is cut out and its row set back to the one before: only the journal knows."""
    busy.execute("DELETE FROM custody_step WHERE specimen_id = 2 AND seq = 6")
    busy.execute(
        "UPDATE specimen SET (steps, since, custodian, place_id) = (SELECT seq, at, custodian, place_id"
        " FROM custody_step WHERE specimen_id = 2 AND seq = 5) WHERE id = 2"
    )
    assert found(busy) == {"step_changed"}


def test_an_event_that_cannot_be_read_is_a_difference_like_any_other(busy: Laboratory) -> None:
    busy.execute(
        'UPDATE journal SET body = CAST(\'{"changes":[{"specimens":[7]}]}\' AS BLOB)'
        " WHERE event_id = (SELECT event_id FROM custody_step WHERE do = 'reject')"
    )
    assert found(busy) == {"event_unreadable", "times_changed"}


def test_a_bag_in_the_books_is_the_one_in_the_journal(busy: Laboratory) -> None:
    busy.execute(
        "UPDATE custody_step SET holder_id = (SELECT id FROM holder WHERE code <> ?) WHERE do = 'depart'", (BAG,)
    )
    assert "step_changed" in found(busy)
