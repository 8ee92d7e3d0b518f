"""What is believed. A linear code counts only when a second look of other geometry says the same."""

from __future__ import annotations

from tracker.hardware.reading.crops import crop_level
from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.formats import MATRIX, Formats, Plausible
from tracker.hardware.reading.reading import Candidate, Grey, Reading


def judge(
    grey: Grey, candidates: list[Candidate], before: list[Reading], is_plausible: Plausible | None
) -> list[Reading]:
    """The candidates of one look, judged, added to what earlier looks saw."""
    readings = list(before)
    for one in candidates:
        accepted, evidence = _judged(grey, one, is_plausible)
        readings = [seen for seen in readings if seen.is_accepted or seen.text != one.text]
        readings.append(Reading(one.text, one.aim, one.symbology, one.corners, accepted, evidence))
    return readings


def _judged(grey: Grey, one: Candidate, is_plausible: Plausible | None) -> tuple[bool, str]:
    if one.symbology in MATRIX:
        return True, f"{one.engine}; error correction"
    if is_plausible is not None and not is_plausible(one.text, one.symbology):
        return False, f"{one.engine}; the text fails its own rules"
    crop = crop_level(grey, one.corners, 560, twist_deg=1.5)
    names = {"UPCA", "EAN13"} if one.symbology in {"UPCA", "EAN13"} else {one.symbology}
    again = read_with_zxing(crop.grey, Formats(frozenset(names)), "second look", is_level=True)
    if [second.text for second in again] == [one.text]:
        return True, f"{one.engine}; confirmed by a second look"
    return False, f"{one.engine}; a second look read {len(again)} other"
