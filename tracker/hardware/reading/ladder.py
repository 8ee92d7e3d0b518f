"""The ladder for one picture: the cheap look first, dearer ones only while nothing was read."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.hardware.reading.crops import Crop, crop_level, doubled, equalized, located
from tracker.hardware.reading.engines import as_placed, read_with_zxing
from tracker.hardware.reading.formats import DEFAULT, Formats, Plausible
from tracker.hardware.reading.guards import judge
from tracker.hardware.reading.reading import Candidate, Grey, Reading

CROP_WIDTH_PX = 900
"""The longest common symbols have about 200 modules: more than 4 px each."""


class PictureReader:
    """Reads pictures with one choice of formats. Holds no picture, so that threads may share it."""

    def __init__(self, formats: Formats = DEFAULT, is_plausible: Plausible | None = None) -> None:
        self.formats = formats
        self.is_plausible = is_plausible

    def read(self, grey: Grey) -> list[Reading]:
        """Every symbol in the picture, in reading order, each accepted or doubtful."""
        readings: list[Reading] = []
        for candidates in self._looks(grey):
            admitted = [one for one in candidates if self.formats.admits(one.symbology, one.text)]
            readings = judge(grey, admitted, readings, self.is_plausible)
            if any(reading.is_accepted for reading in readings):
                break
        return sorted(readings, key=lambda reading: (reading.corners[:, 1].mean(), reading.corners[:, 0].mean()))

    def _looks(self, grey: Grey) -> Iterator[list[Candidate]]:
        yield read_with_zxing(grey, self.formats, "zxing-cpp")
        crops = [crop_level(grey, box, CROP_WIDTH_PX) for box in located(grey)[:3]]
        for crop in crops:
            yield self._from_crop(crop, "level crop")
        for crop in crops:
            yield self._from_crop(Crop(equalized(crop.grey), crop.to_picture), "level crop with contrast")
        even = equalized(grey)
        yield read_with_zxing(even, self.formats, "zxing-cpp with contrast")
        twice = read_with_zxing(equalized(doubled(grey)), self.formats, "zxing-cpp, doubled with contrast")
        yield [as_placed(one, one.corners / 2) for one in twice]

    def _from_crop(self, crop: Crop, how: str) -> list[Candidate]:
        found = read_with_zxing(crop.grey, self.formats, f"zxing-cpp, {how}")
        return [as_placed(one, crop.placed(one.corners)) for one in found]
