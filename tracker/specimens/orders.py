"""What a job asks of specimens' records, as plain values. :mod:`tracker.specimens.services` carries them out, or refuses.

People are told by badge, places and partners by house code, specimens by number. ``by`` is who does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.specimens.facts import Transport
from tracker.specimens.states import Do


@dataclass(frozen=True, slots=True)
class Identify:
    """The two-identifier challenge was passed or failed; recorded either way, without what was entered."""

    requisition_id: int
    by: str
    is_match: bool
    asked: tuple[str, ...]
    """Which parts were asked for, in words; never the answers."""


@dataclass(frozen=True, slots=True)
class Exempt:
    """``by``, whose licence of this ``kind`` has run out, works today all the same: why, and who says so beside him."""

    kind: str
    by: str
    reason: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A specimen for one wanted tube: its label printed now (``is_roll`` False), or a roll's label bound."""

    requisition_id: int
    line: int
    number: str
    by: str
    is_roll: bool = False


@dataclass(frozen=True, slots=True)
class Reprint:
    """Labels of tubes that are not drawn yet come out once more, at the patient's side. Journalled; nothing else changes."""

    numbers: tuple[str, ...]
    reason: str
    by: str
    is_lacking: bool = False
    """Whether it is on record that the last label of each did not come out: then this is none too many."""


@dataclass(frozen=True, slots=True)
class AddOn:
    """One more tube than was ordered. Its line is the next free one."""

    requisition_id: int
    container_id: int
    by: str


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """A wanted tube could not be drawn. A label that was printed for it is void."""

    requisition_id: int
    line: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """A tube that was given up is wanted after all. A label that was printed for it stays void: it gets another."""

    requisition_id: int
    line: int
    by: str


@dataclass(frozen=True, slots=True)
class Draw:
    """The tube is full, and carries its label: COLLECTED. ``lot_id`` is the tube lot, where one is known.

    The stock's own :class:`tracker.inventory.orders.Use` stands beside it.
    """

    number: str
    by: str
    place_id: int | None = None
    lot_id: int | None = None
    flags: tuple[str, ...] = ()
    """``label_early``, ``label_late``: labelled long before, or (by the clocks) only after it was drawn.
    ``draw_order``: drawn out of CLSI's order of draw (GP41), and so said by whoever drew it."""


@dataclass(frozen=True, slots=True)
class Step:
    """The same step of custody for one or many specimens, all or none.

    ``to`` is the new custodian for ACCEPT, REJECT, FIND, TAKE_OVER, RETRIEVE (a badge) and STORE (a place); None leaves it.
    What is lost on the way is its sender's again. ``holder_code`` and ``slots`` (one for each number, or empty) are where
    they are put; None leaves their place, ``""`` takes them out, and off their trip. What is put into a bag is on the trip
    that the bag is being packed for.

    ACCEPT and REJECT with ``to`` a partner who is the bag's target: that laboratory has confirmed it, and ``by``, who is not
    the courier, signs for its word; ``reason`` says so. DISPOSE with ``to`` a laboratory that has taken them over: it has
    said that it discarded or used them up, and ``by`` signs for that; they stay in its name.
    """

    do: Do
    numbers: tuple[str, ...]
    by: str
    to: str | None = None
    place_id: int | None = None
    holder_code: str | None = None
    slots: tuple[int, ...] = ()
    reason: str | None = None
    condition: str | None = None
    method: str | None = None
    witness: str | None = None
    overrides: tuple[str, ...] = ()
    """What was asked, and answered YES: ``retention`` (it is kept no longer), ``rejected`` (packed all the same),
    ``too_old``, ``other_bag``."""


@dataclass(frozen=True, slots=True)
class Divide:
    """An aliquot: ``number`` (of a roll, or new) is filled from ``parent`` and is in the same hands."""

    parent: str
    number: str
    by: str
    is_roll: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """``number`` is filled from several specimens of one kind of container."""

    parents: tuple[str, ...]
    number: str
    by: str
    is_roll: bool = False


@dataclass(frozen=True, slots=True)
class Retract:
    """Take back the steps that the scan ``event_id`` made, where nothing has followed them."""

    event_id: str
    by: str


@dataclass(frozen=True, slots=True)
class PlaceHolder:
    """A rack or box now stands in this place; what is stored in it stands there too."""

    holder_code: str
    place_id: int
    by: str


@dataclass(frozen=True, slots=True)
class OpenShipment:
    """Begin to pack a bag."""

    holder_code: str
    by: str


@dataclass(frozen=True, slots=True)
class Depart:
    """The bag goes: S41 for every specimen in it; the courier answers for them from now on, and ``by`` is the sender."""

    shipment_id: int
    by: str
    courier: str
    target: str
    transport: Transport
    seal: str
    expected_at: datetime
    overrides: tuple[str, ...] = ()
    """What was asked, and answered YES: ``too_old``, ``rejected`` (some tubes are), ``temperature`` (another than its tubes
    need), ``own_courier`` (``by`` carries it himself)."""


@dataclass(frozen=True, slots=True)
class Arrive:
    """The bag is here: S42 for every specimen in it that is on the way. ``is_seal_whole`` None where it had none."""

    shipment_id: int
    by: str
    is_seal_whole: bool | None = None
    confirmed_by: str | None = None
    """The partner in whose house it arrived, by his word; None: it is here."""


@dataclass(frozen=True, slots=True)
class LoseShipment:
    """The bag is lost: custody of all in it goes back to the sender, and each is told as missing."""

    shipment_id: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseDay:
    """The day is over. Refused while any specimen has no acknowledged place."""

    by: str


SpecimensOrder = (
    Identify
    | Exempt
    | Label
    | Reprint
    | AddOn
    | NotDrawn
    | Reopen
    | Draw
    | Step
    | Divide
    | Pool
    | Retract
    | PlaceHolder
    | OpenShipment
    | Depart
    | Arrive
    | LoseShipment
    | CloseDay
)
