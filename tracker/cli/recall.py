"""``tracker recall``: hold a lot back everywhere, let rooms sign that theirs is pulled, close it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_done, out_json
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.inventory.recall_facts import Case
    from tracker.journal.pen import Pen
    from tracker.reports.table import Table
    from tracker.store.connection import Connection

ACTIONS = {"open": (1, 2), "list": (0, 0), "show": (1, 1), "sign": (2, 2), "close": (1, 1), "release": (2, 2)}
"""With how many words may stand behind each."""
TO_DO = 1
"""Exit status of ``list`` and ``show`` while somebody has to do something."""


def recall(
    action: Annotated[str, typer.Argument(help="open, list, show, sign, close or release.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(help="open ITEM LOT; show N; sign N ROOM; close N; release N LOT (recalled by mistake)."),
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="open: all lots of the item, later ones too.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="open, release: why; the journal keeps it.")] = "",
    number: Annotated[str, typer.Option("--number", help="open: the notice's number; else one is given.")] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="open: a lot that was never here, all the same.")] = False,
    pulled: Annotated[
        int | None, typer.Option("--pulled", metavar="N", help="sign: base units taken from the shelves; 0 for none.")
    ] = None,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed for all but list, show.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Recalls: a lot held back at once everywhere, a pull list by room, closed when every room has signed.

    A room signs when the books hold none of it there: each pack is pulled into quarantine (job PULL, which signs, too) or
    wasted (reason RECALLED), or counted as 0 where it is not found. A recall closes when every room that held any of it
    has signed, and is never opened again.
    """
    given = tuple(words or ())
    _require_sense(action, given, is_all=is_all, pulled=pulled)
    if json and action not in ("list", "show"):
        raise ConfigurationError("--json belongs to list and show.", hint="See: tracker recall --help")
    if action in ("list", "show"):
        return _told(given, database, json=json)

    def act(connection: Connection, pen: Pen) -> str:
        from tracker.inventory import recall_cases, recall_signing

        match action:
            case "open":
                return _opened(connection, pen, given, reason, number, may_be_unseen=anyway)
            case "sign":
                room = recall_signing.sign_room(connection, pen, given[0], given[1], pulled or 0)
                return f"{room.path} has signed: {pulled} pulled"
            case "close":
                return f"{recall_cases.close_case(connection, pen, given[0]).number} is closed"
            case _:
                state = recall_cases.release_lot(connection, pen, given[0], given[1], reason)
                return f"lot {given[1]} is {state.value}"

    unseen = given[1] if action == "open" and anyway and len(given) > 1 else ""
    _signed(act, badge, database, reason, (number, unseen))
    return 0


def _require_sense(action: str, given: tuple[str, ...], *, is_all: bool, pulled: int | None) -> None:
    if action not in ACTIONS:
        raise ConfigurationError(f"There is no action '{action}'.", hint=f"There are: {', '.join(ACTIONS)}.")
    least, most = ACTIONS[action]
    if not least <= len(given) <= most or not all(given):
        raise ConfigurationError(f"'{action}' stands with other words behind it.", hint="See: tracker recall --help")
    if action == "open" and is_all == (len(given) == 2):
        raise ConfigurationError("Either one lot is recalled, or --all.", hint="tracker recall open ITEM LOT")
    if action == "sign" and pulled is None:
        raise ConfigurationError("A room signs for how many it pulled.", hint="--pulled N; 0 where none was found.")


def _opened(
    connection: Connection, pen: Pen, given: tuple[str, ...], reason: str, number: str, *, may_be_unseen: bool
) -> str:
    from tracker.inventory.recall_cases import open_case
    from tracker.inventory.recall_facts import rooms_of
    from tracker.labelling.finding import item_named

    item, _ = item_named(connection, given[0])
    lot = given[1] if len(given) > 1 else None
    case: Case = open_case(connection, pen, item, lot, reason, number=number, must_be_known=not may_be_unseen)
    rooms = rooms_of(connection, case)
    where = "".join(f"\n  {room.path}: {room.stands} {item.base_unit}" for room in rooms) or "\n  stands nowhere"
    return f"{case.number} is open; held back everywhere. To pull:{where}"


def _told(given: tuple[str, ...], database: str | None, *, json: bool) -> int:
    from tracker.cli.report_asked import Filters, Wanted
    from tracker.cli.report_recall import recall_cases
    from tracker.reports.table import as_text
    from tracker.station.opening import open_store

    settings = settings_for(database)
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            table: Table = recall_cases(connection, settings, Wanted("recall", given, "table", "letter", Filters()))
    finally:
        store.close()
    if json:
        # One recall is told as its report is: it has lines, and notes that belong to them.
        told = table.as_object()
        out_json(told if given else {"recalls": told["rows"]})
        return TO_DO if table.has_findings else 0
    for line in as_text(table):
        out(line)
    return TO_DO if table.has_findings else 0


def _signed(
    act: Callable[[Connection, Pen], str], badge: str, database: str | None, reason: str, numbers: tuple[str, ...]
) -> None:
    """Carry out ``act`` in one transaction, under the badge, where neither ``reason`` nor ``numbers`` name anybody: those of
    the notice, and of a lot that was never here."""
    from tracker.cli.proving import written_as

    if not badge:
        raise ConfigurationError(
            "A recall is worked through in somebody's name.", hint="--badge and the code on your badge."
        )
    with written_as(settings_for(database), badge, reason, numbers) as (connection, pen):
        told = act(connection, pen)
    out_done(told)
