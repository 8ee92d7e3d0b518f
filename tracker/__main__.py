"""``python -m tracker`` and the ``tracker`` command: the one place that knows both the command line and the screens."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tracker.people.proofs import Proof
    from tracker.station import Station
    from tracker.tui.app import TrackerApp


DEMO_NOTE = "Demo: the badge is B0000000723 (CMA 07), B0000000141 (lead 01) or B0000000238 (lab 02); the PIN 482913."


class TerminalScreens:
    """Opens the app. The store is opened behind the first screen, so that the screen is there at once."""

    def open_clinic(self, database: str | None) -> int:
        """The clinic's own database, or the one at ``database``."""
        _require_terminal()
        _hurry()
        from tracker.home import may_ask_pins
        from tracker.tui.app import TrackerApp

        def station() -> Station:
            gc.enable()
            from tracker.cli.options import settings_for
            from tracker.station import open_station

            return _settled(open_station(settings_for(database)))

        def make_clinic(name: str) -> None:
            from tracker.cli.options import settings_for
            from tracker.station import found_clinic
            from tracker.station.own_database import require_own

            settings = settings_for(database)
            require_own(settings)
            found_clinic(settings, name)

        def make_lead(name: str, proof: Proof) -> str:
            from tracker.cli.options import settings_for
            from tracker.station.founding import make_first_lead

            return make_first_lead(settings_for(database), name, proof)

        app = TrackerApp(station, make_clinic=make_clinic, make_lead=make_lead, is_shut=may_ask_pins())
        return run_app(app)

    def open_demo(self, home: Path, source: str | None, *, is_lab: bool, asks_pin: bool = False) -> int:
        """The demo clinic, a recorded scanner beside the keyboard: the restock shift, or a hand-off before the board. Where
        PINs are asked for the scanner is whoever sits there: no recording types one."""
        _require_terminal()
        _hurry()
        from tracker.tui.app import TrackerApp

        def station() -> Station:
            gc.enable()
            from tracker.demo import HAND_OFF, SHIFT
            from tracker.demo.clinic import DemoClock, build_clinic
            from tracker.demo.signing import ask_pins
            from tracker.station import open_station

            settings = build_clinic(home, has_past=True)
            if is_lab:
                settings = settings.model_copy(update={"home_screen": "board"})
            from tracker.diagnostics.log import keep_log

            keep_log(settings.home)

            if asks_pin:
                ask_pins(settings)
            opened = open_station(settings, clock=DemoClock())
            if source or not asks_pin:
                opened.devices.attach(source or f"recording:{HAND_OFF if is_lab else SHIFT}")
            return _settled(opened)

        app = TrackerApp(station, is_demo=True)
        if asks_pin:
            app.note = DEMO_NOTE
        return run_app(app)


def _hurry() -> None:
    """No garbage collection while modules are loaded: measured, it takes 5 % of the time until the first screen."""
    gc.disable()


def _settled(station: Station) -> Station:
    """What is loaded by now stays for good, and no collection looks at it again: a full one stops every thread for 6 ms
    instead of 81 (measured, the demo clinic)."""
    gc.freeze()
    return station


def _require_terminal() -> None:
    """In a pipe or under cron nobody could see the screen, or leave it."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return
    from tracker.errors import ConfigurationError

    raise ConfigurationError(
        "The app needs a terminal to draw in and to read keys from.",
        hint="Start it in one; in scripts use 'tracker run', 'tracker report' or 'tracker demo --headless'.",
    )


def run_app(app: TrackerApp) -> int:
    """Run it to its end, and tell in the terminal of what is left to tell; the exit status."""
    from tracker.cli.console import say
    from tracker.errors import TrackerError

    _tell_threads()
    app.run()
    if app.crashed is not None:
        return _tell_crash(app.crashed, app.link.unsaved)
    if app.return_code is None:
        # Textual's input thread may die (a byte that is no UTF-8), and run() then returns as if all were well.
        raise TrackerError(
            "The terminal app stopped unexpectedly.", hint="What was acknowledged is stored.", code="bug"
        )
    if app.link.unsaved:
        say(f"✖ Some scans could not be stored. They are in {app.link.unsaved}; replay them with 'tracker run'.")
        return 4
    return app.return_code


def _tell_crash(error: Exception, unsaved: Path | None) -> int:
    from tracker.cli.console import say
    from tracker.diagnostics.crash import crash_words, keep_crash
    from tracker.errors import BUG
    from tracker.home import home_folder

    for line in crash_words(error, keep_crash(home_folder(), error)):
        say(line)
    if unsaved:
        say(f"! What could not be stored is in {unsaved}; the next start says how to go on.")
    return BUG


def _tell_threads() -> None:
    """A thread that fails would print its lines across the screen; it is kept as a report instead."""

    def tell(failed: threading.ExceptHookArgs) -> None:
        if isinstance(failed.exc_value, Exception):
            extra = {"error": type(failed.exc_value).__name__, "fault": failed.exc_value}
            logging.getLogger("tracker.threads").error("a thread failed", extra=extra)

    threading.excepthook = tell


def main() -> None:
    """The app where nothing else is asked for; else the command line. Leaves with the exit status."""
    if len(sys.argv) == 1:
        _leave(_app_alone())
    _hurry()
    from tracker.cli import main as run

    gc.enable()
    _leave(run(screens=TerminalScreens()))


def _leave(status: int) -> NoReturn:
    """End with ``status``. A thread that is still inside OpenCV would abort the whole process at Python's end (seen with its
    reader of network streams: exit status 134 in two of four runs), so that it is left at once then; whatever had to be
    written has been. Needed for ``camera:`` only: ``mjpeg:`` is read by Python's own sockets."""
    _leave_to_owner()
    if threading.active_count() > 1:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _leave_to_owner() -> None:
    """What root has made in somebody else's home is his; everybody else has nothing to give away, nor has who asks
    for help, which is there at once."""
    if os.geteuid():
        return
    from tracker.cli.options import settings_used
    from tracker.errors import TrackerError
    from tracker.home import home_folder

    with suppress(TrackerError, OSError):
        used = settings_used.get()
        if used is None and home_folder().stat().st_uid == 0:
            return
        from tracker.config import load_settings
        from tracker.station.own_files import leave_to_owner

        leave_to_owner(used or load_settings())


def _app_alone() -> int:
    """The app without the command line, whose import would be a fifth of the time until the first screen."""
    try:
        return TerminalScreens().open_clinic(None)
    except (Exception, KeyboardInterrupt) as error:
        from tracker.cli import status_of

        return status_of(error)


if __name__ == "__main__":
    main()
