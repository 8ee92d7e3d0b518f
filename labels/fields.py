"""A TOML table read key by key, each with its bounds. What is left over in the end was misspelt, and is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from labels.errors import LabelError
from labels.toml_lines import Key, line_of, nearest

Choice = TypeVar("Choice", bound=StrEnum)

_LARGEST_SHOWN = 10**15
"""A whole number in TOML may have thousands of digits, more than fit a float."""

_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Table:
    """``where`` is the file, with the part of it, as it stands in errors; ``text`` the whole file and ``path`` where in it
    this table stands, so that a mistake is told by its line."""

    def __init__(self, where: str, content: Mapping[str, Any], text: str = "", path: tuple[Key, ...] = ()) -> None:
        self._where, self._text, self._path = where, text, path
        self._left = dict(content)
        self._asked: list[str] = []

    def fault(self, what: str, key: str = "", hint: str = "Correct the file.") -> LabelError:
        """``key`` is the one that is wrong; else it is the table as a whole."""
        path = (*self._path, key) if key else self._path
        line = line_of(self._text, *path) if path else None
        place = f"{self._where}, line {line}" if line else self._where
        return LabelError(f"{place}: {what}.", hint=hint, code="label_design")

    def _take(self, key: str, default: object = None) -> Any:
        self._asked.append(key)
        value = self._left.pop(key, default)
        if value is None:
            raise self._missing(key)
        return value

    def _missing(self, key: str) -> LabelError:
        """Named by what is there in its place, where something is."""
        written = next((each for each in self._left if nearest(each, [key])), "")
        if not written:
            return self.fault(f"'{key}' is missing")
        return self.fault(f"'{key}' is missing, and '{written}' is unknown", written, f"Did you mean {key}?")

    def number(self, key: str, least: float, most: float, *, default: float | None = None) -> float:
        value = self._take(key, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or (isinstance(value, float) and math.isnan(value))
        ):
            raise self.fault(f"'{key}' is not a number", key)
        if not least <= value <= most + 1e-6:
            shown = f"{value:g}" if abs(value) < _LARGEST_SHOWN else "far too large"
            raise self.fault(f"'{key}' is {shown} but must be {least:g} to {most:g}", key)
        return float(value)

    def count(self, key: str, most: int) -> int:
        value = self.number(key, 1, most)
        if value != int(value):
            raise self.fault(f"'{key}' is {value:g} but must be a whole number", key)
        return int(value)

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value:
            raise self.fault(f"'{key}' is not text, or is empty", key)
        return value

    def word(self, key: str) -> str:
        value = self.text(key)
        if not _WORD.fullmatch(value):
            raise self.fault(f"'{key}' is '{value}' but must be small letters, digits and _", key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and _WORD.fullmatch(one) for one in value):
            raise self.fault(f"'{key}' is not a list of names in small letters", key)
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self.fault(f"'{key}' is neither true nor false", key)
        return value

    def choice(self, key: str, kind: type[Choice], default: Choice | None) -> Choice:
        value = self._take(key, default)
        if value not in list(kind):
            raise self.fault(f"'{key}' is '{value}' but must be one of {', '.join(kind)}", key)
        return kind(value)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self._take(key)
        is_pairs = isinstance(value, list) and value and all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) and part for part in one)
            for one in value
        )  # fmt: skip
        if not is_pairs or not all(re.fullmatch("[0-9]{2,4}", one[0]) for one in value):
            raise self.fault(f"'{key}' is not a list of pairs of application identifier and value", key)
        return tuple((one[0], one[1]) for one in value)

    def tables(self, key: str) -> list[Table]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fault(f"'{key}' must be written as [[{key}]]", key)
        return [
            Table(f"{self._where}, {key} {number}", one, self._text, (*self._path, key, number - 1))
            for number, one in enumerate(value, start=1)
        ]

    def finish(self) -> None:
        """:raises LabelError: a key that nothing has asked for."""
        if not self._left:
            return
        first = next(iter(self._left))
        near = nearest(first, self._asked)
        known = f"Known here: {', '.join(sorted(self._asked))}."
        raise self.fault(
            f"unknown: {', '.join(sorted(self._left))}", first, f"Did you mean {near}? {known}" if near else known
        )
