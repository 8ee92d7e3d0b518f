"""Tubes that wait to be drawn and whose label is not out: nobody is to learn that at the patient's side only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracker.labelling.specimen_doubt import SpecimenDoubt, about
from tracker.labelling.unprinted import LabelState, label_states
from tracker.specimens.states import State
from tracker.store.connection import Connection

_NOT_OUT = (LabelState.NOT_PRINTED, LabelState.HELD, LabelState.WAITING, LabelState.SENDING)


@dataclass(frozen=True, slots=True)
class Lacking:
    """One such tube. Never a name."""

    number: str
    requisition: str
    """Its code, by which COLLECT is opened."""
    state: LabelState

    @property
    def about(self) -> str:
        return about((self.number,))

    @property
    def once_more(self) -> str:
        """How its label is asked for, in words for a person."""
        return f"Open COLLECT, scan requisition {self.requisition} and ask the patient; then LABEL."


def lacking(
    connection: Connection, doubts: Sequence[SpecimenDoubt] = (), here: Collection[str] = ()
) -> tuple[Lacking, ...]:
    """Those of tubes that are neither drawn nor given up, the newest first; ``doubts`` and ``here`` as
    :func:`tracker.labelling.unprinted.label_states` takes them."""
    found = connection.exec_driver_sql(
        "SELECT s.number, r.code FROM specimen s JOIN requisition r ON r.id = s.requisition_id"
        " WHERE s.state = ? AND s.state NOT IN ('disposed', 'not_collected') ORDER BY s.id DESC",
        (State.LABELLED.value,),
    )
    requisitions = {str(number): str(code) for number, code in found.all()}
    states = label_states(connection, requisitions, doubts, here)
    return tuple(
        Lacking(number, code, states[number]) for number, code in requisitions.items() if states.get(number) in _NOT_OUT
    )
