"""Our own designs, one by one: what each must bear, its quiet zones, and ink that stays where it belongs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.design import Box, Design, TextField
from labels.drawing import draw
from labels.fitting import fitted
from labels.loading import own_designs
from labels.resolution import Resolution
from labels.symbols import LINEAR, Kind
from tests.labels.samples import SAMPLES
from tests.labels.values import CONTENTS

INCH_MM = 25.4
TUBES = ["tube", "tube_large", "tube_wrap", "cryo"]
Resolutions = st.sampled_from([Resolution.DPI_203, Resolution.DPI_300])


def boxes_of(design: Design) -> tuple[Box, ...]:
    return (*(text.box for text in design.texts), *(symbol.box for symbol in design.symbols))


def fields_of(design: Design) -> dict[str, TextField]:
    return {text.value: text for text in design.texts}


def kinds_of(name: str) -> set[Kind]:
    return {symbol.kind for symbol in own_designs()[name].symbols}


def test_there_is_one_sample_of_every_design_and_no_other() -> None:
    assert set(SAMPLES) | {"heading", "note", "card_title"} == set(own_designs())


@pytest.mark.parametrize(
    ("name", "width_in", "height_in"),
    [("tube", 2, 1), ("tube_large", 2.25, 1.25), ("tube_wrap", 2, 1.5), ("cryo", 1, 0.5), ("aliquot", 1, 0.5)],
)
def test_labels_of_tubes_have_the_sizes_that_rolls_are_sold_in(name: str, width_in: float, height_in: float) -> None:
    design = own_designs()[name]
    assert (design.width_mm, design.height_mm) == pytest.approx((width_in * INCH_MM, height_in * INCH_MM))


@pytest.mark.parametrize("name", TUBES)
def test_a_tube_has_name_first_two_identifiers_time_and_initials(name: str) -> None:
    design, fields = own_designs()[name], fields_of(own_designs()[name])
    assert {"name", "identifier", "born", "code"} == design.needs
    assert {"collected", "initials"} <= design.may_have
    above = [box.y_mm for box in boxes_of(design)]
    assert fields["{name}"].box.y_mm == min(above)
    assert fields["{name}"].box.x_mm <= 2.0
    assert fields["{identifier}"].fit == fields["* {born}"].fit == "whole"
    expected = {Kind.DATA_MATRIX} if name == "cryo" else {Kind.CODE_128, Kind.DATA_MATRIX}
    assert kinds_of(name) == expected


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("lot", {Kind.GS1_DATA_MATRIX}),
        ("lot_large", {Kind.GS1_DATA_MATRIX, Kind.GS1_128}),
        ("shelf", {Kind.CODE_128}),
        ("equipment", {Kind.CODE_128}),
        ("badge", {Kind.CODE_128, Kind.DATA_MATRIX}),
        ("manifest", {Kind.CODE_128, Kind.DATA_MATRIX}),
    ],
)
def test_other_labels_have_their_symbols(name: str, kinds: set[Kind]) -> None:
    assert kinds_of(name) == kinds


def test_a_bins_name_can_be_read_from_two_metres() -> None:
    """Capitals of 8.7 mm are seen at 2 m under 15 minutes of arc, three times what a healthy eye just reads (5 minutes, by
    which eye charts are made); a name on two lines has them."""
    design = own_designs()["shelf"]
    values = {**SAMPLES["shelf"], "name": "HHHHHH HHHHHH"}
    name_only = replace(
        design, symbols=(), texts=(fields_of(design)["{name}"],), needs=frozenset(), may_have=frozenset({"name"})
    )
    dots = draw(name_only, {"name": values["name"]}, Resolution.DPI_203).dots
    rows = (dots == 0).any(axis=1)
    starts, ends = np.flatnonzero(np.diff(rows.astype(int)) == 1), np.flatnonzero(np.diff(rows.astype(int)) == -1)
    assert len(starts) == 2
    assert min(Resolution.DPI_203.mm(int(end - start)) for start, end in zip(starts, ends, strict=True)) > 8.7


def area(box: Box, resolution: Resolution) -> tuple[slice, slice]:
    return (
        slice(resolution.dots(box.y_mm), resolution.dots(box.bottom_mm)),
        slice(resolution.dots(box.x_mm), resolution.dots(box.right_mm)),
    )


@pytest.mark.parametrize("resolution", list(Resolution))
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_bars_have_ten_light_modules_on_either_side_and_cells_four_all_round(name: str, resolution: Resolution) -> None:
    design = own_designs()[name]
    dots = draw(design, SAMPLES[name], resolution).dots
    for field in design.symbols:
        inside = dots[area(field.box, resolution)] == 0
        module = narrowest(inside)
        columns, rows = np.flatnonzero(inside.any(axis=0)), np.flatnonzero(inside.any(axis=1))
        quiet = (10 if field.kind in LINEAR else 4) * module
        assert columns[0] >= quiet
        assert inside.shape[1] - 1 - columns[-1] >= quiet
        if field.kind not in LINEAR:
            assert rows[0] >= quiet
            assert inside.shape[0] - 1 - rows[-1] >= quiet
        assert resolution.mm(module) >= field.smallest_module_mm - 0.002


def narrowest(inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int:
    """A module in dots: the narrowest bar or cell of any row."""
    edges = [np.flatnonzero(np.diff(row.astype(np.int8))) for row in inside[inside.any(axis=1)]]
    return min(int(np.diff(each).min()) for each in edges if len(each) > 1)


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_ink_is_in_the_boxes_of_its_design_and_nowhere_else(name: str) -> None:
    """Boxes never overlap, so ink that stays in them cannot cover or touch anything."""
    design = own_designs()[name]

    @settings(max_examples=8)
    @given(CONTENTS[name], Resolutions)
    def law(values: dict[str, str], resolution: Resolution) -> None:
        dots = draw(design, values, resolution).dots.copy()
        for box in boxes_of(design):
            dots[area(box, resolution)] = 255
        assert (dots == 255).all()

    law()


@pytest.mark.parametrize("name", ["tube", "cryo", "shelf", "lot"])
def test_each_fields_ink_is_the_same_with_and_without_the_others(name: str) -> None:
    design, values, resolution = own_designs()[name], SAMPLES[name], Resolution.DPI_203
    whole = draw(design, values, resolution).dots
    for text in design.texts:
        alone = draw(replace(bare(design), texts=(text,)), values, resolution).dots
        assert (alone[area(text.box, resolution)] == whole[area(text.box, resolution)]).all()
    for symbol in design.symbols:
        alone = draw(replace(bare(design), symbols=(symbol,)), values, resolution).dots
        assert (alone[area(symbol.box, resolution)] == whole[area(symbol.box, resolution)]).all()


def bare(design: Design) -> Design:
    return replace(design, texts=(), symbols=())


def test_a_number_is_never_parted_from_its_unit() -> None:
    field = fields_of(own_designs()["item"])["{name}"]
    resolution = Resolution.DPI_203
    width, height = resolution.dots(field.box.width_mm), resolution.dots(field.box.height_mm)
    name = "Dexamethasone 4 mg/mL 1 mL vial"
    apart = fitted(field, name, width, height, resolution)
    tied = fitted(field, name.replace("4 ", "4\u00a0").replace("1 ", "1\u00a0"), width, height, resolution)
    assert (apart == tied).all()
    assert len(np.flatnonzero(np.diff(np.flatnonzero(apart.any(axis=1))) > 1)) == 1
