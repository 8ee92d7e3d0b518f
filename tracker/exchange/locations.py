"""``locations.csv``: the tree of places, one line for each.

=========== ======== ==========================================================================================
column      needed   what it holds
=========== ======== ==========================================================================================
name        yes      ``Exam 2``, ``Supply cart``, ``A-3``
kind        yes      site, room, cabinet or bin; each stands in a larger kind
code                 its house code; empty for a new place, which is given one
parent               the place that it stands in: that one's code, or its name where only one is called so; a room needs
                     one as soon as there is a site
is_store             yes where rooms are restocked from; empty: like its parent
=========== ======== ==========================================================================================

A line without a code is the known place of the same name in the same parent, else a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tracker.barcodes.house import has_house_shape
from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.rows import Checked, Faults
from tracker.exchange.table import Line, Progress, read_table
from tracker.inventory.entries import NOTHING_KNOWN, Known, LocationRow
from tracker.inventory.facts import PlaceKind
from tracker.text import safe

COLUMNS: Final = Columns(required=("name", "kind"), optional=("code", "parent", "is_store"))
_RANK: Final = {PlaceKind.SITE: 0, PlaceKind.ROOM: 1, PlaceKind.CABINET: 2, PlaceKind.BIN: 3}


@dataclass(slots=True)
class _Draft:
    """A line whose parent is still a word."""

    line: Line
    code: str
    name: str
    kind: PlaceKind
    parent: str
    is_store: bool | None
    above: _Draft | str = ""
    """The parent: a line of this file, or the code of a known place; empty for none."""
    meant: str = ""
    """The code of the known place that the line is, or that it writes; empty for a new place."""


def read_locations(
    source: Path | bytes, known: Known = NOTHING_KNOWN, progress: Progress | None = None
) -> Checked[LocationRow]:
    """The places of a file, parents first, or its faults. Raises ConfigurationError where it is no table at all."""
    faults = Faults()
    drafts = [draft for line in read_table(source, COLUMNS, faults, progress) if (draft := _draft(line)) is not None]
    tree = _Tree(drafts, known)
    tree.find_parents()
    rows = tree.rows() if not faults.count else []
    return faults.check(rows)


def _draft(line: Line) -> _Draft | None:
    code, name = codes.house_code(line, "code", "L"), cells.need_name(line, "name")
    parent, is_store = cells.text(line, "parent"), cells.yes_or_no(line, "is_store")
    word = (cells.need_text(line, "kind") or "").casefold()
    if word and word not in _RANK:
        line.fault("kind", f"“{safe(word, 30)}” is no kind of place.", "Write site, room, cabinet or bin.")
        return None
    if code is None or parent is None or not name or not word:
        return None
    return _Draft(line, code, name, PlaceKind(word), parent, is_store)


class _Tree:
    """Who stands in whom. A parent is looked for in the file first, then among the known places."""

    def __init__(self, drafts: list[_Draft], known: Known) -> None:
        self._drafts, self._known = drafts, known
        self._places = {(p.parent_code, p.name.casefold()): code for code, p in known.places.items()}
        self._by_code: dict[str, _Draft] = {}
        self._by_name: dict[str, list[_Draft | str]] = {}
        for draft in drafts:
            self._by_name.setdefault(draft.name.casefold(), []).append(draft)
            if draft.code and (first := self._by_code.setdefault(draft.code, draft)) is not draft:
                message = f"{draft.code} stands on line {first.line.number} already."
                hint = f"See lines {first.line.number} and {draft.line.number}: every place has a code of its own."
                draft.line.fault("code", message, hint)
        for code, place in known.places.items():
            if code not in self._by_code:
                self._by_name.setdefault(place.name.casefold(), []).append(code)

    def find_parents(self) -> None:
        """From the sites down, so that of each line it is known which place it is before others stand in it by its name."""
        for draft in sorted(self._drafts, key=lambda it: (_RANK[it.kind], it.line.number)):
            if draft.parent:
                self._find(draft)
            elif draft.kind in (PlaceKind.CABINET, PlaceKind.BIN):
                draft.line.fault(
                    "parent", f"It is not said where this {draft.kind} stands.", "Write its room or cabinet."
                )
            elif draft.kind is PlaceKind.ROOM and (sites := self._sites()):
                message = "It is not said in which site this room stands: its stock would be in none."
                draft.line.fault("parent", message, f"Write its site: {', '.join(sites)}.")
            above = draft.above.meant if isinstance(draft.above, _Draft) else draft.above
            is_in_known = bool(above) or not draft.above
            draft.meant = draft.code or (self._places.get((above, draft.name.casefold()), "") if is_in_known else "")
        for draft in self._drafts:
            self._check(draft)

    def _sites(self) -> list[str]:
        """Names of the sites of the file and of the clinic. Where there are none, a room stands for itself."""
        known = (each.name for each in self._known.places.values() if each.kind is PlaceKind.SITE)
        named = (draft.name for draft in self._drafts if draft.kind is PlaceKind.SITE)
        return sorted({safe(name, 30) for name in (*known, *named)})[:5]

    def _find(self, draft: _Draft) -> None:
        word, line = draft.parent, draft.line
        if has_house_shape(word):
            code = codes.house_code(line, "parent", "L") or ""
            draft.above = self._by_code.get(code) or (code if code in self._known.places else "")
            if code and not draft.above:
                message = f"There is no place {code}, neither in this file nor in the clinic."
                line.fault("parent", message, "Add a line for it, or name another.")
            return
        found = self._by_name.get(word.casefold(), [])
        same = {it.meant for it in found if isinstance(it, _Draft)}
        found = [it for it in found if isinstance(it, _Draft) or it not in same]
        if len(found) == 1:
            draft.above = found[0]
        elif found:
            lines = ", ".join(f"line {it.line.number}" if isinstance(it, _Draft) else it for it in found[:5])
            message = f"{len(found)} places are called {safe(word, 60)}: {lines}."
            line.fault("parent", message, "Give those a code each, and write the code here.")
        else:
            message = f"There is no place called {safe(word, 60)}, neither in this file nor in the clinic."
            line.fault("parent", message, "Add a line for it, or write its code.")

    def _check(self, draft: _Draft) -> None:
        above = draft.above
        if isinstance(above, _Draft) and (circle := _circle(draft)):
            names = " → ".join(safe(it.name, 30) for it in circle)
            lines = ", ".join(str(it.line.number) for it in circle[:-1])
            draft.line.fault("parent", f"This place stands in itself: {names}.", f"See lines {lines}.")
        elif above:
            kind = above.kind if isinstance(above, _Draft) else self._known.places[above].kind
            if _RANK[draft.kind] <= _RANK.get(kind, 9):
                message = f"A {draft.kind} cannot stand in a {kind}."
                draft.line.fault("kind", message, "A bin stands in a cabinet, a cabinet in a room, a room in a site.")

    def rows(self) -> list[LocationRow]:
        rows: dict[int, LocationRow] = {}
        taken: dict[str, LocationRow] = {}
        doubled = []
        for draft in sorted(self._drafts, key=lambda it: (_RANK[it.kind], it.line.number)):
            row = self._row(draft, rows)
            if not row.code and (row.parent_code or not row.parent_line):
                row = replace(row, code=self._places.get((row.parent_code, row.name.casefold()), ""))
            key = row.code or f"{row.parent_code} {row.parent_line} {row.name.casefold()}"
            if (first := taken.setdefault(key, row)) is not row:
                doubled.append((draft, first))
            rows[draft.line.number] = row
        for draft, first in doubled:
            message = f"{safe(draft.name, 60)} is the place of line {first.line} again."
            draft.line.fault(
                "name", message, f"See lines {first.line} and {draft.line.number}: give each a name of its own."
            )
        return list(rows.values())

    def _row(self, draft: _Draft, rows: dict[int, LocationRow]) -> LocationRow:
        above, parent_code, parent_line, is_store = draft.above, "", 0, False
        if isinstance(above, _Draft):
            parent = rows[above.line.number]
            parent_code, parent_line, is_store = parent.code, parent.line, parent.is_store
        elif above:
            parent_code, is_store = above, self._known.places[above].is_store
        if draft.is_store is not None:
            is_store = draft.is_store
        return LocationRow(draft.code, draft.name, draft.kind, parent_code, is_store, draft.line.number, parent_line)


def _circle(draft: _Draft) -> list[_Draft]:
    """The way up from ``draft`` that leads back to it; empty where it leads out."""
    way, at = [draft], draft.above
    while isinstance(at, _Draft) and len(way) <= 64:
        way.append(at)
        if at is draft:
            return way
        at = at.above
    return []
