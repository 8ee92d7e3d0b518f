"""Pictures of the specimen screens: ``python -m tests.tui.lab_pictures FOLDER [THEME [STATE]]`` writes SVG files."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.laboratory import (
    ANNE,
    BAG,
    BAG_2,
    BEN,
    BIG_RACK,
    BOX,
    COURIER,
    LABORATORY,
    NUMBER_OF_ORDERING_SYSTEM,
    REQUISITION,
    STAT_REQUISITION,
)
from tests.tui.driving import scan, shot
from tests.tui.lab import COUNTS, ORDERED, Lab, build_lab, lab_ready, said, spelt
from tests.tui.picture_steps import Steps, pressing
from tests.tui.pictures import SIZES, take
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.tui.app import TrackerApp


def scanning(*texts: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        for text in texts:
            await scan(app, pilot, text)

    return steps


def then(steps: Steps, *keys: str) -> Steps:
    async def both(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await steps(app, pilot)
        await pilot.pause(0.3)  # a key right behind a scan is taken for a part of it
        await pressing(*keys)(app, pilot)

    return both


PACKING = (said(Command.PACK), shot(ANNE), shot(BAG_2), *(shot(number) for number in COUNTS[8:12]))
DISPOSING = (said(Command.DISPOSE), shot(BEN), said(Command.DISPOSE_EXPIRED), said(Command.METHOD_AUTOCLAVE))
STORING = (said(Command.STORE), shot(BEN), shot(BIG_RACK), shot(COUNTS[3]))
COLLECTING = (said(Command.COLLECT), shot(ANNE), shot(STAT_REQUISITION), *spelt("RORI1231"))
HANDING = (said(Command.HAND_OFF), shot(ANNE), *(shot(number) for number in (*ORDERED, *COUNTS[8:12])), shot(BEN))

STATES: dict[str, Steps] = {
    "board": scanning(),
    "handoff-empty": scanning(said(Command.HAND_OFF)),
    "handoff-giving": scanning(*HANDING[:-1]),
    "handoff": scanning(*HANDING, shot(ORDERED[0]), said(Command.REJECT_RH), shot(COUNTS[8])),
    "handoff-next": scanning(*HANDING, shot(ORDERED[0]), said(Command.REJECT_QS)),
    "out-of-order": scanning(said(Command.HAND_OFF), shot(BEN), shot(COUNTS[1])),
    "accept": scanning(said(Command.ACCEPT), shot(BEN), shot(COUNTS[4])),
    "accept-rack": scanning(said(Command.ACCEPT), shot(BEN), shot(BIG_RACK)),
    "collect-empty": scanning(said(Command.COLLECT), shot(ANNE)),
    "collect-ask": scanning(said(Command.COLLECT), shot(ANNE), shot(STAT_REQUISITION), *spelt("RO")),
    "collect-blind": then(scanning(said(Command.COLLECT), shot(ANNE), shot(STAT_REQUISITION)), "f4", "r", "o"),
    "collect": scanning(*COLLECTING),
    "collect-label": scanning(*COLLECTING, said(Command.LABEL)),
    "collect-new": then(scanning(said(Command.COLLECT), shot(ANNE)), "f9", *"Roe", "tab", *"Ann"),
    "reveal": then(scanning(*COLLECTING), "f9"),
    "revealed": then(scanning(*COLLECTING), "f9", "enter"),
    "why": then(scanning(*HANDING), "f6"),
    "gone": then(scanning(*HANDING), "f4", "3"),
    "menu": then(scanning(), "f8"),
    "pack-empty": scanning(said(Command.PACK), shot(ANNE)),
    "pack": scanning(*PACKING),
    "ship-empty": scanning(said(Command.SHIP), shot(ANNE)),
    "ship": scanning(*PACKING, said(Command.SHIP), shot(BAG_2), shot(LABORATORY)),
    "ship-gone": scanning(*PACKING, said(Command.SHIP), shot(BAG_2), shot(LABORATORY), shot("SEAL-77"), shot(COURIER)),
    "arrive-empty": scanning(said(Command.ARRIVE), shot(BEN)),
    "arrive": scanning(said(Command.ARRIVE), shot(BEN), shot(BAG)),
    "arrive-tube": scanning(said(Command.ARRIVE), shot(BEN), shot(BAG), shot("SEAL-1"), shot(COUNTS[6])),
    "store-empty": scanning(said(Command.STORE), shot(BEN)),
    "store": scanning(*STORING),
    "store-slot": then(scanning(*STORING), "f4", *"C4", "enter"),
    "store-box": scanning(said(Command.STORE), shot(BEN), shot(BOX), shot(COUNTS[3])),
    "store-rack": scanning(*HANDING, said(Command.YES), *STORING[:-1], *(shot(number) for number in COUNTS[8:12])),
    "retrieve": scanning(said(Command.RETRIEVE), shot(BEN), shot(COUNTS[1])),
    "dispose": scanning(*DISPOSING, shot(COUNTS[1])),
    "dispose-empty": scanning(said(Command.DISPOSE), shot(BEN)),
    "spin": scanning(said(Command.SPIN), shot(ANNE), shot(ORDERED[1])),
    "test": scanning(said(Command.TEST), shot(BEN), shot(COUNTS[3])),
    "aliquot": scanning(said(Command.ALIQUOT), shot(BEN), shot(COUNTS[3]), said(Command.LABEL)),
    "pool": scanning(said(Command.POOL), shot(ANNE), shot(COUNTS[8]), shot(COUNTS[9])),
    "timeline": scanning(shot(COUNTS[1])),
    "rack": scanning(shot(BIG_RACK)),
    "requisition": scanning(shot(NUMBER_OF_ORDERING_SYSTEM)),
    "requisition-find": scanning(said(Command.FIND), shot(REQUISITION)),
}


async def main(folder: Path, theme: str, only: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        template = Path(name) / "template"
        template.mkdir()
        build_lab(template)
        for state, steps in STATES.items():
            if only and not state.startswith(only):
                continue
            for size in SIZES:
                lab = Lab(template, Path(name) / f"{state}{size[0]}", home_screen="board", partner_code=LABORATORY)
                app = lab.app(theme)
                async with driven(app, size=size) as pilot:
                    await lab_ready(pilot, app)
                    await steps(app, pilot)
                    await pilot.pause(0.2)
                    take(app, folder / f"{state}-{size[0]}.svg")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target, sys.argv[2] if len(sys.argv) > 2 else "dark", sys.argv[3] if len(sys.argv) > 3 else ""))
