"""The real app in a pty of its own, led through one state after the other over clinics full of hostile texts.

``python -m tests.door.walking FOLDER TOLD STATE...`` is what runs in the pty. FOLDER holds the poisoned homes by name; the
file TOLD gets a JSON object for each state: which panes and dialogs stood on the screen, and what went wrong.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.door.hostile import poison, poison_patients
from tests.laboratory import LABORATORY
from tests.tui import desk_picture_steps, lab_pictures, pictures
from tests.tui.driving import Clinic, ready, wait_for
from tests.tui.lab import Lab, build_lab, lab_ready, lab_settings
from tests.tui.past import build_past
from tests.tui.picture_steps import Steps, pressing
from tests.tui.resting import Hand
from tests.tui.standing_out import happen
from tracker.demo.clinic import build_clinic, demo_settings
from tracker.errors import Refusal, StoreError
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.jobs.desk import Session
from tracker.labelling.offering import Offered
from tracker.people.badges import StaffLine
from tracker.station import Station
from tracker.station.opening import open_store, vault_of
from tracker.station.reader import StationReader
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.curve import CurveDialog
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.dialogs.emergency import EmergencyDialog
from tracker.tui.dialogs.opening import OpeningDialog
from tracker.tui.dialogs.people import CodeDialog, PeopleDialog
from tracker.tui.dialogs.print_job import PrintJobDialog, WhyAgainDialog
from tracker.tui.dialogs.quitting import QuittingDialog
from tracker.tui.dialogs.review_note import ReviewNoteDialog
from tracker.tui.dialogs.sign import SignDialog
from tracker.tui.dialogs.sign_act import SignActDialog
from tracker.tui.dialogs.split import SplitDialog
from tracker.tui.dialogs.welcome import WelcomeDialog
from tracker.tui.messages import NotOpened
from tracker.tui.panes.pane import Pane
from tracker.tui.screens.sign_in import SignInScreen

HOMES = ("demo", "past", "bought", "lab")
MARKUP, TITLE = "[/nope]", "\x1b]2;HACKED\x07"
SESSION = Session("B0000000723", f"{MARKUP}{TITLE}", datetime(2026, 11, 16, 8, tzinfo=UTC), "0" * 32, has_signed=True)


def viewing(view: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        app.bench.action_view(view)
        await wait_for(pilot, lambda: app.bench.is_settled, f"{view} is read")

    return steps


def asking(action: str) -> Steps:
    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        getattr(app.bench, f"action_{action}")()
        await wait_for(pilot, lambda: app.screen is not app.bench, f"{action} asks")

    return steps


async def labels_queued(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """A label that was printed and one that waits, both about a place with a hostile name."""
    station = app.link.station
    assert isinstance(station, Station)
    with SimulatedPrinter() as printer:
        await _printed(pilot, station, printer, "confirmed")
        printer.trouble = Trouble.PAPER_OUT
        await _printed(pilot, station, printer, "queued")


def _labels_of(code: str, reader: StationReader) -> tuple[Offered, ...]:
    return reader.labels_of(code, "")


async def _printed(pilot: Pilot[Any], station: Station, printer: SimulatedPrinter, becomes: str) -> None:
    """The first place of which a label can be drawn: some of the texts are none that a label can show."""
    for room in station.ask(lambda reader: reader.rooms()):
        with suppress(Refusal):
            (offered, *_) = station.ask(partial(_labels_of, room.place.code))
            station.labels.print_label(offered, 1, f"zpl://127.0.0.1:{printer.port}")
            break

    def states() -> set[str]:
        return {job.state.value for job in station.ask(lambda reader: reader.print_jobs())}

    await wait_for(pilot, lambda: becomes in states(), f"one is {becomes}")


async def waiting_job(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await labels_queued(app, pilot)
    await pressing("f12", "down", "enter")(app, pilot)
    for _ in range(4):
        if isinstance(app.screen, PrintJobDialog):
            return
        await pressing("escape", "down", "enter")(app, pilot)


async def job_again(app: TrackerApp, pilot: Pilot[Any]) -> None:
    await labels_queued(app, pilot)
    await pressing("f12", "f6")(app, pilot)
    for _ in range(4):
        if isinstance(app.screen, WhyAgainDialog):
            return
        await pressing("down", "f6")(app, pilot)


async def quitting(app: TrackerApp, pilot: Pilot[Any]) -> None:
    app.push_screen(QuittingDialog(f"2 scans of {MARKUP} wait", f"They are in {TITLE}."))
    await pilot.pause()


async def cannot_open(app: TrackerApp, pilot: Pilot[Any]) -> None:
    app.post_message(NotOpened(StoreError(f"No database {MARKUP}{TITLE}", hint=f"Look at {TITLE}{MARKUP}.")))
    await wait_for(pilot, lambda: isinstance(app.screen, OpeningDialog), "it is told")


async def first_run(app: TrackerApp, pilot: Pilot[Any]) -> None:
    error = StoreError(f"No database at {MARKUP}{TITLE}", hint=f"Look at {TITLE}{MARKUP}.")
    app.push_screen(WelcomeDialog(error))
    await pilot.pause()


def telling(make: Callable[[TrackerApp], Dialog[Any]]) -> Steps:
    """A dialog that is opened for somebody, with hostile names in it."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        shown = make(app)
        app.push_screen(shown)
        await wait_for(pilot, lambda: app.screen is shown, "it is open")

    return steps


async def reviewing(app: TrackerApp, pilot: Pilot[Any]) -> None:
    """What stands out, by people with hostile names."""
    assert app.link.station is not None
    happen(app.link.station.database_path.parent, reason=f"{MARKUP}{TITLE}")
    app.bench.action_view("review")
    await wait_for(pilot, lambda: "to sign for" in app.bench.drawn.left, "it is listed")
    await pilot.press("enter")
    await pilot.pause(0.2)
    await pilot.press("escape", "down", "p")
    await pilot.pause(0.2)


def on_a_line(key: str, dialog: type[Dialog[Any]]) -> Steps:
    """The first line of what to order on which ``key`` opens the dialog."""

    async def steps(app: TrackerApp, pilot: Pilot[Any]) -> None:
        await desk_picture_steps.buying(app, pilot)
        for _ in range(20):
            await pilot.press("down", key)
            await pilot.pause(0.1)
            for _ in range(30):
                if isinstance(app.screen, dialog):
                    return
                await pilot.pause(0.05 if key == "c" else 0)

    return steps


MORE: Mapping[str, tuple[str, Steps]] = {
    "past:par": ("past", viewing("par")),
    "demo:transfers": ("demo", viewing("transfers")),
    "lab:unplaced": ("lab", viewing("unplaced")),
    "demo:type": ("demo", asking("type_code")),
    "demo:paper-time": ("demo", asking("paper_time")),
    "demo:test-scanner": ("demo", asking("test_scanner")),
    "demo:quitting": ("demo", quitting),
    "demo:cannot-open": ("demo", cannot_open),
    "demo:first-run": ("demo", first_run),
    "demo:people": ("demo", telling(lambda app: PeopleDialog((StaffLine(MARKUP, TITLE, MARKUP, TITLE, 9, None),)))),
    "demo:code": ("demo", telling(lambda app: CodeDialog(f"{MARKUP}{TITLE}", TITLE))),
    "demo:emergency": ("demo", telling(lambda app: EmergencyDialog())),
    "demo:sign": ("demo", telling(lambda app: SignDialog(app.link, lambda proof: None, lambda: None))),
    "demo:sign-act": ("demo", telling(lambda app: SignActDialog(app.link, SESSION, MARKUP, lambda proof, badge: None))),
    "demo:sign-in": ("demo", telling(lambda app: SignInScreen(app.link, f"{MARKUP}{TITLE}"))),
    "demo:review": ("demo", reviewing),
    "demo:review-note": ("demo", telling(lambda app: ReviewNoteDialog((f"{MARKUP}{TITLE}",), 1, lambda note: None))),
    "demo:job": ("demo", waiting_job),
    "demo:again": ("demo", job_again),
    "bought:split": ("bought", on_a_line("s", SplitDialog)),
    "bought:curve": ("bought", on_a_line("c", CurveDialog)),
}
"""What no picture is taken of, or what the hostile names have moved to another line."""
STATES: Mapping[str, tuple[str, Steps]] = {
    **{f"demo:{name}": ("demo", steps) for name, steps in pictures.STATES.items()},
    **{f"past:{name}": ("past", steps) for name, steps in pictures.WITH_PAST.items()},
    **{f"bought:{name}": ("bought", steps) for name, steps in pictures.BOUGHT.items()},
    **{f"lab:{name}": ("lab", steps) for name, steps in lab_pictures.STATES.items()},
    **MORE,
}
"""Every state of which there is a picture, with the clinic that it is seen in."""


def build(folder: Path, name: str, shift: int = 0) -> Path:
    """The poisoned clinic of that name."""
    home = folder / name
    home.mkdir()
    match name:
        case "lab":
            build_lab(home)
        case "past":
            build_past(home)
        case _:
            build_clinic(home, has_past=name == "bought")
    settings = lab_settings(home) if name == "lab" else demo_settings(home)
    store = open_store(settings)
    vault = vault_of(store, settings)
    with store.writing() as connection:
        assert poison(connection, shift) > 20
        poison_patients(connection, vault, shift)
        connection.exec_driver_sql("UPDATE setting SET value = ? WHERE name = 'clinic'", ("[/nope]\x1b]2;HACKED\x07",))
    store.close()
    return home


async def _walk(folder: Path, state: str) -> dict[str, object]:
    where, steps = STATES[state]
    told: dict[str, object] = {"state": state, "panes": [], "dialogs": []}

    async def lead(plain: Pilot[Any]) -> None:
        app = plain.app
        assert isinstance(app, TrackerApp)
        pilot = Hand(app)
        try:
            await (lab_ready if where == "lab" else ready)(pilot, app)
            await steps(app, pilot)
            await pilot.pause(0.1)
            told["panes"] = [type(each).__name__ for each in app.bench.query(Pane) if each.display]
            told["dialogs"] = [type(each).__name__ for each in app.screen_stack]
        except AssertionError as error:
            told["fault"] = str(error)[:2000]
        finally:
            app.exit()

    with tempfile.TemporaryDirectory() as name:
        if where == "lab":
            lab = Lab(folder / where, Path(name) / where, home_screen="board", partner_code=LABORATORY)
            app, stations = lab.app(), lab.stations
        else:
            clinic = Clinic(folder / where, Path(name) / where)
            app, stations = clinic.app(), clinic.stations
        await app.run_async(auto_pilot=lead)
        for station in stations:
            station.close()
    if app.return_code != 0:
        told["fault"] = f"{type(app._exception).__name__}: {str(app._exception)[:300]}"
    return told


def main(folder: Path, told: Path, states: list[str]) -> None:
    for state in states:
        try:
            found = asyncio.run(_walk(folder, state))
        except Exception as error:
            found = {"state": state, "panes": [], "dialogs": [], "fault": f"{type(error).__name__}: {str(error)[:300]}"}
        with told.open("a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
