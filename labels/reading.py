"""Read back: nothing leaves as a label that does not say, in the very dots that go out, what it was made to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import zxingcpp

from labels.drawing import Area, Label, Letters, Promise
from labels.errors import LabelError
from labels.lettering import SMALLEST_LINE_DOTS
from labels.raster import Dots

_BARS = (
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.EANUPC,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.ITF,
)
"""What the clinic prints, and two more that scanners have switched on and that ink could be taken for."""

_CELLS = {
    "]d1": zxingcpp.BarcodeFormat.DataMatrix,
    "]d2": zxingcpp.BarcodeFormat.DataMatrix,
    "]Q1": zxingcpp.BarcodeFormat.QRCode,
}
"""Looked for where one was drawn: letters do not make up a finder pattern and its error correction by chance."""

_ALL_CELLS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Aztec]
)
_BARS_AND_CELLS = zxingcpp.BarcodeFormats(
    [*_BARS, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Aztec]
)
_FEWEST_CELLS = 10
"""Of the smallest symbol of cells, across (ISO/IEC 16022)."""
_LIGHT = (200, 230)
"""From what mean on it is white, of 255: ink spreads on paper. By these cells were found, at 600 dpi, of which 0.6 of
each side was black; by the middle, or the mean of what is around, none below 0.75."""
_LETTERS = tuple(
    Letters(*each) for each in ((0.97, 1.0), (1.0, 0.9), (0.94, 0.95), (0.97, 0.85), (0.91, 0.9), (0.94, 0.8))
)
"""What letters are tried with. Size alone is not enough: bars that are wider all alike say the same."""


def read_back(label: Label) -> Label:
    """A label whose every symbol was decoded to what was asked, and on which nothing else was found: the one given or, where
    its letters happen to make up a code of their own, the same with others.

    Measured: of 10,000 random contents of a design at 300 or 600 dpi 0 to 10 had an EAN-13 with a valid checksum in one to
    three rows of dots of their digits. To print that lets a scanner read a product that is not there; to refuse it leaves
    a pack without a label, and nobody could say why.

    :raises LabelError: ``label_unreadable``. That is a fault of the design, or of a library; the label is not printed.
    """
    found = _all_found(label)
    if found == sorted(label.promises):
        return label
    if set(label.promises) < set(found):
        for other in _with_other_letters(label):
            if _all_found(other) == sorted(label.promises):
                return other
    raise _refused(label, found)


def _refused(label: Label, found: Sequence[Promise]) -> LabelError:
    more = sorted({reading.data for reading in set(found) - set(label.promises)})
    if more and set(label.promises) < set(found):
        return LabelError(
            f"The label '{label.design}' was not made: it scans as {', '.join(more)} too.",
            hint="Take out of the design whatever looks like bars or cells there, or use another design.",
            code="label_unreadable",
        )
    said = ", ".join(reading.data for reading in found) or "nothing"
    asked = ", ".join(promise.data for promise in label.promises)
    return LabelError(
        f"The label '{label.design}' was not made: it should say {asked}, and reads {said}.",
        hint="Use another design or size, and report this one.",
        code="label_unreadable",
    )


def _with_other_letters(label: Label) -> Iterator[Label]:
    if label.again is None:
        return
    for letters in _LETTERS:
        try:
            yield label.again(letters)
        except LabelError:
            # Too small for this print head.
            continue


def readings(dots: Dots) -> list[Promise]:
    """Every symbol in the dots, sorted: data as it was encoded, FNC1 as GS.

    At the dots' own size only. Shrunk by zxing-cpp 3.1.1 itself, a faultless label of 4 dots to the module also read as
    another code with a valid checksum (I00040738 as I04000738 too), once in 215 labels of its kind.
    """
    return sorted(_promise(one) for one in _found(dots, (*_BARS, *_CELLS.values())))


def anywhere(dots: Dots, drawn: Sequence[Area] | None = None) -> frozenset[Promise]:
    """Every symbol of any kind in the dots, however it is turned, and white on black too: what somebody's scanner could find
    there, whichever kinds it has switched on. Also as a camera sees it from further away, to which what stands close
    together is one: of boxes that leave a fifth of each cell white, or a twentieth of each bar, the dots say nothing.

    Bars are looked for from there only beside those that were ``drawn`` (None: that is not known, and they are not): a
    faultless one can be read as another (:func:`readings`). Measured on 3,816 random labels of all our designs: none was
    read that is not there, at a third more time. Of Code 128 in boxes, with modules of 0.5 to 1.5 mm, all were read where up
    to a fifth of each module is white, of 30 at three tenths 28, at two fifths 23.
    """
    found = [*_searched(dots, zxingcpp.BarcodeFormats([]))]
    found += _seen_from_further_away(dots, _ALL_CELLS)
    if drawn is not None:
        others = _without(dots, drawn)
        found += _seen_from_further_away(others, zxingcpp.BarcodeFormats(_BARS))
        found += _seen_blurred(others)
    return frozenset(map(_promise, found))


def _seen_blurred(dots: Dots) -> Iterator[zxingcpp.Barcode]:
    """As a camera out of focus sees it, to which a line of letters is a bar: no column of dots holds them, and none of their
    means. Read by the mean of what is around each dot, since letters are a grey.

    Measured on ten designs whose bars are lines of letters, and which a camera read: without this seven were found, with it
    all. On 32,000 right labels of sixteen of our designs at 203 dpi none was read that is not there, in 1 to 5 ms each:
    only a clinic's own designs pay that.
    """
    for seen in _from_further_away(dots):
        yield from _searched(_blurred(seen), _BARS_AND_CELLS, zxingcpp.Binarizer.LocalAverage)


def _blurred(dots: Dots) -> Dots:
    """Each dot as the mean of three by three."""
    height, width = dots.shape
    wide = np.pad(dots, 1, constant_values=255).astype(np.uint16)
    rows = wide[:height] + wide[1 : height + 1] + wide[2:]
    mean: Dots = ((rows[:, :width] + rows[:, 1 : width + 1] + rows[:, 2:]) // 9).astype(np.uint8)
    return mean


def _without(dots: Dots, areas: Sequence[Area]) -> Dots:
    left = dots.copy()
    for area in areas:
        left[area] = 255
    return left


def _seen_from_further_away(dots: Dots, formats: zxingcpp.BarcodeFormats) -> Iterator[zxingcpp.Barcode]:
    for seen in _from_further_away(dots):
        for light in _LIGHT:
            yield from _searched((seen >= light) * np.uint8(255), formats)


def _from_further_away(dots: Dots) -> Iterator[Dots]:
    """Each smaller by half than one before, down to where the smallest symbol of cells has no room."""
    for first in (2, 3):
        seen = _shrunk(dots, first)
        while min(seen.shape) >= _FEWEST_CELLS:
            yield seen
            seen = _shrunk(seen, 2)


def _shrunk(dots: Dots, times: int) -> Dots:
    """So many dots in a row, and so many rows, are one, of their mean."""
    height, width = (side // times * times for side in dots.shape)
    corners = ((y, x) for y in range(times) for x in range(times))
    parts = [dots[y:height:times, x:width:times] for y, x in corners]
    mean: Dots = np.floor_divide(np.sum(parts, axis=0, dtype=np.uint16), times**2).astype(np.uint8)
    return mean


def _searched(
    dots: Dots,
    formats: zxingcpp.BarcodeFormats,
    binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.FixedThreshold,
) -> Iterator[zxingcpp.Barcode]:
    found = zxingcpp.read_barcodes(
        dots,
        binarizer=binarizer,
        formats=formats,
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=True,
        try_downscale=False,
        try_invert=True,
    )
    return (one for one in found if one.valid and not _is_codabar_by_chance(one))


def _is_codabar_by_chance(found: zxingcpp.Barcode) -> bool:
    """Codabar has no check sign, and any row of dots across a line of letters may be one: in 2,000 contents of the widest
    label, at 600 dpi, one was (``B14B``, 24 mm wide and two dots high). No box of a design is so low."""
    if found.format != zxingcpp.BarcodeFormat.Codabar:
        return False
    first, last = found.position.top_left, found.position.bottom_right
    return min(abs(first.x - last.x), abs(first.y - last.y)) + 1 < SMALLEST_LINE_DOTS


def _all_found(label: Label) -> list[Promise]:
    """What is drawn by a clinic's own design is looked for everywhere, and for everything: boxes and letters of it can have
    been laid out as a symbol. Of ours that is known, and tried by tests."""
    found = _as_drawn(label)
    if label.is_ours:
        return found
    return sorted([*found, *anywhere(label.dots, label.drawn).difference(found)])


def _as_drawn(label: Label) -> list[Promise]:
    """Bars from everywhere on the label; cells where they were drawn, which takes a third of the time."""
    found = _found(label.dots, _BARS)
    cells = _cells(label)
    if cells:
        areas = [np.ascontiguousarray(label.dots[area]) for area in label.cells] or [label.dots]
        found += [one for dots in areas for one in _found(dots, cells)]
    return sorted(map(_promise, found))


def _cells(label: Label) -> tuple[zxingcpp.BarcodeFormat, ...]:
    return tuple({_CELLS[promise.aim] for promise in label.promises if promise.aim in _CELLS})


def _found(dots: Dots, formats: Sequence[zxingcpp.BarcodeFormat]) -> list[zxingcpp.Barcode]:
    """Dots are black or white, so a threshold says exactly what they are; the usual mean of what is around each costs a
    third more."""
    found = zxingcpp.read_barcodes(
        dots,
        binarizer=zxingcpp.Binarizer.FixedThreshold,
        formats=zxingcpp.BarcodeFormats(formats),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return [one for one in found if one.valid]


def _promise(found: zxingcpp.Barcode) -> Promise:
    return Promise(found.symbology_identifier, found.text)
