"""Why a wanted tube was not drawn, as it is scanned and as it is recorded."""

from __future__ import annotations

from tracker.barcodes.commands import Command

NOT_DRAWN = {
    Command.NOT_DRAWN_REFUSED: "refused",
    Command.NOT_DRAWN_DIFFICULT: "difficult",
    Command.NOT_DRAWN_NOT_PREPARED: "not prepared",
    Command.NOT_DRAWN_NO_MATERIAL: "no material",
    Command.NOT_DRAWN_DAMAGED: "damaged",
}

BEFORE_IDENTIFICATION = (Command.NOT_DRAWN_REFUSED, Command.NOT_DRAWN_NOT_PREPARED)
"""What can be true of somebody who has answered no question."""
