"""A checkpoint as text: the C2SP forms *tlog-checkpoint* over *signed-note* (c2sp.org), short enough to print or paste.

::

    clinic-tracker/5f0c…            whose journal: two clinics' checkpoints cannot be exchanged
    12000                           how many events it covers
    CsUYapGGPo4dkMgIAUqom/Xajj…     the Merkle root over them
    at 2026-11-25T17:00:00.000Z     extension lines of ours: when, and why
    why shift

    — front-desk Az3grlgtzPICa5OS8npV…

Reading is strict: one text, one meaning. What is not exactly so is no checkpoint of ours.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracker.journal.chain import is_signed

Why = Literal["manifest", "shift", "count", "asked"]
"""What a checkpoint was made for: a shipment's manifest, the end of a shift, so many events, or because somebody asked."""
WHYS: tuple[Why, ...] = get_args(Why)

LONGEST_BYTES = 16_384
MOST_SIGNATURES = 16
"""As many as the form asks readers to take, so that a note which witnesses have signed too can still be read."""

_PREFIX = "clinic-tracker/"
_ORIGIN = rf"{re.escape(_PREFIX)}[0-9a-f]{{32}}"
_TEXT = re.compile(
    rf"({_ORIGIN})\n(0|[1-9][0-9]{{0,15}})\n([A-Za-z0-9+/]{{43}}=)\n"
    r"at ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)\n"
    rf"why ({'|'.join(WHYS)})\n"
)
_SIGNATURE = re.compile(r"— ([^\s+\x00-\x1f\x7f]+) ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)")
_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. ``key_id`` only says which key to try: four bytes prove nothing."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as somebody outside holds it. Nothing of it is true before its signature was checked."""

    origin: str
    size: int
    root: bytes
    at: str
    why: Why
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\nat {self.at}\nwhy {self.why}\n"

    def written(self) -> str:
        """The whole note, the only text that reads as it."""
        lines = (f"— {s.name} {b64encode(s.key_id + s.value).decode()}\n" for s in self.signatures)
        return f"{self.text}\n{''.join(lines)}"

    def is_signed_by(self, name: str, public_key: bytes) -> bool:
        """Whether ``name`` signed it with this key. Lines of other names and keys are not looked at."""
        wanted = key_id(name, public_key)
        values = [s.value for s in self.signatures if (s.name, s.key_id) == (name, wanted)]
        return bool(values) and all(is_signed(public_key, value, self.text.encode()) for value in values)


def origin_of(journal_id: str) -> str:
    """The first line of every checkpoint of one database's journal."""
    return _PREFIX + journal_id


def is_origin(text: str) -> bool:
    """Whether a checkpoint can begin with it."""
    return re.fullmatch(_ORIGIN, text) is not None


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a signature line tells its key."""
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]


def sign_note(origin: str, size: int, root: bytes, *, at: str, why: Why, name: str, key: Ed25519PrivateKey) -> Note:
    """A checkpoint signed by the station ``name``. ValueError for what could not be read back."""
    bare = Note(origin, size, root, at, why, ())
    own_id = key_id(name, key.public_key().public_bytes_raw())
    note = Note(origin, size, root, at, why, (Signature(name, own_id, key.sign(bare.text.encode())),))
    read_note(note.written().encode())
    return note


def read_note(data: bytes) -> Note:
    """The checkpoint in ``data``, its signatures not yet checked. ValueError, in words, for anything else."""
    if len(data) > LONGEST_BYTES:
        raise ValueError("it is too long")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    body, separator, signed = text.rpartition("\n\n")
    found = _TEXT.fullmatch(body + "\n")
    if not separator or found is None:
        raise ValueError("it is not written as a checkpoint is")
    origin, size, root, at, why = found.groups()
    kind = next(known for known in WHYS if known == why)
    note = Note(origin, int(size), _bytes(root), at, kind, _signatures(signed))
    # One base64 text for one value: the last letter of a group has bits that decoding drops.
    if note.written() != text:
        raise ValueError("it is not written as a checkpoint is")
    return note


def _signatures(signed: str) -> tuple[Signature, ...]:
    lines = signed.split("\n")
    if lines.pop() != "" or not 1 <= len(lines) <= MOST_SIGNATURES:
        raise ValueError("its signature is missing, or cut")
    return tuple(map(_signature, lines))


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    value = _bytes(found[2]) if found else b""
    if found is None or len(value) <= 4:
        raise ValueError("its signature line is damaged")
    return Signature(found[1], value[:4], value[4:])


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
