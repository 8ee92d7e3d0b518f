"""The doctor's questions to what is in the database: each table against the journal, and what somebody must see to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal

from tracker.backups.undoing import erasures_owed, keys_owed
from tracker.config import Settings
from tracker.inventory.auditing import Difference as LedgerDifference
from tracker.inventory.auditing import audit_balances, audit_catalogue, audit_movements
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.month_ends import audit_month_ends
from tracker.inventory.opening_audit import audit_opened
from tracker.inventory.ordering.auditing import audit_orders, audit_receipts, untold_prices
from tracker.inventory.outside_sites import stocked_outside
from tracker.inventory.recall_auditing import audit_recalls
from tracker.inventory.stock_transfer_auditing import audit_stock_transfers
from tracker.inventory.terms_auditing import audit_terms, told_catalogue, untold_items
from tracker.journal.chain import fingerprint
from tracker.journal.tail import verify_tail
from tracker.journal.verifying import verify
from tracker.people.lawful import audit_given
from tracker.people.licences import ending
from tracker.people.lock_audit import audit_locks
from tracker.people.review_audit import audit_reviews
from tracker.specimens.auditing import Difference, audit_custody
from tracker.specimens.patient_audit import audit_patients
from tracker.specimens.patients import count_patients, has_patients
from tracker.specimens.table_audit import audit_laboratory, audit_people
from tracker.specimens.vault import Vault
from tracker.station.clinic_keys import own_key, patients_key
from tracker.station.comparing import WORSE, compared
from tracker.station.examined import Examined
from tracker.station.founded import audit_founded, is_told, kept_day
from tracker.station.opening import clock_of, today_of
from tracker.station.reviewing import looked_of, overdue
from tracker.store.connection import Connection
from tracker.store.database import Database
from tracker.store.pages import all_faults, page_faults
from tracker.text import counted

_SHOWN = 20


def first_of(faults: Sequence[str]) -> str:
    """One damaged page makes a line of hundreds of characters of itself: the first says what happened."""
    more = f"; and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"{faults[0]}{more}" if faults else ""


def examine_contents(store: Database, settings: Settings, *, is_deep: bool) -> Iterator[Examined]:
    """What is in it; with ``is_deep`` in three views one after the other, since the log cannot shrink while one is open."""
    with store.reading() as connection:
        faults = all_faults(connection) if is_deep else page_faults(connection)
        yield Examined("fault" if faults else "ok", "File", first_of(faults) or "sound", WORSE if faults else "")
        yield from _stations(connection, settings)
        yield from _founded(connection)
        yield from _erasures(connection)
        yield from _keys_returned(connection)
        yield from _licences(connection, settings)
        yield from _reviewed(connection, settings)
        yield from in_no_site(connection)
        if not is_deep:
            ends = (f"{each.station} {each.message}" for each in verify_tail(connection))
            yield from compared("Journal's end", "verifies", lambda: ends)
            return
    with store.reading() as connection:
        yield from audited(connection)
    with store.reading() as connection:
        yield from compared("Journal", "verifies", lambda: _verified(connection, settings))
        yield from _patients(connection, settings)


def _verified(connection: Connection, settings: Settings) -> Iterator[str]:
    for finding in verify(connection, own=own_key(settings), known_stations=settings.stations).findings:
        yield f"{finding.station} {finding.message}"


def audited(connection: Connection) -> Iterator[Examined]:
    """Every table against the journal, or against the ledger that makes it up."""
    yield from compared("Balances", "equal the ledger", lambda: messages(audit_balances(connection)))
    yield from compared("Opened", "equal the ledger", lambda: audit_opened(connection))
    yield from compared("Daily use", "equals the ledger", lambda: messages(audit_daily_use(connection)))
    yield from compared("Months' ends", "equal the ledger", lambda: messages(audit_month_ends(connection)))
    yield from compared("Ledger", "equals the journal", lambda: messages(audit_movements(connection)))
    yield from compared("Counts", "equal the journal", lambda: messages(audit_counts(connection)))
    yield from compared("Recalls", "equal the journal", lambda: messages(audit_recalls(connection)))
    yield from _bought(connection)
    shipments = "between sites equal the journal"
    yield from compared("Shipments", shipments, lambda: messages(audit_stock_transfers(connection)))
    yield from compared("Custody", "equals the journal", lambda: messages(audit_custody(connection)))
    yield from compared("People", "equal the journal", lambda: _of_people(connection))
    yield from compared("Laboratory", "equals the journal", lambda: messages(audit_laboratory(connection)))
    yield from compared("Reviews", "equal the journal", lambda: audit_reviews(connection))
    yield from compared("Rows", "belong to what is there", lambda: orphans(connection))


def messages(differences: Iterable[Difference | LedgerDifference]) -> Iterator[str]:
    return (difference.message for difference in differences)


def _of_people(connection: Connection) -> Iterator[str]:
    yield from messages(audit_people(connection))
    yield from audit_given(connection)
    yield from audit_locks(connection)


def _bought(connection: Connection) -> Iterator[Examined]:
    """What is bought, from whom and for how much. Of what is of before, the answer says how much it is."""
    told = told_catalogue(connection)
    catalogue = chain(messages(audit_catalogue(connection)), messages(audit_terms(connection, told)))
    words = _but(counted(items := untold_items(connection, told), "item"), items, "costs and suppliers")
    yield from compared("Catalogue", f"equals the journal{words}", lambda: catalogue)
    orders = chain(messages(audit_orders(connection)), messages(audit_receipts(connection)))
    words = _but(counted(prices := untold_prices(connection), "delivery", "deliveries"), prices, "the price")
    yield from compared("Orders", f"equal the journal{words}", lambda: orders)


def _but(of: str, count: int, what: str) -> str:
    """What events of earlier versions do not tell: a change of it would not be noticed."""
    return f"; of {of} of before it does not tell {what}" if count else ""


def orphans(connection: Connection) -> Iterator[str]:
    """Every table with rows of something that is not there. The program writes none; whoever has the key, and has told
    SQLite not to look, can, and what joins a row with what it belongs to passes it over.
    """
    found = Counter(
        (table, parent) for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    )
    for (table, parent), count in sorted(found.items()):
        yield f"{count} of {table} {'belongs' if count == 1 else 'belong'} to no {parent}."


def in_no_site(connection: Connection) -> Iterator[Examined]:
    """Places that hold stock and stand in no site of a clinic that has some: no site's report and no order knows of it."""
    lost = [f"{path} ({code})" for path, code in stocked_outside(connection)]
    if lost:
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        yield Examined(
            "warning",
            "Places",
            f"stand in no site and hold stock, which no order counts: {', '.join(lost[:_SHOWN])}{more}",
            "Write the site of their rooms: tracker import locations FILE",
        )


def _stations(connection: Connection, settings: Settings) -> Iterator[Examined]:
    """Whether a station that nobody of the clinic set up would be noticed: with the database's key anyone can enter one."""
    stations = connection.exec_driver_sql("SELECT name, public_key FROM station ORDER BY id").all()
    if settings.stations:
        strange = [
            f"{name} ({fingerprint(key)})" for name, key in stations if fingerprint(key) not in settings.stations
        ]
        words = [f"{each} is none of the clinic's own" for each in strange]
        yield from compared("Stations", "are the clinic's own", lambda: words)
    elif len(stations) > 1:
        yield Examined(
            "warning",
            "Stations",
            f"{', '.join(name for name, _ in stations)}: nobody has said which of them are the clinic's own",
            "Compare the keys that 'tracker verify' lists; then in settings.toml: stations = [\"SHA256:0f3a-...\"]",
        )


def _founded(connection: Connection) -> Iterator[Examined]:
    """Whether the clinic's name, and the clock of a demo, are those with which it was founded."""
    if is_told(connection):
        yield from compared("Clinic", "is called as the journal's first event says", lambda: audit_founded(connection))
    elif (day := kept_day(connection)) is not None:
        words = f"its clock is moved to {day}, as a demo's is, and no event tells of that"
        yield Examined("warning", "Clinic", words, "No demo? Then somebody had the database's key: restore a backup.")
    else:
        yield Examined(
            "ok", "Clinic", "founded before its name was in the journal: a change of it would not be noticed"
        )


def _licences(connection: Connection, settings: Settings) -> Iterator[Examined]:
    """Those of staff; a clinic that has entered none hears nothing of it."""
    today = today_of(connection, settings)
    for each in ending(connection, today):
        left = each.days_left(today)
        when = f"ran out {each.expires_on}" if left < 0 else f"is good until {each.expires_on}, {left} days"
        hint = f"Renewed? tracker staff licence {each.badge} {each.kind.value} NUMBER DATE --badge BADGE"
        yield Examined("warning", "Licences", f"{each.name}: {each.kind.value.replace('_', ' ')} {when}", hint)


def _reviewed(connection: Connection, settings: Settings) -> Iterator[Examined]:
    """Whether somebody looks at what stands out."""
    now = clock_of(connection)()
    if found := overdue(connection, looked_of(settings), settings.review_days, now):
        days = (now - found[0].first_at).days
        words = f"what stands out in what was done was signed by nobody for {days} days"
        yield Examined("warning", "Review", words, "Look at it, and sign: tracker audit review")
    else:
        yield Examined("ok", "Review", f"nothing that stands out is unsigned for more than {settings.review_days} days")


def _patients(connection: Connection, settings: Settings) -> Iterator[Examined]:
    """A clinic of before there were patients has no key for them yet, and needs none."""
    secret = patients_key(connection, settings)
    if secret is None:
        state: Literal["ok", "fault"] = "fault" if has_patients(connection) else "ok"
        hint = "Put their key back into the keys folder." if state == "fault" else ""
        yield Examined(state, "Patients", "their key is not here" if hint else "none", hint)
        return
    found = list(audit_patients(connection, Vault(secret.value)))
    unopened = sum(difference.code == "patient_unreadable" for difference in found)
    if unopened > 1 and unopened == count_patients(connection):
        words = f"none of {unopened} opens with the key in {secret.kept_in}: it is another key"
        yield Examined("fault", "Patients", words, "Put their own key back into the keys folder.")
        return
    differences = [difference.message for difference in found]
    yield from compared("Patients", f"equal the journal, their key in {secret.kept_in}", lambda: differences)


def _erasures(connection: Connection) -> Iterator[Examined]:
    """Who was erased, and came back with a backup."""
    for patient, code in erasures_owed(connection):
        yield Examined(
            "fault",
            "Patients",
            f"patient {patient} was erased, and a backup that was put back has brought the data back",
            f"Erase again: tracker patient erase {code} --badge BADGE --reason WHY",
        )


def _keys_returned(connection: Connection) -> Iterator[Examined]:
    """Which key was put away, and came back with a backup."""
    for each in keys_owed(connection):
        yield Examined("fault", "Keys", f"{each.words[0].lower()}{each.words[1:]}", each.hint)
