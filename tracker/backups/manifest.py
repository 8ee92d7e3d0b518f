"""What stands beside each backup: what it is a copy of, how large, when, and the checkpoint that its journal leads to.

JSON, signed by the station that made it, as checkpoints are: it tells a backup that was made from a file that lies there,
and one that was changed since from one that was not. Reading is strict; nothing of it is true before the file was proved.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import is_signed
from tracker.journal.notes import LONGEST_BYTES, Note, read_note
from tracker.journal.writing import Journal
from tracker.plain_files import NotPlain, plain_content

LARGEST = 4 * LONGEST_BYTES
"""Bytes of a manifest; one has some 1.5 kB."""
FORM = 1
COUNTED = ("item", "location", "lot", "movement", "requisition", "specimen", "custody_step", "staff")
"""Tables whose rows are counted: what a person asks of a backup first."""

_PREFIX = b"tracker backup manifest\n"
_NAME = re.compile(r"tracker-[0-9a-f]{8}-[0-9]{8}T[0-9]{6}Z\.db")
_TEXTS = ("at", "checkpoint", "file", "origin", "program", "schema", "sha256", "station")
_NUMBERS = ("events", "form", "size")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup, as its maker describes it. ``size`` in bytes; ``events`` are all of the copy's journal, of which
    ``checkpoint`` (a signed note) covers the first."""

    file: str
    size: int
    sha256: str
    at: str
    """When it was made, by the wall clock; a :func:`tracker.journal.occasion.stamp`."""
    origin: str
    """Whose journal: see :func:`tracker.journal.notes.origin_of`."""
    schema: str
    program: str
    events: int
    checkpoint: str
    counts: Mapping[str, int]
    station: str

    @property
    def note(self) -> Note:
        return read_note(self.checkpoint.encode())

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def body(self) -> dict[str, Value]:
        texts: dict[str, Value] = {name: getattr(self, name) for name in _TEXTS}
        return {**texts, "events": self.events, "form": FORM, "size": self.size, "counts": dict(self.counts)}


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest with its signature, not yet checked."""

    manifest: Manifest
    signature: bytes

    def is_signed_by(self, public_key: bytes) -> bool:
        return is_signed(public_key, self.signature, _PREFIX + canonical(self.manifest.body()))

    def written(self) -> bytes:
        whole = {**self.manifest.body(), "signature": b64encode(self.signature).decode()}
        return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def sign_manifest(manifest: Manifest, journal: Journal) -> Signed:
    """``manifest`` under the hand of the station ``journal``, whose name must stand in it."""
    return Signed(manifest, journal.key.sign(_PREFIX + canonical(manifest.body())))


def file_name(origin: str, at: datetime) -> str:
    """What the copy of this journal made at this second is called: its own beginning, so that no two clinics' mix."""
    return f"tracker-{origin[-32:][:8]}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def is_file_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def manifest_of(file: Path) -> Path:
    """Where the manifest of the copy ``file`` lies."""
    return file.with_suffix(".json")


def read_manifest(path: Path) -> Signed:
    """The manifest in ``path``. ValueError, in words for the middle of a sentence, for anything else."""
    try:
        given = json.loads(plain_content(path, LARGEST))
    except NotPlain as error:
        raise ValueError(str(error)) from None
    except OSError as error:
        raise ValueError(f"it cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise ValueError("it is cut off, or no JSON") from None
    if not isinstance(given, dict) or given.get("form") != FORM:
        raise ValueError("it is of another program, or of a newer one")
    return _checked(given)


def _checked(given: Mapping[str, object]) -> Signed:
    texts = {name: given.get(name) for name in (*_TEXTS, "signature")}
    numbers = {name: given.get(name) for name in _NUMBERS}
    counts = given.get("counts")
    is_whole = (
        set(given) == {*texts, *numbers, "counts"}
        and all(isinstance(value, str) for value in texts.values())
        and all(_is_count(value) for value in numbers.values())
        and isinstance(counts, dict)
        and all(_is_count(value) for value in counts.values())
    )
    if not is_whole or not is_file_name(str(texts["file"])):
        raise ValueError("something in it is missing, or not as this program writes it")
    signature = str(texts.pop("signature"))
    size, events = numbers["size"], numbers["events"]
    assert isinstance(counts, dict) and isinstance(size, int) and isinstance(events, int)  # noqa: PT018 (seen above)
    named = {name: str(value) for name, value in texts.items()}
    manifest = Manifest(size=size, events=events, counts=dict(counts), **named)
    try:
        found = manifest.note
        datetime.fromisoformat(manifest.at).astimezone(UTC)
        signed = Signed(manifest, b64decode(signature, validate=True))
    except (ValueError, OverflowError):
        raise ValueError("something in it is not as this program writes it") from None
    if found.origin != manifest.origin:
        raise ValueError("its checkpoint is another clinic's")
    return signed


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
