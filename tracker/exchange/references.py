"""Places and items that a file names by their codes, and that the clinic must know already."""

from __future__ import annotations

from tracker.exchange import codes
from tracker.exchange.table import Line
from tracker.inventory.entries import Known


def place_code(line: Line, known: Known) -> str | None:
    """The code of a known place."""
    cell = line.get("location_code")
    if cell in known.places:
        return cell
    if not cell.strip():
        line.fault("location_code", "It is not said which place.", "Write the code on its label.")
        return None
    code = codes.house_code(line, "location_code", "L")
    if code and code not in known.places:
        line.fault("location_code", f"There is no place {code}.", "Import the locations first, or correct the code.")
        return None
    return code


def item_code(line: Line, known: Known) -> str | None:
    """The house code of a known item, which the file may name by a GTIN."""
    cell = line.get("item_code")
    if cell in known.items:
        return cell
    if not cell.strip():
        line.fault("item_code", "It is not said which item.", "Write its code or a GTIN of it.")
        return None
    if cell.strip()[:1].upper() == "I":
        code = codes.house_code(line, "item_code", "I")
    else:
        gtin = codes.gtin(line, "item_code")
        code = known.gtins.get(gtin, gtin) if gtin else None
    if code and code not in known.items:
        line.fault("item_code", f"There is no item {code}.", "Import the items first, or correct the code.")
        return None
    return code
