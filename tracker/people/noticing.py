"""What of all that the journal tells is looked at by a person: one table of rules, and what each has found.

45 CFR 164.308(a)(1)(ii)(D) asks for regular reviews of records of activity. Nobody reads a journal: a person reads one line
for each thing, person and day, and signs that it was looked at (:mod:`tracker.people.reviewing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from tracker.journal.late import came_late
from tracker.journal.pen import UNSIGNED
from tracker.journal.told import event_told
from tracker.people.badges import REPLACED, REVOKED
from tracker.people.credentials import KEYS, PROOF_RESET, PROOF_RESET_BY_KEYS, RELEASED
from tracker.people.days_before import events_back
from tracker.people.licences import KEPT
from tracker.people.opening_hours import OpeningHours
from tracker.people.staff import ENROLLED, RENAMED
from tracker.store.connection import Connection

MANY_REVEALS = 15
MANY_NAMED = 3
"""A slip, and the same once more, are nobody's question who is a patient here."""
MANY_CODES = 10
"""Wristbands are scanned by mistake; ten by one person on a day may be asked on purpose."""
AFTER_HOURS, BY_KEYS, RESET_BY_KEYS = "after_hours", "by_keys", "reset_by_keys"
WORST = frozenset({BY_KEYS, RESET_BY_KEYS})
"""What went past everybody whom the clinic has put in charge: looked at first, and not by whom it let in."""
EVERY_EVENT = 2**53
_KEPT_REASONS = 3
_TOLD_ITEMS = 8
_DIFFERENCE = "@difference"
"""The account in the ledger of what was found and what was missing."""
Event = Mapping[str, Any]


Moved = tuple[str, int]
"""An item, by code, and how many base units were found too many, below zero for what was missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of event, or of change within a scan's, and the words for it. ``mark`` is what stands in the event's bytes
    wherever the rule may hold; ``count`` how often it does in an event that has the mark."""

    code: str
    words: str
    mark: str
    count: Callable[[Event], int]
    is_alone: bool = False
    """Each event by itself, and not gathered with others of the person and day."""
    is_many: bool = False
    """Worth a line only from so many on a day as the settings say."""
    who: str = "by"
    """Whose line it is: what the event says under this key; of a wrong PIN that is the badge, whoever held it."""
    least: int = 1
    """Worth a line only from so many on a day, whatever the settings say."""
    tell: Callable[[Event], Iterator[Moved]] | None = None
    """What of the stock it is about."""


def _kind(code: str, words: str, kind: str, *, is_alone: bool = False, is_many: bool = False, who: str = "by") -> Rule:
    return Rule(code, words, f'"kind":"{kind}"', lambda event: int(event["kind"] == kind), is_alone, is_many, who)


def _change(code: str, words: str, do: str) -> Rule:
    return Rule(code, words, f'"do":"{do}"', lambda event: sum(each.get("do") == do for each in _changes(event)))


def _adjustments(event: Event) -> int:
    """A count that found what the books have is none."""
    return sum(each.get("do") == "adjust" and each.get("lines") != [] for each in _changes(event))


def _adjusted(event: Event) -> Iterator[Moved]:
    for change in _changes(event):
        if change.get("do") == "adjust":
            for line in change.get("lines", ()):
                yield str(line["item"]), line["quantity"] * (1 if line["from"] == _DIFFERENCE else -1)


def _denied(event: Event) -> int:
    return int(event.get("verdict") == "not_permitted")


def _overrides(event: Event) -> int:
    return sum(len(each.get("overrides", ())) for each in _changes(event))


def _changes(event: Event) -> tuple[Event, ...]:
    return tuple(each for each in event.get("changes", ()) if isinstance(each, dict))


def _by_keys(event: Event) -> int:
    return int(event["kind"] == RELEASED and event.get("by") == KEYS)


def _by_lead(event: Event) -> int:
    return int(event["kind"] == RELEASED and event.get("by") != KEYS)


def _resets(event: Event) -> int:
    return int(event["kind"] == PROOF_RESET and not event.get("first"))


def _first_codes(event: Event) -> int:
    return int(event["kind"] == PROOF_RESET and bool(event.get("first")))


RULES: tuple[Rule, ...] = (
    Rule(
        BY_KEYS, "the last lead let in by whoever holds the keys", f'"kind":"{RELEASED}"', _by_keys, True, who="badge"
    ),
    _kind(RESET_BY_KEYS, "a PIN reset by whoever holds the keys", PROOF_RESET_BY_KEYS, is_alone=True, who="badge"),
    _kind("break_glass", "emergency access to patients' data", "access.break_glass", is_alone=True),
    _kind("all_exported", "all patients taken along", "patients.exported", is_alone=True),
    _kind("exported", "a patient's data handed out", "patient.exported", is_alone=True),
    _kind("erased", "a patient erased", "patient.erased", is_alone=True),
    _kind("restored", "the database put back from a backup", "database.restored", is_alone=True),
    _kind("pruned", "old data deleted", "pruned", is_alone=True),
    _kind("key_changed", "a key changed", "keys.rotated", is_alone=True),
    _kind("keys_exported", "keys taken along in a file", "keys.exported", is_alone=True),
    _kind("keys_imported", "keys taken in from a file", "keys.imported", is_alone=True),
    _kind("sign_in_changed", "asking for PINs was changed", "staff.sign_in_asked", is_alone=True),
    _kind("permissions", "what a role may do was changed", "staff.permitted"),
    _kind("role_given", "a role given to somebody", "staff.role_given"),
    Rule("proof_reset", "somebody's PIN reset", f'"kind":"{PROOF_RESET}"', _resets),
    Rule("code_given", "a first one-time code given", f'"kind":"{PROOF_RESET}"', _first_codes),
    _kind("enrolled", "a badge given out", ENROLLED),
    _kind("renamed", "a badge under another name", RENAMED, is_alone=True),
    _kind("badge_replaced", "another badge in the place of one", REPLACED),
    _kind("badge_revoked", "a badge taken back", REVOKED),
    Rule("released", "somebody let in after wrong PINs", f'"kind":"{RELEASED}"', _by_lead),
    _kind("licence", "a licence entered", KEPT),
    _kind("locked", "a badge locked after wrong PINs", "staff.locked", is_alone=True, who="badge"),
    _kind("pin_failed", "wrong PIN", "staff.pin_failed", who="badge"),
    Rule("denied", "not permitted, and tried", '"verdict":"not_permitted"', _denied),
    Rule(
        "named",
        "a patient named where the journal keeps it, refused",
        '"kind":"reason.refused"',
        lambda event: int(event["kind"] == "reason.refused"),
        least=MANY_NAMED,
    ),
    Rule(
        "patient_codes",
        "patients' names or numbers scanned where none is asked for",
        '"verdict":"isbt_patient"',
        lambda event: int(event.get("verdict") == "isbt_patient"),
        least=MANY_CODES,
    ),
    _change("exempt", "work with a certificate that has run out", "staff.exempt"),
    _kind("bundle", "custody handed out", "bundle.exported"),
    _kind("many_reveals", "many patients' names shown", "patient.revealed", is_many=True),
    _kind("reprinted", "specimen label printed again", "label.reprinted"),
    Rule(
        "printer_gone",
        "label said not to have come out, its printer gone for good and not asked",
        '"is_gone":true',
        lambda event: int(bool(event.get("is_gone"))),
    ),
    _change("taken_over", "specimen taken over out of order", "specimen.take_over"),
    Rule("overridden", "warning answered YES", '"overrides":["', _overrides),
    Rule("adjusted", "stock adjusted", '"do":"adjust"', _adjustments, tell=_adjusted),
    Rule("late", "stored long after the time that it says", '"stored":"', lambda event: int(came_late(event))),
    Rule(
        "clock_back", "done while the clock was set back", '"clock_back_s":', lambda event: int("clock_back_s" in event)
    ),
)
"""A new kind that should be looked at is one row."""

_KIND = '"kind":"'
_OF_KIND = {
    rule.mark: tuple(one for one in RULES if one.mark == rule.mark or not one.mark.startswith(_KIND)) for rule in RULES
}
_OF_ANY = tuple(rule for rule in RULES if not rule.mark.startswith(_KIND))
"""Most rules are of one kind of event: the others are not asked (measured: a quarter of a look's time)."""
_MANY = frozenset(rule.code for rule in RULES if rule.is_many or rule.least > 1)
_GRAVE = frozenset(rule.code for rule in RULES if rule.is_alone)
WORDS: Mapping[str, str] = {**{rule.code: rule.words for rule in RULES}, AFTER_HOURS: "work outside opening hours"}


@dataclass(frozen=True, slots=True)
class Looked:
    """How a clinic looks: when it is open (None: nobody has said), from how many names shown on a day it is many, and its
    zone."""

    hours: OpeningHours | None = None
    many_reveals: int = MANY_REVEALS
    zone: tzinfo | None = None


Line = tuple[str, str, str, str]
"""By what a line is known again: station, rule, whose it is, and what it is gathered by."""
Group = tuple[str, str, str]
"""A line's rule, whose it is and its day, at whatever station."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One line. ``by`` is a badge or what stands for one; ``count`` how often, from ``first_at`` to ``last_at`` on ``day``;
    ``seq`` the number of its first event in the station's journal."""

    code: str
    by: str
    day: date
    first_at: datetime
    last_at: datetime
    count: int
    station: str
    seq: int
    reasons: tuple[str, ...] = ()
    key: str = ""
    """What it is gathered by: the event's id, or the day."""
    last_seq: int = 0
    """The number of its last event."""
    in_all: int = 0
    """Of what is told only where it is much: how often on that day at all stations, with what was signed for."""

    @property
    def line(self) -> Line:
        return self.station, self.code, self.by, self.key

    @property
    def words(self) -> str:
        return WORDS[self.code]

    @property
    def times(self) -> str:
        """``12 times``, and how often in all where that is more; empty for once."""
        if self.in_all > self.count:
            return f"{self.count} of {self.in_all} that day"
        return f"{self.count} times" if self.count > 1 else ""

    @property
    def is_grave(self) -> bool:
        """What is looked at each by itself."""
        return self.code in _GRAVE

    @property
    def is_worst(self) -> bool:
        return self.code in WORST


@dataclass(slots=True)
class _Gathered:
    """What becomes a :class:`Noticed`."""

    code: str
    by: str
    station: str
    seq: int
    first_at: datetime
    last_at: datetime
    count: int = 0
    reasons: dict[str, None] = field(default_factory=dict)
    less: Counter[str] = field(default_factory=Counter)
    """Base units that were missing, by the item's code."""
    more: Counter[str] = field(default_factory=Counter)
    last_seq: int = 0


def noticed(
    connection: Connection,
    looked: Looked,
    after: Mapping[int, int] | None = None,
    least: datetime | None = None,
    most_events: int = EVERY_EVENT,
    signed: Mapping[Line, int] | None = None,
) -> Iterator[Noticed]:
    """All that stands out, in the order in which it began. ``after`` is the number of the last event of each station
    (by id) that is left out, ``signed`` that of single lines; ``least`` leaves out what is told of an earlier time. Of each
    station no more than the next ``most_events`` are read, where it is enough to know that something stands out.
    """
    found: dict[Line, _Gathered] = {}
    signed = signed or {}
    least_of = {rule.code: looked.many_reveals if rule.is_many else rule.least for rule in RULES}
    many: Counter[Group] = Counter()
    for station, seq, event in _events(connection, looked, after or {}, most_events):
        at = datetime.fromisoformat(event["at"])
        if least is not None and at < least:
            continue
        for rule, key, count, by in _told(event, at, looked):
            code = rule.code if rule is not None else AFTER_HOURS
            line = (station, code, by, key)
            if code in _MANY:
                many[code, by, key] += count
            if seq <= signed.get(line, 0):
                continue
            one = found.setdefault(line, _Gathered(code, by, station, seq, at, at))
            one.last_seq = seq
            one.first_at, one.last_at, one.count = min(one.first_at, at), max(one.last_at, at), one.count + count
            if reason := event.get("reason") or event.get("which") or event.get("verb"):
                one.reasons[str(reason)] = None
            for item, quantity in rule.tell(event) if rule is not None and rule.tell is not None else ():
                (one.less if quantity < 0 else one.more)[item] += abs(quantity)
    in_all = _in_all(connection, looked, many, least_of, after or {})
    for line, one in found.items():
        of = in_all.get(line[1:], 0)
        if one.code not in _MANY or of >= least_of[one.code]:
            yield Noticed(
                one.code, one.by, one.first_at.astimezone(looked.zone).date(), one.first_at, one.last_at, one.count,
                one.station, one.seq, _reasons(connection, one), line[3], one.last_seq, of,
            )  # fmt: skip


def _in_all(
    connection: Connection,
    looked: Looked,
    counted: Mapping[Group, int],
    least_of: Mapping[str, int],
    after: Mapping[int, int],
) -> Mapping[Group, int]:
    """How often each was on its day in all: at every station, under whatever badge of that name, and with what was signed
    for up to ``after``. Whoever looks at many names goes to two stations, or goes on once it was signed for."""
    names: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all()) if counted else {}
    found: Counter[Group] = Counter()
    for (code, by, day), count in counted.items():
        found[code, names.get(by, by), day] += count
    if any(count < least_of[code] for (code, _, _), count in found.items()):
        first = date.fromisoformat(min(day for _, _, day in found))
        for at, event in events_back(connection, after, first, looked.zone):
            for rule, day, count, by in _told(event, at, looked):
                if rule is not None and (group := (rule.code, names.get(by, by), day)) in found:
                    found[group] += count
    return {(code, by, day): found[code, names.get(by, by), day] for code, by, day in counted}


def _reasons(connection: Connection, one: _Gathered) -> tuple[str, ...]:
    """What was given as one; of stock the items and how many of each, controlled substances first, then the most."""
    if not one.less and not one.more:
        return tuple(one.reasons)[:_KEPT_REASONS]
    told = []
    for code in {**one.less, **one.more}:
        name, is_controlled = connection.exec_driver_sql(
            "SELECT name, is_controlled FROM item WHERE code = ?", (code,)
        ).first() or (code, 0)
        signed = [f"−{one.less[code]}" if one.less[code] else "", f"+{one.more[code]}" if one.more[code] else ""]
        said = f"{name}{' (controlled)' if is_controlled else ''} {' '.join(filter(None, signed))}"
        told.append((not is_controlled, -one.less[code], -one.more[code], said))
    told.sort()
    left = (f"{len(told) - _TOLD_ITEMS} more items",) if len(told) > _TOLD_ITEMS else ()
    return (*(said for *_, said in told[:_TOLD_ITEMS]), *left)


def _told(event: Event, at: datetime, looked: Looked) -> Iterator[tuple[Rule | None, str, int, str]]:
    """Each rule that holds, None for :data:`AFTER_HOURS`, with what it is gathered by, how often, and whose line it is."""
    local, by = at.astimezone(looked.zone), str(event.get("by", UNSIGNED))
    for rule in _OF_KIND.get(f'{_KIND}{event["kind"]}"', _OF_ANY):
        if count := rule.count(event):
            yield (
                rule,
                event["id"] if rule.is_alone else local.date().isoformat(),
                count,
                str(event.get(rule.who) or by),
            )
    if looked.hours is not None and event.get("by") and not looked.hours.is_open(local):
        yield None, local.date().isoformat(), 1, by


def _events(
    connection: Connection, looked: Looked, after: Mapping[int, int], most: int
) -> Iterator[tuple[str, int, Event]]:
    """All that are no scans, and of scans only those that bear a mark, where no hours are to be held against all of them:
    with a search for each rule's mark it took five times as long (measured: 28 and 149 ms for 9,900 events)."""
    marks = tuple(rule.mark.encode() for rule in RULES if not rule.mark.startswith(_KIND))
    only = f" AND (instr(body, ?) = 0 OR {' OR '.join('instr(body, ?) > 0' for _ in marks)})"
    wanted: tuple[bytes, ...] = (b'"kind":"scan"', *marks)
    if looked.hours is not None:
        only, wanted = "", ()
    for station_id, name in connection.exec_driver_sql("SELECT id, name FROM station ORDER BY id").all():
        begin = after.get(station_id, 0)
        rows = connection.exec_driver_sql(
            f"SELECT seq, body FROM journal WHERE station_id = ? AND seq > ? AND seq <= ?{only} ORDER BY seq",
            (station_id, begin, begin + most, *wanted),
        )
        for seq, body in rows:
            if (event := event_told(body)) is not None:
                yield name, seq, event
