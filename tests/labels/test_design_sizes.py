"""Sizes that no print head has, or that no box holds, are refused when the file is read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.design import Design
from labels.drawing import draw
from labels.errors import LabelError
from labels.loading import read_design
from labels.resolution import Resolution
from tests.labels.example import GOOD


def with_modules(smallest_mm: str, largest_mm: str) -> str:
    return GOOD.replace("smallest_module_mm = 0.25", f"smallest_module_mm = {smallest_mm}").replace(
        "largest_module_mm = 0.4", f"largest_module_mm = {largest_mm}"
    )


def test_bounds_between_which_no_print_head_has_a_whole_dot_are_refused_when_the_file_is_read() -> None:
    with pytest.raises(LabelError) as refused:
        read_design(with_modules("0.26", "0.28"), "mine.toml")
    assert refused.value.code == "label_design"
    assert "mine.toml, symbol 1, line " in refused.value.message
    assert "'smallest_module_mm' 0.26 and 'largest_module_mm' 0.28" in refused.value.message
    assert (
        "203 dpi (0.250 or 0.375 mm), 300 dpi (0.254 or 0.339 mm), 600 dpi (0.254 or 0.296 mm)" in refused.value.message
    )
    assert refused.value.hint == "Write largest_module_mm = 0.38, or more."


@pytest.mark.parametrize(
    ("largest_mm", "without"),
    [("0.3", [Resolution.DPI_203, Resolution.DPI_300]), ("0.35", [Resolution.DPI_203]), ("0.38", [])],
)
def test_where_some_print_heads_have_one_the_others_labels_are_refused_by_that_cause(
    largest_mm: str, without: list[Resolution]
) -> None:
    """And not as too wide, with sizes that they have."""
    design = read_design(with_modules("0.26", largest_mm), "mine.toml")
    for resolution in Resolution:
        fault = fault_of(design, resolution)
        assert (fault is not None) == (resolution in without)
        if fault is not None:
            assert fault.code == "label_design"
            assert fault.message.startswith("mine.toml: no whole number of dots lies between 'smallest_module_mm' 0.26")
            assert f"'largest_module_mm' {largest_mm} at {resolution.value} dpi" in fault.message
            assert fault.hint.startswith("Write largest_module_mm = 0.3")


def fault_of(design: Design, resolution: Resolution) -> LabelError | None:
    try:
        draw(design, {"code": "L0010239", "name": ""}, resolution)
    except LabelError as fault:
        return fault
    return None


@given(smallest=st.integers(160, 700), more=st.integers(126, 400))
def test_of_what_does_not_fit_only_sizes_are_named_that_its_box_does_not_have(smallest: int, more: int) -> None:
    design = read_design(with_modules(str(smallest / 1000), str((smallest + more) / 1000)))
    for resolution in Resolution:
        fault = fault_of(design, resolution)
        if fault is not None:
            assert fault.code == "label_symbol_too_wide"
            needed = re.search(rf"([0-9.]+) mm at {resolution.value} dpi", fault.hint)
            assert needed is not None
            assert float(needed[1]) > design.symbols[0].box.width_mm


def test_cells_that_do_not_fit_their_box_are_told_by_its_height_too() -> None:
    cells = GOOD.replace('kind = "code128"', 'kind = "datamatrix"').replace("height_mm = 10", "height_mm = 7")
    with pytest.raises(LabelError) as refused:
        draw(read_design(cells), {"code": "2600447102" * 10, "name": ""}, Resolution.DPI_203)
    assert "does not fit 50 × 7 mm" in refused.value.message
    assert "It needs a square of " in refused.value.hint
