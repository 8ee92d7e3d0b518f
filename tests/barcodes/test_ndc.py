"""A drug number is its ten digits, however it is written; where padding cannot be told, it is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.barcodes import ndc


@pytest.mark.parametrize("text", ["1234567890", "1234-5678-90", "12345-678-90", "12345-6789-0"])
def test_every_printed_form_is_ten_digits(text: str) -> None:
    assert ndc.normal(text) == "1234567890"


@pytest.mark.parametrize(("labeler", "product", "package"), [(4, 4, 2), (5, 3, 2), (5, 4, 1)])
@given(st.from_regex(r"[1-9][0-9]{9}", fullmatch=True))
def test_billing_padding_is_taken_back_or_left_alone(labeler: int, product: int, package: int, digits: str) -> None:
    parts = digits[:labeler], digits[labeler : labeler + product], digits[-package:]
    padded = f"{parts[0]:0>5}-{parts[1]:0>4}-{parts[2]:0>2}"
    assert ndc.normal(padded) in (digits, None)


@pytest.mark.parametrize("text", ["", "12345678901", "123-456-7890", "12345-6789-11", "00045-0449-10", "١٢٣٤٥٦٧٨٩٠"])
def test_what_is_no_drug_number_or_may_be_several_is_none(text: str) -> None:
    assert ndc.normal(text) is None
