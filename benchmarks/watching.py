"""Whether a camera's memory stays flat: 20,000 small frames with changing codes, read as a live camera's are.

``python -m benchmarks.watching [FRAMES]``. Python's own memory, as tracemalloc counts it, after a tenth of the frames
and after all of them; numpy reports its arrays to it.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import zxingcpp

from benchmarks.figure import Figure, at_most
from tracker.barcodes.packs import arranged_now
from tracker.barcodes.plausibility import is_plausible
from tracker.hardware.reading.following import FrameReader
from tracker.hardware.reading.formats import DEFAULT
from tracker.hardware.reading.in_view import Telling
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources.lookout import Lookout

FRAMES = 20_000
_EACH = 25
"""Frames for one code: every eighth of the time an empty sheet."""
_KINDS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.Code39)


def frames(count: int) -> Iterator[Grey]:
    """Sheets of 400 × 120 with a code that no other sheet has, each for a while, with a sensor's noise."""
    random = np.random.default_rng(11)
    for number in range(count):
        if number % _EACH == 0:
            sheet = _sheet(number // _EACH)
        yield np.clip(sheet * 0.85 + random.normal(0, 3, sheet.shape), 0, 255).astype(np.uint8)


def grown(count: int = FRAMES) -> tuple[float, int]:
    """Memory at the end to memory after a tenth, and how many codes were told."""
    reader, telling, lookout = FrameReader(PictureReader(DEFAULT, is_plausible)), Telling(arranged_now), Lookout()
    told, early = 0, 0
    tracemalloc.start()
    try:
        for number, frame in enumerate(frames(count)):
            readings = reader.read(frame)
            lookout.view()
            lookout.saw(frame, readings)
            told += len(telling.told(readings, number * 1000 / 30, frame))
            if number == count // 10:
                early = _held()
        return _held() / early, told
    finally:
        tracemalloc.stop()


def _held() -> int:
    """Bytes in use. What only waits for the collector is no growth: with it the same code gave 1.07 and 1.10."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def figures(folder: Path, count: int = FRAMES) -> Iterator[Figure]:
    """The limit: a tenth more would be a megabyte in an hour."""
    ratio, told = grown(count)
    yield at_most(f"camera: memory after {count} frames / after a tenth", ratio, 1.1, f"{told} codes told")


def _sheet(number: int) -> Grey:
    sheet = np.full((120, 400), 255, dtype=np.uint8)
    if number % 8 == 7:
        return sheet
    kind = _KINDS[number % len(_KINDS)]
    text = f"{number:012d}" if kind == zxingcpp.BarcodeFormat.EAN13 else f"I{number:07d}"
    drawn = zxingcpp.create_barcode(text, kind).to_image(scale=2, add_quiet_zones=True)
    symbol = np.array(drawn, dtype=np.uint8)[:100, :380]
    sheet[10 : 10 + symbol.shape[0], 10 : 10 + symbol.shape[1]] = symbol
    return sheet


def main() -> None:
    """Print the figure."""
    for figure in figures(Path(), int(sys.argv[1]) if len(sys.argv) > 1 else FRAMES):
        sys.stdout.write(f"{figure.name}: {figure.found}  {figure.limit}  {figure.is_ok}\n")


if __name__ == "__main__":
    main()
