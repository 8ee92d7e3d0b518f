"""Who can hold a specimen: a person by badge, a place or a partner by house code. One question for any number of codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from tracker.errors import Refusal
from tracker.people.staff import badge_revoked, has_ended, name_of
from tracker.specimens.facts import Party, PartyKind
from tracker.store.connection import Connection

_NAMED = (
    "SELECT badge, name, 'person' FROM staff WHERE badge IN (SELECT value FROM json_each(?1))"
    " UNION ALL SELECT code, path, 'place' FROM location WHERE code IN (SELECT value FROM json_each(?1))"
    " UNION ALL SELECT code, name, kind FROM partner WHERE code IN (SELECT value FROM json_each(?1))"
)


def parties(connection: Connection, codes: Iterable[str | None]) -> Mapping[str, Party]:
    """Everybody whom ``codes`` name, by code. One whom nobody knows is left out."""
    asked = {code for code in codes if code is not None}
    if not asked:
        return {}
    found = connection.exec_driver_sql(_NAMED, (json.dumps(sorted(asked)),))
    return {code: Party(code, name, PartyKind(kind)) for code, name, kind in found}


def party(connection: Connection, code: str) -> Party | None:
    return parties(connection, (code,)).get(code)


def named(known: Mapping[str, Party], code: str | None) -> Party | None:
    """The party of ``code``. One that is known no longer is told by its code: a custodian never vanishes from the screen."""
    if code is None:
        return None
    return known.get(code) or Party(code, code, _KINDS.get(code[:1], PartyKind.PERSON))


_KINDS = {"L": PartyKind.PLACE, "P": PartyKind.SITE}


def is_partner(code: str | None) -> bool:
    """Whether a house code is a courier's, a laboratory's or another site's."""
    return code is not None and code[:1] == "P"


def require_laboratory(connection: Connection, code: str) -> None:
    """Refuse (``unknown_target``) whoever is no laboratory and no site: a courier accepts nothing, he carries."""
    found = party(connection, code)
    if found is None or found.kind not in (PartyKind.LABORATORY, PartyKind.SITE):
        raise Refusal(
            "This is no laboratory or site of ours.",
            hint="Scan the code of the laboratory that has confirmed it.",
            code="unknown_target",
        )


def require_staff(connection: Connection, badge: str) -> None:
    """Refuse a badge that was never given out (``unknown_badge``), or was taken back (``badge_revoked``)."""
    name = name_of(connection, badge)
    if name is None:
        raise Refusal(
            "This badge was given to nobody here.",
            hint="Scan your own badge; a new one is given out by: tracker staff.",
            code="unknown_badge",
        )
    if has_ended(connection, badge):
        raise badge_revoked(name)


def require_witness(connection: Connection, witness: str, *first: str) -> None:
    """Refuse a second person who is one of the ``first`` (``witness_is_self``), or nobody (``unknown_badge``): of what is
    entered from paper also whoever enters it."""
    if witness in first:
        raise Refusal(
            "The witness must be a second person.",
            hint="Have a colleague scan his own badge, who has neither done it nor entered it from paper.",
            code="witness_is_self",
        )
    require_staff(connection, witness)
