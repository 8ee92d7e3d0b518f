"""Places and items that a file names by their codes or names, and that the clinic must know already."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from tracker.exchange import codes
from tracker.exchange.table import Line
from tracker.inventory.entries import Known
from tracker.text import safe


def place_code(line: Line, known: Known) -> str | None:
    """The code of a known place, which the file may call by its name where only one is called so."""
    cell = line.get("location_code")
    if cell in known.places:
        return cell
    if not cell.strip():
        line.fault("location_code", "It is not said which place.", "Write its name, or the code on its label.")
        return None
    if not codes.is_like_house_code(cell, "L"):
        return _called(line, "location_code", "place", known.place_names)
    code = codes.house_code(line, "location_code", "L")
    if code and code not in known.places:
        line.fault("location_code", f"There is no place {code}.", "Import the locations first, or correct the code.")
        return None
    return code


def item_code(line: Line, known: Known) -> str | None:
    """The house code of a known item, which the file may call by a GTIN, or by its name where only one is called so."""
    cell = line.get("item_code")
    if cell in known.items:
        return cell
    if not cell.strip():
        line.fault("item_code", "It is not said which item.", "Write its code, its name, or a GTIN of it.")
        return None
    if codes.is_like_house_code(cell, "I"):
        code = codes.house_code(line, "item_code", "I")
    elif codes.is_like_gtin(cell):
        gtin = codes.gtin(line, "item_code")
        code = known.gtins.get(gtin, gtin) if gtin else None
    else:
        return _called(line, "item_code", "item", known.item_names)
    if code and code not in known.items:
        line.fault("item_code", f"There is no item {code}.", "Import the items first, or correct the code.")
        return None
    return code


def _called(line: Line, column: str, what: str, names: Mapping[str, tuple[str, ...]]) -> str | None:
    """The code of the only one of this name, in whatever case."""
    cell = " ".join(line.get(column).split())
    found = names.get(cell.casefold(), ())
    if len(found) == 1:
        return found[0]
    if found:
        message = f"{len(found)} {what}s are called {safe(cell, 60)}."
        line.fault(column, message, f"Write the code of the one that is meant: {', '.join(found[:3])} ...")
        return None
    near = get_close_matches(cell.casefold(), names, 1)
    hint = f"Is {near[0]} meant?" if near else f"Import the {what} first, or write its name or code as it is known."
    line.fault(column, f"No {what} is called {safe(cell, 60)}.", hint)
    return None
