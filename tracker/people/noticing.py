"""What stands out, found in the journal by the rules of :mod:`tracker.people.review_rules`."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tracker.journal.pen import UNSIGNED
from tracker.journal.told import event_told
from tracker.people.days_before import events_back
from tracker.people.review_acts import Telling
from tracker.people.review_lines import Act, Group, Line, Looked, Noticed
from tracker.people.review_rules import AFTER_HOURS, KIND_MARK, OF_ANY, OF_KIND, ONLY_WHERE_MANY, RULES, Event, Rule
from tracker.people.review_things import Things
from tracker.store.connection import Connection

EVERY_EVENT = 2**53
_KEPT_REASONS = 3
_TOLD_ITEMS = 8
MOST_ACTS = 10
"""Of a line's events so many are told each by itself: the newest."""


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
    newest: deque[tuple[int, datetime, Event]] = field(default_factory=lambda: deque(maxlen=MOST_ACTS))
    events: int = 0
    is_weighty: bool = False

    def take(self, seq: int, at: datetime, event: Event, rule: Rule | None, count: int) -> None:
        """Gather one event more, which is ``count`` times what the line is about."""
        self.last_seq = seq
        self.newest.appendleft((seq, at, event))
        self.events += 1
        self.first_at, self.last_at, self.count = min(self.first_at, at), max(self.last_at, at), self.count + count
        if reason := event.get("reason") or event.get("which") or event.get("verb"):
            self.reasons[str(reason)] = None
        for item, quantity in rule.tell(event) if rule is not None and rule.tell is not None else ():
            (self.less if quantity < 0 else self.more)[item] += abs(quantity)


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
    telling = Telling(Things(connection, looked.zone))
    for station, seq, event in _events(connection, looked, after or {}, most_events):
        at = datetime.fromisoformat(event["at"])
        if least is not None and at < least:
            continue
        for rule, key, count, by in _told(event, at, looked):
            code = rule.code if rule is not None else AFTER_HOURS
            line = (station, code, by, key)
            if code in ONLY_WHERE_MANY:
                many[code, by, key] += count
            if seq > signed.get(line, 0):
                one = found.setdefault(line, _Gathered(code, by, station, seq, at, at))
                one.take(seq, at, event, rule, count)
                one.is_weighty |= telling.weighs(code, event)
    in_all = _in_all(connection, looked, many, least_of, after or {})
    for line, one in found.items():
        of = in_all.get(line[1:], 0)
        if one.code not in ONLY_WHERE_MANY or of >= least_of[one.code]:
            yield replace(_line(connection, looked, one, line[3], of), acts=_acts(telling, one))


def _line(connection: Connection, looked: Looked, one: _Gathered, key: str, in_all: int) -> Noticed:
    return Noticed(
        one.code, one.by, one.first_at.astimezone(looked.zone).date(), one.first_at, one.last_at, one.count,
        one.station, one.seq, _reasons(connection, one), key, one.last_seq, in_all,
        acts_left=one.events - len(one.newest), is_weighty=one.is_weighty,
    )  # fmt: skip


def _acts(telling: Telling, one: _Gathered) -> tuple[Act, ...]:
    return tuple(
        Act(seq, at, by := str(event.get("by", UNSIGNED)), telling.things.person(by), telling.words(one.code, event))
        for seq, at, event in one.newest
    )


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
    for rule in OF_KIND.get(f'{KIND_MARK}{event["kind"]}"', OF_ANY):
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
    marks = tuple(rule.mark.encode() for rule in RULES if not rule.mark.startswith(KIND_MARK))
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
