"""Settings out of ``settings.toml``, the environment, and defaults; or what is wrong with them, by file, line and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from tracker.config.settings import FILE, Settings
from tracker.errors import ConfigurationError
from tracker.home import home_folder
from tracker.media import PrinterSetting
from tracker.plain_files import plain_content
from tracker.text import safe, without_secrets

LARGEST = 65_536
"""Bytes of settings.toml; one with every setting in it has some 2 kB."""


def load_settings(home: Path | None = None, database: Path | None = None) -> Settings:
    """Settings of ``home`` (default: :func:`home_folder`). Raises :class:`ConfigurationError` naming file and key."""
    home = home or home_folder()
    file = home / FILE
    text = ""
    try:
        text = plain_content(file, LARGEST).decode("utf-8") if file.exists() else ""
        given = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}.", hint="It must be TOML, in UTF-8.") from error
    given.setdefault("database", str(home / "tracker.db"))
    if database is not None:
        given["database"] = str(database)
    try:
        return Settings(home=home, **given)
    except ValidationError as error:
        raise _told(file, text, given, error) from error
    except TypeError as error:
        raise ConfigurationError(f"{file}: 'home' is set by TRACKER_HOME.", hint="Remove that line.") from error


def _told(file: Path, text: str, given: Mapping[str, object], error: ValidationError) -> ConfigurationError:
    """The first thing that is wrong: in which line and key, or in which printer's, and what was meant."""
    from labels.toml_lines import held, line_of, nearest

    first = error.errors()[0]
    # What is missing from a printer is told where the printer begins.
    there = first["loc"][: held(given, first["loc"])]
    line = line_of(text, *there) if there else None
    words = first["msg"].removeprefix("Value error, ")
    where = [str(part) for part in first["loc"]]
    known = set(Settings.model_fields) - {"home"}
    hint = ""
    if where[:1] == ["printers"] and first["type"] in ("tuple_type", "model_type") and len(where) < 3:
        words, hint = "a printer is a table of its own", "Begin each with a line [[printers]], in two brackets."
    elif where[:1] == ["printers"] and len(where) > 1:
        known = set(PrinterSetting.model_fields)
        where[:2] = [_printer(given["printers"], int(where[1]))]
    if first["type"] == "tuple_type" and isinstance(first["input"], str) and not hint:
        shown = safe(without_secrets(first["input"]), 80)
        words, hint = "a text stands where a list belongs", f'Write {where[-1]} = ["{shown}"].'
    hint = hint or f"Known settings: {', '.join(sorted(known))}."
    if first["type"] == "extra_forbidden":
        near = nearest(where[-1], known)
        words, hint = "there is no such setting", f"Did you mean {near}? {hint}" if near else hint
    place = f"{file}, line {line}" if line else str(file)
    return ConfigurationError(": ".join([place, *where, words]) + ".", hint=hint)


def _printer(given: object, number: int) -> str:
    """``printer bench``, or which one it is where it has no name."""
    one = given[number] if isinstance(given, list) else None
    name = one.get("name") if isinstance(one, dict) else None
    return f"printer {safe(name, 40)}" if isinstance(name, str) else f"printers, number {number + 1}"
