"""What may wait in the queue's table, and be printed from it later or again: no patient, and no number that is a tube's.

Who may give which label its number is decided here a second time, since the table is written from files as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from labels.purposes import personal
from tracker.errors import Refusal
from tracker.labelling.faults import in_families
from tracker.labelling.suiting import is_specimen_number, require_no_specimen
from tracker.labelling.wanted import Wanted, Wants
from tracker.specimens.requisitions import is_on_roll
from tracker.store.connection import Connection

DESTROY = "destroy the first"
REPLACED = ("smeared or unreadable", "torn or came off", "came out wrong", "lost")
"""Why a label of a number is printed a second time. Never "one more": two labels of one number are two tubes that are the
same to everybody."""


def require_queueable(connection: Connection, labels: Sequence[Wanted], copies: int) -> None:
    """Raises Refusal: ``specimen_not_queued`` for what names a patient, ``label_specimen_number`` for another label with
    a specimen's number, ``label_roll`` for a roll that the program did not number, ``label_bound`` for one that is bound."""
    for one in labels:
        if one.wants in (Wants.SPECIMEN, Wants.ALIQUOT) or personal(one.values):
            raise Refusal(
                "What names a patient or a specimen of one never waits in the queue.",
                hint="A specimen's label is printed where the tube is: COLLECT, or tracker label specimen.",
                code="specimen_not_queued",
            )
        if one.wants is not Wants.ROLL:
            with in_families(one.about):
                require_no_specimen(one.values)
    rolls = [one for one in labels if one.wants is Wants.ROLL]
    codes = [one.values.get("code", "") for one in rolls]
    if rolls and (copies != 1 or len(set(codes)) < len(codes) or not all(_is_ours(connection, one) for one in rolls)):
        raise Refusal(
            "A roll's labels are those that 'tracker label roll' has just numbered, each once.",
            hint="For more labels: tracker label roll --count 100.",
            code="label_roll",
        )
    require_unbound(connection, rolls, "This label", "For another tube: tracker label roll --count 1.")


def _is_ours(connection: Connection, roll: Wanted) -> bool:
    code = roll.values.get("code", "")
    return (
        set(roll.values) == {"code"} and " " not in code and is_specimen_number(code) and is_on_roll(connection, code)
    )


def require_unbound(connection: Connection, labels: Sequence[Wanted], what: str, hint: str) -> None:
    """Raises Refusal (``label_bound``) where a roll's number among ``labels`` has become a tube's: one more label of it is
    a second tube of that patient."""
    codes = [one.values.get("code", "") for one in labels if one.wants is Wants.ROLL]
    bound = connection.exec_driver_sql(
        "SELECT min(number) FROM specimen WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(codes),)
    ).scalar()
    if bound is not None:
        raise Refusal(
            f"{what} is not printed: {bound} is a tube's number by now, with its label on it.",
            hint=f"{hint} A drawn tube's label once more: tracker label specimen {bound}.",
            code="label_bound",
        )


def require_replacing(labels: Sequence[Wanted], about: str, reason: str) -> str:
    """What the reprint of these labels is called. Raises Refusal (``label_roll``) where a roll's label is not replaced, for
    one of :data:`REPLACED` or the first words of one, but wanted once more."""
    if not any(one.wants is Wants.ROLL for one in labels):
        return about
    if not any(each.startswith(reason.lower()) for each in REPLACED):
        raise Refusal(
            "Two labels of one number are two tubes that are the same to everybody.",
            hint=f"For one more tube: tracker label roll --count 1. A label that is destroyed is: {', '.join(REPLACED)}.",
            code="label_roll",
        )
    return about if about.endswith(DESTROY) else f"{about}: {DESTROY}"
