"""Asking the registers. A file that is missing or damaged answers nothing, and holds no scan up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from tracker.barcodes.meaning import ItemCode, Meaning
from tracker.barcodes.udi import device_identifier
from tracker.registers import gudid, ndc
from tracker.registers.building import FORM, Name, file_of
from tracker.registers.facts import Registered, RegisterState

FOLDER = "registers"
"""In the clinic's home."""
_TITLES: dict[Name, str] = {"gudid": gudid.REGISTER, "ndc": ndc.REGISTER, "recalls": "openFDA recalls"}

T = TypeVar("T")


def registered(folder: Path, meaning: Meaning) -> Registered | None:
    """What the registers in ``folder`` say of a scanned code: as a device, else as a drug."""
    di = device_identifier(meaning)
    found = _asked(folder, "gudid", lambda connection: gudid.device(connection, di)) if di else None
    if found is None and isinstance(meaning, ItemCode) and (digits := meaning.ndc) is not None:
        found = _asked(folder, "ndc", lambda connection: ndc.drug(connection, digits))
    return found


def states(folder: Path) -> tuple[RegisterState, ...]:
    """Every register that is there, readable or not."""
    return tuple(_state(file_of(folder, name), name) for name in _TITLES if file_of(folder, name).exists())


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Read-only; a rename under it leaves it the old file. Raises :class:`sqlite3.Error`."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        yield connection


def _asked(folder: Path, name: Name, question: Callable[[sqlite3.Connection], T]) -> T | None:
    path = file_of(folder, name)
    if not path.exists():
        return None
    try:
        with connected(path) as connection:
            return question(connection) if form_of(connection) == FORM else None
    except (sqlite3.Error, ValueError, TypeError, AttributeError, OverflowError):  # a damaged row may be of any kind
        return None


def form_of(connection: sqlite3.Connection) -> str:
    """Which form of tables it was written in."""
    found = connection.execute("SELECT value FROM about WHERE key = 'form'").fetchone()
    return str(found[0]) if found else ""


def _state(path: Path, name: Name) -> RegisterState:
    try:
        with connected(path) as connection:
            about = dict(connection.execute("SELECT key, value FROM about"))
        if about.get("form") != FORM:
            return RegisterState(_TITLES[name], path.name, fault="written by another version of the program")
        return RegisterState(_TITLES[name], path.name, int(about["rows"]), about["imported"])
    except (sqlite3.Error, KeyError, ValueError) as error:
        return RegisterState(_TITLES[name], path.name, fault=f"damaged ({error})")
