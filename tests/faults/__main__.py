"""``python -m tests.faults [PART ...]``: the long runs, and what each came to. Exit status 1 where anything was lost."""

from __future__ import annotations

import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from tests.clinic import KEY
from tests.door.commanding import command
from tests.door.papers import label_lines, report_lines, search, verb_lines
from tests.door.pty_walk import walk
from tests.door.test_every_screen import DIALOGS, SCREENS
from tests.door.walking import HOMES, STATES, build
from tests.faults.dying import dying
from tests.faults.killing import kill_at_random, play_to_the_end
from tests.faults.power import Cuts, cut
from tests.faults.power_scenes import (
    record_beginning,
    record_migration,
    record_printing,
    record_pruning,
    record_restore,
    record_shift,
    record_two,
    wrong_after_pruning,
    wrong_after_restore,
    wrong_at_the_beginning,
    wrong_with_prints,
)
from tests.faults.recording import build_shim
from tests.faults.soaking import soak
from tests.faults.steps import play
from tests.faults.test_killed_in_the_middle import kill_creations, kill_migrations, kill_scrubs
from tests.faults.test_services import try_services
from tests.faults.work import make_home, record, tubes_of
from tests.laboratory import furnish_laboratory
from tests.wild.all_ways import WAYS, send_through
from tracker.store.database import create_database
from tracker.store.migrating import VERSIONS

CUTS, CUT_SCANS = 1000, 600
TWO_SCANS, PRINTS = 200, 60
BAD_CUTS, BAD_SCANS, BAD_EVERY = 400, 300, 17
MIGRATION_CUTS, RESTORE_CUTS = 100, 400
KILLS, KILL_SCANS = 40, 2000
MIDDLE_KILLS = 40
STEP_SCANS = 1500
SERVICE_RUNS, SERVICE_STEPS = 400, 60
SOAK_SCANS = 100_000
FUZZ_CASES = 10_000
SHIFTS = (0, 11, 23)
"""How far the hostile texts are moved on from row to row."""
LABEL_REFUSED = "The text holds an invisible or unassigned character"
"""A label that no printer could print is refused, which is the answer; the state behind it is seen in another shift."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Result:
    """What a part came to: its counts in words, and what was lost or damaged."""

    counts: str
    faults: list[str]


def power(folder: Path) -> Result:
    recorded = record_shift(build_shim(folder), folder, CUT_SCANS, seed=1)
    came = cut(recorded, range(CUTS), folder)
    counts = f"{came.cuts:,} cuts in {len(recorded.calls):,} calls, {came.acknowledged:,} acknowledged scans looked for"
    return Result(counts, by_seed(came))


def two_at_once(folder: Path) -> Result:
    recorded = record_two(build_shim(folder), folder, TWO_SCANS, seed=31)
    came = cut(recorded, range(CUTS // 2), folder)
    counts = f"{came.cuts:,} cuts under two programs at once, {came.acknowledged:,} acknowledged scans looked for"
    return Result(counts, by_seed(came))


def printing(folder: Path) -> Result:
    recorded = record_printing(build_shim(folder), folder, PRINTS)
    came = cut(recorded, range(CUTS // 2), folder, wrong_with_prints)
    return Result(f"{came.cuts:,} cuts while {PRINTS} labels went through the print queue", by_seed(came))


def pruning(folder: Path) -> Result:
    recorded = record_pruning(build_shim(folder), folder, CUT_SCANS)
    came = cut(recorded, range(RESTORE_CUTS), folder, wrong_after_pruning)
    return Result(f"{came.cuts:,} cuts while {CUT_SCANS} scans lost their text", by_seed(came))


def bad_disk(folder: Path) -> Result:
    recorded = record_shift(build_shim(folder), folder, BAD_SCANS, seed=3, fails_every=BAD_EVERY)
    came = cut(recorded, range(BAD_CUTS), folder)
    failed = sum(call.kind == "x" for call in recorded.calls)
    return Result(f"{came.cuts:,} cuts of a shift in which {failed} flushes failed and were lost", by_seed(came))


def kills(folder: Path) -> Result:
    home = make_home(folder / "home")
    shift = record(folder / "shift.jsonl", tubes_of(home), KILL_SCANS, seed=2)
    came = kill_at_random(home, shift, KILLS, seed=40)
    undisturbed = make_home(folder / "undisturbed")
    is_same = play_to_the_end(home, shift) == play_to_the_end(undisturbed, shift)
    faults = [*came.faults, *["the ledger is another than without the kills"] * (not is_same)]
    return Result(f"{came.kills} kills, {came.acknowledged:,} acknowledged scans looked for after each", faults)


def beginning(folder: Path) -> Result:
    recorded = record_beginning(build_shim(folder), folder, 40)
    came = cut(recorded, range(CUTS), folder, wrong_at_the_beginning)
    counts = f"{came.cuts:,} cuts of a clinic's first minute, in {len(recorded.calls):,} calls"
    return Result(counts, by_seed(came))


def restores(folder: Path) -> Result:
    recorded = record_restore(build_shim(folder), folder)
    came = cut(recorded, range(RESTORE_CUTS), folder, wrong_after_restore)
    return Result(f"{came.cuts:,} cuts while a backup was put back, in {len(recorded.calls):,} calls", by_seed(came))


def migrations(folder: Path) -> Result:
    library, faults, cuts = build_shim(folder), list[str](), 0
    for revision in VERSIONS[:-1]:
        (folder / revision).mkdir()
        recorded = record_migration(library, folder / revision, revision)
        came = cut(recorded, range(MIGRATION_CUTS), folder / revision)
        cuts += came.cuts
        faults += [f"from {revision}, {words}" for words in by_seed(came)]
    return Result(f"{cuts:,} cuts while one of {len(VERSIONS) - 1} earlier schemas was brought up to date", faults)


def killed_in_the_middle(folder: Path) -> Result:
    """The asserts of the short run are those of the long one."""
    faults: list[str] = []
    kills: Counter[str] = Counter()
    with dying() as killer:
        for revision in VERSIONS[:-1]:
            (folder / revision).mkdir()
            with told(faults):
                kills["migrations"] += kill_migrations(killer, folder / revision, revision, MIDDLE_KILLS)
        with told(faults):
            kills["new databases"] += kill_creations(killer, folder, MIDDLE_KILLS)
        with told(faults):
            kills["scrubs"] += kill_scrubs(killer, make_home(folder / "home"), MIDDLE_KILLS)
    return Result(f"killed: {', '.join(f'{number} {what}' for what, number in kills.items())}", faults)


def steps(folder: Path) -> Result:
    home = make_home(folder / "home")
    came = {
        how: play(Path(shutil.copytree(home, folder / how)), STEP_SCANS, 6, how)
        for how in ("undisturbed", "each_step", "told_nobody")
    }
    faults = [f"{how}: {words}" for how, each in came.items() for words in each.faults]
    if len({each.digest for each in came.values()}) > 1:
        faults.append("the ledgers differ")
    failures = sum(each.failures for each in came.values())
    return Result(f"{failures:,} failed statements in {STEP_SCANS:,} scans, each handed in again", faults)


def services(folder: Path) -> Result:
    path = folder / "laboratory.db"
    database = create_database(path, KEY)
    furnish_laboratory(database)
    database.close()
    tried, faults = Counter[str](), list[str]()
    with told(faults):
        tried = try_services(path, SERVICE_RUNS, SERVICE_STEPS)
    counts = ", ".join(f"{number:,} {what}" for what, number in tried.items())
    return Result(f"{SERVICE_RUNS} runs of up to {SERVICE_STEPS} steps; orders: {counts}", faults)


def screens(folder: Path) -> Result:
    """Every state of every screen, over databases whose every text is hostile, in a real pty whose bytes are searched."""
    seen, faults, panes, dialogs = 0, list[str](), set[str](), set[str]()
    for shift in SHIFTS:
        (folder / str(shift)).mkdir()
        for home in HOMES:
            build(folder / str(shift), home, shift)
        walked = walk(folder / str(shift), STATES, 10 * len(STATES))
        faults += [f"shift {shift}, {each}" for each in walked.faults if LABEL_REFUSED not in each]
        seen, panes, dialogs = seen + walked.shown, panes | walked.panes, dialogs | walked.dialogs
    faults += [f"{each} was never shown" for each in {*SCREENS, *DIALOGS} - panes - dialogs]
    what = f"{len(SHIFTS) * len(STATES)} states of {len(SCREENS)} panes and {len(DIALOGS)} dialogs"
    return Result(f"{what}, {seen:,} bytes searched", faults)


def papers(folder: Path) -> Result:
    """The command line: all reports, labels and verbs with all hostile texts, over such databases too."""
    lines, faults, files = 0, list[str](), Counter[str]()
    for shift in SHIFTS:
        for name in ("demo", "lab"):
            here = folder / f"{shift}-{name}"
            (made := here / "made").mkdir(parents=True)
            (words := here / "words").mkdir()
            home = build(here, name, shift)
            if name == "lab":
                (home / "settings.toml").write_text('station = "lab"\ntime_zone = "UTC"\nkey_store = "file"\n', "utf-8")
            verbs = [line for each in verb_lines(home, words).values() for line in each]
            asked = [*report_lines(home, made), *label_lines(home, made, 60), *verbs]
            lines += len(asked)
            faults += [f"shift {shift}, {name}: {each}" for each in command(here, home, asked, 900)[0]]
            with told(faults):
                files.update(search(made))
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(files.items()))
    return Result(f"{lines:,} command lines in a pty; files searched: {kinds}", faults)


def fuzzed(folder: Path) -> Result:
    """Every importer, parser, setting, kind of URL and verb meets so many cases; the seed is in tests/wild/ways.py."""
    faults = send_through(WAYS, FUZZ_CASES, folder, lambda line: sys.stderr.write(f"{line}\n"))
    return Result(f"{len(WAYS)} ways in, {FUZZ_CASES:,} cases each", faults)


def soaked(folder: Path) -> Result:
    came = soak(make_home(folder / "home"), folder, SOAK_SCANS)
    return Result(came.words(), came.faults)


@contextmanager
def told(faults: list[str]) -> Iterator[None]:
    """A law that is broken is a fault of the part, and the next one is tried."""
    try:
        yield
    except AssertionError as error:
        faults.append(str(error) or traceback.format_exc(limit=-1))


def by_seed(came: Cuts) -> list[str]:
    return [f"seed {seed}: {words}" for seed, each in came.faults.items() for words in each]


PARTS: Mapping[str, Callable[[Path], Result]] = {
    "power": power,
    "two": two_at_once,
    "printing": printing,
    "pruning": pruning,
    "bad_disk": bad_disk,
    "beginning": beginning,
    "restores": restores,
    "migrations": migrations,
    "kills": kills,
    "middle": killed_in_the_middle,
    "steps": steps,
    "services": services,
    "soak": soaked,
    "screens": screens,
    "papers": papers,
    "fuzz": fuzzed,
}


def main(names: list[str]) -> int:
    if unknown := set(names) - set(PARTS):
        sys.stderr.write(f"There are: {', '.join(PARTS)}; not {', '.join(sorted(unknown))}.\n")
        return 2
    status = 0
    for name in names or PARTS:
        began = monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = PARTS[name](Path(folder))
            except pytest.skip.Exception as skipped:
                sys.stdout.write(f"{name}: skipped: {skipped.msg}\n")
                continue
        sys.stdout.write(f"{name}: {result.counts}; faults: {len(result.faults)} ({monotonic() - began:.0f} s)\n")
        sys.stdout.writelines(f"  {words}\n" for words in result.faults[:_SHOWN])
        sys.stdout.flush()
        status |= bool(result.faults)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
