"""What may be permitted here, and what each role may do where the clinic has not said otherwise. Pure.

A clinic edits the table within its state's scope of practice (:mod:`tracker.people.roles`); :data:`NEVER` and
:data:`ALWAYS` hold whatever it says. Asked in the services, never in the screens alone: 21 CFR 11.10(g), authority checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tracker.people.access import Role


class Permission(StrEnum):
    """One thing that a role may do, named ``what.verb``."""

    STOCK_SEE = "stock.see"
    STOCK_VALUE = "stock.value"
    STOCK_MOVE = "stock.move"
    STOCK_USE = "stock.use"
    STOCK_RECEIVE = "stock.receive"
    STOCK_WASTE = "stock.waste"
    STOCK_COUNT = "stock.count"
    STOCK_ADJUST = "stock.adjust"
    STOCK_SHIP = "stock.ship"
    STOCK_PULL = "stock.pull"
    STOCK_RECALL = "stock.recall"
    STOCK_UNDO = "stock.undo"
    CATALOGUE_PARK = "catalogue.park"
    CATALOGUE_BIND = "catalogue.bind"
    CATALOGUE_EDIT = "catalogue.edit"
    PAR_SET = "par.set"
    ORDER_MAKE = "order.make"
    ORDER_SEND = "order.send"
    SPECIMEN_SEE = "specimen.see"
    SPECIMEN_COLLECT = "specimen.collect"
    SPECIMEN_LABEL = "specimen.label"
    SPECIMEN_HAND_OFF = "specimen.hand_off"
    SPECIMEN_ACCEPT = "specimen.accept"
    SPECIMEN_PROCESS = "specimen.process"
    SPECIMEN_REJECT = "specimen.reject"
    SPECIMEN_STORE = "specimen.store"
    SPECIMEN_SHIP = "specimen.ship"
    SPECIMEN_ARRIVE = "specimen.arrive"
    SPECIMEN_DISPOSE = "specimen.dispose"
    SPECIMEN_SETTLE = "specimen.settle"
    SPECIMEN_UNDO = "specimen.undo"
    PATIENT_SEE = "patient.see"
    PATIENT_ENTER = "patient.enter"
    PATIENT_REVEAL = "patient.reveal"
    PATIENT_BREAK_GLASS = "patient.break_glass"
    PATIENT_CORRECT = "patient.correct"
    PATIENT_ERASE = "patient.erase"
    PATIENT_EXPORT = "patient.export"
    CUSTODY_READ = "custody.read"
    CUSTODY_EXPORT = "custody.export"
    LABEL_PRINT = "label.print"
    PAPER_ENTER = "paper.enter"
    PAPER_WITNESS = "paper.witness"
    DATA_EXPORT = "data.export"
    JOURNAL_READ = "journal.read"
    ACCESS_READ = "access.read"
    AUDIT_SIGN = "audit.sign"
    PEOPLE_SEE = "people.see"
    PEOPLE_ENROL = "people.enrol"
    PEOPLE_ROLES = "people.roles"
    PROGRAM_BACKUP = "program.backup"
    PROGRAM_CHECKPOINT = "program.checkpoint"
    PROGRAM_PRUNE = "program.prune"
    PROGRAM_KEYS = "program.keys"


P = Permission
TO: Mapping[Permission, str] = {
    P.STOCK_SEE: "see the stock",
    P.STOCK_VALUE: "see what the stock is worth",
    P.STOCK_MOVE: "move stock",
    P.STOCK_USE: "use stock up, and open packs",
    P.STOCK_RECEIVE: "receive deliveries",
    P.STOCK_WASTE: "waste stock",
    P.STOCK_COUNT: "count stock",
    P.STOCK_ADJUST: "put the books right",
    P.STOCK_SHIP: "send stock to another site",
    P.STOCK_PULL: "pull recalled stock",
    P.STOCK_RECALL: "hold lots back, and release them",
    P.STOCK_UNDO: "undo what was posted to stock",
    P.CATALOGUE_PARK: "put an unknown code aside",
    P.CATALOGUE_BIND: "say what an unknown code is",
    P.CATALOGUE_EDIT: "change the catalogue",
    P.PAR_SET: "set par levels",
    P.ORDER_MAKE: "make orders",
    P.ORDER_SEND: "send orders, and close them",
    P.SPECIMEN_SEE: "see where specimens are",
    P.SPECIMEN_COLLECT: "collect specimens",
    P.SPECIMEN_LABEL: "label specimens",
    P.SPECIMEN_HAND_OFF: "hand specimens off",
    P.SPECIMEN_ACCEPT: "accept specimens",
    P.SPECIMEN_PROCESS: "process specimens",
    P.SPECIMEN_REJECT: "reject specimens",
    P.SPECIMEN_STORE: "store specimens",
    P.SPECIMEN_SHIP: "pack and ship specimens",
    P.SPECIMEN_ARRIVE: "receive bags of specimens",
    P.SPECIMEN_DISPOSE: "dispose of specimens",
    P.SPECIMEN_SETTLE: "settle losses, and close the day",
    P.SPECIMEN_UNDO: "take back a specimen's step",
    P.PATIENT_SEE: "see patients' orders, masked",
    P.PATIENT_ENTER: "enter orders for patients",
    P.PATIENT_REVEAL: "see a patient's name",
    P.PATIENT_BREAK_GLASS: "see a name in an emergency",
    P.PATIENT_CORRECT: "correct a patient's data",
    P.PATIENT_ERASE: "erase a patient's data",
    P.PATIENT_EXPORT: "take patients' data along",
    P.CUSTODY_READ: "read a specimen's custody",
    P.CUSTODY_EXPORT: "give out a bundle of custody",
    P.LABEL_PRINT: "print labels",
    P.PAPER_ENTER: "enter what was written on paper",
    P.PAPER_WITNESS: "witness what a paper says",
    P.DATA_EXPORT: "take the clinic's data along",
    P.JOURNAL_READ: "read and verify the journal",
    P.ACCESS_READ: "read who saw whom",
    P.AUDIT_SIGN: "sign off what stands out",
    P.PEOPLE_SEE: "see who works here as what",
    P.PEOPLE_ENROL: "give out badges",
    P.PEOPLE_ROLES: "say who may do what",
    P.PROGRAM_BACKUP: "make and restore backups",
    P.PROGRAM_CHECKPOINT: "sign checkpoints",
    P.PROGRAM_PRUNE: "prune what need not be kept",
    P.PROGRAM_KEYS: "change the clinic's keys",
}
"""What each lets somebody do, behind "may" or "may not"."""

UNATTENDED = frozenset(
    {P.STOCK_SEE, P.STOCK_VALUE, P.SPECIMEN_SEE, P.CUSTODY_READ, P.JOURNAL_READ, P.PEOPLE_SEE}
    | {P.LABEL_PRINT, P.PROGRAM_BACKUP, P.PROGRAM_CHECKPOINT, P.PROGRAM_PRUNE}
)
"""What no person must answer for: cron does it, by the name ``command line``. None of it changes stock or custody, or names
a patient: labels of patients' tubes have a permission of their own."""

READS = frozenset(
    {P.STOCK_SEE, P.STOCK_VALUE, P.SPECIMEN_SEE, P.CUSTODY_READ, P.JOURNAL_READ, P.ACCESS_READ, P.PEOPLE_SEE}
    | {P.PATIENT_SEE, P.PATIENT_REVEAL, P.PATIENT_BREAK_GLASS}
)
_STOCK_WORK = frozenset(
    {P.STOCK_SEE, P.STOCK_MOVE, P.STOCK_USE, P.STOCK_RECEIVE, P.STOCK_WASTE, P.STOCK_COUNT, P.STOCK_PULL, P.STOCK_UNDO}
    | {P.CATALOGUE_PARK, P.CATALOGUE_BIND, P.LABEL_PRINT, P.PAPER_ENTER}
)
_OF_PATIENTS = frozenset(each for each in Permission if each.startswith("patient."))
_KEEPS = frozenset({P.PROGRAM_BACKUP, P.PROGRAM_CHECKPOINT, P.PROGRAM_PRUNE, P.PROGRAM_KEYS})

DEFAULTS: Mapping[Role, frozenset[Permission]] = {
    Role.ASSISTANT: _STOCK_WORK
    | {P.STOCK_SHIP, P.ORDER_MAKE, P.SPECIMEN_SEE, P.SPECIMEN_HAND_OFF, P.SPECIMEN_ACCEPT, P.SPECIMEN_UNDO}
    | {P.SPECIMEN_STORE, P.PATIENT_SEE, P.PATIENT_BREAK_GLASS},
    Role.COLLECTOR: frozenset(
        {P.STOCK_SEE, P.STOCK_MOVE, P.STOCK_USE, P.STOCK_UNDO, P.CATALOGUE_PARK, P.LABEL_PRINT, P.PAPER_ENTER}
        | {P.SPECIMEN_SEE, P.SPECIMEN_COLLECT, P.SPECIMEN_LABEL, P.SPECIMEN_HAND_OFF, P.SPECIMEN_ACCEPT}
        | {P.SPECIMEN_PROCESS, P.SPECIMEN_STORE, P.SPECIMEN_SHIP, P.SPECIMEN_UNDO, P.CUSTODY_READ}
        | {P.PATIENT_SEE, P.PATIENT_ENTER, P.PATIENT_REVEAL}
    ),
    Role.COURIER: frozenset(
        {P.SPECIMEN_SEE, P.SPECIMEN_HAND_OFF, P.SPECIMEN_ACCEPT, P.SPECIMEN_ARRIVE, P.SPECIMEN_UNDO}
        | {P.PATIENT_SEE, P.PATIENT_BREAK_GLASS}
    ),
    Role.LAB: _STOCK_WORK
    | frozenset(each for each in Permission if each.startswith("specimen.") and each is not P.SPECIMEN_COLLECT)
    | {P.PATIENT_SEE, P.PATIENT_ENTER, P.PATIENT_REVEAL, P.CUSTODY_READ, P.CUSTODY_EXPORT},
    Role.LEAD: frozenset(Permission),
    Role.PRIVACY_OFFICER: frozenset(
        {P.SPECIMEN_SEE, P.CUSTODY_READ, P.CUSTODY_EXPORT, P.JOURNAL_READ, P.ACCESS_READ, P.AUDIT_SIGN}
        | {P.PEOPLE_SEE, P.DATA_EXPORT}
        | {P.PATIENT_SEE, P.PATIENT_REVEAL, P.PATIENT_CORRECT, P.PATIENT_ERASE, P.PATIENT_EXPORT}
    ),
    Role.AUDITOR: READS - _OF_PATIENTS,
    Role.ADMINISTRATOR: _KEEPS | {P.JOURNAL_READ, P.PEOPLE_SEE},
}
"""An assistant draws no blood: where a state lets him, the clinic says so (``tracker staff allow assistant
specimen.collect``)."""

NEVER: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission) - _KEEPS - READS | _OF_PATIENTS | {P.CUSTODY_READ, P.ACCESS_READ},
    Role.AUDITOR: frozenset(Permission) - READS | _OF_PATIENTS,
}
"""What no clinic can permit. Who keeps the machine has no custody of anything and sees no patient, so that to forge a record
takes two people (21 CFR 11.200(a)(3)); who audits changes nothing of what he audits."""
ALWAYS: Mapping[Role, frozenset[Permission]] = {
    Role.LEAD: frozenset({P.PEOPLE_ROLES, P.PEOPLE_ENROL, P.PEOPLE_SEE}),
}
"""What no clinic can take away: else nobody could give it back."""


def called(role: Role) -> str:
    """``a privacy officer``, ``a lab person``"""
    name = "lab person" if role is Role.LAB else role.value.replace("_", " ")
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
