"""Labels onto sheets: from a start position, as many sheets as it takes, each label in the middle of its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from labels.drawing import Label
from labels.errors import LabelError
from labels.page import Page, Placement, page
from labels.stocks import Stock


def sheets(labels: Sequence[Label], stock: Stock, start: int = 1) -> Iterator[Page]:
    """The pages, one by one. ``start`` is the first free label of the first sheet, counted by rows from 1: a sheet
    that was begun yesterday is finished today.

    :raises LabelError: a start that is not on the sheet, a label larger than the sheet's, or one that does not read.
    """
    if not 1 <= start <= stock.count:
        raise LabelError(
            f"Position {start} is not on this sheet.",
            hint=f"{stock.title}: positions 1 to {stock.count}, counted by rows.",
            code="label_position",
        )
    position, placements = start - 1, list[Placement]()
    for label in labels:
        placements.append(_placed(label, stock, position))
        position += 1
        if position == stock.count:
            yield _page(placements, stock)
            position, placements = 0, []
    if placements:
        yield _page(placements, stock)


def _placed(label: Label, stock: Stock, position: int) -> Placement:
    spare_x_mm, spare_y_mm = stock.width_mm - label.width_mm, stock.height_mm - label.height_mm
    if min(spare_x_mm, spare_y_mm) < -0.5 / label.resolution.dots_per_mm:
        raise LabelError(
            f"The label '{label.design}' is {label.width_mm:.1f} × {label.height_mm:.1f} mm; those of {stock.title} are"
            f" {stock.width_mm:.1f} × {stock.height_mm:.1f} mm.",
            hint="Choose a smaller design, or another sheet.",
            code="label_stock_too_small",
        )
    row, column = divmod(position, stock.columns)
    x_mm = stock.left_mm + stock.offset_x_mm + column * stock.pitch_x_mm + spare_x_mm / 2
    y_mm = stock.top_mm + stock.offset_y_mm + row * stock.pitch_y_mm + spare_y_mm / 2
    return Placement(label, label.resolution.dots(x_mm), label.resolution.dots(y_mm))


def _page(placements: Sequence[Placement], stock: Stock) -> Page:
    resolution = placements[0].label.resolution
    return page(resolution, resolution.dots(stock.page_width_mm), resolution.dots(stock.page_height_mm), placements)
