"""The manifest names every specimen once, in figures and in bars that read, and no patient."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from labels.card import Paper
from labels.reading import readings
from tests.reports.papers import HOSTILE, NOTE, pages_of, shipment, shown_on, specimen, words_of
from tracker.reports.manifest import Manifest, manifest_pdf, manifest_table
from tracker.reports.table import as_csv


def manifest(count: int, checkpoint: str = NOTE) -> Manifest:
    specimens = tuple(specimen(n) for n in range(1, count + 1))
    return Manifest(shipment(), specimens, "Northgate clinic", "05D1234567", "05D0987654", checkpoint)


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("count", [0, 1, 17, 18, 96, 300])
def test_every_number_is_written_once_and_the_pages_are_counted(count: int, paper: Paper) -> None:
    made = manifest(count)
    pdf = manifest_pdf(made, paper)
    words, pages = words_of(pdf), len(pages_of(pdf))
    assert sorted(word for word in words if len(word) == 10 and word.isdecimal()) == sorted(
        one.number for one in made.specimens
    )
    assert [word for word in words if word.startswith("page ")] == [f"page {n} of {pages}" for n in range(1, pages + 1)]
    assert f"{count} specimen{'' if count == 1 else 's'} in this shipment" in words
    assert {"05D1234567", "05D0987654", "SEAL-00912", "refrigerated", "Metro Couriers", "Lakeside Laboratory"} <= set(
        words
    )
    assert sum("signature" in word for word in words) == 2


@pytest.mark.parametrize(("count", "paper"), [(0, Paper.A4), (1, Paper.LETTER), (96, Paper.A4), (96, Paper.LETTER)])
def test_every_symbol_on_the_pages_reads_as_what_it_stands_beside(count: int, paper: Paper) -> None:
    made = manifest(count)
    found = [reading.data for page in shown_on(manifest_pdf(made, paper)) for reading in readings(page)]
    expected = [made.shipment.code] * 2 + [NOTE] + [one.number for one in made.specimens]
    assert sorted(found) == sorted(expected)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")
def test_another_programs_picture_of_the_pages_reads_the_same(tmp_path: Path) -> None:
    made = manifest(40)
    (tmp_path / "x.pdf").write_bytes(manifest_pdf(made, Paper.LETTER))
    subprocess.run(["pdftoppm", "-r", "300", "-gray", str(tmp_path / "x.pdf"), str(tmp_path / "x")], check=True)
    found = set()
    for path in tmp_path.glob("x*.pgm"):
        found |= {one.data for one in readings(np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8))}
    assert found == {made.shipment.code, NOTE, *(one.number for one in made.specimens)}


def test_the_same_manifest_gives_the_same_bytes() -> None:
    assert manifest_pdf(manifest(30), Paper.A4) == manifest_pdf(manifest(30), Paper.A4)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    made = Manifest(shipment(text, text), (specimen(1, text, (text, text)), specimen(2)), text, text, text, NOTE)
    pdf = manifest_pdf(made, Paper.LETTER)
    words = words_of(pdf)
    assert {one.number for one in made.specimens} <= set(words)
    assert all(word.isprintable() for word in words)
    assert "\u202e" not in "".join(words)
    read = [reading.data for page in shown_on(pdf) for reading in readings(page)]
    assert sorted(read) == sorted([made.shipment.code] * 2 + [NOTE] + [one.number for one in made.specimens])


def test_letters_that_the_pdfs_typefaces_lack_are_drawn_and_not_lost() -> None:
    plain = manifest(1, "")
    greek = replace(plain, specimens=(replace(plain.specimens[0], container="Ελένη"),))
    shown, bare = (shown_on(manifest_pdf(one, Paper.A4))[0] for one in (greek, plain))
    assert (shown == 0).sum() > (bare == 0).sum() + 500
    assert not any("?" in word or "\\u" in word for word in words_of(manifest_pdf(greek, Paper.A4)))
    assert "\\u05d3\\u05d5\\u05d3" in words_of(manifest_pdf(replace(plain, clinic_clia="\u05d3\u05d5\u05d3"), Paper.A4))


def test_without_a_checkpoint_none_is_drawn() -> None:
    made = manifest(1, "")
    found = [reading.aim for page in shown_on(manifest_pdf(made, Paper.A4)) for reading in readings(page)]
    assert "]Q1" not in found
    assert not any("heckpoint" in word for word in words_of(manifest_pdf(made, Paper.A4)))


def test_the_longest_checkpoint_leaves_room_for_itself() -> None:
    note = NOTE + "\u2014 witness " + "A" * 300 + "\n"
    for count in range(10, 20):
        found = [
            one.data for page in shown_on(manifest_pdf(manifest(count, note), Paper.LETTER)) for one in readings(page)
        ]
        assert note in found


def test_the_csv_has_a_line_for_each_specimen_and_runs_no_formula() -> None:
    made = replace(manifest(96), clinic='=HYPERLINK("x")')
    rows = list(csv.DictReader(io.StringIO(as_csv(manifest_table(made)))))
    assert [row["specimen_number"] for row in rows] == [one.number for one in made.specimens]
    assert {row["shipment_code"] for row in rows} == {made.shipment.code}
    assert {row["to_clia"] for row in rows} == {"05D0987654"}
    assert rows[0]["from"] == '\'=HYPERLINK("x")'
    for sign in "+-@＝＋－＠":
        made = replace(manifest(1), clinic=f"{sign}1+1")
        (row,) = csv.DictReader(io.StringIO(as_csv(manifest_table(made))))
        assert row["from"] == f"'{sign}1+1"
    assert list(csv.DictReader(io.StringIO(as_csv(manifest_table(manifest(0)))))) == []


@pytest.mark.parametrize("hours", [-1, 1])
def test_what_was_rejected_when_it_left_is_sent_for_no_test_and_a_later_copy_says_no_more(hours: int) -> None:
    """A laboratory that reads the paper must not test it; what was rejected after the departure was fit on the paper."""
    good = specimen(1)
    trip = shipment()
    assert trip.departed_at is not None
    unfit = replace(specimen(2), rejected_at=trip.departed_at + timedelta(hours=hours), rejected_for="RH")
    made = Manifest(trip, (good, unfit), "Northgate clinic")
    rows = list(csv.DictReader(io.StringIO(as_csv(manifest_table(made)))))
    assert [row["rejected"] for row in rows] == ["", "RH" if hours < 0 else ""]
    assert [bool(row["tests"]) for row in rows] == [True, hours > 0]
    said = "".join(words_of(manifest_pdf(made, Paper.A4)))
    assert ("REJECTED (RH)" in said) is (hours < 0)
