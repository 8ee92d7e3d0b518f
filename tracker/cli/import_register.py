"""``tracker import gudid|ndc|recalls``: a public register, as it was downloaded, into a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import out, out_json, progress, say
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.inventory.recalling import Recalled
    from tracker.registers.facts import TakenIn

REGISTERS = ("gudid", "ndc", "recalls")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for besides the file."""

    is_dry_run: bool = False
    as_json: bool = False
    is_quarantining: bool = False
    badge: str = ""


def import_register(kind: str, file: Path, settings: Settings, wanted: Wanted) -> int:
    """Take it in, in place of the one before. Exit status 1 where rows were broken and left out, or where a recall names
    what stands here and may still be used."""
    from datetime import UTC, datetime

    from tracker.registers import gudid, ndc, recalls
    from tracker.registers.reading import FOLDER, states

    _require_sense(kind, settings, wanted)
    _require_badge(settings, wanted)
    take_in = {"gudid": gudid.take_in, "ndc": ndc.take_in, "recalls": recalls.take_in}[kind]
    today = datetime.now(UTC).astimezone(settings.zone).date()
    folder = settings.home / FOLDER
    before = next((state.rows for state in states(folder) if state.file == f"{kind}.db"), 0)
    with progress(f"importing {kind}") as report:
        taken = take_in(file, folder, today, report)
    found, lots = _in_clinic(kind, settings, taken, wanted)
    held = len(lots)
    if wanted.as_json:
        told = {"rows": taken.rows, "broken": taken.broken, "faults": taken.faults, "sha256": taken.sha256}
        here = {"named_here": len(found), "quarantined": held} if kind == "recalls" else {}
        out_json({"import": kind, **told, **here})
    else:
        _say(taken, before)
        _say_found(found, held)
    is_in_use = any(each.standing.is_usable and each.standing.lot_id not in lots for each in found)
    return 1 if taken.broken or is_in_use else 0


def _require_sense(kind: str, settings: Settings, wanted: Wanted) -> None:
    if wanted.is_dry_run:
        raise ConfigurationError("A register is taken in without --dry-run.", hint="Nothing else changes by it.")
    if wanted.is_quarantining and (kind != "recalls" or not wanted.badge or not settings.database.exists()):
        raise ConfigurationError(
            "--quarantine belongs to recalls, and needs a clinic and a badge.",
            hint="tracker import recalls FILE --quarantine --badge B0000000723",
        )


def _say(taken: TakenIn, before: int) -> None:
    """With the rows of the register before: an update of one day that takes the place of a whole release shows at once."""
    for fault in taken.faults:
        out(f"! {fault}")
    if untold := taken.broken - len(taken.faults):
        out(f"! and {untold} more")
    left_out = f", {_rows(taken.broken, 'broken ')} left out" if taken.broken else ""
    replaced = f"; {before:,} before" if before else ""
    say(f"✔ {taken.register}: {_rows(taken.rows)}{left_out}{replaced}")


def _rows(count: int, kind: str = "") -> str:
    return f"{count:,} {kind}{'row' if count == 1 else 'rows'}"


def _say_found(found: Sequence[Recalled], held: int) -> None:
    for each in found:
        standing, notice = each.standing, each.notice
        sure = "" if each.is_sure else "perhaps: "
        where = f"{standing.quantity} {standing.base_unit} in {standing.location}"
        out(f"✖ {sure}{standing.item}, lot {standing.lot or '–'}: {notice.recall_class}, {notice.number}; {where}")
    if not all(each.is_sure for each in found):
        say(
            "! perhaps: the notice names the lot or the product, and not both for sure. Read it: tracker report recalls"
        )
    if held:
        say(f"✔ {held} {'lot is' if held == 1 else 'lots are'} held back: every scan of it is stopped.")
        say("  The pull list by room: tracker report recall")
    elif any(each.is_sure and each.standing.is_usable for each in found):
        say("! Nothing is held back yet: tracker report recalls; --quarantine --badge BADGE holds back what is sure.")


def _require_badge(settings: Settings, wanted: Wanted) -> None:
    """Before a file that takes minutes: who signs for it must be known."""
    if not wanted.badge or not settings.database.exists():
        return
    from tracker.people.staff import require_badge
    from tracker.station.opening import open_store

    store = open_store(settings)
    try:
        with store.reading() as connection:
            require_badge(connection, wanted.badge)
    finally:
        store.close()


def _in_clinic(
    kind: str, settings: Settings, taken: TakenIn, wanted: Wanted
) -> tuple[Sequence[Recalled], frozenset[int]]:
    """Which file the clinic goes by from now on is an event. What of a recall stands here, and which lots are now held back;
    without a clinic there is nothing to tell."""
    if not settings.database.exists():
        return (), frozenset()
    from tracker.cli.proving import open_as
    from tracker.inventory.quarantining import quarantine
    from tracker.inventory.recalling import sure_lots
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.station.opening import clock_of
    from tracker.station.recalling import recalls_here

    store, journal = open_as(settings, wanted.badge)
    try:
        with store.writing() as connection:
            pen = Pen(journal, stamp(clock_of(connection)()), wanted.badge or "command line", settings.zone)
            require(connection, pen.by, Permission.CATALOGUE_EDIT)
            pen.record(connection, kind, [{"rows": taken.rows, "broken": taken.broken, "sha256": taken.sha256}])
        with store.reading() as connection:  # the shelves are searched without holding the writer up
            found = recalls_here(connection, settings).found if kind == "recalls" else ()
        lots = sure_lots(found) if wanted.is_quarantining else {}
        held: frozenset[int] = frozenset()
        if lots:
            with store.writing() as connection:
                held = quarantine(connection, pen, lots)
        return found, held
    finally:
        store.close()
