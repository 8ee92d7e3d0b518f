"""How exactly and how often a clinic counts: its choices, by ABC class.

How often is the usual practice of cycle counts, the dearest items most (reference: Gizaw and Jemal 2021,
doi 10.2147/IPRP.S310716, for what the classes are). Of an item that costs most no difference is let pass uncounted.
"""

from __future__ import annotations

from dataclasses import dataclass

GRADES = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class CountRules:
    """A clinic's choices, from its settings: by class A, B, C."""

    tolerance_percent: tuple[int, int, int] = (0, 1, 5)
    """Of what the books had. A number within is taken at once; one beyond is counted again."""
    due_days: tuple[int, int, int] = (30, 90, 180)
    second_person_micros: int = 50_000_000
    """Differences of a count that are worth more, gains and losses added, are closed by a person who counted none of
    them; so are those of a controlled substance, whatever they are worth."""

    def tolerance(self, grade: str, expected: int) -> int:
        """Base units by which a number may be off."""
        return expected * self.tolerance_percent[GRADES.index(grade)] // 100

    def days(self, grade: str) -> int:
        """So many days after a count of it an item is due again."""
        return self.due_days[GRADES.index(grade)]
