"""From what a public register says to rows of our catalogue: codes as they are scanned, packages with their factors."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.barcodes import gtin, hibc
from tracker.inventory.entries import IdentifierRow, PackageRow
from tracker.registers.facts import Level


def catalogue_names(code: str) -> tuple[tuple[str, str], ...]:
    """A register's code as (kind, value) pairs under which the catalogue may have it.

    A register writes a HIBC identifier without ``+`` and check character, and a drug by its ten digits.
    """
    if gtin.is_digits(code) and len(code) == 14:
        return (("gtin", code),)
    if gtin.is_digits(code) and len(code) == 10:
        return (("ndc", code),)
    primary = f"+{code}"
    if set(primary) <= set(hibc.ALPHABET):
        primary += hibc.check_character(primary)
        return (("hibc", primary),) if hibc.is_primary(primary) else ()
    return ()


def packages_of(
    levels: Iterable[Level], base_unit: str, taken: frozenset[tuple[str, str]]
) -> tuple[tuple[PackageRow, ...], tuple[IdentifierRow, ...]]:
    """Package levels for a new item, the base unit first, and its codes that are no GTINs. Codes in ``taken`` are some
    other item's, and are left to it."""
    packages = [PackageRow(base_unit, 1, "")]
    others: list[IdentifierRow] = []
    for level in levels:
        ((kind, value), *_) = catalogue_names(level.code) or (("", ""),)
        is_free = bool(value) and (kind, value) not in taken
        is_gtin = is_free and kind == "gtin" and gtin.has_check_digit(value)
        if kind and not is_gtin and is_free:
            others.append(IdentifierRow(kind, value, level.factor))
        if level.factor == 1 and is_gtin and not packages[0].gtin:
            packages[0] = PackageRow(base_unit, 1, value)
        elif level.factor > 1 or is_gtin:
            packages.append(PackageRow(_free_name(level, packages), level.factor, value if is_gtin else ""))
    return tuple(packages), tuple(others)


def _free_name(level: Level, packages: list[PackageRow]) -> str:
    """Names of package levels are unique within an item."""
    used = {package.name.casefold() for package in packages}
    name = level.name if level.name.casefold() not in used else f"{level.name} of {level.factor}"
    number = 2
    while name.casefold() in used:
        name, number = f"{level.name} of {level.factor} ({number})", number + 1
    return name
