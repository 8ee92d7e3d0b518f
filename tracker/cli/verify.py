"""``tracker verify``: is the journal as it was written? And is a bundle, with nothing else at hand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, progress, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.journal.claims import Outside
    from tracker.journal.finding import Finding
    from tracker.journal.unbundling import Signer
    from tracker.journal.verifying import Checked
    from tracker.journal.verifying_bundles import BundleChecked


def verify(
    bundle: Annotated[
        Path | None, typer.Argument(metavar="BUNDLE", help="A bundle to check instead; it needs no database.")
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE", help="A checkpoint that was kept outside; may be repeated."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="FINGERPRINT", help="A key that you compared, for a bundle; may be repeated."),
    ] = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Recompute the journal's hash chains and tree and check its signatures; exit status 1 where anything was changed."""
    outside = [_kept(path) for path in checkpoint or ()]
    if bundle is not None:
        return _verify_bundle(bundle, [_fingerprint(text) for text in key or ()], outside, json)
    if key:
        raise ConfigurationError("--key belongs to a bundle.", hint="Write: tracker verify FILE.zip --key FINGERPRINT.")
    return _verify_journal(database, outside, json)


def _verify_journal(database: str | None, outside: Sequence[Outside], json: bool) -> int:
    from tracker.journal.verifying import verify as check
    from tracker.station.clinic_keys import own_key
    from tracker.station.opening import open_store

    settings = settings_for(database)
    store = open_store(settings, is_readonly=True)
    try:
        with progress("verifying") as report, store.reading() as connection:
            checked = check(connection, report, own_key(settings), outside, settings.stations)
    finally:
        store.close()
    if json:
        answer = {
            "checkpoints": checked.checkpoints,
            "clock_back": checked.clock_back,
            "covered": checked.covered,
            "events": checked.events,
            "stations": [asdict(station) for station in checked.stations],
        }
        out_json({**answer, "findings": _objects(checked.findings)})
    else:
        _tell_journal(checked, len(outside), is_pinned=bool(settings.stations))
    return 1 if checked.findings else 0


def _tell_journal(checked: Checked, outside: int, *, is_pinned: bool) -> None:
    _tell(checked.findings)
    if not checked.findings:
        out(f"✔ {checked.events:,} events: nothing was changed or cut out, and none added but by these stations:")
    for station in checked.stations:
        out(f"  {station.name}: {station.fingerprint}, {station.events:,} event{'s' if station.events != 1 else ''}")
    if checked.clock_back:
        events = "event was" if checked.clock_back == 1 else "events were"
        out(
            f"! {checked.clock_back:,} {events} stored under a clock that had been set back: their times are too early."
        )
    if checked.findings:
        return
    if not is_pinned:
        say(
            "  Whoever has the database's key can enter a station of his own: compare the keys with what 'tracker doctor'"
        )
        say(
            '  shows at each station, and write those that are yours into settings.toml: stations = ["SHA256:0f3a-..."]'
        )
    if outside:
        out(f"✔ The first {checked.covered:,} are those of the checkpoint that was kept outside.")
        say("  What came after it could be cut off unseen: keep a newer one, too.")
    else:
        say(
            "  A cut-off tail with an older signed head, or an old copy put back, shows only against a checkpoint that was"
        )
        say("  kept outside: tracker verify --checkpoint FILE.")


def _verify_bundle(path: Path, keys: Sequence[str], outside: Sequence[Outside], json: bool) -> int:
    from tracker.journal.verifying_bundles import verify_bundle
    from tracker.journal.zipping import LARGEST_BYTES

    checked = verify_bundle(_read(path, LARGEST_BYTES), known_keys=keys, checkpoints=outside)
    if json:
        out_json(_bundle_object(checked))
    else:
        _tell(checked.findings)
        if not checked.findings:
            _tell_bundle(checked)
    return 1 if checked.findings else 0


def _tell_bundle(checked: BundleChecked) -> None:
    note, signer, exporter = checked.checkpoint, checked.checkpoint_signer, checked.exporter
    assert note is not None and signer is not None and exporter is not None  # noqa: PT018 (all three or none)
    count = len(checked.events)
    out(f"✔ {checked.title}: {count} event{'s' if count != 1 else ''}, as {signer.station} signed them on {note.at}")
    out(f"  in the checkpoint of {note.size:,} events of {note.origin}.")
    if checked.files:
        out(f"  {', '.join(checked.files)}: as {exporter.station} exported them.")
    for each in dict.fromkeys((signer, exporter, *checked.writers)):
        out(f"  key of {each.station}: {each.fingerprint}")
    if not checked.are_files_pinned:
        say(_unpinned(checked))


def _unpinned(checked: BundleChecked) -> str:
    """What the bundle cannot prove by itself, and what to do about it."""
    if checked.are_events_pinned:
        return (
            "  The checkpoint stands for the events. For the other files only that key does, and for who wrote the events"
            f" each station's: compare them with what 'tracker doctor' shows at {_named(checked)}, or give them by --key."
        )
    return (
        "  The keys are the bundle's own: somebody who made all of it anew would have keys in it, too. Compare them with"
        f" what 'tracker doctor' shows at {_named(checked)} and give each by --key, or give a checkpoint that came on"
        " another way by --checkpoint."
    )


def _named(checked: BundleChecked) -> str:
    """All stations whose keys are to be compared."""
    signers = (checked.checkpoint_signer, checked.exporter, *checked.writers)
    return ", ".join(dict.fromkeys(each.station for each in signers if each is not None))


def _bundle_object(checked: BundleChecked) -> dict[str, object]:
    note = checked.checkpoint
    return {
        "checkpoint": {"at": note.at, "origin": note.origin, "root": note.root.hex(), "size": note.size}
        if note
        else None,
        "events": [{"position": e.position, "seq": e.seq, "station": e.station} for e in checked.events],
        "events_pinned": checked.are_events_pinned,
        "files": list(checked.files),
        "files_pinned": checked.are_files_pinned,
        "findings": _objects(checked.findings),
        "keys": {
            "checkpoint": _key(checked.checkpoint_signer),
            "exporter": _key(checked.exporter),
            "stations": [_key(writer) for writer in checked.writers],
        },
        "title": checked.title,
    }


def _key(signer: Signer | None) -> dict[str, object] | None:
    return {"fingerprint": signer.fingerprint, "station": signer.station} if signer else None


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        out(f"✖ {finding.station} {finding.message}" if finding.station else f"✖ {finding.message}")


def _objects(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [{"station": f.station, "seq": f.seq, "code": f.code, "message": f.message} for f in findings]


def _kept(path: Path) -> Outside:
    from tracker.journal.claims import Outside
    from tracker.journal.notes import LONGEST_BYTES

    return Outside(path.name, _read(path, LONGEST_BYTES))


def _read(path: Path, most: int) -> bytes:
    """The file, and one byte more than it may have, which is then told as too long."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.", hint="Check the file's name.") from error


def _fingerprint(text: str) -> str:
    """A fingerprint as two people tell it: its groups and capitals do not matter."""
    from tracker.journal.chain import as_fingerprint

    found = as_fingerprint(text)
    if found is None:
        raise ConfigurationError(
            f"{text} is no key's fingerprint.", hint="Write it as 'tracker doctor' shows it: SHA256:0f3a-..."
        )
    return found
