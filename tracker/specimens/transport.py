"""What may travel together: one bag has one temperature. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.specimens.facts import Specimen, Transport

_STRICTEST = (Transport.FROZEN, Transport.REFRIGERATED, Transport.AMBIENT)


def strictest(transports: Iterable[Transport]) -> Transport | None:
    """The coldest of them; None where nothing is asked for."""
    asked = set(transports)
    return next((each for each in _STRICTEST if each in asked), None)


def needed(specimens: Iterable[Specimen]) -> Transport | None:
    """At which temperature a bag with these in it must travel; None for an empty one, into which anything may go."""
    return strictest(each.transport for each in specimens)


def unlike(specimens: Iterable[Specimen], transport: Transport | None) -> tuple[Specimen, ...]:
    """Which of them may not travel at ``transport``.

    Colder is not safer: whole blood for a potassium must not be chilled, so that a tube travels at its own temperature and
    at no other (each test's own requirement, 42 CFR 493.1242).
    """
    return tuple(each for each in specimens if transport is not None and each.transport is not transport)
