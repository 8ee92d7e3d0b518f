"""From settings to an open workstation; and a new clinic from nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

from tracker.config import Settings
from tracker.errors import ConfigurationError, StoreError
from tracker.hardware.scan import utc_now
from tracker.inventory.count_rules import CountRules
from tracker.journal.writing import Journal, open_journal
from tracker.media import LabelKind
from tracker.people.access import asks_pin
from tracker.registers.reading import FOLDER
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.patients import has_patients, require_opens
from tracker.specimens.vault import Vault
from tracker.station.clinic_keys import (
    DATABASE_KEY,
    PATIENTS_KEY,
    STATION_KEY,
    database_key,
    keys_of,
    patients_key,
    station_key,
)
from tracker.station.demo_time import running
from tracker.station.founded import kept_day, tell_founded
from tracker.station.open_to_others import make_private
from tracker.station.own_database import require_own
from tracker.store.connection import Connection
from tracker.store.database import Database, create_database, open_database
from tracker.store.schema import require_own_schema

if TYPE_CHECKING:
    from tracker.jobs.desk import Rules
    from tracker.station.handling import Handler
    from tracker.station.workstation import Station

LONGEST_NAME = 80
MICROS = 1_000_000
"""In one of the clinic's currency."""


def found_clinic(
    settings: Settings, clinic: str, *, at: Callable[[], datetime] = utc_now, demo_day: date | None = None
) -> None:
    """A new, empty, encrypted database for ``clinic``, with its key and its patients', and a journal that begins with its
    name. ``demo_day`` is where a demo's clock stands."""
    keys, clinic = keys_of(settings), _clinic_name(clinic)
    if settings.database.exists():
        raise StoreError(
            f"There is a database at {settings.database} already.",
            hint="Open it with 'tracker', or set another TRACKER_HOME.",
            code="store_exists",
        )
    with suppress(OSError):
        # Where that is refused, so is the database, and in words.
        make_private(settings.home)
        make_private(settings.database.parent)
    secret = keys.find(DATABASE_KEY) or keys.make(DATABASE_KEY)
    if keys.find(PATIENTS_KEY) is None:
        keys.make(PATIENTS_KEY)
    hand = keys.find(STATION_KEY) or keys.make(STATION_KEY)

    def begin(new: Connection) -> None:
        tell_founded(new, open_journal(new, settings.station, hand.value), clinic, at(), demo_day)

    create_database(settings.database, secret.value, begin).close()


def _clinic_name(name: str) -> str:
    """A name that a screen's first line can show."""
    name = normalize("NFC", name)
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ConfigurationError(
            "A clinic's name is one line of 1 to 80 letters, digits and signs.",
            hint='Write it like --clinic "Northgate clinic".',
            code="clinic_name",
        )
    return name.strip()


def open_store(settings: Settings, *, is_readonly: bool = False) -> Database:
    """The clinic's database, unlocked. Raises :class:`StoreError` in words for whatever stands in the way."""
    store = open_database(
        settings.database,
        database_key(settings).value,
        busy_timeout_ms=settings.busy_timeout_ms,
        is_readonly=is_readonly,
    )
    if is_readonly:
        try:
            with store.reading() as connection:
                require_own_schema(connection)
        except BaseException:
            store.close()
            raise
    return store


def open_pen(settings: Settings, *, is_mending: bool = False) -> tuple[Database, Journal]:
    """The store, and this station's hand in its journal. Raises :class:`Refusal` (``pins_gone``) unless ``is_mending``: a
    backup is made all the same."""
    from tracker.people.pins_gone import require_pins_stand

    database = open_store(settings)
    if not is_mending:
        try:
            with database.reading() as connection:
                require_pins_stand(connection)
        except BaseException:
            database.close()
            raise
    keys = keys_of(settings)
    with database.writing() as connection:
        secret = station_key(connection, settings)
        if secret is None:
            _require_new(connection, settings)
            secret = keys.make(STATION_KEY)
        return database, open_journal(connection, settings.station, secret.value)


def _require_new(connection: Connection, settings: Settings) -> None:
    """A station that has signed before cannot go on under a new key: everything before would be another's."""
    if connection.exec_driver_sql("SELECT 1 FROM station WHERE name = ?", (settings.station,)).first():
        raise StoreError(
            f"The signing key of the station {settings.station} is not here.",
            hint=f"Put the key back into {settings.home / 'keys'}, or give this machine a station name of its own.",
            code="station_key",
        )


def open_vault(settings: Settings) -> Vault:
    """What opens and closes patients' fields. A clinic of before there were any gets its key now.

    Raises :class:`StoreError` (``patient_key``) where patients are encrypted by a key that is not here, or by another than
    the one that is: going on would make two kinds of patients, of which nobody can read the first.
    """
    store = open_store(settings)
    try:
        return vault_of(store, settings)
    finally:
        store.close()


def vault_of(store: Database, settings: Settings) -> Vault:
    """The same, on a store that is open. Raises :class:`Refusal` (``database_copy``) for a copy (:func:`require_own`)."""
    require_own(settings)
    keys = keys_of(settings)
    with store.reading() as connection:
        secret = patients_key(connection, settings)
    if secret is None:
        # Under the write lock, so that two stations that start at once do not make two.
        with store.writing() as connection:
            secret = keys.find(PATIENTS_KEY)
            if secret is None:
                if has_patients(connection):
                    raise StoreError(
                        "The key of this clinic's patients is not here.",
                        hint=f"Put it back into {keys.folder}; without it nobody can read their names.",
                        code="patient_key",
                    )
                secret = keys.make(PATIENTS_KEY)
    vault = Vault(secret.value)
    with store.reading() as connection:
        require_opens(connection, vault)
    return vault


def vault_at_hand(store: Database, settings: Settings) -> Vault | None:
    try:
        return vault_of(store, settings)
    except StoreError as error:
        if error.code != "patient_key":
            raise
        return None


def open_handler(settings: Settings, *, clock: Callable[[], datetime] | None = None) -> Handler:
    """What handles scans one by one on the caller's thread: no scanners, no printers, and nobody who listens.

    For what is played before a clinic opens; whoever asks for it closes its database.
    """
    # With all that scans mean, half a second that no report needs.
    from tracker.station.handling import Handler
    from tracker.station.label_trials import label_trial

    database, journal = open_pen(settings)
    with database.reading() as connection:
        clock = clock or clock_of(connection)
        is_asking = asks_pin(connection)
    vault = vault_at_hand(database, settings)
    return Handler(
        database,
        journal,
        _rules_of(settings, is_asking=is_asking),
        vault,
        settings.zone,
        clock,
        deadlines_of(settings),
        settings.home / FOLDER,
        label_trial(settings, vault),
    )


def _rules_of(settings: Settings, *, is_asking: bool) -> Rules:
    from tracker.jobs.desk import Rules

    return Rules(
        settings.repeat_window_ms,
        settings.keep_days,
        settings.label_gap_minutes,
        settings.hand_on_minutes,
        settings.partner_code,
        settings.store_minutes,
        settings.zone,
        settings.least_days,
        count_rules_of(settings),
        any(not one.labels or LabelKind.SUPPLY in one.labels for one in settings.printers),
        is_asking,
    )


def open_station(
    settings: Settings, *, clock: Callable[[], datetime] | None = None, sources: Sequence[str] | None = None
) -> Station:
    """Open the store, this station's journal, and its scanners.

    ``clock`` is for replays. ``sources`` stand for the scanners that the settings name: none of them for a job that
    reads one source of its own, since two at once would mix two people's work. Such a job makes no backups and no checks:
    it may be over in a moment. Raises :class:`Refusal` (``database_copy``) for a copy (:func:`require_own`).
    """
    from tracker.jobs.desk import Desk, JobName
    from tracker.station.checkpointing import CheckpointPlan
    from tracker.station.workstation import Clinic, Station

    require_own(settings)
    handler = open_handler(settings, clock=clock)
    clock = handler.clock
    with handler.database.reading() as connection:
        name = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'clinic'").scalar() or "Clinic"
    plan = CheckpointPlan(settings.checkpoint_to, settings.checkpoint_every)
    desk = Desk(job=JobName.BOARD if settings.home_screen == "board" else JobName.HOME)
    station = Station(handler, Clinic(str(name), settings.database), settings, clock, plan, desk)
    if sources is None:
        station.keep_backups(database_key(settings).value)
        station.upkeep.keep_checks()
    for url in settings.sources if sources is None else sources:
        station.devices.attach(url, settings_file=settings.file if sources is None else None)
    return station


def count_rules_of(settings: Settings) -> CountRules:
    return CountRules(settings.count_tolerance_percent, settings.count_due_days, settings.count_second_person * MICROS)


def deadlines_of(settings: Settings) -> DeadlineRules:
    return DeadlineRules(
        hand_on_minutes=settings.hand_on_minutes,
        accept_minutes=settings.accept_minutes,
        store_minutes=settings.store_minutes,
        arrival_grace_minutes=settings.arrival_grace_minutes,
    )


def clock_of(connection: Connection) -> Callable[[], datetime]:
    """The clinic's clock: the wall clock, for a demo clinic moved to the day for which it was made."""
    fixed = kept_day(connection)
    return utc_now if fixed is None else running(connection, date.fromisoformat(fixed))


def today_of(connection: Connection, settings: Settings) -> date:
    """The clinic's date, by its clock and in its zone."""
    return clock_of(connection)().astimezone(settings.zone).date()
