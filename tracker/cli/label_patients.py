"""No patient's field stands in a barcode: what people wrote into a file or on the command line is held against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.cli.proving import acting
from tracker.errors import Refusal
from tracker.journal.occasion import stamp
from tracker.specimens.naming import NamesPatient, require_unhurried

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted
    from tracker.specimens.vault import Vault
    from tracker.store.connection import Connection


def require_no_patients(settings: Settings, wanted: Sequence[Wanted], setting: Setting) -> None:
    """Refuse (``label_patient``) labels of which a symbol says a patient's record number, name or birth date. Where the
    patients' key is not at hand nothing can be told."""
    from tracker.labelling.scanned_texts import scanned_texts
    from tracker.station.opening import clock_of, open_store, vault_at_hand

    if not settings.database.is_file() or not wanted:
        return
    store = open_store(settings, is_readonly=True)
    try:
        vault = vault_at_hand(store, settings)
        with store.reading() as connection:
            if vault is not None:
                require_unhurried(connection, _Asking(acting(), stamp(clock_of(connection)())))
            texts = [scanned_texts(connection, one, setting) for one in wanted]
            # All at once first: each look opens every patient's fields.
            if vault is None or not _are_named(connection, vault, " · ".join(" · ".join(each) for each in texts)):
                return
            named = (
                at for at, each in enumerate(texts, start=1) if any(_are_named(connection, vault, one) for one in each)
            )
            first = next(named, None)
    finally:
        store.close()
    if first is not None:
        raise BarcodeNamesPatient(f"the barcode of label {first}" if len(wanted) > 1 else "its barcode")


@dataclass(frozen=True, slots=True)
class _Asking:
    by: str
    at: str


class BarcodeNamesPatient(NamesPatient):
    """Asked often it would tell who is a patient, as reasons would: it is on record like these, and waited for."""

    def __init__(self, which: str) -> None:
        super().__init__(acting(), "label")
        Refusal.__init__(
            self,
            f"What {which} would say is a patient's number, name or birth date here.",
            hint="No patient's field stands in a barcode: give the thing a number of its own, such as EQ-0042.",
            code="label_patient",
        )


def _are_named(connection: Connection, vault: Vault, text: str) -> bool:
    from tracker.specimens.nameless import names_anybody

    return names_anybody(connection, vault, text)
