"""Whether the pixels bear a claim out, character by character.

A decoder answers "what does this row say"; under blur it may say something whose check digit happens to hold, and say
it again at another scale. Here the question is turned round: the claimed symbol is drawn (:mod:`.patterns`), blurred
as the picture is, laid over the pixels, and every character must fit clearly better than each of its rivals. A wrong
text has at least two characters for which a rival fits better, since a check digit or check character changed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.hardware.reading.patterns import SAMPLES, Alphabet, Drawing
from tracker.hardware.reading.reading import Corners, Grey

Floats = NDArray[np.float32]

LEAST_FIT, LEAST_LEAD, LEAST_BOTH = 0.65, 0.02, 0.88
"""On thousands of damaged labels right texts lead by more than 0.02, wrong ones trail by more than 0.1. The exception
is a crease that whitened a Code 39 character: there nothing is left to tell the rivals apart by, and the wrong one led
by 0.02 with a fit of 0.71. So a poor fit asks for a longer lead, and a symbology without check character for more."""

LEAST_FIT_ALONE = 0.85
"""Where nothing but the fit stands against a change: a crease that widens one bar of a Code 39 makes another, whole
character, which fits by 0.74. Undamaged ones fit by 0.88 and more."""


_BANDS = 4
_ROWS_PER_BAND = 4
_PAD = 8 * SAMPLES
_BLURS_MODULES = (0.25, 0.45, 0.65, 0.85, 1.1, 1.4)
_FIRST_BLUR = 0.65
_BULGE_LIMIT, _BULGE_STEP_MODULES = 0.09, 0.5
_COARSE = 3
_LIKELY = 0.75
_MOST_UNLIKELY = 3
_REACH = round(1.5 * SAMPLES)
_PLAY = SAMPLES // 2


@dataclass(frozen=True, slots=True)
class Match:
    """``fit``: the worst character's correlation with its claimed bars. ``lead``: by how much the worst character
    beats its best rival (negative: the rival is better); None where the drawing has no rivals."""

    fit: float
    lead: float | None

    @property
    def is_clear(self) -> bool:
        """Every character fits, and none of its rivals comes near."""
        if self.lead is None:
            return self.fit >= LEAST_FIT_ALONE
        return self.fit >= LEAST_FIT and self.lead >= LEAST_LEAD and self.fit + 2 * self.lead >= LEAST_BOTH

    @property
    def is_clear_without_check(self) -> bool:
        """For symbologies without a check character, where one wrong character makes a whole wrong text."""
        return self.is_clear and self.fit >= LEAST_FIT_ALONE and self.lead is not None and self.lead >= 3 * LEAST_LEAD

    @property
    def is_beyond_doubt(self) -> bool:
        """So clear that a failing check digit is the label's fault: then it is for the meaning to refuse it in words."""
        return self.lead is not None and self.fit >= 0.85 and self.lead >= 3 * LEAST_LEAD

    @property
    def rank(self) -> tuple[bool, float]:
        """Clear before unclear; then, of clear ones the better fit, of others the longer lead."""
        return self.is_clear, self.fit if self.is_clear or self.lead is None else self.lead

    def __str__(self) -> str:
        lead = "" if self.lead is None else f", lead {self.lead:.2f}"
        return f"fit {self.fit:.2f}{lead}"


def best_match(grey: Grey, corners: Corners, drawings: Iterable[Drawing]) -> Match | None:
    """Lay the drawings over the symbol at ``corners`` (its first to its last bar) until one is clear, the likeliest
    first; else the best of them, or None where there is no drawing."""
    best: Match | None = None
    unlikely: list[tuple[float, Floats, Drawing]] = []
    laid: dict[float, Floats] = {}
    for drawing in drawings:
        if drawing.modules not in laid:
            laid[drawing.modules] = _bands(grey, corners, drawing.modules)
        correlation, bands = _without_bulge(laid[drawing.modules], _blurred(drawing, _FIRST_BLUR))
        if correlation < _LIKELY:
            unlikely.append((correlation, bands, drawing))
            continue
        best = _better(best, _matched(bands, drawing))
        if best.is_clear and best.fit >= LEAST_FIT_ALONE:
            return best
    for _, bands, drawing in sorted(unlikely, key=lambda one: -one[0])[:_MOST_UNLIKELY]:
        best = _better(best, _matched(bands, drawing))
        if best.is_clear and best.fit >= LEAST_FIT_ALONE:
            break
    return best


def _matched(bands: Floats, drawing: Drawing) -> Match:
    """As the bands lie, where that leaves no doubt; else each is first stretched until its bars lie over the
    drawing's, which takes most of the time and can only bring a claim nearer to what was drawn."""
    at_once = _compared(np.asarray(_unit(bands).mean(axis=0), dtype=np.float32), drawing)
    if at_once.is_beyond_doubt:
        return at_once
    return _compared(_aligned(bands, _blurred(drawing, _FIRST_BLUR), drawing), drawing)


def _compared(profile: Floats, drawing: Drawing) -> Match:
    fits = _at_every_blur(drawing) @ _unit(profile)
    return _against_rivals(profile, drawing, _BLURS_MODULES[int(fits.argmax())])


def _better(best: Match | None, other: Match) -> Match:
    return other if best is None or other.rank > best.rank else best


def _bands(grey: Grey, corners: Corners, modules: float) -> Floats:
    """Rows across the bars (shape bands × samples), dark high, from before the first bar to after the last."""
    width, rows = round(modules * SAMPLES), _BANDS * _ROWS_PER_BAND
    target = np.array([[_PAD, 0], [_PAD + width, 0], [_PAD + width, rows], [_PAD, rows]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(_outline(corners), target)
    size = (width + 2 * _PAD, rows)
    piece = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    banded = np.asarray(piece, dtype=np.float32).reshape(_BANDS, _ROWS_PER_BAND, -1).mean(axis=1)
    return np.asarray(255.0 - banded, dtype=np.float32)


def _outline(corners: Corners) -> Floats:
    """Decoders give the last dark pixel, and the bar ends one further on; a single row is widened to three."""
    outline = corners.copy()
    across = (corners[1] - corners[0] + corners[2] - corners[3]) / 2
    across /= max(float(np.hypot(*across)), 1.0)
    outline[1:3] += across
    if np.hypot(*(corners[3] - corners[0])) < 2:
        down = np.array([-across[1], across[0]])
        outline += np.array([-down, -down, down, down])
    return outline.astype(np.float32)


def _without_bulge(bands: Floats, template: Floats) -> tuple[float, Floats]:
    """Both ends are right, but perspective and curved surfaces move the middle by several modules: the parabola under
    which the symbol as a whole fits best, taken out."""
    indices = _bulges(template.size)
    fits = _unit(bands.mean(axis=0)[indices[:, ::_COARSE]]) @ _unit(template[::_COARSE])
    best = int(np.argmax(fits))
    return float(fits[best]), np.asarray(bands[:, indices[best]], dtype=np.float32)


@lru_cache(maxsize=64)
def _bulges(size: int) -> NDArray[np.intp]:
    """For each bulge (rows) the sample to take for every place (columns)."""
    places = np.arange(size)
    along = np.clip((places - _PAD) / (size - 2 * _PAD), 0, 1)
    bulges = np.arange(-_BULGE_LIMIT, _BULGE_LIMIT, _BULGE_STEP_MODULES * SAMPLES / size) * size
    moved = places + bulges[:, None] * (4 * along * (1 - along))
    return np.clip(np.rint(moved), 0, size - 1).astype(np.intp)


def _aligned(bands: Floats, template: Floats, drawing: Drawing) -> Floats:
    """The bands, each stretched by a cubic so that its bars lie over the template's, then averaged."""
    starts, ends = _windows(drawing)
    middle = template.size / 2
    centres = ((starts + ends) / 2 - middle) / middle
    places = np.arange(template.size, dtype=np.float64)
    fits = _fits_by_shift(bands, template, starts, ends)
    shifts = fits.argmax(axis=1) - _REACH
    weights = np.maximum(fits.max(axis=1), 0.05) ** 2
    powers = np.vander(centres, min(4, len(starts)), increasing=True)
    normal = np.einsum("sp,bs,sq->bpq", powers, weights**2, powers) + 1e-9 * np.eye(powers.shape[1])
    cubics = np.linalg.solve(normal, np.einsum("sp,bs,bs->bp", powers, weights**2, shifts)[..., None])[..., 0]
    offsets = cubics @ np.vander((places - middle) / middle, powers.shape[1], increasing=True).T
    moved = [np.interp(places + offset, places, band) for offset, band in zip(offsets, bands, strict=True)]
    return np.asarray(_unit(np.array(moved)).mean(axis=0), dtype=np.float32)


def _fits_by_shift(bands: Floats, template: Floats, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
    """Correlation by (band, shift from -reach to +reach, window)."""
    padded = cv2.copyMakeBorder(bands, 0, 0, _REACH, _REACH, cv2.BORDER_REPLICATE)
    fits = np.empty((len(bands), 2 * _REACH + 1, len(starts)), dtype=np.float32)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        under, window = padded[:, start : end + 2 * _REACH], template[None, start:end]
        fits[..., number] = cv2.matchTemplate(under, window, cv2.TM_CCOEFF_NORMED)
    return np.nan_to_num(fits)


def _windows(drawing: Drawing) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where every segment begins and ends in the padded profile, with one module of its neighbours."""
    edges = _PAD + np.cumsum([0, *(segment.levels.size for segment in drawing.segments)])
    return edges[:-1] - SAMPLES, edges[1:] + SAMPLES


def _against_rivals(profile: Floats, drawing: Drawing, blur: float) -> Match:
    template = _blurred(drawing, blur)
    groups: dict[Alphabet, list[tuple[int, int]]] = {}
    for start, segment in zip(_windows(drawing)[0], drawing.segments, strict=True):
        groups.setdefault(segment.alphabet, []).append((int(start), segment.number))
    fits, leads = [], []
    for alphabet, members in groups.items():
        window = np.arange(alphabet.levels.shape[1] + 2 * SAMPLES)
        starts = np.array([start for start, _ in members])[:, None]
        lanes = _unit(profile[starts[..., None] + np.arange(-_PLAY, _PLAY + 1)[:, None] + window])
        own = template[starts + window]
        fit = np.matmul(lanes, _unit(own)[..., None]).max(axis=(1, 2))
        fits.append(float(fit.min()))
        if alphabet.levels.size:
            best = _best_rivals(lanes, own, alphabet, [number for _, number in members], blur)
            leads.append(float((fit - best).min()))
    return Match(min(fits), min(leads, default=None))


def _best_rivals(lanes: Floats, own: Floats, alphabet: Alphabet, numbers: Sequence[int], blur: float) -> Floats:
    """For every segment how well its best rival fits in the best of its lanes (segments × shifts × samples, unit).

    A rival is drawn as the segment itself less its own character and plus the other one, so that the neighbours' blur
    stays. Sums of products serve, so that no rival need be built: each is one of the alphabet plus what surrounds it.
    """
    characters, lengths = _characters(alphabet, blur)
    around = own - own.mean(axis=1, keepdims=True) - characters[numbers]
    products = lanes @ characters.T + np.matmul(lanes, around[..., None])
    squares = lengths + 2 * around @ characters.T + np.square(around).sum(axis=1, keepdims=True)
    found = products.max(axis=1) / np.sqrt(np.maximum(squares, 1e-6))
    found[np.arange(len(numbers)), numbers] = -1
    return np.asarray(found.max(axis=1), dtype=np.float32)


@lru_cache(maxsize=64)
def _characters(alphabet: Alphabet, blur: float) -> tuple[Floats, Floats]:
    """Each character blurred, on no ground, without its mean; and the squares of their lengths."""
    padded = np.pad(alphabet.levels, ((0, 0), (SAMPLES, SAMPLES)))
    blurred = cv2.filter2D(padded, -1, _kernel(blur)[None, :], borderType=cv2.BORDER_CONSTANT)
    centred = np.asarray(blurred - blurred.mean(axis=1, keepdims=True), dtype=np.float32)
    return centred, np.asarray(np.square(centred).sum(axis=1), dtype=np.float32)


@lru_cache(maxsize=16)
def _at_every_blur(drawing: Drawing) -> Floats:
    """A row for each of :data:`_BLURS_MODULES`, without its mean, of length one."""
    return _unit(np.array([_blurred(drawing, blur) for blur in _BLURS_MODULES]))


@lru_cache(maxsize=64)
def _blurred(drawing: Drawing, blur: float) -> Floats:
    """The whole symbol with a quiet zone on both sides."""
    levels = [segment.levels for segment in drawing.segments]
    quiet = np.zeros(_PAD, dtype=np.float32)
    row = np.concatenate([quiet, *levels, quiet])[None, :]
    blurred = cv2.filter2D(row, -1, _kernel(blur)[None, :], borderType=cv2.BORDER_CONSTANT)
    return np.asarray(blurred[0], dtype=np.float32)


@lru_cache
def _kernel(blur: float) -> Floats:
    """A Gaussian whose standard deviation is ``blur`` modules."""
    sigma = blur * SAMPLES
    reach = int(np.ceil(3 * sigma))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return np.asarray(bell / bell.sum(), dtype=np.float32)


def _unit(values: NDArray[np.floating]) -> Floats:
    """Rows without mean, of length one."""
    centred = values - np.add.reduce(values, axis=-1, keepdims=True) / values.shape[-1]
    lengths = np.sqrt(np.einsum("...x,...x->...", centred, centred))[..., None]
    return np.asarray(centred / np.maximum(lengths, 1e-6), dtype=np.float32)
