"""Pictures of every screen, for looking at: ``python -m tests.tui.pictures FOLDER [THEME]`` writes SVG files."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.hardware.scenes import on_a_shelf
from tests.hardware.streams import Stream
from tests.tui.driving import EXAM_2, Clinic, post_keys, ready, screen_text, settled, wait_for
from tests.tui.past import build_past
from tests.tui.pictures_signing import SIGN_IN, at_the_gate
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo import HAND_OFF, LAB
from tracker.demo.clinic import build_clinic, demo_settings
from tracker.demo.signing import ask_pins
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import PULL_S
from tracker.hardware.sources.opening import open_source
from tracker.station import Station
from tracker.tui.app import TrackerApp
from tracker.tui.widgets.viewfinder import Words

Steps = Callable[[TrackerApp, Pilot[Any]], Awaitable[None]]
SIZES = ((80, 24), (120, 40))


def shot(text: str) -> str:
    return f"]C0{text}\r"


async def scan(app: TrackerApp, pilot: Pilot[Any], *texts: str) -> None:
    before = app.link.latest.counts.scanned if app.link.latest else 0
    for text in texts:
        await pilot.pause(PULL_S + 0.01)  # as far apart as triggers are pulled
        post_keys(app, text)
    await settled(pilot, app, before + len(texts))


async def home(app: TrackerApp, pilot: Pilot[Any]) -> None:
    del app, pilot


async def restock(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await scan(app, pilot, EXAM_2)


SYRINGE = "(01)09520101000408(17)270930(10)2K417"
SWAB = "(01)09520101004703(17)261102(10)P31"
"""A pack that goes in, and one that expired on the shelf."""


async def accepted(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await scan(app, pilot, EXAM_2, shot(command_code(Command.QUANTITY, 10)), shot(SYRINGE))


async def refused(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await accepted(app, pilot)
    await scan(app, pilot, shot(SWAB))


async def unknown(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await scan(app, pilot, EXAM_2, shot("VENDOR 4711"))


def job(command: Command, *more: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await scan(app, pilot, shot(command_code(command)), *more)

    return steps


def pressing(*keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.15)

    return steps


async def finding(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await scan(app, pilot, shot(command_code(Command.FIND)))
    await pilot.press("tab")
    for character in "gauze":
        await pilot.press(character)
        await pilot.pause(0.05)
    await pilot.pause(0.3)
    await pilot.press("enter")
    await wait_for(pilot, lambda: bool(app.bench.drawn.left), "the item's places are listed")


async def parked(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await scan(app, pilot, EXAM_2, shot("VENDOR 4711"), shot(command_code(Command.PARK)))
    await pilot.press("f7")
    await pilot.pause(0.2)


async def new_item(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await scan(app, pilot, EXAM_2, shot("VENDOR 4711"), shot(command_code(Command.NEW)))
    await pilot.pause(0.2)


async def binding(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await unknown(app, pilot)
    await pilot.press("f2")
    await pilot.pause(0.1)
    for character in "syringe":
        await pilot.press(character)
        await pilot.pause(0.05)
    await pilot.pause(0.3)


async def received(app: TrackerApp, pilot: Pilot[Any]) -> None:
    station = app.link.station
    assert station is not None
    shelf = station.ask(lambda reader: reader.search("Gauze sponge 4×4, sterile", 1))[0]
    held = station.ask(lambda reader: reader.where_is(shelf.id))
    store = next(each.place for each in held if each.place.is_store)
    await scan(app, pilot, shot(command_code(Command.RECEIVE)), shot(store.code))
    await scan(app, pilot, f"]d2019521234500017{shelf.id:0}\r", shot(shelf.code))


async def handing(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """The recorded hand-off, half way through, with one tube rejected."""
    scans = [scan.data for scan in open_source(f"recording:{HAND_OFF}", pace="at_once")]
    said = (*scans[:11], command_code(Command.REJECT_QS), *scans[12:16])
    for text in said:
        await scan(app, pilot, shot(text))


def looking(kind: str, view: str) -> Steps:
    """Before a camera on the network: a label in a corridor's light, read or not (``far``, ``blurred``, ``glare``)."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await scan(app, pilot, EXAM_2)
        station = app.link.station
        assert isinstance(station, Station)
        stream = Stream()
        stream.picture = on_a_shelf(kind)
        station.devices.attach(stream.url)
        await wait_for(pilot, lambda: app.bench.camera is not None, "the camera is known")
        app.bench.action_view(view)
        place = {"camera": "#looking", "devices": "#lens"}.get(view, "#beside")

        def said() -> str:
            return " ".join(str(each.render()) for each in app.bench.query(f"{place} .words").results(Words))

        wanted = "READ" if kind == "read" else "▸"
        await wait_for(pilot, lambda: (place == "#beside" and app.size.width < 120) or wanted in said(), "it is shown")
        await pilot.pause(3.5)  # the stream goes on while the picture is taken

    return steps


PACK = shot(SYRINGE)
EPI_PACK = "]d2010952010300550017280531105E547\r"
PROCEDURE = "L0106366"
"""Where medicines stand, and a vial there that keeps 28 days once opened."""


def opening(*more: str, keys: tuple[str, ...] = ()) -> Steps:
    """A vial opened in the procedure room, then more scans and keys."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await scan(app, pilot, shot(command_code(Command.OPENED)), shot(PROCEDURE), EPI_PACK)
        await pilot.pause(1.5)
        await scan(app, pilot, *more)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.15)

    return steps


def then_label(*texts: str) -> Steps:
    """LABEL behind these scans."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await scan(app, pilot, *texts, shot(command_code(Command.LABEL)))
        await pilot.pause(0.5)

    return steps


async def opened_expiring(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """A vial opened three weeks ago, by a paper, among what expires."""
    paper = (shot(command_code(Command.FROM_PAPER)), "]C02026-10-28 09:40\r", shot(command_code(Command.OPENED)))
    await scan(app, pilot, shot(LAB), *paper, shot(PROCEDURE), EPI_PACK)
    await scan(app, pilot, shot(command_code(Command.PAPER_DONE)))
    app.bench.action_view("expiring")
    await wait_for(pilot, lambda: app.bench.view == "expiring" and app.bench.is_settled, "it is listed")
    await pilot.pause(0.3)


async def opened_page(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """The page of an item of which one stands open, from the list of what expires."""
    await opened_expiring(app, pilot)
    await pilot.press(*["down"] * 10, "enter")
    await wait_for(pilot, lambda: app.bench.view == "item" and app.bench.is_settled, "the page is shown")
    await pilot.pause(0.5)


async def printed(app: TrackerApp, printer: SimulatedPrinter, code: str, copies: int = 1) -> None:
    """A label that the screen asked for, and the printer's answer to it."""
    station = app.link.station
    assert isinstance(station, Station)
    offered = station.ask(lambda reader: reader.labels_of(code, ""))[0]
    station.labels.print_label(offered, copies, f"zpl://127.0.0.1:{printer.port}")


def labelling(trouble: Trouble, *keys: str, scans: tuple[str, ...] = (), others: int = 0) -> Steps:
    """Two labels that came out, then two more with a printer in trouble; then scans and keys. ``others`` are printers that
    had labels before."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        def states() -> list[str]:
            assert app.link.station is not None
            return [job.state.value for job in app.link.station.ask(lambda reader: reader.print_jobs())]

        for _ in range(others):
            with SimulatedPrinter() as printer:
                await printed(app, printer, "L0010239")
                await wait_for(pilot, lambda: "confirmed" in states()[:1], "it is out")
        with SimulatedPrinter() as printer:
            await printed(app, printer, "L0010239")
            await printed(app, printer, SYRINGE, 3)
            # Each of the three copies is a job of its own.
            await wait_for(pilot, lambda: states() == ["confirmed"] * (4 + others), "all are out")
            printer.trouble = trouble
            if trouble is not Trouble.NONE:
                await printed(app, printer, "L0010336")
                await printed(app, printer, "I00010474", 12)
                await wait_for(pilot, lambda: "sending" not in states(), "the printer has failed")
            if scans:
                await scan(app, pilot, *scans)
            await pilot.pause(0.3)
            await pressing(*keys)(app, pilot)
            await pilot.pause(0.5)

    return steps


def among_devices(*urls: str) -> Steps:
    """The scanners, those of ``urls`` among them: none of them is plugged in."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        station = app.link.station
        assert isinstance(station, Station)
        for url in urls:
            station.devices.attach(url)
        app.bench.action_view("devices")
        await wait_for(pilot, lambda: all(each.code for each in station.device_states()), "they are not there")
        app.bench.tick()

    return steps


async def reckoned(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await wait_for(
        pilot, lambda: re.search(r"order \d+ item", screen_text(app)) is not None, "it is reckoned what to order"
    )


async def buying(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """What to order, in a clinic with a past."""
    app.bench.action_view("reorder")
    await wait_for(pilot, lambda: "as of" in app.bench.drawn.left, "it is reckoned")
    await pilot.pause(0.2)


def then_pressing(before: Steps, *keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await before(app, pilot)
        await pressing(*keys)(app, pilot)
        await pilot.pause(0.6)

    return steps


DRAWER, FLUSH = "L0106366", "I00016003"
"""A medicine drawer of seven lines, and one of them."""
BOOKED = {"I00015421": 6, "I00015518": 6, "I00015615": 4, "I00015712": 4, "I00015809": 4, "I00015906": 3}


def many(number: int) -> str:
    return shot(command_code(Command.QUANTITY, number))


def counting(*said: tuple[str, int], then: tuple[str, ...] = ()) -> Steps:
    """Somebody counts the drawer, blind: these items, and then keys."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await scan(app, pilot, shot("B0000000723"))
        station = app.link.station
        assert station is not None
        drawer = station.ask(lambda reader: reader.place(DRAWER))
        assert drawer is not None
        station.counting.open((drawer.id,), "")
        await scan(app, pilot, shot(command_code(Command.COUNT)), shot(DRAWER))
        for item, number in said:
            await scan(app, pilot, shot(item), many(number))
        await pressing(*then)(app, pilot)
        await pilot.pause(0.5)

    return steps


def among_counts(*keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await counting(("I00015421", 6))(app, pilot)
        app.bench.action_view("counts")
        await pilot.pause(0.5)
        await pressing(*keys)(app, pilot)
        await pilot.pause(0.5)

    return steps


ALL_BUT_FLUSH = (*BOOKED.items(), (FLUSH, 9), (FLUSH, 9))

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


def recalling(*more: str) -> Steps:
    """Two lots of the demo clinic recalled, and these scans."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        assert app.link.station is not None
        recall_two(app.link.station.database_path.parent)
        if more:
            await scan(app, pilot, *more)

    return steps


def recall_two(home: Path) -> None:
    from tracker.demo.clinic import demo_settings
    from tracker.inventory.recall_cases import open_case
    from tracker.journal.pen import Pen
    from tracker.labelling.finding import item_named
    from tracker.station.opening import open_pen

    store, journal = open_pen(demo_settings(home))
    try:
        with store.writing() as connection:
            for code, lot, why in RECALLED:
                item, _ = item_named(connection, code)
                open_case(connection, Pen(journal, "2026-11-16T14:00:00.000Z", "B0000000820"), item, lot, why)
    finally:
        store.close()


RECALLED = (
    ("I00010474", "2K417", "Needle may separate from the hub"),
    ("I00016003", "SF215", "Particles in the flush; maker's letter of 12 November"),
)
BADGE_SHOT = shot("B0000000820")
SYRINGE_SHOT = shot(SYRINGE)


def recalls_seen(*keys: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await recalling()(app, pilot)
        app.bench.action_view("recalls")
        await wait_for(pilot, lambda: "open" in app.bench.drawn.left, "the recalls are read")
        await pressing(*keys)(app, pilot)
        await pilot.pause(0.3)

    return steps


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
