"""A written document as PDF: text, rules and barcodes on numbered pages, for what is signed, folded and carried along.

Bars and cells lie on the dots of a 600 dpi printer, as on labels, and each symbol is read back before it is drawn. The
same content gives the same bytes: nothing in the file says when or by whom it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from labels.card import PAPER_MM, Paper
from labels.drawing import AIM, Label, Promise
from labels.page import Page
from labels.pdf import draw_page
from labels.raster import raster
from labels.reading import read_back
from labels.rectangles import Rectangle, rectangles
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


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One written page: its size in dots, and what draws it."""

    size: tuple[int, int]
    area: Area
    puts: list[Callable[[Canvas], None]] = field(default_factory=list)


class Document:
    """Written page by page, from any place to any other; places are millimetres from the page's upper left corner.

    Whatever is written must have been made harmless before: here characters that no typeface has are escaped, no more.
    """

    def __init__(self, paper: Paper, title: str, *, is_landscape: bool = False) -> None:
        self._paper = paper
        self._title = title
        self._pages: list[_Leaf | Page] = []
        self.turn_page(is_landscape=is_landscape)

    def turn_page(self, *, is_landscape: bool | None = None) -> None:
        """A new page, the way round that the one before has if nobody says otherwise."""
        if is_landscape is not None:
            width_mm, height_mm = PAPER_MM[self._paper]
            if is_landscape:
                width_mm, height_mm = height_mm, width_mm
            self.area = Area(MARGIN_MM, MARGIN_MM, width_mm - MARGIN_MM, height_mm - MARGIN_MM - 4.0)
            self._size = RESOLUTION.dots(width_mm), RESOLUTION.dots(height_mm)
        self._leaf = _Leaf(self._size, self.area)
        self._pages.append(self._leaf)

    def add(self, pages: Iterable[Page]) -> None:
        """Pages of labels as they are, behind what is written: of their own size and without a foot. Whatever is written
        next begins with :meth:`turn_page`."""
        self._pages.extend(pages)

    def write(
        self, x_mm: float, y_mm: float, text: str, style: Style, width_mm: float, *, is_right: bool = False
    ) -> None:
        """One line whose top is at ``y_mm``; what is too long for ``width_mm`` ends in ``…``. ``is_right``: it ends at
        the width's right edge."""
        fitting = shortened(text, style, RESOLUTION.dots(width_mm))
        x, y = RESOLUTION.dots(x_mm), self._size[1] - RESOLUTION.dots(y_mm)
        right = x + RESOLUTION.dots(width_mm) if is_right else None
        self._leaf.puts.append(lambda canvas: drawn(canvas, x, y, right, fitting, style))

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
        self._leaf.puts.append(lambda canvas: canvas.rect(left, y - height, right - left, height, stroke=0, fill=1))

    def upright(self, x_mm: float, y_mm: float, to_mm: float, weight_mm: float = 0.15) -> None:
        """A line down the page, from ``y_mm`` to ``to_mm``."""
        x, width = RESOLUTION.dots(x_mm), RESOLUTION.dots(weight_mm)
        top, bottom = (self._size[1] - RESOLUTION.dots(each) for each in (y_mm, to_mm))
        self._leaf.puts.append(lambda canvas: canvas.rect(x, bottom, width, top - bottom, stroke=0, fill=1))

    def box(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> None:
        """An empty box to write into, its upper left corner there."""
        for each_mm in (y_mm, y_mm + height_mm):
            self.rule(each_mm, x_mm=x_mm, to_mm=x_mm + width_mm)
        for each_mm in (x_mm, x_mm + width_mm):
            self.upright(each_mm, y_mm, y_mm + height_mm)

    def symbol(
        self,
        x_mm: float,
        y_mm: float,
        kind: Kind,
        text: str,
        module_mm: float,
        height_mm: float | None = None,
        reads: str | None = None,
    ) -> float:
        """A barcode with its quiet zone, its upper left corner there; gives its width in millimetres. ``height_mm`` is
        that of bars. ``reads`` is what a reader gives, where that is not ``text``: GS1 text has parentheses.

        :raises SymbolError: the text cannot be drawn as this kind.
        :raises LabelError: it does not read back.
        """
        height = RESOLUTION.dots(height_mm) if height_mm is not None else None
        dots = raster(symbol(kind, text), RESOLUTION.most_dots(module_mm), height_dots=height)
        promise = Promise(AIM[kind], text if reads is None else reads)
        # Alone, so nothing of another kind is looked for: that was half the time of a manifest.
        read_back(Label(self._title, RESOLUTION, dots, (promise,), is_ours=True))
        left, top = RESOLUTION.dots(x_mm), self._size[1] - RESOLUTION.dots(y_mm)
        inked = rectangles(dots)

        def put(canvas: Canvas) -> None:
            path = canvas.beginPath()
            for x, y, width, high in inked:
                path.rect(left + x + _INSET, top - y - high + _INSET, width - 2 * _INSET, high - 2 * _INSET)
            canvas.drawPath(path, stroke=0, fill=1)

        self._leaf.puts.append(put)
        return float(RESOLUTION.mm(dots.shape[1]))

    def finished(self, foot: str) -> bytes:
        """The PDF. ``foot`` stands at the foot of every page, with the page's number and how many there are."""
        target = BytesIO()
        canvas = Canvas(target, invariant=1, pageCompression=1, initialFontName="Helvetica")
        canvas.setTitle(self._title)
        known: dict[int, list[Rectangle]] = {}
        for number, page in enumerate(self._pages, start=1):
            if isinstance(page, Page):
                draw_page(canvas, page, known)
                continue
            canvas.setPageSize(tuple(int(side * _POINTS_PER_DOT * 10_000) / 10_000 for side in page.size))
            canvas.scale(_POINTS_PER_DOT, _POINTS_PER_DOT)
            for put in page.puts:
                put(canvas)
            _put_foot(canvas, page, foot, f"page {number} of {len(self._pages)}")
            canvas.showPage()
        canvas.save()
        return target.getvalue()


def _put_foot(canvas: Canvas, page: _Leaf, foot: str, number: str) -> None:
    left, right = RESOLUTION.dots(page.area.left_mm), RESOLUTION.dots(page.area.right_mm)
    y = page.size[1] - RESOLUTION.dots(page.area.bottom_mm + 1.5)
    drawn(canvas, left, y, None, shortened(foot, _FOOT, (right - left) * 3 // 4), _FOOT)
    drawn(canvas, left, y, right, number, _FOOT)
