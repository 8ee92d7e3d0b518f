"""``tracker explain``: what a scanned string means, in words or as an object for scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import error_object, out, out_json, say, say_error
from tracker.errors import BarcodeError

if TYPE_CHECKING:
    from tracker.barcodes.meaning import Meaning
    from tracker.registers.facts import Registered


def explain(
    text: Annotated[str, typer.Argument(help="The scanned string; <GS> may stand for the separator; - reads lines.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
    aim: Annotated[str, typer.Option(help="The symbology identifier, where TEXT does not begin with it.")] = "",
) -> None:
    """Say what a scanned string means."""
    texts = _lines() if text == "-" else iter([text])
    refused = [one for one in texts if not _explain(one, aim, as_json)]
    if refused:
        raise typer.Exit(1)


def _explain(text: str, aim: str, as_json: bool) -> bool:
    """Tell one text's meaning; False where it was refused."""
    from datetime import UTC, datetime

    from tracker.aim import split_aim
    from tracker.barcodes import personal
    from tracker.barcodes.understanding import understand
    from tracker.barcodes.wording import as_lines, as_object

    if not aim:
        aim, text = split_aim(text)
    scanned: dict[str, object] = {"text": None if personal.names_patient(text, aim) else text, "aim": aim}
    try:
        meaning = understand(text, aim, today=datetime.now(UTC).astimezone().date())
    except BarcodeError as error:
        if as_json:
            out_json(scanned | error_object(error))
        else:
            say_error(error)
        return False
    found = _registered(meaning)
    if as_json:
        known = {"register": asdict(found)} if found else {}
        out_json(scanned | {"meaning": as_object(meaning)} | known)
        return True
    for line in (*as_lines(meaning), *(_register_lines(found) if found else ())):
        out(line)
    return True


def _registered(meaning: Meaning) -> Registered | None:
    """What the registers in the clinic's home say; None without a home or a register, at no cost."""
    from tracker.home import home_folder

    folder = home_folder() / "registers"
    if not folder.is_dir():
        return None
    from tracker.registers.reading import registered

    return registered(folder, meaning)


def _register_lines(found: Registered) -> Iterator[str]:
    yield f"{found.register:<16} {found.name}"
    told = (("maker", found.maker), ("description", found.description), ("note", found.note))
    yield from (f"{name:<16} {value}" for name, value in told if value)
    for level in found.levels:
        here = "  ← this code" if level.code == found.code else ""
        yield f"{'package':<16} {level.name}, {level.factor}   {level.code}{here}"


def _lines() -> Iterator[str]:
    """Standard input by line feeds alone: GS is white space to Python, and foreign bytes must reach the refusal."""
    if sys.stdin.isatty():
        say("One scanned string a line; end with Ctrl+D.")
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
