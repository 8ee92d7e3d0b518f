"""What can be asked for by scanning: the words of the command card."""

from __future__ import annotations

from enum import StrEnum


class Command(StrEnum):
    """What a command barcode, or the function key beside it, asks for."""

    YES = "yes"
    NO = "no"
    UNDO = "undo"
    DONE = "done"
    QUANTITY = "quantity"
    BIND = "bind"
    NEW = "new"
    PARK = "park"
    RESTOCK = "restock"
    RECEIVE = "receive"
    USE = "use"
    WASTE = "waste"
    TRANSFER = "transfer"
    FIND = "find"
    HOME = "home"
    REASON_EXPIRED = "reason_expired"
    REASON_DAMAGED = "reason_damaged"
    REASON_CONTAMINATED = "reason_contaminated"
    REASON_OPENED = "reason_opened"
    REASON_RECALLED = "reason_recalled"
    REASON_LOST = "reason_lost"
