"""Power cuts: the real program's calls, recorded once, and as many disks as are asked for."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.checking import goes_on, losses
from tests.faults.cutting import FATES, Disk, Found, lay_out, standing
from tests.faults.old_clinics import old_clinic
from tests.faults.recording import Call, record_calls
from tests.faults.work import keep_keys, make_home, record, settings_of, tubes_of
from tracker.errors import TrackerError
from tracker.station.opening import found_clinic


class Said:
    """What the program has told so far: its answers, one JSON object a line, and its words on standard error."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, str] = {}
        self.words = b""
        self._rest = b""

    def hear(self, said: bytes, descriptor: int = 1) -> None:
        if descriptor == 2:
            self.words += said
            return
        *lines, self._rest = (self._rest + said).split(b"\n")
        for line in lines:
            answer = json.loads(line)
            # Played again it is told as stored already; what was told first is what must be there.
            self.acknowledged.setdefault(answer["scan"], answer["verdict"])

    def cut_off(self) -> None:
        """The program ended: half an answer is none."""
        self._rest = b""


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


def record_shift(library: Path, folder: Path, number: int, seed: int) -> Recorded:
    """A shift of so many scans by ``tracker run``, from the opening of the clinic to its closing."""
    home = make_home(folder / "home")
    shift = record(folder / "shift.jsonl", tubes_of(home), number, seed)
    before = standing(home)
    calls = record_calls(library, home, ["run", "transfer", "--from", f"recording:{shift}", "--json"], folder / "trace")
    return Recorded(home, before, calls)


def record_beginning(library: Path, folder: Path, number: int) -> Recorded:
    """A clinic from nothing: ``tracker init``, then its first scans, which make the station's key."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text('station = "front-desk"\ntime_zone = "UTC"\nkey_store = "file"\n', "utf-8")
    before = standing(home)
    shift = record(folder / "shift.jsonl", (), number, seed=1)
    made = record_calls(library, home, ["init", "--clinic", "Northgate"], folder / "made")
    work = ["run", "use", "--from", f"recording:{shift}", "--json"]
    return Recorded(home, before, [*made, *record_calls(library, home, work, folder / "worked")])


def record_migration(library: Path, folder: Path, revision: str) -> Recorded:
    """A clinic of an earlier schema, opened by today's program for a few scans."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    old_clinic(home / "tracker.db", revision)
    keep_keys(home)
    before = standing(home)
    shift = record(folder / "shift.jsonl", (), 10, seed=1)
    work = ["run", "use", "--from", f"recording:{shift}", "--json"]
    return Recorded(home, before, record_calls(library, home, work, folder / "trace"))


def wrong(home: Path, said: Said) -> list[str]:
    """What the power cut did to the clinic, and to its going on."""
    return losses(home, said.acknowledged) or goes_on(home) or losses(home, said.acknowledged)


def wrong_at_the_beginning(home: Path, said: Said) -> list[str]:
    """The same; before ``tracker init`` has said that it is done, a clinic may also be made anew."""
    if "✔".encode() in said.words:
        return wrong(home, said)
    try:
        found_clinic(settings_of(home), "Northgate")
    except TrackerError as error:
        # Made already, and not told yet.
        found = wrong(home, said)
        return [f"cannot be made: {error.message}", *found] if found else []
    return wrong(home, said)


def cut(recorded: Recorded, seeds: Iterable[int], folder: Path, asked: Asked = wrong, *, lies: bool = False) -> Cuts:
    """One cut for each seed, at a moment and with a fate for what was not flushed that the seed decides."""
    moments = sorted((random.Random(seed).randrange(len(recorded.calls) + 1), seed) for seed in seeds)
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
