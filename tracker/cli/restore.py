"""``tracker restore``: put a backup back into a new place, or for trial."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import error_object, out, out_answer, out_json, progress, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError, TrackerError

if TYPE_CHECKING:
    from datetime import tzinfo

    from tracker.backups.restoring import Restored
    from tracker.backups.sealing import SealedKeys
    from tracker.config import Settings
    from tracker.station.putting_back import PutBack


def restore(
    backup: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="A backup, or the folder with the newest one.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="HOME", help="The new folder; it must not be there.")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys", metavar="FILE", help="The keys that 'tracker backup --with-keys' wrote; asks for the passphrase."
        ),
    ] = None,
    station: Annotated[
        str | None,
        typer.Option("--station", metavar="NAME", help="This machine's name, where it is not the one of before."),
    ] = None,
    is_drill: Annotated[
        bool, typer.Option("--drill", help="Only try: put it back, read it, compare, delete it.")
    ] = False,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Put a backup back into a new folder, read it through, and say what is newer in the present database.

    Where the clinic asks for PINs, --to takes --badge. A clinic that cannot be opened any more asks nobody, and --drill,
    which cron runs, needs none: the keys on this machine are what proves it.
    """
    from tracker.cli.proving import require_as, require_named
    from tracker.people.permissions import Permission

    settings = settings_for(database)
    require_as(settings, Permission.PROGRAM_BACKUP)
    if not is_drill:
        require_named(settings, "restore")
    if is_drill:
        return _drill(settings, backup, keys, json)
    if to is None:
        raise ConfigurationError(
            "Where is it to be put?",
            hint="Name a new folder: tracker restore FILE --to HOME. To try only: tracker restore --drill DIR.",
            code="restore_place",
        )
    from tracker.station.putting_back import put_back

    sealed = _sealed(keys)
    with progress("reading the copy through") as report:
        done = put_back(settings, backup, to.absolute(), sealed, station, report)
    if json:
        out_json(_object(done))
    else:
        _tell(done, settings)
    return UNDONE if done.restored.erasures_undone or done.restored.keys_returned else 0


UNDONE = 1
"""Exit status where somebody who was erased is there again, or a key that was put away."""


def _drill(settings: Settings, where: Path, keys: Path | None, json: bool) -> int:
    """One line and 0 or 1, whatever happens: it is read by cron."""
    from tracker.station.putting_back import drill_newest

    try:
        done = drill_newest(settings, where, _sealed(keys), lambda done, total: None)
    except TrackerError as error:
        if json:
            out_json(error_object(error))
        else:
            out(f"✖ drill: {error.message} {error.hint}")
        return 1
    manifest, missing = done.backup.signed.manifest, done.restored.missing
    newer = missing.events if missing else None
    if json:
        out_json({"at": manifest.at, "events": manifest.events, "file": str(done.backup.file), "newer": newer})
        return 0
    since = f"{newer:,} newer here" if newer is not None else f"not compared: {done.restored.unseen}"
    at = _shown(manifest.at, settings.zone)
    out(f"✔ drill: {manifest.file} of {at} can be put back: {manifest.events:,} events, read through; {since}")
    return 0


def _sealed(path: Path | None) -> SealedKeys | None:
    from tracker.backups.sealing import open_keys
    from tracker.cli.passphrases import ask_passphrase

    return open_keys(path, ask_passphrase(path.name)) if path is not None else None


def _tell(done: PutBack, settings: Settings) -> None:
    manifest, zone = done.backup.signed.manifest, settings.zone
    out(f"✔ {done.restored.path}")
    out_answer(
        " ",
        f"{manifest.file}, made {_shown(manifest.at, zone)} and signed by {manifest.station}: {manifest.events:,} events,"
        f" read through. The journal tells that it was put back, as the station {done.station}.",
    )
    for trouble in done.passed_by:
        say(f"! passed by: {trouble}")
    _tell_missing(done, zone)
    _tell_undone(done, zone)
    _tell_numbers(done.restored)
    say("  Copy over what no backup has: settings.toml, scanners' tests, registers,")
    say("  files of labels and manifests.")
    say("  Checkpoints kept outside that are newer than the backup contradict it now.")
    say("  Keep them: they prove what is lost.")
    say(f"  Next: TRACKER_HOME={done.home} tracker doctor --deep")


def _tell_missing(done: PutBack, zone: tzinfo | None) -> None:
    missing = done.restored.missing
    if missing is None:
        out_answer("!", f"What came after it is not known: {done.restored.unseen.rstrip('.')}.")
        return
    if missing.parted:
        parted = ", ".join(missing.parted)
        out_answer("!", f"{done.present} went its own way: {parted} wrote other events there. Keep both.")
    if not missing.newer:
        out_answer(" ", f"Nothing in {done.present} is newer.")
        return
    events = "1 event of after it is" if missing.events == 1 else f"{missing.events:,} events of after it are"
    out_answer("!", f"{events} only in {done.present}; do that work again, or enter it:")
    for each in missing.newer:
        count = "1 event" if each.events == 1 else f"{each.events:,} events"
        out(f"    {each.station}: {count}, {_shown(each.first_at, zone)} to {_shown(each.last_at, zone)}")


def _tell_undone(done: PutBack, zone: tzinfo | None) -> None:
    """Each act that the backup takes back: when, whose, and what it was changed to."""
    from tracker.backups.undoing import KEY_CHANGED

    undone = done.restored.missing.undone if done.restored.missing else ()
    undone = tuple(each for each in undone if each.kind != KEY_CHANGED)
    if undone:
        out_answer("!", "Not so any more in what was put back; do each of them again, in this order:")
    for each in undone:
        out(f"    {_shown(each.at, zone)}  {each.words}")
    orders = {each.patient: each.orders for each in undone}
    for patient in done.restored.erasures_undone:
        out_answer(
            "✖",
            f"The patient of {orders.get(patient, '?')} was erased, and can be read again.",
            "Erase again, there, by such an order: tracker patient erase CODE. tracker doctor says who is left.",
        )
    for key in done.restored.keys_returned:
        out_answer("!", f"{key.words}.", f"There: TRACKER_HOME={done.home} tracker keys rotate {key.which}")


def _tell_numbers(restored: Restored) -> None:
    from tracker.backups.renumbering import KINDS

    words = [
        f"{kind.words} {kind.shown(restored.jumps[kind.letter])}" for kind in KINDS if kind.letter in restored.jumps
    ]
    if words:
        out_answer(
            "!",
            "Labels and papers printed since the backup may bear numbers that are not known here. None is given again;"
            f" they go on after {'; '.join(words)}.",
            "A tube with such a label is refused: enter its order again, and label it anew at the patient's side.",
        )


def _shown(at: str, zone: tzinfo | None) -> str:
    from datetime import datetime

    return f"{datetime.fromisoformat(at).astimezone(zone):%Y-%m-%d %H:%M}" if at else "?"


def _object(done: PutBack) -> dict[str, object]:
    missing = done.restored.missing
    newer = [
        {"events": each.events, "from": each.first_at, "station": each.station, "to": each.last_at}
        for each in (missing.newer if missing else ())
    ]
    return {
        "database": str(done.restored.path),
        "events": done.restored.events,
        "file": str(done.backup.file),
        "newer": newer if missing is not None else None,
        "numbers_after": {letter or "specimen": after for letter, after in done.restored.jumps.items()},
        "erasures_undone": list(done.restored.erasures_undone),
        "keys_returned": [{"at": each.at, "which": each.which} for each in done.restored.keys_returned],
        "undone": [
            {"at": each.at, "kind": each.kind, "words": each.words} for each in (missing.undone if missing else ())
        ],
        "parted": list(missing.parted) if missing else [],
        "station": done.station,
    }
