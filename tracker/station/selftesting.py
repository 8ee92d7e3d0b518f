"""The self-test: each part of the program does once what the day will ask of it, on nothing of the clinic's.

The doctor looks; this tries: a label is drawn and read back, an event is written and verified in a database made for it, a
file is written through to the disk. What it makes, it takes away again.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter, sleep

from tracker.barcodes import house
from tracker.config import Settings
from tracker.diagnostics.unforeseen import unforeseen
from tracker.errors import TrackerError
from tracker.hardware.scan import utc_now
from tracker.journal.chain import fingerprint, public_key_of
from tracker.journal.occasion import stamp
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal
from tracker.station.clinic_keys import KEY_NAMES, PATIENTS_KEY, keys_of
from tracker.station.examined import Examined
from tracker.station.examining_printers import examine_printers
from tracker.station.founded import kept_day
from tracker.station.opening import open_store
from tracker.station.pepper import PEPPER_KEY
from tracker.store.copying import settle
from tracker.store.database import create_database

_SYNCS = 20
_SLOW_MS = 50.0
"""A scan waits for one sync: behind this it is felt."""
_MADE_LATER = (PATIENTS_KEY, PEPPER_KEY)
"""Keys that a clinic gets with its first patient and its first PIN; the doctor knows whether one is missing."""
_BEHIND_S = 60.0
Test = Callable[[Settings, Path], Iterator[Examined]]


def selftest(settings: Settings) -> Iterator[Examined]:
    """One answer after the other, as each is known. What fails in a way that nobody foresaw is an answer, too."""
    folder = settings.home if settings.home.is_dir() else Path(tempfile.gettempdir())
    try:
        place = Path(tempfile.mkdtemp(prefix=".selftest-", dir=folder))
    except OSError as error:
        yield Examined(
            "fault", "Disk", f"nothing can be written in {folder}: {error.strerror}", "Is it there, and yours?"
        )
        return
    try:
        for about, test in _TESTS:
            try:
                yield from test(settings, place)
            except TrackerError as error:
                yield Examined("fault", about, error.message, error.hint)
            except Exception as error:
                told = unforeseen(error)
                yield Examined("fault", about, told.message, told.hint)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _clock(settings: Settings, place: Path) -> Iterator[Examined]:
    del place
    began_s, began = monotonic(), utc_now()
    sleep(0.05)
    lasted_s, lasted = monotonic() - began_s, (utc_now() - began).total_seconds()
    if lasted_s <= 0 or abs(lasted_s - lasted) > 1:
        yield Examined("fault", "Clock", "it does not run steadily", "Is something else setting this machine's clock?")
        return
    last = _last_event(settings)
    now = utc_now().astimezone(settings.zone)
    if last is not None and (last - now).total_seconds() > _BEHIND_S:
        words = f"it is {now:%Y-%m-%d %H:%M}, and the journal's last event is of"
        words = f"{words} {last.astimezone(settings.zone):%Y-%m-%d %H:%M}"
        yield Examined("fault", "Clock", words, "Set this machine's clock.")
    else:
        yield Examined("ok", "Clock", f"it is {now:%Y-%m-%d %H:%M}, and it runs")


def _last_event(settings: Settings) -> datetime | None:
    """None without a clinic, or for a demo clinic, which lives on a day of its own."""
    if not settings.database.is_file():
        return None
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            if kept_day(connection) is not None:
                return None
            at = connection.exec_driver_sql(
                "SELECT max(CASE WHEN json_valid(CAST(j.body AS TEXT)) THEN json_extract(CAST(j.body AS TEXT), '$.at') END)"
                " FROM journal j JOIN journal_head h ON h.station_id = j.station_id AND h.seq = j.seq"
            ).scalar()
    finally:
        store.close()
    return datetime.fromisoformat(at).astimezone(UTC) if at else None


def _disk(settings: Settings, place: Path) -> Iterator[Examined]:
    del settings
    took = []
    path = place / "written"
    with path.open("wb") as file:
        for _ in range(_SYNCS):
            began = perf_counter()
            file.write(secrets.token_bytes(4096))
            file.flush()
            settle(path)
            took.append((perf_counter() - began) * 1000)
    middle = sorted(took)[len(took) // 2]
    if path.stat().st_size != 4096 * _SYNCS:
        yield Examined("fault", "Disk", "what was written is not there", "Check the disk.")
    elif middle > _SLOW_MS:
        words = f"it takes {middle:.0f} ms until something is written for good: each scan waits so long"
        yield Examined("warning", "Disk", words, "Is it a network share, or an old stick? Use the machine's own disk.")
    else:
        yield Examined("ok", "Disk", f"it takes {middle:.1f} ms until something is written for good")


def _keys(settings: Settings, place: Path) -> Iterator[Examined]:
    del place
    keys = keys_of(settings)
    for name in KEY_NAMES:
        secret = keys.find(name)
        if secret is not None:
            shown = f", it signs with {fingerprint(public_key_of(secret.value))}" if name == "station" else ""
            yield Examined("ok", f"Key: {name}", f"in {secret.kept_in}{shown}")
        elif not settings.database.is_file() or name in _MADE_LATER:
            yield Examined("absent", f"Key: {name}", "there is none yet")
        else:
            yield Examined("fault", f"Key: {name}", "it is not here", f"Put it back into {keys.folder}.")


def _database(settings: Settings, place: Path) -> Iterator[Examined]:
    """The clinic's own is left alone."""
    del settings
    key, seed = secrets.token_bytes(32), secrets.token_bytes(32)
    store = create_database(place / "selftest.db", key)
    try:
        with store.writing() as connection:
            journal = open_journal(connection, "selftest", seed)
            for number in range(3):
                journal.append(connection, f"selftest-{number}", "selftest", stamp(utc_now()), {})
        with store.reading() as connection:
            checked = verify(connection)
        is_well = checked.events == 3 and not checked.findings
        begins = (place / "selftest.db").read_bytes()[:16]
    finally:
        store.close()
    if is_well and not begins.startswith(b"SQLite"):
        yield Examined("ok", "Database", "one was made, encrypted; three events were written and verify")
    else:
        yield Examined("fault", "Database", "what was written does not verify", "Report this line.")


def _label(settings: Settings, place: Path) -> Iterator[Examined]:
    """Drawn, read back by what draws, then read from a picture as a camera's or a photo is."""
    from labels.loading import own_designs
    from labels.png import png
    from labels.resolution import resolution
    from tracker.barcodes.judging import code_rules
    from tracker.hardware.sources.opening import open_source
    from tracker.labelling.making import Setting, drawn_label, make_pages
    from tracker.labelling.wanted import Wanted, Wants

    code = house.location_code(4711)
    values = {"name": "Self-test", "code": code}
    setting = Setting(own_designs(), resolution(settings.specimen_printer_dpi))
    pages = make_pages([drawn_label(Wanted(Wants.ROOM, "self-test", values), setting)], setting)
    yield Examined("ok", "Label", f"one with {code} was drawn, and says so")
    picture = place / "label.png"
    picture.write_bytes(png(pages[0]))
    source = open_source(str(picture), judging=code_rules(), pace="at_once")
    seen = sorted({scan.data for scan in source})
    if seen == [code]:
        yield Examined("ok", "Reading", f"{code} was read from a picture of it, and nothing else")
    else:
        yield Examined("fault", "Reading", f"a picture of {code} was read as {len(seen)} other codes", "tracker doctor")


def _printers(settings: Settings, place: Path) -> Iterator[Examined]:
    del place
    answers = list(examine_printers(settings))
    yield from answers or [Examined("absent", "Printers", "the settings name none")]


_TESTS: tuple[tuple[str, Test], ...] = (
    ("Clock", _clock),
    ("Disk", _disk),
    ("Keys", _keys),
    ("Database", _database),
    ("Label", _label),
    ("Printers", _printers),
)
