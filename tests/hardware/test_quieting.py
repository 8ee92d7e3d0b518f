"""Noise on a line is told and summed up, and no scan waits behind it."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.lines import PtyScanner, until
from tests.hardware.test_serial import Reading
from tracker.hardware.framing import Framed, Framer
from tracker.hardware.quieting import FIRST, Quieted
from tracker.hardware.scan import Quality
from tracker.hardware.sources.opening import open_source


def noise(count: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(count)


def test_an_hours_worth_of_noise_is_a_few_words_a_second_that_count_all_of_it() -> None:
    quiet, plain = Quieted(Framer()), Framer()
    told: list[Framed] = []
    every = 0
    for second in range(60):
        piece = noise(11_520, second)
        told += quiet.feed(piece, float(second * 1.1))
        every += sum(each.quality is Quality.GARBLED for each in plain.feed(piece, float(second * 1.1)))
    told += quiet.pass_time(float("inf"))
    garbled = [each for each in told if each.quality is Quality.GARBLED]
    summed = sum(int(each.evidence.partition(" ")[0]) for each in garbled if " more that" in each.evidence)
    single = sum(" more that" not in each.evidence for each in garbled)
    assert len(garbled) <= 60 + FIRST
    assert single + summed >= every


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3)), max_size=60))
def test_what_was_read_is_never_held_back_and_all_garble_is_counted(script: list[tuple[bool, float]]) -> None:
    quiet, now_s, read, garbled, told = Quieted(Framer()), 0.0, 0, 0, list[Framed]()
    for is_scan, gap_s in script:
        now_s += gap_s
        found = quiet.feed(b"]C0L0010336\r" if is_scan else b"\xff\r", now_s)
        assert sum(each.quality is Quality.READ for each in found) == is_scan
        told, read, garbled = told + found, read + is_scan, garbled + (not is_scan)
    told += quiet.pass_time(float("inf"))
    counted = [each.evidence for each in told if each.quality is Quality.GARBLED]
    assert garbled == sum(int(each.partition(" ")[0]) if " more that" in each else 1 for each in counted)


def test_a_scan_right_behind_the_noise_is_told_within_a_second(tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "ttySCAN")
    reading = Reading(open_source(f"serial:{scanner.link}"))
    for seed in range(30):
        scanner.send(noise(2000, seed).replace(b"\x02", b""))
    scanner.send(b"\r]C0L0010336\r")
    until(lambda: any(scan.data == "L0010336" and scan.quality is Quality.READ for scan in reading.scans), 3.0)
    assert sum(scan.quality is Quality.GARBLED for scan in reading.scans) < 30
    reading.source.close()
    scanner.unplug()
