"""What the program answers to one scan, as plain words for a banner, a beep, a log line or a script."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a verdict is shown: always a word and a shape, colour only on top."""

    ACCEPT = "accept"
    """Done, and on disk."""
    NOTE = "note"
    """Understood; nothing in the ledger has changed (a room opened, a quantity set)."""
    ASK = "ask"
    """Stopped until a person answers by YES, NO or the scan that is asked for."""
    REFUSE = "refuse"
    """Not done. Stays on the screen until it has been acknowledged."""


class Code(StrEnum):
    """Stable words for verdicts, for scripts and for counting. Damaged scans bring codes of their own (``gs1_...``)."""

    # accepted
    ACCEPTED = "accepted"
    UNDONE = "undone"
    BOUND = "bound"
    PARKED = "parked"
    # noted
    ROOM_OPENED = "room_opened"
    PLACE_SET = "place_set"
    JOB_OPENED = "job_opened"
    QUANTITY_SET = "quantity_set"
    SIGNED_ON = "signed_on"
    FOUND = "found"
    HALF_READ = "half_read"
    REASON_SET = "reason_set"
    CANCELLED = "cancelled"
    ACKNOWLEDGED = "acknowledged"
    ROUND_DONE = "round_done"
    NOT_NEEDED = "not_needed"
    NEW_ITEM = "new_item"
    """The screen opens its form for a new item; the question about the unknown code stays open behind it."""
    NEEDS_BADGE = "needs_badge"
    BAG_OPENED = "bag_opened"
    WHERE_IS_IT = "where_is_it"
    SPELT = "spelt"
    # asked
    TOO_OLD = "too_old"
    OUT_OF_ORDER = "out_of_order"
    SECOND_PERSON = "second_person"
    CONFIRM = "confirm"
    CHALLENGE = "challenge"
    DRAW_ORDER = "draw_order"
    SEAL_WHOLE = "seal_whole"
    NEWER_LOT = "newer_lot"
    NOT_IN_PAR = "not_in_par"
    OVER_PAR = "over_par"
    EXPIRES_FIRST = "expires_before_use"
    REPEATED = "repeated"
    WHICH_LOT = "which_lot"
    UNKNOWN_CODE = "unknown_code"
    WHICH_REASON = "which_reason"
    BIND_TO = "bind_to"
    # refused
    EXPIRED = "expired"
    RECALLED = "recalled"
    QUARANTINED = "quarantined"
    NOT_ENOUGH = "not_enough"
    NO_ROOM = "no_room"
    NO_TARGET = "no_target"
    ABSURD_COUNT = "absurd_count"
    LOT_MISSING = "lot_missing"
    EXPIRY_MISSING = "expiry_missing"
    LOT_CONFLICT = "lot_conflict"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_ASKED = "nothing_asked"
    SETTLE_FIRST = "settle_first"
    ANSWER_FIRST = "answer_first"
    WRONG_KIND = "wrong_kind"
    UNREADABLE = "unreadable"
    DOUBTFUL = "doubtful"
    GARBLED = "garbled"
    SIGN_ON_FIRST = "sign_on_first"
    SCANNED_ALREADY = "scanned_already"
    NOT_CUSTODIAN = "not_custodian"
    NOT_LISTED = "not_listed"
    TUBES_MISSING = "tubes_missing"
    ENDED = "ended"
    NOTHING_HERE = "nothing_here"
    SAME_PERSON = "same_person"
    WRONG_PATIENT = "wrong_patient"
    IDENTIFY_FIRST = "identify_first"
    OTHER_PATIENT = "other_patient"
    FINISH_FIRST = "finish_first"
    NOT_ASKABLE = "not_askable"
    ALL_DRAWN = "all_drawn"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    OFFERED_TO_OTHER = "offered_to_other"
    NO_BAG = "no_bag"
    BAG_AWAY = "bag_away"
    OTHER_TEMPERATURE = "other_temperature"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer. Texts may quote foreign strings: whoever shows them passes them through :func:`tracker.text.safe`."""

    code: str
    """A :class:`Code`, or the code of the :class:`tracker.errors.TrackerError` that it was made from."""
    tone: Tone
    word: str
    """The largest thing on the screen: ``ACCEPTED``, ``DO NOT SHELVE``."""
    headline: str = ""
    """What it is about: ``+10  Syringe 3 mL 25G × 1"``."""
    aside: str = ""
    """The arithmetic, in a few words: ``on shelf 14 of 20``."""
    detail: str = ""
    """Lot, expiry, from where; or why not."""
    way_out: str = ""
    """What to do now, and which codes may be scanned."""
