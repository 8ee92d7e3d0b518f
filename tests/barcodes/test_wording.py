"""Every meaning is told in words: a kind that has none would end the program with a fault."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from tests.barcodes.messages import GTIN
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import Meaning
from tracker.barcodes.understanding import understand
from tracker.barcodes.wording import as_lines

TODAY = date(2026, 11, 16)
DONATION = "=W12342612345600"
SCANNED = {
    f"(01){GTIN}": "an item",
    DONATION: "blood",
    house.specimen_code(26_004_471): "a specimen",
    house.requisition_code(1): "a requisition",
    house.holder_code(1): "a rack, a box or a bag",
    house.shipment_code(1): "a shipment",
    house.partner_code(1): "a courier, a laboratory",
    house.purchase_order_code(1): "an order to a supplier",
    house.opened_code(1): "an opened container",
    house.stock_transfer_code(1): "stock on its way to another site",
    house.location_code(1): "a location",
    house.badge_code(1): "a badge",
    house.command_code(Command.QUANTITY, 12): "a command",
    "HELLO WORLD": "unknown",
}


@pytest.mark.parametrize("text", SCANNED)
def test_whatever_a_scan_means_is_told_in_words(text: str) -> None:
    assert as_lines(understand(text, today=TODAY))[0].partition("this is")[2].strip().startswith(SCANNED[text])


def test_no_kind_of_meaning_is_left_out() -> None:
    assert {understand(text, today=TODAY).kind for text in SCANNED} == {each.kind for each in get_args(Meaning)}


def test_a_letter_of_the_card_is_told_as_what_it_spells() -> None:
    assert "spells           K" in as_lines(understand(house.spelling_code("K"), today=TODAY))
