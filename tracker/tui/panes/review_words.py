"""Why each kind of thing stands out, in a sentence for whoever looks: the rules are :mod:`tracker.people.noticing`."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "by_keys": "Nobody whom the clinic has put in charge was asked. Ask the lead whether it was he.",
    "reset_by_keys": "Nobody whom the clinic has put in charge was asked. Whoever did it could have signed in as the lead.",
    "break_glass": "Patients' names were open to somebody whose work does not show them.",
    "all_exported": "Every patient's data has left the program, readable by whoever has the file.",
    "exported": "A patient's data has left the program. Was it asked for, and by whom?",
    "erased": "It cannot be undone. Was it asked for, and by whom?",
    "restored": "What was done after that backup is not in these records any more.",
    "pruned": "What is deleted cannot be looked at again.",
    "key_changed": "Whoever holds the new key can read; backups under the old one need the old one.",
    "keys_exported": "Whoever has the file and its passphrase reads everything. Is it deleted by now?",
    "keys_imported": "This station reads what it could not before. Was it meant to?",
    "sign_in_changed": "Without PINs a badge proves nothing.",
    "permissions": "Somebody may do now what he might not before.",
    "role_given": "Somebody may do now what he might not before.",
    "proof_reset": "Whoever had the one-time code could have signed in in another's name.",
    "code_given": "Whoever had the code before its owner could have chosen his PIN.",
    "enrolled": "Somebody can work here who could not before. Do you know him?",
    "renamed": "What was done under this badge is shown under the new name. Is it the same person?",
    "badge_replaced": "The new badge is as good as the old one was. Does its owner have it?",
    "badge_revoked": "Whoever had it cannot sign in any more.",
    "released": "Somebody may try PINs again. Did the owner of the badge ask for it?",
    "licence": "What was entered lets somebody do what takes a licence. Is it the paper's date?",
    "locked": "Somebody tried PINs until it was shut: the owner, or somebody who had the badge.",
    "pin_failed": "A slip, or somebody who had the badge. Many in a row are no slip.",
    "denied": "Somebody tried what his role may not do: a mistake, or a role that does not fit the work.",
    "exempt": "Work that takes a certificate was done without a valid one.",
    "bundle": "A specimen's custody has left the program, readable by whoever has the file.",
    "many_reveals": "More names than most days' work takes.",
    "reprinted": "Two labels with one number: is the first destroyed?",
    "taken_over": "A specimen changed hands without a hand-off.",
    "overridden": "The program warned, and was answered YES.",
    "adjusted": "The books were made to say what was found. What became of the difference?",
    "late": "Its time is the word of a recording, or of a scanner that kept its scans. Was it done then, and by whom?",
    "clock_back": "The clock ran behind what was recorded before: the times may be wrong.",
    "after_hours": "The clinic was closed.",
}
