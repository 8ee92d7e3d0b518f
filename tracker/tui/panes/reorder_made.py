"""What a person makes of a proposal before any order is made: lines changed, split among suppliers, or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line

Key = tuple[int, int]
"""An item at a site."""


def key_of(of: Line) -> Key:
    return of.situation.item.id, of.situation.site_id


class Made:
    def __init__(self) -> None:
        self._proposed: dict[Key, Line] = {}
        self._changed: dict[Key, tuple[Line, ...]] = {}
        self._left_out: set[Key] = set()
        self._tried = ""
        self._kept: dict[str, tuple[dict[Key, tuple[Line, ...]], set[Key]]] = {}
        """What was made of each proposal that was tried, by what was tried; empty for what is set."""

    def turn_to(self, tried: str) -> None:
        """Another proposal is to be shown. What was made of this one is there again when a person comes back to it; what is
        tried for the first time begins from it, and from what was made of the proposal as it is set."""
        self._kept[self._tried] = (self._changed, self._left_out)
        changed, left_out = self._kept.get(tried) or self._beginning()
        self._tried, self._changed, self._left_out = tried, dict(changed), set(left_out)

    def _beginning(self) -> tuple[dict[Key, tuple[Line, ...]], set[Key]]:
        """A line that the last one tried did not propose is still left out of the next."""
        changed, left_out = self._kept.get("", ({}, set()))
        return {**changed, **self._changed}, left_out | self._left_out

    @property
    def set_aside(self) -> int:
        """Lines that were changed in the proposal as it is set, and are not so in the one that is tried."""
        return len(self._as_set().keys() - self._changed.keys())

    def set_aside_of(self, key: Key) -> tuple[Line, ...]:
        """What one of them was changed to; empty for any other."""
        return () if key in self._changed else self._as_set().get(key, ())

    def _as_set(self) -> dict[Key, tuple[Line, ...]]:
        """What was changed in the proposal as it is set, while another is tried."""
        return self._kept.get("", ({}, set()))[0] if self._tried else {}

    def propose(self, lines: tuple[Line, ...]) -> None:
        """Begin from ``lines``. What was changed stands as long as its line is proposed as it was."""
        self._proposed = {key_of(each): each for each in lines}
        for key, (first, *_) in list(self._changed.items()):
            now = self._proposed.get(key)
            if now is None or (now.lacks, now.situation.on_order) != (first.lacks, first.situation.on_order):
                del self._changed[key]
        self._left_out &= set(self._proposed)

    def forget(self) -> None:
        self._changed.clear()
        self._left_out.clear()
        self._kept.clear()

    def change(self, parts: tuple[Line, ...]) -> None:
        """Have ``parts`` instead of the line of the same item and site."""
        key = key_of(parts[0])
        self._changed[key] = parts
        self._left_out.discard(key)

    def leave_out(self, key: Key) -> None:
        """Or take it back."""
        self._left_out ^= {key}

    def is_left_out(self, key: Key) -> bool:
        return key in self._left_out

    def is_changed(self, key: Key) -> bool:
        return key in self._changed

    def parts(self, key: Key) -> tuple[Line, ...]:
        """The line, as changed; more than one where it is split."""
        return self._changed.get(key) or (self._proposed[key],)

    @property
    def lines(self) -> tuple[Line, ...]:
        """One for each item and site: of what is split the first part."""
        return tuple(self.parts(key)[0] for key in self._proposed)

    @property
    def proposed(self) -> tuple[Line, ...]:
        return tuple(self._proposed.values())

    def proposed_of(self, line: Line) -> Line:
        """As it was before anybody changed it."""
        return self._proposed[key_of(line)]

    @property
    def has_sites(self) -> bool:
        """Whether something is wanted at more than one site."""
        return len({site_id for _, site_id in self._proposed}) > 1

    @property
    def wanted(self) -> tuple[Line, ...]:
        """What orders can be made of: left in, with a supplier and a pack."""
        kept = (each for key in self._proposed if key not in self._left_out for each in self.parts(key))
        return tuple(each for each in kept if each.packed is not None and each.situation.supplier is not None)

    @property
    def without_supplier(self) -> int:
        return sum(each.packed is None or each.situation.supplier is None for each in self.lines)
