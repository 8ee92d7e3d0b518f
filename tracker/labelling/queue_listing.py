"""What stands in the print queue: one job, what is open, what a screen shows of it."""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.hardware.printers.opening import printer_url
from tracker.labelling.print_jobs import COLUMNS, PrintJob, job_of
from tracker.store.connection import Connection

_OPEN = "('queued', 'sending', 'unknown')"


def job(connection: Connection, job_id: int) -> PrintJob:
    """Raises Refusal where there is none of that number."""
    found = connection.exec_driver_sql(f"SELECT {COLUMNS} FROM print_job WHERE id = ?", (job_id,)).first()
    if found is None:
        raise Refusal(f"There is no print job {job_id}.", hint="'tracker queue' lists them.", code="print_job_unknown")
    return job_of(found)


def open_jobs(connection: Connection, printer: str | None = None) -> tuple[PrintJob, ...]:
    """What waits, is being sent, or may have come out; oldest first."""
    found = connection.exec_driver_sql(f"SELECT {COLUMNS} FROM print_job WHERE state IN {_OPEN} ORDER BY id").all()
    jobs = tuple(map(job_of, found))
    if printer is None:
        return jobs
    # Whoever queued it may have spelt the printer in another way.
    url = printer_url(printer)
    return tuple(one for one in jobs if printer_url(one.printer) == url)


def count_jobs(connection: Connection) -> int:
    """All of them, done with or not."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM print_job").scalar_one())


def shown_jobs(connection: Connection, limit: int) -> tuple[PrintJob, ...]:
    """For a screen or a list: what is in doubt, what is being sent, what waits, each oldest first; then what is done with,
    the newest first."""
    found = connection.exec_driver_sql(
        f"SELECT {COLUMNS} FROM print_job ORDER BY CASE state WHEN 'unknown' THEN 0 WHEN 'sending' THEN 1"
        f" WHEN 'queued' THEN 2 ELSE 3 END, CASE WHEN state IN {_OPEN} THEN id ELSE -id END LIMIT ?",
        (limit,),
    ).all()
    return tuple(map(job_of, found))


def printers_used(connection: Connection) -> tuple[str, ...]:
    """The printers of the last jobs, the latest first."""
    found = connection.exec_driver_sql(
        "SELECT printer FROM (SELECT printer, id FROM print_job ORDER BY id DESC LIMIT 500)"
        " GROUP BY printer ORDER BY max(id) DESC"
    )
    return tuple(str(row[0]) for row in found)
