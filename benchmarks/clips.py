"""How well a live camera reads, on simulated clips of 1280 × 720: focus that comes within a second, a hand that wobbles
and shakes, tilt, noise. ``python -m benchmarks.clips [CLIPS]``; 14 clips of 72 frames (1,008 frames) where not said.

Everything comes from a seed. The labels are drawn by zxing-cpp's writer; what is measured is the camera's own way, from
frame to agreed reading, and zxing-cpp alone on the same frames in turn.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from benchmarks.figure import Figure, at_least, at_most
from tracker.barcodes.hibc import check_character
from tracker.barcodes.house import specimen_code
from tracker.barcodes.packs import arranged_now
from tracker.barcodes.plausibility import is_plausible
from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.following import FrameReader
from tracker.hardware.reading.formats import DEFAULT, has_valid_mod_10
from tracker.hardware.reading.frames import FrameAgreement
from tracker.hardware.reading.in_view import CodesInView
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import utc_now
from tracker.hardware.sources.live import LiveSource

CLIPS, FRAMES, PER_S = 14, 72, 30.0
SIZE_PX = (1280, 720)
IDLE_S = 8.0
_KIND = zxingcpp.BarcodeFormat


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on it, and its symbol, 4 px per module with quiet zones."""

    text: str
    symbol: Grey


@dataclass(frozen=True, slots=True)
class Result:
    """One clip. ``read_s`` is when its code was first accepted, None where it never was."""

    kind: str
    read_s: float | None
    wrong: int
    seconds: float
    seconds_alone: float
    was_read_alone: bool


def label(kind: str, random: np.random.Generator) -> Label:
    """A label of ``kind`` with a number of its own."""
    number = int(random.integers(1, 10_000_000))
    gtin = _checked(f"0950110{number % 1_000_000:06d}")
    lot = f"L{number:07d}"
    match kind:
        case "specimen, Code 128":
            return _label(specimen_code(number), _KIND.Code128)
        case "GS1 DataMatrix":
            return _gs1(f"(01){gtin}(17)281231(10){lot}", _KIND.DataMatrix)
        case "GS1-128":
            return _gs1(f"(01){gtin}(10){lot[:5]}", _KIND.Code128)
        case "EAN-13":
            return _label(_checked(f"95011{number:07d}"), _KIND.EAN13)
        case "UPC-A":
            return _label(_checked(f"0361{number:07d}")[-12:], _KIND.UPCA)
        case "HIBC, Code 39":
            return _label(_hibc(f"+A123{number % 100_000:05d}1"), _KIND.Code39)
        case _:
            return _label(_hibc(f"+A123{number:07d}1/$$3281231{lot}"), _KIND.Code128)


KINDS = ("specimen, Code 128", "GS1 DataMatrix", "GS1-128", "EAN-13", "UPC-A", "HIBC, Code 39", "HIBC, Code 128")


def frames(shown: Label, random: np.random.Generator, count: int = FRAMES) -> Iterator[Grey]:
    """The label before the camera: out of focus at first, sharp after a second, never quite still."""
    tilt, squeeze = random.uniform(-20, 20), random.uniform(-0.15, 0.15)
    linear_px, matrix_px = random.uniform(2.4, 3.2), random.uniform(4.0, 6.0)
    is_square = shown.symbol.shape[0] > 0.7 * shown.symbol.shape[1]
    scale = min(matrix_px if is_square else linear_px, 1100 / shown.symbol.shape[1] * 4) / 4
    contrast, grain = random.uniform(0.45, 0.9), random.uniform(2, 8)
    phase = random.uniform(0, 2 * np.pi, 3)
    high = 0 if is_square else max(0, 240 - shown.symbol.shape[0])
    sheet = cv2.copyMakeBorder(_taller(shown.symbol, high), 120, 120, 120, 120, cv2.BORDER_CONSTANT, value=255)
    for place in range(count):
        at_s = place / PER_S
        wobble = 14 * np.sin(2 * np.pi * np.array([0.7, 1.1, 0.5]) * at_s + phase)
        moved = _placed(
            np.asarray(sheet, dtype=np.uint8), scale * (1 + wobble[2] / 600), tilt + wobble[2] / 10, squeeze, wobble[:2]
        )
        sigma = 0.7 + 5.0 * max(0.0, 1.0 - at_s) ** 2
        soft = cv2.GaussianBlur(moved, (0, 0), sigma)
        shake = int(random.choice([1, 1, 1, 2, 3, 5]))
        if shake > 1:
            soft = cv2.blur(soft, (shake, 1) if random.random() < 0.5 else (1, shake))
        noise = np.asarray(random.normal(0, grain, soft.shape), dtype=np.float32)
        seen = 128 + (soft.astype(np.float32) - 128) * contrast + noise
        yield np.asarray(np.clip(seen, 0, 255), dtype=np.uint8)


def played(kind: str, seed: tuple[int, ...], count: int = FRAMES) -> Result:
    """One clip read by the camera's own way and, frame by frame, by zxing-cpp alone."""
    random = np.random.default_rng(seed)
    shown = label(kind, random)
    reader = FrameReader(PictureReader(DEFAULT, is_plausible))
    agreement, view = FrameAgreement(), CodesInView(arranged_now)
    read_s: float | None = None
    wrong, seconds, alone_seconds, was_read_alone = 0, 0.0, 0.0, False
    for place, frame in enumerate(frames(shown, random, count)):
        began = perf_counter()
        alone = read_with_zxing(frame, DEFAULT, "")
        between = perf_counter()
        at_ms = place * 1000 / PER_S
        seen = reader.read(frame)
        told = view.told(seen, agreement.agreed(seen, at_ms), at_ms)
        seconds += perf_counter() - between
        alone_seconds += between - began
        was_read_alone = was_read_alone or any(_is_same(one.text, shown.text) for one in alone)
        for reading in told:
            if reading.is_accepted and _is_same(reading.text, shown.text):
                read_s = place / PER_S if read_s is None else read_s
            wrong += reading.is_accepted and not _is_same(reading.text, shown.text)
    return Result(kind, read_s, wrong, seconds, alone_seconds, was_read_alone)


def figures(folder: Path, clips: int = CLIPS) -> Iterator[Figure]:
    """The issue's limits, over as many frames as the names say."""
    results = [played(KINDS[number % len(KINDS)], (2026, number)) for number in range(clips)]
    read = sum(result.read_s is not None for result in results)
    alone = sum(result.was_read_alone for result in results)
    wrong = sum(result.wrong for result in results)
    ratio = sum(result.seconds for result in results) / sum(result.seconds_alone for result in results)
    first = sorted(result.read_s for result in results if result.read_s is not None)
    note = f"of {clips}, half of them within {first[len(first) // 2]:.1f} s; zxing-cpp alone {alone}" if first else ""
    yield at_least("camera: clips read", read, clips * 13 / 14, note)
    missed = ", ".join(result.kind for result in results if result.read_s is None)
    yield Figure("camera: clips not read", missed or "none", "", None)
    yield Figure(f"camera: wrong in {clips * FRAMES} frames of {clips} clips", str(wrong), "0", wrong == 0)
    yield at_most("camera: frame with a code / zxing-cpp alone", ratio, 1.5)
    yield at_most("camera: cores busy while nothing is in view, 30 frames a second", idle_cores(), 1.0)


class _Desk:
    """A camera that looks at a desk without a code, 30 times a second, as JPEGs like a webcam's."""

    may_stand_still = False

    def __init__(self) -> None:
        random = np.random.default_rng(5)
        desk = cv2.GaussianBlur(random.integers(60, 200, (720, 1280)).astype(np.float32), (0, 0), 9)
        for left in range(100, 1200, 40):
            cv2.line(desk, (left, 100), (left + 25, 600), 60.0, 3)
        self._jpegs = [
            cv2.imencode(".jpg", np.clip(desk + random.normal(0, 5, desk.shape), 0, 255).astype(np.uint8))[1]
            for _ in range(10)
        ]
        self._number = 0
        self._due = perf_counter()
        self.is_closed = Event()

    def next_frame(self) -> Grey | None:
        self._due = max(self._due + 1 / PER_S, perf_counter() - 1)
        time.sleep(max(self._due - perf_counter(), 0.0))
        self._number += 1
        packed = self._jpegs[self._number % len(self._jpegs)]
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)

    def close(self) -> None:
        """Nothing is held; whoever waits hears that no frame is taken any more."""
        self.is_closed.set()


def idle_cores(for_s: float = IDLE_S) -> float:
    """Processor time of the whole process, unpacking the JPEGs included, for each second that passes."""
    desk = _Desk()
    source = LiveSource("camera:desk", desk, clock=utc_now, is_plausible=is_plausible)
    reading = Thread(target=lambda: list(source), daemon=True)
    began, busy = perf_counter(), process_time()
    reading.start()
    reading.join(for_s)
    cores = (process_time() - busy) / (perf_counter() - began)
    source.close()
    reading.join(2.0)
    desk.is_closed.wait(2.0)
    return cores


def _taller(symbol: Grey, by_px: int) -> Grey:
    """Bars as high as on a real label: the writer draws them 50 modules high at most."""
    middle = symbol.shape[0] // 2
    return np.concatenate([symbol[:middle], symbol[middle : middle + 1].repeat(by_px, axis=0), symbol[middle:]])


def _placed(sheet: Grey, scale: float, tilt_deg: float, squeeze: float, shift_px: NDArray[np.float64]) -> Grey:
    angle = np.deg2rad(tilt_deg)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = np.array(SIZE_PX) / 2 + shift_px - turn @ (np.array(sheet.shape[::-1]) / 2)
    lean = np.eye(3)
    lean[2, 0] = squeeze / SIZE_PX[0]
    return np.asarray(
        cv2.warpPerspective(sheet, lean @ matrix, SIZE_PX, flags=cv2.INTER_AREA, borderValue=200), dtype=np.uint8
    )


def _label(text: str, kind: zxingcpp.BarcodeFormat) -> Label:
    drawn = zxingcpp.create_barcode(text, kind)
    return Label(text, np.array(drawn.to_image(scale=4, add_quiet_zones=True), dtype=np.uint8))


def _gs1(hri: str, kind: zxingcpp.BarcodeFormat) -> Label:
    square = {"forceSquare": True} if kind == _KIND.DataMatrix else {}
    drawn = zxingcpp.create_barcode(hri, kind, gs1=True, **square)
    symbol = np.array(drawn.to_image(scale=4, add_quiet_zones=True), dtype=np.uint8)
    return Label(hri.replace("(", "").replace(")", ""), symbol)


def _hibc(text: str) -> str:
    return text + check_character(text)


def _checked(digits: str) -> str:
    return next(digits + last for last in "0123456789" if has_valid_mod_10(digits + last, len(digits) + 1))


def _is_same(read: str, text: str) -> bool:
    """A UPC-A is read as the EAN-13 with a leading zero."""
    return read in (text, "0" + text)


def main() -> None:
    """Print the figures."""
    clips = int(sys.argv[1]) if len(sys.argv) > 1 else CLIPS
    for figure in figures(Path(), clips):
        sys.stdout.write(f"{figure.name}: {figure.found}  {figure.limit}  {figure.is_ok}\n")


if __name__ == "__main__":
    main()
