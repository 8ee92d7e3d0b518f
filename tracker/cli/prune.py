"""``tracker prune``: what is old enough to go. Without ``--do`` it only counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, progress, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tracker.config import Settings
    from tracker.station.pruning import Cutoffs, Found
    from tracker.store.database import Database

KINDS = ("scans", "prints", "labels")
PAPERS = "papers"
_DAYS = {"d": 1.0, "m": 30.4375, "y": 365.25}


def prune(
    kinds: Annotated[
        list[str] | None, typer.Argument(metavar="[scans] [prints] [labels]", help="What is to go; else all three.")
    ] = None,
    papers: Annotated[
        bool,
        typer.Option(
            "--papers",
            help="Files that were written, too: manifests and recordings of scans after two years (papers_days in the"
            " settings: more), orders and notes of shipments after six.",
        ),
    ] = False,
    older_than: Annotated[str, typer.Option("--older-than", metavar="AGE", help="As 3y, 36m or 1100d.")] = "",
    do: Annotated[bool, typer.Option("--do", help="Do it; without this it is only counted.")] = False,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed with --do.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Take the text from old raw scans, delete finished print jobs and old label files. The journal stays whole: 'tracker
    verify' says the same afterwards."""
    from tracker.journal.days import day_of
    from tracker.labelling.bedside import FOLDER
    from tracker.station.opening import clock_of, open_store
    from tracker.station.pruning import cutoffs, find

    chosen, days = _kinds(kinds or [], has_papers=papers), _age(older_than)
    settings = settings_for(database)
    store = open_store(settings)
    try:
        with store.reading() as connection:
            cut = cutoffs(connection, chosen, days, clock_of(connection)(), settings.papers_days)
            found = find(connection, chosen, cut, settings.home / FOLDER, _papers(settings, cut))
    finally:
        store.close()
    shrunk = ""
    if do:
        found, shrunk = _do(settings, chosen, cut, badge)
    if json:
        of_papers = {"papers": found.papers} if papers else {}
        out_json({**_object(found), **of_papers, "before": cut.before, "done": do, "shrunk": do and not shrunk})
        return 0
    _tell(found, chosen, day_of(cut.before, settings.zone), is_done=do)
    if shrunk:
        out(f"! {shrunk}")
    if not do:
        say("Nothing was changed. To do it, write the same with --do and --badge.")
    return 0


def _papers(settings: Settings, cut: Cutoffs) -> tuple[Path, ...]:
    from tracker.station.pruning import old_papers

    return old_papers(settings.home, settings.database.parent, cut)


def _kinds(given: list[str], *, has_papers: bool) -> frozenset[str]:
    """``--papers`` alone is for papers alone."""
    if unknown := [kind for kind in given if kind not in KINDS]:
        raise ConfigurationError(
            f"There is nothing called '{unknown[0]}' to prune.", hint=f"There are: {', '.join(KINDS)}."
        )
    return frozenset({*given, PAPERS} if has_papers else given or KINDS)


def _age(text: str) -> int:
    """In days, rounded up."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([dmy])", text)
    if found is None:
        raise ConfigurationError(
            "How old must it be?" if not text else f"'{text}' is no age.",
            hint="Write --older-than 3y for three years, 36m for months, 1100d for days.",
            code="age",
        )
    return -int(-int(found[1]) * _DAYS[found[2]] // 1)


def _do(settings: Settings, kinds: frozenset[str], cut: Cutoffs, badge: str) -> tuple[Found, str]:
    from tracker.cli.proving import open_as
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.labelling.bedside import FOLDER
    from tracker.people.staff import badge_missing, require_badge
    from tracker.station.opening import clock_of
    from tracker.station.pruning import prune as do

    if not badge:
        raise badge_missing()
    store, journal = open_as(settings, badge)
    try:
        with store.reading() as connection:
            require_badge(connection, badge)
            pen = Pen(journal, stamp(clock_of(connection)()), badge, settings.zone)
        with progress("pruning") as report:
            found = do(store, pen, kinds, cut, settings.home / FOLDER, report, _papers(settings, cut))
        return found, _shrunk(store)
    finally:
        store.close()


def _shrunk(store: Database) -> str:
    """Give the room back to the disk, and leave no trace of what went; why not, where that cannot be."""
    try:
        store.scrub()
    except StoreError as error:
        return f"The file is as large as before, and may still hold what went: {error.message} {error.hint}"
    return ""


def _tell(found: Found, kinds: frozenset[str], before: date, *, is_done: bool) -> None:
    out(f"Of before {before}:")
    if "scans" in kinds:
        what = "have lost their text" if is_done else "would lose their text"
        out(f"  {found.scans:,} of {found.of_scans:,} raw scans {what}; their events stay")
    if found.kept:
        out(f"  {found.kept:,} by which stock came or went keep theirs until they are six years old")
    if "prints" in kinds:
        out(f"  {found.prints:,} finished print jobs {'are' if is_done else 'would be'} deleted")
    if "labels" in kinds:
        out(f"  {found.labels:,} label files {'are' if is_done else 'would be'} deleted")
    if PAPERS in kinds:
        out(f"  {found.papers:,} manifests, recordings and order files {'are' if is_done else 'would be'} deleted")


def _object(found: Found) -> dict[str, object]:
    return {
        "kept_stock_scans": found.kept,
        "labels": found.labels,
        "of_scans": found.of_scans,
        "prints": found.prints,
        "scans": found.scans,
    }
