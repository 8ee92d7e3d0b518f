"""What is believed.

Two-dimensional codes carry Reed-Solomon error correction: one reading is enough. A linear code counts only when the
pixels themselves bear out every character (:mod:`.matching`), which is a look at another geometry by another method.
Where nobody here can draw the symbol, two more looks at other scales and angles, and zbar where it may, must agree.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tracker.hardware.reading.crops import crop_level
from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.formats import MATRIX, Formats, Plausible
from tracker.hardware.reading.matching import Match, best_match
from tracker.hardware.reading.patterns import drawings
from tracker.hardware.reading.proofs import Proofs
from tracker.hardware.reading.reading import Candidate, Grey, Reading, as_placed, bounds
from tracker.hardware.reading.second_opinion import read_with_zbar

_LOOKS = ((640.0, 1.5), (1000.0, -1.2))
"""(width in px, twist in degrees) of the second looks: at least 3 px per module for all but the longest symbols."""

_TWO_CHECKS = frozenset({"DataBar", "Code93"})
"""Where a wrong character moves the bars in several places: of 256 wrong DataBar claims none fitted above 0.68."""

_PROOF = "borne out bar by bar"

_WELL_LAID = 0.85
"""A drawing that fits so well lies where it should: when it is not clear, the claim is wrong and not the corners."""

_UNCHECKED = frozenset({"Code39", "ITF"})
"""Without a check character (ITF-14's digit lets one wrong text in ten through)."""

_STACKED = frozenset({"DataBarStk", "DataBarStkOmni", "DataBarExpStk"})

_EAN = frozenset({"EAN13", "UPCA", "EAN8", "UPCE"})


def judge(grey: Grey, one: Candidate, is_plausible: Plausible | None, proofs: Proofs | None = None) -> Reading:
    """The candidate, accepted or doubtful, and why. ``proofs`` are those of the frames before, where there are any."""
    if proofs is not None and one.symbology not in MATRIX and proofs.has(one):
        is_accepted, why = True, f"{_PROOF} in the frame before"
    else:
        is_accepted, why = _judged(grey, one, is_plausible)
    evidence = f"{one.engine}; {why}"
    return Reading(one.text, one.aim, one.symbology, one.corners, is_accepted, evidence, _PROOF in why, one.engine)


def is_settled(readings: list[Reading], one: Candidate) -> bool:
    """Whether the bars in this place have already borne out a reading: then no other text can stand there."""
    claim = Reading(one.text, one.aim, one.symbology, one.corners, False, "")
    return any(seen.is_proven and is_same_place(seen, claim) and is_same_kind(seen, claim) for seen in readings)


def added(readings: list[Reading], new: Reading) -> list[Reading]:
    """The readings with ``new`` among them, at most one for a place.

    In one place an accepted reading stands above doubtful ones. Two different accepted texts of one symbology in one
    place cannot both be there: neither is believed.
    """
    rivals = [seen for seen in readings if is_same_place(seen, new) and is_same_kind(seen, new)]
    others = [seen for seen in readings if seen not in rivals]
    accepted = [seen for seen in (*rivals, new) if seen.is_accepted]
    texts = {seen.text for seen in accepted}
    if len(texts) > 1:
        return [*others, *(_doubted(seen, f"conflict: {len(texts)} texts in one place") for seen in accepted)]
    if accepted:
        return [*others, accepted[0]]
    return [*others, rivals[0] if rivals else new]


def _judged(grey: Grey, one: Candidate, is_plausible: Plausible | None) -> tuple[bool, str]:
    if one.symbology in MATRIX:
        return True, "error correction"
    first = _match(grey, one)
    if is_plausible is not None and not is_plausible(one.text, one.symbology):
        if first is not None and first.is_beyond_doubt:
            return True, f"{_PROOF} ({first}), though its own check fails"
        return False, "the text fails its own check"
    if first is not None and _is_enough(first, one.symbology):
        return True, f"{_PROOF} ({first})"
    looks = [_look_again(grey, one, width_px, twist_deg) for width_px, twist_deg in _LOOKS]
    different = sorted({seen.text for look in looks for seen in look} - {one.text})
    if different:
        return False, f"a second look read {different[0]!r}"
    same = [seen for look in looks for seen in look]
    for again in same:
        found = best_match(grey, again.corners, drawings(again))
        if found is not None and _is_enough(found, one.symbology, has_agreeing_looks=len(same) == len(_LOOKS)):
            return True, f"{_PROOF} at a second look ({found})"
    if first is not None and first.lead is not None and one.symbology != "Code128":
        return False, f"the bars do not bear it out ({first})"
    return _by_agreement(grey, one, len(same) == len(_LOOKS))


def _is_enough(found: Match, symbology: str, *, has_agreeing_looks: bool = False) -> bool:
    if found.lead is None:
        return found.is_clear and (symbology in _TWO_CHECKS or has_agreeing_looks)
    return found.is_clear_without_check if symbology in _UNCHECKED else found.is_clear


def _match(grey: Grey, one: Candidate) -> Match | None:
    """Over the whole symbol; where that is unclear, along its top and its bottom edge, since a decoder that lost a
    bar's end in one row gives corners that fit only in the other."""
    best: Match | None = None
    top_left, top_right, bottom_right, bottom_left = one.corners
    right, left = 0.25 * (bottom_right - top_right), 0.25 * (bottom_left - top_left)
    along_top = np.array([top_left, top_right, top_right + right, top_left + left])
    along_bottom = np.array([bottom_left - left, bottom_right - right, bottom_right, bottom_left])
    for corners in (one.corners, along_top, along_bottom):
        found = best_match(grey, corners, drawings(one))
        if found is None or found.is_clear or found.fit > _WELL_LAID:
            return found
        best = found if best is None or found.rank > best.rank else best
    return best


def _by_agreement(grey: Grey, one: Candidate, has_agreeing_looks: bool) -> tuple[bool, str]:
    """For what cannot be drawn: Code 128 in an unusual encodation, stacked DataBar, damaged Code 93 and Codabar."""
    if not has_agreeing_looks:
        return False, "a second look did not read it"
    crop = crop_level(grey, one.corners, _LOOKS[0][0])
    seen = read_with_zbar(crop.grey, one.symbology)
    if seen is None and one.symbology in _TWO_CHECKS | {"MicroQR"}:
        return True, "three looks agree"
    if seen == [one.text]:
        return True, "three looks and zbar agree"
    return False, "no second engine agrees"


def _look_again(grey: Grey, one: Candidate, width_px: float, twist_deg: float) -> list[Candidate]:
    names = _EAN if one.symbology in _EAN else frozenset({one.symbology})
    tallest = 2.0 if one.variant in _STACKED else 0.5
    crop = crop_level(grey, one.corners, width_px, twist_deg, tallest)
    seen = read_with_zxing(crop.grey, Formats(names), "second look", is_level=True)
    return [as_placed(again, crop.placed(again.corners)) for again in seen]


def is_same_kind(one: Reading, other: Reading) -> bool:
    return one.symbology == other.symbology or (one.symbology in _EAN and other.symbology in _EAN)


def is_same_place(one: Reading, other: Reading) -> bool:
    """Whether the middle of either lies within the other's bounds."""
    a, b = bounds(one), bounds(other)
    return a.has_within(b.middle_x, b.middle_y, 2) or b.has_within(a.middle_x, a.middle_y, 2)


def _doubted(reading: Reading, why: str) -> Reading:
    return replace(reading, is_accepted=False, is_proven=False, evidence=f"{reading.evidence}; {why}")
