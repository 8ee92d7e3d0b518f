"""Millimetres to dots. A printer has whole dots only, so every edge is rounded once, here."""

from __future__ import annotations

from enum import IntEnum

from labels.errors import LabelError

MM_PER_INCH = 25.4


class Resolution(IntEnum):
    """The print heads that labels are drawn for, by the number on the printer's box."""

    DPI_203 = 203
    DPI_300 = 300
    DPI_600 = 600

    @property
    def dots_per_mm(self) -> float:
        """A "203 dpi" head has 8 dots in a millimetre, which is 203.2 to the inch."""
        return 8.0 if self is Resolution.DPI_203 else self / MM_PER_INCH

    def dots(self, length_mm: float) -> int:
        """The nearest whole number of dots."""
        return round(length_mm * self.dots_per_mm)

    def most_dots(self, length_mm: float) -> int:
        """The most whole dots that are not longer than ``length_mm`` (a hundredth of a dot is forgiven)."""
        return int(length_mm * self.dots_per_mm + 0.01)

    def least_dots(self, length_mm: float) -> int:
        """The fewest whole dots that are not shorter than ``length_mm`` (a hundredth of a dot is forgiven)."""
        return -int(-(length_mm * self.dots_per_mm - 0.01) // 1)

    def mm(self, dots: int) -> float:
        return dots / self.dots_per_mm


def resolution(dpi: int) -> Resolution:
    """:raises LabelError: a print head that nothing is drawn for."""
    try:
        return Resolution(dpi)
    except ValueError:
        known = ", ".join(str(int(one)) for one in Resolution)
        raise LabelError(
            f"Labels are not drawn at {dpi} dpi.", hint=f"Choose one of {known}.", code="label_resolution"
        ) from None
