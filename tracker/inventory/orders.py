"""What a job asks the ledger to do, as plain values. :mod:`tracker.inventory.services` carries them out, or refuses.

A job decides from facts that were true a moment ago; the service decides again, inside the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.inventory.count_rules import CountRules
from tracker.inventory.facts import WasteReason


class MovementKind(StrEnum):
    RECEIVE = "receive"
    TRANSFER = "transfer"
    USE = "use"
    WASTE = "waste"
    ADJUST = "adjust"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Portion:
    """So many base units of one known lot, from one place to another."""

    item_id: int
    lot_id: int
    from_id: int
    to_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement within the building: all portions or none."""

    portions: tuple[Portion, ...]
    overrides: tuple[str, ...] = ()
    """Verdict codes that a person answered YES to; they stay in the journal."""
    opened: str = ""
    """The opened container that this moves whole, by code; empty for what is unopened."""


@dataclass(frozen=True, slots=True)
class Use:
    """``quantity`` of one lot in ``from_id`` is used up."""

    item_id: int
    lot_id: int
    from_id: int
    quantity: int
    opened: str = ""
    """The opened container that it is taken out of, by code."""


@dataclass(frozen=True, slots=True)
class Waste:
    """``quantity`` of one lot in ``from_id`` is thrown away for ``reason``."""

    item_id: int
    lot_id: int
    from_id: int
    quantity: int
    reason: WasteReason
    opened: str = ""
    """The opened container that it is taken out of, by code."""
    is_controlled: bool = False
    """Whether it is a controlled substance: two people sign for it, where the clinic asks for PINs."""


@dataclass(frozen=True, slots=True)
class Count:
    """``quantity`` of one lot were found in ``place_id``, 0 or more; what the books had otherwise is a difference."""

    item_id: int
    lot_id: int
    place_id: int
    quantity: int
    opened: str = ""
    """The opened container whose content alone was counted, by code; empty for all of the lot in that place."""
    most_micros: int = CountRules().second_person_micros
    """A difference that is worth more is not booked by it, nor is any of a controlled substance."""


@dataclass(frozen=True, slots=True)
class Open:
    """A container of ``quantity`` base units is opened where it stands: it gets the code ``code``, and nothing moves.

    ``by`` is a badge, empty where nobody has signed on; ``serial`` the pack's own number, where its code told one.
    """

    item_id: int
    lot_id: int
    place_id: int
    quantity: int
    code: str
    by: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Unopen:
    """Undo the :class:`Open` that the scan ``scan_id`` carried out."""

    scan_id: str


@dataclass(frozen=True, slots=True)
class CountInCase:
    """``quantity`` of one lot were found in ``place_id``, which belongs to the open count ``case``: it is kept there, and
    the books are put right when that is closed. ``by`` is the counter's badge. An empty ``case`` opens one, of what spot
    checks have found in that place."""

    case: str
    item_id: int
    lot_id: int
    place_id: int
    quantity: int
    by: str
    is_as_booked: bool = False
    """Whether, counted again, it is as the books have it: where a spot check asked for nothing else, it is over."""


@dataclass(frozen=True, slots=True)
class Uncount:
    """Take back the number that the scan ``scan_id`` said in a count that is still open."""

    scan_id: str


@dataclass(frozen=True, slots=True)
class Receive:
    """A delivery comes in. The lot is made where it is new; a known lot's expiry is never overwritten.

    ``lot_number`` is empty for an item whose lots are not tracked.
    """

    item_id: int
    lot_number: str
    expiry: date | None
    to_id: int
    quantity: int
    delivery: str = ""
    """The number of the order to a supplier that it came by; empty for none."""
    line: int = 0
    """Of that order."""
    document: str = ""
    """The supplier's: a delivery note's number."""
    beside: str = ""
    """The number of the order with whose delivery it came that has no line of it; empty for none."""
    wanted_days: int = 0
    """Of what is short-dated and received all the same: so many days it should have kept; 0 for what is not."""


@dataclass(frozen=True, slots=True)
class Damage:
    """``quantity`` of a delivery came damaged and is not received: nothing moves."""

    item_id: int
    quantity: int
    delivery: str


@dataclass(frozen=True, slots=True)
class Undamage:
    """Undo the :class:`Damage` that the scan ``scan_id`` recorded: the pack was whole."""

    scan_id: str


@dataclass(frozen=True, slots=True)
class PutAside:
    """``quantity`` of a recalled lot goes from wherever it stands in its room into quarantine."""

    item_id: int
    lot_id: int
    room_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class SignPulled:
    """``by`` (a badge) signs that a room has given up all that was found of the recalls ``numbers``."""

    numbers: tuple[str, ...]
    room_id: int
    by: str
    missing: int
    """Base units that the books still had there when it was signed: they were not found."""


@dataclass(frozen=True, slots=True)
class UnsignPulled:
    """Undo the :class:`SignPulled` that the scan ``scan_id`` carried out."""

    scan_id: str
    numbers: tuple[str, ...]
    room_id: int


@dataclass(frozen=True, slots=True)
class GiveBack:
    """``quantity`` of one lot in quarantine goes back to its supplier."""

    item_id: int
    lot_id: int
    from_id: int
    quantity: int
    credit: str = ""
    """The number under which the supplier credits it; empty for none."""


@dataclass(frozen=True, slots=True)
class Reverse:
    """Undo exactly the movement that the scan ``scan_id`` posted. Once only."""

    scan_id: str


@dataclass(frozen=True, slots=True)
class Bind:
    """From now on ``text`` names this item at this package factor."""

    text: str
    item_id: int
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Park:
    """Put an unknown code on the work list, to be settled later."""

    text: str


@dataclass(frozen=True, slots=True)
class Unbind:
    """Undo a :class:`Bind`: ``text`` names nothing again."""

    text: str


@dataclass(frozen=True, slots=True)
class Unpark:
    """Undo the :class:`Park` that the scan ``scan_id`` carried out."""

    scan_id: str


Pulling = PutAside | SignPulled | UnsignPulled | GiveBack
"""What becomes of recalled stock."""
Order = (
    Transfer
    | Use
    | Waste
    | Count
    | CountInCase
    | Uncount
    | Receive
    | Damage
    | Undamage
    | Open
    | Unopen
    | Pulling
    | Reverse
    | Bind
    | Park
    | Unbind
    | Unpark
)
