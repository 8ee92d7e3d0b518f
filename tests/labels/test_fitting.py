"""Text on a label: whole, or shortened by its field's rule so that one can see it; in its box, never cut through."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.design import Align, Box, Fit, TextField
from labels.drawing import draw
from labels.errors import LabelError
from labels.fitting import fitted
from labels.lettering import checked, line, line_px, width_dots
from labels.loading import own_designs, read_design
from labels.resolution import Resolution
from tests.labels.values import NAMES

FIELD = TextField("{name}", Box(0, 0, 30, 8), 4.0, 2.4, 600, Align.LEFT, Fit.SHORTEN, False)
PRINTED = {"name": "Okafor", "identifier": "MRN 1", "born": "1987-03-02", "code": "2600447102"}


@settings(max_examples=150, deadline=None)
@given(
    NAMES.map(lambda text: text.strip(" ")),
    st.sampled_from(list(Fit)),
    st.sampled_from(list(Resolution)),
    st.booleans(),
)
def test_text_fills_its_box_and_no_more_and_only_an_identifier_is_refused(
    text: str, fit: Fit, resolution: Resolution, is_reversed: bool
) -> None:
    field = replace(FIELD, fit=fit, is_reversed=is_reversed, align=Align.CENTRE)
    width, height = resolution.dots(30), resolution.dots(8)
    try:
        ink = fitted(field, text, width, height, resolution)
    except LabelError:
        if fit is not Fit.WHOLE:
            raise
        return
    assert ink.shape == (height, width)
    if is_reversed:
        assert ink[:, 0].all()
        assert ink[:, -1].all()


@settings(max_examples=150, deadline=None)
@given(NAMES.map(lambda text: text.strip(" ")), st.integers(12, 60), st.sampled_from([400, 700]))
def test_no_letter_is_cut_through(text: str, dots: int, weight: int) -> None:
    """Drawn with room on every side, the letters have as many dots of ink as in their line, at its size or, where one of
    them is higher than lines are made for, a smaller one."""
    ink = line(text, dots, weight)
    assert ink is not None
    sizes = range(line_px(dots), line_px(dots) * 2 // 3, -1)
    assert ink.shape[0] == dots
    assert any(ink.sum() == free_ink(text, dots, size, weight) for size in sizes)


def free_ink(text: str, dots: int, size: int, weight: int) -> int:
    canvas = np.full((dots * 4, size * (len(text) * 2 + 4), 3), 255, np.uint8)
    _, free = cv2.putText(canvas, text, (size, dots * 2), (0, 0, 0), cv2.FontFace("sans"), size, weight)
    return int((np.asarray(free)[:, :, 0] < 128).sum())


def test_what_is_shortened_begins_and_ends_as_its_rule_says() -> None:
    text = "Storeroom · Cabinet A · Shelf 3 · Bin 2 · Left"
    resolution = Resolution.DPI_300
    width, height = resolution.dots(30), resolution.dots(8)
    size = resolution.least_dots(FIELD.smallest_mm)
    ends = fitted(FIELD, text, width, height, resolution)
    middles = fitted(replace(FIELD, fit=Fit.MIDDLE), text, width, height, resolution)
    left = line("Left", size, 600)
    dots = line("…", size, 600)
    assert left is not None
    assert dots is not None

    def tail(
        ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], columns: int
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        last = np.flatnonzero(ink.any(axis=0))[-1] + 1
        cut = ink[:, last - columns : last]
        rows = np.flatnonzero(cut.any(axis=1))
        return cut[rows[0] : rows[-1] + 1]

    assert (tail(middles, left.shape[1]) == left[left.any(axis=1)]).all()
    assert (tail(ends, dots.shape[1]) == dots[dots.any(axis=1)]).all()


@given(st.floats(1.3, 8.0), st.floats(0.0, 2.0), st.sampled_from(list(Resolution)))
def test_a_field_of_one_size_is_drawn_at_every_print_head(
    size_mm: float, spare_mm: float, resolution: Resolution
) -> None:
    """10 dots are 1.25 mm at 203 dpi: less is told as too small, and rounding alone never is."""
    field = replace(FIELD, size_mm=size_mm, smallest_mm=size_mm)
    height = resolution.dots(size_mm + spare_mm)
    assert fitted(field, "A", resolution.dots(30), height, resolution).any()


@pytest.mark.parametrize("resolution", list(Resolution))
def test_a_clinics_design_that_names_one_size_only_is_drawn_at_every_print_head(resolution: Resolution) -> None:
    text = (
        'name = "mine"\ntitle = "Mine"\nwidth_mm = 50\nheight_mm = 20\nneeds = ["name"]\n'
        '[[text]]\nvalue = "{name}"\nx_mm = 1\ny_mm = 1.1\nwidth_mm = 48\nheight_mm = 4\nsize_mm = 4\nfit = "shorten"\n'
    )
    assert (draw(read_design(text), {"name": "Gauze"}, resolution).dots == 0).any()


def test_an_identifier_is_never_shortened() -> None:
    with pytest.raises(LabelError) as refused:
        draw(own_designs()["tube"], {**PRINTED, "identifier": "MRN 00447188200447188200447188"}, Resolution.DPI_203)
    assert refused.value.code == "label_text_too_long"


@pytest.mark.parametrize("name", ["Åse Müller-Łódź", "Ελένη Παπαδοπούλου", "Юлия Ёжикова", "Nguyễn Thị Ánh", "O^XZ~JA"])
def test_names_of_many_scripts_are_printed(name: str) -> None:
    draw(own_designs()["tube"], {**PRINTED, "name": name}, Resolution.DPI_203)


@pytest.mark.parametrize("resolution", list(Resolution))
@pytest.mark.parametrize("name", ["NGUYỄN THỊ, ÁNH", "ĐỖ HỮU, GỒNG", "Ǘ Ǜ Ȭ, ậgj"])
def test_a_name_with_two_accents_on_a_letter_stands_whole(name: str, resolution: Resolution) -> None:
    field = replace(FIELD, fit=Fit.WHOLE, size_mm=4.4, smallest_mm=3.2)
    width, height = resolution.dots(60), resolution.dots(4.4)
    ink = fitted(field, name, width, height, resolution)
    bare = fitted(field, "".join(unicodedata.normalize("NFD", one)[0] for one in name), width, height, resolution)
    assert ink.any(axis=0).sum() > 0.7 * bare.any(axis=0).sum()
    edges = ink[[0, -1]].mean()
    assert edges < 0.2
    above = fitted(field, name, width, height + 40, resolution)
    assert above.sum() == ink.sum()


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("A\x1b[2J", "label_control", "U+001B"),
        ("A\u202eB", "label_control", "U+202E"),
        ("A\u200bB", "label_control", "U+200B"),
        ("A\tB", "label_control", "U+0009"),
        ("شهد", "label_right_to_left", "ARABIC"),
        ("דוד", "label_right_to_left", "HEBREW"),
        ("Ana \U0001f600", "label_character", "U+1F600"),
        ("x\u0336", "label_character", "U+0336"),
        ("\u1234", "label_character", "ETHIOPIC"),
    ],
)
def test_a_character_that_cannot_be_printed_is_named(name: str, code: str, said: str) -> None:
    with pytest.raises(LabelError) as refused:
        draw(own_designs()["tube"], {**PRINTED, "name": name}, Resolution.DPI_203)
    assert refused.value.code == code
    assert said in refused.value.message


@pytest.mark.parametrize("name", ["山田 太郎", "김민준", "ひらがな", "龘"])
def test_a_script_that_this_opencv_may_have_is_drawn_whole_or_named(name: str) -> None:
    """Its typeface for all else is a choice of whoever built the library; nobody's name becomes a box or a question mark."""
    try:
        checked(name)
    except LabelError:
        with pytest.raises(LabelError, match="has no U\\+"):
            draw(own_designs()["tube"], {**PRINTED, "name": name}, Resolution.DPI_203)
        return
    label = draw(own_designs()["tube"], {**PRINTED, "name": name}, Resolution.DPI_203)
    other = draw(own_designs()["tube"], {**PRINTED, "name": "?" * len(name)}, Resolution.DPI_203)
    assert not np.array_equal(label.dots, other.dots)


@pytest.mark.parametrize("name", ["\u00a0", "\u3000", " \u2003 "])
def test_a_name_of_nothing_but_spaces_is_none(name: str) -> None:
    with pytest.raises(LabelError) as refused:
        draw(own_designs()["tube"], {**PRINTED, "name": name}, Resolution.DPI_203)
    assert refused.value.code == "label_field_missing"


def test_an_accent_written_as_two_characters_is_the_same_label() -> None:
    one, two = (
        draw(own_designs()["tube"], {**PRINTED, "name": name}, Resolution.DPI_203) for name in ("Jos\xe9", "Jose\u0301")
    )
    assert (one.dots == two.dots).all()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "label_field_missing"),
        ({"born": "  "}, "label_field_missing"),
        ({"nmae": "x"}, "label_field_unknown"),
        ({"code": "2600447102" * 3}, "label_symbol_too_wide"),
    ],
)
def test_what_is_missing_misspelt_or_too_wide_is_refused(change: dict[str, str], code: str) -> None:
    with pytest.raises(LabelError) as refused:
        draw(own_designs()["tube"], {**PRINTED, **change}, Resolution.DPI_203)
    assert refused.value.code == code


def test_a_code_too_wide_is_refused_with_the_widths_that_would_do() -> None:
    with pytest.raises(LabelError) as refused:
        draw(own_designs()["item_small"], {"name": "x", "code": "ABCDEFGHIJKLMNOP"}, Resolution.DPI_203)
    # 16 letters: start, 16, check of 11 modules, stop of 13, 20 of quiet zone = 231 modules of 2 dots, 8 to the mm.
    assert "57.8 mm at 203 dpi" in refused.value.hint


@pytest.mark.parametrize("resolution", list(Resolution))
@pytest.mark.parametrize(
    ("family", "one", "other"),
    [
        ("FEATHERSTONEHAUGH-MARBLETON-WINTERBOTTOM", "MARGARETHE-JOSEPHINE", "MARIANNE-JOSEPHINE"),
        ("FEATHERSTONEHAUGH-MARBLETON-WINTERBOTTOM", "ANNA", "ANNE"),
        ("NG", "WILHELMINA-WALBURGA-MARGARETHE-JOSEPHINE", "WILFRIEDE-WALBURGA-MARGARETHE-JOSEPHINE"),
    ],
)
def test_however_long_the_family_name_is_the_given_name_is_on_the_tube(
    resolution: Resolution, family: str, one: str, other: str
) -> None:
    design = own_designs()["tube"]
    pages = [draw(design, {**PRINTED, "name": f"{family}, {given}"}, resolution) for given in (one, other)]
    assert not np.array_equal(pages[0].dots, pages[1].dots)


def test_a_shortened_name_begins_both_parts_and_says_that_each_is_cut() -> None:
    field, resolution = replace(FIELD, fit=Fit.PARTS, size_mm=3.05, smallest_mm=3.0), Resolution.DPI_203
    width, height = resolution.dots(30), resolution.dots(8)
    ink = fitted(field, "FEATHERSTONEHAUGH-MARBLETON, MARGARETHE", width, height, resolution)
    said = [
        fitted(field, f"{'FEATHERSTONEHAUGH-MARBLETON'[:family]}…, {'MARGARETHE'[:given]}…", width, height, resolution)
        for family in range(6, 20)
        for given in range(3, 8)
    ]
    assert any(np.array_equal(ink, each) for each in said)


@pytest.mark.parametrize("size_px", [129, 200, 333, 600])
@pytest.mark.parametrize("text", ["WWWWWWWW", "Catheter tray 14 Fr", "illicit", "Ζαΐμης-Ελευθέριος", "Щукин"])
def test_large_text_is_measured_small_and_is_as_wide_as_that_says(text: str, size_px: int) -> None:
    for weight in (400, 700):
        _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), cv2.FontFace("sans"), size_px, weight)
        assert width_dots(text, size_px, weight) == pytest.approx(width, rel=0.01)
