"""A printer as a clinic's settings describe it: where it is, what is in it, and which labels come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_OF_ZPL = ("darkness", "speed", "fields")


class LabelKind(StrEnum):
    """What decides on a printer: whether the patient is beside it."""

    SPECIMEN = "specimen"
    """Tubes, vials and rolls for them: printed at the patient's side, one patient at a time."""
    SUPPLY = "supply"
    """All else, in any number."""


class Feed(StrEnum):
    """How a printer finds where a label ends."""

    GAP = "gap"
    MARK = "mark"
    CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class Medium:
    """One label of the roll, as it lies under the head. Without ``height_mm`` it is a tape, as long as it is asked."""

    width_mm: float
    height_mm: float | None

    def holds(self, width_mm: float, height_mm: float) -> bool:
        """A hundredth of a millimetre is forgiven: two inches are 50.8 or 50.80 mm."""
        is_high_enough = self.height_mm is None or height_mm <= self.height_mm + 0.01
        return width_mm <= self.width_mm + 0.01 and is_high_enough

    def __str__(self) -> str:
        return f"{self.width_mm:g} × {self.height_mm:g} mm" if self.height_mm else f"{self.width_mm:g} mm wide, endless"


class PrinterSetting(BaseModel):
    """One ``[[printers]]`` of ``settings.toml``. What is not said stays as the printer itself is set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    """Never with a dot, which would be a file's."""
    url: str = Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]+$")
    labels: tuple[LabelKind, ...] = ()
    """The kinds that come out here where nobody says ``--to``."""
    width_mm: float | None = Field(default=None, ge=5, le=220)
    height_mm: float | None = Field(default=None, ge=5, le=500)
    feed: Feed | None = None
    dpi: Literal[203, 300, 600] | None = None
    """Of its print head. 203 for ``zpl:``, 300 for ``brother-ql:``, 600 for what gets a PDF."""
    darkness: int | None = Field(default=None, ge=-30, le=30)
    """Added to what the printer itself is set to (``^MD``)."""
    speed: int | None = Field(default=None, ge=1, le=14)
    """In inches a second (``^PR``)."""
    fields: Literal["graphic", "native"] = "graphic"
    """``native``: the printer draws bars and letters itself. Smaller, and no longer the dots that were read back."""

    @model_validator(mode="after")
    def _is_one_printer(self) -> Self:
        """What belongs together is together, and what only a ZPL printer takes is said of no other."""
        if (self.width_mm is None) != (self.height_mm is None) and self.feed is not Feed.CONTINUOUS:
            raise ValueError('width_mm and height_mm belong together; a tape has width_mm and feed = "continuous"')
        if self.feed is Feed.CONTINUOUS and self.height_mm is not None:
            raise ValueError("a continuous tape has no height_mm: leave it out")
        if not self.url.startswith("zpl:"):
            given = [one for one in _OF_ZPL if one in self.model_fields_set]
            if self.feed in (Feed.GAP, Feed.MARK):
                given.append("feed")
            if given:
                raise ValueError(f"{given[0]} is for zpl: printers only; set it at this printer or in its queue")
        return self

    @property
    def medium(self) -> Medium | None:
        """None where the settings do not say what is in it."""
        return Medium(self.width_mm, self.height_mm) if self.width_mm is not None else None
