"""Labels as a cheap camera sees them: drawn by zxing-cpp's writer, then blurred, tilted, shaken, noisy and small.

Everything comes from a seed, so that a frame that lied can be drawn again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import cv2
import numpy as np
import zxingcpp

from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.formats import DEFAULT
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.reading import Grey

ALPHABETS = {
    "Code128": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-",
    "Code39": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-",
}
DIGITS = {"EAN13": 12, "UPCA": 11, "EAN8": 7, "ITF14": 13, "UPCE": 6}
_WRITER = {
    "Code128": zxingcpp.BarcodeFormat.Code128,
    "Code39": zxingcpp.BarcodeFormat.Code39,
    "EAN13": zxingcpp.BarcodeFormat.EAN13,
    "UPCA": zxingcpp.BarcodeFormat.UPCA,
    "EAN8": zxingcpp.BarcodeFormat.EAN8,
    "ITF14": zxingcpp.BarcodeFormat.ITF,
    "DataBar": zxingcpp.BarcodeFormat.DataBarOmni,
    "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix,
}


@dataclass(frozen=True, slots=True)
class Damage:
    """What happens to one label. Lengths in modules where not said otherwise."""

    px_per_module: float = 3.0
    blur_modules: float = 0.0
    motion_px: int = 0
    tilt_deg: float = 0.0
    noise: float = 0.0
    contrast: float = 0.9
    squeeze: float = 0.0
    crease_px: int = 0


def random_damage(random: np.random.Generator) -> Damage:
    """From harmless to hopeless, most of it at the edge of what can be read: there the lies are."""
    return Damage(
        px_per_module=float(random.uniform(1.3, 4.0)),
        blur_modules=float(random.uniform(0.0, 1.1)),
        motion_px=int(random.integers(0, 4)),
        tilt_deg=float((0.0, 0.0, random.uniform(-12, 12), random.uniform(-45, 45))[int(random.integers(0, 4))]),
        noise=float(random.choice([0, 4, 10, 20])),
        contrast=float(random.uniform(0.15, 0.9)),
        squeeze=float(random.uniform(0, 0.25)),
        crease_px=(0, 0, 0, int(random.integers(1, 12)))[int(random.integers(0, 4))],
    )


def random_text(random: np.random.Generator, symbology: str) -> str:
    """A text without its check digit, which the writer adds."""
    if symbology in ALPHABETS:
        letters = ALPHABETS[symbology]
        pool = letters[:10] if random.random() < 0.4 else letters
        return "".join(pool[int(place)] for place in random.integers(0, len(pool), int(random.integers(4, 15))))
    if symbology == "DataBar":
        body = "".join(str(one) for one in random.integers(0, 10, 13))
        return "01" + body + check_digit(body)
    if symbology == "DataMatrix":
        return "".join(
            ALPHABETS["Code128"][int(place)] for place in random.integers(0, 37, int(random.integers(4, 15)))
        )
    body = "".join(str(one) for one in random.integers(0, 10, DIGITS[symbology]))
    return body + check_digit(body)


def check_digit(body: str) -> str:
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def drawn(text: str, symbology: str) -> Grey:
    """Four pixels a module, with quiet zones."""
    return np.array(
        zxingcpp.create_barcode(text, _WRITER[symbology]).to_image(scale=4, add_quiet_zones=True), dtype=np.uint8
    )


def damaged(label: Grey, damage: Damage, random: np.random.Generator, size: tuple[int, int] = (640, 480)) -> Grey:
    """The label (4 px per module) in a frame, the way ``damage`` says."""
    sheet = np.full((label.shape[0] + 160, label.shape[1] + 240), 255, dtype=np.uint8)
    sheet[80:-80, 120:-120] = label
    if damage.crease_px:
        place = int(random.integers(160, max(sheet.shape[1] - 160, 161)))
        sheet[:, place : place + damage.crease_px] = (20, 235)[int(random.integers(0, 2))]
    scale = damage.px_per_module / 4
    angle = np.deg2rad(damage.tilt_deg)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([sheet.shape[1] / 2, sheet.shape[0] / 2])
    shift = np.array(size) / 2 + random.uniform(-0.5, 0.5, 2) - turn @ middle
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = turn, shift
    lean = np.eye(3)
    lean[2, 0] = damage.squeeze / size[0]
    sharp = cv2.GaussianBlur(sheet, (0, 0), max(4 * damage.blur_modules, 0.4 / scale, 0.3))
    frame = cv2.warpPerspective(sharp, lean @ matrix, size, flags=cv2.INTER_AREA, borderValue=255)
    if damage.motion_px > 1:
        frame = cv2.blur(frame, (damage.motion_px, 1))
    seen = (
        128
        + (np.asarray(frame, dtype=np.float64) - 128) * damage.contrast
        + random.normal(0, 1, frame.shape) * damage.noise
    )
    _, packed = cv2.imencode(".jpg", np.clip(seen, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 85])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def same(read: str, text: str) -> bool:
    """UPC-A is read as the EAN-13 with a leading zero."""
    return read == text or (len(read) == 13 and read == "0" + text)


@dataclass(slots=True)
class Tally:
    """What became of many frames; ``wrong`` names each accepted lie, so that its frame can be drawn again."""

    frames: int = 0
    right: int = 0
    doubtful_right: int = 0
    doubtful_wrong: int = 0
    alone_right: int = 0
    alone_wrong: int = 0
    wrong: list[tuple[tuple[int, int], str, str]] = field(default_factory=list)


def played(symbology: str, seed: tuple[int, int], tally: Tally) -> None:
    """Draw, damage and read one label; ``alone`` counts zxing-cpp without guards, on the same frame."""
    random = np.random.default_rng(seed)
    text = random_text(random, symbology)
    grey = damaged(drawn(text, symbology), random_damage(random), random)
    alone = [one for one in read_with_zxing(grey, DEFAULT, "") if DEFAULT.admits(one.symbology, one.text)]
    tally.frames += 1
    tally.alone_right += any(same(one.text, text) for one in alone)
    tally.alone_wrong += any(not same(one.text, text) for one in alone)
    readings = PictureReader(DEFAULT).read(grey)
    tally.right += any(one.is_accepted and same(one.text, text) for one in readings)
    for one in readings:
        if one.is_accepted and not same(one.text, text):
            tally.wrong.append((seed, text, one.text))
        tally.doubtful_right += not one.is_accepted and same(one.text, text)
        tally.doubtful_wrong += not one.is_accepted and not same(one.text, text)


def main() -> None:
    """``python -m tests.hardware.damage FRAMES [SEED]``: the figures, FRAMES of each symbology."""
    frames, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    row = "{:<12}{:>8}{:>8}{:>8}{:>16}{:>16}{:>14}{:>14}\n"
    names = ("frames", "right", "WRONG", "doubtful right", "doubtful wrong", "alone right", "alone wrong")
    sys.stdout.write(row.format("symbology", *names))
    for symbology in _WRITER:
        tally = Tally()
        for number in range(frames):
            played(symbology, (seed, number), tally)
        counts = (tally.frames, tally.right, len(tally.wrong), tally.doubtful_right, tally.doubtful_wrong)
        sys.stdout.write(row.format(symbology, *counts, tally.alone_right, tally.alone_wrong))
        for lie in tally.wrong:
            sys.stdout.write(f"  {lie}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
