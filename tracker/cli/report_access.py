"""``tracker report access``: what it is asked, and by which name a patient is found without standing on a command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from tracker.cli.report_asked import Wanted, days_of
from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.people.reviews import reviews
from tracker.people.staff import names_over_time, require_badge
from tracker.reports.access import Names, access_table, judged
from tracker.reports.asked import Asked
from tracker.reports.table import Table
from tracker.specimens.accesses import accesses
from tracker.specimens.patient_care import patient_of_record, patient_of_requisition
from tracker.specimens.requisitions import shown
from tracker.specimens.vault import Vault
from tracker.station.clinic_keys import patients_key
from tracker.station.opening import today_of
from tracker.station.own_database import require_own
from tracker.station.reviewing import looked_of
from tracker.store.connection import Connection


def access(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    """Raises ConfigurationError and Refusal (``patient_unknown``, ``badge_unknown``, ``database_copy``)."""
    require_own(settings)
    today, looked = today_of(connection, settings), looked_of(settings)
    secret = patients_key(connection, settings)
    vault = Vault(secret.value) if secret else None
    period = _period(wanted, today)
    patient_id = _patient(connection, vault, wanted)
    if wanted.filters.person is not None:
        require_badge(connection, wanted.filters.person)
    since, until = (datetime.combine(day, time(), settings.zone).astimezone(settings.zone) for day in period)
    found = judged(accesses(connection, since), looked, reviews(connection))
    kept = [
        each
        for each in found
        if each.access.at < until
        and (patient_id is None or each.access.patient_id in (None, patient_id))
        and (wanted.filters.person in (None, each.access.by))
    ]
    people: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
    names = Names(people, _masked(connection, vault), names_over_time(connection))
    title = _title(wanted, names, patient_id)
    return access_table(kept, wanted.filters.by or "act", names, today, settings.zone, title)


def _period(wanted: Wanted, today: date) -> tuple[date, date]:
    """From a day's beginning up to the one after its end."""
    days = days_of(wanted.filters, today)
    period = Asked(since=days.since, until=days.until, days=days.days).period(today)
    return period.since, period.until + timedelta(days=1)


def _patient(connection: Connection, vault: Vault | None, wanted: Wanted) -> int | None:
    if wanted.record:
        if vault is None:
            raise ConfigurationError(
                "The key of this clinic's patients is not here: none is found by record number.",
                hint="Put it back into the keys folder, or give a requisition's code.",
            )
        return patient_of_record(connection, vault, wanted.record)
    return patient_of_requisition(connection, wanted.what[0]) if wanted.what else None


def _masked(connection: Connection, vault: Vault | None) -> Callable[[int], str]:
    known: dict[int, str] = {}

    def masked(patient_id: int) -> str:
        if patient_id not in known:
            known[patient_id] = shown(connection, vault, patient_id)
        return known[patient_id]

    return masked


def _title(wanted: Wanted, names: Names, patient_id: int | None) -> str:
    of = f" of {names.masked(patient_id)}" if patient_id is not None else ""
    by = f" by {names.person(wanted.filters.person)}" if wanted.filters.person is not None else ""
    return f"Access to patients' data{of}{by}"
