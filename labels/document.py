"""A written document as PDF: text, rules and barcodes on numbered pages, for what is signed, folded and carried along.

Bars and cells lie on the dots of a 600 dpi printer, as on labels, and each symbol is read back before it is drawn. The
same content gives the same bytes: nothing in the file says when or by whom it was made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from labels.card import PAPER_MM, Paper
from labels.drawing import AIM, Label, Promise
from labels.raster import raster
from labels.reading import read_back
from labels.rectangles import rectangles
from labels.resolution import Resolution
from labels.symbols import Kind, symbol
from labels.writing import Style, broken, drawn, shortened

RESOLUTION = Resolution.DPI_600
MARGIN_MM = 13.0
_POINTS_PER_DOT = 72 / RESOLUTION.value
_INSET = 0.05
"""As in :mod:`labels.pdf`: an edge that is rounded outwards must not make a bar a dot wider."""
_FOOT = Style(2.5)


@dataclass(frozen=True, slots=True)
class Area:
    """What a page has to write on, in millimetres from its upper left corner; the foot is below ``bottom_mm``."""

    left_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float

    @property
    def width_mm(self) -> float:
        return self.right_mm - self.left_mm


class Document:
    """Written page by page, from any place to any other; places are millimetres from the page's upper left corner.

    Whatever is written must have been made harmless before: here characters that no typeface has are escaped, no more.
    """

    def __init__(self, paper: Paper, title: str, *, is_landscape: bool = False) -> None:
        width_mm, height_mm = PAPER_MM[paper]
        if is_landscape:
            width_mm, height_mm = height_mm, width_mm
        self.area = Area(MARGIN_MM, MARGIN_MM, width_mm - MARGIN_MM, height_mm - MARGIN_MM - 4.0)
        self._size = RESOLUTION.dots(width_mm), RESOLUTION.dots(height_mm)
        self._title = title
        self._pages: list[list[Callable[[Canvas], None]]] = [[]]

    def turn_page(self) -> None:
        self._pages.append([])

    def write(
        self, x_mm: float, y_mm: float, text: str, style: Style, width_mm: float, *, is_right: bool = False
    ) -> None:
        """One line whose top is at ``y_mm``; what is too long for ``width_mm`` ends in ``…``. ``is_right``: it ends at
        the width's right edge."""
        fitting = shortened(text, style, RESOLUTION.dots(width_mm))
        x, y = RESOLUTION.dots(x_mm), self._size[1] - RESOLUTION.dots(y_mm)
        right = x + RESOLUTION.dots(width_mm) if is_right else None
        self._pages[-1].append(lambda canvas: drawn(canvas, x, y, right, fitting, style))

    def lines(self, text: str, style: Style, width_mm: float) -> list[str]:
        """How :meth:`write_lines` breaks it."""
        return broken(text, style, RESOLUTION.dots(width_mm))

    def write_lines(
        self, x_mm: float, y_mm: float, text: str, style: Style, width_mm: float, most: int | None = None
    ) -> float:
        """As many lines as it takes, or ``most`` with the last one ending in ``…``; gives where the next thing may
        begin."""
        lines = self.lines(text, style, width_mm)
        if most is not None and len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        for line in lines:
            self.write(x_mm, y_mm, line, style, width_mm)
            y_mm += style.pitch_mm
        return y_mm

    def rule(
        self, y_mm: float, *, x_mm: float | None = None, to_mm: float | None = None, weight_mm: float = 0.15
    ) -> None:
        """A line across the page, or from ``x_mm`` to ``to_mm``."""
        left = RESOLUTION.dots(self.area.left_mm if x_mm is None else x_mm)
        right = RESOLUTION.dots(self.area.right_mm if to_mm is None else to_mm)
        y, height = self._size[1] - RESOLUTION.dots(y_mm), RESOLUTION.dots(weight_mm)
        self._pages[-1].append(lambda canvas: canvas.rect(left, y - height, right - left, height, stroke=0, fill=1))

    def symbol(
        self, x_mm: float, y_mm: float, kind: Kind, text: str, module_mm: float, height_mm: float | None = None
    ) -> float:
        """A barcode with its quiet zone, its upper left corner there; gives its width in millimetres. ``height_mm`` is
        that of bars.

        :raises SymbolError: the text cannot be drawn as this kind.
        :raises LabelError: it does not read back.
        """
        height = RESOLUTION.dots(height_mm) if height_mm is not None else None
        dots = raster(symbol(kind, text), RESOLUTION.most_dots(module_mm), height_dots=height)
        read_back(Label(self._title, RESOLUTION, dots, (Promise(AIM[kind], text),)))
        left, top = RESOLUTION.dots(x_mm), self._size[1] - RESOLUTION.dots(y_mm)
        inked = rectangles(dots)

        def put(canvas: Canvas) -> None:
            path = canvas.beginPath()
            for x, y, width, high in inked:
                path.rect(left + x + _INSET, top - y - high + _INSET, width - 2 * _INSET, high - 2 * _INSET)
            canvas.drawPath(path, stroke=0, fill=1)

        self._pages[-1].append(put)
        return float(RESOLUTION.mm(dots.shape[1]))

    def finished(self, foot: str) -> bytes:
        """The PDF. ``foot`` stands at the foot of every page, with the page's number and how many there are."""
        target = BytesIO()
        canvas = Canvas(target, invariant=1, pageCompression=1, initialFontName="Helvetica")
        canvas.setTitle(self._title)
        for number, page in enumerate(self._pages, start=1):
            canvas.setPageSize(tuple(int(side * _POINTS_PER_DOT * 10_000) / 10_000 for side in self._size))
            canvas.scale(_POINTS_PER_DOT, _POINTS_PER_DOT)
            for put in page:
                put(canvas)
            self._put_foot(canvas, foot, f"page {number} of {len(self._pages)}")
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    def _put_foot(self, canvas: Canvas, foot: str, number: str) -> None:
        left, right = RESOLUTION.dots(self.area.left_mm), RESOLUTION.dots(self.area.right_mm)
        y = self._size[1] - RESOLUTION.dots(self.area.bottom_mm + 1.5)
        drawn(canvas, left, y, None, shortened(foot, _FOOT, (right - left) * 3 // 4), _FOOT)
        drawn(canvas, left, y, right, number, _FOOT)
