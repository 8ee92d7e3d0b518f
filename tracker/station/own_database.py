"""Whether a database is this home's own. The keys that open its patients, and the pepper of its PINs, are the home's: with
``--database`` they would open any copy, of which nobody else knows and which may be gone tomorrow."""

from __future__ import annotations

from tracker.config import Settings, load_settings
from tracker.errors import Refusal


def require_own(settings: Settings) -> None:
    """Refuse (``database_copy``) what shows a patient or takes a PIN, on another database than this home's own, where it has
    one: that somebody looked would stand in the copy alone, and so would wrong PINs, for which the next copy is as new."""
    own = load_settings(settings.home).database
    if own.exists() and own.resolve() != settings.database.resolve():
        raise Refusal(
            f"{settings.database} is not this clinic's own database: no patient is shown out of it, and no PIN taken;"
            " who looks, or tries, would stand in that file alone.",
            hint=f"Look in {own}; or put a backup into a home of its own, which keeps its own record: tracker restore.",
            code="database_copy",
        )
