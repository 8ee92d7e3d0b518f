"""Codes that carry a patient's data by their own grammar: told apart before anything quotes them.

ISBT 128 has two structures for it (:data:`tracker.barcodes.isbt128_structures.PATIENTS`); GS1 has the application
identifiers 7250 to 7259: birth, sex, names and address of a person (GS1 General Specifications, section 3.8). Such a text
is known by these marks alone, whole or damaged: what is refused for another fault would be quoted in the refusal.
"""

from __future__ import annotations

import re

from tracker.aim import GS1_IDENTIFIERS, split_aim
from tracker.barcodes import digital_link, transmitted
from tracker.barcodes.isbt128_structures import PATIENTS
from tracker.errors import BarcodeError
from tracker.text import GS

CODE = "isbt_patient"
"""Of the BarcodeError for all of them, and of the verdict."""
WAIT = "patient_code_wait"
"""Of the verdict where codes are not looked at for a while, since so many of them named patients."""
UNQUOTED = frozenset({CODE, WAIT})
"""Of such a scan nothing is kept or shown."""
_ISBT = re.compile(f"(?:{'|'.join(map(re.escape, PATIENTS))})[0-9A-Za-z]")
_OF_FIXED_LENGTH = r"(?:00[0-9]{18}|0[12][0-9]{14}|1[1-7][0-9]{6}|20[0-9]{2}|41[0-9]{14}|8018[0-9]{18})"
_GS1 = re.compile(rf"(?:^|{GS}){_OF_FIXED_LENGTH}*725[0-9]")
_ITEM = re.compile("0[12][0-9]{14}")
_PRINTED = re.compile(r" *\([0-9]{2,4}\).*?\(725[0-9]\)| *\(725[0-9]\)", re.DOTALL)
_ASKED = re.compile("[?&;]725[0-9]=")


def names_patient(data: str, aim: str = "") -> bool:
    """Whether ``data``, as scanned under ``aim``, holds what may be a patient's number, name or birth. A web address may
    hold ``&#`` and be nobody's; a vendor's own number may begin with 725."""
    if not aim:
        aim, data = split_aim(data)
    if digital_link.is_url(data):
        return _ASKED.search(data) is not None
    text = transmitted.restore_separators(data)
    if _ISBT.search(text) or _PRINTED.match(text):
        return True
    may_be_gs1 = aim in GS1_IDENTIFIERS or GS in text or _ITEM.match(text) is not None
    return may_be_gs1 and _GS1.search(text) is not None


def refuse_patient(data: str, aim: str = "") -> None:
    """BarcodeError ``isbt_patient`` for what :func:`names_patient`; it quotes nothing."""
    if names_patient(data, aim):
        raise BarcodeError(
            "This code names a patient, not what is to be used.",
            hint="Scan the code of the product or the donation.",
            code=CODE,
        )
