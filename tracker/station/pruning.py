"""What is old enough to go: the text of raw scans, finished print jobs, labels that are files. The journal stays whole.

A raw scan loses what an erased patient's loses: its text, its salt and its evidence. Its row stays, and the event that seals
it, so that the chain, the tree and every checkpoint verify as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.labelling.label_files import labels_before
from tracker.people.permissions import Permission
from tracker.people.permitting import require_given
from tracker.store.connection import Connection
from tracker.store.database import Database

SCANS, PRINTS, LABELS, PAPERS = "scans", "prints", "labels", "papers"
LEAST_DAYS: Mapping[str, int] = MappingProxyType({SCANS: 731, PRINTS: 90, LABELS: 7, PAPERS: 731})
"""Of scans and of papers, which are manifests and recordings of scans: test requisitions and what belongs to them are kept
for two years (42 CFR 493.1105(a)). The others are no
records; so long somebody may still want to print again, or to look."""
STOCK_DAYS = 2192
"""Of scans by which stock came or went: a drug's tracing records are kept for six years (21 U.S.C. 360eee-1(d)(1))."""
PRUNED = "pruned"
"""The kind of the events."""
BATCH = 5000
"""Scans in one transaction: some 0.1 s, in which another station's scan waits."""

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """As stamps: what is of before goes; ``stock`` for the scans that moved some."""

    before: str
    stock: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.before)


@dataclass(frozen=True, slots=True)
class Found:
    """What would go. ``kept`` are scans that moved stock and are not old enough for that."""

    scans: int = 0
    of_scans: int = 0
    kept: int = 0
    prints: int = 0
    labels: int = 0
    papers: int = 0


def cutoffs(
    connection: Connection, kinds: frozenset[str], days: int, now: datetime, papers_days: int = LEAST_DAYS[PAPERS]
) -> Cutoffs:
    """Counted back from the newest event, where the clock ``now`` is later: a clock that runs years ahead prunes nothing.
    ``papers_days`` is for how long this clinic keeps papers (:attr:`tracker.config.Settings.papers_days`).

    Raises :class:`Refusal` (``retention``) where one of ``kinds`` must be kept for longer than ``days``.
    """
    kept_for = {**LEAST_DAYS, PAPERS: papers_days}
    short = [kind for kind in kept_for if kind in kinds and days < kept_for[kind]]
    if short:
        least = max(kept_for[kind] for kind in short)
        which = {SCANS: "Raw scans", PRINTS: "Print jobs", LABELS: "Label files", PAPERS: "Papers"}
        raise Refusal(
            f"{which[short[0]]} are kept for at least {in_words(kept_for[short[0]])}; {in_words(days)} were asked for.",
            hint=f"Write --older-than {least}d or more; or name what else is to go: prints, labels.",
            code="retention",
        )
    newest = connection.exec_driver_sql(
        "SELECT max(CASE WHEN json_valid(CAST(j.body AS TEXT)) THEN json_extract(CAST(j.body AS TEXT), '$.at') END)"
        " FROM journal j JOIN journal_head h ON h.station_id = j.station_id AND h.seq = j.seq"
    ).scalar()
    last = now.astimezone(UTC)
    with suppress(ValueError, TypeError):
        last = min(last, datetime.fromisoformat(newest))
    return Cutoffs(stamp(last - timedelta(days=days)), stamp(last - timedelta(days=max(days, STOCK_DAYS))))


def in_words(days: int) -> str:
    years = days // 365
    if days >= 730 and days - years * 365 <= years:
        return f"{years} years"
    return "1 day" if days == 1 else f"{days} days"


def find(
    connection: Connection, kinds: frozenset[str], cut: Cutoffs, folder: Path, papers: Sequence[Path] = ()
) -> Found:
    """Count it; nothing is changed. ``papers`` are those that are old enough (:func:`old_papers`)."""
    scans = of_scans = kept = prints = 0
    if SCANS in kinds:
        scans, of_scans, kept = connection.exec_driver_sql(
            "SELECT coalesce(sum(s.at < ?1 AND NOT (m.event_id IS NOT NULL AND s.at >= ?2)), 0), count(*),"
            " coalesce(sum(s.at < ?1 AND m.event_id IS NOT NULL AND s.at >= ?2), 0)"
            " FROM scan s LEFT JOIN (SELECT DISTINCT event_id FROM movement) m ON m.event_id = s.id"
            " WHERE s.data IS NOT NULL",
            (cut.before, cut.stock),
        ).one()
    if PRINTS in kinds:
        prints = len(_finished_jobs(connection, cut))
    labels = len(labels_before(folder, cut.at)) if LABELS in kinds else 0
    return Found(scans, of_scans, kept, prints, labels, len(papers) if PAPERS in kinds else 0)


def old_papers(home: Path, data: Path, cut: Cutoffs) -> tuple[Path, ...]:
    """Files that this program has written and that are old enough to go: manifests under ``home`` and recordings of the
    keyboard beside the database, in ``data``; orders and notes of shipments by the time of stock. Scans that were never
    stored (``unsaved-...``) stay, however old: nothing else holds them."""
    of_stock = datetime.fromisoformat(cut.stock)
    wanted = (
        (home / "manifests", "*.pdf", cut.at),
        (data, "keyboard-*.jsonl", cut.at),
        (home / "orders", "*.*", of_stock),
        (home / "transfers", "*.*", of_stock),
    )
    found = (path for folder, names, before in wanted for path in folder.glob(names) if _is_before(path, before))
    return tuple(sorted(found))


def _is_before(path: Path, before: datetime) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_mtime < before.timestamp()


def prune(
    store: Database,
    pen: Pen,
    kinds: frozenset[str],
    cut: Cutoffs,
    folder: Path,
    report: Report = lambda done, total: None,
    papers: Sequence[Path] = (),
) -> Found:
    """Do it, in transactions short enough for others to work beside it, each with the event that tells of it."""
    with store.reading() as connection:
        require_given(connection, pen.by, Permission.PROGRAM_PRUNE)
        found = find(connection, kinds, cut, folder, papers)
        ids = [*_old_scans(connection, cut)] if SCANS in kinds else []
    for start in range(0, len(ids), BATCH):
        with store.writing() as connection:
            _blank(connection, pen, ids[start : start + BATCH], cut)
        report(min(start + BATCH, len(ids)), len(ids))
    with store.writing() as connection:
        if PRINTS in kinds and (jobs := _finished_jobs(connection, cut)):
            # From the last reprint to the first print, which the others name.
            marks = [(job,) for job in sorted(jobs, reverse=True)]
            connection.exec_driver_sql("DELETE FROM print_job WHERE id = ?", marks)
            _tell(connection, pen, "print_jobs", len(jobs), cut.before)
        if LABELS in kinds and (files := labels_before(folder, cut.at)):
            for file in files:
                file.unlink(missing_ok=True)
            _tell(connection, pen, "label_files", len(files), cut.before)
        if PAPERS in kinds and papers:
            for file in papers:
                file.unlink(missing_ok=True)
            _tell(connection, pen, PAPERS, len(papers), cut.before)
    return found


def _old_scans(connection: Connection, cut: Cutoffs) -> Iterator[tuple[str]]:
    rows = connection.exec_driver_sql(
        "SELECT s.id FROM scan s WHERE s.at < ? AND s.data IS NOT NULL"
        " AND NOT (s.at >= ? AND EXISTS (SELECT 1 FROM movement m WHERE m.event_id = s.id))",
        (cut.before, cut.stock),
    )
    return ((str(row[0]),) for row in rows)


def _blank(connection: Connection, pen: Pen, ids: list[tuple[str]], cut: Cutoffs) -> None:
    blank = "UPDATE scan SET data = NULL, salt = NULL, evidence = '' WHERE id = ? AND data IS NOT NULL"
    count = connection.exec_driver_sql(blank, ids).rowcount
    if count:
        _tell(connection, pen, SCANS, count, cut.before)


def _finished_jobs(connection: Connection, cut: Cutoffs) -> list[int]:
    """Jobs that are over, first prints with all their reprints. Never the newest, whose number would be given again."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM print_job WHERE coalesce(reprint_of, id) IN ("
        " SELECT coalesce(reprint_of, id) FROM print_job GROUP BY 1"
        " HAVING max(at) < ? AND sum(state NOT IN ('sent', 'confirmed', 'cancelled')) = 0"
        " AND max(id) < (SELECT max(id) FROM print_job))",
        (cut.before,),
    )
    return [int(row[0]) for row in rows]


def _tell(connection: Connection, pen: Pen, what: str, count: int, before: str) -> None:
    body: dict[str, Value] = {"before": before, "by": pen.by, "count": count, "what": what}
    pen.journal.append(connection, new_id(), PRUNED, pen.at, body)
