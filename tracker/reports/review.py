"""What stands out since the last review, one line for each thing, person and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo

from tracker.people.review_lines import Noticed
from tracker.people.reviews import Review
from tracker.reports.table import Cell, Column, Table, in_lines

SIGN = "Sign for all when looked at: tracker audit review --sign-off --badge B --note N"
_COLUMNS = (
    Column("day", "day"),
    Column("code", "code"),
    Column("what", "what"),
    Column("person", "who"),
    Column("badge", "badge"),
    Column("count", "times", "right"),
    Column("first_at", "first"),
    Column("last_at", "last"),
    Column("reasons", "reasons"),
    Column("station", "station"),
    Column("seq", "event", "right"),
    Column("events", "each", is_prose=True),
    Column("reviewed_at", "reviewed"),
    Column("reviewed_by", "by"),
    Column("note", "note"),
)


def review_table(
    found: Sequence[Noticed],
    reviews: Sequence[Review],
    names: Mapping[str, str],
    today: date,
    zone: tzinfo | None,
    signs: str = SIGN,
) -> Table:
    """It has findings while somebody has to sign; ``signs`` is how, or who does. What was signed for says by whom, and with
    which note. The worst comes first, whatever its day; all else as it happened."""
    found = sorted(found, key=lambda each: (not each.is_worst, each.first_at))
    signed = [next((one for one in reviews if one.covers(each)), None) for each in found]
    rows = tuple(_row(each, review, names, zone) for each, review in zip(found, signed, strict=True))
    is_open = None in signed
    return Table(
        "review",
        "What stands out" if any(signed) else "What stands out, and is signed by nobody",
        today,
        _COLUMNS,
        rows,
        (*_notes(reviews, names, zone), *((signs,) if is_open else ())),
        is_open,
        tuple(_lines(list(zip(found, signed, strict=True)), names, zone)),
    )


def _notes(reviews: Sequence[Review], names: Mapping[str, str], zone: tzinfo | None) -> Iterator[str]:
    if reviews:
        last = reviews[-1]
        who = names.get(last.by, last.by)
        yield f"The last review: {_shown(last.at, zone)}, {who}: {last.note}"
    else:
        yield "Nobody has reviewed it yet."


def _row(each: Noticed, review: Review | None, names: Mapping[str, str], zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        each.day,
        each.code,
        each.words,
        names.get(each.by, each.by),
        each.by,
        each.count,
        _iso(each.first_at, zone),
        _iso(each.last_at, zone),
        "; ".join(each.reasons) or None,
        each.station,
        each.seq,
        " | ".join(each.each(zone)) or None,
        _iso(review.at, zone) if review else None,
        names.get(review.by, review.by) if review else None,
        review.note if review else None,
    )


def _lines(
    found: Sequence[tuple[Noticed, Review | None]], names: Mapping[str, str], zone: tzinfo | None
) -> Iterator[str]:
    day: date | None = None
    has_several = len({each.station for each, _ in found}) > 1
    for each, review in found:
        if each.day != day:
            day = each.day
            yield day.isoformat()
        first, last = each.first_at.astimezone(zone), each.last_at.astimezone(zone)
        words = f"{_person(each.by, names)}: {each.words}"
        words += f", {each.times}" if each.times else ""
        words += f", until {last:%H:%M}" if (last - first).total_seconds() >= 60 else ""
        words += f", at {each.station}" if has_several else ""
        words += _reasons(each)
        words += f" -- signed by {names.get(review.by, review.by)}" if review else ""
        sign = " " if review else "✖" if each.is_worst else "!" if each.is_grave else "·"
        yield from in_lines(words, f"{sign} {first:%H:%M}")
        for act in each.each(zone):
            yield from in_lines(f"- {act}")


def _person(badge: str, names: Mapping[str, str]) -> str:
    return f"{names[badge]} ({badge})" if badge in names else badge


def _reasons(each: Noticed) -> str:
    """Left out where each of its events says its own."""
    is_said = all(any(reason in act.words for act in each.acts) for reason in each.reasons)
    return "" if is_said else f": {'; '.join(each.reasons)}"


def _shown(at: datetime, zone: tzinfo | None) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _iso(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
