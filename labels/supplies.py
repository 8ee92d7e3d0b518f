"""What a design for anything but specimens must show, and what its symbols may say.

Its labels are told apart by what people read on them: one that shows its own words in the name's place stands on every thing
alike, and calls each by them.
"""

from __future__ import annotations

from labels.design import PLACEHOLDER, Design, Fit, TextField

CODE = "{code}"
NAME_LINES = 8
"""A name's box is so many times as wide as a line of it may be high: some fifteen letters, of which two names that begin
alike are told apart. The narrowest of a tube's, the cryo vial's, has 11."""
_GS1 = {"01": "{gtin}", "10": "{lot}", "17": "{expiry_yymmdd}", "21": "{serial}"}
_TOLD_BY = frozenset({"name", "to", "number"})
"""By what people know a thing; a shipment by where it goes, an order by its own number."""
_BY_NAME = frozenset({"code", "gtin"})
"""What symbols say of things that have a name."""


def constant_symbol(design: Design) -> str:
    """A code that the design itself says would be another thing's on every label but one, or no thing's at all: a name that
    is scanned names nothing."""
    own = CODE if "code" in design.needs | design.may_have else ""
    for symbol in design.symbols:
        for identifier, value in symbol.elements:
            if value != _GS1.get(identifier, value) or PLACEHOLDER.fullmatch(value) is None:
                may = _GS1.get(identifier, "a field alone, in braces")
                return f"its {symbol.kind} symbol says '{value}' for ({identifier}), which must be {may}"
        field = PLACEHOLDER.fullmatch(symbol.value)
        if symbol.elements or (own and symbol.value == own):
            continue
        if own or field is None or field[1] == "name":
            may = f"{own} alone, the thing's own code" if own else "a field alone, in braces, and not its name"
            return f"its {symbol.kind} symbol says '{symbol.value}', and must say {may}"
    return ""


def untold(design: Design) -> str:
    """Whoever cannot see from the words what the symbol says takes the thing for what else stands there."""
    said = scanned_fields(design)
    if not said:
        return ""
    told_by = _TOLD_BY if said & _BY_NAME else _TOLD_BY | said
    if not told_by & design.shown():
        what = "{name}" if said & _BY_NAME else f"{{name}} or {{{min(said)}}}"
        return f"nothing on it says what it is scanned as: it must show {what}"
    names = [text for text in design.texts if told_by.intersection(PLACEHOLDER.findall(text.value))]
    narrow = next((text for text in names if _is_narrow(text)), None)
    if narrow is not None and len(names) == 1:
        return (
            f"'{narrow.value}' has {narrow.box.width_mm:g} mm: width_mm of at least {NAME_LINES * narrow.smallest_mm:g}"
            " leaves more than the first letters of a long one"
        )
    largest = max(text.size_mm for text in names)
    larger = next((text for text in design.texts if _is_constant(text) and text.size_mm > largest), None)
    if larger is not None:
        return f"'{larger.value}' is larger than what tells its labels apart: it would be read as their name"
    return ""


def scanned_fields(design: Design) -> frozenset[str]:
    """The fields that its symbols say."""
    templates = [value for symbol in design.symbols for _, value in symbol.elements]
    templates += [symbol.value for symbol in design.symbols]
    return frozenset(name for template in templates for name in PLACEHOLDER.findall(template))


def _is_narrow(text: TextField) -> bool:
    return text.fit is not Fit.WHOLE and text.box.width_mm < NAME_LINES * text.smallest_mm


def _is_constant(text: TextField) -> bool:
    return PLACEHOLDER.search(text.value) is None and any(map(str.isalnum, text.value))
