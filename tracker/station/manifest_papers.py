"""A bag's manifest and a shift's checkpoint on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.station.errands import Paper
from tracker.text import as_file_name

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.station.checkpointing import CheckpointMade
    from tracker.station.handling import Handler

MANIFESTS = "manifests"


def manifest_paper(handler: Handler, settings: Settings, shipment_id: int) -> Paper:
    """PDF and CSV, for the bag and for us. A checkpoint comes first: the paper binds the journal to what it says."""
    from labels.card import Paper as Sheet
    from tracker.hardware.printers.files import write_whole
    from tracker.hardware.printers.opening import open_printer
    from tracker.reports.manifest import manifest_pdf, manifest_table
    from tracker.reports.manifests import manifest_of
    from tracker.reports.table import as_csv
    from tracker.specimens.reader import SpecimenReader

    with handler.database.reading() as connection:
        code = str(connection.exec_driver_sql("SELECT code FROM shipment WHERE id = ?", (shipment_id,)).scalar_one())
        reader = SpecimenReader(connection, handler.clock(), handler.vault)
        manifest = manifest_of(reader, code, clinic_clia=settings.clia, zone=settings.zone)
    folder, name, pdf = settings.home / MANIFESTS, as_file_name(code), manifest_pdf(manifest, Sheet(settings.paper))
    folder.mkdir(mode=0o700, exist_ok=True)
    write_whole(folder / f"{name}.pdf", pdf)
    write_whole(folder / f"{name}.csv", as_csv(manifest_table(manifest)).encode())
    if not settings.manifest_printer:
        return Paper(True, f"the manifest {code}", f"in {folder}: print {name}.pdf and put it into the bag")
    open_printer(settings.manifest_printer).send(pdf, f"manifest-{code}")
    return Paper(True, f"the manifest {code}", f"taken by {settings.manifest_printer}: put it into the bag")


def shift_paper(made: CheckpointMade) -> Paper:
    troubles = "; ".join(made.copied.troubles)
    words = f"{made.checkpoint.size:,} events signed"
    return Paper(not troubles, "the shift's checkpoint", troubles or words, "" if not troubles else "See doctor.")
