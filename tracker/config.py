"""Settings: where everything lies, and a clinic's choices, from ``settings.toml``, the environment, and defaults."""

from __future__ import annotations

import re
import socket
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from tracker.errors import ConfigurationError
from tracker.home import home_folder
from tracker.media import LabelKind, PrinterSetting
from tracker.plain_files import in_full, plain_content
from tracker.text import safe, without_secrets

FILE = "settings.toml"
LARGEST = 65_536
"""Bytes of settings.toml; one with every setting in it has some 2 kB."""


def _host_name() -> str:
    return socket.gethostname().partition(".")[0] or "station"


_STOCK_REPORTS = (
    *("today", "stock", "restock", "expiring", "usage", "abc", "fefo", "dead", "stockouts", "reorder"),
    *("deliveries", "par", "transfers", "recalls", "recall", "count"),
)
UNATTENDED_NAMES = (
    *_STOCK_REPORTS,
    *(
        "parked",
        "usage-person",
        "waste",
        "valuation",
        "budget",
        "turns",
        "trace",
        "missing",
        "open",
        "specimens",
        "staff",
    ),
    *("afterwards", "custody", "manifest", "lot", "audit", "backup"),
)
"""What :attr:`Settings.unattended` may name."""


class Settings(BaseModel):
    """One workstation's settings. Unknown keys are refused, since a misspelt setting is a setting that does nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path
    database: Path
    """The database file; ``tracker.db`` in the home folder unless set."""
    station: str = Field(default_factory=_host_name, min_length=1, max_length=60, pattern=r"^[A-Za-z0-9._-]+$")
    """This workstation's name in the journal."""
    time_zone: str = ""
    """The clinic's zone, e.g. ``America/Chicago``; empty for this machine's. It decides on which day a lot expires."""
    key_store: Literal["auto", "file"] = "auto"
    """``auto``: the system's keyring where there is one; ``file``: always a file of mode 0600."""
    sources: tuple[str, ...] = ()
    """Scanners to open besides the keyboard, as URLs."""
    printers: tuple[PrinterSetting, ...] = ()
    """Label printers by name, each with its roll and the kinds of label that come out of it."""
    specimen_printer: str = ""
    """Where specimen labels come out, at the patient's side: ``zpl://HOST:9100``, ``cups:QUEUE``. Empty: as PDF files
    in the folder ``specimen-labels`` in the home folder. One of ``printers`` with ``specimen`` among its labels says the
    same, and what roll is in it."""
    specimen_printer_dpi: Literal[203, 300, 600] = 203
    """Of its print head, where that is a label printer: dots for another head come out at another size."""
    manifest_printer: str = ""
    """Where a bag's manifest comes out when it departs, ``cups:QUEUE``. Empty: only as PDF and CSV in the folder
    ``manifests`` in the home folder, where it lies in any case."""
    paper: Literal["letter", "a4"] = "letter"
    repeat_window_ms: int = Field(default=1200, ge=0, le=10_000)
    """The same code from the same scanner within this time is asked about instead of counted."""
    keep_days: int = Field(default=14, ge=0, le=365)
    """Shelf life that shelved stock must have left where the room has no history to reckon by."""
    least_days: int = Field(default=90, ge=0, le=3650)
    """Shelf life that what is received against an order must have left; shorter ones are asked about."""
    restock_days: int = Field(default=7, ge=1, le=60)
    """From one restocking of a room to the next: so long its par levels are to last."""
    count_tolerance_percent: tuple[int, int, int] = (0, 1, 5)
    """By how much of what the books had a count may be off before it is counted again: for the classes A, B and C."""
    count_due_days: tuple[int, int, int] = (30, 90, 180)
    """After so many days an item is due to be counted again in each place: for the classes A, B and C."""
    count_second_person: int = Field(default=50, ge=0, le=1_000_000_000)
    """Differences of a count worth more than this, in the clinic's currency, are closed by somebody who did not count
    them."""
    hand_on_minutes: int = Field(default=120, ge=1, le=100_000)
    """Collected, and so long in the collector's hands: the specimen is missing."""
    accept_minutes: int = Field(default=60, ge=1, le=100_000)
    """Released or arrived, and so long accepted by nobody."""
    store_minutes: int = Field(default=480, ge=1, le=100_000)
    """Accepted or taken out, and so long neither stored, sent on nor disposed of."""
    arrival_grace_minutes: int = Field(default=60, ge=0, le=100_000)
    """A bag may be so late before what is in it is missing."""
    label_gap_minutes: int = Field(default=15, ge=1, le=10_000)
    """A longer time between a specimen's label and its collection is flagged."""
    home_screen: Literal["rooms", "board"] = "rooms"
    """What this workstation shows first: the rooms, or the specimen board of a lab."""
    lock_minutes: int = Field(default=5, ge=1, le=15)
    """So long without a key or a scan, and the screen of this workstation is locked: short in a corridor, longer in a room
    of its own. Only where the clinic asks for PINs."""
    quit_at_gate: bool = False
    """Whether Ctrl+Q ends the program while nobody is signed in, or the screen is locked: for a desk of one's own. In a
    corridor it would leave a terminal to whoever comes by. Only where the clinic asks for PINs."""
    partner_code: str = Field(default="", pattern=r"^(P[0-9]{14})?$")
    """This site's own code among the partners, by which others send bags here; empty for a clinic that gets none."""
    clia: str = Field(default="", pattern=r"^([0-9]{2}D[0-9]{7})?$")
    """This clinic's own CLIA number, two digits, D, seven digits; printed on manifests. Empty: none is printed."""
    busy_timeout_ms: int = Field(default=5000, ge=0, le=60_000)
    """How long a write waits for another program that holds the database."""

    stations: tuple[str, ...] = ()
    """Fingerprints of the clinic's own signing keys, as ``tracker doctor`` shows them at each station. Where any is given,
    events of another station are a finding: whoever has the database's key could have entered that one."""
    checkpoint_to: tuple[Path, ...] = ()
    """Folders that get a copy of every checkpoint, best on other machines; without one, nothing shows that an old backup was
    put back."""
    checkpoint_every: int = Field(default=1000, ge=0, le=1_000_000)
    """Events after which a checkpoint is made of itself; 0: only at the end of a shift, with a manifest, or when asked."""

    backup_to: tuple[Path, ...] = ()
    """Folders that get a backup at the end of a shift and once a day, best on other machines; they must be there."""
    backup_keep_daily: int = Field(default=7, ge=0, le=1000)
    """Days with a backup that keep their newest one; likewise weeks and months. The newest of all is kept in any case."""
    backup_keep_weekly: int = Field(default=5, ge=0, le=1000)
    backup_keep_monthly: int = Field(default=12, ge=0, le=1000)
    backup_warn_days: int = Field(default=2, ge=1, le=365)
    """A last backup that is older is told, on the screen and by ``tracker doctor``."""

    ballast_mb: int = Field(default=16, ge=0, le=10_000)
    """Kept back in a file beside the database, and given up when the disk is full, so that what is in hand can be finished;
    0: none."""
    disk_warn_mb: int = Field(default=500, ge=0, le=10_000_000)
    """With less room than this on the database's disk, it is told, on the screen and by ``tracker doctor``."""
    disk_warn_days: int = Field(default=60, ge=0, le=3650)
    """Likewise where the room would be used up so soon, as the database grew of late."""

    opening_hours: str = ""
    """``mon-fri 07:00-18:30, sat 08:00-12:00``: what is done at another time stands out in a review. An hour that
    is before the first one is of the next day. Empty: nothing stands out."""
    many_reveals: int = Field(default=15, ge=1, le=10_000)
    """So many patients' names shown to one person on a day stand out in a review."""
    review_days: int = Field(default=7, ge=1, le=365)
    """What stands out and was signed by nobody for so long is told, among what is to do and by ``tracker doctor``."""
    papers_days: int = Field(default=731, ge=731, le=36_500)
    """Manifests and recordings of scans are kept for so long before ``tracker prune --papers`` may take them: two years at
    least (42 CFR 493.1105(a)); a state, or whoever accredits a laboratory, may ask for more."""
    emergency_minutes: int = Field(default=15, ge=1, le=240)
    """So long emergency access to patients' data lasts."""

    unattended: tuple[str, ...] = _STOCK_REPORTS
    """Reports that the command line makes without a badge where the clinic asks for PINs: cron's. Where nothing is written,
    those of the stock by items, and no custody, people, review, inventory value or codes put aside, which may be a wristband
    that was scanned by mistake. ``usage-person`` is usage by person, ``backup`` a backup to a folder that ``backup_to`` does
    not name. Who saw which patient is never among them."""

    @field_validator("unattended")
    @classmethod
    def _are_reports(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [each for each in value if each not in UNATTENDED_NAMES]:
            near = get_close_matches(unknown[0], UNATTENDED_NAMES, 1)
            raise ValueError(
                f"there is no {unknown[0]!r} that goes without a badge" + (f"; is it {near[0]}?" if near else "")
            )
        return value

    @field_validator("printers")
    @classmethod
    def _are_told_apart(cls, value: tuple[PrinterSetting, ...]) -> tuple[PrinterSetting, ...]:
        names = [one.name.lower() for one in value]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two printers have the name {twice}")
        for kind in LabelKind:
            having = [one.name for one in value if kind in one.labels]
            if len(having) > 1:
                raise ValueError(f"{' and '.join(having)} both print {kind} labels: leave that to one of them")
        return value

    @field_validator("printers", "specimen_printer", "manifest_printer")
    @classmethod
    def _leave_paper(cls, value: tuple[PrinterSetting, ...] | str) -> tuple[PrinterSetting, ...] | str:
        urls = [value] if isinstance(value, str) else [one.url for one in value]
        if any(url.startswith("memory:") for url in urls):
            raise ValueError("memory: prints nothing, it is for tests: write zpl://HOST:9100 or cups:QUEUE")
        return value

    @model_validator(mode="after")
    def _has_one_specimen_printer(self) -> Self:
        if self.specimen_printer and self.printer_for(LabelKind.SPECIMEN):
            raise ValueError("specimen_printer and a printer with labels = ['specimen'] both print them: remove one")
        return self

    def printer_for(self, kind: LabelKind) -> PrinterSetting | None:
        """The one that this kind of label belongs to."""
        return next((one for one in self.printers if kind in one.labels), None)

    @field_validator("count_tolerance_percent", "count_due_days", mode="before")
    @classmethod
    def _are_of_three_classes(cls, value: object, info: ValidationInfo) -> object:
        least, most = (0, 100) if info.field_name == "count_tolerance_percent" else (1, 3650)
        is_list = isinstance(value, list | tuple) and len(value) == len("ABC")
        if not is_list or not all(type(each) is int and least <= each <= most for each in value):  # type: ignore[attr-defined]
            raise ValueError(f"three numbers from {least} to {most} belong here, for the classes A, B and C")
        return value

    @field_validator("stations")
    @classmethod
    def _are_fingerprints(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"SHA256:[0-9a-f]{4}(-[0-9a-f]{4}){7}", each) for each in value):
            raise ValueError("write fingerprints as 'tracker doctor' shows them, SHA256:0f3a-...")
        return value

    @field_validator("checkpoint_to", "backup_to")
    @classmethod
    def _is_in_full(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        folders = tuple(in_full(folder) for folder in value)
        if not all(folder.is_absolute() for folder in folders):
            raise ValueError("write folders in full, as /mnt/office/clinic")
        return folders

    @field_validator("opening_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        day, time = "(mon|tue|wed|thu|fri|sat|sun)", "([01][0-9]|2[0-3]):[0-5][0-9]"
        part = f"{day}(-{day})? {time}-({time}|24:00)"
        if value and not re.fullmatch(f"{part}(, ?{part})*", value):
            raise ValueError("write it as 'mon-fri 07:00-18:30, sat 08:00-12:00'")
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_known_zone(cls, value: str) -> str:
        if value:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError("no such time zone; write it as America/Chicago") from None
        return value

    @property
    def file(self) -> Path:
        """Where these settings are, or would be."""
        return self.home / FILE

    @property
    def zone(self) -> ZoneInfo | None:
        """The clinic's zone, or None for this machine's."""
        return ZoneInfo(self.time_zone) if self.time_zone else None


def load_settings(home: Path | None = None, database: Path | None = None) -> Settings:
    """Settings of ``home`` (default: :func:`home_folder`). Raises :class:`ConfigurationError` naming file and key."""
    home = home or home_folder()
    file = home / FILE
    text = ""
    try:
        text = plain_content(file, LARGEST).decode("utf-8") if file.exists() else ""
        given = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}.", hint="It must be TOML, in UTF-8.") from error
    given.setdefault("database", str(home / "tracker.db"))
    if database is not None:
        given["database"] = str(database)
    try:
        return Settings(home=home, **given)
    except ValidationError as error:
        raise _told(file, text, given, error) from error
    except TypeError as error:
        raise ConfigurationError(f"{file}: 'home' is set by TRACKER_HOME.", hint="Remove that line.") from error


def _told(file: Path, text: str, given: Mapping[str, object], error: ValidationError) -> ConfigurationError:
    """The first thing that is wrong: in which line and key, or in which printer's, and what was meant."""
    from labels.toml_lines import held, line_of, nearest

    first = error.errors()[0]
    # What is missing from a printer is told where the printer begins.
    there = first["loc"][: held(given, first["loc"])]
    line = line_of(text, *there) if there else None
    words = first["msg"].removeprefix("Value error, ")
    where = [str(part) for part in first["loc"]]
    known = set(Settings.model_fields) - {"home"}
    hint = ""
    if where[:1] == ["printers"] and first["type"] in ("tuple_type", "model_type") and len(where) < 3:
        words, hint = "a printer is a table of its own", "Begin each with a line [[printers]], in two brackets."
    elif where[:1] == ["printers"] and len(where) > 1:
        known = set(PrinterSetting.model_fields)
        where[:2] = [_printer(given["printers"], int(where[1]))]
    if first["type"] == "tuple_type" and isinstance(first["input"], str) and not hint:
        shown = safe(without_secrets(first["input"]), 80)
        words, hint = "a text stands where a list belongs", f'Write {where[-1]} = ["{shown}"].'
    hint = hint or f"Known settings: {', '.join(sorted(known))}."
    if first["type"] == "extra_forbidden":
        near = nearest(where[-1], known)
        words, hint = "there is no such setting", f"Did you mean {near}? {hint}" if near else hint
    place = f"{file}, line {line}" if line else str(file)
    return ConfigurationError(": ".join([place, *where, words]) + ".", hint=hint)


def _printer(given: object, number: int) -> str:
    """``printer bench``, or which one it is where it has no name."""
    one = given[number] if isinstance(given, list) else None
    name = one.get("name") if isinstance(one, dict) else None
    return f"printer {safe(name, 40)}" if isinstance(name, str) else f"printers, number {number + 1}"
