"""Modules are whole dots: what is said of two bounds between which a print head has none."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from labels.resolution import Resolution


def without_module(smallest_mm: float, largest_mm: float) -> tuple[Resolution, ...]:
    """The print heads at which no whole number of dots lies between: there no label could be drawn, however large."""
    return tuple(one for one in Resolution if one.most_dots(largest_mm) < max(1, one.least_dots(smallest_mm)))


def words(smallest_mm: float, largest_mm: float, heads: Iterable[Resolution]) -> tuple[str, str]:
    """Why, with what each head has on either side, and what to do."""
    steps = [(one, max(1, one.least_dots(smallest_mm))) for one in heads]
    each = ", ".join(f"{one.value} dpi ({one.mm(dots - 1):.3f} or {one.mm(dots):.3f} mm)" for one, dots in steps)
    enough_mm = ceil(max(one.mm(dots) for one, dots in steps) * 100) / 100
    return (
        f"no whole number of dots lies between 'smallest_module_mm' {smallest_mm:g} and 'largest_module_mm'"
        f" {largest_mm:g} at {each}",
        f"Write largest_module_mm = {enough_mm:g}, or more.",
    )
