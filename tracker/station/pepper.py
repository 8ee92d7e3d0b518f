"""The secret that PINs are hashed with: beside the clinic's other keys, never in its database."""

from __future__ import annotations

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.store.keys import Keys

PEPPER_KEY = "pepper"


def pepper_of(settings: Settings) -> bytes:
    """Raises :class:`StoreError` (``pepper``) where it is not on this machine."""
    secret = _keys(settings).find(PEPPER_KEY)
    if secret is None:
        raise StoreError(
            "The secret that PINs are checked with is not here.",
            hint=f"Put {PEPPER_KEY}.key back into {settings.home / 'keys'}; without it every PIN must be reset.",
            code="pepper",
        )
    return secret.value


def made_pepper(settings: Settings) -> bytes:
    """The same; a clinic that never had a PIN gets one now."""
    keys = _keys(settings)
    return (keys.find(PEPPER_KEY) or keys.make(PEPPER_KEY)).value


def _keys(settings: Settings) -> Keys:
    return Keys(settings.home / "keys", settings.key_store)
