"""The doctor's words for what protects what: which key lies where, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.journal.days import day_of
from tracker.journal.told import event_told
from tracker.journal.turning import MARK, ROTATED
from tracker.station.clinic_keys import (
    DATABASE_KEY,
    PATIENTS_KEY,
    STATION_KEY,
    database_key,
    is_rotating,
    keys_of,
    patients_key,
)
from tracker.station.examined import Examined
from tracker.station.opening import open_store
from tracker.station.pepper import PEPPER_KEY
from tracker.store.connection import Connection

_PROTECTS = {
    DATABASE_KEY: "all of the database file (AES-256, each page with its own HMAC)",
    PATIENTS_KEY: "names, birth dates and record numbers once more, each by itself (AES-256-GCM)",
    STATION_KEY: "the journal: each head is signed (Ed25519)",
    PEPPER_KEY: "PINs: without it a stolen database gives none away",
}
_OLD_DAYS = 730


@dataclass(frozen=True, slots=True)
class KeyHere:
    """``kept_in`` empty: it is not on this machine. ``since`` is an ISO date; ``former`` so many lie here, too."""

    name: str
    kept_in: str
    since: str
    former: int

    @property
    def words(self) -> str:
        return f"protects {_PROTECTS[self.name]}; in {self.kept_in}" if self.kept_in else "is not on this machine"


def keys_here(settings: Settings) -> tuple[KeyHere, ...]:
    """Raises :class:`TrackerError` where the database does not open."""
    keys = keys_of(settings)
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            since = _since(connection, settings.zone)
            found = {
                DATABASE_KEY: database_key(settings),
                PATIENTS_KEY: patients_key(connection, settings),
                STATION_KEY: keys.find(STATION_KEY),
            }
            if (pepper := keys.find(PEPPER_KEY)) is not None:
                found[PEPPER_KEY] = pepper
    finally:
        store.close()
    return tuple(
        KeyHere(name, secret.kept_in if secret else "", since.get(name, since[""]), len(keys.former(name)))
        for name, secret in found.items()
    )


def _since(connection: Connection, zone: tzinfo | None) -> dict[str, str]:
    """The clinic's day on which each was changed last; under the empty name that of the journal's first event."""
    first = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid LIMIT 1").scalar()
    began = event_told(first) if first else None
    found = {"": day_of(str(began["at"]), zone).isoformat() if began else ""}
    for (body,) in connection.exec_driver_sql(
        "SELECT body FROM journal WHERE instr(body, ?) > 0 ORDER BY rowid", (MARK,)
    ):
        event = event_told(body)
        if event is not None and event["kind"] == ROTATED:
            found[str(event.get("which"))] = day_of(str(event["at"]), zone).isoformat()
    return found


def _key(each: KeyHere, today: str) -> Examined:
    from datetime import date

    days = (date.fromisoformat(today) - date.fromisoformat(each.since)).days if each.since else 0
    words = f"the {each.name} key {each.words}; since {each.since or '?'}"
    if each.former:
        words += f"; {each.former} former kept for old backups"
    if days > _OLD_DAYS and each.name in (DATABASE_KEY, PATIENTS_KEY):
        hint = f"It is {days} days old: tracker keys rotate {each.name}"
        return Examined("warning", "Protection", words, hint)
    return Examined("ok", "Protection", words)


def examine_keys(settings: Settings, today: str) -> Iterator[Examined]:
    """What protects what. ``today`` is an ISO date."""
    try:
        found = keys_here(settings)
    except TrackerError as error:
        # A key that others may read is refused wherever it is used; without this line nothing here would say so.
        if error.code == "key_exposed":
            yield Examined("fault", "Protection", error.message, error.hint)
        return
    yield from (_key(each, today) for each in found if each.kept_in)
    if any("file" in each.kept_in for each in found):
        yield Examined(
            "warning",
            "Protection",
            "a key in a file opens to whoever has this disk: whether all of it is encrypted is not known here",
            "Encrypt the disk (LUKS, FileVault, BitLocker), or use a keyring.",
        )
    yield Examined(
        "ok", "Protection", "backups are under the same keys; no key is in them, but in what --with-keys has sealed"
    )
    if is_rotating(settings):
        yield Examined(
            "warning", "Protection", "a key was being changed when that was stopped", "Do it again: tracker keys rotate"
        )
