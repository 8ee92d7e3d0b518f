"""Labels damaged up to and beyond what can be read: fewer may be read, nothing wrong may be accepted."""

from __future__ import annotations

import pytest

from tests.hardware.damage import Tally, played

SYMBOLOGIES = ("Code128", "Code39", "EAN13", "UPCA", "EAN8", "ITF14", "DataBar", "DataMatrix")


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_nothing_wrong_is_accepted_from_damaged_labels(symbology: str) -> None:
    tally = Tally()
    for seed in range(30):
        played(symbology, (2026, seed), tally)
    assert tally.wrong == []
    assert tally.right >= tally.alone_right
    assert tally.right > 0
