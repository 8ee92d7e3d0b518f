"""Where a workstation keeps what is its own. Apart from the settings, whose library would hold up the first screen."""

from __future__ import annotations

import os
from pathlib import Path

from tracker.plain_files import in_full

KEYS = "keys"
PEPPER_FILE = "pepper.key"


def home_folder() -> Path:
    """``TRACKER_HOME``, else the platform's folder for a user's data."""
    given = os.environ.get("TRACKER_HOME")
    if given:
        return in_full(given)
    from platformdirs import user_data_path

    return user_data_path("clinic-tracker")


def may_ask_pins() -> bool:
    """Whether there is a secret for PINs here: then the first screen asks who is there, before the database is open to tell.
    Where it lies in the system's keyring that is known only a moment later."""
    return (home_folder() / KEYS / PEPPER_FILE).exists()
