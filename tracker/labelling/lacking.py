"""Tubes whose label is not out, to be drawn or filled at the bench: nobody is to learn that by the tube in his hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracker.hardware.scan import KEYS
from tracker.labelling.specimen_doubt import SpecimenDoubt, about, listed
from tracker.labelling.unprinted import LabelState, label_states
from tracker.specimens.states import State
from tracker.store.connection import Connection

_NOT_OUT = (LabelState.NOT_PRINTED, LabelState.HELD, LabelState.WAITING, LabelState.SENDING)
_TO_BE_DRAWN = (
    "SELECT s.number, r.code, NULL FROM specimen s JOIN requisition r ON r.id = s.requisition_id"
    " WHERE s.state = ? AND s.state NOT IN ('disposed', 'not_collected') ORDER BY s.id DESC"
)
_FILLED = (
    "SELECT s.number, r.code, group_concat(p.number) FROM specimen s JOIN specimen_parent x ON x.specimen_id = s.id"
    " JOIN specimen p ON p.id = x.parent_id LEFT JOIN requisition r ON r.id = s.requisition_id"
    " WHERE s.state NOT IN ('disposed', 'not_collected')"
    " AND NOT EXISTS (SELECT 1 FROM tube_roll t WHERE CAST(substr(s.number, 1, 8) AS INTEGER) BETWEEN t.first AND t.last)"
    " AND NOT EXISTS (SELECT 1 FROM custody_step k JOIN scan c ON c.id = k.event_id"
    " WHERE k.specimen_id = s.id AND c.data = s.number AND c.source <> ?)"
    " GROUP BY s.id ORDER BY s.id DESC"
)
"""Aliquots and pools with a label of this printer's, of which no step was taken yet by scanning that."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One such tube. Never a name."""

    number: str
    requisition: str
    """Its code, by which COLLECT is opened; empty for a pool of several."""
    state: LabelState
    parents: tuple[str, ...] = ()
    """What an aliquot or a pool was filled from: it is beside them. None for a tube that is to be drawn."""

    @property
    def about(self) -> str:
        return about((self.number,))

    @property
    def origin(self) -> str:
        """``26000001 88``, ``26000001 88 and 2 more``."""
        first, *others = self.parents
        return f"{listed([first])} and {len(others)} more" if others else listed([first])

    @property
    def once_more(self) -> str:
        """How its label is asked for, in words for a person."""
        if self.parents:
            return f"Beside {self.origin}: F12, then F6; or tracker label specimen {self.number}."
        return f"Open COLLECT, scan requisition {self.requisition} and ask the patient; then LABEL."


def lacking(
    connection: Connection, doubts: Sequence[SpecimenDoubt] = (), here: Collection[str] = ()
) -> tuple[Lacking, ...]:
    """Those of tubes that are neither drawn nor given up, then of aliquots and pools, each the newest first; ``doubts`` and
    ``here`` as :func:`tracker.labelling.unprinted.label_states` takes them."""
    drawn = connection.exec_driver_sql(_TO_BE_DRAWN, (State.LABELLED.value,)).all()
    filled = connection.exec_driver_sql(_FILLED, (KEYS,)).all()
    tubes = {str(row[0]): row for row in (*drawn, *filled)}
    states = label_states(connection, tubes, doubts, here)
    return tuple(
        Lacking(number, code or "", states[number], tuple(parents.split(",")) if parents else ())
        for number, (_, code, parents) in tubes.items()
        if states.get(number) in _NOT_OUT
    )
