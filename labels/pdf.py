"""Vector PDF in whole dots, for office printers and CUPS: bars as rectangles on the grid, never a picture to be scaled.

A picture is resampled by the print system, and its bars come out blurred or uneven; rectangles on the printer's own
grid are not. Nothing in the file says who made it or when: the same labels give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from labels.page import Page
from labels.rectangles import Rectangle, rectangles
from labels.resolution import MM_PER_INCH

_POINTS_PER_MM = 72 / MM_PER_INCH

_INSET = 0.05
"""Of a dot, on each side. PDF paints every dot that a shape touches at all (ISO 32000-1, 10.6.5), so an edge that is
rounded outwards by a millionth would make each bar a dot wider: measured with poppler."""


def pdf(pages: Sequence[Page]) -> bytes:
    """One PDF page for each page, of its exact size."""
    target = BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1, initialFontName="Helvetica")
    canvas.setTitle("Labels")
    known: dict[int, list[Rectangle]] = {}
    for page in pages:
        draw_page(canvas, page, known)
    canvas.save()
    return target.getvalue()


def draw_page(canvas: Canvas, page: Page, known: dict[int, list[Rectangle]]) -> None:
    """One page on a canvas. ``known`` keeps each label's rectangles for the next page, by the label's identity."""
    points_per_dot = _POINTS_PER_MM / page.resolution.dots_per_mm
    canvas.setPageSize((_below(page.width * points_per_dot), _below(page.height * points_per_dot)))
    canvas.scale(points_per_dot, points_per_dot)
    for placed in page.placements:
        if id(placed.label) not in known:
            known[id(placed.label)] = rectangles(placed.label.dots)
        # Written as they are: the library's own path took half of a sheet's time to put numbers into words.
        canvas.addLiteral("n " + " ".join(_boxes(known[id(placed.label)], placed.x, page.height - placed.y)) + " f")
    canvas.showPage()


def _boxes(found: Sequence[Rectangle], left: int, above: int) -> Iterator[str]:
    """``re`` for each (ISO 32000-1, table 59): x and y of its lower left corner, width and height."""
    for x, y, width, height in found:
        bottom = above - y - height
        yield (f"{left + x + _INSET:.2f} {bottom + _INSET:.2f} {width - 2 * _INSET:.2f} {height - 2 * _INSET:.2f} re")


def _below(points: float) -> float:
    """To the four digits that the file has, never upwards: a page of 406.0001 dots is printed as one of 407."""
    return int(points * 10_000) / 10_000
