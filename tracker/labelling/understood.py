"""What a supply's symbol means to whoever scans it, against what was asked for.

That the dots read back as they were written is not enough: scanners write the separator GS as ``^]`` and the like, so that a
lot with these very signs is read as another lot, with a serial number that nobody gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from labels.design import Design, filled
from labels.drawing import AIM, Promise
from labels.elements import element_string
from labels.errors import LabelError
from tracker.barcodes import transmitted
from tracker.barcodes.gs1_dates import to_date
from tracker.barcodes.meaning import ItemCode, Meaning, Unknown
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import Separators, safe

Fields = Mapping[str, str]
"""Values by their GS1 application identifiers."""

_CALLED = {"01": "GTIN", "10": "lot", "17": "expiry", "21": "serial number"}


def require_understood(design: Design, values: Mapping[str, str], promise: Promise) -> None:
    """:raises LabelError: ``label_misread``: this program would refuse the scan of it, or take it for something else."""
    today = datetime.now(UTC).date()
    asked = _elements(design, values, promise)
    # A scanner that tells no symbology sends the same text without an identifier.
    for aim in (promise.aim, "") if asked else (promise.aim,):
        try:
            meaning = understand(promise.data, aim, today=today, separators=Separators.KEPT)
        except BarcodeError as error:
            raise _misread(promise, asked, f"its scan would be refused: {error.message}") from error
        said = _said(meaning, promise.data, asked, today)
        if said:
            raise _misread(promise, asked, said)


def _elements(design: Design, values: Mapping[str, str], promise: Promise) -> Fields:
    """What stands in the symbol, where it is made of GS1's fields."""
    for symbol in design.symbols:
        parts = [(identifier, filled(template, values)) for identifier, template in symbol.elements]
        parts = [(identifier, value) for identifier, value in parts if value]
        if parts and (AIM[symbol.kind], element_string(parts)) == (promise.aim, promise.data):
            return dict(parts)
    return {}


def _said(meaning: Meaning, data: str, asked: Fields, today: date) -> str:
    """What its scan would be taken for; empty where that is what was asked."""
    if isinstance(meaning, Unknown):
        return "" if not asked and meaning.text == data else "its scan would give another text"
    if not asked or not isinstance(meaning, ItemCode):
        return "" if not asked else f"its scan would be taken for a {meaning.kind}"
    found = {"01": meaning.gtin, "10": meaning.lot, "17": meaning.expiry, "21": meaning.serial}
    for identifier, said in found.items():
        wanted = asked.get(identifier)
        if said != (to_date(wanted, today) if wanted and identifier == "17" else wanted):
            name = _CALLED[identifier]
            return f"its scan would be read as {name} {said}" if said else f"its scan would be read without its {name}"
    return ""


def _misread(promise: Promise, asked: Fields, said: str) -> LabelError:
    sign = next(filter(None, map(transmitted.ambiguous_sign, asked.values() or (promise.data,))), "")
    what = safe(asked.get("10") or asked.get("21") or promise.data)
    return LabelError(
        f"A label with {what} was not made: {said.rstrip('.')}.",
        hint=f"It is the '{safe(sign)}' in it: a scan with that in it is never believed as it stands. Use the maker's own"
        " code, or label the pack with the item's."
        if sign
        else "Compare with what the maker printed; or label the pack with the item's own code.",
        code="label_misread",
    )
