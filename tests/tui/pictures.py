"""Pictures of every screen, for looking at: ``python -m tests.tui.pictures FOLDER [THEME]`` writes SVG files."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests.tui.desk_picture_steps import (
    ALL_BUT_FLUSH,
    BADGE_SHOT,
    DRAWER,
    FLUSH,
    SYRINGE_SHOT,
    among_counts,
    buying,
    counting,
    recalling,
    recalls_seen,
    reckoned,
    then_pressing,
)
from tests.tui.driving import EXAM_2, Clinic, ready, screen_text
from tests.tui.past import build_past
from tests.tui.picture_steps import (
    EPI_PACK,
    PACK,
    SWAB,
    Steps,
    accepted,
    among_devices,
    binding,
    finding,
    handing,
    home,
    job,
    labelling,
    looking,
    new_item,
    opened_expiring,
    opened_page,
    opening,
    parked,
    pressing,
    received,
    refused,
    restock,
    shot,
    then_label,
    unknown,
)
from tests.tui.pictures_signing import SIGN_IN, at_the_gate
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo import LAB
from tracker.demo.clinic import build_clinic, demo_settings
from tracker.demo.signing import ask_pins
from tracker.hardware.printers.simulated import Trouble
from tracker.tui.app import TrackerApp

SIZES = ((80, 24), (120, 40))
ORDERS_MADE = ("f6", "down", "enter")
BOUGHT: dict[str, Steps] = {
    "today": pressing("f2", "wait:3000"),
    "buy": then_pressing(buying, *["down"] * 3),
    "buy-split": then_pressing(buying, *["down"] * 7, "s"),
    "buy-curve": then_pressing(buying, "c"),
}
"""The demo as 'tracker demo' opens it: half a year of use, suppliers and what they offer."""
WITH_PAST: dict[str, Steps] = {
    "past-home": reckoned,
    "reorder": buying,
    "reorder-down": then_pressing(buying, "down", "x", "down"),
    "reorder-packs": then_pressing(buying, "enter"),
    "reorder-make": then_pressing(buying, "f6"),
    "reorder-orders": then_pressing(buying, *ORDERS_MADE),
    "reorder-order": then_pressing(buying, *ORDERS_MADE, "enter"),
    "reorder-what-if": then_pressing(buying, "l", "l", "l", "l", "r", "r"),
    "item": then_pressing(buying, "f4"),
    "past-expiring": pressing("f3"),
    "item-expired": pressing("f3", "enter", "0"),
    "reorder-curve": then_pressing(buying, "c"),
    "reorder-sent": then_pressing(buying, *ORDERS_MADE, "enter", "down", "enter"),
}
"""States of a clinic that has half a year of use behind it."""
STATES: dict[str, Steps] = {
    "recalls": recalls_seen(),
    "recall-deeds": recalls_seen("enter"),
    "pull": recalling(shot(command_code(Command.PULL))),
    "pull-room": recalling(shot(command_code(Command.PULL)), EXAM_2),
    "pulled": recalling(shot(command_code(Command.PULL)), EXAM_2, SYRINGE_SHOT),
    "pull-wrong": recalling(shot(command_code(Command.PULL)), EXAM_2, shot(SWAB)),
    "pull-books": recalling(BADGE_SHOT, shot(command_code(Command.PULL)), EXAM_2, shot(command_code(Command.DONE))),
    "return": recalling(shot(command_code(Command.PULL)), EXAM_2, SYRINGE_SHOT, shot(command_code(Command.RETURN))),
    "reorder-plain": buying,
    "orders-none": then_pressing(buying, "f9"),
    "labels-none": pressing("f12"),
    "labels": labelling(Trouble.NONE, "f12"),
    "labels-out": labelling(Trouble.PAPER_OUT, "f12"),
    "labels-doubt": labelling(Trouble.DIES_IN_A_LABEL, "f12"),
    "labels-fault": labelling(Trouble.PAPER_OUT),
    "labels-job": labelling(Trouble.PAPER_OUT, "f12", "down", "enter"),
    "labels-again": labelling(Trouble.NONE, "f12", "f6"),
    "label": labelling(Trouble.NONE, scans=(EXAM_2, PACK, shot(command_code(Command.LABEL)))),
    "label-two": labelling(Trouble.NONE, scans=(EXAM_2, PACK, shot(command_code(Command.LABEL))), others=2),
    "label-first": then_label(EXAM_2),
    "label-menu": labelling(Trouble.NONE, "f8", scans=(EXAM_2, PACK)),
    "look_read": looking("read", "camera"),
    "look_far": looking("far", "camera"),
    "look_blurred": looking("blurred", "camera"),
    "look_glare": looking("glare", "camera"),
    "look_devices": looking("read", "devices"),
    "look_beside": looking("blurred", ""),
    "home": home,
    "restock": restock,
    "accepted": accepted,
    "refused": refused,
    "unknown": unknown,
    "receive": job(Command.RECEIVE, shot("L0000151")),
    "use": job(Command.USE, EXAM_2),
    "transfer": job(Command.TRANSFER, EXAM_2),
    "opened": opening(),
    "opened_again": opening(EPI_PACK),
    "opened_use": opening(shot(command_code(Command.USE)), EPI_PACK),
    "opened_page": opened_page,
    "opened_expiring": opened_expiring,
    "find": finding,
    "parked": parked,
    "devices": among_devices(),
    "devices_alike": among_devices(
        "serial:/dev/serial/by-id/usb-Zebra_Technologies_DS2208_S-N_12345678-if00",
        "serial:/dev/serial/by-id/usb-Zebra_Technologies_DS4308_S-N_12345678-if00",
        "serial:/dev/ttyACM0?baud=115200&beep=bel",
    ),
    "devices_many": among_devices(
        "serial:/dev/serial/by-id/usb-Zebra_Technologies_DS2208_S-N_12345678-if00",
        "serial:/dev/ttyACM7?baud=115200&beep=bel",
        "serial:/dev/null",
        "socket://127.0.0.1:1",
        "evdev:Symbol Barcode Scanner?layout=de",
        "hidpos:",
        "camera:9",
        "mjpeg:http://nurse:secret@127.0.0.1:9/video",
        "mjpeg:http://127.0.0.1:9/video?token=secret",
        "serail:/dev/ttyACM0",
        "video:/nowhere/film.mp4",
    ),
    "spot-check": job(Command.COUNT, shot(DRAWER), shot(FLUSH)),
    "count": counting(("I00015421", 6)),
    "count-again": counting(("I00015421", 6), (FLUSH, 9)),
    "count-number": counting(("I00015421", 6), then=("f4",)),
    "count-sheet": counting(("I00015421", 6), (FLUSH, 9), then=("f9",)),
    "count-none-here": counting(("I00015421", 6), then=("f9", "enter")),
    "count-differs": counting(*ALL_BUT_FLUSH, then=("f9",)),
    "count-why": counting(*ALL_BUT_FLUSH, then=("f9", "enter")),
    "count-close": counting(*ALL_BUT_FLUSH, then=("f9", "f6")),
    "counts": among_counts(),
    "count-open": among_counts("f6", "down", "enter"),
    "count-help": counting(then=("f1",)),
    "menu": pressing("f8"),
    "help": pressing("f1"),
    "quantity": pressing("f9", "f4"),
    "newitem": new_item,
    "bind": binding,
    "palette": pressing("ctrl+p"),
    "received": received,
    "board": job(Command.BOARD),
    "hand_off": handing,
    "missing": job(Command.BOARD, shot("2600000708")),
    "cold": job(Command.STORE, shot(LAB), shot("R00000000448")),
    "bags": job(Command.ARRIVE, shot(LAB)),
}


def take(app: TrackerApp, path: Path) -> None:
    """The screen as a picture, and beside it as text."""
    svg = app.export_screenshot().replace("<text ", '<text xml:space="preserve" ')
    path.write_text(svg, "utf-8")
    path.with_suffix(".txt").write_text(screen_text(app), "utf-8")


async def main(folder: Path, theme: str, only: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        template = Path(name) / "template"
        template.mkdir()
        build_clinic(template)
        past = Path(name) / "past"
        past.mkdir()
        bought = Path(name) / "bought"
        bought.mkdir()
        if not only or only in WITH_PAST:
            build_past(past)
        if not only or only in BOUGHT:
            build_clinic(bought, has_past=True)
        asking = Path(name) / "asking"
        if not only or only in SIGN_IN:
            shutil.copytree(template, asking)
            ask_pins(demo_settings(asking))
        homes = {**dict.fromkeys(SIGN_IN, asking), **dict.fromkeys(WITH_PAST, past), **dict.fromkeys(BOUGHT, bought)}
        for state, steps in {**STATES, **WITH_PAST, **BOUGHT, **SIGN_IN}.items():
            if only and state != only:
                continue
            for width, height in SIZES:
                clinic = Clinic(homes.get(state, template), Path(name) / f"{state}{width}")
                app = clinic.app(theme)
                async with driven(app, size=(width, height), notifications=state in WITH_PAST) as pilot:
                    await (at_the_gate(app, pilot) if state in SIGN_IN else ready(pilot, app))
                    await steps(app, pilot)
                    await pilot.pause(0.2)
                    take(app, folder / f"{state}-{width}.svg")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target, sys.argv[2] if len(sys.argv) > 2 else "dark", sys.argv[3] if len(sys.argv) > 3 else ""))
