"""A design and its values to dots: the very dots that a printer puts on paper, and what must be read from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TypeAlias

import numpy as np

from labels.design import LIGHTEST, Align, Box, Design, SymbolField, TextField, filled
from labels.elements import element_string, in_parentheses
from labels.errors import LabelError
from labels.fitting import fitted
from labels.lettering import checked
from labels.loading import own_designs
from labels.module_bounds import without_module, words
from labels.raster import QUIET_MODULES, Dots, raster
from labels.resolution import Resolution
from labels.symbols import LINEAR, Kind, Symbol, SymbolError, symbol

AIM = {
    Kind.CODE_128: "]C0",
    Kind.GS1_128: "]C1",
    Kind.EAN_13: "]E0",
    Kind.UPC_A: "]E0",
    Kind.DATA_MATRIX: "]d1",
    Kind.GS1_DATA_MATRIX: "]d2",
    Kind.QR: "]Q1",
}


Area: TypeAlias = tuple[slice, slice]
"""Rows and columns of dots."""


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """What a reader must give for a symbol: its data, and the identifier by which it names the symbology."""

    aim: str
    data: str


@dataclass(frozen=True, slots=True)
class Letters:
    """How much of its design's size and weight all text on a label is drawn with, from 0 to 1."""

    size: float = 1.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """One drawn label. Send nothing of it anywhere before :func:`labels.reading.read_back` has accepted it."""

    design: str
    resolution: Resolution
    dots: Dots
    promises: tuple[Promise, ...]
    cells: tuple[Area, ...] = ()
    """Where symbols of cells were drawn, quiet zones included; empty where that is not known."""
    drawn: tuple[Area, ...] | None = None
    """Where symbols of any kind were; None where that is not known."""
    again: Callable[[Letters], Label] | None = field(default=None, repr=False)
    """Draws the same with other letters; None where it was not drawn from a design."""
    is_ours: bool = False
    """Drawn from a design that comes with this package, whose boxes and letters are known to be no symbol, or a symbol
    alone, with neither."""

    @property
    def width_mm(self) -> float:
        return self.resolution.mm(self.dots.shape[1])

    @property
    def height_mm(self) -> float:
        return self.resolution.mm(self.dots.shape[0])


_AS_DESIGNED = Letters()


def draw(design: Design, values: Mapping[str, str], resolution: Resolution, letters: Letters = _AS_DESIGNED) -> Label:
    """The label with these values on it.

    :raises LabelError: a value is missing, unknown, unprintable or too long, a symbol does not fit its box with modules of
        a readable width at this resolution, or there is no such module at it (``label_design``).
    """
    known = _checked(design, values)
    height, width = resolution.dots(design.height_mm), resolution.dots(design.width_mm)
    dots = np.full((height, width), 255, np.uint8)
    promises: list[Promise] = []
    cells: list[Area] = []
    drawn: list[Area] = []
    require_modules(design, resolution)
    for one in design.symbols:
        promise = _put_symbol(dots, one, known, resolution)
        if promise is not None:
            promises.append(promise)
            drawn.append(_area(one.box, resolution))
            if one.kind not in LINEAR:
                cells.append(drawn[-1])
    for text in design.texts:
        _put_text(dots, text, known, resolution, letters)
    dots.setflags(write=False)
    again = partial(draw, design, dict(values), resolution)
    is_ours = own_designs().get(design.name) is design
    return Label(design.name, resolution, dots, tuple(promises), tuple(cells), tuple(drawn), again, is_ours)


def require_modules(design: Design, resolution: Resolution) -> None:
    """:raises LabelError: ``label_design``: at this print head no module lies between a symbol's bounds; its labels would
    else be refused as too wide for any box."""
    for one in design.symbols:
        bounds = one.smallest_module_mm, one.largest_module_mm
        if resolution in without_module(*bounds):
            what, hint = words(*bounds, [resolution])
            raise LabelError(f"{design.file or design.name}: {what}.", hint=hint, code="label_design")


def _checked(design: Design, values: Mapping[str, str]) -> dict[str, str]:
    """Every value in NFC, none missing, none that the design does not know."""
    unknown = sorted(set(values) - design.needs - design.may_have)
    if unknown:
        raise LabelError(
            f"The label '{design.name}' has no place for: {', '.join(unknown)}.",
            hint=f"It takes: {', '.join(sorted(design.needs | design.may_have))}.",
            code="label_field_unknown",
        )
    missing = sorted(name for name in design.needs if not values.get(name) or values[name].isspace())
    if missing:
        raise LabelError(
            f"The label '{design.name}' needs: {', '.join(missing)}.",
            hint="Fill it in: a label without it would be a label for nothing.",
            code="label_field_missing",
        )
    return {name: checked(value).strip(" ") for name, value in values.items()}


def _area(box: Box, resolution: Resolution) -> Area:
    """The box's rows and columns. Edges are rounded alike, so that boxes which touch in millimetres touch in dots."""
    rows = slice(resolution.dots(box.y_mm), resolution.dots(box.bottom_mm))
    return rows, slice(resolution.dots(box.x_mm), resolution.dots(box.right_mm))


def _put_text(
    dots: Dots, field: TextField, values: Mapping[str, str], resolution: Resolution, letters: Letters
) -> None:
    """Smaller letters get less room as well: where a text fills its box, the box decides on their size."""
    text = filled(field.value, values)
    if not text:
        return
    area = dots[_area(field.box, resolution)]
    height, whole = area.shape
    width = whole if field.is_reversed else max(1, int(whole * letters.size))
    size_mm = field.size_mm * letters.size
    weight = max(LIGHTEST, int(field.weight * letters.weight))
    sized = replace(field, size_mm=size_mm, smallest_mm=min(field.smallest_mm, size_mm), weight=weight)
    x = {Align.LEFT: 0, Align.CENTRE: (whole - width) // 2, Align.RIGHT: whole - width}[field.align]
    area[:, x : x + width][fitted(sized, text, width, height, resolution)] = 0


def _put_symbol(dots: Dots, field: SymbolField, values: Mapping[str, str], resolution: Resolution) -> Promise | None:
    """None where every value of an optional symbol is empty."""
    if field.elements:
        parts = [(ai, filled(template, values)) for ai, template in field.elements]
        parts = [(ai, value) for ai, value in parts if value]
        asked, data = in_parentheses(parts), element_string(parts)
    else:
        asked = filled(field.value, values)
        data = f"0{asked}" if field.kind is Kind.UPC_A else asked
    if not asked:
        return None
    drawn = _drawn(field.kind, asked)
    area = dots[_area(field.box, resolution)]
    height, width = area.shape
    module = _module_dots(drawn, field, width, height, resolution)
    inked = raster(drawn, module, height_dots=height if drawn.is_linear else None)
    y, x = (height - inked.shape[0]) // 2, (width - inked.shape[1]) // 2
    area[y : y + inked.shape[0], x : x + inked.shape[1]] = inked
    return Promise(AIM[field.kind], data)


@lru_cache(maxsize=512)
def _drawn(kind: Kind, text: str) -> Symbol:
    try:
        return symbol(kind, text)
    except SymbolError as fault:
        raise LabelError(f"No barcode can be made of '{text}': {fault}", code="label_symbol") from fault


def _module_dots(symbol: Symbol, field: SymbolField, width: int, height: int, resolution: Resolution) -> int:
    """The most whole dots for a module with which the symbol and its quiet zones fit the box."""
    quiet = 2 * QUIET_MODULES[symbol.kind]
    room = width // (symbol.width + quiet)
    if not symbol.is_linear:
        room = min(room, height // (len(symbol.modules) + quiet))
    module = min(room, resolution.most_dots(field.largest_module_mm))
    if module < max(1, resolution.least_dots(field.smallest_module_mm)):
        raise _too_wide(symbol, field)
    return module


def _too_wide(symbol: Symbol, field: SymbolField) -> LabelError:
    across = symbol.width + 2 * QUIET_MODULES[symbol.kind]
    sizes = []
    for resolution in Resolution:
        dots = max(1, resolution.least_dots(field.smallest_module_mm))
        sizes.append(f"{resolution.mm(across * dots):.1f} mm at {resolution.value} dpi")
    # Cells need as much of the box's height.
    room = f"{field.box.width_mm:g}" if symbol.is_linear else f"{field.box.width_mm:g} × {field.box.height_mm:g}"
    square = "" if symbol.is_linear else "a square of "
    return LabelError(
        f"'{symbol.text}' does not fit {room} mm with modules of at least {field.smallest_module_mm:g} mm.",
        hint=f"It needs {square}{', '.join(sizes)}: use a larger label, or another design.",
        code="label_symbol_too_wide",
    )
