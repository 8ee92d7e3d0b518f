"""Every verb of the command line with words, options and files as nobody should write them, and a pipe full of anything."""

from __future__ import annotations

import shutil

import typer
from hypothesis import strategies as st

from tests.laboratory import ANNE, BAG, BOX, COUNTER, LABORATORY, REQUISITION
from tests.tui.lab import ORDERED
from tests.wild.ways import NAMES, Way
from tests.wild.world import World, standing_in
from tracker.barcodes import house
from tracker.cli import app, main
from tracker.cli.report_kinds import KINDS as REPORTS
from tracker.cli.verbs import VERBS
from tracker.exchange.importing import KINDS as IMPORTS
from tracker.labelling.asking import KINDS as LABELS

KEEPS_WHAT_IT_REFUSES = frozenset(
    {"run", "label", "queue", "patient", "export", "checkpoint", "backup", "restore", "import"}
)
"""A refused scan and a label that did not come out are kept, as is that somebody asked to see a patient; a backup that has
no folder leaves its checkpoint. An import is looked at more closely in :mod:`tests.wild.importers`."""
_ACTIONS = (
    *(
        "show",
        "list",
        "open",
        "close",
        "send",
        "make",
        "cancel",
        "amend",
        "sign",
        "release",
        "reverse",
        "receive",
        "note",
    ),
    *(
        "enter",
        "correct",
        "erase",
        "print",
        "yes",
        "no",
        "reprint",
        "sheet",
        "test",
        "restock",
        "transfer",
        "commands",
        "roll",
    ),
)
_OPTIONS = (
    *(
        "--json",
        "--dry-run",
        "--all",
        "--preview",
        "--reveal",
        "--deep",
        "--lost",
        "--drill",
        "--grade",
        "--quarantine",
    ),
    *(
        "--badge",
        "--reason",
        "--to",
        "--from",
        "--format",
        "--as-of",
        "--since",
        "--until",
        "--site",
        "--room",
        "--item",
    ),
    *(
        "--days",
        "--by",
        "--bundle",
        "--paper",
        "--stock",
        "--start",
        "--design",
        "--dpi",
        "--offset",
        "--copies",
        "--lot",
    ),
    *(
        "--expiry",
        "--role",
        "--count",
        "--line",
        "--packs",
        "--place",
        "--quantity",
        "--lead-days",
        "--fill",
        "--station",
    ),
    *("--clinic", "--formats", "--aim", "--record", "--own-pace", "--help", "--database", "--keys", "--no-save", "--"),
)
_VALUES = (
    *(
        "0",
        "-1",
        "1",
        "7",
        "999999999999",
        "1e9",
        "2026-11-16",
        "2026-13-45",
        "csv",
        "json",
        "xlsx",
        "pdf",
        "a4",
        "5160",
    ),
    *(
        "out.csv",
        "out.pdf",
        "out.png",
        "out.zpl",
        "no/such/out.pdf",
        "table.csv",
        "shift.jsonl",
        "folder",
        "images:folder",
    ),
    *(
        "recording:shift.jsonl",
        "zpl://127.0.0.1:1",
        "cups:none",
        "memory:zpl",
        "sqlite:///x.db",
        "mysql:///x",
        "CBC",
        "EDTA-7",
    ),
    *(
        ANNE,
        BAG,
        BOX,
        COUNTER,
        LABORATORY,
        REQUISITION,
        ORDERED[0],
        house.item_code(1),
        house.item_code(40),
        "EDTA tube",
    ),
)
_TEXTS = st.text(st.characters(blacklist_characters="/~\0", blacklist_categories=["Cs"]), max_size=12)
_SHOWN = NAMES.filter(lambda text: "\0" not in text and "/" not in text and "~" not in text)
_WORDS = st.one_of(
    st.sampled_from(_OPTIONS),
    st.sampled_from((*_ACTIONS, *REPORTS, *LABELS, *IMPORTS)),
    st.sampled_from(_VALUES),
    st.sampled_from(_VALUES),
    st.one_of(_SHOWN, _TEXTS, st.sampled_from(("\udcff", "B\udcff", "\ud800"))),
)
_PIPES = st.sampled_from(
    [
        b"",
        b"\n\n",
        b"{}",
        b"[",
        b'{"record_number": "MRN-4711"}',
        b'{"record_number": "\\ud800"}',
        b"y\n",
        b"\xff\x00\x1b]2;x\x07\n" * 9,
    ]
)


def _lines(name: str) -> st.SearchStrategy[list[str]]:
    """The verb's own arguments and some of its own options, each with a word behind it; or any words at all."""
    parameters = typer.main.get_command(app).get_command(None, name).params  # type: ignore[attr-defined]  # it is a group
    options = [each for each in parameters if each.param_type_name == "option"]
    arguments = len(parameters) - len(options)
    own = [
        st.sampled_from(each.opts).map(lambda option: [option])
        if getattr(each, "is_flag", False)
        else st.tuples(st.sampled_from(each.opts), _WORDS).map(list)
        for each in options
    ]
    said = st.lists(st.one_of(own), max_size=3).map(lambda parts: [word for part in parts for word in part])
    firsts = st.lists(
        st.one_of(st.sampled_from((*_ACTIONS, *REPORTS, *LABELS, *IMPORTS, *_VALUES)), _WORDS), max_size=1
    )
    words = st.lists(_WORDS, max_size=max(0, min(arguments, 3) - 1))
    parts = st.tuples(firsts if arguments else st.just([]), words, said)
    shaped = parts.map(lambda each: [word for part in each for word in part])
    return st.one_of(shaped, shaped, shaped, st.lists(_WORDS, max_size=6))


def _verb(name: str) -> Way:
    def meets(world: World, given: tuple[list[str], bytes]) -> None:
        words, pipe = given
        if name == "demo" and "--headless" in words:
            return
        shutil.rmtree(world.folder)
        (world.folder / "folder").mkdir(parents=True)
        (world.folder / "table.csv").write_bytes(b"name,base_unit\nA,each\n")
        (world.folder / "shift.jsonl").write_bytes(b"")
        with world.unwritten() as refused, standing_in(world, pipe) as (out, err):
            status = main([name, *words])
            if status in (1, 2) and name not in KEEPS_WHAT_IT_REFUSES:
                refused.append(f"status {status}")
        ended_well(status, out.getvalue(), err.getvalue())

    return Way(f"verb {name}", st.tuples(_lines(name), _PIPES), meets)


def ended_well(status: int, out: bytes, err: bytes) -> None:
    """A status of ours, no traceback, and nothing that drives a terminal among the words."""
    assert status in (0, 1, 2, 3, 4, 130), err.decode("utf-8", "replace")[-600:]
    assert b"\x1b" not in err
    assert b"Traceback" not in out + err


WAYS: tuple[Way, ...] = tuple(map(_verb, VERBS))
