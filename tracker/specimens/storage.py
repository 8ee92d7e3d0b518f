"""Racks and boxes as grids: which slot is which, and which is free. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator


def slot_name(slot: int, columns: int) -> str:
    """``B3`` for the third slot of the second row: rows by letters, columns by numbers, as printed on racks.

    Slots count from 1, row by row.
    """
    row, column = divmod(slot - 1, columns)
    return f"{chr(ord('A') + row)}{column + 1}"


def free_slots(rows: int, columns: int, taken: Collection[int]) -> Iterator[int]:
    """The free slots of a grid, in order; none for a bag."""
    return (slot for slot in range(1, rows * columns + 1) if slot not in taken)


def next_free_slot(rows: int, columns: int, taken: Collection[int]) -> int | None:
    """The first free slot; None where the grid is full, or is none."""
    return next(free_slots(rows, columns, taken), None)
