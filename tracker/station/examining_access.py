"""Whether anybody who finds a badge can work here, and whether somebody could help whoever is shut out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.people.access import asks_pin
from tracker.people.badges import StaffLine, staff_list
from tracker.people.credentials import credential_of
from tracker.people.hashing import Hasher
from tracker.people.leads import leads_with_proof
from tracker.people.peppered import pepper_on_record, told_pepper
from tracker.people.pins_gone import has_asked
from tracker.station.examined import Examined
from tracker.station.granted import NO_PINS_ASKED
from tracker.station.pepper import PEPPER_KEY, pepper_of
from tracker.store.connection import Connection
from tracker.store.keys import Keys


def examine_access(connection: Connection, settings: Settings) -> Iterator[Examined]:
    if not asks_pin(connection):
        yield _unasked(connection)
        return
    told, on_record = told_pepper(connection), pepper_on_record(connection)
    if on_record and told != on_record:
        yield Examined(
            "fault",
            "Sign-in",
            "the database names another secret for PINs (pepper_id) than the journal, which counts",
            "Somebody had the database's key. To have the right one named again: tracker keys pepper --badge BADGE",
        )
    try:
        hasher = Hasher(pepper_of(connection, settings))
        secret = Keys(settings.home / "keys", settings.key_store).find(PEPPER_KEY)
    except TrackerError as error:
        yield Examined("fault", "Sign-in", f"nobody can sign in: {error.message}", error.hint)
        return
    assert secret is not None
    active = [each for each in staff_list(connection) if each.ended_at is None]
    yield Examined(
        "ok", "Sign-in", f"by badge and PIN, {len(active)} people; what PINs are checked with is in {secret.kept_in}"
    )
    yield from _unsealed(connection, hasher, active)
    yield from _leads(connection, active)
    yield from _kept_out(active)


def _unasked(connection: Connection) -> Examined:
    if has_asked(connection):
        return Examined(
            "fault",
            "Sign-in",
            NO_PINS_ASKED,
            "Somebody had the database's key. Keep this file, and restore the last good backup.",
        )
    return Examined(
        "warning",
        "Sign-in",
        "a badge alone signs on: whoever finds or copies one works in its owner's name",
        "Have PINs asked for: tracker staff ask-pins --badge BADGE",
    )


def _unsealed(connection: Connection, hasher: Hasher, active: Sequence[StaffLine]) -> Iterator[Examined]:
    """Whose PIN came along from a badge that was replaced, and is not good under the new one any more. Only who has the
    pepper can tell: older events do not say which seal was made."""
    for each in active:
        found = credential_of(connection, each.badge)
        if found is not None and found.origin and not hasher.is_sealed(each.badge, found.origin, found.seal):
            yield Examined(
                "fault",
                "Sign-in",
                f"{each.name} is kept out: what makes the PIN good under the new badge was changed in the database",
                f"Somebody had its key. A new code: tracker staff reset {each.badge} --badge LEAD",
            )


def _leads(connection: Connection, active: Sequence[StaffLine]) -> Iterator[Examined]:
    """Whether somebody could let in whoever is shut out."""
    leads = leads_with_proof(connection)
    if not leads:
        yield Examined(
            "fault",
            "Sign-in",
            "no lead has a PIN: nobody can let anybody in",
            "Have a lead choose: tracker staff pin BADGE",
        )
    elif len(leads) == 1:
        yield Examined(
            "warning",
            "Sign-in",
            f"{_listed([each.name for each in active if each.badge in leads])} is the only lead with a PIN: shut out or"
            " away, nobody lets anybody in",
            "Have a second one: tracker staff add NAME --role lead --badge BADGE",
        )


def _kept_out(active: Sequence[StaffLine]) -> Iterator[Examined]:
    """Who cannot sign in now."""
    without = [each.name for each in active if not each.proof]
    if without:
        yield Examined(
            "warning", "Sign-in", f"without a PIN: {_listed(without)}", "tracker staff reset BADGE --badge LEAD"
        )
    shut_out = [each.name for each in active if each.state == "shut out"]
    if shut_out:
        yield Examined(
            "warning", "Sign-in", f"shut out: {_listed(shut_out)}", "tracker staff release BADGE --badge LEAD"
        )


def _listed(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
