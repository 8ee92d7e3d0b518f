"""The clinic's own tables and the public registers, with columns, cells and bytes as nobody should write them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.laboratory import BOX, COUNTER, FRIDGE, LABORATORY, REQUISITION
from tests.registers import releases
from tests.wild.ways import WORDS, Way, bent
from tests.wild.world import World
from tracker.barcodes import house
from tracker.errors import TrackerError
from tracker.exchange.columns import Columns
from tracker.exchange.importing import KINDS, Kind, import_file
from tracker.registers import gudid, ndc, recalls

TODAY = date(2026, 11, 16)
_ROOMS = {"tests": "lab_tests"}
"""The module of a kind that is not called by it."""
_GOOD = st.sampled_from(
    [
        *("yes", "no", "1", "0", "7", "2.5", "12.50", "100", "2027-09-30", "2026-11-16 07:40", "1980-03-05"),
        *(
            "room",
            "cabinet",
            "site",
            "bin",
            "rack",
            "box",
            "bag",
            "courier",
            "laboratory",
            "routine",
            "stat",
            "ambient",
        ),
        *(
            "LAV",
            "GLD",
            "CBC",
            "CMP PT",
            "EDTA tube",
            "Syringe 3 mL",
            "Northgate",
            "Storeroom",
            "each",
            "box",
            "usable",
        ),
        *(
            "09520101000408",
            "0409-4888-01",
            "+A123TB101481Q",
            "EDTA-7",
            "LATE",
            "05D0000001",
            "MRN-4711",
            "Doe",
            "28 days",
        ),
        *(COUNTER, FRIDGE, BOX, LABORATORY, REQUISITION, house.item_code(1), house.item_code(40), "V", "E", "D"),
    ]
)
_CELLS = st.one_of(_GOOD, _GOOD, WORDS)


def columns_of(kind: str) -> Columns:
    found: Columns = import_module(f"tracker.exchange.{_ROOMS.get(kind, kind)}").COLUMNS
    return found


def tables(columns: Columns) -> st.SearchStrategy[bytes]:
    """Tables with the columns of the kind, most of them right, and a few bytes bent."""
    names = (*columns.required, *columns.optional, *columns.notes)
    optional = st.lists(st.sampled_from(names), max_size=6)
    heads = st.one_of(
        optional.map(lambda more: [*columns.required, *(each for each in more if each not in columns.required)]),
        st.lists(st.one_of(st.sampled_from(names), WORDS), max_size=8),
    )

    def filled(given: tuple[list[str], list[list[str]], str, str]) -> bytes:
        head, rows, separator, encoding = given
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator)
        writer.writerow(head)
        writer.writerows([row[: len(head)] for row in rows])
        return text.getvalue().encode(encoding, "replace")

    rows = st.lists(st.lists(_CELLS, min_size=4, max_size=14), max_size=4)
    whole = st.tuples(
        heads, rows, st.sampled_from(",,,;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    )
    head = ",".join(names).encode()
    return st.one_of(whole.map(filled), whole.map(filled), bent(head, head + b"\r\n" + b"1,2,3\r\n" * 3))


def _importing(kind: Kind) -> Way:
    def meets(world: World, content: bytes) -> None:
        path = world.file("table.csv", content)
        with world.unwritten() as refused:
            try:
                result = import_file(world.store, world.pen, kind, path, lambda done, total: None, vault=world.vault)
            except TrackerError as error:
                refused.append(error.code)
            else:
                if result.faults:
                    refused.append("faults")
                    assert result.fault_count >= len(result.faults)

    return Way(f"import {kind}", tables(columns_of(kind)), meets)


def _lines(whole: str) -> st.SearchStrategy[str]:
    """A line of a register with some of its fields exchanged."""
    separator = "|" if "|" in whole else "\t"
    fields = whole.split(separator)
    change = st.tuples(st.integers(0, len(fields)), WORDS)

    def changed(changes: list[tuple[int, str]]) -> str:
        made = list(fields)
        for at, put in changes:
            made[at : at + 1] = [put]
        return separator.join(made)

    return st.lists(change, max_size=3).map(changed)


def _two_files(names: tuple[str, str], heads: tuple[str, str], lines: tuple[tuple[str, ...], tuple[str, ...]]) -> Any:
    def body(head: str, some: tuple[str, ...]) -> st.SearchStrategy[bytes]:
        rows = st.lists(st.one_of(*map(_lines, some)), max_size=5)
        whole = st.tuples(st.one_of(st.just(head), _lines(head)), rows)
        said = whole.map(lambda given: "\r\n".join([given[0], *given[1], ""]).encode("utf-8", "replace"))
        return st.one_of(said, bent("\r\n".join([head, *some]).encode()))

    return st.fixed_dictionaries(
        {name: body(*each) for name, each in zip(names, zip(heads, lines, strict=True), strict=True)}
    )


_NDC_PRODUCT = "0409-4276_x\t0409-4276\tLidocaine\tLidocaine\tINJECTION\tNorth Pharma\t10\tmg/mL"
_NDC_PACKAGE = "0409-4276_x\t0409-4276\t0409-4276-01\t1 VIAL, MULTI-DOSE in 1 CARTON"
_RELEASES: dict[str, Any] = {
    "gudid": _two_files(
        ("device.txt", "identifiers.txt"),
        (releases.DEVICE, releases.IDENTIFIER),
        (releases.DEVICES, releases.IDENTIFIERS),
    ),
    "ndc": _two_files(
        ("product.txt", "package.txt"),
        (releases.PRODUCT, releases.DRUG_PACKAGE),
        ((_NDC_PRODUCT,), (_NDC_PACKAGE,)),
    ),
}
_VALUES = st.recursive(
    st.one_of(WORDS, st.integers(), st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)
_NOTICE = releases.notice("Z-1", "Syringe", "Lot AB1234")


def _json(notices: list[dict[str, object]]) -> bytes:
    return json.dumps({"meta": {"results": {"total": len(notices)}}, "results": notices}, indent=1).encode()


_NOTICES = st.lists(
    st.dictionaries(st.sampled_from(list(_NOTICE)), _VALUES, max_size=3).map(lambda more: {**_NOTICE, **more}),
    max_size=3,
)
_RECALLS = st.one_of(
    _NOTICES.map(_json), _VALUES.map(lambda value: json.dumps(value).encode()), bent(_json([_NOTICE] * 2))
)

TakeIn = Callable[[Path, Path, date, Callable[[int, int], None]], object]
REGISTERS: dict[str, TakeIn] = {"gudid": gudid.take_in, "ndc": ndc.take_in, "recalls": recalls.take_in}


def _registering(name: str) -> Way:
    def meets(world: World, given: dict[str, bytes] | bytes) -> None:
        if isinstance(given, bytes):
            path = world.file("recalls.json", given)
        else:
            path = world.folder / "release"
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
            for file, content in given.items():
                (path / file).write_bytes(content)
        kept = world.home / "registers" / f"{name}.db"
        before = kept.read_bytes() if kept.exists() else None
        try:
            REGISTERS[name](path, world.home / "registers", TODAY, lambda done, total: None)
        except TrackerError:
            assert (kept.read_bytes() if kept.exists() else None) == before, "the register of before stays"
        left = {each.name for each in (world.home / "registers").glob("*")} if kept.parent.exists() else set()
        assert left <= {f"{each}.db" for each in REGISTERS}, "nothing half made is left"

    return Way(f"import {name}", _RECALLS if name == "recalls" else _RELEASES[name], meets)


WAYS: tuple[Way, ...] = (*map(_importing, KINDS), *map(_registering, REGISTERS))
