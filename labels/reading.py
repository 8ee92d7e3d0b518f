"""Read back: nothing leaves as a label that does not say, in the very dots that go out, what it was made to say."""

from __future__ import annotations

import zxingcpp

from labels.drawing import Label, Promise
from labels.errors import LabelError
from labels.raster import Dots

_FORMATS = [
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.EANUPC,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.ITF,
]
"""What the clinic prints, and two more that scanners have switched on and that ink could be taken for."""


def read_back(label: Label) -> Label:
    """The label itself, once every symbol on it was decoded to what was asked, and nothing else was found on it.

    :raises LabelError: ``label_unreadable``. That is a fault of the design, or of a library; the label is not printed.
    """
    found = readings(label.dots)
    if found != sorted(label.promises):
        said = ", ".join(reading.data for reading in found) or "nothing"
        asked = ", ".join(promise.data for promise in label.promises)
        raise LabelError(
            f"The label '{label.design}' was not made: it should say {asked}, and reads {said}.",
            hint="Use another design or size, and report this one.",
            code="label_unreadable",
        )
    return label


def readings(dots: Dots) -> list[Promise]:
    """Every symbol in the dots, sorted: data as it was encoded, FNC1 as GS.

    At the dots' own size only. Shrunk by zxing-cpp 3.1.1 itself, a faultless label of 4 dots to the module also read as
    another code with a valid checksum (I00040738 as I04000738 too), once in 215 labels of its kind.
    """
    found = zxingcpp.read_barcodes(
        dots,
        formats=zxingcpp.BarcodeFormats(_FORMATS),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return sorted(Promise(one.symbology_identifier, one.text) for one in found if one.valid)
