"""How well real photographs are read, and what that costs against zxing-cpp alone.

Run with ``python -m benchmarks.reading [FOLDER]``: the folder holds photographs and a ``manifest.csv`` (file,
expected_text, symbology). Both readers take turns on the same picture in the same run, with the same formats; only the
reading is timed, confirmations included, and only the ratio means anything.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.formats import ALL, DEFAULT, Formats
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.pictures import load_picture
from tracker.hardware.reading.reading import Grey
from tracker.hardware.reading.retail import as_printed

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "photos"
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph and the text that it must give."""

    grey: Grey
    expected: str
    symbology: str


@dataclass(frozen=True, slots=True)
class Row:
    """One choice of formats over a whole folder. ``wrong`` counts pictures with an accepted text that is not the
    expected one; whether it is a second code in the picture is for a person to see."""

    formats: str
    pictures: int
    right: int
    wrong: int
    doubtful: int
    zxing_right: int
    zxing_wrong: int
    ratio: float


def rows(folder: Path = PHOTOS) -> Iterator[Row]:
    """The table, one row for each choice of formats."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    photos = [Photo(load_picture(folder / one["file"]), one["expected_text"], one["symbology"]) for one in entries]
    for name, formats in (("default", DEFAULT), ("all", ALL)):
        yield _row(name, formats, [photo for photo in photos if formats.admits(photo.symbology, photo.expected)])


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PHOTOS
    if not folder.is_dir():
        sys.stdout.write(f"reading: no photographs at {folder}\n")
        return
    sys.stdout.write("formats  pictures  right  wrong  doubtful  zxing-cpp alone  time / zxing-cpp alone\n")
    for row in rows(folder):
        alone = f"{row.zxing_right} right, {row.zxing_wrong} wrong"
        counts = f"{row.pictures:>8} {row.right:>6} {row.wrong:>6} {row.doubtful:>9}"
        sys.stdout.write(f"{row.formats:<8} {counts}  {alone:<17} {row.ratio:>8.2f}\n")


def _row(name: str, formats: Formats, photos: Sequence[Photo]) -> Row:
    reader = PictureReader(formats)
    right = wrong = doubtful = alone_right = alone_wrong = 0
    seconds = seconds_alone = 0.0
    for photo in photos:
        # The shortest of several turns each, so that whatever else the machine does falls on neither.
        turns = [(_alone(photo, formats), _full(photo, reader)) for _ in range(_ROUNDS)]
        seconds_alone += min(alone.seconds for alone, _ in turns)
        seconds += min(full.seconds for _, full in turns)
        alone, full = turns[-1]
        right, wrong = right + full.is_right, wrong + full.is_wrong
        alone_right, alone_wrong = alone_right + alone.is_right, alone_wrong + alone.is_wrong
        doubtful += full.is_doubtful
    return Row(name, len(photos), right, wrong, doubtful, alone_right, alone_wrong, seconds / max(seconds_alone, 1e-9))


@dataclass(frozen=True, slots=True)
class _Turn:
    seconds: float
    is_right: bool
    is_wrong: bool
    is_doubtful: bool = False


def _alone(photo: Photo, formats: Formats) -> _Turn:
    started = perf_counter()
    found = read_with_zxing(photo.grey, formats, "")
    seconds = perf_counter() - started
    verdicts = [_is_right(photo, one.text, one.symbology) for one in found if formats.admits(one.symbology, one.text)]
    return _Turn(seconds, any(verdicts), not all(verdicts))


def _full(photo: Photo, reader: PictureReader) -> _Turn:
    started = perf_counter()
    found = reader.read(photo.grey)
    seconds = perf_counter() - started
    verdicts = [_is_right(photo, one.text, one.symbology) for one in found if one.is_accepted]
    return _Turn(seconds, any(verdicts), not all(verdicts), any(not one.is_accepted for one in found))


def _is_right(photo: Photo, text: str, symbology: str) -> bool:
    """The manifest was written as text: its line ends are not the symbol's."""
    said = as_printed(text, symbology).replace("\r\n", "\n").rstrip("\n")
    return said == photo.expected.replace("\r\n", "\n").rstrip("\n")


if __name__ == "__main__":
    main()
