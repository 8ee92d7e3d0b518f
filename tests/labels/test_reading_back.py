"""What a label says is what was asked for, whatever is on it, at each print head; and nothing else is let out."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labels.drawing import Label, Promise, draw
from labels.errors import LabelError
from labels.loading import own_designs
from labels.reading import read_back, readings
from labels.resolution import Resolution
from tests.labels.values import CONTENTS

LOT = {"name": "Saline", "gtin": "09520101000408", "lot": "2K417", "expiry": "2027-09-30", "expiry_yymmdd": "270930"}


def test_every_design_has_contents_to_be_tried_with() -> None:
    assert set(CONTENTS) == set(own_designs())


@pytest.mark.parametrize("resolution", list(Resolution))
@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_every_design_reads_back_whatever_is_on_it(name: str, resolution: Resolution) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(CONTENTS[name])
    def law(values: dict[str, str]) -> None:
        label = read_back(draw(own_designs()[name], values, resolution))
        codes = [values["code"]] if "code" in values else []
        if "lot" in values:
            gtin = f"01{values['gtin']}" if "gtin" in values else ""
            expiry = f"17{values['expiry_yymmdd']}" if values.get("expiry_yymmdd") else ""
            serial = f"\x1d21{values['serial']}" if "serial" in values else ""
            codes.append(f"{gtin}{expiry}10{values['lot']}{serial}")
        assert {promise.data for promise in label.promises} == set(codes)

    law()


def test_a_faultless_label_that_a_shrinking_reader_misreads_is_let_out() -> None:
    """zxing-cpp 3.1.1, shrinking the picture by itself, gives I04000738 as well, with a valid checksum."""
    label = draw(own_designs()["item"], {"name": "A", "code": "I00040738"}, Resolution.DPI_300)
    assert readings(read_back(label).dots) == [Promise("]C0", "I00040738")]


def test_a_lot_label_is_a_gs1_data_matrix_to_a_reader_that_was_told_nothing() -> None:
    label = draw(own_designs()["lot"], LOT, Resolution.DPI_203)
    (found,) = zxingcpp.read_barcodes(label.dots)
    assert (found.symbology_identifier, found.text) == ("]d2", "(01)09520101000408(17)270930(10)2K417")


@pytest.mark.parametrize("lot", ["A(21)B", "A B", "A(", "Ä1", "A\x1d21B"])
def test_a_lot_that_would_become_another_field_is_never_drawn(lot: str) -> None:
    with pytest.raises(LabelError):
        draw(own_designs()["lot"], {**LOT, "lot": lot}, Resolution.DPI_203)


def test_a_lot_too_long_for_a_small_label_is_refused_there_and_printed_on_a_larger_one() -> None:
    longest = {**LOT, "lot": "ABCDEFGHJKLMNPQRSTUV"}
    draw(own_designs()["lot"], longest, Resolution.DPI_203)
    with pytest.raises(LabelError) as refused:
        draw(own_designs()["lot_small"], longest, Resolution.DPI_203)
    assert refused.value.code == "label_text_too_long"


def spoilt(label: Label, dots: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Label:
    return Label(label.design, label.resolution, dots, label.promises)


def test_a_label_that_cannot_be_read_or_reads_as_another_is_not_let_out() -> None:
    design = own_designs()["item"]
    good = draw(design, {"name": "Gauze", "code": "I00020756"}, Resolution.DPI_203)
    other = draw(design, {"name": "Gauze", "code": "I00020368"}, Resolution.DPI_203)
    blank = np.full_like(good.dots, 255)
    for dots in (other.dots, blank, np.vstack([good.dots, other.dots])):
        with pytest.raises(LabelError) as refused:
            read_back(spoilt(good, dots))
        assert refused.value.code == "label_unreadable"
    assert readings(good.dots) == [Promise("]C0", "I00020756")]


@given(st.integers(1, 40))
@settings(max_examples=20, deadline=None)
def test_a_dead_element_across_the_bars_either_leaves_the_code_or_stops_the_label(at: int) -> None:
    """A head with a dead dot prints a white line: the reader may survive it, but never into another code."""
    label = draw(
        own_designs()["tube"], {"name": "A", "identifier": "1", "born": "2", "code": "2600447102"}, Resolution.DPI_203
    )
    dots = label.dots.copy()
    dots[:, 60 + at] = 255
    assert {found.data for found in readings(dots)} <= {"2600447102"}
