"""``tracker demo``: a clinic to look round in, with a scanner that plays a recorded morning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.console import out_json, say
from tracker.cli.screens import screens
from tracker.errors import ConfigurationError


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Play the recording, print one JSON object.")] = False,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help="Build the clinic here and leave it to be asked.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="SOURCE", help="Another source than the recorded one.")
    ] = None,
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="Badge and PIN are asked for; everybody's PIN is told.")
    ] = False,
    is_lab: Annotated[
        bool, typer.Option("--lab", help="Open on the specimen board, and play a hand-off of twenty tubes.")
    ] = False,
) -> int:
    """A demo clinic in a throw-away database, with a replayed scanner: a restocking morning, or with --lab a hand-off."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="tracker-demo-")) if home is None else home
    try:
        _make(folder)
        if headless:
            from tracker.demo import HAND_OFF
            from tracker.demo.playing import play

            recorded = f"recording:{HAND_OFF}" if is_lab else None
            played = play(folder, source or recorded)
            if sign_in:
                _ask_pins(folder)
            out_json(played.as_object())
            return 0
        if sign_in:
            _tell_pins()
        return screens().open_demo(folder, source, is_lab=is_lab, asks_pin=sign_in)
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _ask_pins(folder: Path) -> None:
    """Behind the recorded day, which was scanned by badges alone."""
    from tracker.demo.clinic import demo_settings
    from tracker.demo.signing import ask_pins

    ask_pins(demo_settings(folder))
    _tell_pins()


def _tell_pins() -> None:
    from tracker.demo.signing import PIN, everybody

    say(f"PIN of everybody in the demo: {PIN}")
    for badge, name, role in everybody():
        say(f"  {badge}  {name:14}  {role.replace('_', ' ')}")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"No clinic can be built in {folder}: {error.strerror}.",
            hint="Give --home a new or empty folder.",
            code="demo_home",
        ) from error
