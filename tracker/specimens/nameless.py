"""Reasons and notes that go into the journal, which forgets nothing: none of them may name a patient.

Whoever is refused learns that somebody of that name is a patient here; that the journal can never forget a name is worse.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from tracker.errors import Refusal
from tracker.specimens.common_words import COMMON
from tracker.specimens.patients import names_known_patient
from tracker.specimens.vault import Vault, folded
from tracker.store.connection import Connection

_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "patient", "pt", "name", "named", "called"}
)
"""Behind one of these a common word is a name."""
_SHORTEST, _LONG_PART = 2, 4
"""Letters of a family name; of a part of one that names by itself: not the van of van der Tulpenbrug."""


def require_nameless(connection: Connection, vault: Vault | None, text: str) -> None:
    """Refuse (``reason_names_patient``) what holds a family name, a whole name or a record number of any patient.

    Names lie encrypted, so each is opened: 0.12 s where there are 15,000 patients (measured). Reasons are few. Without
    ``vault`` nothing can be told, and nothing of a patient be shown either.
    """
    if vault is None:
        return
    words = _words(text)
    said = {word for word in words if len(word) >= _SHORTEST and word not in COMMON}
    said |= {word for before, word in pairwise(words) if before in _TITLES}
    said |= {f"{one} {other}" for one, other in pairwise(words)}
    if names_known_patient(connection, vault, text) or (words and _is_family(connection, vault, said, text)):
        raise named()


def named() -> Refusal:
    return Refusal(
        "The reason names a patient, and the journal could never forget it.",
        hint="Say it without name, birth date or record number.",
        code="reason_names_patient",
    )


def _is_family(connection: Connection, vault: Vault, said: set[str], text: str) -> bool:
    """Whether one of ``said``, words and pairs of words of ``text``, is a family name of a patient, or a long part of one.
    What is written without spaces (李檬) is looked for anywhere."""
    flat = folded(text)
    rows = connection.exec_driver_sql("SELECT salt, name FROM patient WHERE salt IS NOT NULL").all()
    for salt, closed in rows:
        family = vault.open(salt, "name", closed).partition("\n")[0]
        parts = _words(family)
        if " ".join(parts) in said or any(part in said for part in parts if len(part) >= _LONG_PART):
            return True
        is_spaceless = not any(each.isupper() or each.islower() for each in family)
        if is_spaceless and len(family) >= _SHORTEST and folded(family) in flat:
            return True
    return False


def _words(text: str) -> list[str]:
    """Without accents: whoever is in a hurry leaves them out."""
    return re.findall(r"\w+", "".join(each for each in folded(text) if not unicodedata.combining(each)))
