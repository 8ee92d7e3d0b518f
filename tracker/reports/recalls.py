"""What stands here and is named by a recall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.inventory.reader import Reader
from tracker.inventory.recalling import HOW, Recalled, Search
from tracker.reports.table import Cell, Column, Table, in_lines
from tracker.text import safe

COLUMNS = (
    Column("certain", "sure"),
    Column("recall_class", "class"),
    Column("notice", "notice"),
    Column("status", "status"),
    Column("item_code", "code"),
    Column("item", "item"),
    Column("lot", "lot"),
    Column("state", "state"),
    Column("location", "where"),
    Column("quantity", "on hand", "right"),
    Column("base_unit", "unit"),
    Column("matched", "named by"),
    Column("reason", "reason"),
    Column("firm", "firm"),
    Column("reported", "reported"),
)


_MOST_FILES, _LONGEST_NAME = 9, 50


def recalls(reader: Reader, search: Search) -> Table:
    """A row for every place where a lot that a notice names stands; ``perhaps`` where the notice does not name both the
    product and the lot for sure. Where nothing is found, too, it says what was looked through."""
    rows = tuple(map(_row, search.found))
    title, lines = "Recalled, and on our shelves", tuple(_lines(search.found))
    return Table("recalls", title, reader.today, COLUMNS, rows, notes=tuple(_notes(search)), lines=lines)


def _notes(search: Search) -> Iterator[str]:
    if not search.files:
        yield "No recalls have been imported: nothing was looked through."
        yield HOW
        return
    looked = f"{search.notices:,} {'recall' if search.notices == 1 else 'recalls'} looked through"
    yield f"{looked}, from:" if search.found else f"{looked}, none of which names what stands here, from:"
    for file in search.files[:_MOST_FILES]:
        name = file.name if len(file.name) <= _LONGEST_NAME else file.name[: _LONGEST_NAME - 1] + "…"
        yield f"  {safe(name)}, {file.imported}: {file.notices:,}"
    if len(search.files) > _MOST_FILES:
        yield f"  and {len(search.files) - _MOST_FILES} more"


def _lines(found: Sequence[Recalled]) -> Iterator[str]:
    """Every notice once, with what it is about and where that stands."""
    for _, of_one in groupby(found, key=lambda each: (each.is_sure, each.notice.number)):
        named = list(of_one)
        notice, sure = named[0].notice, "yes" if named[0].is_sure else "perhaps"
        about = f"{notice.recall_class}, {notice.number}: {notice.firm}, reported {notice.reported} ({notice.status})"
        yield from in_lines(about, sure)
        yield from in_lines(notice.reason)
        for each in named:
            standing = each.standing
            yield from in_lines(
                f"{standing.quantity} {standing.base_unit} of {standing.item} ({standing.item_code}), lot"
                f" {standing.lot or '–'}, {standing.state}, in {standing.location}; named by {each.matched}",
                "       -",
            )


def _row(each: Recalled) -> tuple[Cell, ...]:
    notice, standing = each.notice, each.standing
    return (
        "yes" if each.is_sure else "perhaps",
        notice.recall_class,
        notice.number,
        notice.status,
        standing.item_code,
        standing.item,
        standing.lot,
        standing.state.value,
        standing.location,
        standing.quantity,
        standing.base_unit,
        each.matched,
        notice.reason,
        notice.firm,
        notice.reported,
    )
