"""What stands behind ``tracker report``: read from the options, and refused by name where the report does not know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.cli.report_kinds import Kind

FORMATS = ("table", "json", "csv", "xlsx", "pdf")
PAPERS = ("letter", "a4")
"""As :class:`labels.card.Paper` has them, which is read only for what is drawn on one."""
BYTES = ("xlsx", "pdf")
"""Formats that are for a file, and for no terminal."""
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Filters:
    """As they were written; None where they were not."""

    as_of: str | None = None
    since: str | None = None
    until: str | None = None
    site: str | None = None
    room: str | None = None
    item: str | None = None
    days: int | None = None
    by: str | None = None
    person: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        return tuple(each.name for each in fields(self) if getattr(self, each.name) is not None)


FILTERS = tuple(each.name for each in fields(Filters))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question as it was typed, and in which form the answer is to be."""

    name: str
    what: tuple[str, ...] = ()
    form: str = "table"
    paper: str = "letter"
    filters: Filters = Filters()
    record: str = field(default="", repr=False)
    """A patient's record number that was asked for: it stands on no command line."""


def form_of(given: str | None, to: Path | None) -> str:
    """What ``--format`` says, else what the file's name does."""
    ending = to.suffix.lower().removeprefix(".") if to is not None else ""
    return given or (ending if ending in FORMATS[1:] else "table")


def require_known(wanted: Wanted, kinds: Mapping[str, Kind]) -> None:
    """Raises :class:`ConfigurationError` for a report, format, paper, filter or name that means nothing here."""
    kind = kinds.get(wanted.name)
    if kind is None:
        raise ConfigurationError(f"There is no report '{wanted.name}'.", hint=f"There are: {', '.join(kinds)}.")
    if wanted.form not in FORMATS:
        raise ConfigurationError(f"There is no format '{wanted.form}'.", hint=f"There are: {', '.join(FORMATS)}.")
    if wanted.paper not in PAPERS:
        raise ConfigurationError(f"There is no paper '{wanted.paper}'.", hint="There are: letter, a4.")
    if len(wanted.what) not in range(kind.least, kind.takes + 1) or not all(wanted.what):
        example = kind.example or f"tracker report {wanted.name}"
        raise ConfigurationError(f"The report '{wanted.name}' takes {kind.needed}.", hint=f"Write it like: {example}.")
    _require_filters(wanted, kind)


def _require_filters(wanted: Wanted, kind: Kind) -> None:
    for name in wanted.filters.given:
        if name == "as_of" and kind.has_no_past:
            raise ConfigurationError(
                f"The report '{wanted.name}' has no past day: {kind.has_no_past}.",
                hint="Of a past day are: stock, expiring, reorder, par, valuation, dead; each takes --as-of.",
                code="no_past",
            )
        if name not in kind.filters:
            known = ", ".join(map(_flag, kind.filters))
            raise ConfigurationError(
                f"The report '{wanted.name}' knows no {_flag(name)}.",
                hint=f"It knows: {known}." if known else "It takes no filter.",
                code="unknown_filter",
            )
    if wanted.filters.days is not None and wanted.filters.since is not None:
        raise ConfigurationError("--days and --since both say where it begins.", hint="Leave one of them out.")
    by = wanted.filters.by
    if by is not None and by not in kind.by:
        raise ConfigurationError(
            f"The report '{wanted.name}' is not made by '{by}'.", hint=f"It is made by: {', '.join(kind.by)}."
        )


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Days:
    """The filters that are days, read."""

    as_of: date | None
    since: date | None
    until: date | None
    days: int | None


def days_of(filters: Filters, today: date) -> Days:
    """Raises :class:`ConfigurationError` for what is no day, for a day that is still to come, and for a period that ends
    before it begins."""
    as_of, since, until = (_day(name, getattr(filters, name), today) for name in ("as_of", "since", "until"))
    if since is not None and since > (until or today):
        raise ConfigurationError(
            f"From {since} to {until or today} there is no day.", hint="--since comes before --until.", code="no_day"
        )
    if filters.days is not None and not 0 <= filters.days <= MOST_DAYS:
        raise ConfigurationError(
            f"{filters.days} days are not meant.", hint=f"Give 0 to {MOST_DAYS}.", code="absurd_days"
        )
    return Days(as_of, since, until, filters.days)


def _day(name: str, said: str | None, today: date) -> date | None:
    if said is None:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise ConfigurationError(
            f"{_flag(name)} '{said}' is no day.", hint="Write it like 2026-11-16.", code="no_day"
        ) from None
    if day > today:
        raise ConfigurationError(
            f"{_flag(name)} {day} is still to come.", hint=f"Today is {today}.", code="day_to_come"
        )
    return day
