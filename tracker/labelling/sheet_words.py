"""What stands between the codes of a sheet, and the codes of the test sheet: by a clinic's own designs, too.

A sheet is scanned all over: a heading with a symbol of its own would be scanned as whatever that says.
"""

from __future__ import annotations

from collections.abc import Mapping

from labels.design import Design, filled
from labels.drawing import Label, draw
from labels.errors import LabelError
from labels.loading import design_named
from labels.resolution import Resolution
from tracker.hardware.learning.known_codes import KnownCode
from tracker.labelling.suiting import require_no_specimen


def drawn_words(designs: Mapping[str, Design], name: str, values: Mapping[str, str], resolution: Resolution) -> Label:
    """A title, heading or note. Raises LabelError for a design with a symbol (``label_design``) or a specimen's number."""
    design = design_named(name, designs)
    if design.symbols:
        raise LabelError(
            f"{design.file or name}: the design '{name}' is for words between codes, and has a symbol of its own.",
            hint="Take the symbol out: it would be scanned with the codes beside it.",
            code="label_design",
        )
    require_no_specimen(values, {filled(text.value, values) for text in design.texts})
    return draw(design, values, resolution)


def drawn_test(
    designs: Mapping[str, Design], code: KnownCode, values: Mapping[str, str], resolution: Resolution
) -> Label:
    """A row of the test sheet. Raises LabelError (``label_design``) where its symbol is not the known code: every scanner
    would be judged by another."""
    design = design_named(f"test_{code.carrier}", designs)
    label = draw(design, values, resolution)
    if [promise.data for promise in label.promises] != [code.data]:
        raise LabelError(
            f"{design.file or design.name}: its symbol is not the code {code.number} of the test sheet.",
            hint="Take that file out of your labels folder: scanners are judged by this code.",
            code="label_design",
        )
    return label
