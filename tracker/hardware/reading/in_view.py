"""Several codes in view: which of them are told, and in which order. The rule itself knows what codes mean and is
handed in; here is only the waiting, since the two codes of one pack may be read in different frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.hardware.reading.formats import Arrange, Code, Fate
from tracker.hardware.reading.frames import FrameAgreement
from tracker.hardware.reading.in_place import Places
from tracker.hardware.reading.reading import Grey, Reading

IN_VIEW_MS = 700.0
"""Since last seen: seen whole six times a second, a code that is still there is read within that."""
WAIT_MS = 600.0
"""For the code beside it. Long enough for three looks at the whole frame, too short for a hand to show another pack."""
UNCLEAR_MS = 1500.0
"""Two packs may be in view only because one follows the other."""
_TOLD_ALREADY = "another code of this pack was told already"


def arranged(readings: Sequence[Reading], arrange: Arrange | None) -> list[Reading]:
    """The readings of one picture as they are to be told; what is doubtful already keeps its place."""
    if arrange is None:
        return list(readings)
    accepted = [reading for reading in readings if reading.is_accepted]
    placed = arrange([_code(reading) for reading in accepted])
    told = iter([_with(accepted[number], fate, why) for number, fate, why in placed if fate != "repeated"])
    in_turn = [next(told, None) if reading.is_accepted else reading for reading in readings]
    return [reading for reading in in_turn if reading is not None]


@dataclass(slots=True)
class _Shown:
    reading: Reading
    first_ms: float
    last_ms: float
    is_told: bool = False


class CodesInView:
    """The accepted codes before one camera."""

    def __init__(self, arrange: Arrange | None) -> None:
        self._arrange = arrange
        self._codes: list[_Shown] = []

    def told(self, seen: Sequence[Reading], agreed: Sequence[Reading], at_ms: float) -> list[Reading]:
        """What is to be told now, of what has just been agreed on and of what was waiting. ``seen`` is the frame's."""
        if self._arrange is None:
            return list(agreed)
        present = {_code(reading) for reading in seen if reading.is_accepted}
        for one in self._codes:
            one.last_ms = at_ms if _code(one.reading) in present else one.last_ms
        self._codes = [one for one in self._codes if not one.is_told or at_ms - one.last_ms <= IN_VIEW_MS]
        known = {_code(one.reading): one for one in self._codes}
        for reading in agreed:
            if not reading.is_accepted:
                continue
            if (before := known.get(_code(reading))) is not None and before.is_told:
                self._codes.remove(before)
            if before is None or before.is_told:
                self._codes.append(_Shown(reading, at_ms, at_ms))
        doubtful = [reading for reading in agreed if not reading.is_accepted]
        return [*self._due(self._arrange, at_ms), *doubtful]

    def rest(self) -> list[Reading]:
        """What is still waiting when there are no more frames."""
        return [] if self._arrange is None else self._due(self._arrange, float("inf"))

    def _due(self, arrange: Arrange, at_ms: float) -> list[Reading]:
        if all(one.is_told for one in self._codes):
            return []
        due: list[Reading] = []
        for number, fate, why in arrange([_code(one.reading) for one in self._codes]):
            one = self._codes[number]
            if one.is_told or at_ms - one.first_ms < {"may_wait": WAIT_MS, "doubtful": UNCLEAR_MS}.get(fate, 0.0):
                continue
            if fate != "repeated":
                is_late = fate != "doubtful" and self._repeats_what_was_told(arrange, one)
                due.append(_with(one.reading, *(("doubtful", _TOLD_ALREADY) if is_late else (fate, why))))
            one.is_told = True
        return due

    def _repeats_what_was_told(self, arrange: Arrange, new: _Shown) -> bool:
        """A plain code waits for the full one beside it, but not for ever: the pack must not count twice."""
        before = [_code(one.reading) for one in self._codes if one.is_told]
        alone = sum(fate == "repeated" for _, fate, _ in arrange(before))
        return sum(fate == "repeated" for _, fate, _ in arrange([*before, _code(new.reading)])) > alone


class Telling:
    """From the readings of each frame to those that are told: agreed on over frames, and in the order of their packs."""

    def __init__(self, arrange: Arrange | None) -> None:
        self._agreement = FrameAgreement()
        self._in_view = CodesInView(arrange)
        self._places = Places()

    def told(self, readings: list[Reading], at_ms: float, frame: Grey) -> list[Reading]:
        """What of the readings of ``frame``, and of those before it, is now to be told."""
        still = self._places.still(frame, readings, at_ms)
        agreed = self._agreement.agreed(readings, at_ms, still)
        self._places.told(agreed, readings, frame)
        return self._in_view.told([*readings, *still], agreed, at_ms)

    def rest(self) -> list[Reading]:
        """What is still waiting when there are no more frames."""
        return self._in_view.rest()


def _code(reading: Reading) -> Code:
    return reading.text, reading.aim, reading.symbology


def _with(reading: Reading, fate: Fate, why: str) -> Reading:
    evidence = f"{reading.evidence}; {why}" if why else reading.evidence
    return replace(reading, is_accepted=fate != "doubtful", evidence=evidence)
