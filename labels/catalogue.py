"""Designs and sheets by name, ours and a clinic's own. A faulty file stops what is named in it, and nothing else."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from labels.errors import LabelError


class Named(Protocol):
    """Whatever a file describes."""

    @property
    def name(self) -> str: ...


LARGEST_BYTES = 100_000
"""Of a design's or a sheet's file; our largest has under 3,000."""

Kind = TypeVar("Kind", bound=Named)

Reader = Callable[[str, str], Kind]
"""From TOML and the file's name, which stands in errors."""


class Catalogue(Mapping[str, Kind], Generic[Kind]):
    """What is known by name. Asking for one whose file is faulty raises that fault, so that ours never silently stands
    in for a clinic's own of the same name; all others are there as ever."""

    def __init__(self, known: Mapping[str, Kind], faults: Mapping[str, LabelError]) -> None:
        self._known = {name: one for name, one in known.items() if name not in faults}
        self.faults = faults
        """By the name that the file gives, or the file's own where it gives none."""

    def __getitem__(self, name: str) -> Kind:
        if name in self.faults:
            fault = self.faults[name]
            raise LabelError(
                fault.message, hint=f"{fault.hint} Until then choose another by its name.", code=fault.code
            )
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def parsed(text: str, where: str, code: str) -> dict[str, Any]:
    """The TOML's content. Raises :class:`LabelError` with ``code`` for what is none, brackets in brackets without end and
    numbers of thousands of digits among it."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        words = f"{where} is not TOML that anybody wrote: its brackets stand in one another too deep."
    except ValueError as error:
        words = f"{where} is not TOML: {error}."
    raise LabelError(words, hint="Correct the file.", code=code)


def _plain_text(path: Path) -> str:
    """Raises OSError and UnicodeDecodeError. A pipe in a file's place would be waited for, and ``/dev/zero`` has no end."""
    with open(path, "rb", opener=_plain_only) as opened:
        content = opened.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise OSError(f"it has more than {LARGEST_BYTES} bytes")
    return content.decode("utf-8")


def _plain_only(name: str, flags: int) -> int:
    handle = os.open(name, flags | os.O_NONBLOCK | os.O_NOCTTY)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError("it is no file")


def shipped(folder: str, read: Reader[Kind]) -> Mapping[str, Kind]:
    """What comes with this package in ``folder``."""
    entries = sorted((files("labels") / folder).iterdir(), key=lambda entry: entry.name)
    made = [read(entry.read_text("utf-8"), entry.name) for entry in entries if entry.name.endswith(".toml")]
    return {one.name: one for one in made}


def with_own(ours: Mapping[str, Kind], folder: Path | None, read: Reader[Kind], code: str) -> Catalogue[Kind]:
    """Ours, and those in ``folder`` (``*.toml``), which replace ours of the same name. Never fails: what is wrong with
    a file is among the faults, as ``code`` where it cannot even be opened."""
    own: dict[str, Kind] = {}
    faults: dict[str, LabelError] = {}
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        text = ""
        try:
            text = _plain_text(path)
            one = read(text, str(path))
        except (OSError, UnicodeDecodeError) as error:
            faults[path.stem] = LabelError(f"{path} cannot be read: {error}.", hint="Correct the file.", code=code)
        except LabelError as fault:
            faults[_name_in(text, path)] = fault
        else:
            if one.name in own:
                faults[one.name] = LabelError(
                    f"{path}: a second file describes '{one.name}'.", hint="Rename or remove one.", code=code
                )
            own[one.name] = one
    return Catalogue({**ours, **own}, faults)


def _name_in(text: str, path: Path) -> str:
    """Which one a faulty file is about."""
    try:
        name = parsed(text, str(path), "").get("name")
    except LabelError:
        return path.stem
    return name.lower() if isinstance(name, str) else path.stem
