"""``tracker count``: open a count of rooms or of a class, see how far it is, close it, or take it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_done, out_json
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.config import Settings
    from tracker.inventory.count_closing import Closed
    from tracker.inventory.count_facts import CountReason
    from tracker.journal.pen import Pen
    from tracker.store.connection import Connection

ACTIONS = {"open": 1_000, "list": 0, "show": 1, "close": 1, "cancel": 1, "reverse": 1}
"""With how many words may stand behind each."""
_ADJUSTS = {"close": "count.closed", "reverse": "count.reversed"}
"""What changes the books, as its signature names it."""
TO_DO = 1
"""Exit status of ``list`` and ``show`` while a count is open."""


def count(
    action: Annotated[str, typer.Argument(help="open, list, show, close, cancel or reverse.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(help="open ROOM ...; show, close, cancel, reverse N. A room, shelf or site by code or name."),
    ] = None,
    classes: Annotated[
        str, typer.Option("--class", metavar="A", help="open: items of this ABC class only; AB for two.")
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", help="close: why the lines differ that were given no reason of their own.")
    ] = "",
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed for all but list, show.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Counts: of rooms, or of an ABC class (everywhere, where no room is named).

    It is counted by scanning: COUNT, the shelf, then each item and its number; the books are not shown. A number far from
    the books is asked for once more. What moves meanwhile stays moved. Closed when all is counted; then the differences are
    booked at once. Differences worth more than the setting count_second_person are closed by somebody who counted none of
    them.
    """
    given = tuple(words or ())
    _require_sense(action, given, classes, reason)
    if json and action not in ("list", "show"):
        raise ConfigurationError("--json belongs to list and show.", hint="See: tracker count --help")
    settings = settings_for(database)
    if action in ("list", "show"):
        return _told(given, settings, json=json)
    about = (_ADJUSTS[action], given[0]) if action in _ADJUSTS else None
    act = partial(_done, settings=settings, action=action, given=given, classes=classes, reason=reason)
    _signed(act, badge, settings, about)
    return 0


def _require_sense(action: str, given: tuple[str, ...], classes: str, reason: str) -> None:
    if action not in ACTIONS:
        raise ConfigurationError(f"There is no action '{action}'.", hint=f"There are: {', '.join(ACTIONS)}.")
    least = 1 if action in ("show", "close", "cancel", "reverse") else 0
    if not least <= len(given) <= ACTIONS[action] or not all(given):
        raise ConfigurationError(f"'{action}' stands with other words behind it.", hint="See: tracker count --help")
    if action == "open" and not given and not classes:
        raise ConfigurationError("What is to be counted?", hint="Name rooms: tracker count open ROOM; or --class A.")
    if (classes and action != "open") or (reason and action != "close"):
        raise ConfigurationError("--class belongs to open, --reason to close.", hint="See: tracker count --help")


def _reason_named(said: str) -> CountReason | None:
    from tracker.inventory.count_facts import CountReason

    if not said:
        return None
    try:
        return CountReason(said.lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        names = ", ".join(CountReason)
        raise ConfigurationError(f"There is no reason '{said}'.", hint=f"There are: {names}.") from None


def _done(
    connection: Connection, pen: Pen, settings: Settings, action: str, given: tuple[str, ...], classes: str, reason: str
) -> str:
    from tracker.inventory import count_cases, count_closing
    from tracker.inventory.count_places import places_named
    from tracker.station.opening import count_rules_of

    match action:
        case "open":
            case = count_cases.open_case(connection, pen, places_named(connection, given), classes)
            without = "".join(f"\n  without {each}" for each in case.left_out)
            how = "Count it: scan COUNT, the shelf, then each item and its number."
            return f"{case.number} is open: {case.words}{without}\n  {how}"
        case "close":
            return _closed(
                count_closing.close_case(connection, pen, given[0], count_rules_of(settings), _reason_named(reason))
            )
        case "cancel":
            return f"{count_cases.cancel_case(connection, pen, given[0]).number} is cancelled; nothing was booked"
        case _:
            case = count_closing.reverse_case(connection, pen, given[0])
            return f"what {case.number} had booked is taken back"


def _closed(closed: Closed) -> str:
    from tracker.reports.count_sheet import difference_sentence

    lines = closed.lines
    differ = f"{len(lines)} {'line differs' if len(lines) == 1 else 'lines differ'}" if lines else "no line differs"
    first = (
        f"{closed.case.number} is closed; {differ}"
        if closed.is_new
        else (f"{closed.case.number} was closed before; nothing was booked again")
    )
    return "\n".join([first, *(f"  {line.place.path}: {difference_sentence(line)}" for line in lines)])


def _told(given: tuple[str, ...], settings: Settings, *, json: bool) -> int:
    from tracker.cli.report_asked import Wanted
    from tracker.cli.report_count import counts, listed
    from tracker.reports.table import as_text
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            wanted = Wanted("count", given)
            table = counts(connection, settings, wanted) if given else listed(connection, settings)
    finally:
        store.close()
    if json:
        # One count is told as its report is: it has lines, and notes that belong to them.
        told = table.as_object()
        out_json(told if given else {"counts": told["rows"]})
        return TO_DO if table.has_findings else 0
    for line in as_text(table):
        out(line)
    return TO_DO if table.has_findings else 0


def _signed(
    act: Callable[[Connection, Pen], str], badge: str, settings: Settings, about: tuple[str, str] | None
) -> None:
    """Carry out ``act`` in one transaction, under the badge. ``about``: what adjusts the books, and which count; where the
    clinic asks for PINs it is signed, by whoever has just proved himself."""
    from tracker.cli.proving import written_as
    from tracker.people.access import asks_pin
    from tracker.people.signatures import ADJUSTED, Given, sign_act
    from tracker.people.staff import require_active

    if not badge:
        raise ConfigurationError("A count is worked in somebody's name.", hint="--badge and the code on your badge.")
    with written_as(settings, badge) as (connection, pen):
        told = act(connection, pen)
        if about is not None and asks_pin(connection):
            given = Given(badge, require_active(connection, badge), ADJUSTED)
            sign_act(connection, pen, {"act": about[0], "count": about[1]}, (given,))
    out_done(told)
