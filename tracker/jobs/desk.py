"""The state of one workstation's work: which job is open, what is in hand, what is asked, what can be undone.

:func:`tracker.jobs.advancing.advance` takes a desk and what was scanned and gives the next desk; nothing here is ever
changed in place. What a shift did can therefore be done again from its raw scans alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from tracker.inventory.count_rules import CountRules

if TYPE_CHECKING:
    # The first screen needs an empty desk and none of these: frozen classes cost 0.4 ms each to make.
    from tracker.barcodes.meaning import ItemCode
    from tracker.hardware.scan import Scan
    from tracker.inventory.facts import Place, WasteReason
    from tracker.inventory.purchase_order_facts import PurchaseOrder
    from tracker.inventory.stock_transfer_facts import StockTransfer
    from tracker.inventory.subjects import ItemSubject, PersonSubject, UnknownSubject
    from tracker.jobs.custody.matter import Matter
    from tracker.jobs.custody.work import Work
    from tracker.jobs.orders import Order
    from tracker.jobs.verdict import Verdict


class JobName(StrEnum):
    HOME = "home"
    RESTOCK = "restock"
    RECEIVE = "receive"
    USE = "use"
    WASTE = "waste"
    TRANSFER = "transfer"
    FIND = "find"
    COUNT = "count"
    OPENED = "opened"
    PULL = "pull"
    RETURN = "return"
    BOARD = "board"
    COLLECT = "collect"
    HAND_OFF = "hand_off"
    ACCEPT = "accept"
    SPIN = "spin"
    TEST = "test"
    ALIQUOT = "aliquot"
    POOL = "pool"
    PACK = "pack"
    SHIP = "ship"
    ARRIVE = "arrive"
    STORE = "store"
    RETRIEVE = "retrieve"
    DISPOSE = "dispose"


STOCK_JOBS = frozenset(
    {
        JobName.HOME,
        JobName.RESTOCK,
        JobName.RECEIVE,
        JobName.USE,
        JobName.WASTE,
        JobName.TRANSFER,
        JobName.FIND,
        JobName.COUNT,
        JobName.OPENED,
        JobName.PULL,
        JobName.RETURN,
    }
)
"""All others are about specimens (:mod:`tracker.jobs.custody`)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A clinic's choices, from its settings."""

    repeat_window_ms: int = 1200
    """The same code from the same scanner within this time is asked about, not counted."""
    keep_days: int = 14
    """Shelf life that shelved stock must have left where the room has no history of use to reckon by."""
    label_gap_minutes: int = 15
    """Between a specimen's label and its collection; a longer gap is flagged."""
    hand_on_minutes: int = 120
    """Collected, and in the collector's hands this long: missing. Told when a collection is complete."""
    partner_code: str = ""
    """The partner's code under which this site is known to whoever sends a bag here; empty where it has none."""
    store_minutes: int = 480
    """Taken out and not brought back this long, a specimen counts as missing
    (:attr:`tracker.specimens.deadlines.DeadlineRules.store_minutes`)."""
    zone: tzinfo | None = None
    """In which times are written on the clinic's papers; None for this machine's."""
    least_days: int = 90
    """Shelf life that a delivery against an order must have left; shorter ones are asked about."""
    counts: CountRules = field(default_factory=CountRules)
    has_label_printer: bool = False
    """Whether a small label can be printed for what was opened; without one its dates are written by hand."""
    asks_pin: bool = False
    """Whether a badge alone signs nobody on here."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person's time at this station, from his PIN to his leaving: by scan, by key, by another's badge or by the lock."""

    badge: str
    name: str
    since: datetime
    id: str
    """Unique; the events of its beginning and end bear it."""
    has_signed: bool = False
    """Whether badge and PIN were both shown for a signature of it: later ones take the PIN alone (21 CFR 11.200(a)(1))."""
    receivers: tuple[str, ...] = ()
    """The badges of others who have proved in it that they are their owners, to take specimens into their names."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and what it means: ``disposed``, ``witnessed``. Without a badge: a witness who is still to come.

    ``stands_for`` is whom a paper names and who is not here to sign: whoever signs witnesses the paper in his place.
    """

    badge: str
    name: str
    meaning: str
    stands_for: Signer | None = None

    @property
    def named(self) -> Signer:
        """Whose act it is."""
        return self.stands_for or self


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What was scanned and needs signatures before it is done. Nothing of it is, and nothing is kept of it if they fail."""

    scan: Scan
    before: Desk
    """The desk at which it was scanned, and at which it is done once all have signed."""
    signers: tuple[Signer, ...]
    about: str = ""
    """What is signed, as it will be said once it is done."""
    proved: tuple[str, ...] = ()
    """The badges whose PINs were given, in the order of ``signers``."""
    needs_badge: bool = False
    """Whether the next signer's badge must be scanned before his PIN is asked."""

    @property
    def may_be_witnessed(self) -> bool:
        """Whether somebody may sign in the place of whose turn it is: of one who is named on a paper and not signed in."""
        session = self.before.session
        own = ("", session.badge if session is not None else "")
        return self.before.paper is not None and self.signer.named.badge not in own

    @property
    def signer(self) -> Signer:
        """Whose turn it is."""
        return self.signers[len(self.proved)]


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody left half done: it waits for his next session, and nobody else sees it."""

    badge: str
    desk: Desk


@dataclass(frozen=True, slots=True)
class Proven:
    """That what a paper says of the owner of ``badge`` is so, by the PIN of ``by``: his own, or a witness's."""

    badge: str
    by: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What was written while the computers were down is being entered, by ``entered_by``, whoever has done it."""

    entered_by: PersonSubject
    at: datetime | None = None
    """When the line that is entered now says that it happened; None until that was said."""
    digits: str = ""
    """Of a time that is being scanned digit by digit."""
    day: date | None = None
    """The clinic's day of the line before: four digits are a time of that day, since a sheet is mostly one day's."""
    proven: tuple[Proven, ...] = ()
    """Of those in whose names it is entered, who has answered for each so far, where the clinic asks for PINs."""

    def proof_of(self, badge: str) -> str:
        """The badge of whoever has answered by his PIN for what is entered in this name; empty for nobody."""
        return next((each.by for each in self.proven if each.badge == badge), "")


@dataclass(frozen=True, slots=True)
class Question:
    """What the desk waits for. ``code`` is the verdict's; ``subject`` is what it was asked about.

    ``orders`` are what YES carries out, ``overrides`` the questions of the same scan that were already answered YES.
    ``asked`` is the verdict that was shown, to be shown again. ``quantity`` is in base units, 0 for an unknown code.
    A subject's lot is the one that YES would take, also where the scan itself named none.
    """

    code: str
    subject: ItemSubject | UnknownSubject
    quantity: int
    asked: Verdict
    orders: tuple[Order, ...] = ()
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """One posted scan, for the history and for UNDO."""

    scan_id: str
    at: datetime
    job: JobName
    quantity: int
    """Base units, above zero whatever the direction: ``job`` tells that; 0 where a code was bound or parked only."""
    item: str
    text: str
    """``A-3 → Exam 2   lot 2K417``"""
    undo: tuple[Order, ...] = ()
    """What takes it back in all its parts: the movement, and a code that was bound or parked by the same scan. Empty for
    what stands, such as a printed label."""
    is_undone: bool = False
    before: Work | None = field(default=None, repr=False, compare=False)
    """What a specimen job had in hand before it, for UNDO to show again what it took back."""
    put_right: str = ""
    """Of what stands: the step of its own that puts it right."""
    opened: str = ""
    """The code of the container that was opened by it."""


@dataclass(frozen=True, slots=True)
class Recount:
    """A lot in a place, and by how much its number was off."""

    lot_id: int
    place_id: int
    difference: int


@dataclass(frozen=True, slots=True)
class LastScan:
    data: str
    device: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    job: JobName = JobName.HOME
    room: Place | None = None
    """Restock's room (or the cabinet or bin scanned in it), use's and waste's origin, transfer's source."""
    target: Place | None = None
    """Transfer's target, receive's shelf."""
    quantity: int | None = None
    """Set by a quantity barcode, used up by the next item."""
    reason: WasteReason | None = None
    question: Question | None = None
    half: ItemSubject | None = None
    """Receive: a pack whose second barcode is still awaited."""
    early: ItemCode | None = None
    """A second barcode that came before its pack's first; the very next item scan is completed by it."""
    delivery: PurchaseOrder | None = None
    """Receive: the order whose delivery is in hand, as it was when its code was scanned."""
    turned_away: str = ""
    """Receive: the number of an order or a shipment whose code was refused. The packs beside it may be its own: the next one
    is asked about."""
    orderless: tuple[str, ...] = ()
    """Receive: the codes of the items that somebody has said to be of no order in this delivery, though one waits for
    them."""
    elsewhere: str = ""
    """Receive: the code of the site at whose shelves somebody has said that the order in hand is received, though it is for
    another one."""
    document: str = ""
    """Receive: the number on the supplier's delivery note. Return: that of his credit note. Empty for none."""
    recall: str = ""
    """Pull: the number of the recall whose packs are pulled; empty for those of all."""
    shipment: StockTransfer | None = None
    """Receive: the shipment from another site that is in hand, as it was when its note was scanned."""
    posted: ItemSubject | None = None
    """The pack just posted, with its lot: its second barcode may still follow, and must agree."""
    latched: Verdict | None = None
    """A refusal that has not been acknowledged."""
    unsettled: ItemSubject | None = None
    """The expired or recalled pack that the latched refusal is about: WASTE or UNDO settles it."""
    unsettled_quantity: int = 0
    """How much of it was scanned, in base units."""
    operator: PersonSubject | None = None
    history: tuple[Done, ...] = ()
    """Newest last, at most :data:`HISTORY`."""
    last: LastScan | None = None
    work: Work | None = None
    """What a specimen job has in hand."""
    matter: Matter | None = None
    """What a specimen job waits for: YES, a reason, or a second person's badge."""
    paper: Paper | None = None
    uncounted: ItemSubject | None = None
    """Count: the item that was scanned before its number; the very next number is of it."""
    recount: Recount | None = None
    """Count: what a spot check found too far from the books, and is counted once more."""
    armed_sign: int = 0
    """Pull: the id of the room that was said to hold some by the books; signed once more, they count as not found."""
    armed_undo: str = ""
    """The posted scan of another job that UNDO has named and that the next UNDO takes back."""
    session: Session | None = None
    """Who is signed in, where the clinic asks for PINs; whoever acts (:attr:`operator`) may be another, as the receiver of a
    hand-off is."""
    signing: PersonSubject | None = None
    """Whose badge was scanned and whose PIN is awaited."""
    unsigned: Unsigned | None = None
    """What waits for signatures."""
    kept: tuple[Kept, ...] = field(default=(), repr=False)
    """The desks of those who have left, at most one for each."""


HISTORY = 200


@dataclass(frozen=True, slots=True)
class Step:
    """What one scan leads to: the desk as it will be once ``orders`` are committed, and the verdict to show then.

    ``orders`` hold at most one stock movement, and that only under the tone ACCEPT. A :class:`Park` or :class:`Bind`
    beside it is carried out whatever the tone: it settles the scan before this one; and so is a failed challenge
    (:class:`tracker.specimens.orders.Identify`), which is recorded under a refusal. ``is_private`` has the raw scan
    recorded without what it said: it was part of an answer that only a patient should know.
    """

    desk: Desk
    verdict: Verdict
    orders: tuple[Order, ...] = ()
    is_private: bool = False
