"""Designs from TOML, ours and a clinic's own, by one loader that says which line of thought is wrong, and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path

from labels.catalogue import Catalogue, parsed, shipped, with_own
from labels.design import HEAVIEST, LIGHTEST, PLACEHOLDER, Align, Box, Design, Fit, Purpose, SymbolField, TextField
from labels.errors import LabelError
from labels.fields import Table
from labels.module_bounds import without_module, words
from labels.purposes import require_purpose
from labels.raster import QUIET_MODULES
from labels.resolution import Resolution
from labels.symbols import LINEAR, Kind

LARGEST_MM = 300.0
SMALLEST_BAR_HEIGHT_MM = 5.0
"""Lower bars are missed by a hand-held scanner that is not held quite level (peer practice; no standard says so)."""

SMALLEST_MODULES = {
    Kind.CODE_128: 46,
    Kind.GS1_128: 79,
    Kind.EAN_13: 95,
    Kind.UPC_A: 95,
    Kind.DATA_MATRIX: 10,
    Kind.GS1_DATA_MATRIX: 10,
    Kind.QR: 21,
}
"""Across, without quiet zones. Code 128: start, one character, check of 11 modules each, stop of 13 (ISO/IEC 15417); GS1-128
has FNC1 and an identifier more. EAN 95 (GS1 General Specifications 5.2), DataMatrix 10 (ISO/IEC 16022), QR 21 (18004)."""

_SIGNS = frozenset("+<=>|~^`$¢£¤¥€¬±×÷°µ©®™№℃℉←↑→↓≈≠≤≥")
"""Of the symbols that are no letters and no punctuation, those that people write."""
_LINES = frozenset("\N{DOUBLE VERTICAL LINE}ǀǁǂ")

_GS1 = (Kind.GS1_128, Kind.GS1_DATA_MATRIX)


@cache
def own_designs() -> Mapping[str, Design]:
    """The designs that come with this package, by name."""
    return shipped("designs", read_design)


Judge = Callable[[Design, str], None]
"""Told a clinic's own design and its file's text. Raises LabelError where no label may be made of it."""


def load_designs(folder: Path | None = None, judge: Judge | None = None) -> Catalogue[Design]:
    """Our designs, and those in ``folder`` (``*.toml``), which replace ours of the same name. A file that cannot be read,
    is no design or is not what ``judge`` lets pass is among the faults (``label_design``), and stops no other."""

    def read(text: str, where: str) -> Design:
        design = _read_own(text, where)
        if judge is not None:
            judge(design, text)
        return design

    return with_own(own_designs(), folder, read, "label_design")


def _read_own(text: str, where: str) -> Design:
    """One that replaces ours is for what ours is for, or no tube's label were made at all, and nobody knew why."""
    design = read_design(text, where)
    ours = own_designs().get(design.name, design)
    if ours.purpose is not design.purpose:
        raise LabelError(
            f'{where}: it replaces our \'{design.name}\' of kind "{ours.purpose}", and is of kind "{design.purpose}".',
            hint=f'Write kind = "{ours.purpose}" into it, or give it another name.',
            code="label_design",
        )
    return design


def design_named(name: str, designs: Mapping[str, Design]) -> Design:
    """:raises LabelError: there is none of that name (``label_design_unknown``), or its file is faulty."""
    try:
        return designs[name]
    except KeyError:
        raise LabelError(
            f"There is no label design '{name}'.",
            hint=f"There are: {', '.join(sorted(designs))}.",
            code="label_design_unknown",
        ) from None


def read_design(text: str, where: str = "design") -> Design:
    """One design out of TOML. ``where`` names the file in errors.

    :raises LabelError: no TOML, an unknown key, a value out of its bounds, boxes that overlap or leave the label.
    """
    table = Table(where, parsed(text, where, "label_design"), text)
    width_mm, height_mm = table.number("width_mm", 5, LARGEST_MM), table.number("height_mm", 5, LARGEST_MM)
    design = Design(
        name=table.word("name"),
        title=table.text("title"),
        width_mm=width_mm,
        height_mm=height_mm,
        needs=frozenset(table.words("needs")),
        may_have=frozenset(table.words("may_have")),
        texts=tuple(_text(part, width_mm, height_mm) for part in table.tables("text")),
        symbols=tuple(_symbol(part, width_mm, height_mm) for part in table.tables("symbol")),
        diameter_mm=table.number("diameter_mm", 0, 200, default=0.0),
        purpose=table.choice("kind", Purpose, Purpose.SUPPLY),
        file=where,
    )
    table.finish()
    _require_sense(design, where)
    require_purpose(design)
    return design


def _box(table: Table, width_mm: float, height_mm: float) -> Box:
    box = Box(
        table.number("x_mm", 0, width_mm),
        table.number("y_mm", 0, height_mm),
        table.number("width_mm", 0.5, width_mm),
        table.number("height_mm", 0.5, height_mm),
    )
    if box.right_mm > width_mm or box.bottom_mm > height_mm:
        raise table.fault(f"its box reaches beyond the label of {width_mm:g} × {height_mm:g} mm")
    return box


def _text(table: Table, width_mm: float, height_mm: float) -> TextField:
    box = _box(table, width_mm, height_mm)
    size_mm = table.number("size_mm", 1, box.height_mm)
    field = TextField(
        value=table.text("value"),
        box=box,
        size_mm=size_mm,
        smallest_mm=table.number("smallest_mm", 1, size_mm, default=size_mm),
        weight=int(table.number("weight", LIGHTEST, HEAVIEST, default=500)),
        align=table.choice("align", Align, Align.LEFT),
        fit=table.choice("fit", Fit, None),
        is_reversed=table.flag("is_reversed"),
    )
    table.finish()
    _require_letters(table, field)
    return field


def _require_letters(table: Table, field: TextField) -> None:
    """Signs that are lines and blocks, and black boxes without a word in them, can be laid out as a symbol that nobody asked
    for: what is written on a label is letters, digits and punctuation."""
    written = PLACEHOLDER.sub("", field.value)
    odd = next((sign for sign in written if not _is_written(sign)), "")
    if odd or "||" in written:
        raise table.fault(
            f"'{odd}' is no letter, digit or punctuation: signs like it can be laid out as a symbol"
            if odd
            else "'||' looks like bars to a scanner",
            "value",
            "Write letters, digits and punctuation.",
        )
    if field.is_reversed and written == field.value and not any(map(str.isalnum, written)):
        raise table.fault(
            "white on black without a letter or digit is a black box, which a scanner could take for part of a symbol",
            "value",
            "Write a word there, or take the box out.",
        )


def _is_written(sign: str) -> bool:
    """Control characters are told of by themselves."""
    return (unicodedata.category(sign)[0] in "LNMPZC" and sign not in _LINES) or sign in _SIGNS


def _symbol(table: Table, width_mm: float, height_mm: float) -> SymbolField:
    kind = table.choice("kind", Kind, None)
    box = _box(table, width_mm, height_mm)
    if kind in LINEAR and box.height_mm < SMALLEST_BAR_HEIGHT_MM:
        raise table.fault(f"bars of less than {SMALLEST_BAR_HEIGHT_MM:g} mm height are missed by hand-held scanners")
    smallest = table.number("smallest_module_mm", 0.16, 5)
    largest = table.number("largest_module_mm", smallest, 5)
    _require_room(table, kind, box, smallest)
    _require_module(table, smallest, largest)
    field = SymbolField(
        kind=kind,
        value="" if kind in _GS1 else table.text("value"),
        elements=table.pairs("elements") if kind in _GS1 else (),
        box=box,
        smallest_module_mm=smallest,
        largest_module_mm=largest,
    )
    table.finish()
    return field


def _require_room(table: Table, kind: Kind, box: Box, module_mm: float) -> None:
    least_mm = (SMALLEST_MODULES[kind] + 2 * QUIET_MODULES[kind]) * module_mm
    if box.width_mm < least_mm or (kind not in LINEAR and box.height_mm < least_mm):
        raise table.fault(
            f"its box of {box.width_mm:g} × {box.height_mm:g} mm holds no {kind} symbol at all with modules of"
            f" {module_mm:g} mm and quiet zones: {least_mm:.1f} mm would do for the shortest"
        )


def _require_module(table: Table, smallest_mm: float, largest_mm: float) -> None:
    """Where some print heads have a module between the bounds it is a design for these."""
    without = without_module(smallest_mm, largest_mm)
    if len(without) == len(Resolution):
        what, hint = words(smallest_mm, largest_mm, without)
        raise table.fault(what, "largest_module_mm", hint)


def _require_sense(design: Design, where: str) -> None:
    boxes: list[tuple[str, Box]] = [(f"text '{text.value}'", text.box) for text in design.texts]
    boxes += [(f"{symbol.kind} symbol", symbol.box) for symbol in design.symbols]
    for (first, one), (second, other) in combinations(boxes, 2):
        if one.overlaps(other):
            raise LabelError(f"{where}: {first} and {second} overlap.", hint="Move one of them.", code="label_design")
    for template in _templates(design):
        if not template.isprintable():
            raise LabelError(
                f"{where}: {template!a} holds a control character.",
                hint="A scanner sends it as an Enter, and what follows as a code of its own. Take it out.",
                code="label_design",
            )
    used = _placeholders(design)
    declared = design.needs | design.may_have
    if used != declared:
        odd = ", ".join(sorted(used ^ declared))
        raise LabelError(
            f"{where}: used but not declared, or declared but not used: {odd}.",
            hint="Every {name} in a value stands in 'needs' or 'may_have', and the other way round.",
            code="label_design",
        )


def _templates(design: Design) -> list[str]:
    templates = [text.value for text in design.texts]
    for symbol in design.symbols:
        templates += [symbol.value, *(value for _, value in symbol.elements)]
    return templates


def _placeholders(design: Design) -> frozenset[str]:
    return frozenset(name for template in _templates(design) for name in PLACEHOLDER.findall(template))
