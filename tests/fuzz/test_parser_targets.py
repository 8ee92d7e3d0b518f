"""The fuzz targets of the pure parsers, fed by Hypothesis with what is nearly right; and the runner's manners."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.barcodes.messages import packages, render
from tests.fuzz import digital_link, gs1, hibc, house, hri, isbt128, understand
from tests.fuzz.__main__ import LONGEST_S, names

GTIN = b"09501101530003"
PIECES = {
    gs1: [b"01" + GTIN, b"17271231", b"10A", b"21", b"\x1d", b"3712", b"7003", b"8008270101", b"240", b"91", b"<GS>"],
    hibc: [
        b"A123BJC5D6E71",
        b"/",
        b"$",
        b"$$",
        b"+",
        b"812",
        b"3270930",
        b"0927",
        b"7",
        b"LOT",
        b"/S",
        b"/16D20250105",
    ],
    isbt128: [
        b"=G12341765432100",
        b"=<E0382V00",
        b"&>0260301234",
        b"&$01",
        b"=]202712",
        b"&,1",
        b"0" * 18,
        b"=#",
        b"=",
    ],
    digital_link: [b"https://", b"x/01/" + GTIN, b"/10/", b"/21/", b"?17=271231", b"&", b"%2F", b"%1D", b"#"],
    hri: [b"(01)" + GTIN, b"(10)", b"(17)271231", b"(21)", b" ", b"A-1/2", b"(", b")"],
    house: [b"26004471", b"I", b"L", b"C", b"02", b"0" * 9],
}
PIECES[understand] = [piece for pieces in PIECES.values() for piece in pieces]


@pytest.mark.parametrize("name", [module.__name__.rsplit(".", 1)[-1] for module in PIECES])
@settings(max_examples=150)
@given(data=st.data())
def test_a_target_holds(name: str, data: st.DataObject) -> None:
    module = next(module for module in PIECES if module.__name__.endswith(f".{name}"))
    head = data.draw(st.binary(min_size=1, max_size=1))
    parts = st.lists(st.sampled_from(PIECES[module]) | st.binary(max_size=6), max_size=9)
    whole = packages().map(lambda fields: render(fields).encode())
    _hold(module.target, head + data.draw(parts.map(b"".join) | st.binary(max_size=200) | whole))


def _hold(target: Callable[[bytes], None], data: bytes) -> None:
    target(data)
    began = time.process_time()
    target(data)
    assert time.process_time() - began < LONGEST_S


@pytest.mark.parametrize(
    "data", [b"1" * 128, b"10" * 64, b"21" * 64, b"=<" * 64, b"+" * 128, b"(01)" * 32, b"/01/" * 32]
)
def test_the_longest_scan_takes_no_time(data: bytes) -> None:
    for module in PIECES:
        for head in (b"\x00", b"\x01", b"\x21"):
            _hold(module.target, head + data)


def test_the_runner_knows_every_target_by_its_name() -> None:
    assert {module.__name__.rsplit(".", 1)[-1] for module in PIECES} <= set(names())
    assert {"framing", "wedge", "key_events", "hid_reports"} <= set(names())


@pytest.mark.parametrize(("arguments", "status"), [([], 0), (["nothing"], 2), (["gs1", "soon"], 2)])
def test_called_wrongly_it_explains_itself(arguments: list[str], status: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *arguments], capture_output=True, text=True, check=False
    )
    assert ended.returncode == status
    assert "all" in ended.stderr
    assert "pip install atheris" in ended.stderr
