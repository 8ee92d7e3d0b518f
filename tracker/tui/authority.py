"""What a role may not do is not offered: which permission each view, key and command asks for. Pure.

The services ask again, each for its own; here it is only told beforehand, so that nobody is led to a door that is shut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.jobs.job_authority import JOBS
from tracker.jobs.verdict import Verdict
from tracker.people.permissions import Permission
from tracker.tui.offers import Offer
from tracker.tui.panes.home import HomePane

P = Permission
May = Callable[[Permission], bool]
Needed = tuple[Permission, ...]
"""Any one of them; none: everybody may."""

CLOSED = "closed"
"""The pane that stands where nothing may be shown."""

VIEWS: Mapping[str, Needed] = {
    "labels": (P.LABEL_PRINT,),
    "parked": (P.STOCK_SEE,),
    "duties": (P.STOCK_SEE,),
    "reorder": (P.STOCK_SEE,),
    "orders": (P.STOCK_SEE,),
    "par": (P.STOCK_SEE,),
    "transfers": (P.STOCK_SEE,),
    "expiring": (P.STOCK_SEE,),
    "item": (P.STOCK_SEE,),
    "counts": (P.STOCK_SEE,),
    "count_sheet": (P.STOCK_SEE,),
    "recalls": (P.STOCK_SEE,),
    "review": (P.AUDIT_SIGN, P.JOURNAL_READ),
    "unplaced": (P.SPECIMEN_SEE,),
    "devices": (),
    "camera": (),
    CLOSED: (),
    **{job.value: needed for job, needed in JOBS.items()},
    JobName.HOME.value: (P.STOCK_SEE, P.SPECIMEN_SEE),
    JobName.FIND.value: (P.STOCK_SEE, P.SPECIMEN_SEE),
}
"""Views and jobs by the name of their pane."""

_OF_JOBS: Mapping[str, Needed] = {job.value: needed for job, needed in JOBS.items()}
KEYS: Mapping[str, Needed] = {
    **_OF_JOBS,
    "bind": (P.CATALOGUE_BIND,),
    "park": (P.CATALOGUE_PARK,),
    "new_item": (P.CATALOGUE_EDIT,),
    "unknown": VIEWS["parked"],
    "duties": VIEWS["duties"],
    "expiring": VIEWS["expiring"],
    "reorder": VIEWS["reorder"],
    "back_to_reorder": VIEWS["reorder"],
    "orders": VIEWS["orders"],
    "item": VIEWS["item"],
    "labels": VIEWS["labels"],
    "make_orders": (P.ORDER_MAKE,),
    "take_pars": (P.PAR_SET,),
    "sign_review": (P.AUDIT_SIGN,),
    "open_count": (P.STOCK_COUNT,),
    "count_sheet": VIEWS["count_sheet"],
    "sign_off": (P.STOCK_ADJUST, P.STOCK_COUNT),
    "undo": (P.STOCK_UNDO, P.SPECIMEN_UNDO),
    "label": (P.LABEL_PRINT, P.SPECIMEN_LABEL),
    "people": (P.PEOPLE_ENROL,),
    "shell": (P.ACCESS_READ, P.AUDIT_SIGN, P.DATA_EXPORT, P.JOURNAL_READ, P.PROGRAM_KEYS),
    "own_badge": (P.LABEL_PRINT,),
    "print_waiting": (P.LABEL_PRINT,),
    "again": (P.LABEL_PRINT,),
    "next_room": (P.STOCK_MOVE,),
    "new_requisition": (P.PATIENT_ENTER,),
    "reveal": (P.PATIENT_REVEAL, P.PATIENT_BREAK_GLASS),
    "emergency": (P.PATIENT_BREAK_GLASS,),
    "from_paper": (P.PAPER_ENTER,),
    "paper_done": (P.PAPER_ENTER,),
    "paper_time": (P.PAPER_ENTER,),
    **dict.fromkeys(("ambient", "refrigerated", "frozen"), (P.SPECIMEN_SHIP,)),
    "close_day": (P.SPECIMEN_SETTLE,),
    "add_on": (P.SPECIMEN_COLLECT,),
    "blind": (P.SPECIMEN_COLLECT,),
    "nth": (P.SPECIMEN_COLLECT,),
    "not_there": (P.SPECIMEN_ACCEPT,),
    "missing": (P.SPECIMEN_ACCEPT,),
    "slot": (P.SPECIMEN_STORE,),
}
"""Actions of the bench, and what command barcodes are called; what stands in no table is for everybody."""
FAMILIES: Mapping[str, Needed] = {
    "reason_": (P.STOCK_WASTE, P.STOCK_RECEIVE),
    "reject_": (P.SPECIMEN_REJECT,),
    "lost_": (P.SPECIMEN_SETTLE,),
    "dispose_": (P.SPECIMEN_DISPOSE,),
    "method_": (P.SPECIMEN_DISPOSE,),
    "not_drawn_": (P.SPECIMEN_COLLECT,),
    "condition_": (P.SPECIMEN_ACCEPT,),
}
"""Command barcodes that begin so."""


def has_any(needed: Needed, may: May) -> bool:
    return not needed or any(may(each) for each in needed)


def may_view(name: str, may: May) -> bool:
    """Whether the view, or the middle of the job, of this name may be shown."""
    return has_any(VIEWS[name], may)


def may_do(action: str, may: May) -> bool:
    """Whether the action, or the command of that name, is offered."""
    family = next((needed for begins, needed in FAMILIES.items() if action.startswith(begins)), ())
    return has_any(KEYS.get(action, family), may)


def permitted(offers: tuple[Offer, ...], may: May) -> tuple[Offer, ...]:
    return tuple(each for each in offers if _may_take(each, may))


def _may_take(offer: Offer, may: May) -> bool:
    if offer.action == "view":
        return may_view(offer.argument, may)
    return may_do(offer.command.value if isinstance(offer.command, Command) else offer.action, may)


def taught(verdict: Verdict, may: May) -> Verdict:
    """What is to be scanned at home is said to each as his role has it: no room to who may not restock one."""
    if may(P.STOCK_MOVE):
        return verdict
    from tracker.jobs.wording_desk import teaches  # with the ledger's classes, which the first screen does not wait for

    if verdict.way_out not in (teaches(JobName.HOME), *HomePane.IDLE):
        return verdict
    things = ((P.STOCK_SEE, "an item"), (P.SPECIMEN_SEE, "a tube, rack or bag"))
    seen = " or ".join(name for permission, name in things if may(permission))
    scan = f"Scan {seen} to see where it is. " if seen else ""
    return replace(verdict, way_out=f"{scan}F8 shows what you may do.")
