"""Building the demo clinic, through the very import and the very scans that a real clinic uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic

from tracker.config import Settings
from tracker.demo import BUYING, CLINIC, DAY, FRIDAY_REQUISITIONS, OPENING, STAFF, TABLES, USE
from tracker.demo.bought import MOST_LEAD_DAYS
from tracker.demo.laboratory import FRIDAY, play_friday, play_monday
from tracker.demo.past import FORTNIGHTS, live
from tracker.errors import ConfigurationError, TrackerError
from tracker.exchange.importing import KINDS, import_file
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.staff import enrol
from tracker.station import found_clinic
from tracker.station.opening import open_pen, vault_of

OPENS = datetime.combine(DAY, time(8, 0), UTC)
"""When the demo's day begins. Its clinic keeps UTC, so that it is the same day on every machine."""

FRIDAY_MORNING = datetime.combine(FRIDAY, time(7, 0), UTC)
FOUNDED = FRIDAY_MORNING - timedelta(days=14 * FORTNIGHTS + 7 + MOST_LEAD_DAYS + 2)
"""When a clinic with a past was set up: before it sent its first order."""
MONDAY_MORNING = datetime.combine(DAY, time(6, 0), UTC)
"""When the clinic was set up, and when Monday's orders came in."""


def demo_settings(home: Path) -> Settings:
    """The key lies in a file: a throw-away clinic leaves nothing in the system's keyring."""
    return Settings(
        home=home,
        database=home / "tracker.db",
        station="demo",
        time_zone="UTC",
        key_store="file",
        keep_days=14,
        restock_days=1,
    )


def build_clinic(home: Path, *, has_past: bool = False) -> Settings:
    """A fresh demo clinic in ``home``, with ``has_past`` after half a year of use, and with suppliers.

    Raises :class:`ConfigurationError` where something is there already.
    """
    settings = demo_settings(home)
    if settings.database.exists():
        raise ConfigurationError(
            f"There is a database in {home} already.", hint="Give --home a new or empty folder.", code="store_exists"
        )
    found_clinic(settings, CLINIC, at=lambda: FOUNDED if has_past else FRIDAY_MORNING, demo_day=DAY)
    _write_settings(home)
    furniture = tuple(each for each in TABLES if each[0] != "requisitions")
    if has_past:
        before = tuple(each for each in furniture if each[0] in ("items", "locations", "par"))
        furniture = tuple(each for each in furniture if each not in before)
        _import(settings, FOUNDED, (*before, OPENING, *BUYING))
        live(settings, FRIDAY, USE)
    _import(settings, FRIDAY_MORNING, (*furniture, ("requisitions", FRIDAY_REQUISITIONS)))
    _hire(settings)
    play_friday(settings)
    _import(settings, MONDAY_MORNING, tuple(each for each in TABLES if each[0] == "requisitions"))
    play_monday(settings)
    return settings


def _import(settings: Settings, at: datetime, tables: Sequence[tuple[str, Path]]) -> None:
    store, journal = open_pen(settings)
    try:
        vault = vault_of(store, settings)
        pen = Pen(journal, stamp(at), by="demo", zone=settings.zone)
        for kind, path in tables:
            chosen = next(known for known in KINDS if known == kind)
            result = import_file(store, pen, chosen, path, lambda done, total: None, vault=vault)
            if result.faults:
                first = result.faults[0]
                raise TrackerError(f"The demo's own {path.name} is faulty, line {first.line}: {first.message}")
    finally:
        store.close()


def _hire(settings: Settings) -> None:
    """Badges for everybody."""
    store, journal = open_pen(settings)
    pen = Pen(journal, stamp(FRIDAY_MORNING), by="demo", zone=settings.zone)
    try:
        with store.writing() as connection:
            for badge, name in STAFF:
                enrol(connection, pen, badge, name)
    finally:
        store.close()


def _write_settings(home: Path) -> None:
    """So that ``TRACKER_HOME=DIR tracker report stock`` asks this clinic under the settings that it was built with."""
    (home / "settings.toml").write_text(
        'station = "demo"\ntime_zone = "UTC"\nkey_store = "file"\nrestock_days = 1\n', "utf-8"
    )


class DemoClock:
    """The demo's time of day: begins when it is made, and then runs as fast as any clock."""

    def __init__(self, starts: datetime = OPENS) -> None:
        self._starts = starts
        self._made = monotonic()

    def __call__(self) -> datetime:
        now = self._starts + timedelta(seconds=monotonic() - self._made)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
