"""What there is to do about people: their licences, their leads, and what they did that stands out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.people.access import asks_pin
from tracker.people.leads import leads_with_proof
from tracker.people.licences import WARN_DAYS, ending
from tracker.people.permissions import Permission
from tracker.people.reviews import resets_by_keys
from tracker.station.duty import Duty, Harm, duty, named
from tracker.station.reader import StationReader
from tracker.station.reviewing import overdue
from tracker.text import counted


def licences(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """What has run out stops its owner; what is about to takes weeks to renew."""
    found = ending(reader.connection, reader.today)
    over = [each for each in found if each.days_left(reader.today) < 0]
    soon = [each for each in found if each not in over]
    for some, harm, what, why in (
        (over, Harm.SHORT, "{} of staff ran out", "renew"),
        (soon, Harm.ORDER, f"{{}} of staff: {WARN_DAYS} days or less", "ask for the new one"),
    ):
        if some:
            said = named([f"{each.name}, {each.kind.value.replace('_', ' ')} {each.expires_on}" for each in some])
            words = what.format(counted(len(some), "licence"))
            yield duty("licences", harm, len(some), words, f"{why}: {said}")


def second_lead(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """A second lead, while there is only one who could let anybody in."""
    if asks_pin(reader.connection) and len(leads_with_proof(reader.connection)) == 1:
        why = "one alone: where he is shut out or away, nobody lets anybody in"
        yield duty("leads", Harm.ORDER, 1, "have a second lead, with a PIN", why)


def by_keys(reader: StationReader, now: datetime) -> Iterator[Duty]:
    """A PIN that went past everybody whom the clinic has put in charge, until somebody has signed for it."""
    found = resets_by_keys(reader.connection)
    if found:
        said = named([f"{each.name}'s, on {each.at.astimezone(reader.looked.zone):%Y-%m-%d}" for each in found])
        what = "look at a PIN reset by the keys" if len(found) == 1 else f"look at {len(found)} PINs reset by keys"
        yield duty("by_keys", Harm.OUT, len(found), what, f"{said}: ask who did it, then sign for it")


def review(reader: StationReader, now: datetime) -> Iterator[Duty]:
    may_look = reader.may(Permission.AUDIT_SIGN) or reader.may(Permission.JOURNAL_READ)
    found = overdue(reader.connection, reader.looked, reader.review_days, now) if may_look else ()
    if found:
        days = (now - found[0].first_at).days
        kinds = list(dict.fromkeys(each.words for each in found))
        why = f"signed by nobody for {days} days: {named(kinds)}"
        yield duty("review", Harm.ORDER, len(found), "review what was done", why)
