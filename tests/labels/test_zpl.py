"""What a ZPL printer is sent: our dots exactly, or fields of its own that say the same and keep their places."""

from __future__ import annotations

import re
from collections.abc import Mapping

import cv2
import numpy as np
import pytest
import zplkit
from hypothesis import given, settings
from hypothesis import strategies as st
from zplkit.rendering import Limits

from labels.drawing import Label, draw
from labels.errors import LabelError
from labels.loading import own_designs
from labels.page import roll_page
from labels.raster import Dots
from labels.reading import readings
from labels.resolution import Resolution
from labels.zpl import Setup, zpl
from labels.zpl_native import native_fields
from tests.labels.values import CONTENTS

RESOLUTIONS = st.sampled_from(list(Resolution))
LABELS = st.sampled_from(sorted(CONTENTS)).flatmap(lambda name: st.tuples(st.just(name), CONTENTS[name]))
HOSTILE = ("O^XZ~JA", "^XA^ID*:*.*^FS^XZ", "_5E>0\\&", "a\\1b", ">:>;", "Anna~HS", "100 % (x) {y}")


def drawn(name: str, values: Mapping[str, str], resolution: Resolution) -> Label | None:
    """None for what cannot be a label at all, of which other tests tell."""
    try:
        label = draw(own_designs()[name], values, resolution)
        roll_page(label)
    except LabelError:
        return None
    return label


def shown(sent: bytes, label: Label) -> Dots:
    """What the independent renderer makes of it."""
    rows, columns = label.dots.shape
    options = zplkit.Options(width=columns, height=rows, dpi=label.resolution.value)
    limits = Limits(graphic_bytes=4_000_000, input_bytes=4_000_000)
    (one,) = zplkit.render(sent.decode("ascii"), options, limits=limits).labels
    return np.asarray(cv2.imdecode(np.frombuffer(one.png(), np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


@settings(max_examples=60, deadline=None)
@given(LABELS, RESOLUTIONS)
def test_a_graphic_is_our_dots_at_every_print_head(what: tuple[str, dict[str, str]], resolution: Resolution) -> None:
    label = drawn(*what, resolution)
    if label is not None:
        assert (shown(zpl(roll_page(label)), label) == label.dots).all()


@settings(max_examples=100, deadline=None)
@given(LABELS, RESOLUTIONS, st.data())
def test_native_fields_say_the_same_and_stay_in_their_places(
    what: tuple[str, dict[str, str]], resolution: Resolution, data: st.DataObject
) -> None:
    name, values = what
    if "name" in values and data.draw(st.booleans()):
        values = {**values, "name": data.draw(st.sampled_from(HOSTILE))}
    label = drawn(name, values, resolution)
    if label is None:
        return
    design = own_designs()[name]
    natives = native_fields(design, values, label)
    sent = zpl(roll_page(label), natives=natives)
    assert re.findall(rb"\^X[AZ]", sent) == [b"^XA", b"^XZ"]
    assert b"~" not in sent
    dots = shown(sent, label)
    assert readings(dots) == sorted(label.promises)
    for box in [*(text.box for text in design.texts), *(symbol.box for symbol in design.symbols)]:
        rows = slice(resolution.dots(box.y_mm), resolution.dots(box.bottom_mm))
        dots[rows, resolution.dots(box.x_mm) : resolution.dots(box.right_mm)] = 255
    assert (dots == 255).all()


def test_a_tube_label_is_wholly_native_and_a_fifth_of_the_bytes() -> None:
    values = {"name": "DOE, JANE", "identifier": "MRN 00482913", "born": "1986-04-02", "code": "2600447102"}
    design = own_designs()["tube"]
    label = draw(design, values, Resolution.DPI_203)
    natives = native_fields(design, values, label)
    # Name, two identifiers, number, bars and cells; what is empty has no field.
    assert len(natives) == 6
    sent = zpl(roll_page(label), natives=natives)
    assert len(sent) * 5 < len(zpl(roll_page(label)))
    assert b"^BCN," in sent
    assert b"^BXN," in sent
    assert b"^FDDOE_2C JANE^FS" in sent


@pytest.mark.parametrize("name", ["MÜLLER, ÅSA", "ΠΑΠΑΔΟΠΟΥΛΟΣ, ΝΙΚΗ", "A\\B", "X" * 60])
def test_letters_that_the_printers_font_may_not_have_or_that_do_not_fit_stay_a_graphic(name: str) -> None:
    values = {"name": name, "identifier": "MRN 1", "born": "1986-04-02", "code": "2600447102"}
    design = own_designs()["tube"]
    label = draw(design, values, Resolution.DPI_203)
    natives = native_fields(design, values, label)
    assert len(natives) == 5
    top = label.resolution.dots(design.texts[0].box.bottom_mm)
    assert (shown(zpl(roll_page(label), natives=natives), label)[:top] == label.dots[:top]).all()


def test_a_printer_is_told_what_is_in_it_before_the_label() -> None:
    label = draw(own_designs()["location"], {"name": "Exam 2", "code": "L0010239"}, Resolution.DPI_203)
    sent = zpl(roll_page(label), 2, Setup("N", -4, 3))
    assert sent.startswith(b"^XA^MNN^MD-4^PR3^PW")
    assert sent.endswith(b"^PQ2^XZ\n")
    assert b"^M" not in zpl(roll_page(label))
