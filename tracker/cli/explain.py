"""``tracker explain``: what a scanned string means, in words or as an object for scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from tracker.cli.console import error_object, out, out_json, say, say_error
from tracker.errors import BarcodeError


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

    from tracker.barcodes.transmitted import split_aim
    from tracker.barcodes.understanding import understand
    from tracker.barcodes.wording import as_lines, as_object

    if not aim:
        aim, text = split_aim(text)
    scanned: dict[str, object] = {"text": text, "aim": aim}
    try:
        meaning = understand(text, aim, today=datetime.now(UTC).astimezone().date())
    except BarcodeError as error:
        if as_json:
            out_json(scanned | error_object(error))
        else:
            say_error(error)
        return False
    if as_json:
        out_json(scanned | {"meaning": as_object(meaning)})
        return True
    for line in as_lines(meaning):
        out(line)
    return True


def _lines() -> Iterator[str]:
    """Standard input by line feeds alone: GS is white space to Python, and foreign bytes must reach the refusal."""
    if sys.stdin.isatty():
        say("One scanned string a line; end with Ctrl+D.")
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
