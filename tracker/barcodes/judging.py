"""What this floor says of codes, bundled for whoever opens a source of scans.

The drivers know it by its shape alone (``Judging`` beside their formats), since the two floors do not import each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tracker.barcodes.packs import Code, Place, arranged, listed
from tracker.barcodes.plausibility import is_plausible
from tracker.barcodes.vouching import vouches


@dataclass(frozen=True, slots=True)
class CodeRules:
    """Whether a text can be right, which of several codes in view are told, and which burst of keys proves itself whole."""

    is_plausible: Callable[[str, str], bool]
    arrange: Callable[[Sequence[Code]], Sequence[Place]]
    vouches: Callable[[str], bool]


def _today() -> date:
    return datetime.now(UTC).date()


def code_rules(today: Callable[[], date] = _today) -> CodeRules:
    """For work: the codes of a pack are told as one pack's."""

    def arrange(codes: Sequence[Code]) -> Sequence[Place]:
        return arranged(codes, today=today())

    return CodeRules(is_plausible, arrange, vouches)


def listing_rules() -> CodeRules:
    """For a list of all that is seen: repetitions too."""
    return CodeRules(is_plausible, listed, vouches)
