"""Who has seen which patient's data, when, why and where; patients masked: a report goes into mails and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tracker.journal.occasion import stamp
from tracker.people.break_glass import BROKEN
from tracker.people.review_lines import Looked
from tracker.people.review_rules import AFTER_HOURS, WORDS
from tracker.people.reviews import Review
from tracker.people.staff import Called, badge_masked
from tracker.reports.table import Cell, Column, Table, in_lines
from tracker.specimens.accesses import ALL_EXPORTED, REPRINTED, Access
from tracker.specimens.patient_care import ERASED, EXPORTED, REVEALED

BY = ("act", "patient", "person")
_ALONE: Mapping[str, str] = {
    BROKEN: "break_glass",
    ALL_EXPORTED: "all_exported",
    EXPORTED: "exported",
    ERASED: "erased",
    REPRINTED: "reprinted",
}
_NOBODYS = ""
"""No line of the review is told of it: it is signed for with its station's journal."""
_EVERY = "every patient"


@dataclass(frozen=True, slots=True)
class Names:
    """What is shown for a badge, and for a patient: masked. ``over_time`` says since when each badge has borne which
    name."""

    people: Mapping[str, str]
    patient: Callable[[int], str]
    over_time: Mapping[str, Sequence[Called]]

    def person(self, badge: str) -> str:
        return self.people.get(badge, badge)

    def person_at(self, one: Access) -> str:
        """As whoever did it was called then; with today's name, where that is another."""
        now, at = self.person(one.by), stamp(one.at)
        earlier = [each for each in self.over_time.get(one.by, ()) if each.is_before(at, one.station, one.seq)]
        then = earlier[-1].name if earlier else now
        return then if then == now else f"{then} (now {now})"

    def told(self, name: str, badge: str) -> str:
        """``CMA 07 B…723``: two people of one name are told apart."""
        return f"{name} {badge_masked(badge)}" if badge.startswith("B") else name

    def masked(self, patient_id: int | None) -> str:
        return _EVERY if patient_id is None else self.patient(patient_id)


@dataclass(frozen=True, slots=True)
class Judged:
    """An access, why it stands out (empty: it does not), and whether a review has signed for it. ``besides`` is why,
    without what its act says already."""

    access: Access
    why: str
    besides: str
    is_reviewed: bool


def judged(found: Iterable[Access], looked: Looked, reviews: Sequence[Review]) -> tuple[Judged, ...]:
    """By the rules of the review, that is told of patients; and whoever did it in nobody's name."""
    found = tuple(found)
    reveals = Counter((each.by, _day(each, looked.zone)) for each in found if each.kind == REVEALED)

    def why(each: Access) -> Iterator[tuple[str, str]]:
        """The rule of the review that tells of it, and the words."""
        if code := _ALONE.get(each.kind):
            yield code, WORDS[code]
        many = reveals[each.by, _day(each, looked.zone)]
        if each.kind == REVEALED and many >= looked.many_reveals:
            yield "many_reveals", f"{many} names on that day"
        if looked.hours is not None and not looked.hours.is_open(each.at.astimezone(looked.zone)):
            yield AFTER_HOURS, "outside opening hours"
        if not each.by.startswith("B"):
            yield _NOBODYS, "in nobody's name"

    def one(each: Access) -> Judged:
        reasons = dict(why(each))
        day = _day(each, looked.zone)
        is_reviewed = all(
            any(made.covers_act(each.station, each.seq, each.by, code, day) for made in reviews)
            for code in (reasons or (_NOBODYS,))
        )
        besides = "; ".join(words for code, words in reasons.items() if code != _ALONE.get(each.kind))
        return Judged(each, "; ".join(reasons.values()), besides, is_reviewed)

    return tuple(map(one, found))


def access_table(found: Sequence[Judged], by: str, names: Names, today: date, zone: tzinfo | None, title: str) -> Table:
    """A line for each act, for each patient, or for each person; the newest first. It has findings where something that
    stands out was not reviewed."""
    newest = sorted(found, key=lambda each: each.access.at, reverse=True)
    columns, rows, lines = _FORMS[by](newest, names, zone)
    open_count = sum(bool(each.why) and not each.is_reviewed for each in found)
    note = f"{open_count} of {len(found)} stand out and are signed by nobody: tracker audit review"
    return Table(
        "access", title, today, columns, tuple(rows), (note,) if open_count else (), bool(open_count), tuple(lines)
    )


_Form = tuple[tuple[Column, ...], list[tuple[Cell, ...]], list[str]]

_ACTS = (
    Column("at", "when"),
    Column("person", "who"),
    Column("badge", "badge"),
    Column("act", "what"),
    Column("patient", "patient"),
    Column("patient_id", "number", "right"),
    Column("about", "of"),
    Column("reason", "why"),
    Column("station", "station"),
    Column("seq", "event", "right"),
    Column("stands_out", "stands out"),
    Column("reviewed", "reviewed"),
)


def _of_acts(found: Sequence[Judged], names: Names, zone: tzinfo | None) -> _Form:
    rows: list[tuple[Cell, ...]] = []
    lines: list[str] = []
    days: dict[date, None] = {}
    has_several = len({each.access.station for each in found}) > 1
    for each in found:
        one = each.access
        who, patient, about = names.person_at(one), names.masked(one.patient_id), " ".join(one.about)
        reviewed = ("yes" if each.is_reviewed else "no") if each.why else None
        rows.append(
            (
                _time(one.at, zone), who, one.by, one.act, patient, one.patient_id, about, one.reason or None,
                one.station, one.seq, each.why or None, reviewed,
            )
        )  # fmt: skip
        if (day := _day(one, zone)) not in days:
            days[day] = None
            lines.append(day.isoformat())
        words = f"{names.told(who, one.by)}: {one.act}, {patient} {about}".rstrip(" ")
        words += f", because: {one.reason}" if one.reason else ""
        words += f", at {one.station}" if has_several else ""
        words += f" -- {each.besides}" if each.besides and not each.is_reviewed else ""
        lines += in_lines(words, f"{_sign([each])} {one.at.astimezone(zone):%H:%M}")
    return _ACTS, rows, lines


_PATIENTS = (
    Column("patient", "patient"),
    Column("patient_id", "number", "right"),
    Column("about", "requisitions"),
    Column("people", "seen by"),
    Column("accesses", "times", "right"),
    Column("first", "first"),
    Column("last", "last"),
    Column("stands_out", "stand out", "right"),
)


def _of_patients(found: Sequence[Judged], names: Names, zone: tzinfo | None) -> _Form:
    rows: list[tuple[Cell, ...]] = []
    lines: list[str] = []
    for number, each in _grouped(found, lambda one: -1 if one.patient_id is None else one.patient_id):
        people = ", ".join(dict.fromkeys(names.person_at(one.access) for one in each))
        told = ", ".join(dict.fromkeys(names.told(names.person_at(one.access), one.access.by) for one in each))
        about = " ".join(sorted({code for one in each for code in one.access.about if code.startswith("N")}))
        masked, last, first = names.masked(None if number == -1 else int(number)), each[0].access.at, each[-1].access.at
        outstanding = sum(bool(one.why) for one in each)
        rows.append(
            (
                masked, None if number == -1 else int(number), about, people, len(each), _time(first, zone),
                _time(last, zone), outstanding,
            )
        )  # fmt: skip
        words = f"{masked} {about}".rstrip(" ")
        span = f"{_times(len(each))} from {first.astimezone(zone):%Y-%m-%d} to {last.astimezone(zone):%Y-%m-%d}"
        lines += in_lines(f"{words}: {span}, by {told}", _sign(each))
    return _PATIENTS, rows, lines


_PEOPLE = (
    Column("person", "who"),
    Column("badge", "badge"),
    Column("patients", "patients", "right"),
    Column("accesses", "times", "right"),
    Column("shown", "names shown", "right"),
    Column("first", "first"),
    Column("last", "last"),
    Column("stands_out", "stand out", "right"),
)


def _of_people(found: Sequence[Judged], names: Names, zone: tzinfo | None) -> _Form:
    rows: list[tuple[Cell, ...]] = []
    lines: list[str] = []
    for badge, each in _grouped(found, lambda one: one.by):
        patients = len({one.access.patient_id for one in each} - {None})
        shown = sum(one.access.kind == REVEALED for one in each)
        last, first = each[0].access.at, each[-1].access.at
        rows.append(
            (
                names.person(str(badge)), str(badge), patients, len(each), shown, _time(first, zone), _time(last, zone),
                sum(bool(one.why) for one in each),
            )
        )  # fmt: skip
        many = f"{patients} {'patient' if patients == 1 else 'patients'}"
        span = f"{_times(len(each))} from {first.astimezone(zone):%Y-%m-%d} to {last.astimezone(zone):%Y-%m-%d}"
        lines += in_lines(
            f"{names.told(names.person(str(badge)), str(badge))}: {many}, {span}; names shown {_times(shown)}",
            _sign(each),
        )
    return _PEOPLE, rows, lines


_FORMS: Mapping[str, Callable[[Sequence[Judged], Names, tzinfo | None], _Form]] = {
    "act": _of_acts,
    "patient": _of_patients,
    "person": _of_people,
}


def _grouped(
    found: Sequence[Judged], key: Callable[[Access], int | str]
) -> Iterator[tuple[int | str, Sequence[Judged]]]:
    """Whoever or whatever was last touched comes first, each with its own, the newest first."""
    of: dict[int | str, list[Judged]] = {}
    for each in found:
        of.setdefault(key(each.access), []).append(each)
    yield from of.items()


def _sign(found: Sequence[Judged]) -> str:
    """What nobody has signed for is marked."""
    return "!" if any(each.why and not each.is_reviewed for each in found) else " "


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _day(access: Access, zone: tzinfo | None) -> date:
    return access.at.astimezone(zone).date()


def _time(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
