"""A label as it will come out, in the terminal: ink dark on light paper, drawn from the dots that go to the printer.

numpy and OpenCV are loaded when there is a picture to draw: they would hold up the first screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tracker.tui.showing import line, lines

if TYPE_CHECKING:
    from tracker.station.label_pictures import Picture

PAPER = "black on white"


class LabelPicture(Widget):
    """As large as it has room; ``show(None)`` says why there is none."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, classes="picture")
        self._picture: Picture | None = None
        self._words = ""

    def show(self, picture: Picture | None, words: str = "") -> None:
        self._picture, self._words = picture, words
        self.refresh(layout=True)

    def render(self) -> Content:
        width, height = self.content_size
        picture = self._picture
        if picture is None or width < 8 or height < 3:
            return line((self._words, "$muted"))
        from labels.preview import preview

        drawn = preview(picture.dots, width, height - 1)
        size = f"{picture.width_mm:.0f} × {picture.height_mm:.0f} mm"
        return lines([*(line((row, PAPER)) for row in drawn), line((size, "$muted"))])
