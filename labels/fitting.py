"""Text into a box by its field's rule: smaller, then shorter by the rule, never cut through and never over the edge."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from labels.design import Align, Fit, TextField
from labels.errors import LabelError
from labels.lettering import SMALLEST_LINE_DOTS, Ink, line, line_px, width_dots
from labels.resolution import Resolution

ELLIPSIS = "…"

_BREAK = re.compile(r" (?!(?<=[0-9] )[^\W\d_])")
"""Where a line may end: not between a number and its unit, or ``1 mL`` is read as 1 of something else."""


def fitted(field: TextField, text: str, width: int, height: int, resolution: Resolution) -> Ink:
    """``height`` by ``width`` dots with the text in them.

    :raises LabelError: the text must stand whole and does not fit (``label_text_too_long``), or the field is too small
        for letters at this resolution (``label_text_too_small``).
    """
    largest = min(resolution.most_dots(field.size_mm), height)
    # One size is less than a dot apart from itself, rounded up and rounded down: what a field may be at most, it may be.
    smallest = max(min(resolution.least_dots(field.smallest_mm), largest), SMALLEST_LINE_DOTS)
    if largest < smallest:
        raise LabelError(
            f"Text of {field.size_mm:g} mm is too small for a print head of {resolution.value} dpi.",
            hint="Use a design with larger text.",
            code="label_text_too_small",
        )
    space = max(1, width - 2 * (largest // 2)) if field.is_reversed else width
    lines, line_dots = _lines(field, text, space, height, range(largest, smallest - 1, -1))
    ink = _stacked(lines, line_dots, field, width, height, (width - space) // 2)
    return ~ink if field.is_reversed else ink


def _lines(field: TextField, text: str, width: int, height: int, sizes: range) -> tuple[list[Ink], int]:
    """The largest size at which all of it fits; else the smallest, shortened by the field's rule."""
    for line_dots in _worth_trying(field, text, width, sizes):
        parts = _broken(text, width, line_dots, field) if field.fit is Fit.WRAP else [text]
        if len(parts) * line_dots <= height and (drawn := _drawn(parts, width, line_dots, field.weight)):
            return drawn, line_dots
    line_dots = sizes[-1]
    if field.fit is Fit.WHOLE:
        raise _too_long(field, text)
    if field.fit is Fit.WRAP:
        parts = _broken(text, width, line_dots, field)
        most = max(1, height // line_dots)
        parts = [*parts[: most - 1], " ".join(parts[most - 1 :])]
    else:
        parts = [text]
    shortened = [_shortened(part, width, line_dots, field) for part in parts]
    return shortened, line_dots


def _worth_trying(field: TextField, text: str, width: int, sizes: range) -> Iterator[int]:
    """From the largest down, by a fiftieth each time, ending with the smallest. Sizes far above what the typeface's widths
    allow are skipped: each try costs a drawing. In broken text the widest word decides."""
    widest = max(_BREAK.split(text), key=len) if field.fit is Fit.WRAP else text
    at_largest = max(1, width_dots(widest, line_px(sizes[0]), field.weight))
    size = min(sizes[0], max(sizes[-1], int(sizes[0] * width / at_largest * 1.15) + 1))
    while size > sizes[-1]:
        yield size
        size -= max(1, size // 50)
    yield sizes[-1]


def _drawn(parts: list[str], width: int, line_dots: int, weight: int) -> list[Ink] | None:
    """Every line's ink, or None where one is wider than there is room or higher than its line."""
    drawn = []
    for part in parts:
        ink = line(part, line_dots, weight)
        if ink is None or ink.shape[1] > width:
            return None
        drawn.append(ink)
    return drawn


def _broken(text: str, width: int, line_dots: int, field: TextField) -> list[str]:
    lines: list[str] = []
    for word in _BREAK.split(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_dots(joined, line_px(line_dots), field.weight) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _shortened(text: str, width: int, line_dots: int, field: TextField) -> Ink:
    """The most of the text that fits with ``…`` in place of the rest; the whole of it where it fits.

    Fewer letters are never wider, so halving finds the most.
    """
    whole = line(text, line_dots, field.weight)
    if whole is not None and whole.shape[1] <= width:
        return whole
    best: Ink | None = None
    low, high = 1, len(text) - 1
    while low <= high:
        kept = (low + high) // 2
        ink = line(_with_gap(text, kept, field.fit), line_dots, field.weight)
        if ink is not None and ink.shape[1] <= width:
            best, low = ink, kept + 1
        else:
            high = kept - 1
    if best is None:
        raise _too_long(field, text)
    return best


def _with_gap(text: str, kept: int, fit: Fit) -> str:
    first, comma, second = text.partition(", ")
    if fit is Fit.PARTS and comma and first and second:
        return _both_parts(first, second, kept)
    tail = kept // 2 if fit is Fit.MIDDLE else 0
    head = kept - tail
    return f"{text[:head].rstrip(' ')}{ELLIPSIS}{text[len(text) - tail :].lstrip(' ')}"


def _both_parts(first: str, second: str, kept: int) -> str:
    """``FEATHERSTONEHA…, MAR…``: of ``kept`` letters a third is the second part's, and what the first does not need."""
    of_second = min(len(second), max(1, kept // 3, kept - len(first)))
    of_first = min(len(first), max(1, kept - of_second))
    return f"{_begun(first, of_first)}, {_begun(second, of_second)}"


def _begun(part: str, kept: int) -> str:
    return part if kept == len(part) else f"{part[:kept].rstrip(' ')}{ELLIPSIS}"


def _stacked(lines: list[Ink], line_dots: int, field: TextField, width: int, height: int, margin: int) -> Ink:
    """Lines one below the other, the block in the middle of the box's height."""
    box = np.zeros((height, width), np.bool_)
    top = (height - len(lines) * line_dots) // 2
    for number, ink in enumerate(lines):
        free = width - ink.shape[1]
        left = {Align.LEFT: margin, Align.CENTRE: free // 2, Align.RIGHT: free - margin}[field.align]
        box[top + number * line_dots :][:line_dots, left : left + ink.shape[1]] = ink
    return box


def _too_long(field: TextField, text: str) -> LabelError:
    return LabelError(
        f"'{text}' does not fit the {field.box.width_mm:g} mm that its field has, and must not be shortened.",
        hint="Use a larger label.",
        code="label_text_too_long",
    )
