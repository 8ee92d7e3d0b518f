"""Everything that reads bytes or a text from outside, with whole ones bent and with none of their kind."""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from labels.errors import LabelError
from labels.loading import read_design
from labels.stocks import read_stock
from tests.fuzz.__main__ import names
from tests.wild.ways import NAMES, WORDS, Way, bent
from tests.wild.world import World
from tracker.backups.manifest import read_manifest
from tracker.backups.sealing import open_keys
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError, ConfigurationError, Refusal, TrackerError
from tracker.exchange.issues import read_issues, read_lead_times
from tracker.exchange.labels import read_label_rows
from tracker.hardware.printers.zebra_status import read_status
from tracker.hardware.profile_files import load_profile, profile_file
from tracker.hardware.sources.recording import header
from tracker.journal.chain import as_fingerprint
from tracker.journal.notes import read_note
from tracker.journal.verifying_bundles import verify_bundle
from tracker.registers.lots_named import listed

TODAY = date(2026, 11, 16)
DEVICE = "serial:/dev/ttyACM0"
_LABELS = Path(__file__).parents[2] / "labels"
_NOTE = b"clinic-tracker/cf163f47f60f778a966865bcef32d114\n413\nRCIx638jC4l2YaaoHRohqehegighPSei+RGa6rlDCU8=\n"
_PROFILE = b"""device = "serial:/dev/ttyACM0"
tested_on = 2026-11-16
gs = "kept"
gs_sign = ""
aim = "sent"
suffix = "enter"
scanner_layout = "us"
host_layout = "us"
case = "kept"
median_ms = 3
longest_ms = 8
missing = []
"""
_MANIFEST = (
    b'{"form": "1", "manifest": {"file": "tracker-0.db", "size": 1, "sha256": "0", "at": "2026-11-16"}, "keys": {}}'
)
_KEYS = b'{"kind": "clinic-tracker keys 1", "nonce": "00", "salt": "00", "sealed": "AAAA"}'


def _zip(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def _read(name: str, cases: st.SearchStrategy[bytes], read: Callable[[Path], object], *answers: type[Exception]) -> Way:
    """A reader of files: one of ``answers``, which its docstring promises, is an answer."""

    def meets(world: World, content: bytes) -> None:
        path = world.file("read", content)
        with suppress(TrackerError, *answers):
            read(path)

    return Way(f"read {name}", cases, meets)


def _told(name: str, cases: st.SearchStrategy[str], read: Callable[[str], object], *answers: type[Exception]) -> Way:
    def meets(world: World, text: str) -> None:
        del world
        with suppress(TrackerError, *answers):
            read(text)

    return Way(f"read {name}", cases, meets)


def _profile(world: World, content: bytes) -> None:
    file = profile_file(world.folder, DEVICE)
    file.write_bytes(content)
    with suppress(ConfigurationError):
        load_profile(world.folder, DEVICE)


def _of_tomls(folder: str) -> st.SearchStrategy[str]:
    whole = [path.read_bytes() for path in sorted((_LABELS / folder).glob("*.toml"))]
    return bent(*whole).map(lambda data: data.decode("utf-8", "replace"))


def _fuzzed(name: str) -> Way:
    """A target of :mod:`tests.fuzz`, which holds its parser to more than an answer."""
    target: Callable[[bytes], None] = importlib.import_module(f"tests.fuzz.{name}").target
    pieces = [
        b"01",
        b"10",
        b"17271231",
        b"21",
        b"\x1d",
        b"+A123",
        b"=<",
        b"https://x/01/",
        b"09520101000408",
        b"/10/",
        b"L00",
    ]
    made = st.lists(st.one_of(st.sampled_from(pieces), st.binary(max_size=8)), max_size=12).map(b"".join)

    def meets(world: World, data: bytes) -> None:
        del world
        target(data)

    return Way(f"fuzz {name}", st.one_of(made, st.binary(max_size=200), NAMES.map(lambda text: text.encode())), meets)


_SCANS = st.one_of(
    WORDS, st.lists(st.sampled_from(["01", "10", "\x1d", "(01)", "17271231", "L0010239", "+"])).map("".join)
)
WAYS: tuple[Way, ...] = (
    *map(_fuzzed, names()),
    _told("scan", _SCANS, lambda text: understand(text, today=TODAY), BarcodeError),
    _told("lots of a notice", WORDS, listed),
    _told("fingerprint", WORDS, as_fingerprint),
    _told("design", _of_tomls("designs"), read_design, LabelError),
    _told("sheet", _of_tomls("stocks"), read_stock, LabelError),
    _read("issues", bent(b"date,item,quantity,site\n2026-01-02,A,3,N\n"), read_issues, ConfigurationError),
    _read("lead times", bent(b"ordered,received\n2026-01-02,2026-01-09\n"), read_lead_times, ConfigurationError),
    _read(
        "label rows", bent(b"name,code,lot\nA,1,2\n"), lambda path: read_label_rows(path, ("name",), ("code", "lot"))
    ),
    _read("note", bent(_NOTE), lambda path: read_note(path.read_bytes()), ValueError),
    _read(
        "bundle", bent(_zip(manifest_json=b"{}", checkpoint_txt=_NOTE)), lambda path: verify_bundle(path.read_bytes())
    ),
    _read("manifest", bent(_MANIFEST), read_manifest, ValueError),
    _read("sealed keys", bent(_KEYS), lambda path: open_keys(path, "a passphrase"), ConfigurationError, Refusal),
    _read(
        "host status",
        bent(b"\x0214,0,0\x03\x02000,0\x03\x021234\x03"),
        lambda p: read_status(p.read_bytes()),
        ValueError,
    ),
    Way("read profile", bent(_PROFILE), _profile),
    _read("recording", bent(header("").encode()), lambda path: path),
)
