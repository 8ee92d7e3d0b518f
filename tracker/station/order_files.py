"""An order as the files that go to its supplier, in the folder beside the database: PDF for people, CSV for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import StoreError
from tracker.store.naming import write_over
from tracker.text import as_file_name

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.inventory.purchase_order_facts import PurchaseOrder

FOLDER = "orders"


def write_order(settings: Settings, order: PurchaseOrder, clinic: str) -> Path:
    """The PDF's path; the CSV lies beside it. Earlier files of the same number are written over.

    Raises :class:`StoreError` (``order_export``).
    """
    from labels.card import Paper
    from tracker.labelling.faults import in_families
    from tracker.reports.purchase_order import order_pdf, order_table
    from tracker.reports.table import as_csv

    with in_families():
        pdf = order_pdf(order, clinic, Paper(settings.paper))
    file = settings.home / FOLDER / f"{as_file_name(order.number)}.pdf"
    try:
        file.parent.mkdir(exist_ok=True)
        write_over(file.with_suffix(".csv"), as_csv(order_table(order, clinic, settings.zone)).encode())
        write_over(file, pdf)
    except OSError as error:
        hint = "Make room there, or look who may write into it."
        raise StoreError(f"{file.parent} takes no file: {error.strerror}.", hint=hint, code="order_export") from error
    return file
