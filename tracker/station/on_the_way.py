"""Labels that this program has been asked for and is about to print: nobody is to order them a second time meanwhile."""

from __future__ import annotations


class OnTheWay:
    """Any thread may ask and tell."""

    def __init__(self) -> None:
        self._numbers: list[tuple[str, ...]] = []

    def begin(self, numbers: tuple[str, ...]) -> None:
        self._numbers.append(numbers)

    def end(self, numbers: tuple[str, ...]) -> None:
        self._numbers.remove(numbers)

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(number for each in tuple(self._numbers) for number in each)
