"""All ways in, one after the other, and what each came to, told as it ends: the whole run takes an hour and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from tests.wild import importers, parsers, settings, urls, verbs
from tests.wild.ways import Way, meet
from tests.wild.world import World

WAYS: tuple[Way, ...] = (*importers.WAYS, *parsers.WAYS, *settings.WAYS, *urls.WAYS, *verbs.WAYS)


def send_through(ways: Sequence[Way], count: int, folder: Path, tell: Callable[[str], object]) -> list[str]:
    """The faults, a line for each way that has one; ``tell`` gets a line as each way ends."""
    world, faults = World(folder / "of"), list[str]()
    for way in ways:
        began = monotonic()
        try:
            meet(way, world, count)
            came = "ok"
        except Exception as error:  # whatever it is, it is this way's fault, and the next one is tried
            notes = "; ".join(getattr(error, "__notes__", ()))
            came = f"{type(error).__name__}: {str(error)[:300]} {notes[:400]}"
            faults.append(f"{way.name}: {came}")
        tell(f"{way.name}: {count:,} cases ({monotonic() - began:.0f} s): {came}")
    world.close()
    return faults
