"""What a label costs: drawn and read back, against python-barcode's own PNG of the bars alone, in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

import barcode
from barcode.writer import ImageWriter

from benchmarks.figure import Figure, at_least, at_most, interleaved, seconds
from labels.drawing import Label, draw
from labels.loading import own_designs
from labels.output import Format, rendered
from labels.reading import read_back
from labels.resolution import Resolution
from labels.sheet import sheets
from labels.stocks import own_stocks
from tracker.barcodes.house import item_code, specimen_code

ROUNDS = 200


def figures(folder: Path) -> Iterator[Figure]:
    """Every label is another one: nothing is drawn from memory but the typeface's own letters."""
    numbers = count(1)
    tube = own_designs()["tube"]
    drawn: list[Label] = []

    def make() -> None:
        number = next(numbers)
        values = {"name": f"Okafor, M. {number}", "identifier": f"MRN {number}", "born": "1987-03-02"}
        drawn.append(draw(tube, {**values, "code": specimen_code(number)}, Resolution.DPI_203))

    def theirs() -> None:
        barcode.get_barcode_class("code128")(specimen_code(next(numbers)), ImageWriter()).write(BytesIO())

    made, read, png = interleaved([make, lambda: read_back(drawn[-1]), theirs], ROUNDS)
    yield at_least("tube labels a second, read back", 1 / (made + read), 150)
    yield at_most("reading back / drawing and reading back", read / (made + read), 1 / 3)
    yield at_most("tube label / python-barcode's PNG of its bars", (made + read) / png, 1.0)
    yield at_least("30-up sheets: labels a second at 600 dpi, to PDF", 30 / seconds(lambda: _sheet(numbers)), 15)


def _sheet(numbers: Iterator[int]) -> bytes:
    item, stock = own_designs()["item"], own_stocks()["5160"]
    values = [{"name": f"Item {number}", "code": item_code(number)} for number in (next(numbers) for _ in range(30))]
    labels = [draw(item, each, Resolution.DPI_600) for each in values]
    return rendered(tuple(sheets(labels, stock)), Format.PDF)
