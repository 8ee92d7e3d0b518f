"""Whatever bytes come: a picture or one clear refusal, in bounded memory."""

from __future__ import annotations

import struct
import tempfile
import tracemalloc
import warnings
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from tracker.errors import DeviceError
from tracker.hardware.reading.pictures import LIMIT_MEGAPIXELS, as_grey, load_picture
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources.frame_tape import MOST_PIXELS, frame_of

KINDS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "PPM")
MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "GIF": ("1", "L", "P", "RGB"),
    "TIFF": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F", "I;16"),
    "BMP": ("1", "L", "P", "RGB"),
    "WEBP": ("L", "RGB", "RGBA"),
    "PPM": ("1", "L", "RGB"),
}


def _loaded(content: bytes) -> Grey | None:
    """The picture, or None where it was refused as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.png"
        path.write_bytes(content)
        try:
            grey = load_picture(path)
        except DeviceError as error:
            refused = error
        else:
            _must_be_a_picture(grey)
            return grey
    assert "\n" not in refused.message
    assert refused.hint
    return None


def _must_be_a_picture(grey: Grey) -> None:
    assert grey.dtype == np.uint8
    assert grey.ndim == 2
    assert grey.size <= LIMIT_MEGAPIXELS * 10**6


def _whole(kind: str, mode: str) -> bytes:
    ramp = np.arange(40 * 30, dtype=np.uint16).reshape(30, 40)
    if mode == "I;16":
        image = Image.fromarray(ramp * 50)
    elif mode in {"I", "F"}:
        image = Image.fromarray(ramp.astype(np.int32 if mode == "I" else np.float32))
    else:
        image = Image.fromarray((ramp % 256).astype(np.uint8)).convert("RGB")
        image = image.convert(mode)
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


WHOLE = {(kind, mode): _whole(kind, mode) for kind in KINDS for mode in MODES[kind]}


@pytest.mark.parametrize(("kind", "mode"), WHOLE)
def test_every_mode_of_every_kind_is_a_picture(kind: str, mode: str) -> None:
    grey = _loaded(WHOLE[kind, mode])
    assert grey is not None
    assert grey.shape == (30, 40)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"MM\0*"]),
)
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_refused_or_a_picture(content: bytes, magic: bytes) -> None:
    _loaded(magic + content)


@given(st.sampled_from(sorted(WHOLE)), st.data())
@settings(max_examples=150, deadline=None)
def test_a_picture_cut_or_changed_anywhere_is_refused_or_a_picture(of: tuple[str, str], data: st.DataObject) -> None:
    content = bytearray(WHOLE[of])
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _loaded(bytes(content[: data.draw(st.integers(0, len(content)))]))


@given(st.sampled_from(["PNG", "GIF", "TIFF", "BMP", "PPM"]), st.integers(0, 40), st.binary(min_size=4, max_size=4))
@settings(max_examples=150, deadline=None)
def test_a_header_that_lies_takes_no_more_memory_than_a_picture_may(kind: str, place: int, lie: bytes) -> None:
    content = bytearray(WHOLE[kind, "L"])
    content[place : place + 4] = lie
    tracemalloc.start()
    try:
        _loaded(bytes(content))
        assert tracemalloc.get_traced_memory()[1] < 5 * LIMIT_MEGAPIXELS * 10**6
    finally:
        tracemalloc.stop()


_DTYPES = st.sampled_from([np.uint8, np.uint16, np.int16, np.int32, np.float32, np.float64, np.bool_])
_SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=12)


@given(_DTYPES.flatmap(lambda dtype: arrays.arrays(dtype, _SHAPES)))
@settings(max_examples=150, deadline=None)
def test_whatever_array_a_driver_hands_over_is_grey_or_empty(
    frame: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        grey = as_grey(frame)
    _must_be_a_picture(grey)
    assert grey.size == 0 or grey.shape == frame.shape[:2]


_FRAME = cv2.imencode(".png", np.arange(1200, dtype=np.uint8).reshape(30, 40))[1].tobytes()


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_recorded_frame_cut_or_changed_anywhere_is_a_frame_or_none(data: st.DataObject) -> None:
    content = bytearray(_FRAME)
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    frame = frame_of(bytes(content[: data.draw(st.integers(0, len(content)))]))
    if frame is not None:
        assert frame.dtype == np.uint8
        assert frame.ndim == 2
        assert 0 < frame.size <= MOST_PIXELS


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_no_frame(content: bytes) -> None:
    assert frame_of(content) is None
    assert frame_of(_FRAME[:8] + content) is None


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_a_recorded_frame_whose_header_lies_makes_no_room_for_it(width_px: int, height_px: int) -> None:
    lying = _FRAME[:16] + struct.pack(">II", width_px, height_px) + _FRAME[24:]
    frame = frame_of(lying)
    assert frame is None or frame.size <= MOST_PIXELS
