"""What a label says is what was asked for, whatever is on it, at each print head; and nothing else is let out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from labels.design import Align, Box, Design, Fit, TextField
from labels.drawing import Label, Promise, draw
from labels.errors import LabelError
from labels.loading import own_designs
from labels.page import roll_page
from labels.raster import raster
from labels.reading import read_back, readings
from labels.resolution import Resolution
from labels.symbols import Kind, symbol
from tests.labels.contents import tried
from tests.labels.values import CONTENTS

LOT = {"name": "Saline", "gtin": "09520101000408", "lot": "2K417", "expiry": "2027-09-30", "expiry_yymmdd": "270930"}


def test_every_design_has_contents_to_be_tried_with() -> None:
    assert set(CONTENTS) == set(own_designs())


@pytest.mark.parametrize(("resolutions", "examples"), [((203, 300), 60), ((600,), 25)])
@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_every_design_reads_back_whatever_is_on_it(name: str, resolutions: tuple[int, ...], examples: int) -> None:
    tried(name, [Resolution(dpi) for dpi in resolutions], examples)


def test_no_print_head_is_left_out() -> None:
    assert list(Resolution) == [203, 300, 600]


def test_a_faultless_label_that_a_shrinking_reader_misreads_is_let_out() -> None:
    """zxing-cpp 3.1.1, shrinking the picture by itself, gives I04000738 as well, with a valid checksum."""
    label = draw(own_designs()["item"], {"name": "A", "code": "I00040738"}, Resolution.DPI_300)
    assert readings(read_back(label).dots) == [Promise("]C0", "I00040738")]


CHANCES = [
    # An EAN-13 in rows 0.04 mm apart of its container's name, among 10,000 aliquots.
    (
        "aliquot",
        600,
        {"code": "0000099329", "parent": "00163708 85", "requisition": "N000000099343", "container": "Řős1ĶPηéó"},
    ),
    # And in one row of the number that is written beside the symbol, among 10,000 lots.
    (
        "lot",
        300,
        {**LOT, "name": "ŵĽ", "gtin": "00000003271209", "lot": "1", "expiry": "2007-04-03", "expiry_yymmdd": "070403"},
    ),
]


@pytest.mark.parametrize(("name", "dpi", "values"), CHANCES)
def test_letters_that_make_up_an_ean_by_chance_are_drawn_otherwise_until_they_say_nothing(
    name: str, dpi: int, values: dict[str, str]
) -> None:
    label = draw(own_designs()[name], values, Resolution(dpi))
    assert "]E0" in [one.aim for one in readings(label.dots)]
    let_out = read_back(label)
    assert readings(let_out.dots) == sorted(label.promises)
    assert let_out.dots.shape == label.dots.shape


def test_what_goes_onto_a_page_is_the_label_that_says_nothing_by_chance() -> None:
    name, dpi, values = CHANCES[-1]
    made = roll_page(draw(own_designs()[name], values, Resolution(dpi)))
    assert [one.aim for one in readings(made.dots())] == ["]d2"]


def test_a_code_that_a_scanner_would_see_stops_a_label_wherever_it_is() -> None:
    label = draw(own_designs()["room"], {"name": "Exam 2", "code": "L0010239"}, Resolution.DPI_203)
    dots = label.dots.copy()
    ean = raster(symbol(Kind.EAN_13, "4006381333931"), 2, height_dots=40)
    dots[:40, : ean.shape[1]] = ean
    with pytest.raises(LabelError, match="4006381333931"):
        read_back(spoilt(label, dots))


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


# -- what a clinic's own design draws out of boxes ------------------------------------------------------------------


def parted(data: str, kind: zxingcpp.BarcodeFormat, left_mm: float, top_mm: float, ink_mm: float) -> list[TextField]:
    """The same of a box for each cell, with white all round it: what a camera sees from further away as one."""
    cells = np.asarray(zxingcpp.create_barcode(data, kind).to_image(scale=1, add_quiet_zones=False)) < 128
    gap_mm = (1.0 - ink_mm) / 2
    boxes = (Box(left_mm + x + gap_mm, top_mm + y + gap_mm, ink_mm, ink_mm) for y, x in np.argwhere(cells).tolist())
    return [TextField(" ", box, ink_mm, ink_mm, 500, Align.LEFT, Fit.SHORTEN, is_reversed=True) for box in boxes]


def boxed(data: str, kind: zxingcpp.BarcodeFormat, left_mm: float, top_mm: float, turned: int = 0) -> list[TextField]:
    """A symbol of empty boxes, white on black, one for each run of black cells of 1 mm."""
    cells = np.rot90(
        np.asarray(zxingcpp.create_barcode(data, kind).to_image(scale=1, add_quiet_zones=False)) < 128, turned
    )
    fields = []
    for row, black in enumerate(cells):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], black.astype(int), [0]))))
        for start, end in edges.reshape(-1, 2):
            box = Box(left_mm + float(start), top_mm + row, float(end - start), 1.0)
            fields.append(TextField(" ", box, 1.0, 1.0, 500, Align.LEFT, Fit.SHORTEN, is_reversed=True))
    return fields


def with_boxes(design: Design, fields: list[TextField]) -> Design:
    """A clinic's own, as it is drawn even where its file was let in."""
    return replace(design, height_mm=60.0, width_mm=60.0, texts=(*design.texts, *fields))


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("turned", [0, 1])
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (zxingcpp.BarcodeFormat.DataMatrix, "2600002163"),
        (zxingcpp.BarcodeFormat.QRCode, "C000162"),
        (zxingcpp.BarcodeFormat.Aztec, "C000162"),
    ],
)
def test_a_symbol_laid_out_of_a_designs_boxes_stops_its_labels(
    kind: zxingcpp.BarcodeFormat, data: str, turned: int, dpi: int
) -> None:
    """A tube that scans as another patient's, a swab's that says YES: no symbol field of the design says so."""
    values = {"name": "DOE, JANE", "identifier": "MRN 1", "born": "1987-03-02", "code": "2600447102"}
    tube = with_boxes(own_designs()["tube"], boxed(data, kind, 30.0, 33.0, turned))
    with pytest.raises(LabelError, match=f"scans as {data} too") as refused:
        read_back(draw(tube, values, Resolution(dpi)))
    assert refused.value.code == "label_unreadable"
    assert read_back(draw(with_boxes(own_designs()["tube"], []), values, Resolution(dpi))).promises


def test_a_second_symbol_beside_the_one_of_cells_is_found_too() -> None:
    values = {"name": "Gauze", "code": "I00020756"}
    item = with_boxes(own_designs()["item"], boxed("C000162", zxingcpp.BarcodeFormat.DataMatrix, 10.0, 38.0))
    with pytest.raises(LabelError, match="scans as C000162 too"):
        read_back(draw(item, values, Resolution.DPI_300))


@pytest.mark.parametrize("ink_mm", [0.85, 0.7, 0.6])
@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode])
def test_boxes_that_are_parted_by_white_are_a_symbol_to_a_camera_and_stop_a_label(
    kind: zxingcpp.BarcodeFormat, ink_mm: float
) -> None:
    values = {"name": "DOE, JANE", "identifier": "MRN 1", "born": "1987-03-02", "code": "2600447102"}
    tube = with_boxes(own_designs()["tube"], parted("2600002163", kind, 30.0, 33.0, ink_mm))
    label = draw(tube, values, Resolution.DPI_600)
    assert "2600002163" not in {one.data for one in readings(label.dots)}, "not in the dots themselves"
    with pytest.raises(LabelError, match="scans as 2600002163 too"):
        read_back(label)


def standing(bars: NDArray[np.uint8], left_mm: float, top_mm: float, height_mm: float) -> list[TextField]:
    """A box for each bar, of modules of 1 mm."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (bars[0] < 128).astype(int), [0])))).reshape(-1, 2)
    boxes = (Box(left_mm + start, top_mm, float(end - start), height_mm) for start, end in edges.tolist())
    return [TextField(" ", box, 2.0, 1.3, 500, Align.LEFT, Fit.SHORTEN, is_reversed=True) for box in boxes]


def slit(data: str, module_mm: float, ink: float, turned: int) -> list[TextField]:
    """A Code 128 of a box for each black module, with white between them: to a scanner they run together."""
    symbol_ = np.asarray(
        zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    )
    fields = []
    for at in np.flatnonzero(symbol_[0] < 128).tolist():
        near, far = 6.0 + module_mm * (at + (1 - ink) / 2), 60.0 if turned else 33.0
        box = Box(near, far, module_mm * ink, 12.0) if not turned else Box(far, near, 12.0, module_mm * ink)
        fields.append(TextField(" ", box, 2.0, 1.3, 500, Align.LEFT, Fit.SHORTEN, is_reversed=True))
    return fields


BY_CHANCE = {
    "number": "6", "name": ":", "shows": "İịĩ]", "printed": "7U0UFLA8KTKA", "lot": "M5N", "serial": "046D",
}  # fmt: skip
"""In two rows of dots of what is printed under the bars a Codabar B14B, among 2,000 contents."""


def test_a_row_of_dots_across_letters_is_no_codabar_and_one_of_boxes_is() -> None:
    own = replace(own_designs()["test_gs1_128"], title="Ours of the same name")
    label = draw(own, BY_CHANCE, Resolution.DPI_600)
    assert read_back(label) is label, "with its letters as they are"
    bars = np.asarray(zxingcpp.create_barcode("B14B", zxingcpp.BarcodeFormat.Codabar).to_image(scale=1))[:1]
    for height_mm, values in ((1.4, {"name": "A", "code": "I00020756"}), (8.0, {"name": "A", "code": "I00020368"})):
        item = with_boxes(own_designs()["item"], standing(bars, 4.0, 35.0, height_mm))
        for resolution in Resolution:
            with pytest.raises(LabelError, match="scans as B14B too"):
                read_back(draw(item, values, resolution))


@pytest.mark.parametrize(("dpi", "turned"), [(203, 0), (300, 0), (600, 0), (600, 1)])
@pytest.mark.parametrize("ink", [0.95, 0.85, 0.75])
def test_bars_of_boxes_that_are_parted_by_white_stop_a_label(ink: float, dpi: int, turned: int) -> None:
    values = {"name": "DOE, JANE", "identifier": "MRN 1", "born": "1987-03-02", "code": "2600447102"}
    boxes = slit("2600002163", 0.8, ink, turned)
    tube = replace(with_boxes(own_designs()["tube"], boxes), width_mm=90.0, height_mm=90.0)
    label = draw(tube, values, Resolution(dpi))
    with pytest.raises(LabelError, match="scans as 2600002163 too"):
        read_back(label)


def lettered(data: str, module_mm: float, letters: str, *, is_reversed: bool) -> list[TextField]:
    """A Code 128 down the label: each black module a line of letters, whose ends do not stand below one another."""
    bars = np.asarray(
        zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    )
    fields = []
    for at in np.flatnonzero(bars[0] < 128).tolist():
        box = Box(4.0 + at * 5 % 7, 30.0 + module_mm * at, 55.0 - at * 3 % 7, module_mm)
        text = letters * 20
        fields.append(TextField(text, box, module_mm, module_mm, 500, Align.LEFT, Fit.SHORTEN, is_reversed=is_reversed))
    return fields


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("is_reversed", [True, False])
@pytest.mark.parametrize("letters", ["MWNHB08", "abdeghkmnopq", "ilIj.1t"])
def test_bars_that_are_lines_of_letters_stop_a_label(letters: str, is_reversed: bool, dpi: int) -> None:
    """Sharp they are letters; to a camera that is a little out of focus, another patient's tube."""
    values = {"name": "DOE, JANE", "identifier": "MRN 1", "born": "1987-03-02", "code": "2600447102"}
    lines = lettered("2600002163", 1.3, letters, is_reversed=is_reversed)
    tube = replace(with_boxes(own_designs()["tube"], lines), width_mm=70.0, height_mm=160.0)
    with pytest.raises(LabelError, match="scans as 2600002163 too"):
        read_back(draw(tube, values, Resolution(dpi)))


@pytest.mark.parametrize(("code", "dpi"), [("I00040738", 300), ("I00020756", 203), ("I00020756", 600)])
def test_a_symbol_that_was_asked_for_is_not_taken_for_another_from_further_away(code: str, dpi: int) -> None:
    """Of these the first is misread by whoever shrinks it."""
    own = replace(own_designs()["item"], title="Ours of the same name")
    label = draw(own, {"name": "A", "code": code}, Resolution(dpi))
    assert read_back(label) is label


def test_only_a_design_as_it_came_with_us_is_read_the_quick_way() -> None:
    ours, values = own_designs()["item"], {"name": "Gauze", "code": "I00020756"}
    assert draw(ours, values, Resolution.DPI_203).is_ours
    assert not draw(replace(ours, title="Ours of the same name"), values, Resolution.DPI_203).is_ours
