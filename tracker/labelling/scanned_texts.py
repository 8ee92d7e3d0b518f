"""What a label's symbols would say that a person wrote, and no record knows."""

from __future__ import annotations

from collections.abc import Iterator

from labels.supplies import scanned_fields
from tracker.barcodes import house
from tracker.labelling.making import Setting, design_of
from tracker.labelling.on_record import name_on_record
from tracker.labelling.wanted import Wanted, Wants, values_for
from tracker.store.connection import Connection

_WRITTEN = frozenset({Wants.ITEM, Wants.EQUIPMENT, Wants.LOT, Wants.LOT_WITHOUT_GTIN})
_KNOWN_FORMS = frozenset({"gtin", "expiry", "expiry_yymmdd"})


def scanned_texts(connection: Connection, wanted: Wanted, setting: Setting) -> tuple[str, ...]:
    """Of labels whose numbers come from a file or a command line; a lot or a code that is on record is what it is."""
    return tuple(_written(connection, wanted, setting)) if wanted.wants in _WRITTEN else ()


def _written(connection: Connection, wanted: Wanted, setting: Setting) -> Iterator[str]:
    design = design_of(wanted, setting)
    values = values_for(wanted, design)
    for field in sorted(scanned_fields(design) - _KNOWN_FORMS):
        text = values.get(field, "")
        if text and not house.has_house_shape(text) and not _is_known(connection, field, text):
            yield text


def _is_known(connection: Connection, field: str, text: str) -> bool:
    if field == "lot":
        return connection.exec_driver_sql("SELECT 1 FROM lot WHERE number = ?", (text,)).first() is not None
    return name_on_record(connection, text) is not None
