"""Every label for a thing that the clinic knows is held to its records, whoever asks for it and whichever way: what people
read on it, what scanners read, and what the record says are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from labels.design import Design
from tracker.errors import Refusal
from tracker.labelling.changed_since import changed_since
from tracker.labelling.faults import in_families
from tracker.labelling.making import Setting, design_of
from tracker.labelling.on_record import misborne
from tracker.labelling.own_words import wrong_words
from tracker.labelling.print_jobs import CANCEL
from tracker.labelling.wanted import Wanted, Wants, values_for
from tracker.store.connection import Connection
from tracker.text import safe

_BY_THEMSELVES = frozenset({Wants.SPECIMEN, Wants.ALIQUOT, Wants.ROLL, Wants.COMMAND, Wants.REASON})
"""Tubes' labels are judged where they are asked for, and never wait in the queue; commands stand in no record."""


def require_on_record(connection: Connection, wanted: Sequence[Wanted], setting: Setting) -> None:
    """Refuse (``label_anothers``) a label of which a symbol would be another thing's code, or that says something else than
    the record; ``label_words`` for a design whose own words are the name of something."""
    designs = set[Design]()
    for one in wanted:
        if one.wants in _BY_THEMSELVES:
            continue
        with in_families(one.about):
            design = design_of(one, setting)
        if design not in designs:
            require_no_words(connection, design)
            designs.add(design)
        wrong = misborne(connection, design, values_for(one, design))
        if wrong is not None:
            raise Refusal(f"{safe(one.about)}: {wrong[1]}", hint=wrong[2], code="label_anothers")


def require_still_true(connection: Connection, wanted: Sequence[Wanted], setting: Setting) -> None:
    """The same of labels that have waited; and refuse (``label_changed``) those that would be made otherwise by now."""
    require_on_record(connection, wanted, setting)
    for one in wanted:
        wrong = changed_since(connection, one)
        if wrong:
            raise Refusal(f"{safe(one.about)}: {wrong}", hint=CANCEL, code="label_changed")


def require_no_words(connection: Connection, design: Design) -> None:
    """Refuse (``label_words``) a design that writes the name or code of something on every label alike."""
    wrong = wrong_words(connection, design)
    if wrong:
        raise Refusal(
            f"{design.file}: {wrong}, and would stand on every label of it.",
            hint="Write {name} there, which is each thing's own.",
            code="label_words",
        )
