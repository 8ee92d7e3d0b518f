"""``tracker run``: a job without a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, say, say_error
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.cli.recorded import recorded
from tracker.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from tracker.hardware.scan import Scan
    from tracker.hardware.sources.source import Pace, Source
    from tracker.station import Outcome, Station
    from tracker.station.errands import Paper

STOCK = ("restock", "receive", "use", "waste", "transfer", "find", "count", "opened", "pull", "return")
SPECIMENS = (
    "collect", "hand_off", "accept", "spin", "test", "aliquot", "pool", "pack", "ship", "arrive", "store", "retrieve",
    "dispose", "board",
)  # fmt: skip
JOBS = (*STOCK, *SPECIMENS)
AHEAD = 200
"""Scans handed in before waiting for the store: a full disk must not fill the memory too."""
_SIGNS = {"accept": "✔", "note": "·", "ask": "?", "refuse": "✖"}


def run(
    job: Annotated[str, typer.Argument(help="restock, receive ..., or for specimens collect, hand_off, accept ...")],
    source: Annotated[str, typer.Option("--from", help="What to scan: images:DIR, video:FILE, recording:FILE ...")],
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep what the scanner sends in a new file, to be played again.")
    ] = None,
    own_pace: Annotated[bool, typer.Option("--own-pace", help="With the source's own pauses, not at once.")] = False,
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Do a job from a source of scans; exit status 1 where anything was refused."""
    from tracker.station import open_station

    if job not in JOBS:
        raise ConfigurationError(f"There is no job '{job}'.", hint=f"There are: {', '.join(JOBS)}.")
    scans = _opened(source, record, "own" if own_pace else "at_once")
    settings = settings_for(database)
    station = open_station(settings, sources=())
    if station.asks_pin:
        _sign_in(station)
    pipe = _Pipe(_show_json if json else _show)
    station.subscribe(pipe.tell)
    station.subscribe_trouble(_Troubles(station.upkeep.warnings_told).tell)
    station.subscribe_papers(_tell_paper)
    unsaved = None
    try:
        _play(station, _with_job(station, job, source, scans), pipe)
    finally:
        unsaved = station.close()
        if unsaved:
            say(f"✖ {station.counts.waiting} scans could not be stored; they are in {unsaved}")
            say(f"  Once the store takes them: tracker run {job} --from {unsaved}")
            say("  What a patient answered is not among them: ask again.")
    for trouble in station.checkpoint_troubles:
        say(f"! {trouble}")
    counts, refused = station.counts, station.tally.refused_by_code
    say(f"scanned {counts.scanned} · posted {counts.posted} · noted {counts.noted} · refused {counts.refused}")
    pipe.raise_if_broken()
    return 4 if unsaved else 1 if refused else 0


def _sign_in(station: Station) -> None:
    """Whose session it is, where the clinic asks for PINs."""
    from tracker.cli.proving import ask_proof, badge_given
    from tracker.errors import Refusal
    from tracker.people.signing_in import code_only

    badge = badge_given.get()
    try:
        if not badge:
            raise Refusal(
                "Nothing is scanned here in nobody's name.",
                hint="Say whose hand this is: --badge and the code on your badge.",
                code="badge_missing",
            )
        if station.signing.sign_in(badge, ask_proof(badge)).must_change:
            raise code_only(badge)
    except BaseException:
        station.close()
        raise


def _opened(source: str, record: Path | None, pace: Pace) -> Source:
    from functools import partial

    from tracker.barcodes.judging import code_rules
    from tracker.hardware.sources.opening import open_source

    opened = partial(open_source, source, judging=code_rules(), pace=pace)
    return recorded(source, record, opened) if record else opened()


def _tell_paper(paper: Paper) -> None:
    say(f"{'✔' if paper.is_out else f'✖ {paper.failed}:'} {paper.about}: {paper.words} {paper.hint}".rstrip(" "))


def _play(station: Station, scans: Iterable[Scan], pipe: _Pipe) -> None:
    """Hand in all of it, never far ahead of what is stored, until it ends or nobody reads the answers any more."""
    for number, scan in enumerate(scans, start=1):
        if pipe.is_broken:
            break
        station.submit(scan)
        if number % AHEAD == 0:
            station.drain()
    station.drain()


def _with_job(station: Station, job: str, url: str, scans: Source) -> Iterator[Scan]:
    """``scans`` behind the job's own command; a recording that begins with that command opens its job itself."""
    from tracker.barcodes import house
    from tracker.barcodes.commands import Command
    from tracker.hardware.scan import Scan
    from tracker.hardware.sources.opening import is_live

    code = house.command_code(Command(job))
    opening = Scan(code, source="cli:", at=station.now())
    if is_live(url):
        yield opening
        yield from scans
        return
    for number, scan in enumerate(scans):
        if number == 0 and scan.data != code:
            yield opening
        yield scan


class _Pipe:
    """Shows outcomes, on the writer's thread, until the reader of standard output is gone (``| head``)."""

    def __init__(self, show: Callable[[Outcome], None]) -> None:
        self._show = show
        self._broken: BrokenPipeError | None = None

    @property
    def is_broken(self) -> bool:
        return self._broken is not None

    def tell(self, outcome: Outcome) -> None:
        if self._broken is not None:
            return
        try:
            self._show(outcome)
            sys.stdout.flush()
        except BrokenPipeError as error:
            self._broken = error
            # What is still in the buffer would raise again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def raise_if_broken(self) -> None:
        if self._broken is not None:
            raise self._broken


class _Troubles:
    """Says once that nothing can be stored, and once that storing works again."""

    def __init__(self, warnings: Callable[[], tuple[str, ...]]) -> None:
        self._code = ""
        self._told: tuple[str, ...] = ()
        self._warnings = warnings

    def tell(self, trouble: StoreError | None) -> None:
        code = trouble.code if trouble else ""
        if code != self._code and trouble is not None:
            say_error(trouble)
            say("  Waiting; what was read is kept, and tried again. Ctrl-C ends it and keeps the rest in a file.")
        elif trouble is None:
            say("✔ Storing works again.")
            told = self._warnings()
            for words in told:
                if words not in self._told:
                    say(f"! {words}")
            self._told = told
        self._code = code


def _show(outcome: Outcome) -> None:
    verdict = outcome.verdict
    parts = (_SIGNS[verdict.tone], verdict.word, verdict.headline, verdict.aside, verdict.detail, verdict.way_out)
    out("  ".join(part for part in parts if part))


def _show_json(outcome: Outcome) -> None:
    verdict = outcome.verdict
    out_json(
        {
            "scan": outcome.scan.id,
            "at": outcome.scan.at.isoformat(),
            "source": outcome.scan.source,
            "data": None if outcome.is_private else outcome.scan.data,
            "verdict": verdict.code,
            "tone": verdict.tone.value,
            "posted": outcome.is_posted,
            "headline": verdict.headline,
            "detail": verdict.detail,
            "way_out": verdict.way_out,
        }
    )
