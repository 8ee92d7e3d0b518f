"""Sheets are data, too: those of the makers close, and a faulty one of a clinic is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from labels.errors import LabelError
from labels.stocks import load_stocks, own_stocks, read_stock, stock_named


@pytest.mark.parametrize("name", ["5160", "5163", "5167", "l7160", "l7651"])
def test_a_makers_sheet_is_symmetric_and_its_margins_close(name: str) -> None:
    stock = own_stocks()[name]
    right = stock.page_width_mm - stock.left_mm - (stock.columns - 1) * stock.pitch_x_mm - stock.width_mm
    bottom = stock.page_height_mm - stock.top_mm - (stock.rows - 1) * stock.pitch_y_mm - stock.height_mm
    assert right == pytest.approx(stock.left_mm, abs=0.02)
    assert bottom == pytest.approx(stock.top_mm, abs=0.02)


def test_an_own_sheet_is_loaded_and_a_faulty_one_is_named(tmp_path: Path) -> None:
    text = (
        'name = "Own"\ntitle = "Own"\npage_width_mm = 100\npage_height_mm = 100\ncolumns = 2\nrows = 2\n'
        "width_mm = 45\nheight_mm = 45\nleft_mm = 2\ntop_mm = 2\npitch_x_mm = 48\npitch_y_mm = 48\n"
    )
    (tmp_path / "own.toml").write_text(text, "utf-8")
    assert load_stocks(tmp_path)["own"].count == 4
    for old, new, said in (
        ("columns = 2", "columns = 3", "beyond the page"),
        ("pitch_x_mm = 48", "pitch_x_mm = 40", "overlap"),
        ("rows = 2", "rows = 0", "'rows' is 0"),
        ("rows = 2", "rows = 1.5", "whole number"),
        ("rows = 2", "rows = 2\nglue = true", "unknown: glue"),
        ("rows = 2", "rows = 2\noffset_x_mm = 11", "offset_x_mm"),
        ("columns = 2", "columns = -2", "columns"),
    ):
        with pytest.raises(LabelError, match=said):
            read_stock(text.replace(old, new))


def test_a_sheet_of_ours_is_moved_to_where_a_printer_feeds_it(tmp_path: Path) -> None:
    text = 'name = "5160"\nbased_on = "5160"\noffset_x_mm = 0.8\noffset_y_mm = -1.5\n'
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    moved = load_stocks(tmp_path)["5160"]
    assert (moved.offset_x_mm, moved.offset_y_mm) == (0.8, -1.5)
    assert moved.moved(0, 0) == own_stocks()["5160"]
    (tmp_path / "mine.toml").write_text(text.replace('based_on = "5160"', 'based_on = "5161"'), "utf-8")
    with pytest.raises(LabelError, match="based_on"):
        stock_named("5160", load_stocks(tmp_path))
    assert stock_named("5163", load_stocks(tmp_path)) == own_stocks()["5163"]
    with pytest.raises(LabelError) as refused:
        own_stocks()["5160"].moved(float("nan"), 0)
    assert refused.value.code == "label_offset"
