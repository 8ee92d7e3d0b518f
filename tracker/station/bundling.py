"""A bundle for whoever helps: what runs here and what is wrong, with nobody's data in it.

Nothing is copied that came from outside. Of the doctor's answers the words go along only where all of them are the
program's own; of the others only what is asked about and whether it is well. Of settings the numbers and choices, never a
path, an address or a name.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from tracker import __version__
from tracker.config import Settings
from tracker.diagnostics.crash import last_reports
from tracker.diagnostics.log import last_lines
from tracker.errors import ConfigurationError, TrackerError
from tracker.hardware.scan import utc_now
from tracker.journal.occasion import stamp
from tracker.station.examined import Examined
from tracker.station.opening import open_store
from tracker.store.engine import sqlite_version

LINES, REPORTS = 500, 5
_PACKAGES = (
    "textual", "sqlalchemy", "alembic", "sqlcipher3", "zxing-cpp", "pyzbar", "opencv-python-headless", "numpy", "pillow",
    "python-barcode", "pyserial", "reportlab", "typer", "pydantic", "cryptography", "keyring", "hidapi",
)  # fmt: skip
_OWN_WORDS = frozenset(
    {"Disk", "File", "Kept back", "Python", "Reading", "SQLite", "Second opinion", "Terminal", "Terminal size"}
)
"""What the doctor says of these is put together of its own words and figures, apart from a folder, which is taken out."""
_ABOUTS = (
    *sorted(_OWN_WORDS, key=len, reverse=True),
    "Backups", "Balances", "Between", "Catalogue", "Characters", "Checkpoints", "Clinic", "Counts", "Custody",
    "Daily use", "Database", "Driver", "Files", "Full check", "Journal's end", "Journal", "Keyboards plugged in",
    "Keyboard", "Label design", "Label sheet", "Laboratory", "Ledger", "Licences", "Months' ends", "Opened", "Orders",
    "Papers", "Patients", "People", "Places", "Print queue", "Printer", "Protection", "Recalls", "Register", "Review",
    "Rows", "Scanner", "Shipments", "Sign-in", "Signing key", "Stations",
)  # fmt: skip
"""What the doctor may be asked about; behind some of them stands a name, which stays here."""
_TOLD_SETTINGS = frozenset({"home_screen", "key_store", "paper", "time_zone"})
"""Texts among the settings of which there are only so many."""
_KINDS = frozenset(
    {"serial", "socket", "evdev", "hidpos", "camera", "mjpeg", "images", "video", "recording", "keyboard"}
    | {"zpl", "cups", "brother-ql", "file", "memory"}
)


def write_bundle(path: Path, settings: Settings, examined: Iterable[Examined]) -> Path:
    """A zip of mode 0600 at ``path``, which must not be there yet. Raises :class:`ConfigurationError`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        why = "it is there already" if isinstance(error, FileExistsError) else error.strerror
        raise ConfigurationError(
            f"The bundle {path} cannot be written: {why}.",
            hint="Name a new file in a folder of yours.",
            code="bundle_file",
        ) from error
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, content in _contents(settings, examined).items():
                bundle.writestr(name, json.dumps(content, indent=1, ensure_ascii=True))
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    return path


def _contents(settings: Settings, examined: Iterable[Examined]) -> Mapping[str, object]:
    return {
        "about.json": _about(),
        "settings.json": told_settings(settings),
        "doctor.json": [_told(each) for each in examined],
        "database.json": _database(settings),
        "log.json": last_lines(settings.home, LINES),
        "crashes.json": list(last_reports(settings.home, REPORTS)),
    }


def _about() -> dict[str, object]:
    packages: dict[str, str] = {}
    for name in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            packages[name] = metadata.version(name)
    return {
        "made_at": stamp(utc_now()),
        "packages": packages,
        "python": sys.version.split(" ")[0],
        "sqlite": ".".join(map(str, sqlite_version())),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "tracker": __version__,
    }


def told_settings(settings: Settings) -> dict[str, object]:
    """Numbers, choices, kinds of devices; of everything else how many there are."""
    told: dict[str, object] = {}
    for name in sorted(type(settings).model_fields):
        value = getattr(settings, name)
        if name in ("sources", "printers"):
            told[name] = [_kind(getattr(each, "url", each)) for each in value]
        elif isinstance(value, bool | int) or name in _TOLD_SETTINGS:
            told[name] = value
        elif isinstance(value, tuple) and value and all(isinstance(each, int) for each in value):
            told[name] = list(value)
        elif isinstance(value, tuple):
            told[name] = len(value)
        else:
            told[name] = "set" if str(value) else "not set"
    return told


def _kind(url: str) -> str:
    kind = url.partition(":")[0]
    return kind if kind in _KINDS else "other"


def _told(answer: Examined) -> dict[str, str]:
    told = {
        "about": next((about for about in _ABOUTS if answer.about.startswith(about)), "other"),
        "state": answer.state,
    }
    if answer.about not in _OWN_WORDS:
        return told
    # The folder in which the room is.
    return told | {"words": answer.words.partition(", in /")[0]}


def _database(settings: Settings) -> dict[str, object]:
    """How many rows each table has, and of which version they are."""
    try:
        store = open_store(settings, is_readonly=True)
    except TrackerError as error:
        return {"code": error.code}
    try:
        with store.reading() as connection:
            tables = connection.exec_driver_sql(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
                " ORDER BY name"
            ).all()
            rows = {
                str(name): connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
                for (name,) in tables
                if str(name).replace("_", "").isalnum() and str(name).isascii()
            }
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
            pages = connection.exec_driver_sql(
                "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"
            ).one()
    except TrackerError as error:
        return {"code": error.code}
    finally:
        store.close()
    return {"pages": int(pages[0]), "page_size": int(pages[1]), "rows": rows, "schema": version}
