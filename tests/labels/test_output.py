"""Four formats, one picture: what a PDF, an SVG and a ZPL printer show is, dot for dot, what was read back."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
import zplkit
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from labels.drawing import Label, draw
from labels.errors import LabelError
from labels.loading import own_designs
from labels.output import Format, rendered
from labels.page import Page, Placement, page, roll_page
from labels.preview import preview
from labels.raster import Dots
from labels.rectangles import rectangles
from labels.resolution import Resolution
from labels.sheet import sheets
from labels.stocks import own_stocks

HOSTILE = "O^XZ~JA Müller"


def item(number: int = 1, resolution: Resolution = Resolution.DPI_203) -> Label:
    return draw(own_designs()["item"], {"name": HOSTILE, "code": f"I00{number:06d}"}, resolution)


def grey(path: Path) -> Dots:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)


@settings(max_examples=200, deadline=None)
@given(hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=24)))
def test_rectangles_cover_every_dot_of_ink_once(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    covered = np.zeros(ink.shape, np.int64)
    for x, y, width, height in rectangles(np.where(ink, 0, 255).astype(np.uint8)):
        covered[y : y + height, x : x + width] += 1
    assert (covered == ink).all()


@pytest.mark.parametrize("resolution", [Resolution.DPI_203, Resolution.DPI_300])
def test_an_independent_zpl_renderer_gives_our_dots(resolution: Resolution, tmp_path: Path) -> None:
    label = item(7, resolution)
    sent = rendered([roll_page(label)], Format.ZPL).decode("ascii")
    assert re.findall(r"\^X[AZ]", sent) == ["^XA", "^XZ"]
    assert "~" not in sent
    assert (unpacked_zpl(sent) == label.dots).all()
    rows, columns = label.dots.shape
    (shown,) = zplkit.render(sent, zplkit.Options(width=columns, height=rows, dpi=resolution.value)).labels
    (tmp_path / "x.png").write_bytes(shown.png())
    assert (grey(tmp_path / "x.png") == label.dots).all()


def unpacked_zpl(sent: str) -> Dots:
    """A graphic field undone by the manual's table, character for character."""
    found = re.search(r"\^GFA,(\d+),\1,(\d+),([^\^]*)\^FS", sent)
    assert found is not None
    total, row_digits, data = int(found[1]), int(found[2]) * 2, found[3]
    rows: list[str] = []
    row, count = "", 0
    for sign in data:
        if sign == ":":
            rows.append(rows[-1])
        elif sign in ",!":
            rows.append(row.ljust(row_digits, "0" if sign == "," else "F"))
            row = ""
        elif "G" <= sign <= "Y":
            count += ord(sign) - ord("G") + 1
        elif "g" <= sign <= "z":
            count += (ord(sign) - ord("g") + 1) * 20
        else:
            row += sign * (count or 1)
            count = 0
        if len(row) == row_digits:
            rows.append(row)
            row = ""
    packed = np.frombuffer(bytes.fromhex("".join(rows)), np.uint8)
    assert packed.size == total
    (width,) = map(int, re.findall(r"\^PW(\d+)", sent))
    bits = np.unpackbits(packed.reshape(len(rows), -1), axis=1)[:, :width]
    return np.where(bits, 0, 255).astype(np.uint8)


@settings(max_examples=150, deadline=None)
@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 900)), fill=st.booleans()))
def test_compressed_zpl_is_undone_to_the_same_dots(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    dots = np.where(ink, 0, 255).astype(np.uint8)
    label = Label("noise", Resolution.DPI_203, dots, ())
    bare = Page(Resolution.DPI_203, dots.shape[1], dots.shape[0], (Placement(label, 0, 0),))
    assert (unpacked_zpl(rendered([bare], Format.ZPL).decode("ascii")) == dots).all()


def test_png_has_one_bit_for_a_dot_and_its_size_in_it(tmp_path: Path) -> None:
    label = item()
    content = rendered([roll_page(label)], Format.PNG)
    assert content[24] == 1
    assert content[25:26] == b"\0"
    assert b"pHYs" + (8000).to_bytes(4) * 2 + b"\1" in content
    (tmp_path / "x.png").write_bytes(content)
    assert (grey(tmp_path / "x.png") == label.dots).all()


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")
@pytest.mark.parametrize("resolution", list(Resolution))
def test_a_pdf_page_rendered_at_its_own_resolution_gives_our_dots(resolution: Resolution, tmp_path: Path) -> None:
    label = item(9, resolution)
    (tmp_path / "x.pdf").write_bytes(rendered([roll_page(label)], Format.PDF))
    exact = resolution.dots_per_mm * 25.4
    command = ["pdftoppm", "-r", f"{exact:.4f}", "-gray", "-aa", "no", "-aaVector", "no", "-singlefile"]
    subprocess.run([*command, str(tmp_path / "x.pdf"), str(tmp_path / "x")], check=True, capture_output=True)
    shown = grey(tmp_path / "x.pgm")
    assert shown.shape == label.dots.shape
    assert (shown == label.dots).all()


@pytest.mark.skipif(not shutil.which("rsvg-convert"), reason="rsvg-convert (librsvg2-bin) is not installed")
def test_an_svg_drawn_at_one_pixel_for_a_dot_gives_our_dots(tmp_path: Path) -> None:
    label = item(3)
    (tmp_path / "x.svg").write_bytes(rendered([roll_page(label)], Format.SVG))
    rows, columns = label.dots.shape
    command = [
        "rsvg-convert",
        "-w",
        str(columns),
        "-h",
        str(rows),
        "-o",
        str(tmp_path / "x.png"),
        str(tmp_path / "x.svg"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert (grey(tmp_path / "x.png") == label.dots).all()


def test_a_begun_sheet_is_finished_and_the_rest_goes_on_the_next() -> None:
    stock = own_stocks()["5160"]
    drawn = [item(number) for number in range(1, 36)]
    pages = list(sheets(drawn, stock, start=4))
    assert [len(one.placements) for one in pages] == [27, 8]
    first = pages[0].placements[0]
    # Position 4 is the second row's first: one inch below the first, which is half an inch below the paper's edge.
    assert first.y == round(8 * 38.1)
    assert first.x == round(8 * (3.96875 + (66.675 - 50.75) / 2))


@pytest.mark.parametrize("start", [0, -1, 31])
def test_a_position_that_is_not_on_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(LabelError) as refused:
        list(sheets([item()], own_stocks()["5160"], start))
    assert refused.value.code == "label_position"


def test_a_label_larger_than_its_place_is_refused() -> None:
    with pytest.raises(LabelError) as refused:
        list(sheets([item()], own_stocks()["5167"]))
    assert refused.value.code == "label_stock_too_small"


def test_labels_may_not_lie_on_one_another_or_beyond_the_page() -> None:
    label = item()
    height, width = label.dots.shape
    for x, y in ((width - 1, 0), (0, height - 1)):
        with pytest.raises(LabelError):
            page(label.resolution, 2 * width, 2 * height, [Placement(label, 0, 0), Placement(label, x, y)])
    with pytest.raises(LabelError):
        page(label.resolution, width, height, [Placement(label, 1, 0)])


def test_two_pages_do_not_go_into_a_picture() -> None:
    for output in (Format.PNG, Format.SVG):
        with pytest.raises(LabelError) as refused:
            rendered([roll_page(item())], output, copies=2)
        assert refused.value.code == "label_pages"


def test_copies_are_pages_of_a_pdf_and_a_count_for_a_label_printer() -> None:
    pages = [roll_page(item())]
    assert rendered(pages, Format.PDF, copies=3).count(b"/Type /Page\n") == 3
    assert b"^PQ3^XZ" in rendered(pages, Format.ZPL, copies=3)


def test_the_same_label_gives_the_same_bytes() -> None:
    for output in Format:
        assert rendered([roll_page(item())], output) == rendered([roll_page(item())], output)


@given(columns=st.integers(1, 240), lines=st.integers(1, 80))
def test_a_preview_fits_whatever_room_there_is_and_keeps_the_labels_shape(columns: int, lines: int) -> None:
    dots = item().dots
    drawn = preview(dots, columns, lines)
    width, height = max(map(len, drawn)) * 2, len(drawn) * 4
    assert width <= max(2, columns * 2)
    assert height <= max(4, lines * 4)
    if columns >= 20 and lines >= 10:
        # Half a character's width and height are lost to rounding, and at most one more to padding.
        assert abs(width / height - dots.shape[1] / dots.shape[0]) < 0.4


def test_a_preview_has_ink_where_the_label_has_it_and_nowhere_else() -> None:
    dots = np.full((80, 160), 255, np.uint8)
    dots[:40, :80] = 0
    drawn = preview(dots, 80, 20)
    assert drawn == ["⣿" * 40 + " " * 40] * 10 + [" " * 80] * 10
