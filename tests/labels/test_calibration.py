"""The calibration page: outlines where labels will lie, rulers whose zero is an edge, and an offset that moves both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from labels.calibration import REACH_MM, calibration_page
from labels.drawing import draw
from labels.errors import LabelError
from labels.loading import own_designs
from labels.raster import Dots
from labels.resolution import Resolution
from labels.sheet import sheets
from labels.stocks import own_stocks
from tests.labels.samples import SAMPLES

AT = Resolution.DPI_300


def inked(dots: Dots, x_mm: float, y_mm: float, to_x_mm: float, to_y_mm: float) -> float:
    """The part of that area that has ink."""
    return float((dots[AT.dots(y_mm) : AT.dots(to_y_mm), AT.dots(x_mm) : AT.dots(to_x_mm)] == 0).mean())


@pytest.mark.parametrize("name", sorted(own_stocks()))
def test_every_edge_of_every_label_is_drawn(name: str) -> None:
    stock = own_stocks()[name]
    dots = calibration_page(stock, AT).dots()
    for row in range(stock.rows):
        for column in range(stock.columns):
            x_mm, y_mm = stock.left_mm + column * stock.pitch_x_mm, stock.top_mm + row * stock.pitch_y_mm
            left = dots[AT.dots(y_mm) : AT.dots(y_mm + stock.height_mm), AT.dots(x_mm)]
            top = dots[AT.dots(y_mm), AT.dots(x_mm) : AT.dots(x_mm + stock.width_mm)]
            assert (left == 0).mean() > 0.99
            assert (top == 0).mean() > 0.99


def test_a_ruler_has_a_tick_at_every_millimetre_and_its_zero_at_the_labels_edge() -> None:
    stock = own_stocks()["5163"]
    dots = calibration_page(stock, AT).dots()
    x_mm, y_mm = stock.left_mm, stock.top_mm
    middle_mm = y_mm + stock.height_mm / 2
    row = dots[AT.dots(middle_mm - 1.0)] == 0
    ticks = {round(AT.mm(at) - x_mm) for at in np.flatnonzero(row[: AT.dots(x_mm + REACH_MM + 0.5)]).tolist()}
    assert ticks == {mm for mm in range(-REACH_MM, REACH_MM + 1) if x_mm + mm >= 0}
    assert row[AT.dots(x_mm)]


def test_an_offset_moves_the_outlines_and_the_labels_by_as_much() -> None:
    plain = own_stocks()["5160"]
    moved = plain.moved(0.8, -1.5)
    label = draw(own_designs()["item"], SAMPLES["item"], AT)
    (one,), (other,) = list(sheets([label], plain)), list(sheets([label], moved))
    shift = (other.placements[0].x - one.placements[0].x, other.placements[0].y - one.placements[0].y)
    assert shift == pytest.approx((AT.dots(0.8), -AT.dots(1.5)), abs=1)
    page = calibration_page(moved, AT).dots()
    assert inked(page, plain.left_mm + 0.8, plain.top_mm, plain.left_mm + 0.9, plain.top_mm + 20) > 0.9
    assert inked(page, plain.left_mm + 0.2, plain.top_mm, plain.left_mm + 0.6, plain.top_mm + 8) == 0


def test_a_sheet_of_one_label_has_rulers_and_no_room_for_words() -> None:
    stock = replace(own_stocks()["5163"], columns=1, rows=1)
    assert (calibration_page(stock, AT).dots() == 0).any()


def test_an_offset_that_moves_labels_off_the_page_is_refused() -> None:
    label = draw(own_designs()["room"], SAMPLES["room"], AT)
    with pytest.raises(LabelError) as refused:
        list(sheets([label], own_stocks()["5163"].moved(-10, 0)))
    assert refused.value.code == "label_page"
    assert "offset" in refused.value.hint
