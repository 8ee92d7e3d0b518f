"""The fuzz targets of the devices' decoders, fed by Hypothesis where atheris is missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import framing, hid_reports, key_events, mjpeg, pictures, wedge

LINES = st.lists(st.binary(max_size=40) | st.sampled_from([b"]C0", b"\r", b"\x02", b"\x03", b"\t", b"2600447102\r"]))


@pytest.mark.parametrize(
    "target",
    [framing.target, key_events.target, hid_reports.target, mjpeg.target, pictures.target, wedge.target],
)
@given(st.binary(max_size=600) | LINES.map(b"".join))
def test_a_target_holds(target: Callable[[bytes], None], data: bytes) -> None:
    target(data)


def test_without_atheris_a_target_says_so_and_ends_well() -> None:
    program = (
        "import sys; sys.modules['atheris'] = None; from tests.fuzz.framing import run, target; sys.exit(run(target))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, "pip install atheris" in ended.stderr) == (0, True)
