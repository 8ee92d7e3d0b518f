"""Power cuts: the real program's calls, recorded once, and as many disks as are asked for."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.checking import goes_on, losses
from tests.faults.cutting import FATES, Disk, Found, lay_out
from tests.faults.recording import APART, Call


class Said:
    """What the program has told so far: its answers to scans, one JSON object a line, and its other words."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, str] = {}
        self.words = b""
        self._rest: dict[int, bytes] = {}

    def hear(self, said: bytes, descriptor: int = 1) -> None:
        who, descriptor = divmod(descriptor, APART)
        if descriptor == 2:
            self.words += said
            return
        *lines, self._rest[who] = (self._rest.get(who, b"") + said).split(b"\n")
        for line in lines:
            answer = json.loads(line)
            if "scan" not in answer:
                self.words += line
                continue
            # Played again it is told as stored already; what was told first is what must be there.
            self.acknowledged.setdefault(answer["scan"], answer["verdict"])

    def cut_off(self) -> None:
        """The program ended: half an answer is none."""
        self._rest.clear()


Asked = Callable[[Path, Said], list[str]]
"""What is wrong with the clinic in that folder, where so much had been said."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A home as it stood before, and every call from there on."""

    home: Path
    before: Found
    calls: Sequence[Call]


@dataclass(slots=True)
class Cuts:
    """What came of them. ``faults`` says, by the seed, what was lost or damaged."""

    cuts: int = 0
    acknowledged: int = 0
    """Scans that had been acknowledged, over all cuts."""
    faults: dict[int, list[str]] = field(default_factory=dict)


def wrong(home: Path, said: Said) -> list[str]:
    """What the power cut did to the clinic, and to its going on."""
    return losses(home, said.acknowledged) or goes_on(home) or losses(home, said.acknowledged)


def cut(recorded: Recorded, seeds: Iterable[int], folder: Path, asked: Asked = wrong, *, lies: bool = False) -> Cuts:
    """One cut for each seed, at a moment and with a fate for what was not flushed that the seed decides."""
    moments = sorted((_moment(seed, len(recorded.calls)), seed) for seed in seeds)
    disk, said, done, came = Disk(recorded.before, lies=lies), Said(), 0, Cuts()
    for moment, seed in moments:
        for call in recorded.calls[done:moment]:
            if call.kind == "s":
                said.hear(call.data, call.descriptor)
            else:
                disk.do(call)
        done = moment
        found = disk.cut(FATES[seed % len(FATES)], random.Random(seed))
        target = lay_out(found, recorded.home, folder / f"cut-{seed}")
        came.cuts += 1
        came.acknowledged += len(said.acknowledged)
        if faults := asked(target, said):
            came.faults[seed] = faults
        shutil.rmtree(target)
    return came


def _moment(seed: int, calls: int) -> int:
    """Anywhere; one in eleven behind the last call, when everything was said."""
    return calls if seed % 11 == 0 else random.Random(seed).randrange(calls)
