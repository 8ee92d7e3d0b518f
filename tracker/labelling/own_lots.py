"""A lot's number is a maker's: it may look like a code of ours, and be one. Its label is held to the records, whoever asks
for it, wherever a design's symbol says the number alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.labelling.faults import in_families
from tracker.labelling.making import Setting, design_of
from tracker.labelling.on_record import misborne
from tracker.labelling.wanted import Wanted, Wants, values_for
from tracker.store.connection import Connection
from tracker.text import safe

_LOTS = frozenset({Wants.LOT, Wants.LOT_WITHOUT_GTIN})


def require_own_lots(connection: Connection, wanted: Sequence[Wanted], setting: Setting) -> None:
    """Refuse (``label_anothers``) a lot's label whose symbol would be another thing's code; others are let pass."""
    for one in wanted:
        if one.wants not in _LOTS:
            continue
        with in_families(one.about):
            design = design_of(one, setting)
        wrong = misborne(connection, design, values_for(one, design))
        if wrong is not None:
            raise Refusal(f"{safe(one.about)}: {wrong[1]}", hint=wrong[2], code="label_anothers")
