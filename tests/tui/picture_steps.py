"""How the app is brought into the states that pictures are taken of: steps that a person would take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from tests.hardware.scenes import on_a_shelf
from tests.hardware.streams import Stream
from tests.tui.driving import EXAM_2, post_keys, settled, wait_for
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo import HAND_OFF, LAB
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import PULL_S
from tracker.hardware.sources.opening import open_source
from tracker.station import Station
from tracker.tui.app import TrackerApp
from tracker.tui.widgets.viewfinder import Words

Steps = Callable[[TrackerApp, Pilot[Any]], Awaitable[None]]


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
        await wait_for(pilot, lambda: all(each.code for each in station.devices.states()), "they are not there")
        app.bench.tick()

    return steps
