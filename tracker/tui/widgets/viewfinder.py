"""What a camera sees, while one works: its picture, the codes in it outlined, and one word on what to do.

Six pictures a second, and only while it can be seen: each is a refresh of the picture alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tracker.tui.showing import line, lines, text, without_middle
from tracker.tui.widgets.topline import STATE_SIGNS, device_name

if TYPE_CHECKING:
    from tracker.hardware.reading.view import View
    from tracker.station.outcomes import DeviceState
    from tracker.tui.widgets.half_blocks import Paint

EVERY_S = 1 / 6
BESIDE = 22
"""Columns that words need beside a picture; where there are fewer, they go under it."""
UNDER = 4
"""Lines that words need under a picture."""
_SHADED = (None, "standard", "windows")
"""Terminals of 16 colours have four greys at most."""


class Picture(Widget):
    """The picture alone, drawn line by line from strips that are made once for each view."""

    def __init__(self) -> None:
        super().__init__(classes="picture")
        self._view: View | None = None
        self._paint: Paint | None = None
        self._strips: list[Strip] = []

    def show(self, view: View | None, paint: Paint | None) -> None:
        self._view, self._paint = view, paint
        self._draw()
        self.refresh()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self._strips = []
        if self._view is not None and self._paint is not None and self.size:
            from tracker.tui.widgets.half_blocks import drawn

            made = drawn(self._view.fitted(self.size.width, self.size.height), self._paint)
            self._strips = [each.apply_style(self.rich_style) for each in made] if self._paint.is_shaded else made

    def render_line(self, y: int) -> Strip:
        width, style = self.size.width, self.rich_style
        if y >= len(self._strips):
            return Strip.blank(width, style)
        return self._strips[y].adjust_cell_length(width, style)


class Words(Widget):
    """The hint, or the camera's state where it has no picture."""

    def __init__(self) -> None:
        super().__init__(classes="words")
        self._said: Content | None = None

    def say(self, said: list[Content]) -> None:
        made = lines(said)
        if made != self._said:
            self._said = made
            self.refresh()

    def render(self) -> Content:
        return self._said or Content("")


class Viewfinder(Widget):
    """Asks its screen by :class:`Look` for the newest view, answered with :meth:`show`. ``leave``: how to get away."""

    class Look(Message):
        def __init__(self, viewfinder: Viewfinder) -> None:
            super().__init__()
            self.viewfinder = viewfinder

    def __init__(self, *, id: str, leave: str = "") -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self.camera_url = ""
        """Which camera is looked through; empty for the first that works."""
        self._leave = leave
        self._picture, self._words = Picture(), Words()
        self._placed = (0, 0, 0, 0)
        self._paint: tuple[str, Paint] | None = None

    def compose(self) -> ComposeResult:
        yield self._picture
        yield self._words

    def on_mount(self) -> None:
        self.set_interval(EVERY_S, self._ask)

    def _ask(self) -> None:
        """Nothing while hidden, or under a dialog. The layout is asked: on a busy machine the picture stayed away in one
        of three runs when Textual's Show and Hide events started and stopped it."""
        if self.is_on_screen and self.screen.is_current:
            self.post_message(self.Look(self))

    def show(self, state: DeviceState | None, view: View | None) -> None:
        """``state`` is the camera's, None where there is no camera at all."""
        self.set_class(view is None, "-blind")
        if view is not None:
            self._place(view.width_px, view.height_px)
        self._picture.show(view, self._painted() if view is not None else None)
        self._words.say(words(state, view, self._leave))

    def _place(self, width_px: int, height_px: int) -> None:
        """Words beside the picture where it leaves room enough, else under it."""
        from tracker.hardware.reading.view import fitting

        width, height = self.size
        if (width, height, width_px, height_px) == self._placed or not width or not height:
            return
        self._placed = (width, height, width_px, height_px)
        columns, rows = fitting(width_px, height_px, max(1, width - BESIDE), height)
        under_columns, under_rows = fitting(width_px, height_px, width, max(1, height - UNDER))
        is_under = under_columns * under_rows > columns * rows
        self.set_class(is_under, "-under")
        self._picture.styles.width = under_columns if is_under else columns
        self._picture.styles.height = under_rows if is_under else rows

    def _painted(self) -> Paint:
        """The theme's colours, made anew only when the theme changes."""
        theme = self.app.theme
        if self._paint is None or self._paint[0] != theme:
            from tracker.tui.widgets.half_blocks import Paint

            colours, now = self.app.theme_variables, self.app.current_theme
            is_shaded = self.app.console.color_system in _SHADED
            paint = Paint(colours["accent"], colours["warning"], colours["success"], now.dark, is_shaded)
            self._paint = (theme, paint)
        return self._paint[1]


def words(state: DeviceState | None, view: View | None, leave: str) -> list[Content]:
    """What to do first, then which camera it is."""
    away = [text(leave, "$muted")] if leave else []
    if state is None:
        return [text("○ NO CAMERA", "bold"), text("Name one in settings.toml: sources = ['camera:0']."), *away]
    if view is None:
        sign = STATE_SIGNS[state.state]
        said = "No picture yet." if state.state == "live" else state.words
        return [line((f"{sign} {state.state.upper()}", "bold")), text(said), text(state.hint, "$text-warning"), *away]
    where = state.name.partition("://")[2].partition("/")[0] or state.name
    about = (f"{device_name(state.url)}  {view.width_px} × {view.height_px}", without_middle(where, BESIDE - 2))
    return [*_advice(view), Content(""), *(text(each, "$muted") for each in about), *away]


def _advice(view: View) -> list[Content]:
    if view.hint is not None:
        from tracker.hardware.reading.hints import SAYS

        return [text(f"▸ {view.hint.upper()}", "bold $text-warning"), text(SAYS[view.hint])]
    if any(mark.seen == "accepted" for mark in view.marks):
        return [text("✔ READ", "bold $text-success"), text("The banner says what it is.")]
    return [text("▸ LOOKING", "bold"), text("Hold a code before the camera.")]
