"""The settings of one workstation, each with what it is for and what it is unless somebody says otherwise."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tracker.config.unattended import STOCK_REPORTS, Unattended
from tracker.config.values import (
    DaysByClass,
    Fingerprints,
    Folders,
    Hours,
    PercentByClass,
    Printers,
    PrinterUrl,
    Zone,
    has_no_control_characters,
)
from tracker.media import LabelKind, PrinterSetting

FILE = "settings.toml"


def _host_name() -> str:
    return socket.gethostname().partition(".")[0] or "station"


class Settings(BaseModel):
    """One workstation's settings. Unknown keys are refused, since a misspelt setting is a setting that does nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path
    database: Path
    """The database file; ``tracker.db`` in the home folder unless set."""
    station: str = Field(default_factory=_host_name, min_length=1, max_length=60, pattern=r"^[A-Za-z0-9._-]+$")
    """This workstation's name in the journal."""
    time_zone: Zone = ""
    """The clinic's zone, e.g. ``America/Chicago``; empty for this machine's. It decides on which day a lot expires."""
    key_store: Literal["auto", "file"] = "auto"
    """``auto``: the system's keyring where there is one; ``file``: always a file of mode 0600."""
    sources: tuple[str, ...] = ()
    """Scanners to open besides the keyboard, as URLs."""
    printers: Printers = ()
    """Label printers by name, each with its roll and the kinds of label that come out of it."""
    specimen_printer: PrinterUrl = ""
    """Where specimen labels come out, at the patient's side: ``zpl://HOST:9100``, ``cups:QUEUE``. Empty: as PDF files
    in the folder ``specimen-labels`` in the home folder. One of ``printers`` with ``specimen`` among its labels says the
    same, and what roll is in it."""
    specimen_printer_dpi: Literal[203, 300, 600] = 203
    """Of its print head, where that is a label printer: dots for another head come out at another size."""
    manifest_printer: PrinterUrl = ""
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
    count_tolerance_percent: PercentByClass = (0, 1, 5)
    """By how much of what the books had a count may be off before it is counted again: for the classes A, B and C."""
    count_due_days: DaysByClass = (30, 90, 180)
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

    stations: Fingerprints = ()
    """Fingerprints of the clinic's own signing keys, as ``tracker doctor`` shows them at each station. Where any is given,
    events of another station are a finding: whoever has the database's key could have entered that one."""
    checkpoint_to: Folders = ()
    """Folders that get a copy of every checkpoint, best on other machines; without one, nothing shows that an old backup was
    put back."""
    checkpoint_every: int = Field(default=1000, ge=0, le=1_000_000)
    """Events after which a checkpoint is made of itself; 0: only at the end of a shift, with a manifest, or when asked."""

    backup_to: Folders = ()
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

    opening_hours: Hours = ""
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

    unattended: Unattended = STOCK_REPORTS
    """Reports that the command line makes without a badge where the clinic asks for PINs: cron's. Where nothing is written,
    those of the stock by items, and no custody, people, review, inventory value or codes put aside, which may be a wristband
    that was scanned by mistake. ``usage-person`` is usage by person, ``backup`` a backup to a folder that ``backup_to`` does
    not name. Who saw which patient is never among them."""

    @field_validator("*", mode="before")
    @classmethod
    def _is_plain(cls, value: object) -> object:
        return has_no_control_characters(value)

    @model_validator(mode="after")
    def _has_one_specimen_printer(self) -> Self:
        if self.specimen_printer and self.printer_for(LabelKind.SPECIMEN):
            raise ValueError("specimen_printer and a printer with labels = ['specimen'] both print them: remove one")
        return self

    def printer_for(self, kind: LabelKind) -> PrinterSetting | None:
        """The one that this kind of label belongs to."""
        return next((one for one in self.printers if kind in one.labels), None)

    @property
    def file(self) -> Path:
        """Where these settings are, or would be."""
        return self.home / FILE

    @property
    def zone(self) -> ZoneInfo | None:
        """The clinic's zone, or None for this machine's."""
        return ZoneInfo(self.time_zone) if self.time_zone else None
