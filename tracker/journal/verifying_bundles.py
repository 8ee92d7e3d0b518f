"""Checking a bundle on a machine that knows nothing of the clinic: every byte of it, and what exactly it proves.

A bundle is complete in itself, and so is one that a forger made anew as a whole and signed with keys of his own. Therefore
the answer names the keys by their fingerprints, and says whether anything from elsewhere stands for them: a fingerprint
that was compared, or a checkpoint that was received on another way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tracker.journal.chain import fingerprint, leaf_of, link_leaf
from tracker.journal.claims import Outside
from tracker.journal.finding import MOST, Finding
from tracker.journal.merkle import is_included
from tracker.journal.notes import Note, read_note
from tracker.journal.signed import SIGNATURE, TO_SIGN
from tracker.journal.unbundling import BrokenBundle, Bundle, BundledEvent, Signer, open_bundle, parsed


@dataclass(frozen=True, slots=True)
class BundleChecked:
    """What a bundle holds and proves. With findings, it proves nothing.

    ``writers`` wrote the events, each station once. ``checkpoint_signer`` vouches for their place in the journal,
    ``exporter`` for the files for people. ``are_events_pinned`` and ``are_files_pinned`` say whether something from outside
    the bundle stands for that signer, or for the checkpoint.
    """

    findings: tuple[Finding, ...]
    title: str = ""
    events: tuple[BundledEvent, ...] = ()
    files: tuple[str, ...] = ()
    checkpoint: Note | None = None
    checkpoint_signer: Signer | None = None
    exporter: Signer | None = None
    writers: tuple[Signer, ...] = ()
    are_events_pinned: bool = False
    are_files_pinned: bool = False


def verify_bundle(
    data: bytes, *, known_keys: Collection[str] = (), checkpoints: Sequence[Outside] = ()
) -> BundleChecked:
    """Check every byte of ``data``. Raises nothing for bad data: what is wrong with it is a finding.

    ``known_keys`` are fingerprints that somebody compared; the signers must be among them, and every station that wrote an
    event: whoever holds the database's key can enter a station of his own, whose events the true ones' checkpoints then
    cover. ``checkpoints`` are notes that came on another way; one of them must be the bundle's own, and none may contradict
    it.
    """
    try:
        bundle = open_bundle(data)
        findings = [*_event_findings(bundle)][:MOST]
    except BrokenBundle as broken:
        return BundleChecked((broken.finding,))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        # Whoever packs a bundle anew may give its files any shape.
        return BundleChecked((Finding("", 0, "bundle_malformed", f"The bundle is malformed: {type(error).__name__}."),))
    strange = {each.fingerprint for each in (bundle.exporter, bundle.signer)} - set(known_keys)
    writers = _writers(bundle)
    unknown = (*_unknown_keys(bundle, strange), *_unknown_stations(writers, strange, known_keys)) if known_keys else ()
    pins = [*unknown, *_pinned(bundle.note, checkpoints)]
    findings += pins
    return BundleChecked(
        tuple(findings),
        bundle.title,
        bundle.events,
        bundle.files,
        bundle.note,
        bundle.signer,
        bundle.exporter,
        writers,
        are_events_pinned=not findings and (bool(checkpoints) or bundle.signer.fingerprint not in strange),
        are_files_pinned=not findings and bundle.exporter.fingerprint not in strange,
    )


def _event_findings(bundle: Bundle) -> Iterator[Finding]:
    """Each event: its own bytes, its place in the chain, its proof; and that they follow each other."""
    if not bundle.events:
        yield Finding("", 0, "no_events", "The bundle has no events: it proves nothing.")
    ends: dict[str, BundledEvent] = {}
    place = -1
    for event in bundle.events:
        leaf, before = leaf_of(event.body), ends.get(event.station)
        if event.station not in bundle.keys:
            yield _of(event, "station_unknown", "is of a station whose key is not in the bundle")
        if link_leaf(event.prev, leaf) != event.hash:
            yield _of(event, "changed", "was changed after it was written")
        if not _bears(event):
            yield _of(event, "mislabelled", "does not bear its own number and station")
        if not is_included(leaf, event.position, bundle.note.size, event.proof, bundle.note.root):
            yield _of(event, "not_included", "is not among those of the checkpoint")
        if event.position <= place or (before and event.seq <= before.seq):
            yield _of(event, "event_order", "is not in its order")
        if before and event.seq == before.seq + 1 and event.prev != before.hash:
            yield _of(event, "broken_link", "does not follow the event before it")
        ends[event.station], place = event, event.position
    yield from _signature_findings(bundle)


def _signature_findings(bundle: Bundle) -> Iterator[Finding]:
    """Each event that was to be signed has its signatures in the bundle, and each signature the event that it signs."""
    bodies = [(event, parsed(event.body)) for event in bundle.events]
    hashes = {body.get("id"): event.hash.hex() for event, body in bodies}
    given = [(body.get("of"), body.get("hash"), body.get("by")) for _, body in bodies if body.get("kind") == SIGNATURE]
    for event, body in bodies:
        if body.get("kind") == SIGNATURE and hashes.get(body.get("of")) != body.get("hash"):
            yield _of(event, "signature_misplaced", "signs an event that is not in the bundle as it was")
        for badge in body.get(TO_SIGN, ()):
            if (body.get("id"), event.hash.hex(), badge) not in given:
                yield _of(event, "signature_missing", f"was to be signed by {badge}, and is not")


def _bears(event: BundledEvent) -> bool:
    body = parsed(event.body)
    return (body.get("station"), body.get("seq")) == (event.station, event.seq)


def _of(event: BundledEvent, code: str, what: str) -> Finding:
    return Finding(event.station, event.seq, code, f"Event {event.seq} {what}.")


def _unknown_keys(bundle: Bundle, strange: Collection[str]) -> Iterator[Finding]:
    for signer in dict.fromkeys((bundle.signer, bundle.exporter)):
        if signer.fingerprint in strange:
            words = f"Signed with {signer.fingerprint}, which is none of the keys given."
            yield Finding(signer.station, 0, "key_unknown", words)


def _writers(bundle: Bundle) -> tuple[Signer, ...]:
    names = dict.fromkeys(event.station for event in bundle.events)
    return tuple(Signer(name, fingerprint(bundle.keys[name])) for name in names if name in bundle.keys)


def _unknown_stations(
    writers: Sequence[Signer], told: Collection[str], known_keys: Collection[str]
) -> Iterator[Finding]:
    """``told`` are the keys of which :func:`_unknown_keys` tells."""
    for writer in writers:
        if writer.fingerprint not in (*told, *known_keys):
            words = f"{writer.station} wrote events under {writer.fingerprint}, which is none of the keys given."
            yield Finding(writer.station, 0, "station_unknown", words)


def _pinned(note: Note, checkpoints: Sequence[Outside]) -> Iterator[Finding]:
    """What the notes that came on another way say against the bundle's own."""
    fits = False
    for kept in checkpoints:
        try:
            other = read_note(kept.note)
        except ValueError as error:
            yield Finding("", 0, "checkpoint_malformed", f"{kept.label} is no checkpoint: {error}.")
            continue
        if other.origin != note.origin:
            yield Finding("", 0, "checkpoint_foreign", f"{kept.label} belongs to another journal, {other.origin}.")
        elif other.size == note.size and other.root != note.root:
            yield Finding("", 0, "checkpoint_split", f"{kept.label} contradicts the bundle's checkpoint.")
        else:
            fits = fits or other.size == note.size
    if checkpoints and not fits:
        words = f"None of the checkpoints given is the bundle's, which covers {note.size} events."
        yield Finding("", 0, "checkpoint_other", words)
