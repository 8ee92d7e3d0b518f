"""One scan of an aliquot or a pool shows the whole way: what it was filled from, and what was filled from it."""

from __future__ import annotations

from tests.laboratory import ANNE, BEN, ROLL, THIRD_REQUISITION, Laboratory
from tests.specimens.conftest import laboratory, laboratory_file
from tracker.barcodes import house
from tracker.reports.specimen_custody import custody
from tracker.specimens.orders import Divide, Pool, Step
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do
from tracker.specimens.subjects import SpecimenSubject
from tracker.tui.panes.traced import Traced, told

__all__ = ["laboratory", "laboratory_file"]

POOL, ALIQUOT, DEEPER = (house.specimen_code(number) for number in ROLL[:3])


def shown(number: str) -> str:
    return f"{number[:8]} {number[8:]}"


def filled(laboratory: Laboratory) -> tuple[str, str]:
    """Two of one patient, pooled, the pool divided, the aliquot divided; the first source was spun afterwards."""
    one, other = (laboratory.accepted(line, requisition=THIRD_REQUISITION) for line in (1, 2))
    laboratory.order(Pool((one, other), POOL, BEN, is_roll=True))
    laboratory.order(Divide(POOL, ALIQUOT, BEN, is_roll=True))
    laboratory.order(Divide(ALIQUOT, DEEPER, BEN, is_roll=True))
    laboratory.order(Step(Do.NOTE, (one,), BEN, condition="haemolysed"))
    return one, other


def timeline_of(laboratory: Laboratory, number: str) -> list[str]:
    with laboratory.database.reading() as connection:
        line = SpecimenReader(connection, laboratory.now).lineage(number)
    rows = told(Traced(SpecimenSubject(line[-1].specimen, ""), line), laboratory.now, is_roomy=False).rows
    return ["  ".join(row.cells) for row in rows]


def at(rows: list[str], words: str) -> int:
    return next(number for number, row in enumerate(rows) if words in row)


def test_an_aliquot_is_shown_with_all_that_happened_before_it_was_filled(laboratory: Laboratory) -> None:
    one, other = filled(laboratory)
    rows = timeline_of(laboratory, DEEPER)
    order = [f"from {shown(number)}" for number in (ALIQUOT, POOL, other, one)]
    heads = [at(rows, f"{words}  ") for words in order if any(row.startswith(words) for row in rows)]
    assert heads == sorted(heads)
    assert len(heads) == 4
    assert sum("collected" in row for row in rows) == 2
    assert not any("noted" in row for row in rows)


def test_a_tube_names_what_was_filled_from_it_and_how_that_stands(laboratory: Laboratory) -> None:
    filled(laboratory)
    rows = timeline_of(laboratory, POOL)
    assert rows[0].startswith(f"into {shown(ALIQUOT)}")
    assert "accepted, Ben B." in rows[0]
    assert f"into {shown(ALIQUOT)}" in rows[at(rows, "divided")]


def test_a_pool_names_its_sources(laboratory: Laboratory) -> None:
    one, other = filled(laboratory)
    rows = timeline_of(laboratory, POOL)
    assert f"from {shown(one)}, {shown(other)}" in rows[at(rows, "pooled")]


def test_the_custody_report_begins_with_the_sources_and_ends_with_the_children(laboratory: Laboratory) -> None:
    one, other = filled(laboratory)
    with laboratory.database.reading() as connection:
        table = custody(SpecimenReader(connection, laboratory.now), ALIQUOT)
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    told_of = list(dict.fromkeys((row["specimen"], row["relation"]) for row in rows))
    assert told_of == [
        (one, "source"),
        (other, "source"),
        (POOL, "source"),
        (ALIQUOT, "itself"),
        (DEEPER, "child"),
    ]
    assert [row["do"] for row in rows if row["specimen"] == one] == ["label", "collect", "release", "accept", "pool"]
    assert {row["by"] for row in rows} == {"Anne A. …1111", "Ben B. …1208"}
    assert ANNE not in str(rows)
