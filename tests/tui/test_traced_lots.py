"""A specimen that is looked up shows the tube lot it was drawn with, and a recall of that lot in words and by a sign."""

from __future__ import annotations

import pytest

from tests.laboratory import ANNE, RECALLED_LOT, THIRD_REQUISITION, TUBE_LOT, Laboratory
from tests.specimens.conftest import laboratory, laboratory_file
from tracker.specimens.orders import Draw
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.subjects import SpecimenSubject
from tracker.tui.panes.traced import Traced, told

__all__ = ["laboratory", "laboratory_file"]


@pytest.mark.parametrize(
    ("lot", "shown", "sign"),
    [(TUBE_LOT, f"drawn with EDTA tube {TUBE_LOT}", ""), (RECALLED_LOT, "drawn with EDTA tube EDTA-R (recalled)", "✖")],
)
def test_a_recalled_lot_is_seen_where_the_tube_is_looked_up(
    laboratory: Laboratory,
    lot: str,
    shown: str,
    sign: str,
) -> None:
    number = laboratory.labelled(1, requisition=THIRD_REQUISITION)
    lot_id = laboratory.value("SELECT id FROM lot WHERE number = ?", (lot,))
    assert isinstance(lot_id, int)
    laboratory.order(Draw(number, ANNE, lot_id=lot_id))
    with laboratory.database.reading() as connection:
        line = SpecimenReader(connection, laboratory.now).lineage(number)
    side = told(Traced(SpecimenSubject(line[-1].specimen, ""), line), laboratory.now, is_roomy=True).side
    assert [row.sign for row in side if row.cells == (shown,)] == [sign]
