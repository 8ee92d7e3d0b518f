"""Which keys do something now. Pure: what is not in the table always does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.jobs.desk import Desk, JobName
from tracker.jobs.verdict import Code
from tracker.tui.at_the_desk import (
    has_rack,
    has_waiting,
    has_yes,
    is_asking,
    is_custody,
    is_stopped,
    may_count,
    may_order,
)
from tracker.tui.offers import reasons


@dataclass(frozen=True, slots=True)
class Now:
    """What a key is judged by. ``requisition`` is the one whose patient is shown masked, empty for none."""

    desk: Desk
    view: str
    requisition: str
    is_label_asked: bool = False
    """Whether the banner asks about a label in doubt."""
    label_state: str = ""
    """The state of the print job that is chosen there, ``lacking`` for an aliquot without its label; empty elsewhere."""
    has_waiting_labels: bool = False
    has_item: bool = False
    """Whether an item is chosen, whose page can be shown."""
    has_label: bool = False
    """Whether there is something to print a label of."""
    has_count: bool = False
    """Whether a count is open in the place in hand."""

    @property
    def is_unknown(self) -> bool:
        question = self.desk.question
        return question is not None and question.code == Code.UNKNOWN_CODE

    @property
    def is_timed(self) -> bool:
        """Whether a paper's time is asked for, before anything else."""
        return self.desk.paper is not None and self.desk.paper.at is None

    @property
    def is_lab(self) -> bool:
        return is_custody(self.desk)

    @property
    def is_halted(self) -> bool:
        return is_stopped(self.desk)


def may(action: str, now: Now) -> bool:
    """Whether the action, or the command of that name, does something now."""
    if now.view in _WITH_OWN_KEYS and action in _NOT_BESIDE_THEM and not now.is_unknown:
        return False
    if now.is_timed and action in _NUMBERS:
        return False
    rule = RULES.get(action)
    return rule is None or rule(now)


_WITH_OWN_KEYS = frozenset(
    {
        "labels",
        "reorder",
        "orders",
        "transfers",
        "expiring",
        "item",
        "counts",
        "count_sheet",
        "duties",
        "recalls",
        "review",
        "par",
    }
)
_NOT_BESIDE_THEM = frozenset(
    (
        "quantity",
        "blind",
        "new_requisition",
        "not_there",
        "nth",
        "slot",
        "waste",
        "reasons",
        "next_room",
        "reveal",
        "label",
    )
)
"""Keys of the job under such a view, whose places its own keys take."""


def _has_label_key(now: Now) -> bool:
    """In FIND for whatever was found; in RECEIVE behind a pack that bears no maker's code."""
    if now.desk.job is JobName.FIND:
        return now.has_label
    if now.desk.job is not JobName.RECEIVE or now.desk.posted is None or not now.has_label:
        return False
    from tracker.jobs.wording import wants_label

    return wants_label(now.desk.posted)


def _nth(now: Now) -> bool:
    desk = now.desk
    return not now.is_halted and desk.job is JobName.COLLECT and not is_asking(desk) and not may_order(desk)


_NUMBERS = frozenset({"quantity", "blind", "new_requisition", "not_there", "nth", "slot"})
"""What a paper's time goes before: numbers, and what opens a form."""

RULES: Mapping[str, Callable[[Now], bool]] = {
    "yes": lambda now: has_yes(now.desk) or now.is_label_asked,
    "no": lambda now: now.is_halted or now.desk.half is not None or now.is_label_asked or is_asking(now.desk),
    "print_waiting": lambda now: now.has_waiting_labels and not now.is_label_asked and not now.is_unknown,
    "again": lambda now: now.label_state in ("sent", "confirmed", "lacking"),
    "reorder": lambda now: not now.view and now.desk.job is JobName.HOME and not now.is_unknown and not now.is_timed,
    "duties": lambda now: (
        not now.view
        and now.desk.job is JobName.HOME
        and not now.is_halted
        and not now.is_label_asked
        and not now.is_timed
        and not has_yes(now.desk)
    ),
    "expiring": lambda now: (
        not now.view and now.desk.job is JobName.HOME and not now.is_halted and now.desk.half is None
    ),
    "item": lambda now: now.has_item and not now.is_unknown and not now.is_timed,
    "make_orders": lambda now: now.view == "reorder" and not now.is_unknown,
    "take_pars": lambda now: now.view == "par" and not now.is_unknown,
    "sign_review": lambda now: now.view == "review" and not now.is_unknown,
    "open_count": lambda now: now.view == "counts" and not now.is_unknown,
    "sign_off": lambda now: now.view == "count_sheet" and not now.is_unknown,
    "count_sheet": lambda now: not now.view and now.has_count and not now.is_halted,
    "orders": lambda now: now.view == "reorder",
    "back_to_reorder": lambda now: now.view == "orders",
    "label": lambda now: not now.view and _has_label_key(now),
    "undo": lambda now: (
        now.is_halted or now.desk.uncounted is not None or any(not done.is_undone for done in now.desk.history)
    ),
    "park": lambda now: now.is_unknown,
    "bind": lambda now: now.is_unknown,
    "new_item": lambda now: now.is_unknown,
    "unknown": lambda now: not now.is_unknown,
    "test_scanner": lambda now: now.view == "devices",
    "waste": lambda now: (
        now.view != "devices"
        and not now.is_unknown
        and not now.is_lab
        and now.desk.job is not JobName.WASTE
        and not _has_label_key(now)
    ),
    "reasons": lambda now: (
        now.view != "devices" and now.is_lab and now.desk.job is not JobName.BOARD and bool(reasons(now.desk))
    ),
    "paper_time": lambda now: now.is_timed and not now.is_unknown,
    "quantity": lambda now: not now.is_halted and may_count(now.desk),
    "blind": lambda now: is_asking(now.desk),
    "new_requisition": lambda now: may_order(now.desk),
    "not_there": lambda now: not now.is_halted and has_waiting(now.desk),
    "nth": _nth,
    "slot": lambda now: not now.is_halted and has_rack(now.desk),
    "reveal": lambda now: bool(now.requisition) and not is_asking(now.desk),
    "next_room": lambda now: (
        not now.is_halted
        and not now.is_lab
        and not now.requisition
        and not now.has_count
        and now.desk.job not in (JobName.PULL, JobName.RETURN)
    ),
    "done": lambda now: bool(now.view) or now.desk.job is not JobName.HOME,
}
