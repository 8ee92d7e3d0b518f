"""What is to be put on paper behind a scan, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tracker.labelling.specimen_doubt import SpecimenDoubt

SPENT = "a used label's file"
_SPECIMENS = ("labels", "yes", "no", "scanned", "follow", "doubt")


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing that was, or was not, put on paper. Texts hold numbers and codes, never a name."""

    is_out: bool
    about: str
    """``3 labels``, ``the manifest T…``."""
    words: str
    hint: str = ""
    failed: str = "not printed"
    """What it is where it is not out."""
    is_queued: bool = False
    """Whether the screens go on telling of it: the print queue keeps it, or the banner asks about it."""
    is_specimens: bool = False
    """Whether it is specimens' labels."""


@dataclass(frozen=True, slots=True)
class Errand:
    kind: Literal["labels", "yes", "no", "scanned", "follow", "settled", "doubt", "spent", "manifest", "shift"]
    numbers: tuple[str, ...] = ()
    shipment_id: int = 0
    code: str = ""
    """The number of a label that was scanned."""
    is_lacking: bool = False
    """Whether these are only those of which it is on record that they were not printed."""
    is_filled: bool = False
    """Whether they are aliquots' or pools': LABEL would fill one more."""
    is_left: bool = False
    """Whether an earlier session, or the command line, left the doubt: nothing is printed unasked."""
    doubt: SpecimenDoubt | None = None
    """What is answered, or was."""

    @property
    def is_specimens(self) -> bool:
        """Whether it is about specimens' labels."""
        return self.kind in _SPECIMENS

    @property
    def about(self) -> str:
        """What it is, where it fails."""
        return {
            "labels": counted(self.numbers),
            "yes": self.doubt.about if self.doubt is not None else "",
            "no": self.doubt.about if self.doubt is not None else "",
            "scanned": "a label that was scanned",
            "follow": counted(self.numbers),
            "settled": "labels",
            "doubt": "a label of before",
            "spent": SPENT,
            "manifest": "the manifest",
            "shift": "the shift's checkpoint",
        }[self.kind]


def counted(numbers: tuple[str, ...]) -> str:
    return f"{len(numbers)} label{'s' if len(numbers) != 1 else ''}"
