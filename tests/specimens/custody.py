"""What is asked of custody by the tests of its rules: who has a tube, and that a refusal changes nothing."""

from __future__ import annotations

import pytest

from tests.laboratory import (
    Laboratory,
)
from tracker.errors import Refusal
from tracker.specimens.orders import (
    SpecimensOrder,
)


def refused(laboratory: Laboratory, order: SpecimensOrder) -> Refusal:
    """The refusal, which left everything as it was, and says the way out."""
    before = laboratory.everything()
    with pytest.raises(Refusal) as caught:
        laboratory.order(order)
    assert laboratory.everything() == before
    assert caught.value.hint
    return caught.value


def custodian(laboratory: Laboratory, number: str) -> str | None:
    held_by = laboratory.specimen(number).custodian
    return held_by.code if held_by else None
