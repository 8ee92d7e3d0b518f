"""Noise on a line is told and summed up, and no scan waits behind it."""

from __future__ import annotations

import random
from pathlib import Path
from time import sleep

from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.lines import PtyScanner
from tests.hardware.test_serial import Reading
from tests.waiting import until
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
    assert len(garbled) <= 66 + FIRST  # 60 pieces, 1.1 s apart
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


SCANS = (b"]C0L0010336\r", b"]C0L0010336\r\n", b"\x02]C0L0010336\x03", b"\x02]C0L0010336\r\x03")


def is_noise(data: bytes) -> bool:
    return "\ufffd" in data.decode("utf-8", "replace")


@given(st.binary(max_size=600).filter(is_noise), st.sampled_from(SCANS), st.floats(0.06, 3), st.integers(1, 14))
def test_an_identified_scan_behind_a_pause_is_read_whatever_noise_came_before_it(
    before: bytes, scan: bytes, pause_s: float, size: int
) -> None:
    quiet = Quieted(Framer())
    found = quiet.feed(before, 0.0)
    for number, at in enumerate(range(0, len(scan), size)):
        found += quiet.feed(scan[at : at + size], pause_s + number * 0.001)
    found += quiet.pass_time(pause_s + 4.0)
    read = [(each.aim, each.data) for each in found if each.quality is Quality.READ]
    assert read[-1:] == [("]C0", "L0010336")]


@given(st.lists(st.tuples(st.binary(max_size=40), st.floats(0, 2)), max_size=20), st.integers(1, 9))
def test_what_is_told_does_not_depend_on_how_often_somebody_looks(
    script: list[tuple[bytes, float]], looks: int
) -> None:
    watched, left, now_s = Quieted(Framer()), Quieted(Framer()), 0.0
    first, second = list[Framed](), list[Framed]()
    for piece, gap_s in script:
        for look in range(1, looks):
            first += watched.pass_time(now_s + gap_s * look / looks)
        now_s += gap_s
        first += watched.feed(piece, now_s)
        second += left.feed(piece, now_s)
    assert first + watched.pass_time(float("inf")) == second + left.pass_time(float("inf"))


def test_a_scan_right_behind_the_noise_is_read(tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "ttySCAN")
    reading = Reading(open_source(f"serial:{scanner.link}"))
    for seed in range(30):
        scanner.send(noise(2000, seed))
    until(lambda: bool(reading.scans))
    sleep(0.3)  # the hand needs as long, and the line is quiet
    scanner.send(b"]C0L0010336\r")
    until(lambda: any(scan.data == "L0010336" and scan.quality is Quality.READ for scan in reading.scans))
    assert sum(scan.quality is Quality.GARBLED for scan in reading.scans) < 30
    reading.source.close()
    scanner.unplug()
