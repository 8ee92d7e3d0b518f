"""Specimen labels that were written as files, a name on each: gone as soon as nobody has to print them any more.

Unlinked and not overwritten: on a journalling or copying file system, and on flash, writing over a file reaches its old
blocks as little (NIST SP 800-88 Rev. 1, 2.4). What is left on the disk itself is for the disk's encryption.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from time import time

from tracker.store.connection import Connection
from tracker.text import as_file_name

_PREFIX, _SUFFIX = "specimen-", ".pdf"
UNFINISHED_S = 60.0
"""A file that was begun so long ago is nobody's work any more: its writer was killed."""


def label_file(folder: Path, number: str) -> Path:
    """Where the label of this specimen lies, whatever its number says."""
    return folder / f"{_PREFIX}{as_file_name(number)}{_SUFFIX}"


def spent_labels(connection: Connection, folder: Path) -> tuple[str, ...]:
    """The numbers whose files nobody needs: the tube was drawn, or has been scanned since it was filled, so that its label
    is on it; or the label is void; or no specimen here has the number."""
    numbers = [path.name[len(_PREFIX) : -len(_SUFFIX)] for path in folder.glob(f"{_PREFIX}*{_SUFFIX}")]
    if not numbers:
        return ()
    rows = connection.exec_driver_sql(
        "SELECT n.value FROM json_each(?) n LEFT JOIN specimen s ON s.number = n.value LEFT JOIN specimen_parent p"
        " ON p.specimen_id = s.id WHERE s.id IS NULL OR (s.state <> 'labelled' AND (p.specimen_id IS NULL OR s.steps > 1))",
        (json.dumps(numbers),),
    )
    return tuple(sorted({row[0] for row in rows}))


def labels_of_patient(connection: Connection, patient_id: int) -> tuple[str, ...]:
    """The numbers of all specimens whose labels bear this patient's name: tubes and aliquots. A pool's bears none."""
    rows = connection.exec_driver_sql(
        "SELECT s.number FROM specimen s JOIN requisition r ON r.id = s.requisition_id WHERE r.patient_id = ?"
        " ORDER BY s.number",
        (patient_id,),
    )
    return tuple(row[0] for row in rows)


def labels_before(folder: Path, at: datetime) -> tuple[Path, ...]:
    """The files written before then, whatever became of their tubes: they can be printed again."""
    found = folder.glob(f"{_PREFIX}*{_SUFFIX}")
    return tuple(sorted(path for path in found if path.is_file() and path.stat().st_mtime < at.timestamp()))


def discard_unfinished(folder: Path) -> tuple[str, ...]:
    """Delete what a program that was killed had begun to write (see :func:`tracker.hardware.printers.files.write_whole`): a
    name stands on it, and no number tells whose. Returns what is still there, as ``FILE: reason``."""
    troubles = []
    for path in folder.glob(f".*{_SUFFIX}"):
        try:
            if time() - path.stat().st_mtime > UNFINISHED_S:
                path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            troubles.append(f"{path}: {error.strerror}")
    return tuple(troubles)


def discard_labels(folder: Path, numbers: Iterable[str]) -> tuple[str, ...]:
    """Delete the files of these labels, where there are any; returns what is still there, as ``FILE: reason``."""
    troubles = []
    for number in numbers:
        path = label_file(folder, number)
        try:
            path.unlink(missing_ok=True)
        except NotADirectoryError:
            continue
        except OSError as error:
            troubles.append(f"{path}: {error.strerror}")
    return tuple(troubles)
