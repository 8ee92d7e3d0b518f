"""How reports say of a specimen when, with whom and where: empty cells for what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from tracker.specimens.facts import DrawnLot, Party, Spot
from tracker.specimens.reader import SpecimenReader


def day_of(reader: SpecimenReader, zone: tzinfo | None) -> date:
    return reader.now.astimezone(zone).date()


def time_of(at: datetime | None, zone: tzinfo | None) -> str | None:
    return at.astimezone(zone).isoformat(timespec="minutes") if at is not None else None


def lots_in_words(lots: Iterable[DrawnLot]) -> str | None:
    return ", ".join(lot.shown for lot in lots) or None


def name_of(party: Party | None) -> str | None:
    return party.name if party is not None else None


def where_of(spot: Spot) -> str | None:
    """``Lab · Fridge, Box 1 B3``; None for what is only with its custodian."""
    holder = " ".join(part for part in (spot.holder, spot.slot_name) if part)
    return ", ".join(part for part in (spot.place, holder) if part) or None
