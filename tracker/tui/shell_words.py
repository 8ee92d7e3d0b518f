"""What is done at the command line and on no screen: named on the screen to whoever may do it."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.people.permissions import Permission
from tracker.tui.authority import May

P = Permission
AT_THE_SHELL: Mapping[Permission, str] = {
    P.ACCESS_READ: "tracker report access     who saw whose name",
    P.AUDIT_SIGN: "tracker audit review      what stands out, to sign off",
    P.PATIENT_EXPORT: "tracker patient export    all that is kept of a patient",
    P.PATIENT_CORRECT: "tracker patient correct   a name or a date that is wrong",
    P.PATIENT_ERASE: "tracker patient erase     a patient's data, for good",
    P.DATA_EXPORT: "tracker export            everything, in open formats",
    P.CUSTODY_EXPORT: "tracker report custody    of a specimen; with --bundle to hand out",
    P.JOURNAL_READ: "tracker verify            is the journal as it was written?",
    P.PEOPLE_ROLES: "tracker staff             badges, roles, licences, PINs",
    P.PROGRAM_KEYS: "tracker keys rotate       another key for one",
    P.PROGRAM_BACKUP: "tracker backup            a copy, read through",
    P.PROGRAM_PRUNE: "tracker prune             what is old enough",
}


def shell_lines(may: May) -> tuple[str, ...]:
    """A line for each of these that ``may`` allows, and how more is learnt of it."""
    found = tuple(line for permission, line in AT_THE_SHELL.items() if may(permission))
    return (*found, "Add --help for how it is written; --badge BADGE says who you are.") if found else ()
