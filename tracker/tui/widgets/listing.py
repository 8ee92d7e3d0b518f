"""A scrolling list in columns under a fixed heading."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tracker.tui.helping import Help
from tracker.tui.showing import line, lines
from tracker.tui.tables import SIGN_WIDTH, Column, Row, heading, row, widened

MOST_ROWS = 200
"""Nobody reads more on a screen; the queries behind are limited to as many."""


class _Heading(Widget):
    def __init__(self) -> None:
        super().__init__(classes="heading")
        self.title = ""
        self.columns: tuple[Column, ...] = (Column(""),)

    def render(self) -> Content:
        return heading(self.title, self.columns, self.content_size.width)


class _Rows(Widget):
    def __init__(self) -> None:
        super().__init__(classes="rows")
        self.columns: tuple[Column, ...] = (Column(""),)
        self.entries: tuple[Row, ...] = ()
        self.empty: tuple[str, ...] = ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.entries) or len(self.empty))

    def render(self) -> Content:
        width = self.content_size.width
        if not self.entries:
            return lines([line((f"   {part}", "$muted")) for part in self.empty])
        return lines([row(entry, self.columns, width) for entry in self.entries])


class Listing(Vertical):
    """``show`` replaces everything at once; where nothing has changed, nothing is drawn."""

    def __init__(self, *, id: str, about: Help) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, classes="listing")
        self._heading, self._rows = _Heading(), _Rows()
        self._scroll = _Scroll(about)

    def compose(self) -> ComposeResult:
        yield self._heading
        with self._scroll:
            yield self._rows

    def show(self, columns: Sequence[Column], entries: Sequence[Row], *, empty: Sequence[str] = ()) -> None:
        """``empty`` is what is said where there are no rows: what to do, not that there is nothing."""
        shown = tuple(entries)[:MOST_ROWS]
        kept = widened(columns, shown)
        if (kept, shown, tuple(empty)) == (self._rows.columns, self._rows.entries, self._rows.empty):
            return
        self._heading.title, self._heading.columns = kept[0].title, kept
        self._rows.columns, self._rows.entries, self._rows.empty = kept, shown, tuple(empty)
        self._heading.refresh()
        self._rows.refresh(layout=True)

    @property
    def room(self) -> int:
        """Terminal columns of an only column's cells."""
        return max(8, self._rows.content_size.width - SIGN_WIDTH)

    @property
    def entries(self) -> tuple[Row, ...]:
        return self._rows.entries


class _Scroll(VerticalScroll):
    def __init__(self, about: Help) -> None:
        super().__init__()
        self.help = about
