"""Dozens of cases of each way in; 10,000 of each by ``python -m tests.faults fuzz``.

What ways there are is read out of the program's own tables: a new importer, parser, verb, setting or kind of URL without a
strategy fails here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.fuzz.__main__ import names
from tests.wild import parsers, urls, verbs
from tests.wild.all_ways import WAYS
from tests.wild.importers import REGISTERS
from tests.wild.settings import keys
from tests.wild.ways import Way, meet
from tests.wild.world import World
from tracker.cli.import_register import REGISTERS as REGISTERS_OF_IMPORT
from tracker.cli.verbs import VERBS
from tracker.exchange.importing import KINDS
from tracker.hardware.scan import new_id
from tracker.hardware.sources.opening import LIVE_KINDS

ROOT = Path(__file__).parents[2]
CASES = {"import": 25, "verb": 15}
"""What is slow meets fewer here."""
READ_BY: Mapping[str, str] = {
    "labels/catalogue.py: parsed": "read design",
    "labels/loading.py: load_designs": "read design",
    "labels/loading.py: read_design": "read design",
    "labels/stocks.py: load_stocks": "read sheet",
    "labels/stocks.py: read_stock": "read sheet",
    "tracker/backups/manifest.py: read_manifest": "read manifest",
    "tracker/backups/sealing.py: open_keys": "read sealed keys",
    "tracker/barcodes/digital_link.py: read": "fuzz digital_link",
    "tracker/barcodes/gs1.py: read": "fuzz gs1",
    "tracker/barcodes/gs1_common.py: read": "fuzz gs1",
    "tracker/barcodes/hibc.py: parse": "fuzz hibc",
    "tracker/barcodes/hibc_parts.py: read": "fuzz hibc",
    "tracker/barcodes/house.py: parse": "fuzz house",
    "tracker/barcodes/hri.py: read": "fuzz hri",
    "tracker/barcodes/isbt128.py: parse": "fuzz isbt128",
    "tracker/barcodes/isbt128_typed.py: parse": "fuzz isbt128",
    "tracker/barcodes/understanding.py: understand": "read scan",
    "tracker/config/loading.py: load_settings": "settings file",
    "tracker/exchange/columns.py: read_header": "import items",
    "tracker/exchange/containers.py: read_containers": "import containers",
    "tracker/exchange/decoding.py: decode": "import items",
    "tracker/exchange/decoding.py: read_bytes": "import items",
    "tracker/exchange/holders.py: read_holders": "import holders",
    "tracker/exchange/issues.py: read_issues": "read issues",
    "tracker/exchange/issues.py: read_lead_times": "read lead times",
    "tracker/exchange/items.py: read_items": "import items",
    "tracker/exchange/lab_tests.py: read_tests": "import tests",
    "tracker/exchange/labels.py: read_label_rows": "read label rows",
    "tracker/exchange/locations.py: read_locations": "import locations",
    "tracker/exchange/offers.py: read_offers": "import offers",
    "tracker/exchange/once.py: read_once": "import suppliers",
    "tracker/exchange/orders.py: read_orders": "import orders",
    "tracker/exchange/par.py: read_par": "import par",
    "tracker/exchange/partners.py: read_partners": "import partners",
    "tracker/exchange/requisitions.py: read_patient": "import requisitions",
    "tracker/exchange/requisitions.py: read_requisition": "verb requisition",
    "tracker/exchange/requisitions.py: read_requisitions": "import requisitions",
    "tracker/exchange/stock.py: read_stock": "import stock",
    "tracker/exchange/suppliers.py: read_suppliers": "import suppliers",
    "tracker/exchange/table.py: read_table": "import items",
    "tracker/hardware/printers/opening.py: open_printer": "printer zpl",
    "tracker/hardware/printers/zebra_status.py: read_status": "read host status",
    "tracker/hardware/profile_files.py: load_profile": "read profile",
    "tracker/hardware/reading/pictures.py: load_picture": "fuzz pictures",
    "tracker/hardware/sources/opening.py: open_source": "source path",
    "tracker/hardware/sources/recording.py: read_header": "fuzz recording",
    "tracker/hardware/sources/recording.py: read_lines": "fuzz recording",
    "tracker/hardware/sources/replay.py: open_recording": "fuzz recording",
    "tracker/journal/chain.py: as_fingerprint": "read fingerprint",
    "tracker/journal/notes.py: read_note": "read note",
    "tracker/journal/unbundling.py: open_bundle": "read bundle",
    "tracker/journal/unbundling.py: parsed": "read bundle",
    "tracker/registers/lots_named.py: listed": "read lots of a notice",
}
"""Every function that reads what came from outside, with the way in that leads to it."""
READ_WHAT_IS_OURS: Mapping[str, str] = {
    "tracker/hardware/reading/engines.py: read_with_zxing": "a picture in memory, which tests/fuzz/pictures.py makes",
    "tracker/hardware/reading/second_opinion.py: read_with_zbar": "the same",
    "tracker/specimens/patients.py: read": "the database, of which tests/door plants what is hostile",
    "labels/reading.py: read_back": "a label that was just drawn",
}
_READERS = ("read", "parse", "parsed", "decode", "understand", "as_fingerprint", "listed")
_OPENERS = ("open_bundle", "open_keys", "open_source", "open_printer", "open_recording")


def readers() -> set[str]:
    """Public functions at the top of their files that are called by what readers are called by."""
    found = set()
    for folder in ("tracker", "labels"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            if file.startswith(("tracker/cli/", "tracker/tui/", "tracker/demo/", "tracker/jobs/", "tracker/station/")):
                continue
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and (
                    node.name in (*_READERS, *_OPENERS) or node.name.startswith(("read_", "load_", "parse_"))
                ):
                    found.add(f"{file}: {node.name}")
    return found - {  # of the same name, and about what is in the database already
        "tracker/backups/folders.py: listed",
        "tracker/barcodes/packs.py: listed",
        "tracker/labelling/specimen_doubt.py: listed",
    }


def test_every_way_in_has_a_strategy() -> None:
    there = {way.name for way in WAYS}
    assert len(there) == len(WAYS)
    assert {f"import {kind}" for kind in (*KINDS, *REGISTERS)} <= there
    assert set(REGISTERS) == set(REGISTERS_OF_IMPORT)
    assert {f"verb {verb}" for verb in VERBS} <= there
    assert {f"setting {key}" for key in keys()} <= there
    assert {f"source {kind}" for kind in (*LIVE_KINDS, "images", "video", "recording")} <= there
    assert {f"printer {kind}" for kind in ("zpl", "cups", "brother-ql", "file", "memory")} <= there
    assert {f"fuzz {name}" for name in names()} <= there


def test_every_reader_is_led_to_by_a_way_in() -> None:
    assert readers() == set(READ_BY) | set(READ_WHAT_IS_OURS)
    assert set(READ_BY.values()) - {way.name for way in WAYS} == set()


def test_every_printers_scheme_is_among_the_ways() -> None:
    source = (ROOT / "tracker/hardware/printers/opening.py").read_text("utf-8")
    schemes = {
        node.comparators[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Name)
        and node.left.id == "scheme"
        and isinstance(node.comparators[0], ast.Constant)
    }
    assert schemes == set(urls.PRINTERS) - {""}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world") / "of")
    yield made
    made.close()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_way_in_answers_or_refuses(world: World, way: Way) -> None:
    meet(way, world, CASES.get(way.name.partition(" ")[0], 50))


def _writes_and_refuses(world: World, case: object) -> None:
    with world.unwritten() as refused:
        with world.store.writing() as connection:
            connection.exec_driver_sql("INSERT INTO supplier (name) VALUES (?)", (f"Half written {new_id()}",))
        refused.append("planted")


def _falls(world: World, case: object) -> None:
    raise ValueError(case)


@pytest.mark.parametrize(("meets", "told"), [(_writes_and_refuses, "and yet written"), (_falls, ".*")])
def test_a_planted_fault_is_found(world: World, meets: object, told: str) -> None:
    """The test of the test: a refusal that has written, and an exception that is no TrackerError."""
    assert callable(meets)
    with pytest.raises((AssertionError, ValueError), match=told):
        meet(Way("planted", parsers.WAYS[0].cases, meets), world, 5)


def test_a_verb_that_ends_in_a_bug_is_found(world: World) -> None:
    with pytest.raises(AssertionError, match="bug in the program"):
        verbs.ended_well(70, b"", b"This is a bug in the program: KeyError")
