"""The one door between foreign strings and the screen, and how dates and stretches of time are said.

Markup in a plain string runs app actions or crashes the app, and escape sequences reach the terminal through every
type. So every value goes through :func:`tracker.text.safe` into a :class:`Content`, which knows no markup.
"""

from __future__ import annotations

from datetime import date

from rich.cells import cell_len, chop_cells, set_cell_size
from textual.content import Content

from tracker.text import safe

NEAR_DAYS = 90
"""An expiry nearer than this is said as days left."""
EXPIRED = "EXPIRED"


def text(value: object, style: str = "", limit: int = 400) -> Content:
    """``value``, made visible and harmless, in one style."""
    return Content.styled(safe(value, limit), style) if style else Content(safe(value, limit))


def line(*parts: tuple[object, str] | str) -> Content:
    """Parts side by side, each either a value with its style or a bare value."""
    made = [text(part) if isinstance(part, str) else text(part[0], part[1]) for part in parts]
    return Content("").join(made)


def lines(rows: list[Content]) -> Content:
    return Content("\n").join(rows)


def fitted(value: object, width: int, *, is_right: bool = False) -> str:
    """``value`` in exactly ``width`` terminal columns, cut with an ellipsis where it is longer."""
    shown = safe(value)
    room = cell_len(shown)
    if room > width:
        return set_cell_size(shown, max(0, width - 1)) + "…" if width > 0 else ""
    return " " * (width - room) + shown if is_right else shown + " " * (width - room)


def wrapped(value: object, width: int, limit: int = 1000) -> list[str]:
    """All of ``value`` in rows of at most ``width`` terminal columns, parted between words; a longer word is broken."""
    rows = [""]
    for word in safe(value, limit).split(" "):
        if rows[-1] and cell_len(rows[-1]) + 1 + cell_len(word) <= width:
            rows[-1] += f" {word}"
            continue
        parts = chop_cells(word, max(2, width))
        rows[-1:] = [rows[-1], *parts] if rows[-1] else parts or [""]
    return rows


def without_middle(value: object, width: int) -> str:
    """``value`` in at most ``width`` terminal columns: cut in the middle, where words part, so that its end stays."""
    shown = safe(value)
    if cell_len(shown) <= width:
        return shown
    half = max(0, (width - 3) // 2)
    head = set_cell_size(shown, half).rstrip(" ")
    tail = set_cell_size(shown[::-1], half)[::-1].lstrip(" ")
    at_word = tail.find(" ")
    if 0 <= at_word < half // 2 and not shown.endswith(f" {tail}"):
        tail = tail[at_word + 1 :]
    return f"{head} … {tail}"


def expiry_words(expiry: date | None, today: date) -> str:
    """``Sep 2027``, ``62 days``, ``today``, ``EXPIRED 2026-11-02``, or a dash where nothing expires."""
    if expiry is None:
        return "–"
    days = (expiry - today).days
    if days < 0:
        return f"{EXPIRED} {expiry.isoformat()}"
    if days <= NEAR_DAYS:
        return "today" if days == 0 else f"{days} day{'s' if days != 1 else ''}"
    return f"{expiry:%b %Y}"


def units(number: int, unit: str) -> str:
    """``504 packs``, ``1 box``, ``12 each``, ``30 mL``: only a word can have a plural."""
    if number == 1 or unit == "each" or len(unit) < 3 or not (unit.isalpha() and unit.islower()):
        return f"{number} {unit}"
    return f"{number} {unit}{'es' if unit.endswith(('x', 'ch', 'sh')) else '' if unit.endswith('s') else 's'}"
