"""What a label costs: drawn and read back, against python-barcode's own PNG of the bars alone, in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

import barcode
import cv2
import numpy as np
from barcode.writer import ImageWriter
from numpy.typing import NDArray

from benchmarks.figure import Figure, at_least, at_most, interleaved, seconds
from labels.drawing import Label, draw
from labels.loading import own_designs
from labels.output import Format, rendered
from labels.raster import Dots
from labels.reading import read_back
from labels.resolution import Resolution
from labels.sheet import sheets
from labels.stocks import own_stocks
from labels.symbols import Kind, Symbol, code_128
from tracker.barcodes.house import item_code, specimen_code

ROUNDS = 200


def figures(folder: Path) -> Iterator[Figure]:
    """Every label is another one: nothing is drawn from memory but the typeface's own letters."""
    numbers = count(1)
    tube = own_designs()["tube"]
    drawn: list[Label] = []

    def make() -> None:
        number = next(numbers)
        drawn.append(draw(tube, _tube(number), Resolution.DPI_203))

    def theirs() -> None:
        barcode.get_barcode_class("code128")(specimen_code(next(numbers)), ImageWriter()).write(BytesIO())

    made, read, png = interleaved([make, lambda: read_back(drawn[-1]), theirs], ROUNDS)
    yield at_least("tube labels a second, read back", 1 / (made + read), 150)
    yield at_most("reading back / drawing and reading back", read / (made + read), 1 / 3)
    yield at_most("tube label / python-barcode's PNG of its bars", (made + read) / png, 1.0)
    for resolution in Resolution:
        ours = _differ_dots(_our_bars(resolution), code_128(TRIED))
        yield Figure(f"bars of one width differ, {resolution.value} dpi", f"{ours} dots", "0", ours == 0)
    yield Figure(
        "the same, python-barcode's PNG at 300 dpi", f"{_differ_dots(_their_bars(), code_128(TRIED))} dots", "", None
    )
    yield at_least("30-up sheets: labels a second at 600 dpi, to PDF", 30 / seconds(lambda: _sheet(numbers)), 15)
    shelves = 10 / seconds(lambda: _shelf_sheet(numbers))
    yield at_least("10-up shelf sheets: labels a second at 600 dpi, to PDF", shelves, 15)


TRIED = specimen_code(26_004_471)


def _tube(number: int) -> dict[str, str]:
    """A whole label: every field of it filled, no two patients, times or tests alike."""
    return {
        "name": f"OKAFOR, M. {number}",
        "identifier": f"MRN {number:08d}",
        "born": f"19{number % 90 + 10}-03-02",
        "code": specimen_code(number),
        "collected": f"2026-11-{number % 30 + 1:02d} {number % 24:02d}:{number % 60:02d}",
        "initials": f"by CMA {number % 40:02d}",
        "test": f"CBC, BMP, panel {number}",
        "container": "EDTA 4 mL",
    }


def _our_bars(resolution: Resolution) -> Dots:
    """One row through the bars of a tube label."""
    design = own_designs()["tube"]
    (bars,) = (one.box for one in design.symbols if one.kind is Kind.CODE_128)
    row = resolution.dots(bars.y_mm + bars.height_mm / 2)
    dots = draw(design, {**_tube(1), "code": TRIED}, resolution).dots
    return dots[row, : resolution.dots(bars.right_mm)]


def _their_bars() -> Dots:
    """python-barcode's own, told the width of three dots at 300 dpi."""
    target = BytesIO()
    options = {"module_width": 3 * 25.4 / 300, "write_text": False, "dpi": 300}
    barcode.get_barcode_class("code128")(TRIED, ImageWriter()).write(target, options)
    picture = cv2.imdecode(np.frombuffer(target.getvalue(), np.uint8), cv2.IMREAD_GRAYSCALE)
    shown = np.asarray(picture, np.uint8)
    return shown[len(shown) // 2, :]


def _differ_dots(row: Dots, asked: Symbol) -> int:
    """By how much bars and spaces of as many modules differ at most, edge to edge."""
    runs, modules = _runs(row == 0), _runs(asked.modules[0])
    if len(runs) != len(modules):
        raise ValueError("these are not the bars that were asked for")
    return max(
        int(np.ptp([dots for dots, wide in zip(runs, modules, strict=True) if wide == width])) for width in set(modules)
    )


def _runs(dark: NDArray[np.bool_]) -> list[int]:
    """Widths of bars and spaces in turn, from the first dark to the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]])))
    return [int(width) for width in np.diff(edges)]


def _sheet(numbers: Iterator[int]) -> bytes:
    item, stock = own_designs()["item"], own_stocks()["5160"]
    values = [{"name": f"Item {number}", "code": item_code(number)} for number in (next(numbers) for _ in range(30))]
    labels = [draw(item, each, Resolution.DPI_600) for each in values]
    return rendered(tuple(sheets(labels, stock)), Format.PDF)


def _shelf_sheet(numbers: Iterator[int]) -> bytes:
    """4 × 2 in, the name in letters of up to 26 mm, broken into lines."""
    shelf, stock = own_designs()["shelf"], own_stocks()["5163"]
    values = [
        {
            "name": f"Catheter tray {number}, silicone, {number % 30} Fr",
            "code": item_code(number),
            "par": str(number % 90),
            "path": f"Exam {number % 9} · Cabinet {number % 7}",
            "unit": "each",
        }
        for number in (next(numbers) for _ in range(10))
    ]
    labels = [draw(shelf, each, Resolution.DPI_600) for each in values]
    return rendered(tuple(sheets(labels, stock)), Format.PDF)
