"""The open clinic as ``tracker patient`` works in it: the patients' key, and a pen in somebody's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.specimens.vault import Vault
    from tracker.store.connection import Connection
    from tracker.store.database import Database


class PatientDesk:
    """The open clinic, its key and a pen under the right name."""

    def __init__(self, settings: Settings, badge: str) -> None:
        from tracker.cli.proving import open_as
        from tracker.journal.occasion import stamp
        from tracker.journal.pen import Pen
        from tracker.labelling.bedside import FOLDER
        from tracker.people.staff import require_badge
        from tracker.station.opening import clock_of, today_of, vault_of

        self.labels: Path = settings.home / FOLDER
        self.store: Database
        self.store, journal = open_as(settings, badge)
        try:
            self.vault: Vault = vault_of(self.store, settings)
            with self.store.reading() as connection:
                if badge:
                    require_badge(connection, badge)
                self.today = today_of(connection, settings)
                self.pen: Pen = Pen(journal, stamp(clock_of(connection)()), badge or "command line", settings.zone)
        except BaseException:
            self.store.close()
            raise

    def find(self, connection: Connection, code: str | None, given: dict[str, str | None]) -> int:
        from tracker.specimens.patient_care import patient_of_record, patient_of_requisition

        if code is not None:
            return patient_of_requisition(connection, code)
        return patient_of_record(connection, self.vault, given.get("record_number") or "")


def discard(desk: PatientDesk, numbers: Sequence[str]) -> None:
    """Labels that are files and say what is no longer so, or should be known to nobody."""
    from tracker.labelling.label_files import discard_labels

    for trouble in discard_labels(desk.labels, numbers):
        say(f"! {trouble}: a patient's name stands on it; delete it by hand.")
