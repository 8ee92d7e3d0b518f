"""What a register says of a code, frozen, as jobs and screens may hold it. Every text in it is somebody else's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One package level. ``code`` is its device identifier as the register writes it, or empty; ``factor`` says how many
    of the smallest thing are in it."""

    name: str
    factor: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """A product as a public register describes it, seen from one of its codes."""

    register: str
    """``GUDID`` or ``NDC directory``: who says so."""
    code: str
    """What was asked for."""
    name: str
    """Brand and model, or for a drug the name with strength and form: what would stand on a shelf label."""
    maker: str
    description: str
    levels: tuple[Level, ...]
    """The smallest first; its factor is 1."""
    tracks_lot: bool = True
    tracks_expiry: bool = True
    note: str = ""
    """What else must be known: that it is no longer sold, say."""

    @property
    def level(self) -> Level | None:
        """The level whose code was asked for; None where the register does not say which."""
        return next((level for level in self.levels if level.code == self.code), None)


@dataclass(frozen=True, slots=True)
class RegisterState:
    """One register's file. ``fault`` says why it cannot be read; then the rest is empty."""

    name: str
    file: str
    rows: int = 0
    imported: str = ""
    """The day, ISO 8601."""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import did. ``broken`` rows were left out; ``faults`` names the first of them, by line."""

    register: str
    rows: int
    broken: int
    faults: tuple[str, ...]
    sha256: str
    """Of the file as it was given; of a folder, of the tables in it, one after the other."""
