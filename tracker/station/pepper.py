"""The secret that PINs are hashed with: beside the clinic's other keys, never in its database."""

from __future__ import annotations

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.people.hashing import Hasher
from tracker.people.peppered import has_credentials, tell_pepper, told_pepper
from tracker.station.own_database import require_own
from tracker.store.connection import Connection
from tracker.store.database import Database
from tracker.store.keys import Keys

PEPPER_KEY = "pepper"


def pepper_of(connection: Connection, settings: Settings) -> bytes:
    """Raises :class:`StoreError` (``pepper``) where it is not on this machine, or is another than this clinic's."""
    found = _here(settings)
    if found is None:
        raise _gone("The secret that PINs are checked with is not here.", settings)
    told = told_pepper(connection)
    if told and told != Hasher(found).id:
        raise _gone("The secret that PINs are checked with is not this clinic's.", settings)
    return found


def made_pepper(store: Database, settings: Settings) -> bytes:
    """The same; a clinic where nobody has a PIN gets one now. Where somebody has, a new one would make every PIN a wrong
    one: it raises as :func:`pepper_of` does, and :class:`Refusal` (``database_copy``) for a copy."""
    require_own(settings)
    with store.reading() as connection:
        if has_credentials(connection):
            return pepper_of(connection, settings)
    made = _here(settings) or _keys(settings).make(PEPPER_KEY).value
    with store.writing() as connection:
        tell_pepper(connection, Hasher(made).id)
    return made


def is_lost(connection: Connection, settings: Settings) -> bool:
    """Whether nobody's PIN can be right: the pepper is gone, or another's, and somebody has a PIN."""
    try:
        pepper_of(connection, settings)
    except StoreError as error:
        if error.code != "pepper":
            raise
        return has_credentials(connection)
    return False


def renewed_pepper(settings: Settings) -> bytes:
    """Another in the place of one that is lost; what lies there is kept as a former one. The caller tells of it
    (:func:`tracker.people.peppered.tell_pepper`)."""
    from secrets import token_bytes

    return _keys(settings).replace(PEPPER_KEY, token_bytes(32)).value


def _here(settings: Settings) -> bytes | None:
    found = _keys(settings).find(PEPPER_KEY)
    return found.value if found is not None else None


def _gone(message: str, settings: Settings) -> StoreError:
    return StoreError(
        message,
        hint=f"Put {PEPPER_KEY}.key back into {settings.home / 'keys'}, from its copy or the sealed keys of a backup."
        " Is there none? tracker staff reset BADGE --by-keys, for a lead: then every PIN must be chosen anew.",
        code="pepper",
    )


def _keys(settings: Settings) -> Keys:
    return Keys(settings.home / "keys", settings.key_store)
