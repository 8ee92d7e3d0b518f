"""What of all that the journal tells is looked at by a person: one table of rules.

45 CFR 164.308(a)(1)(ii)(D) asks for regular reviews of records of activity. Nobody reads a journal: a person reads one line
for each thing, person and day (:mod:`tracker.people.noticing`), and signs that it was looked at
(:mod:`tracker.people.reviewing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.journal.late import came_late
from tracker.people.badges import REPLACED, REVOKED
from tracker.people.credentials import KEYS, PROOF_RESET, PROOF_RESET_BY_KEYS, RELEASED
from tracker.people.licences import KEPT
from tracker.people.staff import ENROLLED, RENAMED

MANY_NAMED = 3
"""A slip, and the same once more, are nobody's question who is a patient here."""
MANY_CODES = 10
"""Wristbands are scanned by mistake; ten by one person on a day may be asked on purpose."""
AFTER_HOURS, BY_KEYS, RESET_BY_KEYS = "after_hours", "by_keys", "reset_by_keys"
WORST = frozenset({BY_KEYS, RESET_BY_KEYS})
"""What went past everybody whom the clinic has put in charge: looked at first, and not by whom it let in."""
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
    return Rule(code, words, f'"do":"{do}"', lambda event: sum(each.get("do") == do for each in changes_of(event)))


def _adjustments(event: Event) -> int:
    """A count that found what the books have is none."""
    return sum(each.get("do") == "adjust" and each.get("lines") != [] for each in changes_of(event))


def _adjusted(event: Event) -> Iterator[Moved]:
    for change in changes_of(event):
        if change.get("do") == "adjust":
            for line in dicts_of(change, "lines"):
                yield (
                    str(line.get("item")),
                    _whole(line.get("quantity")) * (1 if line.get("from") == _DIFFERENCE else -1),
                )


def _denied(event: Event) -> int:
    return int(event.get("verdict") == "not_permitted")


def _overrides(event: Event) -> int:
    return sum(len(found) for each in changes_of(event) if isinstance(found := each.get("overrides"), list))


def changes_of(event: Event) -> tuple[Event, ...]:
    return dicts_of(event, "changes")


def dicts_of(told: Event, key: str) -> tuple[Event, ...]:
    """Of an event that another hand may have written: what is none is left out, and stops no review."""
    found = told.get(key)
    return tuple(each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _drawn_lapsed(event: Event) -> int:
    """Tubes that were drawn under the signatures of a day: each is told, for these name no patient."""
    return sum(isinstance(flags := each.get("flags"), list) and "lapsed" in flags for each in changes_of(event))


def _on_anothers_word(event: Event) -> int:
    """What a paper says of one person, and another has signed for."""
    proof, by = event.get("proved_by"), event.get("by")
    return sum(each.get("by", by) != proof for each in changes_of(event)) if proof else 0


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
        "what is, or looks like, patients' names or numbers scanned where none is asked for",
        '"verdict":"isbt_patient"',
        lambda event: int(event.get("verdict") == "isbt_patient"),
        least=MANY_CODES,
    ),
    _change("exempt", "work with a certificate that has run out", "staff.exempt"),
    Rule("drawn_lapsed", "drawn on a certificate that has run out", '"lapsed"', _drawn_lapsed),
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
    Rule("on_paper", "entered from paper in his name, on another's word", '"proved_by":"', _on_anothers_word),
    Rule("overridden", "warning answered YES", '"overrides":["', _overrides),
    Rule("adjusted", "stock adjusted", '"do":"adjust"', _adjustments, tell=_adjusted),
    Rule("late", "stored long after the time that it says", '"stored":"', lambda event: int(came_late(event))),
    Rule(
        "clock_back", "done while the clock was set back", '"clock_back_s":', lambda event: int("clock_back_s" in event)
    ),
)
"""A new kind that should be looked at is one row."""

KIND_MARK = '"kind":"'
OF_KIND = {
    rule.mark: tuple(one for one in RULES if one.mark == rule.mark or not one.mark.startswith(KIND_MARK))
    for rule in RULES
}
OF_ANY = tuple(rule for rule in RULES if not rule.mark.startswith(KIND_MARK))
"""Most rules are of one kind of event: the others are not asked (measured: a quarter of a look's time)."""
ONLY_WHERE_MANY = frozenset(rule.code for rule in RULES if rule.is_many or rule.least > 1)
GRAVE = frozenset(rule.code for rule in RULES if rule.is_alone)
WORDS: Mapping[str, str] = {**{rule.code: rule.words for rule in RULES}, AFTER_HOURS: "work outside opening hours"}
