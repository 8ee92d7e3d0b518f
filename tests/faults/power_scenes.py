"""What the real program is at while the power fails, and what is asked of the clinic afterwards."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import keyring
from keyring.backends.fail import Keyring

from tests.clinic import TODAY, open_clinic
from tests.faults.checking import goes_on
from tests.faults.cutting import standing
from tests.faults.old_clinics import old_clinic
from tests.faults.power import Recorded, Said, wrong
from tests.faults.queueing import print_the_rest, states
from tests.faults.recording import ROOT, program, record_calls, record_together
from tests.faults.running import run
from tests.faults.work import keep_keys, make_home, record, settings_of, tubes_of
from tracker.barcodes.house import badge_code
from tracker.config import load_settings
from tracker.errors import TrackerError
from tracker.station.opening import found_clinic
from tracker.station.putting_back import put_back

OLD, NEW, BACKUPS = "old", "new", "backups"


def record_shift(library: Path, folder: Path, number: int, seed: int, *, fails_every: int | None = None) -> Recorded:
    """A shift of so many scans by ``tracker run``, from the opening of the clinic to its closing."""
    home = make_home(folder / "home")
    shift = record(folder / "shift.jsonl", tubes_of(home), number, seed)
    before = standing(home)
    work = ["run", "transfer", "--from", f"recording:{shift}", "--json"]
    return Recorded(home, before, record_calls(library, home, work, folder / "trace", fails_every=fails_every))


def record_two(library: Path, folder: Path, number: int, seed: int) -> Recorded:
    """Two windows of one station, a shift of so many scans in each, at once."""
    home = make_home(folder / "home")
    shifts = [record(folder / f"{each}.jsonl", tubes_of(home), number, seed + each) for each in range(2)]
    before = standing(home)
    works = [["run", "transfer", "--from", f"recording:{shift}", "--json"] for shift in shifts]
    return Recorded(home, before, record_together(library, home, works, folder / "trace"))


def record_printing(library: Path, folder: Path, number: int) -> Recorded:
    """So many labels through the print queue; each is said as it comes out of the printer."""
    home = make_home(folder / "home")
    before = standing(home)
    calls = record_calls(library, home, [str(number)], folder / "trace", module="tests.faults.queueing")
    return Recorded(home, before, calls)


def wrong_with_prints(home: Path, said: Said) -> list[str]:
    """What came out is not taken for waiting, and what was told as out is known to be; what waits is printed, once."""
    told = [json.loads(each) for each in re.findall(rb"{[^}]*}", said.words)]
    came_out = {each["out"] for each in told if "out" in each}
    found = states(home)
    faults = [f"{job} came out and waits again" for job in came_out if found.get(job) == "queued"]
    for each in told:
        if "queued" in each and each["queued"] not in found:
            faults.append(f"{each['queued']} was queued and is gone")
        if "settled" in each and found.get(each["settled"]) not in ("sent", "confirmed"):
            faults.append(f"{each['settled']} was told as printed and is {found.get(each['settled'])}")
    twice = came_out & set(print_the_rest(home))
    return [*faults, *(f"{job} came out twice" for job in twice), *wrong(home, said)]


def record_pruning(library: Path, folder: Path, number: int) -> Recorded:
    """So many scans of three years ago lose their text, by ``tracker prune``."""
    home = make_home(folder / "home")
    run(home, record(folder / "shift.jsonl", tubes_of(home), number, seed=5))
    clinic = open_clinic(home / "tracker.db")
    later = (TODAY + timedelta(days=3 * 366)).isoformat()
    clinic.execute("UPDATE setting SET value = ? WHERE name = 'demo_day'", (later,))
    clinic.database.close()
    assert goes_on(home) == []
    before = standing(home)
    work = ["prune", "scans", "--older-than", "731d", "--do", "--badge", badge_code(7), "--json"]
    return Recorded(home, before, record_calls(library, home, work, folder / "trace"))


def wrong_after_pruning(home: Path, said: Said) -> list[str]:
    """As many scans are without their text as the journal tells of; where it was said to be done, all of them."""
    clinic = open_clinic(home / "tracker.db")
    blank = clinic.value("SELECT count(*) FROM scan WHERE data IS NULL")
    told = clinic.value(
        "SELECT coalesce(sum(CAST(body AS TEXT) ->> 'count'), 0) FROM journal WHERE CAST(body AS TEXT) ->> 'kind' = 'pruned'"
    )
    clinic.database.close()
    faults = [f"{blank} scans are pruned, and the journal tells of {told}"] if blank != told else []
    if b"}" in said.words and json.loads(said.words)["scans"] != blank:
        faults.append(f"it was said to be done, and {blank} scans are pruned")
    return [*faults, *wrong(home, said)]


def record_beginning(library: Path, folder: Path, number: int) -> Recorded:
    """A clinic from nothing: ``tracker init``, then its first scans, which make the station's key."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text('station = "front-desk"\ntime_zone = "UTC"\nkey_store = "file"\n', "utf-8")
    before = standing(home)
    shift = record(folder / "shift.jsonl", (), number, seed=1)
    made = record_calls(library, home, ["init", "--clinic", "Northgate", "--no-sign-in"], folder / "made")
    work = ["run", "use", "--from", f"recording:{shift}", "--json"]
    return Recorded(home, before, [*made, *record_calls(library, home, work, folder / "worked")])


def record_migration(library: Path, folder: Path, revision: str) -> Recorded:
    """A clinic of an earlier schema, opened by today's program for a few scans."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    old_clinic(home / "tracker.db", revision)
    keep_keys(home)
    before = standing(home)
    shift = record(folder / "shift.jsonl", (), 10, seed=1)
    work = ["run", "use", "--from", f"recording:{shift}", "--json"]
    return Recorded(home, before, record_calls(library, home, work, folder / "trace"))


def record_restore(library: Path, folder: Path) -> Recorded:
    """A backup that is put back into a new home, beside the old one."""
    disk = folder / "disk"
    (disk / BACKUPS).mkdir(parents=True)
    home = make_home(disk / OLD)
    made = subprocess.run(
        [sys.executable, "-m", "tracker", "backup", "--to", str(disk / BACKUPS)],
        cwd=ROOT,
        env=program(home),
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    before = standing(disk)
    work = ["restore", str(disk / BACKUPS), "--to", str(disk / NEW), "--json"]
    return Recorded(disk, before, record_calls(library, home, work, folder / "trace", within=disk))


def wrong_after_restore(disk: Path, said: Said) -> list[str]:
    """A clinic that was said to be put back is there and goes on; one that was not can be put back again."""
    new = disk / NEW
    if b"}" not in said.words:
        try:
            with without_keyring():
                put_back(settings_of(disk / OLD), disk / BACKUPS, new, None, None, lambda done, total: None)
        except TrackerError as error:
            # Put back already, and not told yet.
            found = wrong(new, said)
            return [f"cannot be put back: {error.message}", *found] if found else []
    if load_settings(new).station != "front-desk":
        return ["the restored clinic has lost its station's name"]
    return wrong(new, said)


def wrong_at_the_beginning(home: Path, said: Said) -> list[str]:
    """The same; before ``tracker init`` has said that it is done, a clinic may also be made anew."""
    if "✔".encode() in said.words:
        return wrong(home, said)
    try:
        found_clinic(settings_of(home), "Northgate")
    except TrackerError as error:
        # Made already, and not told yet.
        found = wrong(home, said)
        return [f"cannot be made: {error.message}", *found] if found else []
    return wrong(home, said)


@contextmanager
def without_keyring() -> Iterator[None]:
    """Keys in files, as on a machine without a desktop: none of these belongs in the keyring of whoever tests."""
    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]  # keyring has no types here
    try:
        yield
    finally:
        keyring.set_keyring(before)
