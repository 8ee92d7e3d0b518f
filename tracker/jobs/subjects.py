"""What one scan may name, of the stock or of the specimens."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.inventory.subjects import ItemSubject
from tracker.inventory.subjects import Subject as StockSubject
from tracker.specimens.facts import Specimen
from tracker.specimens.subjects import RequisitionSubject, SpecimensSubject

BareSubject = StockSubject | SpecimensSubject
"""What the scan itself names."""


@dataclass(frozen=True, slots=True)
class CollectSubject:
    """Any scan while a requisition is open in COLLECT, beside what is true now of that requisition and of its tubes' stock.

    The station builds it wherever :func:`tracker.jobs.advancing.requisition_in_hand` names a requisition, commands and
    badges included, in the transaction that acts on it: another station may have labelled or drawn a tube since the last
    scan. ``requisition`` is the one in hand, also where the scan names another one. ``stock`` has one subject for each item
    (``container.item_id``, None left out) of that requisition's open tubes, with neither code nor lot, its holdings seen
    from :func:`tracker.jobs.advancing.where`.
    """

    subject: BareSubject
    requisition: RequisitionSubject
    stock: tuple[ItemSubject, ...] = ()
    unprinted: frozenset[str] = frozenset()
    """The numbers of its labels of which it is on record that they have not come out."""


@dataclass(frozen=True, slots=True)
class ListedSubject:
    """A YES or a rack while tubes of a hand-off's list wait, beside those tubes as they are now.

    The station builds it wherever :func:`tracker.jobs.advancing.list_in_hand` names tubes, in the transaction that acts on
    them: another station may have accepted one since the list was made, and one tube must not hold up all others.
    """

    subject: BareSubject
    specimens: tuple[Specimen, ...]


Subject = BareSubject | CollectSubject | ListedSubject
