"""Another's badge once more is as good as the first: only who gives out badges prints it, by whatever design or file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from tracker.labelling.wanted import Wanted
from tracker.people.access import asks_pin
from tracker.people.permissions import Permission
from tracker.people.permitting import require
from tracker.store.connection import Connection

_FORM = re.compile(r"(?<![0-9A-Z])B[0-9]{10}(?![0-9])")


def badge_codes(values: Mapping[str, str]) -> frozenset[str]:
    """What among a label's values has the form of a badge's code, in whichever field: who types it has signed in as well."""
    texts = (each for value in values.values() for each in (value.upper(), re.sub(r"\s", "", value.upper())))
    return frozenset(code for text in texts for code in _FORM.findall(text))


def badges_on(connection: Connection, labels: Sequence[Wanted]) -> frozenset[str]:
    """Those that somebody has or had. A code that nobody has is nobody's badge yet."""
    codes = frozenset[str]().union(*(badge_codes(one.values) for one in labels))
    if not codes:
        return codes
    found = connection.exec_driver_sql(
        "SELECT badge FROM staff WHERE badge IN (SELECT value FROM json_each(?))", (json.dumps(sorted(codes)),)
    )
    return frozenset(map(str, found.scalars()))


def require_own_badges(connection: Connection, by: str, labels: Sequence[Wanted]) -> None:
    """Refuse (``not_permitted``) to ``by``, a badge, another's badge, unless he may give out badges. His own anybody prints.
    A clinic that goes by badges alone asks nothing."""
    if badges_on(connection, labels) - {by} and asks_pin(connection):
        require(connection, by, Permission.PEOPLE_ENROL)
